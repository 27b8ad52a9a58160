"""What programs read of public letters: which there are, and the text of each. No signatory is named in it."""

from datetime import UTC, datetime
from typing import Any

from petition.appeals import pictures, update
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import web
from petition.signatures.public import NAMELESS


def listed(appeal: Appeal, signatures: int, on_paper: int, now: datetime) -> dict[str, Any]:
    """A letter as the list of them tells it, in the words of count.json; null where there is nothing."""
    at, state, texts = web.address(f"/a/{appeal.slug}"), appeal.phase(now), _texts(appeal)
    is_shown = state not in NAMELESS
    return {
        "slug": appeal.slug,
        "address": at,
        "state": state.value,
        "signatures": signatures,
        "on_paper": on_paper,
        "deadline": appeal.closes_at.astimezone(UTC).isoformat() if appeal.closes_at else None,
        "zone": appeal.zone,
        "languages": list(texts),
        "title": {lang: text["title"] for lang, text in texts.items()},
        "text": f"{at}.json",
        "count": f"{at}/count.json" if is_shown else None,
        "letter": f"{at}/letter.json" if state is Phase.CLOSED else None,
        "feed": web.address(update.path_of_feed(appeal, "")) if is_shown else None,
    }


def whole(appeal: Appeal, signatures: int, on_paper: int, now: datetime) -> dict[str, Any]:
    """The same with its text, from which anybody works out its fingerprint (docs/letter.md)."""
    version = appeal.version
    assert version is not None
    told = listed(appeal, signatures, on_paper, now)
    found = {
        number: web.address(source.address)
        for lang in version.langs
        for number, source in pictures.sources(appeal, appeal.body(lang), draft=False).items()
    }
    return told | {
        "version": {"number": version.number, "sha256": version.hash},
        "texts": _texts(appeal),
        "pictures": found if told["count"] else {},
    }


def _texts(appeal: Appeal) -> dict[str, dict[str, Any]]:
    """What is published, by language, the first one first; nothing where the operator has removed it."""
    langs = [] if appeal.text_removed_at else appeal.published_langs
    texts = {
        lang: appeal.published(lang) for lang in sorted(langs, key=lambda lang: lang != appeal.first_lang)
    }
    return {lang: text.printed() for lang, text in texts.items() if text}
