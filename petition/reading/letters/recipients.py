"""Whom a letter addresses, from the lines above its greeting: an office, a name, a body, a postal address, in any order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from petition.core.text import is_small, squeeze
from petition.lexicon.places import STREET, is_place
from petition.lexicon.quoting import QUOTES, segments
from petition.lexicon.role_phrase import has_legal_form, says_role
from petition.lexicon.roles import body_weight
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import has_marker, without_marker
from petition.reading.draft import Recipient
from petition.reading.lines.bodies import is_surely_body
from petition.reading.lines.names import is_name
from petition.reading.lines.signals import COPY_LABEL, TO_LABEL

_OFFICE = expression("@offices.letters")
_TO_ELSEWHERE = expression("@offices.to")
_LATIN = re.compile(r"^(?:À(?: la)?|Aux?|Al|A l[ao]s?|Alla|Ai|Agli|Aos?|Às) (?=\S)|^(?:À l|All)['’]")
_DATIVE = re.compile(
    r"^[А-ЯЁӘҒҚҢӨҰҮҺІ][\w’'-]+(?:у|ю|ому|ему|ой|ей|ам|ям|ым|ім|ці|[ое]ві|ға|ге|қа|ке|на|не|а|е)\b|"
    + _LATIN.pattern
)
_DATIVE_FIRST = re.compile(r"[А-ЯЁІЇЄ]\w+(?:[ую]|[нкс]ій|[ая]м)\b")
_INTO = re.compile(r"^(?:В|Во) [А-ЯЁ][а-яё-]+(?:ую|ый|ий|ой|ое|ее)?\b")  # «В Генеральную прокуратуру»
_TO_BODY = re.compile(r"^[А-ЯІЇЄ]\w+(?:[ую]|[оеє]му|[нкс]ій|[нкс]ой)\s")  # «Міністерству освіти»
_TO_THE = re.compile(
    r"^to\s+(?:the\s+|his excellency\s+|her excellency\s+|mr\.?\s+|ms\.?\s+)?(?=\S)", re.IGNORECASE
)
_HONOURED = re.compile("[\u3040-\u9fff]\\s?(?:様|殿|御中|宛)$")
_NATION = expression("@nations")
_CAPITAL = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_NAME_AT_END = expression(
    rf"\s(?P<name>(?:@honorifics.to )?"
    rf"(?:(?:{_CAPITAL}\.\s?-?\s?){{1,3}}{_CAPITAL}[\w’'-]+|{_CAPITAL}[\w’'-]+\s(?:{_CAPITAL}\.\s?-?){{1,3}}"
    rf"|{_CAPITAL}[\w’'-]+\s{_CAPITAL}[\w’'-]+\s{_CAPITAL}[\w’'-]+@patronymics.to))$", 0
)  # fmt: skip
_ARTICLE = re.compile(r"The|Den|Der|Die|Al|Alla|Aux?|À")
_ENDS_ALIKE = re.compile(r"(?:['’][ny]?[ae]|[ıiuü]['’]?n[ae]|[a-z][gqk]a|[ыі]н[ае]|[ғқ]а|[гк]е)$")
_LABEL = re.compile(r"([^\W\d_][^:：,;@/]{1,24}):\s+(?=[^\W\d_])")
_IN_TWO = re.compile(r"^([^:/]{2,20}?)\s?/\s?[^:/]{1,20}:")  # "Copy to / Copie à :"
_AND = expression(r"^@and\s+")
_BRACKETED = re.compile(r"\s*\([^()]*\)$")
_HONORIFIC = expression(r"^@honorifics\s+")
_POSTAL = expression("@postal")


@dataclass
class _Building:
    copy: str = ""
    first: str = ""
    listed: bool = False  # a label stood alone above its line, so that there may be one on each
    name: str = ""
    title: str = ""
    organisation: str = ""
    address: list[str] = field(default_factory=list)
    in_one: bool = False  # the name and the office stand in one line

    def made(self) -> Recipient:
        title, name, organisation = self.title, self.name, self.organisation
        if self.copy and title:
            title = f"{self.copy} {title}"
        elif self.copy and name:
            name = f"{self.copy} {name}"
        elif self.copy:
            organisation = f"{self.copy} {organisation}".strip()
        return Recipient(name, title, organisation, tuple(self.address))

    def is_whole(self) -> bool:
        return bool(self.name and (self.title or self.organisation or self.address))

    def begun(self) -> bool:
        return bool(self.name or self.title or self.organisation or self.address)


def names_office(line: str) -> bool:
    """Whether a line speaks of an office one writes to: "President of ...", «Генеральному прокурору»."""
    return bool(_OFFICE.search(line)) and not STREET.search(line)


def to_label(line: str) -> re.Match[str] | None:
    """The label of the recipient that a line begins with, or that it is: "To: …", "An"."""
    return TO_LABEL.match(line) or (TO_LABEL.fullmatch(f"{line}:") and re.match(".+", line))


def says_whose(line: str) -> bool:
    """Whether a line says of what is the office that follows on the next, as Kazakh puts the country first."""
    return line.endswith(("ның", "нің"))


def is_postal(line: str) -> bool:
    """Whether a line belongs to a postal address."""
    return bool(_POSTAL.search(line) or STREET.search(line))


def is_address(line: str) -> bool:
    """Whether a line is a postal address as a whole, and begins with nobody's name: "Lune, Mill Street, 14, office 3"."""
    first, *more = segments(line) or ("",)
    of_place = (is_place(part) or is_postal(part) for part in (first, *more))
    return bool(more) and not is_surely_body(first) and all(of_place)


