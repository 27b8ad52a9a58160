"""What supporters meet: the appeal's page, the form, "check your mail", the code, the link again."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from petition.appeals import cache as appeal_cache
from petition.appeals import directory
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, error_pages, group_commit, i18n, web
from petition.core.db import db
from petition.core.steps import Steps
from petition.core.transactions import tried_again
from petition.lexicon.signatory import Visibility
from petition.signatures import (
    addresses,
    arrivals,
    confirming,
    forms,
    front_page,
    notes,
    own_page,
    page,
    public,
    shown_back,
    signing,
)
from petition.signatures.forms import CodeForm, ResendForm, SignForm
from petition.signatures.rules import Signing
from petition.signatures.shown_back import ShownBack

bp = Blueprint("signatures", __name__)

# Of a page for one pair of eyes: kept nowhere, found by no search engine, its address told to nobody.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_A_PAGE = 50


@bp.get("/", defaults={"nth": 1})
@bp.get("/page/<id:nth>")
@web.public
def index(nth: int) -> ResponseReturnValue:
    """Open appeals, and those closed."""
    now = clock.now()
    pages = max(1, -(-directory.count_on_show() // _A_PAGE))
    if nth > pages:
        abort(404)
    shown_here = directory.on_show(now, offset=(nth - 1) * _A_PAGE, most=_A_PAGE)
    listed = front_page.on_front(shown_here, now)
    links = addresses.spoken_at(lambda lang: url_for(".index", nth=nth, lang=lang))
    return render_template(
        "appeals/index.html",
        appeals=listed,
        languages=links,
        page=nth,
        pages=pages,
        lang=i18n.spoken() if i18n.is_in_address() else None,
    )


# --- the appeal's page and its form ----------------------------------------------------------------------------------


@bp.get("/a/<slug:slug>")
@web.public
def appeal(slug: str) -> ResponseReturnValue:
    """The appeal in its first language."""
    found = published(slug)
    return _appeal(found, found.first_lang)


@bp.get("/a/<slug:slug>/<lang:lang>")
@web.public
def appeal_in(slug: str, lang: str) -> ResponseReturnValue:
    """The appeal in another language; in one that nobody wrote it in, the service at least speaks to its reader."""
    found = published(slug)
    if not public.is_readable(found, lang):
        abort(404)
    if lang == found.first_lang:
        return redirect(arrivals.marked(url_for(".appeal", slug=slug), _way()), 301)
    return _appeal(found, lang)


def _appeal(found: Appeal, lang: str) -> ResponseReturnValue:
    i18n.speak(lang)
    form = SignForm(found.form_asks, formdata=None).beside(signing.number_of_text(found))
    return render_template("signatures/appeal.html", form=form, **_context(found, lang))


@bp.get("/a/<slug:slug>/sign")
@web.public
def sign_form(slug: str) -> ResponseReturnValue:
    """The form alone."""
    return _sign_form(slug, Visibility.PUBLIC)


@bp.get("/a/<slug:slug>/sign/<to>")
def sign_form_again(slug: str, to: str) -> ResponseReturnValue:
    """The same with what was typed, where it was refused; for who signs again, as they chose to appear just now."""
    typed = shown_back.read_form(to, now=clock.now())
    if typed is None:
        return kept_nowhere(_sign_form(slug, shown_back.read(to, now=clock.now()).visibility))
    found = at_hand(slug)
    lang, form = _speak(found, typed.get("lang", "")), SignForm(found.form_asks, formdata=MultiDict(typed))
    form.stale = "stale" in typed
    number = signing.number_of_text(found)
    if form.validate() and not form.has_a_doubt() and form.version.data not in {"", str(number)}:
        form.beside(number)
    return kept_nowhere(_refused(found, lang, form))


def _sign_form(slug: str, visibility: Visibility) -> str:
    found = at_hand(slug)
    lang = _speak(found, request.args.get("lang", ""))
    if not found.is_open(clock.now()):
        not_open(found)
    form = SignForm(found.form_asks, formdata=None, visibility=visibility)
    form.beside(signing.number_of_text(found))
    return render_template("signatures/sign.html", form=form, **_form_context(found, lang))


@bp.post("/a/<slug:slug>/sign")
@web.blurs_its_time
@tried_again
def sign(slug: str) -> ResponseReturnValue:
    """Take a signature under a published appeal; the answer never tells whether it is new."""
    found = at_hand(slug)
    lang = _speak(found, request.form.get("lang", ""))
    way = arrivals.way_of(request.referrer or "", request.form.get("via", ""))
    signed = forms.read(request.form.to_dict(), found.form_asks)
    if signed is None:
        form = SignForm(found.form_asks)
        form.via.data = way
        if not form.validate() or form.has_a_doubt():
            return _asked_again(found, lang, form, request.form)
        signed = form.signing()
    try:
        network = web.network()
        work = partial(_sign, found, signed, way, network=network, now=clock.now())
        group_commit.written(work, order=network)
    except signing.AppealClosed as closed:
        not_open(closed.appeal)
    except signing.TextChanged as changed:
        return _asked_to_read(changed.appeal, lang, signed, way)
    return _sent_to(
        found, lang, shown_back.sealed(signed.particulars.mailbox, signed.visibility, now=clock.now())
    )


def _sign(found: Appeal, signed: Signing, way: str, *, network: str, now: datetime) -> Steps[None]:
    yield from signing.taken(found, signed, network=network, now=now)
    arrivals.note(found.id, way)


def _sent_to(found: Appeal, lang: str, to: str, more: str = "") -> ResponseReturnValue:
    """On to "check your email", which shows the address back: masked, sealed into the address of that page, kept nowhere."""
    return redirect(f"/a/{found.slug}/check-mail/{to}?lang={lang}{more}", 303)


def _asked_again(found: Appeal, lang: str, form: SignForm, typed: Mapping[str, str]) -> ResponseReturnValue:
    """The form with what was typed; a browser is led to an address of it, for Back leads to no answer of a form."""
    now = clock.now()
    kept = {name: value for name, value in typed.items() if name in form and name != "token"}
    kept |= {"via": form.via.data or ""} | ({"stale": "1"} if form.stale else {})
    if web.is_navigation() and found.is_open(now) and (to := shown_back.sealed_form(kept, now=now)):
        return redirect(url_for(".sign_form_again", slug=found.slug, to=to), 303)
    return _refused(found, lang, form), 422


def _refused(found: Appeal, lang: str, form: SignForm) -> str:
    if not found.is_open(clock.now()):
        not_open(found)
    return render_template("signatures/sign.html", form=form, **_form_context(found, lang))


def _asked_to_read(found: Appeal, lang: str, signed: Signing, way: str) -> ResponseReturnValue:
    """Ask whoever read an earlier text to read the one that is public now; all that they typed and chose is kept."""
    form = SignForm(found.form_asks)
    form.email.data, form.via.data = signed.particulars.mailbox, way
    typed = request.form.to_dict() | {"email": signed.particulars.mailbox}
    return _asked_again(found, lang, form.beside(signing.number_of_text(found)), typed)


@bp.get("/a/<slug:slug>/check-mail")
@web.public
def check_mail(slug: str) -> ResponseReturnValue:
    """What to do next, the same for everybody."""
    found, lang = _asked_for_mail(slug)
    return _check_mail(found, lang, CodeForm(formdata=None))


@bp.get("/a/<slug:slug>/check-mail/<to>")
def check_mail_of(slug: str, to: str) -> ResponseReturnValue:
    """The same, with the address that was typed just now, as only its owner recognises it."""
    found, lang = _asked_for_mail(slug)
    typed = shown_back.read(to, now=clock.now())
    return kept_nowhere(_check_mail(found, lang, CodeForm(formdata=None), typed, to))


def _asked_for_mail(slug: str) -> tuple[Appeal, str]:
    """A letter of which somebody waits for an email, and the language; 410 where it was withdrawn or stopped."""
    found = at_hand(slug)
    lang = _speak(found, request.args.get("lang", ""))
    if found.withdrawn_at is not None or found.stopped_at is not None:
        not_open(found)
    return found, lang


def _check_mail(
    found: Appeal, lang: str, form: CodeForm, typed: ShownBack = shown_back.NOTHING, to: str = ""
) -> str:
    return render_template(
        "signatures/check_mail.html",
        code_form=form,
        typed=typed,
        to=to,
        action=url_for(".code", slug=found.slug),
        is_asked_for="again" in request.args,  # so perhaps by somebody who has confirmed long ago
        until=notes.confirm_until(found, clock.now()),
        **_heading_context(found, lang, ".check_mail"),
    )


@bp.post("/a/<slug:slug>/code")
@tried_again
def code(slug: str) -> ResponseReturnValue:
    """The short code from the mail, typed here in place of following the link."""
    found = at_hand(slug)
    lang = _speak(found, request.form.get("lang", ""))
    form = CodeForm()
    if not form.validate():
        return _check_mail(found, lang, form), 422
    try:
        signature = confirming.by_code(found, form.code.data or "", network=web.network(), now=clock.now())
    except confirming.WrongCode:
        db.session.commit()  # the try is counted
        form.code.errors = [
            gettext("This code is not right, or was used already. Check the email, or open the link in it.")
        ]
        return _check_mail(found, lang, form), 422
    except confirming.TooManyCodes:
        db.session.commit()
        abort(
            429,
            gettext(
                "Too many codes were tried from your network. Open the link in the email, or wait a few minutes."
            ),
        )
    db.session.commit()
    token = signature.ticket.token("confirm")
    return redirect(url_for("owners.confirm", token=token), 303)


@bp.route("/a/<slug:slug>/resend", methods=["GET", "POST"])
@tried_again
def resend(slug: str) -> ResponseReturnValue:
    """Send a mailbox its link again; the answer never tells whether it has one."""
    found = at_hand(slug)
    lang = _speak(found, request.values.get("lang", ""))
    form = ResendForm()
    if request.method == "POST" and form.validate():
        confirming.resend(found, form.email.checked, lang=lang, network=web.network(), now=clock.now())
        db.session.commit()
        return _sent_to(found, lang, shown_back.sealed(form.email.checked, now=clock.now()), "&again=1")
    action = url_for(".resend", slug=slug)
    shown = render_template(
        "signatures/resend.html", form=form, action=action, **_heading_context(found, lang, ".resend")
    )
    return (shown, 422) if request.method == "POST" else shown


def kept_nowhere(page: str) -> Response:
    """A page that is neither cached nor indexed, and that tells its address to nobody."""
    response = make_response(page)
    response.headers.update(PRIVATE)
    return response


# --- common ---------------------------------------------------------------------------------------------------------


def published(slug: str) -> Appeal:
    """The published appeal at an address, else a friendly 404; a draft is as if it were not there."""
    return _published(appeals.published_at_address(slug))


def at_hand(slug: str) -> Appeal:
    """The same as this process knows it, a second late at most: for what asks the database what must be exact."""
    return _published(appeal_cache.cache().get(slug))


def _published(found: Appeal | None) -> Appeal:
    if found is None or found.phase(clock.now()) is Phase.DRAFT or found.published_at is None:
        abort(404, gettext("There is no letter at this address."))
    web.about(found.id, found.langs_of_versions)
    return found


def _way() -> str:
    """By which link to share the reader of a page came to it, as its address says; '' for none."""
    return request.args.get("via", "")


def _speak(found: Appeal, lang: str) -> str:
    """Speak the language a form came in, else the appeal's own; give the language of the page to go on with."""
    lang = readable_lang(found, lang)
    i18n.speak(lang)
    return lang


