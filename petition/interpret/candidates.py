"""Finds in a message who is named, by evidence: introduced, agreeing with the sender, standing where signatories stand.

There is no list of names. A name is a run of words with capitals that nothing else explains; evidence is added up, and a run
without any is a name in a story. Typed all small or all in capitals it must be introduced, or stand as an entry, or agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from petition.interpret.around_name import goes_on_as_role, says_trade, told_around
from petition.interpret.bare_lines import bare, headed_by_name
from petition.interpret.details import I_AM_KK, Details, without_pictures
from petition.interpret.name_runs import flat_trimmed, trimmed
from petition.interpret.person_names import (
    JOINING,
    Sender,
    Token,
    as_called,
    could_sign_as,
    has_no_capitals,
    is_of_known_words,
    runs_of,
    tokens_of,
)
from petition.interpret.sentences import Sentence, rows_of
from petition.lexicon.phrases import (
    FAREWELL,
    GREETING,
    NO_NAMES,
    WISH,
    family,
    spelled,
    without_points,
    words_in,
)
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.quoting import QUOTES
from petition.lexicon.roles import GIVEN, TITLES, is_role
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import alternatives, expression
from petition.reading.draft import Line
from petition.reading.lines.bodies import is_body
from petition.reading.lines.names import ends_like_family, is_initials, is_title

_INTRODUCING = re.compile(
    rf"(?:{alternatives('introducing')})\s*(?:толық|полностью|тоже)?\s*[:,=—–-]*\s*$", re.IGNORECASE
)
_INTRODUCED = re.compile(rf"^[\s,—–-]*(?:{alternatives('introducing.after')})", re.IGNORECASE)
_SURELY_INTRODUCING = re.compile(alternatives("introducing.surely"), re.IGNORECASE)
_NUMBERED = re.compile(r"№?\s?\d{1,3}[.)]?|[-—–]+|p\.?s\.?|з\.?ы\.?", re.IGNORECASE)
_APART = re.compile(r"\s*(?:[,(|/—–-]|$)")
_CLOSED = re.compile(r"^\s*(?:$|[,;:.!(\[|/—–…]|-\s)")
_THEMSELVES = 3  # how far two words of the sender's own name agree at the least
_OF_OTHERS = family("of-others")
_JOINED_TO = expression(
    r"(?:^|[^.!?] )[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]+ (?:@and|жана|ва) $",
    0,
)
_OF_POST = re.compile(r"\b(?:of|in|for|at|für)(?: [^\W\d_][\w-]+ (?:and|und))? $")
_BORN = expression(
    r" \((?P<name>[^\W\d_]{3,25})\)|,? \(?(?:@born.said|geb|geborene)\.? (?P<born>[^\W\d_]{3,25})\)?"
)  # «Наталья Гусева (Климова)», "Erika Lindner, geb. Hoffmann"
_MARKS = " .!"
_QUOTES = tuple(QUOTES)
_MOST_ROWS = 200
_ENOUGH = 3
_LONGEST = 600


@dataclass(slots=True)
class Named:
    """Somebody named, with how much speaks for them; `entry` if they stand as signatories do."""

    name: str
    weight: int
    row: int
    entry: bool = False
    introduced: bool = False
    agrees: int = 0
    told: Details = field(default_factory=Details)
    joined: bool = False

    @property
    def stands_as_signatory(self) -> bool:
        """Whether they stand in it as who signs stands."""
        return self.entry or self.introduced or bool(self.agrees and self.told)

    @property
    def is_whole(self) -> bool:
        """Whether a given and a family name stand in it, in Chinese without a space."""
        return " " in self.name or could_sign_as(self.name)

    def agrees_with(self, sender: Sender) -> bool:
        """Whether each full word of the name is the sender's."""
        return all(sender.knows(word) for word in words_in(self.name) if len(word) > 1)

    def line(self) -> Line:
        """The line of the letter."""
        name, told = as_called(self.name), self.told.as_said()
        # A block below a farewell names them once more.
        said = ["" if each == self.name else each for each in (told.role, told.affiliation, told.place)]
        return Line(", ".join(filter(None, [name, *said])), Kind.PERSON, name, "", *said)


