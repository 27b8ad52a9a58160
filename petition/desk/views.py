"""The desk: all appeals of the organiser's teams, and each at a glance with the one next step."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice

from petition import clock_watch, duties, retention
from petition.accounts.access import allow, apart, for_organisers
from petition.accounts.models import Organiser
from petition.accounts.roles import Permission
from petition.appeals import delivery, directory, paper, wordings
from petition.appeals import service as appeals
from petition.appeals.access import own_again, own_appeal
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n, repeats, seen, web
from petition.core.db import db
from petition.core.fields import why_too_complex
from petition.core.markdown import Document, TooComplex
from petition.core.request import number
from petition.core.seen import SeenForm
from petition.core.settings import settings
from petition.desk import figures, front_page, letter_files, picture_forms, reading_page, service
from petition.desk.forms import BeginForm, NewTextForm
from petition.lists import lines
from petition.lists import page as lists_page
from petition.mail.out import outbox
from petition.reading.draft import Draft
from petition.reading.letters.letter import publishers_of
from petition.reading.refusals import NotALetter
from petition.signatures import counts, versions

bp = Blueprint("desk", __name__, url_prefix="/desk")

_A_PAGE = 50


@bp.get("/")
@bp.get("", endpoint="front_without_slash")
@for_organisers(Permission.SEE)
def front(organiser: Organiser) -> ResponseReturnValue:
    """All letters of the organiser's teams."""
    now, pages = clock.now(), 1
    page = max(request.args.get("page", 1, type=number), 1)
    found = directory.of_teams(organiser.team_ids, offset=0, most=_A_PAGE)
    if page > 1 or len(found) == _A_PAGE:
        pages = max(1, -(-directory.count_of_teams(organiser.team_ids) // _A_PAGE))
        page = min(page, pages)
        found = directory.of_teams(organiser.team_ids, offset=(page - 1) * _A_PAGE, most=_A_PAGE)
    listed = front_page.glances(found, organiser, now)
    return render_template(
        "desk/front.html",
        organiser=organiser,
        appeals=listed,
        invitations=front_page.invitations(organiser, now),
        page=page,
        pages=pages,
    )


@bp.route("/new", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
@repeats.makes_once
def new(organiser: Organiser) -> ResponseReturnValue:
    """Start a letter."""
    form = BeginForm()
    teams = organiser.teams_where(Permission.TEXT)
    form.team.choices = [SelectChoice(team.id, team.name) for team in teams]
    if request.method != "POST":
        return render_template("desk/new.html", form=form)
    if len(teams) == 1:
        form.team.data = teams[0].id
    team = next((team for team in teams if team.id == form.team.data), None)
    if team is None:
        form.team.errors = [gettext("Choose a team.")]
        return render_template("desk/new.html", form=form), 422
    if not form.title.validate(form):
        return render_template("desk/new.html", form=form), 422
    team_id = team.id
    try:
        draft, bodies = apart(organiser, partial(_brought, form))
        allow(organiser, team_id)
        appeal = service.begin_from_draft(
            team,
            draft,
            bodies=bodies,
            lang=draft.lang or organiser.lang,
            zone=settings().time_zone,
            organiser_id=organiser.id,
            now=clock.now(),
        )
    except (NotALetter, TooComplex) as refusal:
        letter_files.refuse(form, refusal)
        return render_template("desk/new.html", form=form), 422
    there = url_for(".what_was_read", slug=appeal.slug)
    repeats.made(there, now=clock.now())
    db.session.commit()
    return redirect(there, 303)


def _brought(form: BeginForm) -> tuple[Draft, dict[str, Document]]:
    """The letter, the organisations over it offered as first signatories; and what its bodies say."""
    draft = letter_files.draft_in(form) or Draft(title=(form.title.data or "").strip()[:200])
    draft = replace(draft, lines=(*publishers_of(draft), *draft.lines))
    return draft, service.bodies_of(draft)


@bp.route("/a/<slug:slug>/read", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def what_was_read(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """What was read of the file a letter came in, where each line of it went, its pictures, and what to do next."""
    found, form = own_appeal(organiser, slug), FlaskForm()
    asked = picture_forms.asked_about(found)
    if form.validate_on_submit() and picture_forms.are_said(asked):
        try:
            found, bodies = own_again(organiser, slug, partial(picture_forms.bodies_of, found, asked))
            if picture_forms.are_said(asked := picture_forms.asked_about(found)):
                picture_forms.save(found, asked, bodies, organiser_id=organiser.id, now=clock.now())
                db.session.commit()
                flash(gettext("Saved."))
                return redirect(url_for(".what_was_read", slug=slug), 303)
        except TooComplex:
            db.session.rollback()
            abort(409, why_too_complex())
    shown = reading_page.page(found)
    if shown is None:
        return redirect(url_for("appeals.text", slug=slug, lang=found.first_lang), 303)
    wrong = list(picture_forms.wrong_in(asked))
    page = render_template("desk/read.html", appeal=found, form=form, pictures=asked, wrong=wrong, **shown)
    return (page, 422) if request.method == "POST" else page


@bp.get("/a/<slug:slug>")
@for_organisers(Permission.SEE)
def appeal(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """A letter at a glance: where it stands, figures, the one next step."""
    found = own_appeal(organiser, slug)
    now = clock.now()
    missing = appeals.missing(found, now) if found.phase(now) in {Phase.DRAFT, Phase.OPEN} else []
    has_left_some = found.version is not None and not found.version.carries
    return render_template(
        "desk/appeal.html",
        appeal=found,
        phase=found.phase(now).value,
        became=delivery.became([found]).get(found.id, ""),
        tally=counts.tally(found),
        not_named=counts.unlisted(found, complete=found.phase(now) is Phase.CLOSED).not_named,
        missing=missing,
        stops=any(each.stops for each in missing),
        waiting=lists_page.waiting(found),
        first=lines.count_first(found),
        collected=counts.collected(found),
        on_paper=paper.numbers([found])[found.id],
        changed=found.published_at is not None and appeals.differs(found),
        behind=counts.stay_behind(found) if has_left_some else 0,
        untold=counts.stay_untold(found, now) if has_left_some else 0,
        before_kept=len(found.versions) > 1 and not versions.is_removed(found.versions[-2]),
        carrying=SeenForm.showing(_mark_of_published(found)),
        deadline=i18n.moment(found.closes_at, found.zone, now) if found.closes_at else None,
        grace=i18n.moment(found.closes_at + found.grace, found.zone, now) if found.closes_at else None,
        texts=[(code, i18n.own_name(code)) for code in found.langs],
        address=web.address(f"/a/{found.slug}"),
        names=[] if found.withdrawn_at or found.stopped_at else counts.latest(found, 8),
        troubles=duties.troubles(found.id),
        erased_at=_names_erased_on(found),
        undelivered=outbox.undelivered(found.id),
        crowd=_crowd(found),
        chart=figures.of(found, now, days=30) if found.published_at else None,
        day=partial(i18n.day_at, zone="UTC"),
    )


def _mark_of_published(found: Appeal) -> str:
    return seen.mark(found.version.number if found.version else 0)


def _crowd(found: Appeal) -> dict[str, Any]:
    """How many emails wait because very many came from one network, until when, and how many of them in vain."""
    count, last = outbox.of_crowds(found.id)
    if not last:
        return {}
    ends = found.closes_at + found.grace if found.closes_at else None
    too_late = outbox.of_crowds(found.id, since=ends)[0] if ends else 0
    return {"count": count, "last": i18n.at(last, found.zone), "too_late": too_late}


def _names_erased_on(appeal: Appeal) -> str:
    """The day on which the names in a draft that nobody works on are erased; '' where it holds none."""
    if not retention.is_draft_with_names(appeal):
        return ""
    return i18n.day_at(retention.erased_from_draft_at(appeal), appeal.zone)


@bp.route("/a/<slug:slug>/publish", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def publish(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Publish: the check-list, what will happen, and the button."""
    found = own_appeal(organiser, slug)
    now = clock.now()
    again, shown = found.published_at is not None, service.to_be_published(found)
    form = (NewTextForm if again else SeenForm).showing(shown)
    if isinstance(form, NewTextForm) and not found.sends("new_text"):
        form.nobody_is_written_to()
    differs = appeals.differs(
        found
    )  # of what is published already, perhaps by this very form, nothing is asked
    is_right = request.method == "POST" and (not differs or form.validate())
    if is_right and not (differs and form.is_stale(shown)):
        try:
            service.publish(found, **_chosen(found, form), organiser_id=organiser.id, now=now)
        except appeals.NotPossible as refusal:
            db.session.rollback()
            flash(_why_not(str(refusal)))
            return redirect(url_for(".appeal", slug=slug), 303)
        db.session.commit()
        flash(gettext("Published.") if not again else gettext("The new text is published."))
        return redirect(url_for(".appeal", slug=slug), 303)
    missing = appeals.missing(found, now)
    langs = [*found.langs, *found.published_langs] if again else []
    rendered = render_template(
        "desk/publish.html",
        appeal=found,
        form=form,
        again=again,
        notes=wordings.ask(found, form.note, form.notes) if isinstance(form, NewTextForm) else [],
        missing=missing,
        changes=versions.changes(langs, found.published, found.draft),
        doors=counts.by_door(found) if again else [],
        asks=found.sends("new_text"),
        stops=any(each.stops for each in missing),
        differs=differs,
        confirmed=counts.confirmed(found),
        deadline=i18n.moment(found.closes_at, found.zone, now) if found.closes_at else None,
        phase=found.phase(now).value,
        waiting=lists_page.waiting(found),
        texts=[(code, i18n.own_name(code)) for code in found.langs],
        address=web.address(f"/a/{found.slug}"),
    )
    return (rendered, 409 if is_right else 422) if request.method == "POST" else rendered


def _chosen(appeal: Appeal, form: SeenForm) -> dict[str, Any]:
    """What is said and chosen of a changed text; nothing of a first one."""
    if not isinstance(form, NewTextForm):
        return {}
    return {
        "note": form.note.data,
        "notes": wordings.typed(appeal, form.notes),
        "carries": form.carries.data == "yes",
        "lists_carry": form.lists_carry.data,
    }


@bp.post("/a/<slug:slug>/carry")
@for_organisers(Permission.TEXT)
def carry(organiser: Organiser, slug: str) -> ResponseReturnValue:
    """Let signatures that stayed with the old text count under the present one, where that was shown: the way back."""
    found = own_appeal(organiser, slug)
    if SeenForm().is_stale(_mark_of_published(found)):
        flash(seen.changed())
        return redirect(url_for(".appeal", slug=slug), 303)
    try:
        service.carry_after_all(found, organiser_id=organiser.id, now=clock.now())
    except appeals.NotPossible:
        flash(gettext("Nothing was changed."))
        return redirect(url_for(".appeal", slug=slug), 303)
    db.session.commit()
    flash(gettext("All signatures count under the present text again."))
    return redirect(url_for(".appeal", slug=slug), 303)


@bp.route("/a/<slug:slug>/take-up/<id:number>", methods=["GET", "POST"])
@for_organisers(Permission.TEXT)
def take_up(organiser: Organiser, slug: str, number: int) -> ResponseReturnValue:
    """Put the text of a version back into the draft: asks first, and says which drafts go."""
    found = own_appeal(organiser, slug)
    version = appeals.numbered(found, number)
    if version is None or versions.is_removed(version):
        abort(404)
    shown, drafts = appeals.drafted(found), {code: found.draft(code) for code in found.langs}
    form = SeenForm.showing(shown)
    is_twice = drafts == {code: version.text(code) for code in version.langs}
    if request.method == "POST" and (is_twice or not form.is_stale(shown)):
        service.take_up(found, version, organiser_id=organiser.id, now=clock.now())
        db.session.commit()
        flash(gettext("The old text is your draft again. Check it and publish it."))
        return redirect(url_for("appeals.text", slug=slug, lang=found.first_lang), 303)
    page = render_template(
        "desk/take_up.html",
        appeal=found,
        form=form,
        version=number,
        changes=versions.changes(version.langs, found.draft, version.text),
        going=[(code, i18n.own_name(code)) for code in drafts if code not in version.langs],
    )
    return (page, 409) if request.method == "POST" else page


def _why_not(code: str) -> str:
    if code == "missing":
        return str(gettext("Something is still missing. Look at the list of what to do."))
    if code == "unchanged":
        return str(gettext("The text is the one that is published."))
    return str(gettext("This letter is closed; its text can no longer change."))


# --- the clock -------------------------------------------------------------------------------------------------------


@bp.app_context_processor
def _clock() -> dict[str, object]:
    return {"doubted_clock": _doubted_clock}


def _doubted_clock() -> i18n.Moment | None:
    """What the clock says, where it may be wrong; asked by every page of the desk."""
    now = clock.now()
    return i18n.moment(now, settings().time_zone, now) if clock_watch.doubted(now) else None


@bp.post("/clock")
@for_organisers(Permission.TEAM)
def trust_clock(organiser: Organiser) -> ResponseReturnValue:
    """An organiser says that the clock is right; it must still say what they were shown."""
    now = clock.now()
    try:
        shown = datetime.fromisoformat(request.form.get("says", ""))
        still = abs(now - shown) <= clock_watch.MOST_STEP
    except (ValueError, TypeError):
        abort(400)
    if not still:
        flash(gettext("The clock has changed since then. Check the time again."))
        return redirect(url_for(".front"), 303)
    service.trust_clock(organiser_id=organiser.id, now=now)
    db.session.commit()
    flash(gettext("Saved. Reminders and deletion start again within a minute."))
    return redirect(url_for(".front"), 303)
