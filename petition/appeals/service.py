"""What organisers do with appeals. Nothing here commits; every action leaves its trace in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from petition import audit, erasure_journal
from petition.accounts.models import Team
from petition.appeals import address, cache, pictures, rules, translations
from petition.appeals.extension import Extension
from petition.appeals.logo import Logo
from petition.appeals.models import Appeal, AppealLogo, AppealText, AppealVersion
from petition.appeals.rules import Phase
from petition.appeals.tellings import Telling
from petition.appeals.text import Text, fingerprint
from petition.core import seen
from petition.core.db import db
from petition.core.markdown import Document
from petition.core.markdown_json import as_json
from petition.core.markdown_sandbox import read
from petition.core.vault import vault
from petition.mail.out import outbox

# Made once, and one question instead of three: every page and every signature begins with it.
_BY_SLUG = (
    select(Appeal).where(Appeal.slug == bindparam("slug")).options(joinedload(Appeal.versions), *cache.TEAMS)
)
_PUBLISHED = _BY_SLUG.where(Appeal.published_at.is_not(None))
FAR = timedelta(days=366)  # an extension beyond it is more often a slip than meant


class NotPossible(Exception):
    """An action that this appeal, in its present phase, does not allow; the message is a code for the view."""


@dataclass(frozen=True)
class Missing:
    """Something to be done before publishing: title, body, pictures without words, deadline or past.

    Or, which stops nobody: recipients, or a translation that is behind its first language.
    """

    what: str
    lang: str = ""

    @property
    def stops(self) -> bool:
        """Whether it must be done."""
        return self.what not in {"recipients", "translation"}


def by_slug(slug: str) -> Appeal | None:
    """The appeal at an address, whatever its phase."""
    return db.session.scalars(_BY_SLUG, {"slug": slug}).unique().one_or_none()


def published_at_address(slug: str) -> Appeal | None:
    """The appeal at an address that was ever published: a draft takes as long as an address where nothing is."""
    return db.session.scalars(_PUBLISHED, {"slug": slug}).unique().one_or_none()


def numbered(appeal: Appeal, number: int) -> AppealVersion | None:
    """The published version of that number."""
    return next((each for each in appeal.versions if each.number == number), None)


def beginning(with_: str) -> list[Appeal]:
    """The appeals whose address begins so; what asks knows the rest of the address."""
    return list(
        db.session.scalars(
            select(Appeal)
            .where(Appeal.slug.startswith(with_, autoescape=True))
            .order_by(Appeal.slug)
            .limit(100)
        )
    )


def begin(
    team: Team,
    text: Text,
    *,
    lang: str,
    zone: str,
    slug: str = "",
    body: Document | None = None,
    organiser_id: int | None = None,
    now: datetime,
) -> Appeal:
    """Begin a draft from a text that may still be empty; raises TooComplex before it touches the database.

    `body` is the text's, where it was read before.
    """
    body = body or read(text.body)
    slug = address.free(slug or rules.slug_for(text.title) or "letter")
    appeal = Appeal(
        id=audit.new_number(Appeal, db.session.connection()),
        team_id=team.id,
        slug=slug,
        bound_to=slug,
        first_lang=lang,
        wrapped_key=vault().new_key(f"appeal:{slug}"),
        created_at=now,
        zone=zone,
        asks=list(rules.ASKABLE),
        choices={},
    )
    first = AppealText(lang=lang, tree=as_json(body), reading={})
    appeal.texts.append(first)
    first.text = text
    db.session.add(appeal)
    db.session.flush()
    audit.record("appeal.begun", appeal_id=appeal.id, organiser_id=organiser_id, now=now)
    return appeal


def set_logo(appeal: Appeal, logo: Logo | None, *, organiser_id: int | None, now: datetime) -> None:
    """Put a picture into the letterhead, in place of one that is there; None takes it out."""
    appeal.logo_row = None
    db.session.flush()
    if logo:
        appeal.logo_row = AppealLogo(png=logo.png, width=logo.width, height=logo.height, alt=logo.alt)
    audit.record(
        "logo.set" if logo else "logo.removed",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        folded=0,  # so that it is told where the letter is complete: docs/adr/0010
    )


def write(
    appeal: Appeal,
    lang: str,
    text: Text,
    *,
    body: Document | None = None,
    organiser_id: int | None,
    now: datetime,
) -> None:
    """Keep the draft in one language; what is already published changes only by `publish`.

    `body` is the text's, where it was read before; else it is read here, and TooComplex raised.
    """
    tree = as_json(body or read(text.body))
    kept = next((each for each in appeal.texts if each.lang == lang), None)
    if kept is None:
        kept = AppealText(lang=lang)
        appeal.texts.append(kept)
    kept.text, kept.tree = text, tree
    audit.record("text.written", appeal_id=appeal.id, organiser_id=organiser_id, now=now, lang=lang)


def drop_language(appeal: Appeal, lang: str, *, organiser_id: int | None, now: datetime) -> None:
    """Take a language out of the draft; the first one stays."""
    if lang == appeal.first_lang:
        raise NotPossible("first language")
    appeal.texts = [each for each in appeal.texts if each.lang != lang]
    audit.record("text.dropped", appeal_id=appeal.id, organiser_id=organiser_id, now=now, lang=lang)


def missing(appeal: Appeal, now: datetime) -> list[Missing]:
    """What stands between this draft and being published, in the order in which to do it."""
    found = []
    for lang in appeal.langs:
        text = appeal.draft(lang) or Text()
        if not text.title.strip():
            found.append(Missing("title", lang))
        if not text.body.strip():
            found.append(Missing("body", lang))
        if pictures.wordless(appeal, lang):
            found.append(Missing("pictures", lang))
        if not any(each.name or each.title or each.organisation for each in text.recipients):
            found.append(Missing("recipients", lang))
    incomplete = {each.lang for each in found}
    found += [
        Missing("translation", lang) for lang in translations.all_behind(appeal) if lang not in incomplete
    ]
    if appeal.closes_at is None:
        found.append(Missing("deadline"))
    elif appeal.closes_at <= now:
        found.append(Missing("past"))
    return found


def publish(
    appeal: Appeal,
    *,
    note: str = "",
    notes: Mapping[str, str] = MappingProxyType({}),
    carries: bool | None = None,
    organiser_id: int | None = None,
    now: datetime,
) -> AppealVersion:
    """Publish the draft: the first time, or as a new version.

    Of a new version it has to be said what changed (`note` in the first language of the letter, `notes` in others), and
    whether earlier signatures stand under it too (`carries`): everybody is told both.

    Raises NotPossible("missing"), "unchanged", "unsaid", or NotPossible with the phase where it is over.
    """
    if appeal.phase(now) not in {Phase.DRAFT, Phase.OPEN}:
        raise NotPossible(appeal.phase(now))
    if any(each.stops for each in missing(appeal, now)):
        raise NotPossible("missing")
    texts = {lang: replace(text, left_over=()) for lang in appeal.langs if (text := appeal.draft(lang))}
    before = appeal.version
    number = before.number + 1 if before else 1
    if before and not differs(appeal):
        raise NotPossible("unchanged")
    if before and (carries is None or not note.strip()):
        raise NotPossible("unsaid")
    version = AppealVersion(
        appeal_id=appeal.id,
        number=number,
        hash=fingerprint(appeal.slug, number, texts, pictures.publish(appeal)),
        content={lang: text.as_json() for lang, text in texts.items()},
        trees={each.lang: each.tree for each in appeal.texts},
        note=note,
        notes=dict(notes),
        carries=carries is not False,
        told_up_to=0 if before else None,
        published_at=now,
    )
    appeal.versions.append(version)
    appeal.published_at = appeal.published_at or now
    if before is None:
        tell_all(appeal, "listed")
    db.session.flush()
    audit.record(
        "appeal.published",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        version=number,
        hash=version.hash,
        **({"carries": carries} if before else {}),
    )
    return version


def drafted(appeal: Appeal, *langs: str) -> str:
    """A mark of the draft, or of what it says in some languages, by which a form knows whether it is still that."""
    texts = {each.lang: each.text.as_json() for each in appeal.texts if not langs or each.lang in langs}
    return seen.mark(texts)


def differs(appeal: Appeal) -> bool:
    """Whether the draft says something else than what is published."""
    version = appeal.version
    if version is None or set(version.langs) != set(appeal.langs):
        return True
    return any(
        (draft := appeal.draft(lang)) is None
        or (text := version.text(lang)) is None
        or draft.printed() != text.printed()
        for lang in appeal.langs
    )


def extend(
    appeal: Appeal,
    until: datetime,
    reason: str,
    *,
    reasons: Mapping[str, str] = MappingProxyType({}),
    far: bool = False,
    tell: bool = False,
    organiser_id: int | None = None,
    now: datetime,
) -> None:
    """Extend the deadline, with a reason that everybody reads. What is over stays over.

    `reasons` are the same in other languages of the letter. `far` says that more than a year ahead is meant; `tell`, that
    everybody who has confirmed is told by email.
    Raises NotPossible with the phase where it is over, "not later", or "far".
    """
    if not appeal.may_be_confirmed(now):
        raise NotPossible(appeal.phase(now))
    if until <= now or (appeal.closes_at is not None and until <= appeal.closes_at):
        raise NotPossible("not later")
    if until > now + FAR and not far:
        raise NotPossible("far")
    appeal.extensions.append(
        Extension(extended_at=now, before=appeal.closes_at, until=until, reason=reason, reasons=dict(reasons))
    )
    appeal.closes_at, appeal.closing_noted_at = until, None
    if tell:
        tell_all(appeal, "extension")
    audit.record(
        "appeal.extended", appeal_id=appeal.id, organiser_id=organiser_id, now=now, until=until.isoformat()
    )


def close(appeal: Appeal, *, organiser_id: int | None = None, now: datetime) -> None:
    """Let the deadline be now; what was given before may be confirmed during the grace."""
    if appeal.phase(now) is not Phase.OPEN:
        raise NotPossible(appeal.phase(now))
    before = appeal.closes_at
    appeal.closes_at = appeal.closing_noted_at = now
    audit.record(
        "appeal.closed",
        appeal_id=appeal.id,
        organiser_id=organiser_id,
        now=now,
        before=before.isoformat() if before else None,
    )


def withdraw(
    appeal: Appeal,
    reason: str,
    *,
    reasons: Mapping[str, str] = MappingProxyType({}),
    organiser_id: int | None = None,
    now: datetime,
) -> None:
    """Take an appeal back; its page says so and why, by `reasons` in other languages too. A draft goes without a trace.

    That is the end of signing: no mail about it leaves any more, but to tell everybody who confirmed, once. And of an
    emergency, in which nobody could be told; a letter that was withdrawn shows no name.
    """
    if appeal.withdrawn_at is not None:
        raise NotPossible(Phase.WITHDRAWN)
    appeal.withdrawn_at, appeal.withdrawn_reason, appeal.withdrawn_reasons = now, reason, dict(reasons)
    appeal.stopped_at, appeal.stopped_reason = None, ""
    erasure_journal.note("appeal withdrawn", appeal.bound_to, appeal_id=appeal.id, now=now)
    outbox.recall_about(appeal.id)
    if appeal.published_at is not None:
        tell_all(appeal, "withdrawal")
    audit.record("appeal.withdrawn", appeal_id=appeal.id, organiser_id=organiser_id, now=now)


def hold(appeal: Appeal) -> None:
    """Let nobody else who holds an appeal go on before this transaction ends; signing it is not held up.

    (SQLite lets one at a time write at all.)
    """
    db.session.execute(select(Appeal.id).where(Appeal.id == appeal.id).with_for_update(key_share=True))


def tell_all(appeal: Appeal, what: str) -> None:
    """Have the worker tell everybody whom it concerns; what was told before is told again."""
    telling = db.session.get(Telling, (appeal.id, what)) or Telling(appeal_id=appeal.id, what=what)
    telling.told_up_to, telling.done_at = 0, None
    db.session.add(telling)


def local(instant: datetime, zone: str) -> datetime:
    """An instant as the naive local time that an organiser types."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
