"""Finds the call to sign, its deadline and address: "by sending a message to X until 4.00 PM on December 19"."""

import re

from petition.core.text import squeeze
from petition.lexicon.dates import is_month
from petition.lexicon.vocabulary import expression, lines_of
from petition.reading.blocks import plain
from petition.reading.draft import Call

_INVITES = expression("@calls.invite|@calls.signing")
_SIGNING = expression("@calls.signing")
# So said it invites too, where it says until when or where as well.
_INVITES_IF_TOLD = expression("@calls.invite-if-told")
_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s<>()\[\]]+|(?:www\.|(?:forms\.gle|t\.me|bit\.ly)/)[^\s<>()\[\]]+",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|info|kz|ru|eu|io|ua|kg|uz|me)(?:/[^\s<>()\[\]]*)?(?!\w)",
    re.IGNORECASE,
)
_DEADLINES = [re.compile(each, re.IGNORECASE) for each in lines_of("calls.deadline")]
_SHORTENED = re.compile(r"(?:[ap]\.m|\b(?:г|ж|ч|мин))\.$", re.IGNORECASE)
_UNIT = expression("@calls.units")
_LONGEST = 800


def read_call(paragraph: str) -> Call | None:
    """The call to sign this paragraph makes, None if it makes none.

    It must say where or until when, unless it is a short invitation.
    """
    text = squeeze(plain(paragraph))
    if len(text) > _LONGEST:
        return None
    invites, address, deadline = bool(_INVITES.search(text)), address_in(paragraph), _deadline(text)
    if not invites and not (len(text) <= 300 and ((address and deadline) or _INVITES_IF_TOLD.search(text))):
        return None
    if not (address or deadline or (invites and len(text) <= 120)):
        return None
    return Call(text=text, deadline=deadline, address=address)


def tells_until(paragraph: str) -> bool:
    """Whether a paragraph says no more than until when others may sign; "Sign the treaty by 5 May" may be a demand."""
    call = read_call(paragraph)
    return bool(call and call.deadline and _SIGNING.match(call.text))


def read_until(paragraph: str) -> Call | None:
    """Until when one may sign, said below a list in whatever words: "The list is open until 30 November"."""
    text = squeeze(plain(paragraph))
    deadline = _deadline(text) if len(text) <= _LONGEST else ""
    is_day = any(is_month(word.strip(".,")) for word in deadline.split())
    return Call(text, deadline, address_in(paragraph)) if is_day else None


def address_in(text: str) -> str:
    """The first mail address or web address in a text, '' if none."""
    if found := _ADDRESS.search(text) or _SITE.search(text):
        return found[0].rstrip(".,;:!?)\"'»”")
    return ""


def _deadline(text: str) -> str:
    for pattern in _DEADLINES:
        for found in pattern.finditer(text):
            words: list[str] = []
            for word in found["when"].split():
                bare = word.rstrip(":")
                if not (_UNIT.match(bare) or is_month(bare)):
                    break
                words.append(bare)
                is_day = word[:-1].isdigit() and not any(map(is_month, words))  # "31. Dezember"
                if word.endswith((".", "!", ":")) and not (is_day or _SHORTENED.search(word)):
                    break
            said = " ".join(words)
            if any(map(str.isdigit, said)):
                return said.rstrip(",;!" if _SHORTENED.search(said) else ".,;!")
    return ""
