"""The picture and the figures that a letter is passed on with: drawn by the worker when they change, never for a view.

The count stands on it in steps, so that a picture is drawn a few times in the life of a letter, and tells of nobody.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import delete, func, or_, select

from petition.appeals import paper
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.appeals.text import Text
from petition.core import i18n
from petition.core.db import db
from petition.core.settings import settings
from petition.core.transactions import begin_writing, snapshot
from petition.letters.models import Card
from petition.signatures import counts
from petition.signatures.page import lead

EVERY = timedelta(minutes=1)
_DRAWING = (Path(__file__).parent / "render/card.typ").read_bytes()  # cards are drawn anew when it changes
_STEPS = [
    *(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000),
    *range(1_000_000, 20_000_000, 500_000),
]
_ACCENTS = {
    "ink": "#1c1b19", "blue": "#0b3d91", "green": "#0c4a2f", "red": "#8a1020", "plum": "#5c1f5c", "teal": "#084b50",
    "ochre": "#5f4300",
}  # fmt: skip


def step(count: int) -> int:
    """The last step that a count has reached; 0 below the first."""
    at = bisect_right(_STEPS, count)
    return _STEPS[at - 1] if at else 0


def to_draw(now: datetime) -> Iterable[int]:
    """The ids of public letters at whose cards nobody has looked for a minute, those first that wait longest."""
    looked = select(Card.appeal_id, func.min(Card.looked_at).label("at")).group_by(Card.appeal_id).subquery()
    return db.session.scalars(
        select(Appeal.id)
        .outerjoin(looked, looked.c.appeal_id == Appeal.id)
        .where(
            Appeal.published_at.is_not(None),
            Appeal.withdrawn_at.is_(None),
            Appeal.erased_at.is_(None),
            or_(looked.c.at.is_(None), looked.c.at <= now - EVERY),
        )
        .order_by(looked.c.at)
    )


def draw(appeal: Appeal, now: datetime) -> int:
    """Draw the cards of a letter that are not as they should be, one for each language of its text; gives how many.

    Nobody waits to write while they are drawn.
    """
    snapshot()
    kept = {card.lang: card for card in db.session.scalars(select(Card).where(Card.appeal_id == appeal.id))}
    count, drawn = counts.confirmed(appeal), dict[str, tuple[str, bytes]]()
    is_final = appeal.phase(now) is Phase.CLOSED
    for lang in appeal.published_langs:
        says = _says(appeal, appeal.published(lang) or Text(), lang, count, is_final=is_final)
        digest = hashlib.sha256(_DRAWING + repr(says).encode()).hexdigest()[:16]
        if lang not in kept or kept[lang].stands_for != digest:
            drawn[lang] = digest, _drawn(says)
    begin_writing()
    gone = Card.appeal_id == appeal.id, Card.lang.not_in(appeal.published_langs)
    db.session.execute(delete(Card).where(*gone))
    for lang in appeal.published_langs:
        card = kept.get(lang) or Card(appeal_id=appeal.id, lang=lang)
        card.looked_at = now
        if lang in drawn:
            card.stands_for, card.png = drawn[lang]
        db.session.add(card)
    return len(drawn)


def _says(appeal: Appeal, text: Text, lang: str, count: int, *, is_final: bool) -> tuple[str, ...]:
    reached = count if is_final else step(count)
    with force_locale(i18n.known(lang)):
        kicker = lead(text, lang)
        shown = i18n.number(reached)
        if is_final:
            number = ngettext("%(number)s signature", "%(number)s signatures", count, number=shown)
        else:
            number = gettext("%(number)s+ signatures", number=shown)
        stated = paper.numbers([appeal])[appeal.id]
        said = gettext("Signatures on paper, as the organisers state: %(number)s", number=i18n.number(stated))
    on_paper, accent = said if stated else "", _ACCENTS[appeal.accent]
    return (
        lang,
        i18n.direction(lang),
        kicker,
        text.title,
        number if reached else "",
        on_paper,
        appeal.publishers,
        accent,
    )


def _drawn(says: tuple[str, ...]) -> bytes:
    from petition.letters.render import as_card

    lang, direction, *words = says
    picture = as_card.Picture(lang, direction == "rtl", *words)
    return as_card.drawn(picture, fonts=settings().font_path)


def picture(appeal: Appeal, lang: str) -> bytes:
    """The card as PNG; empty where there is none yet, or no text in this language any more."""
    if lang not in appeal.published_langs:
        return b""
    return db.session.scalar(select(Card.png).where(Card.appeal_id == appeal.id, Card.lang == lang)) or b""
