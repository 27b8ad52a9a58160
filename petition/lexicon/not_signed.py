"""What a remark beside a name says of a signature that is none, or none any more: in a column of notes or of status."""

from functools import lru_cache

from petition.lexicon.refusals import keeps_back
from petition.lexicon.vocabulary import expression

_FIRST = r"(?:\d[\d.:/-]*\s*[:,–—-]?\s*)?"  # a day
_END = r"(?:\s*$|\s+[-–—(\d]|\s*[,;:(]|\.\s*$)"  # or more is said of it: "withdrawn (rang 6/11)"
_WITHDRAWN = expression(rf"{_FIRST}(?:@withdrawn|@withdrawn.refused){_END}")
_REFUSED = expression(r"\b@withdrawn.refused(?=\W|$)")
_TAKES_BACK = expression(r"\b@taking-back")
_SIGNATURE = expression(r"@signals.announce|\b@signature.words")
_SIGNING = expression(r"@signals.announce|\b@joining")
_NOT_SIGNED = expression(rf"\W*{_FIRST}@not-signed(?:\s(?:of\s)?@entries)?{_END}")
_DECLINED = expression(rf"\W*{_FIRST}(?:@declined){_END}")
_NOT_YET = expression("@declined|@awaited")
_UNCONFIRMED = expression(rf"@unconfirmed{_END}")
_SAMPLE = expression(r"[(\[]?(?:\w+\W+){0,3}@samples[)\]]?")
_SPECIMEN = expression(r"@for-instance(?:[:,]?\s|$)|@your-name(?:\s*[,(–—-]|$)")
_CHANGED_MIND = expression(r"changed (?:my|his|her) mind|передумал[аи]?")
_LONG = 9  # words, of which a remark says more than one thing


@lru_cache(maxsize=10_000)
def is_withdrawn(remark: str) -> bool:
    """Whether a few words say that a signature was taken back, or refused: "отозвал подпись 14.09"."""
    changed, refused = _CHANGED_MIND.match(remark), _REFUSED.search(remark)
    if _WITHDRAWN.match(remark) and not (changed and keeps_back(remark)):
        return True
    for said in filter(None, (changed, refused)):
        of_naming = keeps_back(remark) and not (_SIGNING.search(said[0]) or _SIGNATURE.search(said[0]))
        if not of_naming:  # "said no to publication", "changed her mind, no name please"
            return True
    return len(remark.split()) < _LONG and takes_back(remark)


def takes_back(said: str) -> bool:
    """Whether some words speak of a signature that is taken back: "Anna Ruel has withdrawn her signature"."""
    return bool(_TAKES_BACK.search(said) and _SIGNATURE.search(said))


@lru_cache(maxsize=10_000)
def is_no_signature(remark: str) -> bool:
    """Whether a few words say that a row is none: a test, a sample, spam, a duplicate, somebody who declined."""
    return bool(_NOT_SIGNED.match(remark)) or is_sample(remark)


@lru_cache(maxsize=10_000)
def has_declined(state: str) -> bool:
    """Whether a state says that somebody was asked and has not signed: "Declined", "Invited - no reply"."""
    return bool(_DECLINED.match(state))


def is_of_none(legend: str) -> bool:
    """Whether a sign stands for those whose signature was taken back, or is not given."""
    return is_withdrawn(legend) or bool(_NOT_YET.match(legend))


@lru_cache(maxsize=10_000)
def is_unconfirmed(remark: str) -> bool:
    """Whether a few words say that a signature still waits to be confirmed."""
    return bool(_UNCONFIRMED.match(remark))


def is_sample(said: str) -> bool:
    """Whether some words do no more than call a row a sample: "(example)", "(ligne d'exemple)", "e.g."."""
    return bool(_SAMPLE.fullmatch(said) or _SPECIMEN.fullmatch(said))


def is_specimen(line: str) -> bool:
    """Whether a line begins as one that shows how others are to be filled in: "e.g. Jane Roe", "Your name – who you are"."""
    return bool(_SPECIMEN.match(line))