def opens_recipient(line: str) -> bool:
    """Whether a line can only be the start of an address: "To the ...", «Кому:», an office in the dative."""
    if to_label(line) or len(line) > 200 or line.endswith("."):
        return bool(to_label(line))
    is_office = _TO_ELSEWHERE.match(line) or (names_office(line) and _DATIVE.match(line))
    is_led = is_office or _HONOURED.search(line) or (_TO_THE.match(line) and line[:1].isupper())
    is_into = _INTO.match(line) or _TO_BODY.match(line)
    return bool(is_led or (is_into and any(body_weight(word) == 2 for word in line.split())))


def recipients_of(lines: Iterable[tuple[str, bool]]) -> tuple[Recipient, ...]:
    """The recipients in these lines; each comes with whether a blank line stood before it."""
    done: list[Recipient] = []
    now = _Building()
    pending = ""
    for typed, gap, is_parted, is_apart in _rows(lines):
        line, labelled, copy = _unlabelled(squeeze(typed))
        if pending:
            line, pending = f"{pending} {line}", ""
        is_of_office = now.begun() and not (now.name or gap or copy) and is_recipient_name(line)
        if is_of_office:
            pass  # "Herrn Anders Holm", below his office
        elif labelled and now.begun():
            done.append(now.made())
            now = _Building(copy=copy, listed=not line)
        elif labelled:
            now.copy, now.listed = copy, not line
        if not line:
            continue
        if says_whose(line) and not names_office(line):
            pending = line
            continue
        if _starts_another(now, line, gap=is_parted, is_apart=is_apart):
            done.append(now.made())
            now = _Building(copy=now.copy if now.copy and not gap else "", listed=now.listed)
        now.first = now.first or line
        _put(now, line)
    if now.begun() or now.copy:
        done.append(now.made())
    return tuple(done)


def _rows(lines: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool, bool, bool]]:
    """Each line, whether a gap is before it, whether that or an office below parts it, and whether a gap that tells does.

    Where each line is a paragraph a gap tells nothing.
    """
    rows = list(lines)
    is_parted = not all(gap for _, gap in rows[1:])
    for (typed, gap), (below, _) in zip(rows, [*rows[1:], ("", False)], strict=False):
        yield typed, gap, gap or names_office(squeeze(below)), gap and is_parted


def _unlabelled(line: str) -> tuple[str, bool, str]:
    """The line without "To:" or "To the"; a copy keeps its label, for it must stay seen on the letter."""
    if has_marker(line):
        return without_marker(line), True, ""
    if led := _IN_TWO.match(line):
        bare = line[led.end() :].strip()
        if COPY_LABEL.fullmatch(led[1]) or to_label(f"{led[1]}:"):
            return bare, True, led[0].rstrip(" :") if COPY_LABEL.fullmatch(led[1]) else ""
    if (found := _AND.match(line)) and opens_recipient(line[found.end() :]):
        line = line[found.end() :]
    label = to_label(line)
    copy = None if label else COPY_LABEL.match(line) or _unknown_label(line)
    found = label or copy or _TO_ELSEWHERE.match(line) or re.match(r"to\s+(?:the\s+)?", line, re.IGNORECASE)
    bare = line[found.end() :].strip(" :") if found else line
    return bare, bool(found), copy[0].strip() if copy else ""


def _unknown_label(line: str) -> re.Match[str] | None:
    """What leads in whoever a letter goes to as well, in whatever language, and leads to no number, address or mailbox."""
    found = _LABEL.match(line)
    is_so = found and found[1].count(" ") < 3 and not any(map(str.isdigit, line)) and "@" not in line
    return found if is_so and not is_postal(line) else None


