"""Several people in one message, or one behind many words: "Add us: Anna Ruel and Boris Ruel. My mother too: …"."""

import re

from petition.lexicon.refusals import keeps_back
from petition.lexicon.roles import GIVEN
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import has_marker
from petition.reading.lines.shapes import (
    is_initials,
    is_only_name,
    is_plain_name,
    is_surely_body,
    name_length,
)
from petition.reading.lists.many_in_line import JOINED, are_two, bare_head, beside, several
from petition.reading.lists.wishes import CONDITION

_SMALL = r"\s[^\W\d_A-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ]{1,20}"
_BETWEEN = re.compile(  # the end of a sentence, and what leads to a name then; a list begins; a picture; people joined
    rf"(?P<end>(?:(?<=[^\W\d_]{{3}})|(?<=[)\]]))[.!?…]+\s+(?:[^\W\d_]{{1,20}}(?:{_SMALL}){{1,5}}\s)?|:\s+"
    rf"|[\u2600-\u27bf\U0001f300-\U0001faff]\s+)|,?{JOINED.pattern}|\s\+\s|,\s+"
)
_MORE = re.compile(r"(?<=[^\W\d_]{3})[.!?…]+\s+(.+)$")  # behind a sentence
_OF_SIGNING = expression(r"\b(?:@pronouns|@pronouns.we)\b|@signals.announce")
_STEM = 4  # letters that people of one family share
_FEW, _MANY = 8, 3000  # words that lead to a name, letters of a message


def parts_of(text: str, who: str, *, is_read: bool) -> list[str]:
    """The parts of a message, one for each whom it may name; itself where it is no such message, or `is_read` as it stands.

    Who wrote it is one where they speak of themselves and name only others.
    """
    if _is_call(text) or not (found := _names_in(text)):
        return [text]
    cut, start, _ = found[0]
    ends = [*(cut for cut, *_ in found[1:]), len(text)]
    parts = [text[at:end].strip(" .") for (_, at, _), end in zip(found, ends, strict=True)]
    if _OF_SIGNING.match(text) and _is_another(who, text):
        return [who, *parts]
    if is_read and is_surely_body(text[:cut]):
        return [text[:cut], *parts]
    if len(parts) > 1 and not beside(text)[0] and len(several(text[start:])) == 1:
        return parts
    is_theirs = start == 0 or _leads(text[:start]) or keeps_back(text)
    return [text] if is_read or not is_theirs else [_MORE.sub(r" (\1)", text[start:])]


def _is_call(text: str) -> bool:
    is_asked = len(text) > _MANY or "?" in text or has_marker(text) or CONDITION.search(text)
    return bool(is_asked) or are_two(bare_head(text))


def _is_another(who: str, text: str) -> bool:
    is_full = is_plain_name(who) and is_only_name(who)
    return is_full and not any(is_initials(word) or word in text for word in who.split())


def _names_in(text: str) -> list[tuple[int, int, str]]:
    """The full names that begin a part of a message: where what stands before each ends, and where it begins."""
    between = [None, *_BETWEEN.finditer(text)]
    found, is_list, cut = list[tuple[int, int, str]](), keeps_back(text), 0
    for said, after in zip(between, [*between[1:], None], strict=True):
        start = said.end() if said else 0
        is_list |= said is not None and ":" in said[0]
        cut = said.start() if said and ":" not in said[0] else cut
        name = _name(text[start : after.start() if after else None].partition("(")[0].split())
        is_new = said is None or said["end"] or is_list or (not found and _leads(text[:start]))
        if name and (is_new or _is_of_family(name, [each for *_, each in found])):
            found.append((cut, start, name))
    return found


def _leads(text: str) -> bool:
    return len(text.split()) < _FEW and (text.endswith(": ") or bool(_OF_SIGNING.search(text)))


def _name(words: list[str]) -> str:
    runs = (" ".join(words[:length]) for length in range(name_length(words), 1, -1))
    return next((run for run in runs if is_plain_name(run) and is_only_name(run)), "")


def _is_of_family(name: str, others: list[str]) -> bool:
    """Whether a name behind a comma, which may be a place or a firm, is like one above, or has a known given name."""
    stems = {word[:_STEM] for other in others for word in other.split() if len(word) >= _STEM}
    return any(word[:_STEM] in stems or word.lower() in GIVEN or is_initials(word) for word in name.split())