def named_in(rows: Sequence[Sentence], sender: Sender) -> list[Named]:
    """Everybody for whom enough speaks, in the order of the text; if nobody, the only one who is named at all."""
    everybody = [each for at in range(min(len(rows), _MOST_ROWS)) for each in _of_row(at, rows, sender)]
    found = [each for each in everybody if each.weight >= _ENOUGH]
    if found or len({each.name for each in everybody}) != 1:
        return found
    return everybody[:1] if could_sign_as(everybody[0].name) else []


def rows_with_names(text: str, sender: Sender, *, left: bool = False) -> list[Sentence]:
    """The rows of a text, bared to names, with a name in two lines as one: «Жүсіпбеков / Асқар Бейсенұлы».

    `left` tells that their writer has taken leave before it.
    """
    whole: list[Sentence] = []
    headed = "\n".join(headed_by_name(line, sender) for line in text.split("\n"))
    for typed in rows_of(headed, left=left):
        row = replace(typed, text=bare(typed.text, sender, presented=typed.opened))
        above = whole[-1] if whole else row
        near = row.alone and above.alone and above.line + 1 == row.line and above.block == row.block
        if near and _is_one_name(above.text.split(), row.text.split(), sender):
            whole[-1] = replace(above, text=f"{above.text} {row.text}", line=row.line)
        else:
            whole.append(row)
    return whole


def _is_one_name(upper: list[str], lower: list[str], sender: Sender) -> bool:
    """Whether two lines are a family name and a given name with a patronymic, or one that agrees with the sender."""
    family, given = (upper, lower) if len(upper) < len(lower) else (lower, upper)
    if not (len(family) == 1 and ends_like_family(family[0])):
        return False
    with_patronymic = len(given) == 2 and ends_like_family(given[1])
    own = len(given) == 1 and sender.knows(given[0]) and not ends_like_family(given[0])
    return bool(with_patronymic or own)


# --- evidence ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What stands around a run of words and speaks for it: `surely` introduced can mean nothing else."""

    before: str
    after: str
    row: Sentence
    several: bool
    flat: bool
    small: bool
    agrees: int
    introduced: bool
    surely: bool

    @property
    def stands_apart(self) -> bool:
        """Whether a name may begin where it begins, and end where it ends."""
        closes = bool(_CLOSED.match(self.after)) or goes_on_as_role(self.after)
        return closes and _opens(self.before, self.row)

    @property
    def entry(self) -> bool:
        """Whether it stands as signatories stand."""
        return self.several and self.stands_apart


def _of_row(at: int, rows: Sequence[Sentence], sender: Sender) -> list[Named]:
    text = without_pictures(rows[at].text[:_LONGEST])
    letters = "" if has_no_capitals(text) else "".join(filter(str.isalpha, text))
    flat = bool(letters) and (text.islower() or sum(map(str.isupper, letters)) > 0.9 * len(letters) > 5)
    shown = text.title() if flat and text.islower() and len(text.title()) == len(text) else text
    found = []
    for run in runs_of(tokens_of(shown), sender):
        towns = not told_around("", text[run[-1].end :], at, rows).place
        pieces = flat_trimmed(run, text, sender) if flat else trimmed(run, sender, towns=towns)
        if (
            pieces
            and not _is_body_quoted(pieces, text)
            and (named := _weighed(pieces, text, at, rows, sender, flat=flat))
        ):
            behind = "" if flat else next((each.core for each in run if each.start > pieces[-1].start), "")
            town = Details(place=behind) if could_be_town(behind) else Details()
            found.append(replace(named, told=named.told.with_more(town)))
    return found


