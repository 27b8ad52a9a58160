"""Lists as those bring them who gathered names elsewhere: documents, emails, letters, minutes. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import io
from collections.abc import Sequence
from email.message import EmailMessage

import docx
import pytest
import typst

from petition.reading import listing, read_text
from petition.reading.blocks import Block, ReadDocument
from petition.reading.report import list_as_json
from petition.reading.signatories import pasted
from tests.reading.pasted import read_pasted
from tests.reading.test_lists_read import people, said


def word(lines: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document of these lines, and below them a table of these rows."""
    made, stream = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    if rows:
        grid = made.add_table(0, max(map(len, rows)))
        for row in rows:
            for cell, text in zip(grid.add_row().cells, row, strict=False):
                cell.text = text
    made.save(stream)
    return stream.getvalue()


def test_a_table_in_a_document_is_read_by_its_headings_and_asks() -> None:
    rows = [("№", "Прізвище, ім’я", "Посада", "Згода"), ("Львівська область",), ("1", "Кос Ада", "лікарка", "так"), ("2", "Лис Бен", "—", "ні")]  # fmt: skip
    found = listing.read(word(["Who signed by 4 May"], rows), "list.docx")
    assert said(found) == "Кос Ада/лікарка/hidden; Лис Бен/hidden; -1 above; -3 section; ask Згода"


@pytest.mark.parametrize("guessed", [False, True], ids=["docx", "pdf"])
def test_a_document_that_holds_names_alone_is_a_list_and_no_letter(guessed: bool) -> None:
    lines = ["Adhesiones a la carta", "Ada Arena, enfermera, León", "Ben Roble, médico", "María del Mar Campo, maestra", "Asociación Río Vivo, Soria", "Cy Isla, poeta, Soria"]  # fmt: skip
    page = "#set page(width: 18cm, height: 12cm)\n" + "\n\n".join(lines)
    data = typst.compile(page.encode()) if guessed else word(lines)
    told = list_as_json(listing.read(data, "list.pdf" if guessed else "list.docx"))
    named = [(row["name"], row["sure"]) for row in told["rows"] if row["name"] not in lines[0]]
    sure = not guessed
    assert named == [("Ada Arena", sure), ("Ben Roble", sure), ("María del Mar Campo", sure), ("Asociación Río Vivo", sure), ("Cy Isla", sure)]  # fmt: skip
    assert told["account"]["lines"]["all"] == len(lines)


def test_cells_that_are_merged_in_a_document_stay_in_their_columns() -> None:
    made, stream = docx.Document(), io.BytesIO()
    grid = made.add_table(5, 5)
    heads = [
        ("Signatory", "", "Shown as", "", "Town"),
        ("First name", "Last name", "Role", "Organisation", ""),
    ]
    people = [
        ("Ada", "Sand", "nurse", "", "Leeds"),
        ("Ben", "Oak", "", "Hill School", "York"),
        ("Cy", "Holm", "poet", "", "Bath"),
    ]
    for nth, row in enumerate((*heads, *people)):
        for at, said_there in enumerate(row):
            grid.cell(nth, at).text = said_there
    for one, other in (((0, 0), (0, 1)), ((0, 2), (0, 3)), ((0, 4), (1, 4))):
        grid.cell(*one).merge(grid.cell(*other))
    made.save(stream)
    assert (
        said(listing.read(stream.getvalue(), "list.docx"))
        == "Ada Sand/nurse/Leeds; Ben Oak/Hill School/York; Cy Holm/poet/Bath"
    )


def test_each_reply_that_a_mail_passes_on_is_read_and_one_that_refuses_something_waits() -> None:
    replies = {
        "Ada Sand": "Happy to sign.\n\nAda Sand\nnurse, Hill School",
        "Ben Oak": "Count me in, but please don't publish my name.\n\nBen Oak",
        "Cy Holm": "Aye, put me down. Cy Holm, poet",
        "Di Roe": "Thank you, but I have to think about it.\n\nDi Roe",
        "Ed Moss": "I'd rather my name wasn't published, but I am glad to sign.\n\nEd Moss\n\nSent from my phone",
    }
    passed_on = "\n\n".join(
        f"---------- Forwarded message ---------\nFrom: {name} <{name[:2].lower()}@example.org>\nDate: Tue, 10 Mar 2026 at 09:14\nSubject: Re: letter\nTo: Gus <gus@example.org>\n\n{reply}"
        for name, reply in replies.items()
    )
    mail = f"From: Gus <gus@example.org>\nTo: a@example.org\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nAll so far:\n\n{passed_on}\n"
    rows = {row["name"]: row for row in list_as_json(listing.read(mail.encode(), "replies.eml"))["rows"]}
    assert replies.keys() <= rows.keys()
    assert (rows["Ada Sand"]["affiliation"], rows["Cy Holm"]["role"]) == ("Hill School", "poet")
    assert [name for name, row in rows.items() if row["visibility"] == "public"] == ["Ada Sand", "Cy Holm"]
    assert {rows[name]["sure"] for name in ("Ben Oak", "Di Roe", "Ed Moss")} == {False}
    assert not {"Gus", "---------- Forwarded message ---------"} & rows.keys()


