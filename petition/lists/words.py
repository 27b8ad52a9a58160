"""Words for what reading found: why a signatory is doubtful, and where the account of a list or letter adds up."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from petition.accounts.roles import Permission
from petition.core import i18n

REASONS = {
    "email": _l("An email address in the row"),
    "phone": _l("A phone number in the row"),
    "link": _l("A link or an account in the row"),
    "alone": _l("Nothing says that it is a signature"),
    "unannounced": _l("Nothing says that these rows are signatures"),
    "above": _l("It may belong to the row above"),
    "guessed": _l("Guessed from a PDF"),
    "name": _l("It may not be a name"),
    "half": _l("It may be half a name"),
    "address": _l("The email address could not be read"),
    "row": _l("The row is hidden or struck out in the file"),
    "naming": _l("It may ask not to be named"),
    "remark": _l("A remark that we do not understand"),
    "died": _l("A remark says that they have died"),
    "two": _l("It may be two signatories"),
    "unconfirmed": _l("The email address was not confirmed"),
    "publisher": _l("It is in the letterhead but did not sign"),
    "again": _l("It is under the letter in another language"),
}


class ReadPlace(NamedTuple):
    """A part of the account: what is counted, how many in all, and where they went."""

    heading: str
    went: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(count for _, count in self.went)


class Step(NamedTuple):
    """A button that leads to what is to be done next, for who may do that (a Permission)."""

    label: str
    url: str
    asks: Permission = Permission.LISTS


def reasons(doubts: dict[str, int]) -> list[tuple[str, int]]:
    """Why signatories are doubtful and how many for each reason, the commonest first."""
    return [(said(code), count) for code, count in sorted(doubts.items(), key=lambda each: -each[1]) if count]


def said(code: str) -> Any:
    """A reason in words; its code where it is newer than they."""
    return REASONS.get(code, code)


def to_check(number: int, *, are_doubtful: bool) -> str:
    """What a button says that leads to signatories of a list."""
    shown = i18n.number(number)
    said = (
        ngettext(
            "Check %(number)s doubtful signatory",
            "Check %(number)s doubtful signatories",
            number,
            number=shown,
        )
        if are_doubtful
        else ngettext("Check %(number)s signatory", "Check %(number)s signatories", number, number=shown)
    )
    return str(said)
