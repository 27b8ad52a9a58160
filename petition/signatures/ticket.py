"""What leads to a row and to no other: its random name, and a nonce whose change ends every link that went before."""

import secrets
from typing import Literal, NamedTuple, Self

from petition.core import codes, i18n, tokens, web
from petition.core.vault import Key

Purpose = Literal["confirm", "signature", "unsubscribe", "everything"]

_PAGES: dict[Purpose, str] = {"confirm": "c", "signature": "s", "unsubscribe": "u", "everything": "m"}


def new_ref() -> str:
    """A random name for a row, 96 bits."""
    return secrets.token_urlsafe(12)


def new_nonce() -> str:
    """What links carry besides, 128 bits."""
    return secrets.token_urlsafe(16)


class Ticket(NamedTuple):
    """The name of a row and the nonce kept with it: together they make its links and its short code."""

    ref: str
    nonce: str

    @classmethod
    def new(cls) -> Self:
        """A ticket for a row that is not there yet."""
        return cls(new_ref(), new_nonce())

    @classmethod
    def many(cls, number: int) -> list[Self]:
        """Tickets for rows that are written at once: their names begin alike, so that they stand together in indexes."""
        begin = new_ref()[:4]  # which leaves 72 bits of their own
        drawn = secrets.token_urlsafe(26 * number)  # at once: for each draw the system is asked
        starts = range(0, 34 * number, 34)
        return [cls(begin + drawn[at : at + 12], drawn[at + 12 : at + 34]) for at in starts]

    def token(self, purpose: Purpose) -> str:
        """What its link for this purpose carries; minted now."""
        return tokens.mint(purpose, self.ref, self.nonce)

    def link(self, purpose: Purpose, lang: str = "") -> str:
        """The whole address of its page for this purpose, in a language; without one in that of the signature."""
        spoken = f"?lang={lang}" if lang in i18n.languages() else ""
        return web.address(f"/{_PAGES[purpose]}/{self.token(purpose)}{spoken}")

    def code(self, key: Key) -> str:
        """The short code, by the key of its appeal: the same in every mail until its links end."""
        return codes.code_from(key.fingerprint("short code", f"{self.ref}{self.nonce}"))
