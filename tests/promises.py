"""Where promises are made: every page and email that makes one, rendered for real, as its reader sees it in a language."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

from flask.testing import FlaskClient

from config import ROOT
from petition import worker
from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.mail.out.message import Message, compose
from petition.signatures import lost_links
from petition.signatures.models import Signature
from tests.factories import confirm_by, desk_post, enter, link_in, make_appeal, sign
from tests.lists.brought import TABLE, looked_over

Mails = Callable[[], list[EmailMessage]]
FACTS = {
    "title": "Keep the well open", "address": "http://127.0.0.1/a/well", "team": "Friends", "link": "http://127.0.0.1/c/x",
    "code": "K7QF-3MXD", "note": "", "line": "Aru Bekova", "code_page": "http://127.0.0.1/a/well/check-mail", "moment": "M",
    "changes": "C",
    "until": "U", "extended": False, "reason": "", "day": "D", "privacy": "http://127.0.0.1/privacy", "days": 0,
    "deleted_days": 7, "silent_days": 30, "by_list": False, "lines": [], "mark": "k7qf3mxd", "yes": "mailto:y@example.org",
    "what": "deadline", "account": "http://127.0.0.1/desk/account",
    "update_title": "We met", "update_text": "He answered.", "update_html": "He answered.", "update_lang": "en",
    "update_dir": "ltr", "test": False, "words": "Dear Mayor,", "attached": True,
    "yes_address": "y@example.org", "no": "mailto:n@example.org", "no_address": "n@example.org",
}  # fmt: skip


def everywhere(client: FlaskClient, mails: Mails, lang: str) -> dict[str, str]:
    """What each place says in a language, by its name in docs/privacy-facts.md, on one line."""
    said = _for_everybody(client, mails, lang) | _at_the_desk(client, lang)
    said |= {f"mail-{path.name}": _mail(path.name, lang) for path in (ROOT / "templates/mail").glob("*/")}
    said["operators"] = "\n".join(
        (ROOT / "docs" / f"{each}.md").read_text() for each in ("deploy", "mail", "operating")
    )
    return {place: " ".join(unescape(text).split()) for place, text in said.items()}


def _for_everybody(client: FlaskClient, mails: Mails, lang: str) -> dict[str, str]:
    slug = make_appeal(slug="well", offers_updates=True, exports_mailboxes=True).slug
    said = {
        "privacy": client.get(f"/privacy?lang={lang}").text,
        "form": client.get(f"/a/{slug}" if lang == "en" else f"/a/{slug}/{lang}").text,
        "lost": client.get(f"/mine?lang={lang}").text,
        "asked": client.get(f"/mine/sent?lang={lang}").text,
        "check-mail": client.get(f"/a/{slug}/check-mail?lang={lang}").text,
    }
    for address in ("aru@example.org", "dana@example.org"):
        sign(client, slug, lang=lang, email=address)
    links = [link_in(mail) for mail in mails()]
    said["confirm"] = client.get(links[0]).text
    for link in links:
        confirm_by(client, link)
    thanks = mails()[2:]
    mine, kept = (link_in(mail, "/s/") for mail in thanks)
    said["mine"] = client.get(mine).text
    quiet = link_in(thanks[0], "/u/")
    said["unsubscribe"] = client.get(quiet).text
    said["unsubscribed"] = client.post(quiet, data={"List-Unsubscribe": "One-Click"}).text
    said["details"] = client.get(f"{kept}/details").text
    sign(client, slug, lang=lang, email="bek@example.org")
    said["not-me"] = client.post(link_in(mails()[-1]), data={"deed": "not_me"}).text
    lost_links.ask("aru@example.org", lang=lang, now=clock.now())
    db.session.commit()
    worker.once()
    said["everything"] = client.get(link_in(mails()[-1], "/m/")).text
    said["withdrawn"] = client.post(mine, data={"deed": "withdraw"}).text
    db.session.execute(db.update(Signature).values(keep_until=clock.now() - timedelta(days=1)))
    db.session.commit()
    worker.once()
    said["mine-erased"] = client.get(kept).text
    return said


def _at_the_desk(client: FlaskClient, lang: str) -> dict[str, str]:
    draft = make_appeal(slug="draft", published=False).slug
    said = {"desk-sent": client.get("/desk/sent", headers={"Accept-Language": lang}).text}
    enter(client)
    desk_post(client, "/desk/language", {"lang": lang}, at="/desk")
    said["desk-list"] = client.get(looked_over(client, draft, TABLE.encode())).text
    said["desk-publish"] = client.get(f"/desk/a/{draft}/publish").text
    well = appeals.by_slug("well")
    assert well is not None
    appeals.withdraw(well, "The well is dry.", now=clock.now())
    db.session.commit()
    said["desk-withdrawn"] = client.get("/desk/a/well").text
    return said


def _mail(kind: str, lang: str) -> str:
    known = (
        FACTS
        if kind not in {"account", "entrance", "everything", "draft_expires"}
        else {"link": "L", "day": "D", "what": "new device"}
    )
    message = Message(kind, "reader@example.org", lang, known, unsubscribe="http://127.0.0.1/u/x")
    mail = message_from_bytes(compose(message, "ab" * 16, clock.now()), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return re.sub(r"(?m)^> ?", "", str(body.get_content()))
