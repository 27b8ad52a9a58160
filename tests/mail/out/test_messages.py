"""What mails say: the same in text and in HTML, nothing that a stranger typed, nothing that betrays, the same bytes."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext
from lxml import html

from config import ROOT
from petition.core import i18n
from petition.core.db import db
from petition.mail.out.message import Message, Priority, _made, _parts, compose, said
from petition.mail.out.models import OutboxMessage
from tests.conftest import NOW, make_app
from tests.factories import confirm_by, link_in, make_appeal, sign

US = "https://letters.example.org"
TITLE = "Keep the reading room open"
LINK = f"{US}/c/WyJhIiwiYiJd.aSF7Vw.6gVq8Y2mQvPp0m7Qm1tGm2sKc8H1v0xE1bqLhUQbZfA"
TO_CONFIRM = ("after_not_me", "answer", "confirmation", "reminder", "last_call")
ABOUT_NOTHING = ("account", "entrance", "everything", "draft_expires")
KINDS = (
    "account", "already_signed", "carried", *TO_CONFIRM, "confirming_ended", "corrected", "delivery", "draft_expires",
    "entrance", "everything", "extended",
    "invitation", "letter", "named", "new_text", "news", "not_counted", "taken_off", "team_joined", "thanks", "too_late",
    "update", "withdrawn", "withdrawn_by_reply",
)  # fmt: skip
ABOUT = {
    "title": TITLE,
    "address": f"{US}/a/reading-room",
    "team": "Friends of the Room",
    "link": LINK,
    "what": "new device",
    "account": f"{US}/desk/account",
    "device": "Firefox, Android",
    "code": "K7QF-3MXD",
    "note": "Two figures were corrected.",
    "changes": f"{US}/a/reading-room/version/1#changes",
    "line": "Aru Bekova, teacher (Taraz)",
    "code_page": f"{US}/a/reading-room/check-mail",
    "moment": "19 December 2026, 16:00 (Almaty, UTC+5)",
    "until": "3 December 2026, 16:00 (Almaty, UTC+5)",
    "extended": True,
    "counted": True,
    "reason": "The well is dry.",
    "day": "3 December 2026",
    "privacy": f"{US}/privacy",
    "deleted_days": 7,
    "update_title": "We met the mayor",
    "update_text": "He answered.",
    "update_html": "He answered.",
    "update_lang": "en",
    "update_dir": "ltr",
    "test": True,
    "words": "Dear Mayor,\n\nhere is the letter.",
    "attached": True,
    "signatories": 56,
    "silent_days": 30,
    "lines": [["Name", "Aru Bekova"], ["Town", "Taraz"]],
    "mark": "k7qf3mxd",
    "yes": "mailto:sign+reading-room.yes.k7qf3mxd@sign.example.org?subject=YES%20k7qf3mxd",
    "yes_address": "sign+reading-room.yes.k7qf3mxd@sign.example.org",
    "no": "mailto:sign+reading-room.no.k7qf3mxd@sign.example.org?subject=NO%20k7qf3mxd",
    "no_address": "sign+reading-room.no.k7qf3mxd@sign.example.org",
}

Mails = Callable[[], list[EmailMessage]]


@pytest.fixture(scope="module", autouse=True)
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application at a public address; composing needs no database."""
    return make_app(
        tmp_path_factory.mktemp("house"),
        PUBLIC_URL=US,
        MAIL_URL="smtp://mail.example.org:587",
        SECRET_KEY="s" * 32,
        DATA_KEY="A" * 43 + "=",
    )


