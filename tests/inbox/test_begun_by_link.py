"""A message that our link to sign began is read by the labels of its lines, in whatever language the rest is."""

from urllib.parse import parse_qs

import pytest
from flask_babel import force_locale

from petition.core.db import db
from petition.signatures import by_message
from petition.signatures.models import Signature
from tests.factories import link_in
from tests.inbox.messages import Mails, appeal_by_message, own, receive, told
from tests.interpret.corpus import mail

pytestmark = [
    pytest.mark.usefixtures("now", "by_message"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]

_WORDS = "Bună ziua, semnez cu drag această scrisoare.\n\n"
_SENT_BY = "\n\nTrimis de pe iPhone-ul meu\n"


@pytest.mark.parametrize(
    ("lang", "filled", "above", "sender", "line"),
    [
        (
            "en",
            ["Ilinca Moraru", "medic", "Spital", "Iași"],
            "",
            "im70",
            "Ilinca Moraru, medic, Spital (Iași)",
        ),
        ("ru", ["Ilinca Moraru", "", "", "Iași"], _WORDS, "Ilinca", "Ilinca Moraru (Iași)"),
        ("kk", ["", "", "", ""], "", "Ilinca Moraru", "Ilinca Moraru"),
        ("kk", ["", "", "", ""], "Ilinca Moraru, medic, Iași\n\n", "im70", "Ilinca Moraru, medic (Iași)"),
        ("en", ["Ilinca Moraru", "", "", ""], "Nu semnez!\n\n", "Ilinca Moraru", ""),
        ("en", ["Ilinca Moraru (please keep private)", "medic", "", "Iași"], "", "Ilinca Moraru", ""),
        ("en", ["", "", "", ""], "", "im70", ""),
    ],
)
def test_lines_that_our_link_began_sign_in_any_language(
    mails: Mails, lang: str, filled: list[str], above: str, sender: str, line: str
) -> None:
    appeal = appeal_by_message()
    with force_locale(lang):
        begun = {key: value[0] for key, value in parse_qs(by_message.link(appeal).partition("?")[2]).items()}
    lines = [f"{label}{value}" for label, value in zip(begun["body"].split("\r\n"), filled, strict=False)]
    text = above + "\n".join(lines) + _SENT_BY
    outcome = receive(own(mail(text, f"{sender} <aru@example.org>", begun["subject"])))
    assert outcome == ("signed" if line else "unread")
    signatures = db.session.query(Signature).all()
    assert [(each.own.line, each.lang) for each in signatures] == ([(line, lang)] if line else [])
    assert not line or f"{lines[0].partition(':')[0]}: Ilinca Moraru" in told(mails()[0])


def test_who_may_wish_in_a_strange_language_is_asked_only_where_the_mailbox_surely_wrote(
    mails: Mails,
) -> None:
    appeal_by_message()
    wish = mail("Sæt mig på listen, tak. Mads Thorup, Viborg\n", "Mads Thorup <aru@example.org>", "brønden")
    assert receive(wish) == "unread"
    assert not mails()
    assert receive(own(wish.replace(b"one@mailer", b"two@mailer"))) == "signed"
    (answer,) = mails()
    assert "If you want to sign the letter, please confirm" in " ".join(told(answer).split())
    yes = mail(
        "Ja tak, det vil jeg gerne\n",
        "Mads Thorup <aru@example.org>",
        "Sv: Please confirm",
        f"In-Reply-To: {answer['Message-ID']}",
    )
    assert receive(own(yes), str(answer["Reply-To"])) == "unread"
    assert link_in(mails()[-1]) == link_in(
        answer
    )  # what it answers may not be a yes: its writer gets the link once more
    assert len(mails()) == 2
