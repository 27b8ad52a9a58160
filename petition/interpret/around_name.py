"""Reads what stands beside a name: the trade before it, the phrases after it, the lines of a block below it. Pure."""

import re
from collections.abc import Sequence

from petition.interpret.details import Details, told_in
from petition.interpret.sentences import Sentence
from petition.lexicon.phrases import FAREWELL, GREETING, NO_NAMES, WISH, spelled, words_in
from petition.lexicon.places import is_place
from petition.lexicon.roles import body_weight, is_modifier, is_role, tells
from petition.lexicon.vocabulary import expression

_SET = expression(r"^(?:@introducing.behind)\b[\s,—–-]*")


def told_around(before: str, after: str, at: int, rows: Sequence[Sentence]) -> Details:
    """What stands before a name in its sentence, after it, and in the lines below it."""
    rest, below = _rest_of(after), _below(at, rows)
    return told_in([_role_before(before), *rest, *below], below=bool(below) and not rest)


def _role_before(before: str) -> str:
    lead = re.split(r"[,:;—–.!?]", before)[-1].strip() if before.strip() else ""
    words = lead.split()
    while words and not (is_role(words[0]) or (is_modifier(words[0]) and len(words) > 1)):
        if body_weight(words[0]) == 2 and is_role(words[-1]):
            break  # «Мәжіліс депутаты»
        if (
            len(words) == 1
            and len(lead.split()) == 1
            and words[0][0].isupper()
            and words[0].lower() not in NO_NAMES
            and not WISH.search(spelled(words[0]))
        ):
            return words[0]
        words = words[1:]
    return " ".join(words)


def _rest_of(after: str) -> list[str]:
    bare = after.lstrip(" ,—–-|/:")
    bare = _SET.sub("", bare)
    return [bare] if bare and (after[:1] in ",;(|/ —–-:" or not after) else []


def _below(at: int, rows: Sequence[Sentence]) -> list[str]:
    """The lines under a name that stands alone: what one does, where, the town; up to a sentence or a farewell."""
    found: list[str] = []
    row = last = rows[at]
    if not row.alone:
        return found
    for other in rows[at + 1 : at + 6]:
        heard = spelled(other.text)
        if (
            not other.alone
            or (other.left and not row.left)
            or len(other.text) > 70
            or other.block > last.block + 1
            or (found and other.block > last.block and len(other.text) > 30)
        ):
            break
        if (
            WISH.search(heard)
            or GREETING.match(heard)
            or FAREWELL.match(heard)
            or other.text.rstrip()[-1:] in "!?:"
        ):
            break
        if other.text.endswith(".") and not NO_NAMES.isdisjoint(words_in(other.text)[:1]):
            break
        if sum(word in NO_NAMES for word in words_in(other.text)) > 1 and not tells(other.text.split()[:1]):
            break
        found.append(other.text.strip(" ,;*•·"))
        last = other
    return found


def says_trade(said: list[str]) -> bool:
    """Whether words before a name say what one does: «фельдшер», «кандидат технических наук», «10-сынып оқушысы»."""
    begins = bool(said) and (is_role(said[0]) or (is_modifier(said[0]) and any(map(is_role, said[1:3]))))
    return begins or (bool(said) and is_role(said[-1]))


def goes_on_as_role(after: str) -> bool:
    """Whether what follows a name without a comma says what one does, or where from."""
    words = after.split()[:3]
    if not words:
        return True
    return (
        is_role(words[0])
        or words[0].lower() in {"из", "from", "of", "iz", "город", "г."}
        or (len(words) > 1 and is_modifier(words[0]) and is_role(words[1]))
        or is_place(words[0].strip(",.").title())
    )
