"""What supporters meet: the appeal's page, the form, "check your mail", confirming, "my signature"."""

from typing import Any, NoReturn

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import clock, i18n, web
from petition.core.db import begin_writing, db, let_go, read_first
from petition.lexicon.signatory import Visibility
from petition.signatures import confirming, counts, page, rules, signing, unsubscribing
from petition.signatures.forms import CodeForm, ResendForm, SignForm, VisibilityForm
from petition.signatures.models import Signature
from petition.signatures.rules import Source, State

bp = Blueprint("signatures", __name__)


_A_PAGE = 50


@bp.get("/", defaults={"nth": 1})
@bp.get("/page/<id:nth>")
@web.public
def index(nth: int) -> ResponseReturnValue:
    """Open appeals, and those closed."""
    now = clock.now()
    pages = max(1, -(-appeals.count_on_show() // _A_PAGE))
    if nth > pages:
        abort(404)
    shown_here = appeals.on_show(now, offset=(nth - 1) * _A_PAGE, most=_A_PAGE)
    listed = page.on_front(shown_here, now)
    links = page.spoken_at(lambda lang: url_for(".index", nth=nth, lang=lang))
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
    if not page.is_readable(found, lang):
        abort(404)
    if lang == found.first_lang:
        return redirect(url_for(".appeal", slug=slug), 301)
    return _appeal(found, lang)


def _appeal(found: Appeal, lang: str) -> ResponseReturnValue:
    i18n.speak(lang)
    form = SignForm(found.asks, formdata=None)
    return render_template("signatures/appeal.html", form=form, **_context(found, lang))


@bp.get("/a/<slug:slug>/sign")
@web.public
def sign_form(slug: str) -> ResponseReturnValue:
    """The form alone."""
    found = published(slug)
    lang = _speak(found, request.args.get("lang", ""))
    if not found.is_open(clock.now()):
        _not_open(found)
    form = SignForm(found.asks, formdata=None)
    return render_template("signatures/sign.html", form=form, **_context(found, lang))


@bp.post("/a/<slug:slug>/sign")
def sign(slug: str) -> ResponseReturnValue:
    """Take a signature under a published appeal; the answer never tells whether it is new."""
    read_first()
    found = published(slug)
    lang = _speak(found, request.form.get("lang", ""))
    form = SignForm(found.asks)
    if not found.is_open(clock.now()):
        _not_open(found)
    valid = form.validate()
    if valid:
        let_go()
    if not valid or form.has_a_doubt():
        return render_template("signatures/sign.html", form=form, **_context(found, lang)), 422
    signed = form.signing()
    begin_writing()
    try:
        signing.sign(found, signed, network=web.network(), now=clock.now())
    except signing.AppealClosed:
        _not_open(found)
    db.session.commit()
    return redirect(url_for(".check_mail", slug=slug, lang=lang), 303)


@bp.get("/a/<slug:slug>/check-mail")
@web.public
def check_mail(slug: str) -> ResponseReturnValue:
    """What to do next, the same for everybody."""
    found = published(slug)
    lang = _speak(found, request.args.get("lang", ""))
    if found.withdrawn_at is not None:
        _not_open(found)
    return _check_mail(found, lang, CodeForm(formdata=None))


def _check_mail(found: Appeal, lang: str, form: CodeForm) -> str:
    return render_template(
        "signatures/check_mail.html",
        code_form=form,
        action=url_for(".code", slug=found.slug),
        until=page.confirm_until(found, clock.now()),
        **_context(found, lang),
    )


@bp.post("/a/<slug:slug>/code")
def code(slug: str) -> ResponseReturnValue:
    """The short code from the mail, typed here in place of following the link."""
    read_first()
    found = published(slug)
    lang = _speak(found, request.form.get("lang", ""))
    form = CodeForm()
    if not form.validate():
        return _check_mail(found, lang, form), 422
    begin_writing()
    try:
        signature = confirming.by_code(found, form.code.data or "", network=web.network(), now=clock.now())
    except confirming.WrongCode:
        db.session.commit()  # the try is counted
        form.code.errors = [
            gettext("No waiting signature has this code. Look at the mail again, or follow its link.")
        ]
        return _check_mail(found, lang, form), 422
    except confirming.TooManyCodes:
        db.session.commit()
        abort(
            429,
            gettext(
                "Very many codes were tried from your network. Open the link in the email, or wait a few minutes."
            ),
        )
    db.session.commit()
    token = signature.ticket.token("confirm")
    return redirect(url_for(".confirm", token=token), 303)


@bp.route("/a/<slug:slug>/resend", methods=["GET", "POST"])
def resend(slug: str) -> ResponseReturnValue:
    """Send a mailbox its link again; the answer never tells whether it has one."""
    if request.method == "POST":
        read_first()
    found = published(slug)
    lang = _speak(found, request.values.get("lang", ""))
    form = ResendForm()
    if request.method == "POST" and form.validate():
        begin_writing()
        confirming.resend(found, form.email.checked, lang=lang, network=web.network(), now=clock.now())
        db.session.commit()
        return redirect(url_for(".check_mail", slug=slug, lang=lang), 303)
    action = url_for(".resend", slug=slug)
    shown = render_template("signatures/resend.html", form=form, action=action, **_context(found, lang))
    return (shown, 422) if request.method == "POST" else shown


# --- what the owner of the mailbox does -----------------------------------------------------------------------------


@bp.get("/c/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Show what would be confirmed, and a button; whoever only follows the link changes nothing."""
    signature = _signature("confirm", token)
    if signature.appeal.withdrawn_at is not None:
        _not_open(signature.appeal)
    if signature.state == State.MERGED:
        signature = confirming.standing_for(signature)
    if signature.state == State.CONFIRMED:
        return private(
            "signatures/confirmed.html",
            signature,
            mine_url=_mine(signature),
            count=counts.confirmed(signature.appeal),
        )
    if signature.state == State.HELD or signature.was_not_counted:
        return private("signatures/held.html", signature, mine_url=_mine(signature))
    if not signature.appeal.may_be_confirmed(clock.now()):
        _not_open(signature.appeal)
    return _confirm_page(signature)


@bp.post("/c/<token>")
def confirmed(token: str) -> ResponseReturnValue:
    """The button: the signature counts. Or another one: this was not me, or let me sign with other details."""
    signature = _signature("confirm", token)
    match request.form.get("deed"):
        case "not_me":
            return _not_me(signature)
        case "anew" if signature.state == State.PENDING:
            slug, lang = signature.appeal.slug, signature.lang
            confirming.begin_anew(signature, now=clock.now())
            db.session.commit()
            return redirect(url_for(".sign_form", slug=slug, lang=lang), 303)
    if "visibility" in request.form and signature.state == State.PENDING:
        form = VisibilityForm()
        if not form.validate():
            return _confirm_page(signature, form), 422
        signature.visibility = Visibility(form.visibility.data)
    try:
        confirming.confirm(signature, now=clock.now())
    except confirming.TooLate:
        _not_open(signature.appeal)
    db.session.commit()
    return redirect(url_for(".confirm", token=token), 303)


def _confirm_page(signature: Signature, form: VisibilityForm | None = None) -> Response:
    """What would be confirmed; who signed by message chooses here how to be shown, for no form has asked."""
    if signature.source == Source.MESSAGE:
        form = form or VisibilityForm(formdata=None, visibility=signature.visibility)
    not_me = confirming.said_not_me(signature)
    return private("signatures/confirm.html", signature, visibility_form=form, said_not_me=not_me)


@bp.get("/s/<token>")
def mine(token: str) -> ResponseReturnValue:
    """My signature: how it stands, and what its owner may do."""
    return _my_page(token, signature_of(token))


@bp.post("/s/<token>")
def change_mine(token: str) -> ResponseReturnValue:
    """Change how it is shown, sign the new text, end or allow mails, withdraw, or "this was not me"."""
    signature = signature_of(token)
    now = clock.now()
    match request.form.get("deed", "visibility"):
        case "withdraw":
            confirming.withdraw(signature, now=now)
            db.session.commit()
            return _over(signature)
        case "not_me":
            return _not_me(signature)
        case "sign_new_text":
            try:
                confirming.stand_under_new_text(signature, now=now)
            except confirming.TooLate:
                _not_open(signature.appeal)
        case "no_mails":
            unsubscribing.unsubscribe(signature, now=now)
        case "mails":
            unsubscribing.subscribe(signature, now=now)
        case "visibility":
            form = VisibilityForm()
            if not form.validate():
                i18n.speak(signature.lang)
                return _my_page(token, signature, form), 422
            try:
                confirming.change_visibility(signature, Visibility(form.visibility.data), now=now)
            except confirming.CannotBeShown:
                abort(
                    409,
                    gettext("What would be shown has been deleted. You can only choose to be shown less."),
                )
        case _:
            abort(400)
    db.session.commit()
    return redirect(url_for(".mine", token=token), 303)


def _my_page(token: str, signature: Signature, form: VisibilityForm | None = None) -> Response:
    i18n.speak(signature.lang)
    form = form or VisibilityForm(formdata=None, visibility=signature.visibility)
    if signature.erased_at is not None:
        form.offer(rules.at_most(signature.visibility))
    version = signature.appeal.version
    newer = version is not None and signature.version_id not in {None, version.id}
    return private(
        "signatures/mine.html",
        signature,
        visibility_form=form,
        data_url=url_for("owners.own_data", token=token),
        sign_new_text=newer and signature.appeal.is_open(clock.now()),
    )


def _not_me(signature: Signature) -> Response:
    confirming.not_me(signature, now=clock.now())
    db.session.commit()
    return _over(signature)


def _over(signature: Signature) -> Response:
    return private("signatures/withdrawn.html", signature)


def _mine(signature: Signature) -> str:
    return url_for(".mine", token=signature.ticket.token("signature"))


def signature_of(token: str) -> Signature:
    """The signature that a link to "my signature" leads to; a page that says why not, where it leads to none."""
    return _signature("signature", token)


def _signature(purpose: str, token: str) -> Signature:
    try:
        signature = confirming.by_token(purpose, token, for_change=request.method == "POST", now=clock.now())
    except confirming.LinkRefused:
        abort(
            404, gettext("This link is not complete. Copy it from the mail as a whole, or ask for a new one.")
        )
    except confirming.LinkOver as over:
        ended = over.args[0] if over.args else None
        if isinstance(ended, Signature) and not ended.appeal.may_be_confirmed(clock.now()):
            i18n.speak(ended.lang)
            _not_open(ended.appeal)
        abort(
            410,
            gettext("This link is over: it was too old, or the signature was withdrawn. You can sign again."),
        )
    i18n.speak(signature.lang)
    return signature


def private(template: str, signature: Signature, **context: Any) -> Response:
    """A page for one pair of eyes: kept nowhere, found by no search engine, its address told to nobody."""
    i18n.speak(signature.lang)
    found = signature.appeal
    lang = signature.lang if page.is_readable(found, signature.lang) else found.first_lang
    context = _context(found, lang) | {"languages": []} | context
    return kept_nowhere(render_template(template, signature=page.own(signature, clock.now()), **context))


def kept_nowhere(page: str) -> Response:
    """A page that is neither cached nor indexed, and that tells its address to nobody."""
    response = make_response(page)
    response.headers.update(
        {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    )
    return response


# --- common ---------------------------------------------------------------------------------------------------------


def published(slug: str) -> Appeal:
    """The published appeal at an address, else a friendly 404; a draft is as if it were not there."""
    found = appeals.by_slug(slug)
    if found is None or found.phase(clock.now()) is Phase.DRAFT or found.published_at is None:
        abort(404, gettext("There is no appeal at this address."))
    return found


def _speak(found: Appeal, lang: str) -> str:
    """Speak the language a form came in, else the appeal's own; give the language of the page to go on with."""
    lang = lang if page.is_readable(found, lang) else found.first_lang
    i18n.speak(lang)
    return lang


def _context(found: Appeal, lang: str) -> dict[str, Any]:
    return {
        "page": page.appeal_page(found, lang, now=clock.now()),
        "languages": page.languages(found, lang),
        "accent": found.accent,
    }


def _not_open(found: Appeal) -> NoReturn:
    if found.withdrawn_at is not None:
        abort(
            410, gettext("This letter was withdrawn by those who published it. It can no longer be signed.")
        )
    assert found.closes_at is not None
    when = i18n.at(found.closes_at, found.zone)
    abort(410, gettext("Signing ended on %(moment)s. The letter can no longer be signed.", moment=when))
