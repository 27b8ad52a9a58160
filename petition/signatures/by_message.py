"""Signing by message: where to, the link that begins such a message, and the labels of its lines, which we read exactly."""

from urllib.parse import quote

from flask_babel import gettext

from petition.appeals.models import Appeal
from petition.core.settings import settings
from petition.mail.inbound import incoming


def address(appeal: Appeal) -> str:
    """Where it is signed by sending a message; '' where it is not."""
    sign_at = settings().sign_address
    return incoming.sign_address(sign_at, appeal.slug) if sign_at and appeal.by_message else ""


def link(appeal: Appeal) -> str:
    """A link that begins such a message in the language spoken (RFC 6068): its subject, and lines to be filled in.

    What stands behind our labels is structure, so it is read in whatever language the rest is written. '' as for address.
    """
    if not (to := address(appeal)):
        return ""
    subject = gettext("I sign the letter")
    body = "".join(f"{label}: \r\n" for label in labels(appeal).values())
    return f"mailto:{to}?subject={quote(subject)}&body={quote(body)}"


def labels(appeal: Appeal) -> dict[str, str]:
    """The label of each field that an appeal asks of a person, in the language spoken."""
    every = {
        "name": gettext("Name"),
        "role": gettext("Job or role"),
        "affiliation": gettext("Organisation"),
        "place": gettext("Town"),
    }
    return {name: label for name, label in every.items() if name == "name" or name in appeal.asks}
