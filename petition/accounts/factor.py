"""A second factor: the codes of an application (TOTP, RFC 6238), and recovery codes, each of which works once.

The secret is sealed by the vault; of recovery codes only keyed hashes are kept. Whoever tries codes has used a sign-in link
before, so tries are limited for each organiser: a stranger can lock nobody out.
"""

import secrets
from datetime import datetime, timedelta

from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from petition import audit, erasure_journal
from petition.accounts import organisers
from petition.accounts.models import Organiser, RecoveryCode, SecondFactor, Team
from petition.core import codes, limits
from petition.core.db import db
from petition.core.vault import vault

TRIES = limits.Rate(6, 30)  # a code has twenty bits, and two more are true beside it
_STEP = 30  # seconds that a clock may be behind or ahead: one code (RFC 6238, 5.2)
_RECOVERY_CODES = 10
LIFE = timedelta(
    hours=1
)  # of a secret that waits for its first code: it was shown, and lies in nobody's pocket yet


class CodeRefused(Exception):
    """A code that is wrong, too old, or was used."""


class TooManyTries(Exception):
    """More tries than an organiser has just now."""


class Required(Exception):
    """A second factor that a team of the organiser's requires."""


def begin(organiser: Organiser, *, now: datetime) -> None:
    """Make a secret that counts once a code of it was typed, within the hour; one that counts already stays.

    It begins as if the last code before it had been used, which tells how old it is.
    """
    if organiser.factor is not None and organiser.factor.confirmed_at:
        return
    sealed = vault().common.seal(TOTP.new().base32_key.encode(), place(organiser.ref))
    _end_secret(organiser)
    db.session.execute(
        insert(SecondFactor).values(
            organiser_id=organiser.id, sealed_secret=sealed, last_counter=_before(now)
        )
    )


def _before(at: datetime) -> int:
    """The last code that is too old at an instant, by its number (RFC 6238, 4.2)."""
    return int(at.timestamp()) // _STEP - 2


def secret(organiser: Organiser, *, now: datetime) -> str:
    """The secret that waits for its first code, '' where none does, or has for too long."""
    factor = organiser.factor
    waits = factor is not None and not factor.confirmed_at and not _is_over(factor, now)
    return _secret(organiser, factor) if factor is not None and waits else ""


def _is_over(factor: SecondFactor, now: datetime) -> bool:
    return factor.confirmed_at is None and (factor.last_counter or 0) < _before(now - LIFE)


def forget(now: datetime) -> None:
    """Drop the secrets that waited for their first code too long; commits nothing."""
    began = func.coalesce(SecondFactor.last_counter, 0)
    db.session.execute(
        delete(SecondFactor).where(SecondFactor.confirmed_at.is_(None), began < _before(now - LIFE))
    )


def address(organiser: Organiser, issuer: str, *, now: datetime) -> str:
    """What an application reads from the QR code; see https://github.com/google/google-authenticator/wiki/Key-Uri-Format."""
    uri: str = TOTP(key=secret(organiser, now=now)).to_uri(label=organiser.mailbox, issuer=issuer)
    return uri


def confirm(organiser: Organiser, typed: str, *, now: datetime) -> list[str]:
    """Have the factor count from now on: its recovery codes. Raises CodeRefused, TooManyTries."""
    _count_try(organiser, now)
    factor = organiser.factor
    if factor is None or _is_over(factor, now) or not _is_used_up(organiser, factor, typed, now):
        raise CodeRefused
    if factor.confirmed_at is None:
        factor.confirmed_at = now
        audit.record("factor.set", organiser_id=organiser.id, now=now)
    return new_recovery_codes(organiser, now=now)


def check(organiser: Organiser, typed: str, *, now: datetime) -> None:
    """Use up a code of the application, or a recovery code; raises CodeRefused, TooManyTries. Counts the try."""
    _count_try(organiser, now)
    factor = organiser.factor if organiser.uses_codes else None
    if (factor is None or not _is_used_up(organiser, factor, typed, now)) and not _recovers(
        organiser, typed, now
    ):
        raise CodeRefused


def _count_try(organiser: Organiser, now: datetime) -> None:
    if not limits.allows(vault().common.fingerprint("second factor", organiser.ref), TRIES, now=now):
        raise TooManyTries


