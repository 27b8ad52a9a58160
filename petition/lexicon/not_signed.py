"""What a remark beside a name says of a signature that is none, or none any more: in a column of notes or of status."""

from functools import lru_cache

from petition.lexicon.refusals import denies, is_for_some, keeps_back
from petition.lexicon.vocabulary import expression

_FIRST = r"(?:\d[\d.:/-]*\s*[:,–—-]?\s*)?"  # a day
_END = r"(?:\s*$|\s+[-–—(\d]|\s*[,;:(]|\.\s*$)"  # or more is said of it: "withdrawn (rang 6/11)"
_WITHDRAWN = expression(
    rf"{_FIRST}(?:@withdrawn|@withdrawn.refused)(?:{_END}|\s(?:\w+\s)?@taking-back)"  # "… please remove"
)
_REFUSED = expression(r"\b@withdrawn.refused(?=\W|$)")
_TAKES_BACK = expression(r"\b@taking-back")
_SIGNATURE = expression(r"@signals.announce|\b@signature.words")
_SIGNING = expression(r"@signals.announce|\b@joining")
_NOT_SIGNED = expression(rf"\W*{_FIRST}@not-signed(?:\s(?:of\s)?@entries)?{_END}")
_DECLINED = expression(rf"\W*{_FIRST}(?:@declined){_END}")
_NOT_YET = expression("@declined|@awaited")
_UNCONFIRMED = expression(rf"@unconfirmed{_END}")
_DIED = expression(rf"{_FIRST}@died\b")
_SAMPLE = expression(r"[(\[]?(?:\w+\W+){0,3}@samples[)\]]?")
_SPECIMEN = expression(r"@for-instance(?:[:,]?\s|$)|@your-name(?:\s*[,(–—-]|$)")
_LONG = 9  # words, of which a remark says more than one thing


@lru_cache(maxsize=10_000)
def is_withdrawn(remark: str) -> bool:
    """Whether a few words say that a signature was taken back, or refused: "отозвал подпись 14.09"."""
    told = filter(None, (_WITHDRAWN.match(remark), _REFUSED.search(remark)))
    if not all(_may_be_of_naming(remark, said[0]) for said in told):
        return True
    return len(remark.split()) < _LONG and takes_back(remark)


def _may_be_of_naming(remark: str, said: str) -> bool:
    """Whether what is refused may be a name alone: "said no to publication", "changed her mind, no name please"."""
    is_of_all = _TAKES_BACK.search(remark) or _SIGNING.search(said) or _SIGNATURE.search(said)
    return keeps_back(remark) and not is_of_all


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


@lru_cache(maxsize=10_000)
def has_died(remark: str) -> bool:
    """Whether a few words say that somebody has died, and ask nothing: "умер 20.11.2026"."""
    asks = keeps_back(remark) or denies(remark) or is_for_some(remark)
    return bool(_DIED.match(remark)) and len(remark.split()) < _LONG and not asks


def is_sample(said: str) -> bool:
    """Whether some words do no more than call a row a sample: "(example)", "(ligne d'exemple)", "e.g."."""
    return bool(_SAMPLE.fullmatch(said) or _SPECIMEN.fullmatch(said))


def is_specimen(line: str) -> bool:
    """Whether a line begins as one that shows how others are to be filled in: "e.g. Jane Roe", "Your name – who you are"."""
    return bool(_SPECIMEN.match(line))