@pytest.fixture
def composed(house: Flask) -> Iterator[Callable[..., EmailMessage]]:
    """Composes a kind of mail and gives it as its reader's program parses it."""

    def mail(
        kind: str, to: str = "reader@example.org", lang: str = "en", unsubscribe: str = "", **facts: Any
    ) -> EmailMessage:
        known = (
            {"link": LINK, "day": ABOUT["day"], "what": "new device"}
            if kind in ABOUT_NOTHING
            else ABOUT | facts
        )
        if kind == "confirming_ended":  # it leads to the letter, for its link is over
            known |= {"address": LINK, "link": "", "code": ""}
        message = Message(kind, to, lang, known, unsubscribe=unsubscribe)
        return parsed(compose(message, "ab" * 16, datetime(2026, 11, 22, 10, 0, tzinfo=UTC)))

    with house.app_context():
        yield mail


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def tree(mail: EmailMessage) -> Any:
    return html.document_fromstring(part(mail, "html"))


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_message_is_a_folder_of_three_files() -> None:
    made = set()
    for path in (*(ROOT / "petition").rglob("messages.py"), ROOT / "petition/news.py"):
        made |= set(
            re.findall(r'(?:\b(?:Message|asking|to_signatory)\(\s*|\binstead=)"(\w+)"', path.read_text())
        )
    folders = {path.name: path for path in (ROOT / "templates" / "mail").iterdir() if path.is_dir()}
    assert made == set(folders) == set(KINDS)
    for folder in folders.values():
        assert {path.name for path in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize("lang", i18n.SPOKEN)
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same(composed: Callable[..., EmailMessage], kind: str, lang: str) -> None:
    mail = composed(kind, lang=lang)
    seen = tree(mail).body
    (button,) = seen.find_class("button")
    button.drop_tree()
    assert words(seen.text_content()) == words(part(mail, "plain")).replace(" -- ", " ")


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_hold_the_same_link_and_code(composed: Callable[..., EmailMessage], kind: str) -> None:
    mail = composed(kind)
    button, bare = (each for each in tree(mail).iter("a") if each.get("href") == LINK)
    assert button.getparent().get("class") == "button"
    assert bare.text == LINK
    assert part(mail, "plain").count(LINK) == 1
    for form in ("plain", "html"):
        assert part(mail, form).count("K7QF-3MXD") == (kind in TO_CONFIRM)


@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_leads_elsewhere_or_fetches_anything(
    composed: Callable[..., EmailMessage], kind: str
) -> None:
    mail = composed(kind)
    for address in re.findall(r"\w+://[^\s\"'<>]+", part(mail, "plain") + part(mail, "html")):
        assert address.startswith(f"{US}/")
    assert not re.search(
        r"<(?:img|script|link|iframe|object|base)\b|\bsrc=|url\(|@import", part(mail, "html")
    )


SAYS_WHAT = re.compile(
    r"\bsign|organis|letter|petition|appeal|подпис|организатор|письм|обращени|петици|қолтаңба|қол қо|ұйымдас|\bхат\b|үндеу",
    re.IGNORECASE,
)


@pytest.mark.parametrize("lang", i18n.SPOKEN)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "delivery"])
def test_a_locked_screen_does_not_betray_the_letter(
    composed: Callable[..., EmailMessage], kind: str, lang: str
) -> None:
    """Programs show the sender, the subject and about the first ninety characters.

    But for the email that delivers a letter: its reader is the recipient, who is to see what it is.
    """
    mail = composed(kind, lang=lang)
    shown = f"{mail['From']} {mail['Subject']} {words(part(mail, 'plain'))[:90]}".casefold()
    assert not any(word in shown for word in ("reading room", "friends of"))
    assert mail["Subject"]
    assert not SAYS_WHAT.search(str(mail["Subject"]))
    assert mail["Subject"] == composed(kind, lang=lang, title="Another", team="Others")["Subject"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_message_is_the_same_bytes_twice(composed: Callable[..., EmailMessage], kind: str) -> None:
    assert composed(kind).as_bytes() == composed(kind).as_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_any_server_can_carry_a_mail_to_an_ascii_address(
    composed: Callable[..., EmailMessage], kind: str
) -> None:
    raw = composed(kind, lang="kk", title="Оқу залын сақтап қалыңыз").as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998  # RFC 5322, 2.1.1
    assert len(raw) < 20_000


HOSTILE = (
    "<b>Bold</b> <script>alert(1)</script><img src=x>",
    "\"Quoted\" 'twice' & <!-- not said -->",
    "Two lines\r\nBcc: everybody@example.net\r\n\r\nand a body of their own",
    "Open this:\n\n\nhttps\u200b-less {{ 7 * 7 }} {% raw %} %s %(num)s",
    "</title></h1></td></tr></table><h1>Ours now",
)


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ABOUT_NOTHING])
def test_a_hostile_title_is_shown_and_harmless(
    composed: Callable[..., EmailMessage], kind: str, title: str
) -> None:
    mail, plain = composed(kind, title=title, team=title, note=title), composed(kind)
    assert [each for each in mail.items() if each != ("Subject", mail["Subject"])] == [
        each for each in plain.items() if each != ("Subject", plain["Subject"])
    ]
    assert kind == "delivery" or mail["Subject"] == plain["Subject"]
    assert [each.tag for each in tree(mail).iter()] == [each.tag for each in tree(plain).iter()]
    (heading,) = tree(mail).iter("h1")
    assert words(heading.text_content()) == words(title)
    assert any(words(title) in line for line in part(mail, "plain").splitlines() if line.startswith("    "))


