"""Tells a plain yes to the mail in which we repeat what was understood. Pure.

Here a mistake would count somebody, so every word must agree: what is left when greetings, thanks, the farewell and the
writer's own name are set aside holds nothing but words of agreement, one of them plain.
"""

from petition.signatures.phrases import words, words_in

_YES = words("agreeing")
_TOO = _YES | words("agreeing-too")
_MOST = 14


def agrees(text: str) -> bool:
    """Whether every word of a text agrees, and one of them plainly."""
    said = words_in(text)
    return (
        "?" not in text
        and 0 < len(said) <= _MOST
        and any(word in _YES for word in said)
        and _TOO.issuperset(said)
    )
