"""A letter inside an email or a web archive."""
# ruff: noqa: E501 - what people type stands here as they type it

import base64
from email.message import EmailMessage

import pytest

from petition.reading import read, read_text
from petition.reading.draft import Doubt
from tests.reading.test_office_documents import word_of


@pytest.mark.parametrize("inside", ["text/plain", "text/html", "multipart/related"])
def test_of_an_email_or_web_archive_the_letter_inside_is_read(inside: str) -> None:
    plain = "Dear Mayor,\n\nWe ask you to keep the reading room open through the winter.\n\nSigned:\n\nAnna Ruel\nBoris Lind\n"
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in plain.splitlines() if line)
    body = base64.b64encode((plain if inside == "text/plain" else page).encode()).decode()
    part = f"Content-Type: {'text/plain' if inside == 'text/plain' else 'text/html'}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
    head = "From:\r\n Petra <petra@example.org>\r\nSubject: FW: Open letter about the reading room\r\nDate: Thu, 19 Nov 2026 18:42:00 +0100\r\nMIME-Version: 1.0\r\n"
    whole = head + (
        f'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n{part}--x--\r\n'
        if inside == "multipart/related"
        else part
    )
    draft = read(whole.encode(), "letter.mht" if inside == "multipart/related" else "letter.eml")
    assert draft.title == "Open letter about the reading room"
    assert draft.salutation == "Dear Mayor,"
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]
    assert set(draft.because) == {"email around the letter"}


def test_whoever_passes_a_letter_on_signs_the_email_and_not_the_letter() -> None:
    draft = read(
        b"""\
From: Greta Solis <g@example.org>
Subject: Fwd: The harbour
Message-ID: <1@example.org>

See below.

---------- Forwarded message ---------
From: Harbour Group <h@example.org>
Date: Sun, 1 Nov 2026
Subject: The harbour
To: Greta Solis <g@example.org>

Dear Councillor,

The old harbour must stay open to small boats, for families depend on it.

Yours faithfully,

Ada Finch, skipper
Tobias Wren

--\x20
Greta Solis
Press officer
""",
        "letter.eml",
    )
    assert ([line.name for line in draft.lines], draft.doubtful) == (["Ada Finch", "Tobias Wren"], 0)
    assert "Greta Solis" in draft.left_over or any("Greta Solis" in around.line for around in draft.around)
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


def test_what_the_sender_wrote_above_the_letter_is_no_part_of_it() -> None:
    note, text = (
        "Hello all! This is the final text.",
        "We ask you to keep the well open, for it is deep and good.",
    )
    endless = "(b)" * 50_000  # which the library's own way of reading a head takes hours for
    mail = f"From: a@example.org\nTo: b@example.org{endless}\nSubject: text\n\n{note}\n\nTo the Mayor of Lund\n\nOpen letter on the wells\n\nDear Mayor,\n\n{text}\n\nSigned:\n\nAnna Ruel\nBoris Lind\n"
    draft = read(mail.encode(), "letter.eml")
    assert (draft.salutation, draft.title, draft.body) == ("Dear Mayor,", "Open letter on the wells", text)
    assert note in draft.left_over
    assert [each.title for each in draft.recipients] == ["Mayor of Lund"]


@pytest.mark.parametrize(
    ("asked", "whom"),
    [
        ("Одне прохання: Анна Руель та Борис Лінд підписали, і в примірнику для голови їхні імена мають бути, але публічно їх, будь ласка, не згадуйте — обоє на бюджетній роботі.", {"Анна Руель", "Борис Лінд"}),
        ("One thing: Анна Руель and Борис Лінд have signed, and they have to stand in the copy that the mayor gets from us, but in public, please, leave them out, for both of them work for the town.", {"Анна Руель", "Борис Лінд"}),
        ("Анну та Лінда, будь ласка, публічно не згадуйте.", {"Анна Руель", "Борис Лінд"}),
        ("Просимо не публікувати прізвища Лінда.", {"Борис Лінд"}),
    ],
)  # fmt: skip
def test_whom_a_covering_mail_asks_not_to_name_by_parts_of_a_name_is_kept_back(
    asked: str, whom: set[str]
) -> None:
    mail = (
        f"From: a@example.org\nTo: b@example.org\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nДоброго дня!\n\n{asked}\n\nДякую!\n\n"
        "---------- Forwarded message ---------\nFrom: C <c@example.org>\nDate: Wed, 19 Aug 2026 21:14\nSubject: text\nTo: A <a@example.org>\n\n"
        "Шановний пане голово!\n\nПросимо зберегти амбулаторію й провести у вересні збори громади.\n\nЗ повагою\n\nАнна Руель, учителька\nБорис Лінд, лікар\nВіра Мох, поетеса\n"
    )
    draft = read(mail.encode(), "l.eml")
    assert {line.name for line in draft.lines if line.doubt == Doubt.NAMING} == whom
    assert asked in draft.left_over


