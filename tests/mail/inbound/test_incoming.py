"""A message read from its bytes: what is refused unread, where it was sent, what no server changes, what is quoted."""

import time
from base64 import b64encode
from contextlib import suppress
from itertools import product

import pytest

from petition.mail.inbound import dsn
from petition.mail.inbound.incoming import (
    LARGEST,
    Addressed,
    Inbound,
    MessageKind,
    Ours,
    TooMuch,
    address_parts,
    read,
    sign_address,
    slug_begins,
)
from petition.mail.inbound.own_words import own_words
from petition.mail.inbound.parts import text_of_html
from petition.reading.files.encodings import decode_stated
from tests.interpret.corpus import mail

SIGN_AT = "sign@sign.example.org"
OURS = Ours(SIGN_AT, "letters.example.org", "letters@letters.example.org")


def of(raw: bytes, **envelope: str) -> Inbound:
    return read(raw, OURS, **envelope)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"Subject: x\r\n\r\n" + b"x" * LARGEST, "size"),
        (b"To: " + b"p@example.org, " * 20_000 + b"\r\n\r\nx", "head"),
        (b"X: " + b"y" * 1_000_000, "head"),
        (b"\r\n".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d' % (n, n) for n in range(200)), "parts"),
        (b"Subject: x\r\n\r\n" + b"\n" * 400_000, "lines"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 200, "parts"),
        (b'Content-Type:\r\n "message/x"\r\n\r\n' * 4000, "parts"),
        (b"Content-Type: multipart/mixed; boundary*=undefined'en'%ff\r\n\r\nx", "form"),  # a codec that fails always
    ],
)  # fmt: skip
def test_what_is_too_much_is_refused_by_counting_bytes_and_what_cannot_be_read_alike(
    raw: bytes, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(TooMuch) as refusal:
        of(raw)
    assert refusal.value.what == what
    assert dsn.read(raw) is None
    told = [line for line in caplog.messages if "Error while a message was read at /" in line]
    assert len(told) == (2 if what == "form" else 0)  # of kind and place, for it may be a fault of ours


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"\x00" * 1000,
        b"\xff\xfe" * 500,
        b":\r\n:\r\n\r\n:",
        b"From: " + b"(" * 5000,
        b"Content-Type: text/plain; charset*" + b"9" * 6000 + b"=x\r\n\r\nx",  # no number that Python makes
        b"Subject: x\r\n\r\n" + b"The boundary of the reserve, a message/x. " * 60,
    ],
)
def test_whatever_else_comes_is_read(raw: bytes) -> None:
    assert of(raw).kind is MessageKind.ORDINARY


@pytest.mark.parametrize(
    "raw",
    [
        b"From: MAILER-DAEMON@x.example\r\n\r\n" + b"\n" * 60_000,
        b"From: MAILER-DAEMON@x.example\r\nReturn-Path: <>\r\nIn-Reply-To: <%032d@x.example>\r\n\r\n" % 1
        + b"," * 120_000,
        b"From: MAILER-DAEMON@x.example\r\nContent-Type: multipart/report; boundary=q\r\n\r\n--q\r\n"
        b"Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b64encode(b"a\n\n" * 120_000),
        b"Content-Type: text/html\r\n\r\n<table><tr>" + b"<td>a" * 60_000,
        b'Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain; a="'
        + b";" * 100_000,
        b"Subject: x\r\n\r\n" + b"a" * 39_000 + b" @\r\n[=abcdefgh=]",
        b"Subject: x\r\n\r\n" + b" \n" * 19_000 + b"@\r\n[=abcdefgh=]",
    ],
    ids=[
        "empty lines of a bounce",
        "a line of a bounce",
        "blocks of a report",
        "cells of a row",
        "the head of a part",
        "a word",
        "blank lines",
    ],
)
def test_what_goes_on_and_on_is_read_at_once(raw: bytes) -> None:
    begun = time.process_time()
    with suppress(TooMuch):
        of(raw)
    dsn.read(raw)
    assert time.process_time() < begun + 4  # each took more than seven, while the process stood still


def test_the_envelope_says_where_it_was_sent_before_the_headers_do() -> None:
    raw = mail("x")
    assert of(raw).sent_to == "sign+well@sign.example.org"
    assert of(raw, recipient="sign+other@sign.example.org").sent_to == "sign+other@sign.example.org"
    assert of(raw, recipient="letters@letters.example.org").sent_to == "sign+well@sign.example.org"
    assert (
        of(b"Delivered-To: sign+third.k7qf3mxd@sign.example.org\r\n" + raw).sent_to
        == "sign+third.k7qf3mxd@sign.example.org"
    )