@pytest.mark.parametrize("lang", i18n.SPOKEN)
@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_arrives_with_all_its_spaces(house: Flask, kind: str, lang: str) -> None:
    """Python's own folding wrote «напоминание:подтвердите»."""
    with house.app_context():
        mail = compose(Message(kind, "reader@example.org", lang, ABOUT), "ab" * 16, NOW)
        subject = said(Message(kind, "reader@example.org", lang, ABOUT), "subject.txt")
    assert parsed(mail)["Subject"] == words(subject)


def test_a_kazakh_title_arrives_whole(composed: Callable[..., EmailMessage]) -> None:
    title = "Самалбұлақтағы оқу залын сақтап қалыңыз: Ә Ғ Қ Ң Ө Ұ Ү Һ І"
    mail = composed("confirmation", lang="kk", title=title)
    assert title in part(mail, "plain")
    assert title in part(mail, "html")
    assert mail["Content-Language"] == tree(mail).get("lang") == "kk"


def test_a_letter_written_from_right_to_left_keeps_its_direction_in_a_mail_that_is_not(
    composed: Callable[..., EmailMessage],
) -> None:
    title, team = "أبقوا قاعة المطالعة مفتوحة", "أصدقاء القاعة"
    mail = composed("confirmation", lang="ar", title=title, team=team)
    assert (tree(mail).get("lang"), tree(mail).get("dir")) == ("en", "ltr")
    (heading,) = tree(mail).iter("h1")
    assert (heading.text, heading.get("dir")) == (title, "auto")
    assert "text-align: start" in heading.get("style")
    (bdi,) = tree(mail).iter("bdi")
    assert bdi.text == team  # whatever stands beside it keeps its place


@pytest.mark.parametrize("lang", i18n.SPOKEN)
@pytest.mark.parametrize("kind", KINDS)
def test_a_terminal_shows_the_text_without_breaking_it_itself(
    composed: Callable[..., EmailMessage], kind: str, lang: str
) -> None:
    """Lines end where a terminal ends; a space before the end says that the paragraph goes on (RFC 3676)."""
    mail = composed(kind, lang=lang, note="Two figures were corrected, and a date. " * 6)
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_param("format") == "flowed"
    lines = str(plain.get_content()).splitlines()
    assert all(len(line) <= 78 or " " not in line.strip() for line in lines)
    assert any(line.endswith(" ") for line in lines)
    assert not any(line.endswith(" ") and following == "" for line, following in pairwise(lines))
    assert not re.search(r"<\w|&\w+;|\{[{%]", "\n".join(lines))


def test_a_language_that_is_not_spoken_is_answered_in_english(composed: Callable[..., EmailMessage]) -> None:
    assert composed("thanks", lang="ka").items() == composed("thanks", lang="en").items()


def test_an_address_in_any_script_is_written_to(composed: Callable[..., EmailMessage]) -> None:
    mail = composed("confirmation", to="айгүл@мысал.example")
    assert str(mail["To"]) == "айгүл@xn--80awbu3c.example"
    assert LINK in part(mail, "plain")


def test_one_press_in_a_mail_program_unsubscribes(composed: Callable[..., EmailMessage]) -> None:
    """RFC 8058."""
    mail = composed("new_text", unsubscribe=f"{US}/u/abc")
    assert mail["List-Unsubscribe"] == f"<{US}/u/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not [name for name, _value in composed("new_text").items() if name.startswith("List-")]


def test_a_long_address_for_unsubscribing_stays_one_word(house: Flask) -> None:
    address = f"{US}/u/{'WyJhIiwiYiJd' * 12}"
    with house.app_context():
        mail = compose(Message("new_text", "reader@example.org", "en", ABOUT, unsubscribe=address), "ab", NOW)
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in mail


