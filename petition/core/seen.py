"""What a page showed, told again by the form that it sends: nobody acts on what they have not seen, nor over another."""

import hashlib
import json
from typing import Any, Self

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField


def mark(*shown: Any) -> str:
    """What tells this from anything else that could be shown, and nothing of what it says: values of JSON, or bytes."""
    said = json.dumps(shown, sort_keys=True, default=bytes.hex)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def parts(sent: str | None) -> dict[str, Any]:
    """What a form sent back of the parts that its page showed, as JSON; nothing where that is none."""
    try:
        found = json.loads(sent or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def changed() -> str:
    """What to say where something else is there by now."""
    return str(gettext("This has changed since you opened it. Look at it again before you go on."))


class SeenForm(FlaskForm):  # type: ignore[misc]
    """A form about what its page shows: `seen` is the mark of that."""

    seen = HiddenField()

    @classmethod
    def showing(cls, now: str) -> Self:
        """The form as it was sent; else that of a page that shows this."""
        form = cls()
        if not form.is_submitted():
            form.seen.data = now
        return form

    def is_stale(self, now: str) -> bool:
        """Whether something else is there `now` than the page showed; then the form says so, to be shown with that anew."""
        if self.seen.data == now:
            return False
        self.seen.data, self.seen.errors = now, [changed()]  # who sends it once more has seen it
        return True
