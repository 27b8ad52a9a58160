"""Who is a first signatory on the organisers' word, with an email address, is told so when the letter is published."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient

from petition import worker
from petition.appeals import service as appeals
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.desk import service as desk
from petition.lists import add, lookup, store
from petition.reading.files import table_files
from tests.factories import link_in, make_appeal, sign, words_of
from tests.lists.brought import names, signatures

Mails = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("app", "now")
TABLE = "Name,E-mail\nAru Bekova,aru@example.org\nDana Omarova,\nMarat Suleev,marat@example.org\n"


def draft(slug: str = "named", lang: str = "en") -> Appeal:
    """A draft with a list of first signatories."""
    appeal = make_appeal(slug=slug, lang=lang, published=False)
    kept = store.keep_table(appeal, table_files.rows_of(TABLE), name="x.csv", now=clock.now())
    assert kept is not None
    told = lookup.layout_of(kept)
    store.tell(kept, told, store.judge(kept, told))
    assert add.add(kept, organiser_id=None, now=clock.now())
    db.session.commit()
    return appeal


def published(appeal: Appeal, **said: Any) -> None:
    """Publish it and let the worker go round twice: who was told is not told again."""
    desk.publish(appeal, **said, now=clock.now())
    db.session.commit()
    worker.once()
    worker.once()


def again(slug: str = "named") -> Appeal:
    """The draft as it is kept: the worker lets go of the session in which it was read."""
    found = appeals.by_slug(slug)
    assert found is not None
    return found


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def test_a_first_signatory_with_an_address_is_told_once_when_the_letter_is_published(mails: Mails) -> None:
    draft()
    worker.once()
    assert mails() == []
    published(again())
    told = mails()
    assert [mail["To"] for mail in told] == ["aru@example.org", "marat@example.org"]
    assert "added you as a first signatory" in said(told[0])
    assert "by 2 January 2027" in said(told[0])  # ten days, one of grace, thirty more
    assert not {"Aru", "Bekova"} & words_of(said(told[0]))
    assert "/privacy?lang=en" in said(told[0])
    clock.ticked(timedelta(days=1))
    text = again().texts[0]
    text.content = text.content | {"closing": "Yours,"}
    published(again(), note="It closes otherwise.", carries=True)
    assert sum("added you as a first signatory" in said(mail) for mail in mails()) == 2
    changed = [mail["To"] for mail in mails()[2:] if "It closes otherwise." in said(mail)]
    assert changed == ["aru@example.org", "marat@example.org"]
    assert len(mails()) == 4


def test_the_link_shows_the_signature_where_it_came_from_and_ends_it(
    client: FlaskClient, mails: Mails
) -> None:
    published(draft())
    aru, marat = (link_in(mail, "/s/") for mail in mails())
    page = client.get(aru).text
    assert "Aru Bekova" in page
    assert "From a list that the organisers added" in page
    client.post(aru, data={"deed": "withdraw"})
    client.post(marat, data={"deed": "not_me"})
    assert names() == ["Dana Omarova"]


def test_who_left_before_being_told_or_whose_letter_was_withdrawn_is_told_nothing(mails: Mails) -> None:
    appeal = draft()
    desk.publish(appeal, now=clock.now())
    signatures()[0].quiet_at = clock.now()
    db.session.commit()
    worker.once()
    assert [mail["To"] for mail in mails()] == ["marat@example.org"]
    other = draft("other")
    desk.publish(other, now=clock.now())
    appeals.withdraw(other, "", now=clock.now())
    db.session.commit()
    worker.once()
    assert len(mails()) == 1


def test_being_told_counts_towards_the_caps_of_a_mailbox_that_keep_it_from_nobody(
    client: FlaskClient, mails: Mails
) -> None:
    for nth in range(4):
        published(draft(f"letter-{nth}"))
    sign(client, "letter-0")
    assert len([mail for mail in mails() if mail["To"] == "aru@example.org"]) == 4


def test_a_list_that_is_still_being_added_is_waited_for(
    mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petition.lists.add.AT_ONCE", 0)
    published(draft())
    assert len(mails()) == 2
