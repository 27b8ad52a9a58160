"""By which link people came who sent the form: a number for each link, of nobody in particular, and of no day.

The links to share, and that of the card on other sites, say it in their address (`?via=telegram`). The browser tells that
address with the form: a page of ours is named to ours alone (Referrer-Policy: same-origin). Whether the mailbox is known
makes no difference, nor whether it is ever confirmed: neither could be told without a mark beside each signature.
"""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, insert, select

from petition.appeals.models import Appeal
from petition.core.db import db
from petition.signatures.count_parts import ArrivalPart

WAYS = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "facebook": "Facebook",
    "x": "X",
    "vk": "VK",
    "viber": "Viber",
    "email": "",  # in the reader's language
    "card": "",
}


def marked(url: str, way: str) -> str:
    """The address of a page, to be followed by this way, if any."""
    return f"{url}{'&' if '?' in url else '?'}via={way}" if way in WAYS else url


def way_of(referrer: str, told: str = "") -> str:
    """The way that the address of a page of ours says, else what a form that was sent before told; '' for none."""
    try:
        said = parse_qs(urlsplit(referrer[:2_000]).query).get("via", [told])[0]
    except ValueError:
        said = told
    return said if said in WAYS else ""


def note(appeal_id: int, way: str) -> None:
    """Count one more; nobody waits for a row that others count in, too (ADR 32)."""
    if way:
        db.session.execute(insert(ArrivalPart).values(appeal_id=appeal_id, way=way, number=1))


def of(appeal: Appeal) -> list[tuple[str, int]]:
    """How many came by each way, the most first."""
    number = func.sum(ArrivalPart.number)
    query = select(ArrivalPart.way, number).where(ArrivalPart.appeal_id == appeal.id)
    rows = db.session.execute(query.group_by(ArrivalPart.way).order_by(number.desc(), ArrivalPart.way))
    return [(way, int(count)) for way, count in rows]
