"""Why a line of a list is no signatory: a label, a total, a sentence, words of closing, a signature that was taken back."""

import re
from collections.abc import Sequence

from petition.core import contacts
from petition.core.text import squeeze
from petition.lexicon.not_signed import has_declined, is_no_signature, is_specimen, is_withdrawn
from petition.lexicon.places import could_be_town
from petition.lexicon.quoting import first_part, segments
from petition.lexicon.refusals import keeps_back
from petition.lexicon.role_phrase import says_role
from petition.lexicon.roles import GIVEN, is_role, tells
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import PICTURES, has_marker, plain, without_marker
from petition.reading.files.margins import is_of_page
from petition.reading.lines import headings, many_in_line
from petition.reading.lines.bodies import is_body
from petition.reading.lines.could_sign import could_be_signatory, with_role_behind
from petition.reading.lines.labels import are_fields, ends_in_colon, is_group, is_label
from petition.reading.lines.names import cased, is_full_name, is_name, role_before_name, without_brackets
from petition.reading.lines.person_entry import is_sentence
from petition.reading.lines.signals import is_closing, is_salutation, opens_list
from petition.reading.naming import beside_name, consent, legends, wishes
from petition.reading.signatories.listed import Nobody, Unread

_MOST_OF_GREETING = 4  # words
_INITIAL = re.compile(r"[^\W\d_](?:\s?[-–]\s?[^\W\d_])?")  # "A", "H-K"
_TOTAL = expression("@totals.lines")
COUNTED = expression(  # "1,284 of 2,000 signatures"
    r"^\d[\d.,]*+(?:\s\d{3})*+(?:\s\w+\s\d[\d.,]*+(?:\s\d{3})*+)?\s\S*(?:@signals.announce|unterschr)\S*$"
)
_PAGE = expression(r"[-–—\s]*(?:@pages)\s*\d+(?:\s*(?:/|[^\W\d_]{1,3})\s*\d+)?[-–—\s.]*|\d+[-\s]бет")
# As in "Signed: 52 people".
SUM = expression(r"[^:\d]{0,30}(?:@signals.announce|@totals)[^:\d]{0,30}:\s*\d[\d\s]*(?:[^\W\d]+)?")
# As in "Show the 212 other signatures".
_SHOWS = expression(r"[^,\d]{1,40}\s\d[\d.,]*+\s(?:\w+\s)?\S*(?:@signals.announce|unterschr)\S*")
_TAGS = re.compile(r"(?:#[^\W\d]\w*\s?)+")
_COUNTS = re.compile(r"\W*\d[\d.,]*\s[^\W\d_]+(?:\W+\d[\d.,]*\s[^\W\d_]+)+\W*")  # "214 likes 3 comments"
_CHEER = re.compile(r"@?(?=[a-z.]*[\d_])[a-z\d._]{3,30}: \W+")  # in pictures, below a post
_CELLS = re.compile(r"[|\t;,]")
_UNTICKED = re.compile(r"(?:\[ ?\]|[☐✗✘❌❎])\s*(?=\w)")  # who has not signed
_PICTURE = rf"[\s{PICTURES}\U0001f000-\U0001f2ff\ufe0f\u200d]"
PICTURES_BEHIND = re.compile(rf"(?<!{_PICTURE}){_PICTURE}+$")  # each run is tried once
# As in "Everyone else:".
_OTHERS = expression(r"(?:(?:@everybody|@others|@further|else|the|die|les|los)(?:\W+|$))+")
NOTES = expression(r"@notes.headings\s*:?$")
_WITHDRAWN = expression(  # behind a name or before it
    r"(?:[(\[]|\s[—–-])\s*(?:signature )?@withdrawn\b[^()\[\]]*[)\]]?\s*$|^@withdrawn\s?[:—–-]\s"
)
_FRAME = "-–— ()[]"
_LAST = re.compile(r"[(\[]([^()\[\]]+)[)\]]$")
_AWAITED = expression(r"^@awaited[^:]{0,40}:\s")  # "Still waiting for: Jane Roe"
_REFUSED = expression(r"\b@withdrawn.refused(?=\s*(?:[/(,.]|$))")