def _is_used_up(organiser: Organiser, factor: SecondFactor, typed: str, now: datetime) -> bool:
    try:
        found = TOTP(key=_secret(organiser, factor)).match("".join(typed.split()), time=now, window=_STEP)
    except (TokenError, ValueError):
        return False
    # Each code once, nor one before it (RFC 6238, 5.2); of two who send it at once the database lets one.
    unused = or_(SecondFactor.last_counter.is_(None), SecondFactor.last_counter < found.counter)
    used = update(SecondFactor).where(SecondFactor.organiser_id == organiser.id, unused)
    row = db.session.execute(used.values(last_counter=found.counter).returning(SecondFactor.organiser_id))
    return row.first() is not None


def _recovers(organiser: Organiser, typed: str, now: datetime) -> bool:
    key = _code_key(organiser, codes.read_code(typed))
    if not _end_codes(organiser, now, RecoveryCode.code_key == key):
        return False
    audit.record("recovery code.used", organiser_id=organiser.id, now=now)
    return True


def new_recovery_codes(organiser: Organiser, *, now: datetime) -> list[str]:
    """Recovery codes in place of those before: shown once, for only keyed hashes are kept."""
    made = [codes.code_from(secrets.token_bytes(32)) for _ in range(_RECOVERY_CODES)]
    _end_codes(organiser, now)
    rows = [{"organiser_id": organiser.id, "code_key": _code_key(organiser, code)} for code in made]
    db.session.execute(insert(RecoveryCode), rows)
    audit.record("recovery codes.made", organiser_id=organiser.id, now=now)
    return made


def recovery_codes_left(organiser: Organiser) -> int:
    """How many recovery codes of an organiser are not used yet."""
    own = select(func.count()).where(RecoveryCode.organiser_id == organiser.id)
    return int(db.session.execute(own).scalar_one())


def remove(organiser: Organiser, *, by: int | None, now: datetime) -> None:
    """Go without codes of an application; `by` None is who runs the service, for whom no team's rule holds.

    Recovery codes stay for whoever has a passkey. Raises Required.
    """
    if by is not None and is_required(organiser) and not organiser.passkeys:
        raise Required
    _end_secret(organiser)
    if not organiser.passkeys:
        _end_codes(organiser, now)
    erasure_journal.note("factor removed", organisers.journal_keys(organiser)[0], now=now)
    audit.record("factor.removed", organiser_id=by, now=now, organiser=organiser.id)


def _end_secret(organiser: Organiser) -> None:
    db.session.execute(delete(SecondFactor).where(SecondFactor.organiser_id == organiser.id))
    db.session.expire(organiser, ["factor"])


def _end_codes(organiser: Organiser, now: datetime, *which: ColumnElement[bool]) -> int:
    """Have these recovery codes of an organiser count no more; gives how many. No restored backup knows them either."""
    ended = delete(RecoveryCode).where(RecoveryCode.organiser_id == organiser.id, *which)
    keys = db.session.scalars(ended.returning(RecoveryCode.code_key)).all()
    for key in keys:
        erasure_journal.note("recovery code ended", key, now=now)
    return len(keys)


def remove_by_journal(key: bytes) -> None:
    """End again the secret of whom an entry of the journal of erasures speaks of."""
    if found := organisers.by_journal(key):
        _end_secret(found)


def end_code_by_journal(key: bytes) -> None:
    """End again the recovery code that an entry of the journal speaks of."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.code_key == key))


def require(team: Team, *, required: bool, by: int, now: datetime) -> None:
    """Have everybody of a team set up a second factor before they open a page again, or no longer."""
    team.needs_factor = required
    audit.record("factor.required" if required else "factor.optional", organiser_id=by, now=now, team=team.id)


def is_required(organiser: Organiser) -> bool:
    """Whether a team of the organiser's requires it."""
    return any(team.needs_factor for team in organiser.teams)


def is_missing(organiser: Organiser) -> bool:
    """Whether a team requires what the organiser has not set up."""
    return is_required(organiser) and not organiser.has_factor


def _secret(organiser: Organiser, factor: SecondFactor) -> str:
    return vault().common.unseal(factor.sealed_secret, place(organiser.ref)).decode()


def place(ref: str) -> str:
    """Where the secret of an organiser belongs."""
    return f"second_factors|secret|{ref}"


def _code_key(organiser: Organiser, code: str) -> bytes:
    return vault().common.fingerprint("recovery code", f"{organiser.ref} {code}")
