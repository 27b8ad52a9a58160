"""What pages of an account are made of, that no other page has."""

from datetime import datetime

from flask import Response, after_this_request, request
from flask_babel import gettext

from petition.accounts import factor, passkeys
from petition.accounts.forms import FactorForm
from petition.accounts.models import Organiser
from petition.core import middleware
from petition.core.settings import settings


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
        return str(gettext("Too many attempts. Wait two minutes, then enter the next code."))
    return str(
        gettext(
            "This code does not work. It was used, has changed since, or was typed wrongly. Enter the next one."
        )
    )


def too_many_emails() -> str:
    """What to say of an email that is not sent because many were."""
    return str(
        gettext("You have sent many emails within an hour. This one was not sent. Try again in an hour.")
    )


def with_our_script() -> None:
    """Let the page that is being made run the scripts of this service, and no others (CSP Level 3): passkeys need one."""

    @after_this_request
    def allow(response: Response) -> Response:
        told = middleware.headers(settings().public_url)["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = f"{told}; script-src 'self'"
        return response


def ask_for_passkey() -> passkeys.PasskeyAsked | None:
    """What a page asks the browser for, with the script that does; None where no browser has passkeys for this address."""
    if not passkeys.are_possible():
        return None
    with_our_script()
    return passkeys.ask_to_show()


def shown_passkey() -> tuple[str, str]:
    """The challenge and the answer of a passkey, as a form sent them."""
    return request.form.get("challenge", ""), request.form.get("answer", "")


def passkey_refused() -> str:
    """What to say of a passkey that was not taken."""
    return str(gettext("The passkey was not accepted. Try again."))


def is_shown(organiser: Organiser, form: FactorForm, *, now: datetime) -> bool:
    """Whether the form that was sent shows the second factor: a passkey of the organiser's, or a code.

    What the form then says is why not. The try is counted: commit in either case.
    """
    try:
        if "answer" in request.form:
            passkeys.check_of(organiser, *shown_passkey(), now=now)
        elif form.validate():
            factor.check(organiser, form.code.data, now=now)
        else:
            return False
    except passkeys.PasskeyRefused:
        form.form_errors.append(passkey_refused())
    except (factor.CodeRefused, factor.TooManyTries) as refusal:
        form.code.errors = [why_refused(refusal)]
    else:
        return True
    return False
