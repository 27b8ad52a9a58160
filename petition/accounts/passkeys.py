"""Passkeys: keys that a device keeps and unlocks with a finger, a face or a PIN (WebAuthn Level 3, W3C).

A passkey is a whole sign-in by itself: the device is had, and its owner was checked by it (`userVerification`). It is bound
to the address of this service by the browser, so no other site can ask for it. A challenge names what it is for and is
signed; it lives for minutes, and whoever answers it rightly uses it up in the database, so that no answer counts twice.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select, update
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_authentication_credential_json, structs

from petition import audit, erasure_journal
from petition.accounts import factor, messages, organisers
from petition.accounts.models import Organiser, Passkey, UsedChallenge
from petition.core import tokens
from petition.core.db import db, insert_into
from petition.core.hosts import is_ip
from petition.core.settings import settings
from petition.core.vault import vault
from petition.mail.out import outbox

LIFE = timedelta(minutes=10)  # of a challenge: a page that waits for its reader, and a phone that is fetched
_MOST = 20  # of one organiser
_TO_ADD, _TO_SHOW = "passkey to add", "passkey to show"


class PasskeyRefused(Exception):
    """No answer of a passkey that counts here: another site's, another challenge's, too late, or seen before."""


@dataclass(frozen=True)
class PasskeyAsked:
    """What a page asks the browser for: the challenge, and options as WebAuthn has them, in JSON."""

    challenge: str
    options: str


def are_possible() -> bool:
    """Whether browsers have passkeys for PUBLIC_URL: they belong to names of hosts, never to numbers (WebAuthn, 5.1.2)."""
    return not is_ip(_host())


def ask_to_add(organiser: Organiser) -> PasskeyAsked:
    """Ask for a new passkey, on a device that has none for this organiser yet."""
    challenge = tokens.mint(_TO_ADD, secrets.token_urlsafe(16), organiser.ref)
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=_host(),
        user_id=organiser.ref.encode(),
        user_name=organiser.mailbox,
        challenge=_bytes(challenge),
        timeout=_milliseconds(),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=each.credential_id) for each in organiser.passkeys
        ],
    )
    return PasskeyAsked(challenge, webauthn.options_to_json(options))


def ask_to_show() -> PasskeyAsked:
    """Ask for a passkey of whoever is there; which they have is told to nobody."""
    challenge = tokens.mint(_TO_SHOW, secrets.token_urlsafe(16))
    signed = base64.urlsafe_b64encode(_bytes(challenge)).decode().rstrip("=")
    options = {
        "challenge": signed,
        "rpId": _host(),
        "timeout": _milliseconds(),
        "userVerification": "required",
    }
    return PasskeyAsked(challenge, json.dumps(options))


def add(organiser: Organiser, name: str, challenge: str, answer: str, *, now: datetime) -> list[str]:
    """Keep a new passkey, which its owner is told of by email; recovery codes, where it is the first factor.

    Raises PasskeyRefused.
    """
    had_factor = organiser.has_factor
    made = _checked_new(organiser, challenge, answer)
    _use_up(challenge, now)
    ref = secrets.token_urlsafe(12)
    row = insert_into(Passkey).values(
        organiser_id=organiser.id,
        ref=ref,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        sealed_name=vault().common.seal(name.encode(), place(ref)),
        added_at=now,
    )
    if len(organiser.passkeys) >= _MOST or not _is_done(row.on_conflict_do_nothing().returning(Passkey.id)):
        raise PasskeyRefused
    db.session.expire(organiser, ["passkeys"])
    audit.record("passkey.added", organiser_id=organiser.id, now=now)
    outbox.post(messages.passkey_added(organiser, now), now=now)
    return [] if had_factor else factor.new_recovery_codes(organiser, now=now)


def check(challenge: str, answer: str, *, now: datetime) -> Organiser:
    """Whose passkey has answered a challenge, which is used up by it; raises PasskeyRefused."""
    _opened(_TO_SHOW, challenge)
    told = _understood(parse_authentication_credential_json, answer)
    found = db.session.scalar(select(Passkey).where(Passkey.credential_id == told.raw_id))
    if found is None or told.response.user_handle not in {None, found.organiser.ref.encode()}:
        raise PasskeyRefused
    checked = _understood(
        verify_authentication_response,
        credential=told,
        expected_challenge=_bytes(challenge),
        expected_rp_id=_host(),
        expected_origin=_origin(),
        credential_public_key=found.public_key,
        credential_current_sign_count=found.sign_count,
        require_user_verification=True,
    )
    _use_up(challenge, now)
    # Of two who answer at once with one count, as a copied key does, the database lets one (WebAuthn, 6.1.1).
    counted = update(Passkey).where(Passkey.id == found.id, Passkey.sign_count == found.sign_count)
    counted = counted.values(sign_count=checked.new_sign_count, used_at=now)
    if not found.organiser.active or not _is_done(counted.returning(Passkey.id)):
        raise PasskeyRefused
    return found.organiser


def enter(challenge: str, answer: str, *, now: datetime) -> Organiser:
    """Whoever shows a passkey, which needs no link; raises PasskeyRefused."""
    organiser = check(challenge, answer, now=now)
    organisers.came_in(organiser, now=now)
    return organiser


def check_of(organiser: Organiser, challenge: str, answer: str, *, now: datetime) -> None:
    """The same, of an organiser who is known already; raises PasskeyRefused for anybody else's passkey."""
    if check(challenge, answer, now=now).id != organiser.id:
        raise PasskeyRefused