@pytest.mark.parametrize(
    ("to", "sent_to"),
    [
        ("Well <sign+well@sign.example.org>", "sign+well@sign.example.org"),
        ("a@example.org, SIGN+well@sign.example.org", "SIGN+well@sign.example.org"),
        ('"sign+other@sign.example.org" <sign+well@sign.example.org>', "sign+well@sign.example.org"),
        ("=?utf-8?q?sign+other=40sign.example.org=2C?= <sign+well@sign.example.org>", "sign+well@sign.example.org"),
        ("=?utf-8?q?a=2Csign+well=40sign.example.org?=@evil.example", ""),
        ("sign+well@sign.example.org.evil.example", ""),
        ("a@evil.example (sign+well@sign.example.org)", ""),
        ('"sign+well@sign.example.org" <a@evil.example>', ""),
        ("(" * 5000 + "sign+well@sign.example.org", ""),
    ],
)  # fmt: skip
def test_recipients_are_addresses_and_not_what_their_names_say(to: str, sent_to: str) -> None:
    raw = mail("x").replace(b"To: sign+well@sign.example.org", f"To: {to}".encode())
    assert of(raw).sent_to == sent_to


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("=?utf-8?q?a=2Cvictim=40v.example?=@evil.example", "", "=?utf-8?q?a=2Cvictim=40v.example?=@evil.example"),
        ("=?utf-8?q?Aru=2C_=3Cvictim=40v.example=3E?= <a@evil.example>", "", "a@evil.example"),
        ("=?utf-8?q?Bekova=2C_Aru?= <a@evil.example>", "Bekova, Aru", "a@evil.example"),
        ('"Bekova, Aru" <a@evil.example>', "Bekova, Aru", "a@evil.example"),
        ("Victim <victim@v.example>, Aru <a@evil.example>", "", ""),
        ("victim@v.example <a@evil.example>", "", ""),
    ],
)  # fmt: skip
def test_who_wrote_is_one_address_and_a_name_is_a_name(value: str, name: str, address: str) -> None:
    raw = mail("x").replace(b"Aru Bekova <aru@example.org>", value.encode())
    assert (of(raw).from_name, of(raw).from_address) == (name, address)


def test_every_slug_has_addresses_that_fit_and_lead_back() -> None:
    for length, (code, deed) in product(range(1, 81), (("", ""), ("k7qf3mxd", ""), ("k7qf3mxd", "yes"))):
        slug = "k" * length
        address = sign_address(SIGN_AT, slug, code, deed)
        assert len(address.partition("@")[0]) <= 64
        parts = address_parts(address.upper(), SIGN_AT)
        assert parts is not None
        assert (parts.code, parts.deed) == (code, deed)
        assert slug.startswith(slug_begins(SIGN_AT, parts.tag))
        assert address_parts(sign_address(SIGN_AT, slug), SIGN_AT) == Addressed(parts.tag)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sign@sign.example.org",
        "sign+@sign.example.org",
        "sign+well@example.org",
        "x+well@sign.example.org",
    ],
)
def test_no_other_address_is_ours(address: str) -> None:
    assert address_parts(address, SIGN_AT) is None
    assert address_parts(address, "") is None


def test_what_servers_add_on_the_way_makes_no_other_message() -> None:
    raw = mail("I sign.\n")
    assert of(b"Received: by x\r\nX-Spam: no\r\n" + raw).same == of(raw).same
    assert of(raw.replace(b"I sign", b"I sing")).same != of(raw).same
    assert of(raw.replace(b"aru@", b"eve@")).same != of(raw).same
    assert of(raw, recipient="sign+other@sign.example.org").same != of(raw).same


def test_what_is_answered_is_known_by_our_own_message_ids_alone() -> None:
    ours, theirs = "ab" * 16, "cd" * 16
    message = of(
        mail(
            "yes",
            "Aru Bekova <aru@example.org>",
            "Re",
            f"References: <{theirs}@example.org>\r\n <{ours}@letters.example.org>",
        )
    )
    assert message.answers == (ours,)


@pytest.mark.parametrize(
    "said", ["<see https://evil.example now>", "<=?utf-8?q?x=0D=0ABcc=3Av?=@evil.example>"]
)
def test_a_message_id_that_could_say_something_is_not_repeated(said: str) -> None:
    assert of(mail("x", "Aru Bekova <aru@example.org>", "x", f"Message-ID: {said}")).message_id == ""


