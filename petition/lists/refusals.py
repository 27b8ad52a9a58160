"""Files and pastes that organisers bring, read or refused in their own language."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petition.core import i18n
from petition.reading.files.workbook import MOST_COLUMNS, MOST_ROWS
from petition.reading.refusals import Fault, NotALetter, NotATable, Refusal

_WHY = {
    Refusal.EMPTY: _l("There is nothing in it. Choose the file that holds the letter, or paste its text."),
    Refusal.TOO_LARGE: _l(
        "It is too large for a letter: 5 MB at most, 20 MB unpacked. Take the pictures out, or paste the text."
    ),
    Refusal.BINARY: _l(
        "It is not a letter in text, Markdown, HTML, Word (.docx), OpenDocument (.odt), RTF, EPUB or PDF. "
        "Save it as one of these."
    ),
    Refusal.OLD_WORD: _l(
        "Files of Word 97 to 2003 (.doc) cannot be read. Open it, save it as .docx, and choose that file."
    ),
    Refusal.UNSUPPORTED: _l(
        "This format cannot be read. Save it as .docx, .odt, .html or plain text, or paste the text."
    ),
    Refusal.BROKEN_ARCHIVE: _l(
        "The file is damaged or locked with a password. Open it, save it again without one, and try again."
    ),
    Refusal.BROKEN_DOCUMENT: _l("The document is damaged. Open it, save it again, or paste its text."),
    Refusal.UNKNOWN_ENCODING: _l(
        "Its characters cannot be read. Save it as text in UTF-8, or paste the text."
    ),
    Refusal.NO_TEXT: _l(
        "We found no text in it. A scan or a photo cannot be read: choose another file, or paste the text."
    ),
    Refusal.TABLE: _l(
        "It is a table of people, not a letter. Choose the letter first, then add this table as its list of signatories."
    ),
    Refusal.BUSY: _l("Another large file is being read just now. Try again in a minute."),
}


_WHY_NO_TABLE = {
    Fault.EMPTY: _l("There is nothing in it. Choose the file that holds the list, or paste it."),
    Fault.TOO_LARGE: _l("It is too large to be read at once. Split the list and upload it in several files."),
    Fault.BROKEN: _l(
        "It is not complete: a quotation mark is not closed, or the file is damaged. Save it again and try again."
    ),
    Fault.BROKEN_ARCHIVE: _WHY[Refusal.BROKEN_ARCHIVE],
    Fault.NO_TABLE: _l(
        "It is not a table. Save it as .xlsx or .csv, or paste the list. A scan or a photo cannot be read: type the names, "
        "or state how many there are under “Signatures on paper”."
    ),
    Fault.UNKNOWN_ENCODING: _l("Its characters cannot be read. Save it as CSV in UTF-8 or as .xlsx."),
}

_FAULT_OF_A_LIST = {
    Refusal.EMPTY: Fault.EMPTY,
    Refusal.TOO_LARGE: Fault.TOO_LARGE,
    Refusal.BINARY: Fault.NO_TABLE,
    Refusal.NO_TEXT: Fault.NO_TABLE,
    Refusal.UNSUPPORTED: Fault.NO_TABLE,
    Refusal.UNKNOWN_ENCODING: Fault.UNKNOWN_ENCODING,
}


def why_no_list(refusal: NotALetter) -> str:
    """Why a file that was to hold a list is refused: what it can be saved as is not what a letter can be."""
    fault = _FAULT_OF_A_LIST.get(refusal.reason)
    return why_no_table(NotATable(fault)) if fault else why(refusal)


def why_no_table(refusal: NotATable) -> str:
    """Why a table is refused, at which line, and what to do, in the language being spoken."""
    if refusal.fault is Fault.ROWS:
        said = gettext(
            "There are more than %(most)s rows. Split the list and upload it in several files.",
            most=i18n.number(MOST_ROWS),
        )
    elif refusal.fault is Fault.COLUMNS:
        said = gettext(
            "There are more than %(most)s columns. Delete those that are not needed.", most=MOST_COLUMNS
        )
    else:
        said = str(_WHY_NO_TABLE[refusal.fault])
    if not refusal.line:
        return str(said)
    return str(gettext("Line %(line)s: %(what)s", line=i18n.number(refusal.line), what=said))


def kept(refusal: NotALetter | NotATable) -> dict[str, Any]:
    """A refusal as a list keeps it that the worker could not read."""
    if isinstance(refusal, NotALetter):
        return {"reason": refusal.reason.value}
    return {"fault": refusal.fault.value, "line": refusal.line}


def why_kept(said: dict[str, Any]) -> str:
    """The same again, in the language being spoken."""
    if "reason" in said:
        return why_no_list(NotALetter(Refusal(said["reason"])))
    return why_no_table(NotATable(Fault(said["fault"]), int(said["line"])))


def why(refusal: NotALetter) -> str:
    """Why a file is refused and what to do, in the language being spoken."""
    return str(_WHY[refusal.reason])
