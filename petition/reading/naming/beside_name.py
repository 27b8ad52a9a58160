"""What words beside a name say of whether it may be shown: in brackets, behind a comma or a dash, in a cell that says more.

There any refusal may be that, whatever it speaks of; in a column that asks it only what is understood is (`consent.py`).
"""

import re
from dataclasses import replace
from itertools import chain

from petition.core import contacts
from petition.lexicon.dates import find_date
from petition.lexicon.not_signed import has_died
from petition.lexicon.places import is_place
from petition.lexicon.quoting import bracketed, segments
from petition.lexicon.refusals import asks_first, denies, is_for_some, keeps_back, speaks_of_name
from petition.lexicon.roles import tells
from petition.lexicon.vocabulary import expression
from petition.reading.draft import Line
from petition.reading.naming.consent import may_ask, says_no_name, says_yes

_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_AGE = re.compile(r"(?:aged?\s)?(\d\d)(?:\s[^\W\d_]{1,6}\.?)?(?:\s/|$)")  # "15", "15 years", "aged 12"
_OF_AGE = 18
_JOBLESS = expression("@jobless")
_BY_PROXY = expression(r"(?:\w+\s)?@by-proxy(?:\s(?:от|of|№))?[\W\d]*")
_UNTICKED = frozenset("☐✗✘")
_MOST = 8  # words, less one, of a remark that says no


def asks_no_name(typed: str) -> bool:
    """Whether words beside a name in a line, in brackets, after a comma or a dash, ask that it is not shown.

    There any refusal may be that, whatever it speaks of, unless it is what somebody does or a body is called.
    """
    inside = bracketed(typed)
    beside = [*inside, *chain.from_iterable(map(bracketed, inside)), *segments(typed)[1:]]
    return keeps_back(typed) or any(map(_is_remark, beside))


def is_said_of_somebody(typed: str) -> bool:
    """Whether a line that keeps a name back says who that is as well: "A resident of Mill Lane who is not to be named"."""
    said = [part for part in segments(typed) if not keeps_back(part)] or [typed]
    return any(tells(part.split()) or is_place(part) for part in said)


def without_wishes_in_brackets(typed: str) -> str:
    """A text without what stands in brackets in it and asks that a name is not shown."""
    if not ("(" in typed or "[" in typed):
        return typed
    return _BRACKETED.sub(lambda found: "" if may_ask(found[1]) else found[0], typed).strip() or typed


def asks_in_brackets(typed: str) -> bool:
    """Whether brackets in a text ask that a name is not shown, or say that it is a child's."""
    return any(may_ask(said) or is_of_child(said) for said in _BRACKETED.findall(typed))


def without_remarks(line: Line) -> Line:
    """The line of whoever asks not to be named without what asks it, which is no role and is never printed."""
    role = ", ".join(part for part in segments(line.role) if not (_is_remark(part) or keeps_back(part)))
    said = line.affiliation
    return replace(line, role=role, affiliation="" if _is_remark(said) or keeps_back(said) else said)


def is_of_child(part: str) -> bool:
    """Whether a part of a line says how old somebody is who is not of age."""
    return bool((age := _AGE.match(part)) and int(age[1]) < _OF_AGE)


def _is_remark(part: str) -> bool:
    dated = find_date(part)
    if dated and not (dated.before + dated.after).strip(" ."):
        return False  # «3. Mai 2026», though "mai" is never in Italian
    is_answer = part[:1] in _UNTICKED or is_of_child(part) or says_no_name(part)
    return is_answer or refuses(part) or speaks_of_name(part)


def asks_nothing(remark: str) -> bool:
    """Whether a remark is understood and asks nothing: it is contact data alone, or tells of a death or a proxy."""
    is_told = (
        has_died(remark) or _BY_PROXY.fullmatch(remark) or not any(map(str.isalnum, contacts.without(remark)))
    )
    return bool(is_told) and not keeps_back(remark)


def may_refuse(remark: str) -> bool:
    """Whether a remark says yes or no, or speaks of a name, so that it may ask that this is not shown."""
    return (
        says_yes(remark) is not None or keeps_back(remark) or _is_remark(remark) or asks_in_brackets(remark)
    )


def refuses(value: str) -> bool:
    """Whether a few words say no to something, whatever it is, or keep it for some."""
    words = value.split()
    is_asked = (
        is_for_some(value) or asks_first(value) or (denies(value) and not (tells(words) or is_jobless(value)))
    )
    return len(words) < _MOST and is_asked


def is_jobless(value: str) -> bool:
    """Whether some words say that somebody has no work."""
    return bool(_JOBLESS.fullmatch(value.strip(" .")))
