"""What a signature is before it is kept, how it is shown, and how often a mailbox may be written to. Pure."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self

from petition.core import contacts, providers, text
from petition.lexicon.no_name import no_name
from petition.lexicon.phrases import WISH, spelled
from petition.lexicon.signatory import Kind, Visibility


class State(StrEnum):
    """What a signature has come to. Of those of one mailbox under one appeal, at most one is confirmed or held."""

    PENDING = "pending"  # asked to confirm
    CONFIRMED = "confirmed"  # it counts
    HELD = "held"  # confirmed, and shown to nobody until organisers have looked
    REJECTED = "rejected"  # organisers looked and did not count it
    MERGED = "merged"  # another one of the same mailbox counts
    WITHDRAWN = "withdrawn"  # taken back by its owner, or taken off by organisers who had brought it
    NOT_ME = (
        "not_me"  # its owner said "I did not sign this": the mailbox is only asked whether that still holds
    )
    EXPIRED = "expired"  # not confirmed, or not looked at, in time


class TooLate(Exception):
    """The deadline and its grace are over."""


class Source(StrEnum):
    """How a signature came."""

    FORM = "form"  # typed on the site, confirmed by email
    MESSAGE = "message"  # sent to the address of the appeal, confirmed by email
    INVITED = "invited"  # on a list with an email address, confirmed by email
    LIST = "list"  # on a list, on the word of the organisers


MAILS_AN_HOUR = 3  # to one mailbox, over all appeals
MAILS_IN_SOME_DAYS = (
    5  # to one mailbox, for one appeal: for ever, and a stranger could bar anybody by asking often
)
TOLD_LATE = timedelta(days=30)  # for which who wrote too late is told so once
SOME_DAYS = timedelta(days=3)
HOURS_OF_A_SERVICE = 3  # so many times what may count of one email service in an hour may count in SOME_DAYS
MAILS_A_DAY_AFTER_NOT_ME = 1  # to one mailbox, for one appeal: to ask whether they sign after all
REST = timedelta(hours=12)  # for which a mailbox is left in peace before it is written to unasked
TIME_TO_ANSWER = timedelta(hours=1)  # with less left it is no longer worth writing
# A code has 40 bits, 1.1e12 values. Guessing at the ceiling of an appeal under which 10,000 signatures wait, one comes upon
# one of them in six years (2^40 / 2,000 / 10,000 hours); with a million waiting, in three weeks.
WRONG_CODES_AN_HOUR = 200  # of one network, over all appeals
WRONG_CODES_AN_HOUR_OF_AN_APPEAL = 2_000  # from all networks together


class Particulars(NamedTuple):
    """What is personal about a signature, kept as one sealed value; '' where not given."""

    name: str
    mailbox: str = ""
    role: str = ""
    affiliation: str = ""
    place: str = ""
    acronym: str = ""
    representative: str = ""
    as_typed: str = ""

    def as_json(self) -> dict[str, str]:
        """What is not empty, as JSON."""
        return {name: value for name, value in self._asdict().items() if value}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The particulars that `as_json` gave."""
        return cls(**value)

    @property
    def line(self) -> str:
        """The signatory's line in full: as it was typed in a list, else put together."""
        return self.as_typed or put_together(self.name, self.acronym, self.role, self.affiliation, self.place)


@dataclass(frozen=True, slots=True)
class Signing:
    """A form filled in: values that may stand, the mailbox as it is written.

    `updates`: the words beside the box by which updates were asked for, '' where they were not. `version`: the number of
    the text that stood beside the form, None where that is not known.
    """

    particulars: Particulars
    kind: Kind = Kind.PERSON
    visibility: Visibility = Visibility.PUBLIC
    lang: str = "en"
    updates: str = ""
    version: int | None = None

    def __post_init__(self) -> None:
        """However it came, an organisation is shown with its name or not at all."""
        object.__setattr__(self, "visibility", may_be_shown(self.kind, self.visibility))

    @property
    def typed(self) -> str:
        """Equal for two signings of one appeal in which the same was typed."""
        values = [text.same_mailbox(self.particulars.mailbox), self.kind, self.visibility]
        fields = self.particulars.as_json() | ({"updates": self.updates} if self.updates else {})
        return "\0".join(
            [*values, *(f"{name}={fields[name]}" for name in sorted(fields) if name != "mailbox")]
        )