def why(line: str, section: Kind | None = None, *, in_letter: bool = False) -> Unread | None:
    """Why a line is no signatory; None where it may be one. `section` is who stands below the last label."""
    bare = squeeze(plain(without_marker(line)))
    if (is_sample := is_specimen(bare)) or is_taken_back(bare):
        return Unread("name", "not signed" if is_sample else "retracted")
    if _is_sentence(wishes.without_wishes(bare), bare) and not is_point_of_somebody(line):
        return Unread("name", "sentence")
    if code := _told_apart(bare):
        return Nobody(code)
    if in_letter and section is not Kind.ORGANISATION and _is_of_nobody(bare, marked=has_marker(line)):
        return Unread("name", "left over")
    return None


def _told_apart(line: str) -> str:
    """What a line is by which nobody signs: "comment", "section", "total" or "closing"; '' where somebody may."""
    is_marked = any(said.fullmatch(line) for said in (_TAGS, _PAGE, _COUNTS, _CHEER))
    if is_marked or not any(map(str.isalnum, line)) or line[0] == "©":
        return "comment"
    is_initial = line.isupper() and _INITIAL.fullmatch(line)
    is_head = is_label(line) or NOTES.match(line) or (ends_in_colon(line) and len(line) < 80)
    if is_initial or is_head or _is_whom_to_ask(line):
        return "section"
    is_sum = _TOTAL.match(line.lstrip("( ")) or COUNTED.match(line) or SUM.fullmatch(line)
    if is_sum or (_SHOWS.fullmatch(line) and is_of_page(line.split(maxsplit=1)[0])):
        return "total"
    if is_closing(line) and not any(map(is_name, segments(line)[1:])):
        return "closing"
    return "total" if legends.counts_more(line) else ""


def _is_whom_to_ask(line: str) -> bool:
    """Whether a line says before a name whom to write to, or who gathered the list: "Contact for the press: Jane Roe"."""
    label, colon, rest = line.partition(":")
    is_named = colon and "," not in label and is_full_name(without_brackets(first_part(rest)))
    return bool(is_named) and headings.says(label, "aside")


def are_headings(line: str) -> bool:
    """Whether a line names columns, as a table does that was pasted or saved as lines: "№ | Full name | Town"."""
    named = [cell for cell in _CELLS.split(line) if any(map(str.isalpha, cell))]
    known = [cell for cell in named if consent.is_heading(cell)]
    return len(known) > 1 or (known == named[:1] and any(map(headings.heads_names, known)))


def greets(rows: Sequence[tuple[str, int]]) -> bool:
    """Whether the first line, alone before a gap, greets by its comma, in which few others end: "Hallo Anna,"."""
    first = rows[0][0] if len(rows) > 1 and rows[0][1] != rows[1][1] else ""
    words = first.rstrip(",").split()
    is_call = first.endswith(",") and 0 < len(words) <= _MOST_OF_GREETING and words[0].lower() not in GIVEN
    return is_call and 3 * sum(line.endswith(",") for line, _ in rows) <= len(rows)


def leaves(rows: Sequence[tuple[str, int]]) -> int:
    """Which line takes leave above whoever sent the list, by its comma, in which few end: "Best,"; -1 for none."""
    for nth in range(len(rows) - 2, max(0, len(rows) - 2 - _MOST_OF_GREETING), -1):
        (line, block), above = rows[nth], rows[nth - 1][1]
        words = line.rstrip(",").split()
        is_leave = line.endswith(",") and 0 < len(words) < _MOST_OF_GREETING and "".join(words).isalpha()
        is_last = block == rows[nth + 1][1] != above
        if is_leave and is_last and words[0].lower() not in GIVEN and not is_full_name(line[:-1]):
            return nth if 3 * sum(each.endswith(",") for each, _ in rows) <= len(rows) else -1
    return -1


def is_taken_back(line: str) -> bool:
    """Whether a line says of a signature that it is none, or none any more."""
    framed = line.strip(_FRAME)
    head = without_brackets(first_part(line.lstrip(_FRAME)))
    if is_full_name(head) or role_before_name(head.split()):  # "Anna Ruel, retired (signed in May)"
        framed = last[1] if (last := _LAST.search(line)) else line
    said = segments(line)[1:2] if is_full_name(head) else ()
    if (framed != line and is_withdrawn(framed)) or any(map(has_declined, said)):
        return True
    is_refused = _REFUSED.search(line) or _UNTICKED.match(line) or _AWAITED.match(line)
    return line.startswith("~~") or bool(is_refused or _WITHDRAWN.search(line))