def _weighed(
    run: list[Token], text: str, at: int, rows: Sequence[Sentence], sender: Sender, *, flat: bool
) -> Named | None:
    """Who a run of words names, with what speaks for it; None where nobody could be meant."""
    before, end = text[: run[0].start], run[-1].end
    before = "" if is_of_known_words(before) else before
    presented = before.rstrip().endswith(":") or rows[at].opened
    end, behind = _born(text, end, sender, presented=presented) if len(run) > 1 else (end, end)
    after = text[behind:]
    several = len(run) > 1 or (could_sign_as(run[0].core) and _stands_under_wish(run, text, at, rows))
    introduced, surely = _introduced(before, after, several=several)
    seen = _Evidence(
        before,
        after,
        rows[at],
        several,
        flat,
        small=flat and text.islower(),
        agrees=sum(sender.knows(token.core) for token in run),
        introduced=introduced,
        surely=surely,
    )
    if _means_nobody(run, seen, at, rows):
        return None
    told = Details()
    if seen.entry or introduced or seen.agrees:
        told = told_around("" if _is_of_kin(before) else before, after, at, rows)
    joined_to = _is_joined(run, before)
    weight = _weight(seen, told) + 3 * (joined_to and several and bool(WISH.search(spelled(before))))
    if not _is_enough(run, weight):
        return None
    name = text[run[0].start : end]
    name = I_AM_KK.sub("", name) if several and words_in(before)[-1:] == ["мен"] else name
    joined = joined_to or _joins_another(after)
    return Named(name, weight, at, seen.entry or joined_to, surely, seen.agrees, told, joined)


def _is_body_quoted(run: Sequence[Token], text: str) -> bool:
    around = text[: run[0].start].endswith(_QUOTES) and text[run[-1].end :].startswith(_QUOTES)
    return around and is_body(text)


def _born(text: str, end: int, sender: Sender, *, presented: bool) -> tuple[int, int]:
    """Where a name ends, with a former one where it is a part of it, and where what follows both begins."""
    born = _BORN.match(text, end)
    if not born or not (born["born"] or _is_own(born["name"], sender)):
        return end, end
    return (born.end() if born["name"] or (presented and born[0][0] == ",") else end), born.end()


def _is_own(family: str, sender: Sender) -> bool:
    return bool(sender.knows(family)) or (ends_like_family(family) and not is_place(family))


def _stands_under_wish(run: Sequence[Token], text: str, at: int, rows: Sequence[Sentence]) -> bool:
    """Whether a name of one word stands below a wish: alone in a paragraph, or before what its owner does."""
    if not (at and WISH.search(spelled(rows[at - 1].text))):
        return False
    before_comma = run[0].start == 0 and text[run[0].end :][:1] == ","
    return before_comma or rows[at - 1].block < rows[at].block


def _is_of_kin(before: str) -> bool:
    """Whether the last word before a name is for somebody else, as "my son Jan" has it."""
    return any(map(_OF_OTHERS.match, map(spelled, words_in(before[-30:])[-1:])))


def _means_nobody(run: list[Token], seen: _Evidence, at: int, rows: Sequence[Sentence]) -> bool:
    """Whether a run is somebody's kin, a wish, or a word that nothing speaks for."""
    if _is_of_kin(seen.before) and not seen.surely and seen.agrees < _THEMSELVES:
        return True
    if seen.agrees or seen.surely:
        return False
    if _OF_POST.search(seen.before) and says_trade(words_in(seen.before)):
        return True  # "Lecturer in Central Asian Politics"
    bare = without_points(" ".join(token.core for token in run))
    if has_no_capitals(bare):
        greets = at == 0 and rows[at].alone and seen.after[:1] in {",", "!"} and len(rows) > 1
        if greets or WISH.search(bare) or GREETING.search(bare) or _may_be_wish(seen, rows):
            return True
    return not seen.several or (seen.small and not _stands_in_small_letters(run, at, rows))


def _may_be_wish(seen: _Evidence, rows: Sequence[Sentence]) -> bool:
    """Whether what no letter tells from a wish is all that is said, or a sentence of its own."""
    whole = not (seen.before.strip(_MARKS) or seen.after.strip(_MARKS) or seen.introduced)
    return whole and (len(rows) == 1 or seen.after.strip()[:1] in {"!", "."})


