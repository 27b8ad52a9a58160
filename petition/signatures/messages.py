"""What supporters are sent. The first mail holds nothing that the signer typed: its reader may be somebody else."""

from typing import Any

from petition.appeals.models import Appeal
from petition.core import i18n, web
from petition.core.tokens import mint
from petition.mail.message import Message, Priority


def confirmation(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str, code: str) -> Message:
    """Asks whoever reads the mailbox whether they signed."""
    facts = _about(appeal, lang) | {"link": web.address(f"/c/{mint('confirm', ref, nonce)}"), "code": code}
    return Message("confirmation", to, lang, facts, Priority.CONFIRMATION, about=appeal.id)


def already_signed(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells the owner of a mailbox, and nobody else, that it has signed."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce)}
    return Message("already_signed", to, lang, facts, Priority.ANSWER, about=appeal.id)


def thanks(appeal: Appeal, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Thanks after confirming, with the link to "my signature"."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce)}
    return Message("thanks", to, lang, facts, Priority.THANKS, about=appeal.id)


def new_text(appeal: Appeal, note: str, *, to: str, lang: str, ref: str, nonce: str) -> Message:
    """Tells that the text has changed and that the signature does not stand under the new one by itself."""
    facts = _about(appeal, lang) | {"link": my_signature(ref, nonce), "note": note}
    return Message("new_text", to, lang, facts, Priority.UPDATE, about=appeal.id)


def my_signature(ref: str, nonce: str) -> str:
    """The address of "my signature"."""
    return web.address(f"/s/{mint('signature', ref, nonce)}")


def _about(appeal: Appeal, lang: str) -> dict[str, Any]:
    version = appeal.version
    text_lang = lang if version and lang in version.langs else appeal.first_lang
    text = appeal.published(text_lang)
    here = lang if lang in i18n.SPOKEN or (version and lang in version.langs) else ""
    return {
        "title": text.title if text else "",
        "address": web.address(
            f"/a/{appeal.slug}" + (f"/{here}" if here and here != appeal.first_lang else "")
        ),
        "days": appeal.pending_days,
        "team": appeal.team.name,
    }
