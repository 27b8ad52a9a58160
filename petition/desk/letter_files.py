"""A letter that an organiser brings, in a file or pasted, as read, or why it is refused."""

from flask_wtf import FlaskForm

from petition.core.fields import why_too_complex
from petition.core.markdown import TooComplex
from petition.core.turns import Busy, turn
from petition.lists import refusals
from petition.reading import brought
from petition.reading.draft import Draft
from petition.reading.refusals import NotALetter, Refusal


def draft_in(form: FlaskForm) -> Draft | None:
    """What was chosen as `file`, else what was typed as `paste`; None where both are empty. Raises NotALetter."""
    upload, pasted = form.file.data, form.paste.data or ""
    data = upload.read() if upload else b""
    try:
        with turn(len(data) or len(pasted)):
            if upload:
                return brought.letter_in_file(data, upload.filename or "")
            return brought.letter_in_text(pasted) if pasted.strip() else None
    except Busy:
        raise NotALetter(Refusal.BUSY) from None


def refuse(form: FlaskForm, refusal: NotALetter | TooComplex) -> None:
    """Say beside what was brought why it is no letter."""
    field = form.file if form.file.data else form.paste
    field.errors = [refusals.why(refusal) if isinstance(refusal, NotALetter) else why_too_complex()]