@pytest.mark.parametrize("as_page", [False, True])
def test_an_email_that_is_answered_below_the_letter_is_no_part_of_it(as_page: bool) -> None:
    text = "The old harbour must stay open to small boats, for many families depend on it. " * 4
    letter = ["Dear Councillor,", text, text, "Yours faithfully,", "Ada Finch, skipper", "Tobias Wren, baker"]
    answered = ["From: Ada Finch <a@example.org>", "Sent: Tuesday, 3 November 2026", "To: Harbour Group"]
    said = "Of course I am with you! Have you asked Cora Lark?"
    typed = "\n\n".join([*letter, "\n".join(answered), said])
    page = "".join(
        f"<p>{each}</p>" for each in [*letter, "<br>".join(answered).replace("<a@", "&lt;a@"), said]
    )
    kind = "html" if as_page else "plain"
    head = f"From: G <g@example.org>\nSubject: Fwd: The harbour\nMIME-Version: 1.0\nContent-Type: text/{kind}\n\n"
    for draft in [read((head + page).encode(), "l.eml")] if as_page else [read_text(typed)]:
        assert [line.name for line in draft.lines] == ["Ada Finch", "Tobias Wren"]
        assert (draft.salutation, said in draft.left_over) == ("Dear Councillor,", True)


QUOTED = [
    "To the Mayor of Lund", "Dear Mayor,", "We ask you to keep the well open, for it is deep and good. " * 4,
    "With respect", "Ada Finch, baker", "Tobias Wren (please no name on the internet)",
]  # fmt: skip
AROUND = "The Lund Herald prints the letter in full."


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("page.html", (f"<html><body><h1>Bakers write to the mayor</h1><p>{AROUND}</p><blockquote>"
            f"{''.join(f'<p>{line}</p>' for line in QUOTED)}</blockquote><p>The council gave no answer.</p></body></html>")),
        ("letter.eml", f"From: a@example.org\nTo: b@example.org\nSubject: Fwd: The well\nMIME-Version: 1.0\n\nHello all!\n\n{AROUND}\n\n"
            + "".join(f"> {line}\n>\n" for line in QUOTED)),
    ],
)  # fmt: skip
def test_a_letter_that_is_quoted_is_the_letter(name: str, file: str) -> None:
    draft = read(file.encode(), name)
    assert (draft.salutation, [line.name for line in draft.lines]) == (
        "Dear Mayor,",
        ["Ada Finch", "Tobias Wren"],
    )
    assert draft.lines[1].doubt == "naming"
    assert AROUND in draft.left_over
    assert "Herald" not in draft.body
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


def test_a_letter_that_minutes_quote_is_the_letter_though_they_are_longer() -> None:
    minutes = "The chair welcomed the members and explained where they find the exits. " * 12
    after = "Mr Wren asked that his name go to the mayor only."
    quoted = "\n".join(f"> {line}\n>" for line in [*QUOTED[1:4], "Ada Finch, baker", "Tobias Wren"])
    draft = read_text(
        f"# Minutes\n\n{minutes}\n\n**Appeal to the Mayor of Lund**\n\n{quoted}\n\n## Newsletter\n\n{after}\n"
    )
    assert (draft.title, draft.salutation) == ("Appeal to the Mayor of Lund", "Dear Mayor,")
    assert [(line.name, line.doubt) for line in draft.lines] == [("Ada Finch", ""), ("Tobias Wren", "naming")]
    assert after in draft.left_over


