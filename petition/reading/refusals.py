"""Why a file is refused, as a letter or as a table, and what to do then."""

from enum import StrEnum
from typing import Self


class Worded(StrEnum):
    """A reason by a word of its own, and in words."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        """The reason `value`, said in `words`."""
        found = str.__new__(cls, value)
        found._value_ = value
        found.words = words
        return found


class Refusal(Worded):
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
    NO_TEXT = (
        "no_text",
        "We found no text in it. A scan or a photo cannot be read: choose another file, or paste the text.",
    )
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
