"""What reading gives: a Draft, the parts of a letter as they were found, for a person to check before anything is published.

Everything is a frozen value, so a Draft can be shown, kept in a form and compared without fear of change.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from petition.core.drawing import Drawn
from petition.lexicon.signatory import Kind


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


class _Worded(StrEnum):
    """A reason by a word of its own, and in words."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        found = str.__new__(cls, value)
        found._value_ = value
        found.words = words
        return found


class Doubt(_Worded):
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
    TWO = "two", "it may be two signatories"
    UNCONFIRMED = "unconfirmed", "the email address was not confirmed"
    AGAIN = "again", "it stands below the same letter in another language"
    PUBLISHER = "publisher", "it stands over the letter and does not sign below it"


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


class Refusal(_Worded):
    """Why a file is refused, and what to do; pages say it in the language of who looks."""

    EMPTY = "empty", "There is nothing in it. Choose the file that holds the letter, or paste its text."
    TOO_LARGE = (
        "too_large",
        "It is too large for a letter (5 MB at most, 20 MB unpacked). Take pictures out, or paste the text.",
    )
    BINARY = (
        "binary",
        "It is no letter in text, Markdown, HTML, Word (.docx), OpenDocument, RTF, EPUB or PDF. Save it as one.",
    )
    UNSUPPORTED = (
        "unsupported",
        "This format cannot be read. Save it as .docx, .odt, .html or plain text, or paste the text.",
    )
    OLD_WORD = (
        "old_word",
        "Files of Word 97 to 2003 (.doc) cannot be read. Open it, save it as .docx, and choose that file.",
    )
    BROKEN_ARCHIVE = (
        "broken_archive",
        "The file is damaged or locked with a password. Open it, save it anew without one, try again.",
    )
    BROKEN_DOCUMENT = "broken_document", "The document is damaged. Open it, save it again, or paste its text."
    UNKNOWN_ENCODING = (
        "unknown_encoding",
        "Its characters cannot be read. Save it as text in UTF-8, or paste the text.",
    )
    NO_TEXT = "no_text", "We found no sentences in it. Choose another file, or paste the text."
    TABLE = (
        "table",
        "It is a table of people, not a letter. Bring it as a list of signatories, once its letter is here.",
    )
    BUSY = "busy", "Another large file is being read just now. Try again in a minute."


class NotALetter(ValueError):
    """A file that is no letter: `reason` tells the view why, the message tells a person what to do."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.words)
        self.reason = reason


class Fault(StrEnum):
    """Why a table cannot be read; the code is for the view, which says it in the reader's language."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    ROWS = "rows"
    COLUMNS = "columns"
    BROKEN = "broken"
    BROKEN_ARCHIVE = "broken archive"
    NO_TABLE = "no table"
    UNKNOWN_ENCODING = "unknown encoding"


class NotATable(ValueError):
    """A file that is no table to read; `line` is where it went wrong, counted from 1, 0 where no line is to blame."""

    def __init__(self, fault: Fault, line: int = 0) -> None:
        super().__init__(f"{fault}, line {line}" if line else str(fault))
        self.fault, self.line = fault, line
