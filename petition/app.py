"""Puts the application together: its settings, its parts, its pages and its commands."""

from functools import partial

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from config import ROOT, Config
from petition import commands, erasure_journal
from petition.accounts import access
from petition.accounts.account_views import bp as account
from petition.accounts.factor_views import bp as factor
from petition.accounts.passkey_views import bp as passkey
from petition.accounts.team_views import bp as team
from petition.accounts.views import bp as accounts
from petition.appeals import cache as appeal_cache
from petition.appeals.embed_views import bp as embed
from petition.appeals.emergency_views import bp as emergency
from petition.appeals.paper_views import bp as paper
from petition.appeals.picture_views import bp as pictures
from petition.appeals.sharing_views import bp as sharing
from petition.appeals.text import address_block
from petition.appeals.views import bp as appeals
from petition.core import (
    clock,
    connections,
    i18n,
    logs,
    meter,
    reach,
    repeats,
    replica,
    request,
    settings,
    vault,
    web,
)
from petition.core import db as database
from petition.core.db import db
from petition.crawlers import bp as crawlers
from petition.delivery import mailing
from petition.delivery.covering_views import bp as covering
from petition.delivery.mailing_views import bp as mailed_delivery
from petition.delivery.views import bp as delivery
from petition.desk.activity_views import bp as activity
from petition.desk.draft_views import bp as drafts
from petition.desk.figures_views import bp as figures
from petition.desk.translation_views import bp as translations
from petition.desk.views import bp as desk
from petition.health import bp as health
from petition.inbox import records as inbox_records
from petition.inbox.views import bp as inbox
from petition.letters.card_views import bp as cards
from petition.letters.mailbox_views import bp as mailboxes
from petition.letters.mailboxes import RECORDS as MAILBOX_RECORDS
from petition.letters.signatories_views import bp as signatories
from petition.letters.views import bp as letters
from petition.lists import records as list_records
from petition.lists.front_views import bp as list_front
from petition.lists.line_views import bp as list_lines
from petition.lists.review_views import bp as list_review
from petition.lists.views import bp as lists
from petition.mail.out import enclosures
from petition.mail.views import bp as mailbox
from petition.moderation.correct_views import bp as correct
from petition.moderation.held_views import bp as held
from petition.moderation.views import bp as manage
from petition.moderation.watch_views import bp as watch
from petition.privacy import bp as privacy
from petition.review import records as review_records
from petition.review.views import bp as review
from petition.signatures import arrivals, late_mail, records
from petition.signatures.desk_views import bp as signature_desk
from petition.signatures.lost_link_views import bp as lost_links
from petition.signatures.owner_views import bp as owners
from petition.signatures.version_views import bp as versions
from petition.signatures.views import bp as signatures
from petition.updates import sending as updates_sending
from petition.updates.desk_views import bp as update_desk
from petition.updates.views import bp as updates


def create_app(config: Config) -> Flask:
    """Make the application from its settings; touches neither database nor network."""
    clock.believe(config.clock_offset)
    app = Flask(
        "petition",
        root_path=str(ROOT / "petition"),
        static_folder=None,  # core/static_files gives them
        template_folder=str(ROOT / "templates"),
        instance_path=str(config.instance),
    )
    app.config.update(
        SECRET_KEY=config.secret_key,
        WTF_CSRF_SECRET_KEY=[key for key in (config.secret_key_old, config.secret_key) if key],
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=connections.options(config.database_url),
        WTF_CSRF_SSL_STRICT=False,  # Origin and Sec-Fetch-Site are checked for every form, in core/web
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: nobody's draft is refused for having been typed slowly
        WTF_CSRF_CHECK_DEFAULT=False,  # public forms carry a signed token instead; the desk is guarded in accounts/access
    )
    settings.init_app(app, config)
    app.extensions["twin"] = partial(create_app, config)  # the same application, for a process of its own
    logs.init(config.log)
    i18n.init_app(app, config.languages, config.translations)
    meter.init_app(app, config.metrics)
    web.init_app(
        app,
        public_url=config.public_url,
        trusted_proxies=config.trusted_proxies,
        is_local=config.is_local,
        page_seconds=config.page_seconds,
    )
    app.extensions["pages"].ways = frozenset(arrivals.WAYS)
    request.init_app(app)  # after web, which reads the form
    reach.init_app(app, is_local=config.is_local)
    vault.init_app(app, config.data_key, config.data_key_old)
    database.init_app(app, jit=config.database_jit)
    replica.init_app(app, config.replica_url, jit=config.database_jit)
    appeal_cache.init_app(app)
    app.jinja_env.filters["address_block"] = address_block
    erasure_journal.init_app(app, config.erasure_journal, config.backup_days)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    CSRFProtect(app)
    access.init_app(app)
    repeats.init_app(app)
    enclosures.init_app(app, late_mail.renewed, update=updates_sending.enclosed, delivery=mailing.enclosed)
    records.init_app(
        app, list_records.RECORDS, inbox_records.RECORDS, review_records.RECORDS, MAILBOX_RECORDS
    )
    for blueprint in (
        mailbox,
        accounts,
        account,
        factor,
        passkey,
        team,
        appeals,
        pictures,
        paper,
        sharing,
        delivery,
        signatures,
        owners,
        versions,
        lost_links,
        signature_desk,
        correct,
        held,
        manage,
        lists,
        list_front,
        list_lines,
        list_review,
        inbox,
        letters,
        signatories,
        mailboxes,
        cards,
        crawlers,
        updates,
        update_desk,
        covering,
        mailed_delivery,
        review,
        activity,
        desk,
        drafts,
        translations,
        embed,
        emergency,
        figures,
        watch,
        health,
        privacy,
    ):
        app.register_blueprint(blueprint)
    commands.init_app(app)
    return app
