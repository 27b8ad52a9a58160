"""Actions that need several packages: a letter read from a file into an appeal and its list, and publishing."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from petition import audit, clock_watch
from petition.accounts.models import Team
from petition.appeals import pictures, terms, translations
from petition.appeals import service as appeals
from petition.appeals.models import Appeal, AppealVersion
from petition.appeals.text import Text
from petition.core import i18n, markdown_json, markdown_sandbox, seen
from petition.core.db import db
from petition.core.markdown import Document
from petition.desk import reading_page
from petition.lists import add, lines, lookup, page, store
from petition.reading.draft import Doubt, Draft
from petition.review import service as review
from petition.signatures import counts

_MOST_NUMBERS = 20  # of doubtful signatories that a terminal names


def bodies_of(draft: Draft) -> dict[str, Document]:
    """What the body of a letter says in each language of its file, by that body. Takes long; raises TooComplex."""
    return {each.body: markdown_sandbox.read(each.body) for each in (draft, *draft.others)}


def begin_from_draft(
    team: Team,
    draft: Draft,
    *,
    lang: str = "",
    zone: str,
    slug: str = "",
    bodies: Mapping[str, Document] | None = None,
    organiser_id: int | None,
    now: datetime,
) -> Appeal:
    """An appeal from a letter that was read, in each language of the file; its list of signatories waits for a look.

    `bodies` are its own, where they were read before; else they are read here, and TooComplex raised.
    """
    bodies = bodies or bodies_of(draft)
    text = Text.from_draft(draft)
    appeal = appeals.begin(
        team,
        text,
        body=bodies[text.body],
        lang=lang or draft.lang or "en",
        zone=zone,
        slug=slug,
        organiser_id=organiser_id,
        now=now,
    )
    appeal.texts[0].reading = reading_page.figures_of(draft) if draft.lines_read else {}
    for other in draft.others:
        if i18n.is_language(other.lang) and other.lang != appeal.first_lang:
            text, body = Text.from_draft(other), bodies[other.body]
            appeals.write(appeal, other.lang, text, body=body, organiser_id=organiser_id, now=now)
            translations.note(appeal, other.lang)
    pictures.keep(appeal, {number: each.drawn for number, each in enumerate(draft.pictures, 1)})
    if draft.lines:
        store.keep_list(appeal, list(draft.lines), now=now).organiser_id = organiser_id
    return appeal


def add_lists(appeal: Appeal, *, accept_doubtful: bool, now: datetime) -> tuple[int, str]:
    """Add the list that came in the file of an appeal: how many, and what is doubtful in it, '' where nothing is.

    With a doubtful line it waits as a whole for a person to look at it, unless these are accepted unseen.
    """
    added, doubtful = 0, ""
    for kept in lookup.waiting_lists(appeal):
        doubts = {} if accept_doubtful else page.doubts_in(kept)
        if doubts:
            doubtful = _said_of(doubts, kept.rows)
        else:
            added += add.accept_list(kept, range(kept.rows), now=now)
    return added, doubtful


def _said_of(doubts: dict[int, str], of: int) -> str:
    """How many signatories are doubtful, which and why, for a terminal: not a word of what they hold."""
    numbers = list(doubts)
    why = "; ".join(dict.fromkeys(Doubt(doubt).words for doubt in doubts.values()))
    more = len(numbers) - _MOST_NUMBERS
    which = ", ".join(map(str, numbers[:_MOST_NUMBERS])) + (f" and {more} more" if more > 0 else "")
    return f"Doubtful signatories: {len(numbers)} of {of} (by their number in the list: {which}): {why}."


def to_be_published(appeal: Appeal) -> str:
    """A mark, for forms, of what publishing makes public and fixes: the texts, and with the first of them the terms."""
    return seen.mark(appeals.drafted(appeal), "" if appeal.published_at else terms.marked(appeal))


def publish(
    appeal: Appeal,
    *,
    note: str = "",
    notes: Mapping[str, str] = MappingProxyType({}),
    carries: bool | None = None,
    lists_carry: bool = True,
    organiser_id: int | None = None,
    now: datetime,
) -> AppealVersion:
    """Publish an appeal or its changed text; those who signed before stand, or are asked by the worker, as chosen.

    Of a changed text `note` and `carries` have to be said, as `appeals.publish` refuses them.

    `lists_carry`: those of lists without an email address, whom nobody can ask, stand under it all the same.
    """
    stood = counts.standing(appeal)
    version = appeals.publish(
        appeal, note=note, notes=notes, carries=carries, organiser_id=organiser_id, now=now
    )
    lines.stand_under(appeal, version)
    if carries is False and lists_carry:
        lines.carry_to(version, stood)
    review.fold(appeal)
    return version


def carry_after_all(appeal: Appeal, *, organiser_id: int, now: datetime) -> None:
    """Let all that stayed with an old text count under the present one; their owners are told of this text.

    Raises NotPossible, also where somebody could not be told: nobody counts under a text that they never saw.
    """
    version = appeal.version
    if version is None or version.carries or not appeal.is_open(now) or counts.stay_untold(appeal, now):
        raise appeals.NotPossible("carried")
    after_all = [each.number for each in appeal.versions if not each.carries]
    for each in appeal.versions:
        each.carries, each.told_up_to = True, None
    version.told_up_to, version.told_at = 0, None
    db.session.flush()
    review.fold(appeal)
    facts = {"version": version.number, "after_all": after_all}
    audit.record("signatures.carried", appeal_id=appeal.id, organiser_id=organiser_id, now=now, **facts)


def take_up(appeal: Appeal, version: AppealVersion, *, organiser_id: int | None, now: datetime) -> None:
    """Put the text of a version into the draft, in its languages and no other; what is published stays."""
    appeal.texts = [each for each in appeal.texts if each.lang in version.langs]
    for lang in version.langs:
        text = version.text(lang)
        assert text is not None
        body = markdown_json.from_json(version.trees[lang])
        appeals.write(appeal, lang, text, body=body, organiser_id=organiser_id, now=now)
    for lang in version.langs:
        translations.note(appeal, lang)


def trust_clock(*, organiser_id: int | None, now: datetime) -> None:
    """A person says that the clock is right, and what is held because it may not be goes on."""
    clock_watch.trust(now)
    audit.record("clock.trusted", organiser_id=organiser_id, now=now)