def _starts_another(now: _Building, line: str, *, gap: bool, is_apart: bool) -> bool:
    """Whether a line begins another recipient; `is_apart`: behind a gap where some lines stand together."""
    if not now.begun() or _goes_on_alike(now, line) or _is_whole_too(now, line):
        return now.begun()
    if now.is_whole() and is_apart:
        return not (is_postal(line) or is_place(line))
    if names_office(line) and not is_small(line.lstrip(f"{QUOTES}№ ")[:1]):
        return bool(now.title)
    return is_recipient_name(line) and bool(now.name) and (gap or now.listed or is_polite(line))


def _is_whole_too(now: _Building, line: str) -> bool:
    """Whether a line stands for itself as the ones above do: an office with its name or a body."""
    stands = all(_title_and_name(line)) or (_is_body(line) and not is_postal(line))
    return now.in_one and stands


def _is_body(line: str) -> bool:
    return sum(map(body_weight, line.split())) >= 2


def _goes_on_alike(now: _Building, line: str) -> bool:
    """Whether two lines begin or end alike, as addressees below one another do: "The … / The …", "…'na / …'ne"."""
    both = [_BRACKETED.sub("", each) for each in (now.first, line)]
    begun = [each.partition(" ")[0] for each in both if " " in each]
    is_article = begun[:1] == begun[1:] and all(map(_ARTICLE.fullmatch, begun))
    alike = is_article or all(map(_LATIN.match, both)) or all(is_polite(f"{word} ") for word in begun)
    is_office = " " in line and not is_recipient_name(line)
    are_dative = _DATIVE.match(both[0]) and _DATIVE_FIRST.match(line) and is_office
    is_another = (len(begun) > 1 and alike) or are_dative
    is_another = is_another or any(all(map(ends.search, both)) for ends in (_ENDS_ALIKE, _HONOURED))
    return bool(is_another and (now.title or now.organisation)) and not is_postal(line)


def is_recipient_name(line: str) -> bool:
    """Whether a line is a person's name, with or without Mr. before it."""
    bare = _HONORIFIC.sub("", line).strip(" ,")
    if _POSTAL.search(bare) or names_office(bare) or is_place(bare) or has_legal_form(bare):
        return False
    words = bare.split()
    most = 6 if bare[:1].isupper() else 3  # a script without capitals tells names by their length alone
    return 2 <= len(words) <= most and is_name(bare) and not any(map(body_weight, words))


def is_polite(line: str) -> bool:
    """Whether a line begins as nobody calls himself: "Mr."."""
    return bool(_HONORIFIC.match(line))


def _put(now: _Building, line: str) -> None:
    title, name = _title_and_name(line)
    if _is_office(now, line) or (title and name and not (now.begun() or now.copy)):
        now.in_one = bool(title and name)
        now.title = f"{now.title} {title}".strip()
        now.name = now.name or name
    elif is_recipient_name(line) and not now.name:
        now.name = line.strip(" ,")
    elif now.title and not now.name and not now.address and (_NATION.match(line) or is_small(line[:1])):
        now.title, now.name = _title_and_name(f"{now.title} {line}")
    else:
        _put_beside(now, line)


def _put_beside(now: _Building, line: str) -> None:
    """Put a line of no office or person: a body, else right below a name what that person is, else of the address."""
    if not (now.organisation or now.address) and (_is_body(line) or not (now.begun() or is_postal(line))):
        now.organisation = line
    elif now.title or now.organisation or now.address or is_postal(line) or is_place(line):
        now.address.append(line)
    else:
        now.title = line


def _is_office(now: _Building, line: str) -> bool:
    """Whether a line is of the office: it names one, or opens a recipient with one."""
    speaks = names_office(line) or (not now.begun() and _DATIVE.match(line) and says_role(line))
    return bool(speaks) and not _POSTAL.search(line if now.title else line.rsplit(",", maxsplit=1)[-1])


def _title_and_name(line: str) -> tuple[str, str]:
    """An office and a name written in one line are parted; either may come first."""
    parts = segments(line)
    if len(parts) > 1 and is_recipient_name(parts[0]):
        return line[len(parts[0]) :].strip(" ,—–-"), parts[0]
    if len(parts) > 1 and is_recipient_name(parts[-1]):
        return line[: line.rindex(parts[-1])].strip(" ,—–-"), parts[-1]
    if (found := _NAME_AT_END.search(line)) and not has_legal_form(line):
        return line[: found.start("name")].strip(" ,—–-"), found["name"].strip()
    return line.strip(" ,"), ""
