"""Files and pastes that organisers bring, read or refused in their own language."""

from flask_babel import lazy_gettext as _l

from petition.reading.draft import NotALetter, Reason

_WHY = {
    Reason.EMPTY: _l("There is nothing in it. Choose the file that holds the letter, or paste its text."),
    Reason.TOO_LARGE: _l(
        "It is too large for a letter: 5 MB at most, 20 MB unpacked. Take the pictures out, or paste the text."
    ),
    Reason.BINARY: _l(
        "It is not a letter in text, Markdown, HTML, Word (.docx) or OpenDocument (.odt). Save it as one of these."
    ),
    Reason.UNSUPPORTED: _l(
        "This format cannot be read. Save it as .docx, .odt, .html or plain text, or paste the text."
    ),
    Reason.BROKEN_ARCHIVE: _l(
        "The file is damaged or locked with a password. Open it, save it anew without one, and try again."
    ),
    Reason.BROKEN_DOCUMENT: _l("The document is damaged. Open it, save it anew, or paste its text."),
    Reason.UNKNOWN_ENCODING: _l(
        "Its characters cannot be made out. Save it as text in UTF-8, or paste the text."
    ),
    Reason.NO_TEXT: _l(
        "There are no sentences in it to make a letter of. Choose another file, or paste the text."
    ),
}


def why(refusal: NotALetter) -> str:
    """Why a file is refused and what to do, in the language being spoken."""
    return str(_WHY[refusal.reason])