def _weight(seen: _Evidence, told: Details) -> int:
    """What speaks for a run, added up: it agrees with the sender, is introduced, stands where signatories stand."""
    weight = min(4, seen.agrees) + (seen.agrees > 1 and seen.several)
    if seen.introduced and (seen.surely or (seen.several and not seen.flat) or seen.agrees):
        weight += 6 if seen.surely else 4
    if seen.entry and not seen.flat:
        weight += 3 + bool(told) + seen.row.last + 2 * (seen.row.opened or ":" in seen.before)
    elif seen.entry and (told.role or told.place or seen.agrees or seen.small) and _APART.match(seen.after):
        weight += 3
    elif seen.agrees and seen.stands_apart:
        weight += 2
    return weight


def _introduced(before: str, after: str, *, several: bool) -> tuple[bool, bool]:
    """Whether somebody is introduced, and whether it can mean nothing else."""
    introducing = _INTRODUCING.search(_without_greeting(before)[-80:])
    if introducing:
        return True, bool(_SURELY_INTRODUCING.search(introducing[0]))
    introduced = bool(_INTRODUCED.match(after[:60]))
    return introduced, introduced and several


def _without_greeting(before: str) -> str:
    """What stands before a name, without the greeting that it begins with: «добрый вечер я»."""
    *greeted, last = before.split() or [""]
    return last if 0 < len(greeted) <= 3 and GREETING.match(spelled(" ".join(greeted))) else before


def _stands_in_small_letters(run: Sequence[Token], at: int, rows: Sequence[Sentence]) -> bool:
    """Whether two or three words that nothing explains, one like a family name, begin the line after a wish."""
    row, before = rows[at], rows[at - 1].text if at else ""
    words = [token.core.lower() for token in run]
    return (
        row.alone
        and run[0].start == 0
        and 2 <= len(words) <= 3
        and NO_NAMES.isdisjoint(words)
        and any(ends_like_family(token.core) for token in run)
        and bool(WISH.search(spelled(before)))
        and len(words_in(before)) <= 12
    )


def _is_enough(run: Sequence[Token], weight: int) -> bool:
    """Whether there is a full word in a run, and two or initials unless much speaks for it."""
    initials = [is_initials(token.core) for token in run]
    full = sum(
        len(token.core) > 1 and not initial and token.core.lower() not in TITLES
        for token, initial in zip(run, initials, strict=True)
    )
    return full > 1 or (full == 1 and (any(initials) or len(run) == 1 or weight >= 5))


def _is_joined(run: Sequence[Token], before: str) -> bool:
    """Whether a run is joined to a name before it, or is two: "Ana e Rui Lopes", and not "Montserrat Vidal i Puig"."""
    beyond = [run[at + 1 :] for at, token in enumerate(run) if token.core in JOINING]
    two = any(len(each) > 1 or each[0].core.lower() in GIVEN for each in beyond if each)
    return two or bool(_JOINED_TO.search(before))


def _joins_another(after: str) -> bool:
    """Whether another name is joined to this one in a list after it."""
    after = re.sub(r"^\s*\([^()]*\)", "", after)
    parts = [part.strip(" .") for part in re.split(r"[;,]", after[:200])[1:4]]
    return any(
        could_sign_as(part)
        and len(part.split()) <= 3
        and any(map(ends_like_family, part.split()))
        and not is_role(part.split()[0])
        for part in parts
    )


def _opens(before: str, row: Sentence) -> bool:
    """Whether a name may begin here: at the start, after a colon or dash, a wish, a farewell, or what the person does."""
    bare = before.strip(' "«“(*_>#•·')
    if (
        all(is_title(each) or each.lower() in TITLES for each in bare.split())
        or _NUMBERED.fullmatch(bare)
        or before.rstrip().endswith((":", "—", "–", " -", " --", " /", " +", " &", "("))
    ):
        return True
    if len(bare) > 400:
        return False
    parted = bare.endswith(",")
    lead = re.split(r"[:;—–]" if parted else r"[,:;—–]", bare.rstrip(","))[-1].strip()
    said, heard = words_in(lead), spelled(lead)
    if len(said) <= 6 and says_trade(said):
        return True
    leads = bool(WISH.search(heard) or FAREWELL.match(heard))
    return leads or bool(GREETING.match(heard)) or len(said) <= 2 if parted else leads and len(said) <= 5