def readable_lang(found: Appeal, lang: str) -> str:
    """The language of the page for somebody who reads this one."""
    return lang if public.is_readable(found, lang) else found.first_lang


def _context(found: Appeal, lang: str) -> dict[str, Any]:
    return _around(found, lang) | {"page": page.appeal_page(found, lang, now=clock.now())}


def _form_context(found: Appeal, lang: str) -> dict[str, Any]:
    return _around(found, lang, ".sign_form") | {"page": own_page.form_page(found, lang, now=clock.now())}


def _heading_context(found: Appeal, lang: str, endpoint: str) -> dict[str, Any]:
    return _around(found, lang, endpoint) | {"page": own_page.heading(found, lang, now=clock.now())}


def _around(found: Appeal, lang: str, endpoint: str = "") -> dict[str, Any]:
    """What stands around a page: the switch to itself in other languages; by its endpoint, else to the appeal's page."""

    def here(code: str) -> str:
        if endpoint:
            return url_for(endpoint, slug=found.slug, lang=code)
        return arrivals.marked(addresses.path(found, code), _way())

    return {"languages": addresses.languages(found, lang, url=here), "accent": found.accent}


def not_open(found: Appeal) -> NoReturn:
    """Say that an appeal can no longer be signed, and since when."""
    error_pages.about(found.slug)
    if found.withdrawn_at is not None:
        abort(410, gettext("The organisers have withdrawn this letter. It can no longer be signed."))
    if found.stopped_at is not None:
        abort(503, gettext("The organisers have paused this letter. Nobody can sign or confirm now."))
    assert found.closes_at is not None
    when = i18n.at(found.closes_at, found.zone)
    abort(410, gettext("Signing ended on %(moment)s. The letter can no longer be signed.", moment=when))
