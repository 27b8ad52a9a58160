"""What reading gives: a Draft, the parts of a letter as they were found, for a person to check before anything is published.

Everything is a frozen value, so a Draft can be shown, kept in a form and compared without fear of change.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from petition.core.drawing import Drawn
from petition.lexicon.signatory import Kind
from petition.reading.refusals import Worded


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the letter addresses; '' where a part is absent. Postal lines stand in `address`."""

    name: str = ""
    title: str = ""
    organisation: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """The call to sign, verbatim, with the deadline as it is written and the address (mail or URL) it names."""

    text: str = ""
    deadline: str = ""
    address: str = ""


NO_CALL = Call()


class Doubt(Worded):
    """Why a signatory is not sure; pages put it into words in the language of who looks."""

    EMAIL = "email", "an email address, which is never printed"
    PHONE = "phone", "a phone number, which is never printed"
    LINK = "link", "a link or an account, which is never printed"
    ALONE = "alone", "a single line that nothing announces as a signature"
    UNANNOUNCED = "unannounced", "nothing announces signatures, and few of these lines are surely names"
    ABOVE = "above", "it may belong to the person on the line above"
    GUESSED = "guessed", "the file shows letters and holds no text, so all of it is a guess"
    NAME = "name", "it may not be a name"
    HALF = "half", "it may be half a name"
    ADDRESS = "address", "what stands for the email address is none"
    ROW = "row", "it is hidden or struck out in the file"
    NAMING = "naming", "it may ask not to be named"
    REMARK = "remark", "a remark says what is not understood"
    DIED = "died", "a remark says that this person has died"
    TWO = "two", "it may be two signatories"
    UNCONFIRMED = "unconfirmed", "the email address was not confirmed"
    AGAIN = "again", "it stands below the same letter in another language"
    PUBLISHER = "publisher", "it stands over the letter and does not sign below it"


NOT_NAMED = frozenset([Doubt.NAMING, Doubt.REMARK])
"""For these somebody is not named until a person has looked."""


class Place(StrEnum):
    """Where a line of the input ends."""

    LETTERHEAD = "letterhead"
    DATE = "place and date"
    TITLE = "title"
    RECIPIENTS = "recipients"
    DELIVERY = "delivery"
    SALUTATION = "salutation"
    BODY = "body"
    NOTES = "notes"
    PICTURES = "pictures"
    CLOSING = "closing"
    SIGNATORIES = "signatories"
    HEADINGS = "headings of the list"
    CALL = "call to sign"
    LEFT_OVER = "left over"
    AROUND = "not of the letter"
    RULE = "line across"


@dataclass(frozen=True, slots=True)
class Placed:
    """How many lines of the input ended in one place, and why, where they are no part of the letter."""

    place: Place
    lines: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """A line that stands around the letter and is none of it, such as an entry of a menu, and why."""

    line: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """One signatory of the list. `as_typed` holds every character typed but for `contact`; the rest is our reading of it.

    `contact` is what was typed there of email addresses, phone numbers and links, which is never printed. `doubt` says
    why a person has to look before the line may stand, by a word of Doubt; '' for a line that is sure.
    """

    as_typed: str
    kind: Kind = Kind.PERSON
    name: str = ""
    acronym: str = ""
    role: str = ""
    affiliation: str = ""
    place: str = ""
    doubt: str = ""
    contact: str = ""

    def doubted(self, why: str) -> "Line":
        """The same with this reason for a look; of several the first stays."""
        return self if self.doubt else replace(self, doubt=why)


class DraftPicture(NamedTuple):
    """A picture of the file, what it says that it shows, and whether it stands in the text of the letter."""

    drawn: Drawn
    words: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter taken apart. `body` is Markdown, `date_iso` is YYYY-MM-DD or ''.

    `left_over` is what found no place in it, and `because` says why, line by line; `around` is what stands around it and
    needs no look, such as menus. `proposed` is what stands at the head of the
    file's pages: it may be the letterhead. `others` are the same letter in further languages, where one file holds several,
    without what is told of the file as a whole: signatories, what is left over; `langs` is every language that much of the
    file is in. `pictures` are all that were drawn, by their numbers in the texts less one. `account` says where each of the
    `lines_read` lines of the input ended.
    """

    lang: str = ""
    letterhead: tuple[str, ...] = ()
    place: str = ""
    date: str = ""
    date_iso: str = ""
    title: str = ""
    recipients: tuple[Recipient, ...] = ()
    delivery: str = ""
    salutation: str = ""
    body: str = ""
    closing: str = ""
    call: Call = NO_CALL
    lines: tuple[Line, ...] = ()
    left_over: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    around: tuple[Around, ...] = ()
    proposed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    others: tuple["Draft", ...] = ()
    langs: tuple[str, ...] = ()
    pictures: tuple[DraftPicture, ...] = ()
    account: tuple[Placed, ...] = ()
    lines_read: int = 0

    @property
    def doubtful(self) -> int:
        """How many signatories are not sure."""
        return sum(bool(line.doubt) for line in self.lines)
