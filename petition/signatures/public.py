"""What of a published letter may be read now, and in which languages."""

from flask import abort, request
from flask_babel import gettext

from petition.appeals import service as appeals_service
from petition.appeals.models import Appeal, AppealVersion
from petition.core import i18n, web

NAMELESS = {"withdrawn", "stopped"}  # phases in which no name is shown


def is_readable(appeal: Appeal, lang: str, version: AppealVersion | None = None) -> bool:
    """Whether the page of the letter, or of a version, exists in a language: its text does, or the service speaks it."""
    return lang in i18n.languages() or lang in (version.langs if version else appeal.published_langs)


def all_are_named(appeal: Appeal, phase: str) -> bool:
    """Whether the whole list may be read: once signing has ended always, before it where the organisers say so."""
    return phase in {"grace", "closed"} or (phase == "open" and appeal.names_shown == "all")


def shown_to_all(slug: str, number: int = 0) -> tuple[Appeal, str]:
    """A letter that was published and may be read now, and the language of the page, which is spoken; else a refusal.

    `number`: of the version that is to be read, where it is not the present one. 404 for what was never published and for a
    language it has no page in, 410 once withdrawn, 503 in an emergency.
    """
    found = appeals_service.published_at_address(slug)
    if found is None or found.published_at is None:
        abort(404, gettext("There is no letter at this address."))
    web.about(found.id)
    version = appeals_service.numbered(found, number) if number else found.version
    if version is None:
        abort(404, gettext("This letter has no such version."))
    lang = request.args.get("lang", "") or found.first_lang
    if not is_readable(found, lang, version):
        abort(404)
    i18n.speak(lang)
    if found.withdrawn_at is not None:
        abort(410, gettext("The organisers have withdrawn this letter."))
    if found.stopped_at is not None:
        abort(503, gettext("The organisers have paused this letter. It cannot be read or downloaded now."))
    return found, lang
