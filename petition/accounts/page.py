"""What pages of an account are made of, that no other page has."""

from flask_babel import gettext

from petition.accounts import factor


def qr_code(address: str) -> str:
    """A QR code as a picture inside the page (ISO/IEC 18004): nothing is fetched, and nothing kept."""
    import segno

    picture: str = segno.make(address, error="m", micro=False).svg_data_uri(
        scale=5, border=4, dark="#000", light="#fff"
    )
    return picture


def why_refused(refusal: factor.CodeRefused | factor.TooManyTries) -> str:
    """What to say of a code that was not taken."""
    if isinstance(refusal, factor.TooManyTries):
        return str(gettext("Too many tries. Wait two minutes, then enter the next code."))
    return str(
        gettext(
            "This code does not work. It was used, has changed since, or was typed wrongly. Enter the next one."
        )
    )
