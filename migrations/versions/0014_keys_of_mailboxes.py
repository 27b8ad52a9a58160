"""keys of mailboxes made of the form that mail is sent to

Until now ß was ss and ς was σ in them, as in casefold() and IDNA 2003, while mail went out by IDNA 2008: two people's mailboxes
had one key. Whatever still has its address, sealed beside it, is given the key of the new form; what has not keeps the key it
has, and is counted. Of two that come to one key none is lost: the earlier one keeps what only one can have.
"""

import logging
import unicodedata

import idna
import sqlalchemy as sa
from alembic import op
from flask import current_app


revision = '0014'
down_revision = '0013'

_AT_ONCE = 1000  # rows that are held in memory
_log = logging.getLogger('alembic.runtime.migration')

_signatures = sa.table('signatures', *map(sa.column, (
    'id', 'appeal_id', 'ref', 'state', 'kind', 'visibility', 'particulars', 'mailbox_key', 'typed_key')))
_appeals = sa.table('appeals', *map(sa.column, ('id', 'slug', 'wrapped_key')))
_organisers = sa.table('organisers', *map(sa.column, ('id', 'ref', 'mailbox_key', 'sealed_mailbox')))
_rights = sa.table('rights', *map(sa.column, ('organiser_id', 'team_id', 'given_at')))
_outbox = sa.table('outbox_messages', *map(sa.column, ('id', 'ref', 'state', 'sealed', 'domain_key')))
_changed = sa.Table(
    'rekeyed', sa.MetaData(),
    sa.Column('id', sa.Integer, primary_key=True, autoincrement=False),
    sa.Column('appeal_id', sa.Integer),
    sa.Column('mailbox_before', sa.LargeBinary, index=True),
    sa.Column('mailbox_key', sa.LargeBinary, index=True),
    sa.Column('typed_key', sa.LargeBinary, index=True),  # of what waits
    sa.Column('mails_before', sa.LargeBinary),
    sa.Column('mails', sa.LargeBinary),
    prefixes=['TEMPORARY'],
)


def upgrade() -> None:
    _rekey(_old_form, _new_form)


def downgrade() -> None:
    _rekey(_new_form, _old_form)


# --- the two forms, as they were when this was written ---------------------------------------------------------------

_TAGS_IGNORED = frozenset((
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com icloud.com me.com mac.com fastmail.com proton.me '
    'protonmail.com pm.me yandex.ru yandex.com yandex.kz yandex.by ya.ru mail.ru bk.ru list.ru inbox.ru internet.ru zoho.com '
    'tutanota.com tuta.io').split())
_ONE_PROVIDER = {'googlemail.com': 'gmail.com', 'protonmail.com': 'proton.me', 'pm.me': 'proton.me'} | dict.fromkeys(
    ('yandex.com', 'yandex.kz', 'yandex.by', 'ya.ru'), 'yandex.ru')


def _old_form(address):
    local, _, domain = unicodedata.normalize('NFKC', address).casefold().rpartition('@')
    domain = domain.rstrip('.')
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return f'{local}@{domain}'


def _new_form(address):
    """Raises UnicodeError where mail cannot be sent."""
    if not address.isascii():
        address = ''.join(
            unicodedata.normalize('NFKC', each) if unicodedata.east_asian_width(each) in 'FH' else each for each in address)
    local, _, domain = address.strip().rpartition('@')
    domain = domain.rstrip('.')
    plain = domain.isascii() and '--' not in domain
    domain = domain.lower() if plain else idna.encode(domain, uts46=True).decode().rstrip('.')
    return f"{unicodedata.normalize('NFC', unicodedata.normalize('NFC', local).lower())}@{domain}"


def _canonical(form):
    """The mailbox behind a form, where its provider ignores tags or dots."""
    local, _, domain = form.rpartition('@')
    if domain in _TAGS_IGNORED:
        local = local.split('+', 1)[0] or local
    domain = _ONE_PROVIDER.get(domain, domain)
    if domain == 'gmail.com':
        local = local.replace('.', '')
    elif domain == 'yandex.ru':
        local = local.replace('.', '-')
    return f'{local}@{domain}'