def remove(organiser: Organiser, ref: str, *, now: datetime) -> bool:
    """Take a passkey away, False where there is none of this name; no backup brings it back. Raises factor.Required."""
    found = next((each for each in organiser.passkeys if each.ref == ref), None)
    if found is None:
        return False
    if factor.is_required(organiser) and len(organiser.passkeys) == 1 and not organiser.uses_codes:
        raise factor.Required
    _forget(found, now)
    db.session.expire(organiser, ["passkeys"])
    if not organiser.has_factor:
        factor.remove(organiser, by=organiser.id, now=now)  # recovery codes recover nothing any more
    audit.record("passkey.removed", organiser_id=organiser.id, now=now)
    return True


def remove_all(organiser: Organiser, *, now: datetime) -> None:
    """Take all passkeys of somebody away who lost their devices."""
    for each in organiser.passkeys:
        _forget(each, now)
    db.session.expire(organiser, ["passkeys"])


def remove_by_journal(key: bytes, *, now: datetime) -> None:
    """Take the passkey away again that an entry of the journal of erasures speaks of."""
    forget(now)
    for credential_id in db.session.scalars(select(Passkey.credential_id)).all():
        if erasure_journal.fingerprint(credential_id.hex()) == key:
            db.session.execute(delete(Passkey).where(Passkey.credential_id == credential_id))


def forget(now: datetime) -> None:
    """Drop used challenges that are too old to be tried again; commits nothing."""
    db.session.execute(delete(UsedChallenge).where(UsedChallenge.used_at <= now - 2 * LIFE))


def place(ref: str) -> str:
    """Where the name of a passkey belongs."""
    return f"passkeys|name|{ref}"


def _forget(passkey: Passkey, now: datetime) -> None:
    erasure_journal.note("passkey removed", passkey.credential_id.hex(), now=now)
    db.session.execute(delete(Passkey).where(Passkey.id == passkey.id))


def _checked_new(organiser: Organiser, challenge: str, answer: str) -> Any:
    if _opened(_TO_ADD, challenge) != organiser.ref:
        raise PasskeyRefused
    return _understood(
        verify_registration_response,
        credential=answer,
        expected_challenge=_bytes(challenge),
        expected_rp_id=_host(),
        expected_origin=_origin(),
        require_user_verification=True,
    )


def _understood(read: Any, *args: Any, **told: Any) -> Any:
    """What the library makes of an answer; raises PasskeyRefused whatever is wrong with it, for a stranger wrote it."""
    try:
        return read(*args, **told)
    except Exception as refusal:
        raise PasskeyRefused from refusal


def _opened(purpose: str, challenge: str) -> str:
    """For whom a challenge of ours was made, '' for whoever is there; raises PasskeyRefused."""
    try:
        payload, _minted = tokens.read(purpose, challenge, LIFE)
    except tokens.TokenRefused:
        raise PasskeyRefused from None
    return str(payload[1]) if len(payload) > 1 else ""


def _use_up(challenge: str, now: datetime) -> None:
    used = insert_into(UsedChallenge).values(key=_bytes(challenge), used_at=now)
    if not _is_done(used.on_conflict_do_nothing().returning(UsedChallenge.used_at)):
        raise PasskeyRefused


def _is_done(statement: Any) -> bool:
    return db.session.execute(statement).first() is not None


def _bytes(challenge: str) -> bytes:
    """The challenge as authenticators sign it: it names our token, which the form sends back."""
    return hashlib.sha256(challenge.encode()).digest()


def _host() -> str:
    return urlsplit(settings().public_url).hostname or ""


def _origin() -> str:
    """Our origin as browsers spell it: without the port that its scheme has anyway (RFC 6454, 6.2)."""
    parts = urlsplit(settings().public_url)
    port = "" if parts.port in {None, 443 if parts.scheme == "https" else 80} else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"


def _milliseconds() -> int:
    return int(LIFE.total_seconds() * 1000)
