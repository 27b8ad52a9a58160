"""What the front page says of each appeal."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from petition.appeals import delivery, paper
from petition.appeals.models import Appeal
from petition.core import i18n, markdown_text
from petition.signatures import counts
from petition.signatures.addresses import path
from petition.signatures.page import DESCRIPTION
from petition.signatures.public import is_readable


def on_front(appeals: Collection[Appeal], now: datetime) -> list[dict[str, Any]]:
    """What the front page says of each appeal."""
    confirmed, became = counts.confirmed_of(appeals), delivery.became(appeals)
    on_paper = paper.numbers(appeals)
    said = {delivery.Event.DELIVERED: gettext("Delivered"), delivery.Event.ANSWERED: gettext("Answered")}
    listed = []
    for found in appeals:
        lang = i18n.spoken() if is_readable(found, i18n.spoken()) else found.first_lang
        version = found.version
        assert version is not None
        text_lang = lang if version.text(lang) else found.first_lang
        shown = version.text(text_lang)
        assert shown is not None
        count = confirmed[found.id]
        moment = i18n.moment(found.closes_at, found.zone, now) if found.closes_at else None
        is_open = found.is_open(now)
        listed.append(
            {
                "title": shown.title,
                "url": path(found, lang),
                "recipients_line": shown.addressed_to(text_lang),
                "count_text": ngettext(
                    "%(number)s signature", "%(number)s signatures", count, number=i18n.number(count)
                ),
                "on_paper": i18n.number(on_paper[found.id]) if on_paper[found.id] else "",
                "excerpt": markdown_text.beginning_of(found.body(text_lang), DESCRIPTION),
                "lang": text_lang,
                "dir": i18n.direction(text_lang),
                "left": moment.left if moment and is_open else "",
                "became": said[became[found.id]] if found.id in became else "",
                "closed": not is_open,
            }
        )
    return listed
