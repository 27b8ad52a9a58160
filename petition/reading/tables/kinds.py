"""Who signs by a row of a table, a body or a person, as a cell of it says."""

from petition.core.text import folded
from petition.lexicon import vocabulary
from petition.reading.naming import consent

_SORTS = {sort: vocabulary.grouped("naming")[sort] for sort in ("body", "person", "both")}
BODY_WORDS = _SORTS["body"]
_AND = vocabulary.expression("@and")


def signs_as(value: str) -> set[str]:
    """Who signs by a cell that says nothing else: "body", "person", both by "the organisation and a person"; else none."""
    words = folded(value).split()
    said = {sort for word in words for sort, own in _SORTS.items() if word in own}
    is_all = all(_AND.fullmatch(word) or any(word in own for own in _SORTS.values()) for word in words)
    return set() if not is_all else {"body", "person"} if "both" in said else said


def says_organisation(value: str) -> bool:
    """Whether a cell says that an organisation signs: in a word for one, or by yes to the question whether one does."""
    return bool(set(folded(value).split()) & BODY_WORDS) or consent.says_yes(value) is True


def speaks_for_body(answer: str) -> bool:
    """Whether an answer says yes for more than oneself: "Yes, on behalf of my organisation"."""
    yes, _, rest = answer.partition(",")
    return not BODY_WORDS.isdisjoint(folded(rest).split()) and consent.says_yes(yes) is True