def test_a_letter_attached_to_the_email_that_covers_it_is_the_letter() -> None:
    asked = "Ojo: Tobias Wren firma, pero pide que su nombre no salga en el periódico."
    cover = f"Hello Greta,\n\nhere is the letter, please print it.\n\nBest,\nHilda Sand\n\n_____\nFrom: Ada Finch <a@example.org>\nSent: Tuesday, 3 November 2026\nTo: Hilda Sand\n\nHi Hilda,\n\n{asked}\n\nAda Finch\n"
    text = "The old harbour must stay open to small boats, for many families depend on it. " * 5
    letter = word_of("Yours,", "Ada Finch, skipper", "Tobias Wren, baker", above=("Dear Councillor,", text))
    report = word_of(text * 3, above=())

    def sent(*files: bytes, said: str = cover) -> bytes:
        email = EmailMessage()
        email["From"], email["Subject"] = "Hilda Sand <h@example.org>", "Fwd: the harbour"
        email.set_content(said)
        for nth, file in enumerate(files):
            email.add_attachment(file, maintype="application", subtype="octet-stream", filename=f"{nth}.docx")
        return email.as_bytes()

    draft = read(sent(report, letter), "letter.eml")
    assert draft.salutation == "Dear Councillor,"
    assert [(line.name, line.doubt) for line in draft.lines] == [("Ada Finch", ""), ("Tobias Wren", "naming")]
    assert {"Hilda Sand", asked} <= {*draft.left_over}
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
    typed = f"Dear Mayor,\n\n{text}\n\nYours,\n\nCora Lark, nurse\nIda Orr, poet\n"
    assert [line.name for line in read(sent(report, said=typed), "l.eml").lines] == ["Cora Lark", "Ida Orr"]


def test_a_letter_passed_on_in_a_chat_is_the_message_that_holds_it() -> None:
    text = "The old harbour must stay open to small boats, for many families depend on it. " * 4
    letter = f"OPEN LETTER\nof the bakers\n\n3 May 2026\n\nDear Mayor,\n\n{text}\n\nYours,\n\nAda Finch, baker\nTobias Wren\n"
    draft = read_text(
        f"Forwarded from: Neighbours | CHAT\n\n[12.11.2026 21:47] Admin Sue:\nPlease send this on!!\n-----------\n\n{letter}\n"
        "[12.11.2026 21:58] Tom Garage:\nWhat for?\n\n[12.11.2026 22:03] Lena M.:\nThank you Sue!!!\n"
    )
    assert (draft.title, draft.date, draft.salutation) == (
        "OPEN LETTER of the bakers",
        "3 May 2026",
        "Dear Mayor,",
    )
    assert [line.name for line in draft.lines] == ["Ada Finch", "Tobias Wren"]
    assert not draft.recipients
    assert {"Please send this on!!", "What for?"} <= {*draft.left_over}
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


def test_a_star_before_some_of_many_names_begins_no_item_in_which_the_names_below_it_are_lost() -> None:
    names = "Ruel, Anna - nurse, Leeds\n* Lind, Boris - driver, Leeds\nHolm, Cora - poet, York\n* Moss, Dana - baker\nOrm, Ed - carer\n"
    draft = read(f"From: a@example.org\nMessage-ID: <1@example.org>\n\nDear Mayor,\n\nPlease keep the bus.\n\nSigned:\n{names}".encode(), "a.eml")  # fmt: skip
    assert [line.name for line in draft.lines] == ["Ruel, Anna", "Lind, Boris", "Holm, Cora", "Moss, Dana", "Orm, Ed"]  # fmt: skip


def test_of_a_chat_copied_at_a_desk_the_letter_is_read_and_a_wish_in_it_keeps_all_back() -> None:
    letter = "Dear Mayor,\n\nPlease keep the bus. It is the only one that goes to the river, and without it nobody reaches the ward in winter.\n\nWe ask you to meet us, and to say by the new year who pays for it.\n\nSigned:\n1. Anna Ruel, nurse\n2. Boris Lind, driver\n"
    said = "Vera, [18.01.2027 21:10]\nI am for it, but I shall not sign\n\nAnna R., [18.01.2027 21:40]\nif it goes to the papers, then me without my name please\n"
    draft = read_text(f"Ed | night shift, [18.01.2027 20:58]\nHere it is.\n\nEd | night shift, [18.01.2027 21:03]\n{letter}\n{said}")  # fmt: skip
    assert [(line.name, line.doubt) for line in draft.lines] == [("Anna Ruel", "naming"), ("Boris Lind", "naming")]  # fmt: skip
    assert "Anna R., [18.01.2027 21:40]" in draft.left_over