def _whom(form):
    """The mailbox as the caps on mails count it."""
    local, _, domain = _canonical(form).rpartition('@')
    return f"{local.split('+', 1)[0]}@{domain}"


# --- everything that has a key ----------------------------------------------------------------------------------------


def _rekey(before, after) -> None:
    bind, vault = op.get_bind(), current_app.extensions['vault']
    bind.execute(sa.schema.CreateTable(_changed))
    for index in _changed.indexes:
        bind.execute(sa.schema.CreateIndex(index))
    left = _look_through_signatures(bind, vault, before, after)
    changed = bind.execute(sa.select(sa.func.count()).select_from(_changed)).scalar_one()
    _move_signatures(bind)
    _move_what_hangs_on_them(bind)
    bind.execute(sa.schema.DropTable(_changed))
    left += _move_organisers(bind, vault.common, after) + _move_mails(bind, vault.common, after)
    _log.info('keys of mailboxes: %s signatures have another; %s rows without a readable address keep theirs', changed, left)


def _look_through_signatures(bind, vault, before, after) -> int:
    """Note those whose key is another by the form `after`; gives how many cannot be read."""
    keys, left = {}, 0
    for rows in _batches(bind, _signatures, _signatures.c.mailbox_key.is_not(None)):
        found = []
        for row in rows:
            try:
                if row.appeal_id not in keys:
                    appeal = bind.execute(sa.select(_appeals).where(_appeals.c.id == row.appeal_id)).one()
                    keys[appeal.id] = vault.key(appeal.wrapped_key, f'appeal:{appeal.slug}')
                key = keys[row.appeal_id]
                said = key.unseal_json(row.particulars, f'signatures|particulars|{row.ref}|{row.appeal_id}')
                found += _noted(row, key, vault.common, said, before, after)
            except Exception:  # erased, sealed with a key that was destroyed, or damaged
                left += 1
        if found:
            bind.execute(sa.insert(_changed), found)
    return left


def _noted(row, key, house, said, before, after) -> list:
    address = said['mailbox']
    form = after(address)
    mailbox_key, typed_key = key.fingerprint('mailbox', _canonical(form)), row.typed_key
    if row.state == 'pending':
        fields = (f'{name}={said[name]}' for name in sorted(said) if name != 'mailbox')
        typed_key = key.fingerprint('typed', '\0'.join([form, row.kind, row.visibility, *fields]))
    if (mailbox_key, typed_key) == (row.mailbox_key, row.typed_key):
        return []
    mails = [house.fingerprint('mails for', f'{row.appeal_id}\0{_whom(each)}') for each in (before(address), form)]
    return [{
        'id': row.id, 'appeal_id': row.appeal_id, 'mailbox_before': row.mailbox_key, 'mailbox_key': mailbox_key,
        'typed_key': typed_key if row.state == 'pending' else None, 'mails_before': mails[0], 'mails': mails[1]}]


def _move_signatures(bind) -> None:
    """Give each its new key, at no time two of them one that only one can have: the one that was there, else the first."""
    mine = 'UPDATE signatures SET {} WHERE id IN (SELECT id FROM rekeyed)'
    _run(bind, mine.format('mailbox_key = NULL'))
    _run(bind, mine.format('typed_key = NULL') + " AND state = 'pending'")
    _run(bind, mine.format("state = 'merged', ended_at = COALESCE(confirmed_at, signed_at)")
         + _of_those_later('mailbox_key', "IN ('confirmed', 'held')"))
    given = '{0} = (SELECT c.{0} FROM rekeyed c WHERE c.id = signatures.id)'
    _run(bind, mine.format(given.format('mailbox_key')))
    # Of what was typed twice the later one waits on by itself: its link works, and it is not found by being typed again.
    _run(bind, 'UPDATE rekeyed SET typed_key = NULL WHERE true' + _of_those_later('typed_key', "= 'pending'"))
    _run(bind, mine.format(given.format('typed_key')) + " AND state = 'pending'")