def test_an_address_is_not_decoded_into_other_people(house: Flask) -> None:
    """RFC 2047, 5: what looks like an encoded word within an address is none."""
    address = "=?utf-8?q?a=2cvictim=40v.example?=@evil.example"
    answered = "<=?utf-8?q?x=0D=0ABcc=3A_victim=40v.example?=@evil.example>"
    with house.app_context():
        message = Message("answer", address, "en", ABOUT, reply_to=address, answers=answered)
        raw = compose(message, "ab" * 16, NOW)
    assert f"\r\nTo: {address}\r\n".encode() in raw
    assert f"\r\nReply-To: {address}\r\n".encode() in raw
    assert f"\r\nIn-Reply-To: {answered}\r\n".encode() in raw
    assert b"victim@v.example" not in raw
    assert b"\r\nBcc" not in raw


@pytest.mark.parametrize("lang", i18n.SPOKEN)
@pytest.mark.parametrize("kind", ["confirmation", "already_signed", "thanks", "reminder", "last_call"])
def test_what_is_made_once_for_many_says_to_each_what_it_says_made_for_them_alone(
    house: Flask, kind: str, lang: str
) -> None:
    alike = {name: ABOUT[name] for name in ("title", "address", "team", "code_page", "until")}
    alike |= {"days": 3, "last": True, "by_list": False}
    with house.app_context():
        for own in ("short", "a" * 90, "b" * 300, "<&>", "\ue000"):
            facts = alike | {"link": f"{US}/c/{own}", "code": own}
            message = Message(kind, "reader@example.org", lang, facts, unsubscribe=f"{US}/u/{own}?lang=kk")
            assert _parts(message) == _made(message)


def test_a_header_ends_where_its_line_ends(house: Flask) -> None:
    message = Message("answer", "a@example.org", "en", ABOUT, answers="<x@y>\r\nBcc: b@example.org")
    with house.app_context(), pytest.raises(ValueError, match="end of a line"):
        compose(message, "ab" * 16, NOW)


@pytest.mark.parametrize("lang", i18n.SPOKEN)
@pytest.mark.parametrize("kind", [*TO_CONFIRM, "invitation"])
def test_every_email_to_confirm_says_until_when_and_names_the_button_of_its_page(
    composed: Callable[..., EmailMessage], house: Flask, kind: str, lang: str
) -> None:
    mail = composed(kind, lang=lang)
    with house.test_request_context(f"/?lang={lang}"):
        button = gettext("Confirm")
    for form in ("plain", "html"):
        seen = words(part(mail, form))
        assert str(ABOUT["until"]) in seen
        assert button in seen


@pytest.mark.usefixtures("now")
def test_mails_that_a_stranger_can_cause_hold_nothing_typed(client: FlaskClient, mails: Mails) -> None:
    # no code of ours holds an O
    typed = {"name": "Zoxoname", "role": "Zoxorole", "affiliation": "Zoxobody", "place": "Zoxoplace",
             "representative": "Zoxowho", "kind": "organisation"}  # fmt: skip
    appeal = make_appeal()
    sign(client, appeal.slug, **typed)
    confirm_by(client, link_in(mails()[0]))
    assert len(mails()) == 2
    sign(client, appeal.slug, **typed)
    first, thanks, again = mails()
    assert [mail["Subject"] for mail in (first, again)] == ["Please confirm", "Your link"]
    for mail in (first, thanks, again):
        for form in ("plain", "html"):
            assert "zoxo" not in re.sub(r"https?://\S+", "", part(mail, form)).casefold()
            assert "Keep the well open" in part(mail, form)


@pytest.mark.usefixtures("now")
def test_each_mail_bears_the_appeal_it_is_about(client: FlaskClient, mails: Mails) -> None:
    make_appeal(slug="another")
    appeal = make_appeal()
    sign(client, appeal.slug)
    confirm_by(client, link_in(mails()[0]))
    rows = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(row.appeal_id, row.priority) for row in rows] == [
        (appeal.id, Priority.CONFIRMATION),
        (appeal.id, Priority.THANKS),
    ]


def test_nothing_of_a_mail_is_left_unsaid_to_translators() -> None:
    """Whatever a reader sees comes through _(): between the tags of our templates there are no words."""
    for path in sorted((ROOT / "templates" / "mail").rglob("*.*")):
        bare = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>|<[^>]*>",
            " ",
            path.read_text(),
            flags=re.DOTALL,
        )
        assert not re.search(r"[^\W\d_]", bare), path
