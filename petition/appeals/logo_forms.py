"""The form of the picture in the letterhead."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import DataRequired

from petition.appeals.logo import Logo, drawn_anew
from petition.core.drawing import NotAPicture
from petition.core.fields import plain


class LogoForm(FlaskForm):  # type: ignore[misc]
    """A picture for the letterhead."""

    file = FileField(
        _l("Picture"),
        [DataRequired(_l("Choose a file."))],
        description=_l("PNG or JPEG, up to 2 MB. It is printed up to 70 mm wide and 18 mm high."),
    )
    alt = StringField(
        _l("What it shows, in words"),
        [
            DataRequired(
                _l("Say in a few words what the picture shows, for those who have the letter read aloud.")
            ),
            plain(),
        ],
        description=_l("Read aloud in its place: “Logo of the Open Council Foundation”."),
    )

    def logo(self) -> Logo | None:
        """The picture drawn anew; None, and an error beside the field, where it cannot be."""
        try:
            return drawn_anew(self.file.data.read(), self.alt.data.strip())
        except NotAPicture as refusal:
            self.file.errors = [_NO_LOGO[refusal.reason]]
            return None


_NO_LOGO = {
    "large": _l("This picture is too large. Make it smaller: up to 2 MB and 25 million points."),
    "kind": _l("This is neither PNG nor JPEG. Save the picture as one of these."),
    "broken": _l("This picture is damaged. Open it, save it again and try again."),
}