def _of_those_later(key, states) -> str:
    """The condition for those that come to a key which another of these states has, or comes to with a lower number."""
    return f"""
        AND id IN (
            SELECT c.id FROM rekeyed c JOIN signatures s ON s.id = c.id
            WHERE s.state {states} AND (
                EXISTS (
                    SELECT 1 FROM signatures o
                    WHERE o.appeal_id = c.appeal_id AND o.{key} = c.{key} AND o.state {states})
                OR EXISTS (
                    SELECT 1 FROM rekeyed r JOIN signatures o ON o.id = r.id
                    WHERE r.appeal_id = c.appeal_id AND r.{key} = c.{key} AND o.state {states} AND r.id < c.id)))"""


def _move_what_hangs_on_them(bind) -> None:
    """Whom no list brings back, and how many mails they were sent: kept under the key before too, which may be another's."""
    _run(bind, """
        INSERT INTO suppressions (appeal_id, key, own)
        SELECT DISTINCT c.appeal_id, c.mailbox_key, s.own
        FROM rekeyed c JOIN suppressions s ON s.appeal_id = c.appeal_id AND s.key = c.mailbox_before
        WHERE true ORDER BY s.own DESC ON CONFLICT DO NOTHING""")
    _run(bind, """
        UPDATE suppressions SET own = true WHERE own = false AND EXISTS (
            SELECT 1 FROM rekeyed c JOIN suppressions s ON s.appeal_id = c.appeal_id AND s.key = c.mailbox_before
            WHERE c.appeal_id = suppressions.appeal_id AND c.mailbox_key = suppressions.key AND s.own = true)""")
    _run(bind, """
        INSERT INTO counters (key, "window", count)
        SELECT c.mails, n."window", max(n.count)
        FROM rekeyed c JOIN counters n ON n.key = c.mails_before
        WHERE true GROUP BY c.mails, n."window" ON CONFLICT DO NOTHING""")


def _move_organisers(bind, house, after) -> int:
    """Organisers are few. Two who turn out to be one: the rights go to the first; the other one's row stays, with no way in."""
    changed, left = {}, 0
    for row in bind.execute(sa.select(_organisers).order_by(_organisers.c.id)).all():
        try:
            address = house.unseal(row.sealed_mailbox, f'organisers|mailbox|{row.ref}').decode()
            key = house.fingerprint('organiser', after(address))
        except Exception:
            left += 1
            continue
        if key != row.mailbox_key:
            changed[row.id] = key
            one = sa.update(_organisers).where(_organisers.c.id == row.id)
            bind.execute(one.values(mailbox_key=house.fingerprint('organiser without a mailbox', row.ref)))
    for number, key in changed.items():
        there = bind.execute(sa.select(_organisers.c.id).where(_organisers.c.mailbox_key == key)).scalar()
        if there is None:
            bind.execute(sa.update(_organisers).where(_organisers.c.id == number).values(mailbox_key=key))
            continue
        has = sa.select(_rights.c.team_id).where(_rights.c.organiser_id == there)
        theirs = sa.select(sa.literal(there, sa.Integer), _rights.c.team_id, _rights.c.given_at).where(
            _rights.c.organiser_id == number, _rights.c.team_id.not_in(has))
        bind.execute(sa.insert(_rights).from_select(['organiser_id', 'team_id', 'given_at'], theirs))
    return left


def _move_mails(bind, house, after) -> int:
    """What waits in the outbox is counted against the rate of its domain."""
    left = 0
    one = sa.update(_outbox).where(_outbox.c.id == sa.bindparam('row')).values(domain_key=sa.bindparam('new'))
    for rows in _batches(bind, _outbox, _outbox.c.state == 'waiting'):
        found = []
        for row in rows:
            try:
                to = house.unseal_json(row.sealed, f'outbox_messages|sealed|{row.ref}')['to']
                key = house.fingerprint('mail domain', _canonical(after(to)).rpartition('@')[2])
            except Exception:
                left += 1
                continue
            if key != row.domain_key:
                found.append({'row': row.id, 'new': key})
        if found:
            bind.execute(one, found)
    return left


def _batches(bind, table, condition):
    last = 0
    while rows := bind.execute(
        sa.select(table).where(condition, table.c.id > last).order_by(table.c.id).limit(_AT_ONCE)
    ).all():
        yield rows
        last = rows[-1].id


def _run(bind, statement) -> None:
    bind.execute(sa.text(statement))
