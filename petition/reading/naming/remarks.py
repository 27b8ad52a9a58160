"""What a list says of one of its own in words that no list of words holds, and may be a wish not to be named."""

import re
from collections.abc import Sequence

from petition.core.text import is_small, squeeze
from petition.lexicon.dates import is_month
from petition.lexicon.quoting import bracketed, segments
from petition.lexicon.role_phrase import is_degree, is_domain, read_phrase
from petition.lexicon.roles import body_weight, ends_as_role, is_role
from petition.lexicon.vocabulary import expression
from petition.reading.lines.could_sign import with_role_behind
from petition.reading.lines.names import bare_head, ends_like_family, without_brackets
from petition.reading.naming.beside_name import is_jobless
from petition.reading.naming.legends import IDENTIFIES

_ON_BEHALF = expression("@on-behalf|@represented")
_FIELD = expression(r"\w+ @and \w+", 0)  # "mining and metallurgy"
# "Holm A. K." gives the family name first.
_CUT_SHORT = re.compile(r"\S{3,}\s(?:\S+\s)*(?<![\s-]\S\.\s)\S\.\s*$")
_LONG = 12  # words of a remark
_FIELD_AND_TRADE = 3  # words, as "forest engineer"


def unlike_others(lines: Sequence[str]) -> list[bool]:
    """Of each entry of a list, whether it says something that we do not understand and that most others do not.

    That may be a wish not to be named, that the signature was taken back, or that somebody has died, in words that no list
    of words holds. Where what most say is understood a single word that is not is enough ("posthumously"); where most say
    such a thing it is what people do, in a language that little is known of here.
    """
    said = [_said(line) for line in lines]
    few = [any(_is_not_understood(part, 2) for part in within) for within, _ in said]
    few = few if 3 * sum(few) <= len(few) else [False] * len(few)
    clear = sum(any(parts) and not _is_remark(*parts, least=1) for parts in said)
    for least, most in ((1, 1 / 3), (2, 1 / 2)):
        found = [_is_remark(*parts, least=least) for parts in said]
        if sum(found) <= most * len(found) and (least > 1 or clear > 3 * sum(found)):
            return [each or apart for each, apart in zip(found, few, strict=True)]
    return few


def cut_short(lines: Sequence[str]) -> list[bool]:
    """Of each entry of a list, whether it gives but a letter of a family name: "Anna K."."""
    names = [squeeze(bare_head(line)) for line in lines]
    return [bool(_CUT_SHORT.match(name)) and not ends_like_family(name.split()[0]) for name in names]


def _said(line: str) -> tuple[list[str], list[str]]:
    """What stands in brackets beside a name, and what does behind a comma or a dash."""
    head, *beside = segments(with_role_behind(line)) or ("",)
    bare = without_brackets(head).split()
    within = bracketed(line)
    beside = [said for part in beside if (said := without_brackets(part))]
    return [_without_name(said, bare) for content in within for said in segments(content)], beside


def _without_name(part: str, name: Sequence[str]) -> str:
    """A remark without the name that it begins with: "(Sam has since moved away)" behind "Sam Okoro"."""
    words = part.split()
    begun = next((at for at, word in enumerate(words) if word not in name), 0)
    return " ".join(words[begun:])


def _is_remark(within: Sequence[str], beside: Sequence[str], *, least: int) -> bool:
    """Whether words in brackets, or all that stands beside a name, are so many and are not understood."""
    is_said = len(beside) == 1 and is_small(beside[0][0]) and _is_not_understood(beside[0], least)
    return (is_said and not _ends_in_name(beside[0])) or any(_is_not_understood(part, 2) for part in within)


def _ends_in_name(part: str) -> bool:
    """Whether some words end in a name, as what somebody is of something does in many languages: "maire de Lune"."""
    last = part.rsplit(maxsplit=1)[-1]
    return last[0].isupper() and not (is_month(last) or any(map(str.isdigit, part)))


def _is_not_understood(part: str, least: int) -> bool:
    """Whether some words, the first of them no capital, tell of no role, body or place that is known."""
    words, said = part.split(), read_phrase(part)
    is_named = (said.affiliation or said.place)[:1].isupper() or any(map(str.isupper, words[0]))  # "xAI"
    if is_named or not least <= len(words) < _LONG or not words[0][0].isalpha():
        return False
    is_told = _FIELD.fullmatch(part) or is_jobless(part) or IDENTIFIES.search(part) or _ON_BEHALF.match(part)
    is_known = is_told or body_weight(words[0]) > 1  # "école Jean Macé"
    works = any(is_role(word) or is_degree(word) or is_domain(word) for word in words)
    ends = (words[0], words[-1])  # "intégratrice web", "forest planner"
    return not (is_known or works or (len(words) <= _FIELD_AND_TRADE and any(map(ends_as_role, ends))))