def test_an_email_that_brings_a_list_among_its_words_gives_the_list() -> None:
    names = "\n".join(f"{nth}) {name}" for nth, name in enumerate(["Ada Sand, nurse", "Ben Oak, poet", "Cy Holm", "Di Roe, welder", "Ed Moss", "Fay Lind"], 1))  # fmt: skip
    words = f"Dear all,\n\nhere are those who signed at our meeting yesterday, please add them below the letter.\n\n{names}\n\nKind regards\nGus\n"
    mail = f"From: Gus <gus@example.org>\nTo: a@example.org\nSubject: Names\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{words}"
    rows = list_as_json(listing.read(mail.encode(), "names.eml"))["rows"]
    found = [row["name"] for row in rows]
    assert found[-6:] == ["Ada Sand", "Ben Oak", "Cy Holm", "Di Roe", "Ed Moss", "Fay Lind"]


def test_a_sheet_that_was_saved_as_a_page_is_read_without_the_frame_around_it() -> None:
    cells = [
        ["", "A", "B"],
        ["1", "Name", "Occupation"],
        ["2", "Ada Sand", "nurse"],
        ["3", "Ben Oak", "poet"],
    ]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    page = f'<meta charset="utf-8"><div class="grid"><table>{rows}</table></div>'
    assert said(listing.read(page.encode(), "Sheet1.html")) == "Ada Sand/nurse; Ben Oak/poet"


def test_a_table_in_a_pdf_is_read_and_each_row_of_it_doubtful() -> None:
    rows = [("No. Name", "Occupation", "Town", ""), ("1 Ada Sand", "nurse", "Leeds", ""), ("2 Ben Oak", "poet", "York", "x"), ("3 Cy Holm", "—", "Bath", ""),
            ("4 Di Roe", "welder", "York", ""), ("5 Ed Moss", "crossed out", "", ""), ("6 Fay Lind", "", "Leeds", "x")]  # fmt: skip
    cells = "".join(f"[{cell}]" for row in rows for cell in row)
    page = f"#set page(width: 18cm, height: 12cm)\nKeep the bus: sheet 1\n\n#grid(columns: (5cm, 4cm, 4cm, 1cm), row-gutter: 9pt, ..({','.join(cells.replace('][', ']|[').split('|'))}))\n\nTotal: 5"
    found = listing.read(typst.compile(page.encode()), "list.pdf")
    told = list_as_json(found)["rows"]
    assert [row["name"] for row in told] == ["Ada Sand", "Ben Oak", "Cy Holm", "Di Roe", "Fay Lind"]
    assert {row["sure"] for row in told} == {False}
    assert told[2]["role"] == ""
    assert (told[4]["role"], told[4]["place"]) == ("", "Leeds")  # though a cell is empty
    drawn = "\n#pagebreak()\n".join(
        f"#table(columns: (1cm, 2cm, 4cm, 3cm), [No.], [Name], [Occupation], [Remark], {cells})"
        for cells in ("[1], [Ada Benedicta Sandringham], [nurse at the hospital of the valley], [], [2], [Ben Oak], [], [not to be named]",
                      "[3], [Cy Holmes-Whitewater], [poet], []")
    )  # fmt: skip
    page = f"#set page(width: 12cm, height: 8cm)\nKeep the bus\n\n{drawn}\n"
    assert said(listing.read(typst.compile(page.encode()), "list.pdf")) == (
        "Ada Benedicta Sandringham/nurse at the hospital of the valley/hidden/?guessed; Ben Oak/hidden/?naming; Cy Holmes-Whitewater/poet/hidden/?guessed; "
        "-1 above; ask Remark"
    )


def test_a_name_and_a_day_below_a_list_is_one_more_who_signs() -> None:
    text = "Dear Mayor,\n\nWe ask you to keep the reading room open, for nobody else lends books.\n\nSigned:\nAda Sand, nurse\nBen Oak, poet\n"
    assert [line.name for line in read_text(f"{text}Petra Oak, 12.05.2026\n").lines] == [
        "Ada Sand",
        "Ben Oak",
        "Petra Oak",
    ]
    draft = read_text(f"{text}\nNew York, 12.05.2026\n")
    assert (len(draft.lines), draft.place, draft.date) == (2, "New York", "12.05.2026")


def test_a_document_that_is_mostly_a_table_asks_what_its_columns_of_yes_and_no_mean_under_any_heading() -> (
    None
):
    rows = [("Хто", "Що", "Чи можна?"), ("Кос Ада", "лікарка", "так"), ("Лис Бен", "поет", "ні"), ("Гай Віра", "вчителька", "так")]  # fmt: skip
    told = list_as_json(listing.read(word(["Наш список"], rows), "list.docx"))
    assert [ask["column"] for ask in told["asks"]] == [3]
    assert {row["visibility"] for row in told["rows"]} == {"hidden"}