@pytest.mark.parametrize(
    ("raw", "stated", "text"),
    [
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
        ("Привет".encode("koi8-r"), "windows-1251", "Привет"),
        ("Привет".encode("cp1251"), "koi8-r", "Привет"),
        ("Привет".encode(), "windows-1251", "Привет"),
        ("Привет".encode("cp1251"), "", "Привет"),
        ("Привет".encode("cp1251"), "iso-8859-1", "Привет"),
        ("Қол қоямын".encode("kz1048"), "kz1048", "Қол қоямын"),
        ("Müller, Łódź".encode("iso-8859-2"), "iso-8859-2", "Müller, Łódź"),
        ("Grüße".encode("latin-1"), "latin-1", "Grüße"),
        ("Да".encode("cp1251"), "windows-1251", "Да"),
        (b"plain", "x-unknown", "plain"),
        (b"half +2AA- of a pair", "utf-7", "half +2AA- of a pair"),  # what no database nor page takes
        (b"half \\ud800 of a pair \xff", "unicode_escape", "half \\ud800 of a pair \u044f"),
    ],
)  # fmt: skip
def test_bytes_are_read_as_they_are_stated_unless_that_is_plainly_wrong(
    raw: bytes, stated: str, text: str
) -> None:
    assert decode_stated(raw, stated) == text


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes\n\nOn 1 May 2026, X <x@y.org> wrote:\n> No", "Yes"),
        ("> No\n\nYes", "Yes"),
        ("Yes\n\n> No\n\nAnd thanks", "Yes\n\n\nAnd thanks"),
        ("Да\n\n01.05.2026 10:00, Икс пишет:\n\nНет", "Да"),
        ("Да\n\n1 мая 2026 г., 10:00 Икс написал(а):\n> Нет", "Да"),
        ("Иә\n\n2026 ж. 1 мам. 10:00, Икс <x@y.kz> жазды:\nЖоқ", "Иә"),
        ("О> Нет\nОП>> Нет\n\nДа", "Да"),
        ("~~Да~~ Нет", "Нет"),
        ("I sign.\n~~~ Aru Bekova ~~~ teacher", "I sign.\n~~~ Aru Bekova ~~~ teacher"),
        ("Aru ~~ Bekova ~~ teacher", "Aru ~~ Bekova ~~ teacher"),
        ("Да> нет", "Да> нет"),
        ("Да\n\n-----Исходное сообщение-----\nНет", "Да"),
        ("Да\n________________________________\nFrom: X <x@y.org>\nSent: Monday, 2 May 2026 10:15\n\nNo", "Да"),
        ("Иә\n\nКімнен: X <x@y.kz>\nЖіберілді: 2026 ж. 2 мамыр 10:15\nКімге: Y\n\nЖоқ", "Иә"),
        ("Yes\n-- \nAru", "Yes"),
        ("Yes\nSent from my iPhone", "Yes"),
        ("Да\nОтправлено из мобильной Почты Mail.ru", "Да"),
        ("Да\nОтправлено с iPhone", "Да"),
        ("Да\nОтправлено из Яндекс Почты для Android", "Да"),
        ("Иә\niPhone-нан жіберілді", "Иә"),
        ("Иә\nSamsung телефонымнан жіберілді", "Иә"),
        ("He wrote: we sign", "He wrote: we sign"),
        ("Аза болып хат жазды", "Аза болып хат жазды"),
        ("From: the heart\nI sign", "From: the heart\nI sign"),
    ],
)  # fmt: skip
def test_ones_own_words_are_told_from_what_programs_add(text: str, own: str) -> None:
    assert own_words(text).text == own


def test_a_page_becomes_the_lines_that_its_reader_sees() -> None:
    page = "<p>One &amp; two<br>three</p><style>x</style><blockquote>No</blockquote><p hidden>Yes</p><div>four<s>5</s></div>"
    assert text_of_html(page).split("\n") == ["One & two", "three", "", "> No", "", "four~~\u20605\u2060~~"]
    assert own_words(text_of_html('Town: <i style="text-decoration: line-through">A</i>B')).text == "Town: B"
    assert own_words(text_of_html("A~<s> B~~<b>C</b></s>~\u2060~ ~~ ~~")).text == "A~~~ ~~ ~~"
    assert text_of_html("<div>" * 5000 + "deep") == "deep"


@pytest.mark.parametrize(
    ("reply_to", "to", "doubted"),
    [
        ("ade@mail-desk.example", "undisclosed-recipients:;", True),
        ("ade@mail-desk.example", SIGN_AT, False),
        ("ade@consultant.example", "undisclosed-recipients:;", False),
    ],
)
def test_what_names_no_recipient_and_is_answered_elsewhere_is_doubtful(
    reply_to: str, to: str, doubted: bool
) -> None:
    raw = f"From: Ade <d@consultant.example>\nReply-To: {reply_to}\nTo: {to}\nCc: {SIGN_AT}\n\nKindly sign.\n"
    assert of(raw.encode()).is_doubtful is doubted