def _is_sentence(line: str, typed: str) -> bool:
    line = PICTURES_BEHIND.sub("", line)
    is_said = is_sentence(line) or len(line.split()) > 60
    return (is_said and len(many_in_line.several(typed)) == 1) or _are_sentences(line)


def is_point_of_somebody(line: str) -> bool:
    """Whether a point of a list, long and with a stop perhaps, says of one person what they do and no more."""
    bare = squeeze(plain(without_marker(line)))
    head, *said = segments(bare) or ("",)
    is_one = bool(said) and has_marker(line) and not wishes.SENTENCES.search(bare)
    return is_one and is_full_name(head) and is_role(said[0].split()[0])


def _are_sentences(line: str) -> bool:
    """Whether a line is two sentences or more, the first of many words: "That makes 12 with you. More tomorrow!"."""
    first, *more = wishes.SENTENCES.split(line)
    is_said = len(first.split()) > _MOST_OF_GREETING and line[-1] in ".!?…" and ": " not in line
    return bool(more) and is_said and not is_name(segments(first)[0]) and len(many_in_line.several(line)) == 1


def _is_of_nobody(line: str, *, marked: bool) -> bool:
    """Whether a line says "Contact: …" and names nobody behind it, or gives contact data of nobody named there.

    In a list with marks a single name beside its address or account is somebody, who may be called so.
    """
    rest = parted_at_colon(contacts.parted(line).rest)
    label, colon, name = without_brackets(first_part(rest)).partition(":")
    if colon:
        is_who = marked or tells(label.split()) or opens_list(label) or headings.heads_names(label)
        is_who = is_who or not contacts.kind_in(line)
        return not (is_who and is_name(name))
    head = label
    if not contacts.kind_in(first_part(line)) or (marked and 0 < len(rest.split()) < 4):
        return False
    return not (len(head.split()) > 1 and could_be_signatory(rest))


def parted_at_colon(typed: str) -> str:
    """The line with a comma for the colon after a name: "Anna Ruel: teacher"."""
    if with_role_behind(typed) != typed:
        return typed  # "For the crew: Anna Ruel"
    head, colon, rest = typed.partition(":")
    words = head.split()
    is_named = is_full_name(cased(head)) and len(words[-1]) > 1 and not says_role(head)
    is_so = colon and rest.strip() and is_named
    return f"{head}, {rest.strip()}" if is_so else typed


def says_of_which_kind(line: str) -> bool:
    """Whether a line that heads a part of a list is understood: it says who stands below, or where, or that they signed."""
    is_of_group = (is_group(line) or are_fields(line)) and not beside_name.refuses(line)
    is_told = is_of_group or is_closing(line) or bool(place_or_body(line) or _OTHERS.fullmatch(line))
    return is_label(line) or (ends_in_colon(line) and (is_told or keeps_back(line)))


def are_of_none(label: str) -> bool:
    """Whether a label says of those below it that they did not sign, or do not any more: "Declined:"."""
    said = label.strip("*_:： ")
    return is_no_signature(said) or (is_withdrawn(said) and not opens_list(said))


def place_or_body(label: str) -> str:
    """The place or body that a label names, and so where they live or work who stand below it; '' for any other."""
    said = squeeze(label).strip("*_:： ")
    if consent.meaning(said) or keeps_back(said):
        return ""  # "Public" is a town as well
    if is_group(f"{said}:"):
        return ""
    is_named = all(word[0].isupper() or len(word) < 4 for word in said.split()) and not is_label(label)
    is_named = is_named and ends_in_colon(label.rstrip("*_ "))
    return said if could_be_town(said) or (is_named and is_body(said)) else ""


def goes_on_keeping_back(line: str, withheld: bool, *, begun: bool) -> bool:
    """Whether a line that is nobody asks that those below it are not named, or leaves it so.

    A label that is not understood may ask it, unless it stands above all.
    """
    if is_salutation(line):
        return withheld  # which heads no part
    if ends_in_colon(line) and are_of_none(line):
        return True
    if ends_in_colon(line) and not keeps_back(line):
        return begun and not says_of_which_kind(line)
    asks = keeps_back(line) and not (legends.counts_more(line) or wishes.is_about_others(line))
    return asks or (withheld and not is_label(line))