def test_people_beside_the_tables_of_a_document_and_below_other_headings_are_read() -> None:
    made, stream = docx.Document(), io.BytesIO()
    schools = {
        "1. Hill School": [("№", "Name", "Job title"), ("1", "Ada Sand", "nurse"), ("2", "Ben Oak", "poet")],
        "2. Mill School": [
            ("№", "Full name", "Job title"),
            ("1", "Cy Holm", "welder"),
            ("2", "Di Roe", "baker"),
        ],
    }
    for school, rows in schools.items():
        made.add_paragraph(school)
        grid = made.add_table(0, 3)
        for row in rows:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    for line in (
        "Ed Moss – driver",
        "Fay Lind – cook, asked for “no names”",
        "Contact: Gus Ford, 8 000 00 00",
    ):
        made.add_paragraph(line)
    made.save(stream)
    found = listing.read(stream.getvalue(), "list.docx")
    rows_said = [(row["name"], row["role"], row["visibility"], row["sure"]) for row in people(found).values()]
    assert rows_said == [
        ("Ada Sand", "nurse", "public", True), ("Ben Oak", "poet", "public", True),
        ("Cy Holm", "welder", "public", True), ("Di Roe", "baker", "public", True),
        ("Ed Moss", "driver", "public", False), ("Fay Lind", "cook, asked", "hidden", False),
    ]  # fmt: skip


def test_a_letter_brought_as_a_list_gives_who_signed_it_and_not_whom_it_addresses() -> None:
    letter = "To Mayor Ada Sand\n\nDear Mayor,\n\nwe ask you to keep the pool open this winter.\n\nYours sincerely,\nBen Oak, poet\nCy Holm\n"
    assert (
        said(listing.read(letter.encode(), "letter.txt"))
        == said(read_pasted(letter))
        == "Ben Oak/poet; Cy Holm"
    )


def test_a_sentence_that_tells_of_somebody_is_no_body_for_sure() -> None:
    lines = ["Ада Санд, врач", "Бен Оук, поэт", "Коллеги, а моя подруга Вера Гай тоже вроде бы хотела, спрошу у неё", "Сай Холм, повар"]  # fmt: skip
    rows = list_as_json(listing.read("\n".join(lines).encode(), "list.txt"))["rows"]
    assert [row["name"] for row in rows if row["sure"]] == ["Ада Санд", "Бен Оук", "Сай Холм"]


@pytest.mark.parametrize("name", ["minutes.docx", "minutes.txt"])
def test_people_whom_minutes_list_are_found_and_wait_and_the_rest_is_left_over(name: str) -> None:
    present = ["Руэль Анна Львовна, лесничий", "Линд Борис, тракторист", "Дубова Вера Ивановна – врач", "Сосновы Глеб и Дина", "Ивова Елена, почтальон", "Кленов Жан (студент)"]  # fmt: skip
    around = ["ПРОТОКОЛ № 2", "Председатель собрания: Руэль А. Л.", "Присутствовали:", "Слушали: Руэль А. Л. зачитала текст письма министру, которое предлагается подписать всем присутствующим.", "Письмо подписывают все присутствующие, кроме Линда Б. (против). Ивова Е. просит её фамилию под письмом не указывать, остальные согласны.", "По телефону сегодня присоединилась ещё Осина Зоя Петровна, которая не смогла приехать на это собрание."]  # fmt: skip
    lines = [*around[:3], *(f"{nth}. {each}" for nth, each in enumerate(present, 1)), *around[3:]]
    data = (
        word(lines)
        if name.endswith("x")
        else "\n\n".join([*lines[:3], "\n".join(lines[3:9]), *lines[9:]]).encode()
    )
    told = list_as_json(listing.read(data, name))
    assert [row["as_typed"] for row in told["rows"]] == present
    assert not any(row["sure"] or row["visibility"] != "hidden" for row in told["rows"])
    assert [each["text"] for each in told["unread"]] == around


@pytest.mark.parametrize("encoded", [False, True])
def test_a_table_that_an_email_carries_is_read_by_its_headings_however_it_is_encoded(encoded: bool) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "gus@example.org", "a@example.org", "Names"
    rows = "Name\tRole\tPublish\nAda Sand\tnurse\tyes\nBen Oak\tpoet\tno\nCy Holm\tcook\tyes\n"
    mail.set_content(rows, cte="base64" if encoded else "7bit")
    found = listing.read(mail.as_bytes(), "names.eml")
    assert said(found) == "Ada Sand/nurse; Ben Oak/poet/hidden; Cy Holm/cook"


def test_a_body_in_a_paragraph_below_a_name_and_a_post_may_be_where_that_person_works() -> None:
    lines = ("Anna Ruel", "teacher", "Hill School", "Boris Lind, nurse", "Cy Holm, poet", "Di Roe, baker")
    read = pasted.read_document(ReadDocument(tuple(Block("paragraph", (line,)) for line in lines)))
    assert [each.listed.line.doubt for each in read if each.listed] == ["", "above", "", "", ""]