def to_be_looked_at(particulars: Particulars, kind: Kind, temporary: Collection[str]) -> str:
    """Why organisers look at a signature before it is shown, by what was typed: disposable, name; '' for no reason.

    `temporary`: domains that the operator knows to give out addresses for a short while, besides those of the list.
    """
    if providers.is_disposable(providers.of(particulars.mailbox), temporary):
        return "disposable"
    return "name" if is_no_name(particulars.name, kind) else ""


def is_no_name(typed: str, kind: str) -> bool:
    """Whether what was typed for a name is surely none; of a person, also what they want to say by signing."""
    if kind == Kind.ORGANISATION:
        return no_name(typed, of_organisation=True) is not None
    return no_name(typed) is not None or bool(WISH.search(spelled(typed)))


def initials(name: str) -> str:
    """'А. Б.' of 'Айгүл Бекова', in any script; one letter for a hyphenated name, for less says less; '…' for none.

    Of a script without capitals, where one sign may be a whole name, no further word of one sign is told: '李.' of '李 明'.
    """
    first, *others = [(letter, word) for word in name.split() if (letter := _initial(word))] or [("", "")]
    told = [first[0], *(letter for letter, word in others if not _is_whole(letter, word))]
    return " ".join(f"{letter}." for letter in told if letter) or "…"


def _is_whole(letter: str, word: str) -> bool:
    return letter.upper() == letter.lower() and sum(map(str.isalpha, word)) == 1


def _initial(word: str) -> str:
    """The first letter of a word with the marks that belong to it, '' where it has no letter."""
    word = unicodedata.normalize("NFC", word)
    start = next((at for at, sign in enumerate(word) if sign.isalpha()), None)
    if start is None:
        return ""
    end = start + 1
    while end < len(word) and unicodedata.category(word[end]) in {"Mn", "Mc"}:
        end += 1
    letter, marks = word[start], word[start + 1 : end]
    return (letter.title() if len(letter.title()) == 1 else letter) + marks


def put_together(name: str, acronym: str, role: str, affiliation: str, place: str) -> str:
    """'Name, role, affiliation (place)'; an organisation with its acronym in brackets and no second pair of them."""
    name = f"{name} ({acronym})" if acronym else name
    line = ", ".join([part for part in (name, role, affiliation) if part])
    if not place:
        return line
    return f"{line}, {place}" if line.endswith(")") else f"{line} ({place})"


def shown(particulars: Particulars, visibility: Visibility) -> str:
    """The line that others may read, without contact data however it got there; '' for a signature that is not named."""
    if visibility == Visibility.HIDDEN:
        return ""
    if visibility == Visibility.INITIALS:
        return initials(contacts.without(particulars.name))
    return contacts.without(particulars.line) or initials("")


def may_be_shown(kind: Kind, visibility: Visibility) -> Visibility:
    """The way in which somebody of a kind is shown: an organisation has no initials, and is not named instead."""
    return (
        Visibility.HIDDEN if kind is Kind.ORGANISATION and visibility is Visibility.INITIALS else visibility
    )


def at_most(visibility: Visibility) -> tuple[Visibility, ...]:
    """The ways to be shown that show no more than this one."""
    ways = tuple(Visibility)
    return ways[ways.index(visibility) :]


def printed(particulars: Particulars, visibility: Visibility) -> Particulars | None:
    """What of a signature the letter prints, which is all that stays of it when addresses are erased; None for nothing."""
    if visibility == Visibility.HIDDEN:
        return None
    if visibility == Visibility.INITIALS:
        return Particulars(initials(contacts.without(particulars.name)))
    return particulars._replace(mailbox="", representative="")
