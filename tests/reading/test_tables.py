"""Tables of signatories, as people and tools make them, are read row by row or refused with the line to blame."""

import csv
import io
import re
import zipfile
from contextlib import suppress
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.reading.files.table_files import book_in, is_table, rows_of
from petition.reading.files.workbook import LONGEST_CELL, MOST_ROWS, TableRow
from petition.reading.refusals import Fault, NotATable
from petition.reading.signatories.listed import Listed, Unread
from petition.reading.tables.columns import ASKED, guess
from petition.reading.tables.heads import Heads, heads_in
from petition.reading.tables.layout import Layout
from petition.reading.tables.table_row import read_row

HEADS = ["ФИО", "Должность", "Город", "Почта"]
ROWS = [["Бекова Ару", "учитель", "Қарасу", "aru@example.org"], ["Сүлеев Марат", "инженер", "Ақбұлақ", ""]]


def separated(rows: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: list[list[Any]], before: int = 0) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = book.active
    for _ in range(before):
        book.create_sheet("empty", 0)
    for row in rows:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def rows_in(data: bytes) -> list[TableRow]:
    """The rows of all sheets, one of which holds any."""
    return [each for each in book_in(data) if isinstance(each, TableRow)]


def cells(data: bytes) -> list[list[str]]:
    return [list(row.cells) for row in rows_in(data)]


def refused(data: bytes) -> NotATable:
    with pytest.raises(NotATable) as refusal:
        rows_in(data)
    return refusal.value


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_values_are_read_whatever_parts_them_and_in_any_unicode(separator: str, encoding: str) -> None:
    assert cells(separated([HEADS, *ROWS], separator, encoding)) == [HEADS, ROWS[0], ROWS[1][:3]]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_values_are_read_in_the_encodings_of_old_machines(encoding: str) -> None:
    rows = [HEADS, *([["Иванова Мария Петровна", "учитель средней школы", "Павлодар", "m@example.org"]] * 5)]
    assert cells(separated(rows, ";", encoding)) == rows


def test_values_in_western_letters_of_one_byte_are_read() -> None:
    rows = [["Name", "City"], ["Zoë Bénard", "Orléans"], ["Jürgen Großmann", "Köln"]]
    assert cells(separated(rows, ";", "cp1252")) == rows


def test_a_value_may_hold_line_breaks_quotes_and_what_parts_values() -> None:
    rows = [["Name", "City"], ['Aru "the well" Bekova', "Qarasu,\nby the river; left"], ["Marat", "x"]]
    assert cells(separated(rows)) == rows
    assert [row.line for row in rows_in(separated(rows))] == [1, 2, 4]


def test_the_sign_that_excel_is_told_is_taken() -> None:
    assert list(rows_of("sep=;\r\na,b;c\r\n")) == [TableRow(2, ("a,b", "c"))]


def test_a_workbook_is_read_as_it_shows_its_values() -> None:
    rows: list[list[Any]] = [
        ["Name", "Signed", "Number", "Public"],
        ["Aru Bekova", datetime(2026, 11, 3), 5.0, True],
        [None, None, None, None],
        ["Marat Suleev", datetime(2026, 11, 4, 10, 30), "=1+1", False],
    ]
    assert rows_in(workbook(rows, before=2)) == [
        TableRow(1, ("Name", "Signed", "Number", "Public")),
        TableRow(2, ("Aru Bekova", "2026-11-03", "5", "yes")),
        TableRow(4, ("Marat Suleev", "2026-11-04 10:30:00", "", "no")),
    ]


def test_what_is_no_table_is_refused() -> None:
    assert refused(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4).fault == Fault.NO_TABLE
    assert refused(b"PK\x03\x04 broken").fault == Fault.BROKEN_ARCHIVE
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(other.getvalue()).fault == Fault.NO_TABLE


def test_a_quote_that_is_never_closed_is_refused_with_its_line() -> None:
    refusal = refused(b'Name,City\nAru,Qarasu\nMarat,"Aq' + b"bulaq\nx,y\n" * 30_000)
    assert (refusal.fault, refusal.line) == (Fault.BROKEN, 3)


def test_too_many_columns_are_refused_with_their_line() -> None:
    wide = "Name,City\n" + ",".join(f"c{nth}" for nth in range(20_000)) + "\n"
    assert (refused(wide.encode()).fault, refused(wide.encode()).line) == (Fault.COLUMNS, 2)
    assert refused(workbook([["Name"], ["x"] * 16_000])).fault == Fault.COLUMNS


def test_a_million_rows_are_refused_with_the_line_where_they_became_too_many() -> None:
    refusal = refused(b"Name,City\n" + b"A,B\n" * 1_000_000)
    assert (refusal.fault, refusal.line) == (Fault.ROWS, MOST_ROWS + 1)


def swollen(sheet: bytes) -> bytes:
    """A workbook with this in place of its sheet."""
    source, stream = zipfile.ZipFile(io.BytesIO(workbook([["Name"], ["Aru"]]))), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            copy.writestr(name, sheet if "sheet1" in name else source.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("sheet", "fault"),
    [
        (b"<worksheet>" + b" " * 200_000_000, Fault.TOO_LARGE),
        (b"<worksheet><sheetData><row r='1'>" + b"<c r='A1'/>" * 110_000, Fault.BROKEN),
        (b"<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>99</v></c></row>", Fault.BROKEN),
        (b"no xml at all", Fault.BROKEN),
    ],
)
def test_a_workbook_that_would_swell_or_deceive_is_refused(sheet: bytes, fault: Fault) -> None:
    assert refused(swollen(sheet)).fault == fault


def test_a_row_that_lies_about_its_number_keeps_nobody_waiting() -> None:
    lying = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
      <row r="1"><c r="A1" t="inlineStr"><is><t>Aru</t></is></c></row><row r="99999999999"><c r="A99999999999"/></row>
      </sheetData></worksheet>"""
    assert cells(swollen(lying)) == [["Aru"]]


def test_one_long_text_that_many_cells_share_is_cut() -> None:
    long = "x" * 30_000
    assert cells(workbook([["Name", long]] * 3)) == [["Name", "x" * LONGEST_CELL]] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Aru Bekova\tteacher\tQarasu\nMarat Suleev\tengineer\tAqbulaq",
        "Name;Role\nAru Bekova;teacher\nMarat Suleev;engineer",
        "Timestamp,Email Address,Full name\n3/11/2026,aru@example.org,Aru Bekova\n3/11/2026,m@example.org,Marat",
        "sep=,\nAru,x",
    ],
)
def test_a_pasted_table_is_told_from_a_list(text: str) -> None:
    assert is_table(text)


@pytest.mark.parametrize(
    "text",
    [
        "Aru Bekova, teacher (Qarasu)\nMarat Suleev, engineer (Aqbulaq)",
        "Aru Bekova, teacher, Qarasu\nMarat Suleev, engineer, Aqbulaq",
        "1. Aru Bekova\n2. Marat Suleev",
        "Aru Bekova; Marat Suleev; Dana Omarova",
        "Aru Bekova",
        "",
    ],
)
def test_a_list_in_the_form_of_a_letter_is_no_table(text: str) -> None:
    assert not is_table(text)


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        ("Timestamp|Email Address|Full name", "signed_on mailbox name"),
        ("Отметка времени|Адрес электронной почты|Ваше ФИО (полностью)|Город", "signed_on mailbox name place"),
        ("Уақыт белгісі|Аты-жөніңіз|Лауазымы|Ұйымы|Қаласы|Электрондық пошта",
         "signed_on name role affiliation place mailbox"),
        ("Фамилия|Имя|Отчество|Должность|Организация|Город|Почта",
         "family given patronymic role affiliation place mailbox"),
        ("Тегі|Аты|Әкесінің аты", "family given patronymic"),
        ("№|Ф.И.О.|Место работы|Подпись", "- name affiliation -"),
        ("First Name|Last Name|City|State|Postal Code|Country|Signed On", "given family place - - - signed_on"),
        ("first_name|last_name|email|zip_code|city|occupation|employer",
         "given family mailbox - place role affiliation"),  # Action Network
        ("nationbuilder_id|first_name|last_name|email1|primary_city", "- given family mailbox place"),
        ("ID|Start time|Completion time|Email|Name|Your organisation", "- - signed_on mailbox name affiliation"),
        ("Name|Ort|Nicht öffentlich", "name place unnamed"),  # openPetition
        ("Name|What you do|Village", "name role place"),
        ("Ф.И.О.|Кем и где работает|Откуда", "name role place"),
        ("Аты-жөні|Жұмыс немесе оқу орныңыз", "name affiliation"),
        ("Full name|Place or name of work", "name affiliation"),
        ("ФИО|Место или название работы", "name affiliation"),
        ("Nom complet|Adresse de messagerie|Lieu ou nom de travail", "name mailbox affiliation"),
        ("დროის ანაბეჭდი|სახელი|გვარი|საქმიანობა|სამუშაო ან სასწავლო ადგილი",
         "signed_on given family role affiliation"),
        ("Позначка часу|Organisation|Based in|Signed on its behalf by", "signed_on affiliation place -"),
        ("Adı soyadı|Peki ne iş yapıyorsunuz?|Hangi kurumda?|Nerede yaşıyorsunuz?", "name role affiliation place"),
        ("Имя|E-mail", "name mailbox"),
        ("Type de contact|Nom affiché|Employeur actuel|Ville|Ne pas téléphoner|Désinscription des envois de masse",
         "kind asked affiliation place - -"),  # CiviCRM; who has chosen to appear so may not want the rest of it named
        ("Adınız nedir?|Soyadınız nedir?|Entidade", "given family affiliation"),
        ("Numele și prenumele|Instituția (opțional)|Localitatea", "name affiliation place"),
        ("Jméno, příjmení|Instituce|Role", "name affiliation role"),
        ("What is your full name as it should be printed?|Which town are you from?", "name place"),
    ],
)  # fmt: skip
def test_the_headings_of_the_usual_tools_are_understood(heads: str, columns: str) -> None:
    row = heads.split("|")
    assert heads_in([row, ["x"] * len(row)]) == Heads(1, 1)
    assert " ".join(column or "-" for column in guess(row, [])) == columns


def test_columns_without_headings_are_told_by_what_stands_in_them() -> None:
    rows = [
        ["1", "Aru Bekova", "teacher", "Almaty", "aru@example.org"],
        ["2", "Marat Suleev", "engineer", "Astana", "m@x.org"],
    ]
    assert heads_in(rows) == Heads()
    assert guess([], rows) == ("", "name", "role", "place", "mailbox")


def test_an_unknown_heading_over_mailboxes_is_a_heading() -> None:
    assert heads_in([["Wer?", "Wohin?"], ["Aru", "aru@example.org"], ["Marat", "m@example.org"]]) == Heads(
        1, 1
    )


def row(**cells: str) -> Listed:
    return read_row(Layout(tuple(cells)), 1, TableRow(1, tuple(cells.values())))


def test_a_row_is_read_into_whoever_signed() -> None:
    listed = row(
        mailbox="aru@Example.org", name="  Aru   Bekova ", role="teacher", place="Qarasu", signed_on="03.11.2026 10:15"
    )  # fmt: skip
    assert (listed.line.name, listed.line.role, listed.line.place) == ("Aru Bekova", "teacher", "Qarasu")
    assert (listed.mailbox, listed.visibility, listed.signed_on) == (
        "aru@example.org",
        "public",
        "2026-11-03",
    )
    assert listed.line.kind == "person"


def test_a_name_in_several_columns_is_joined_in_their_order() -> None:
    assert row(family="Бекова", given="Ару", patronymic="Маратқызы").line.name == "Бекова Ару Маратқызы"
    assert row(given="Ару", family="Бекова", patronymic="Маратқызы").line.name == "Ару Маратқызы Бекова"
    assert row(given="Aru", family="Bekova").line.name == "Aru Bekova"
    assert row(family="dos Santos", given="João Pedro").line.name == "dos Santos João Pedro"
    assert row(family="Dr dos SANTOS", given="João Pedro").line.name == "Dr João Pedro dos SANTOS"
    assert row(family="RUEL", given="A.-M.").line.name == "A.-M. RUEL"
    assert row(family="РУЭЛЬ", given="Анна").line.name == "РУЭЛЬ Анна"


def test_an_organisation_is_told_by_its_column_else_by_its_name() -> None:
    assert row(name="Well", kind="да").line.kind == "organisation"
    assert row(name='Editorial office of the newspaper "Well"', kind="person").line.kind == "person"
    assert row(name='Editorial office of the newspaper "Well"').line.kind == "organisation"


@pytest.mark.parametrize("said", ["no", "нет", "жоқ", "", "не согласен", "hidden", "?"])
def test_nobody_is_named_unless_the_column_that_asks_says_yes(said: str) -> None:
    assert row(name="Aru", visibility=said).visibility == "hidden"


@pytest.mark.parametrize("said", ["yes", "Да", "иә", "TRUE", "1", "public"])
def test_yes_is_yes(said: str) -> None:
    assert row(name="Aru", visibility=said).visibility == "public"


@pytest.mark.parametrize(
    ("said", "shown"),
    [("yes", "hidden"), ("anonymous", "hidden"), ("", "public"), ("no", "public"), ("Initials", "initials")],
)
def test_whoever_asked_not_to_be_named_is_not(said: str, shown: str) -> None:
    assert row(name="Aru", unnamed=said).visibility == shown


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"name": "", "mailbox": "a@example.org"}, "name", "missing"),
        ({"name": "x" * 5_000}, "name", "long"),
        ({"name": "A\u202eru"}, "name", "control"),
        ({"name": "=1+1"}, "name", "blank"),
    ],
)
def test_what_cannot_stand_is_unread_with_its_reason(cells: dict[str, str], column: str, code: str) -> None:
    with pytest.raises(Unread) as refusal:
        row(**cells)
    assert (refusal.value.column, refusal.value.code) == (column, code)


def test_contact_data_in_a_cell_is_taken_out_and_leaves_the_row_doubtful() -> None:
    read = row(name="Aru Bek (@aru)", role="poet, +7 777 123 45 67", place="Taraz", affiliation="Vlast.kz")
    assert (read.line.name, read.line.role, read.line.affiliation) == ("Aru Bek", "poet", "Vlast.kz")
    assert (read.line.doubt, read.line.contact) == ("link", "@aru, +7 777 123 45 67")
    assert row(name="Aru", role="poet", affiliation="School No. 17", place="050000").line.doubt == ""


def test_an_email_address_in_another_cell_goes_where_addresses_stand() -> None:
    read = row(name="Aru Bek <aru@example.org>", mailbox="")
    assert (read.line.name, read.mailbox, read.line.contact) == ("Aru Bek", "aru@example.org", "")
    assert read.line.doubt == "email"
    there = row(name="Aru Bek <aru@example.org>", mailbox="bek@example.org")
    assert (there.mailbox, there.line.contact) == ("bek@example.org", "aru@example.org")
    assert row(name="Aru Bek <aru@example.org>").mailbox == ""


def test_a_column_of_names_with_their_addresses_is_one_of_names() -> None:
    rows = [("Aru Bek <aru@example.org>", "teacher"), ("Marat Suleev <marat@example.org>", "engineer")]
    assert guess((), rows)[0] == "name"
    assert guess((), [("Aru Bek", "aru@example.org"), ("Olga Kim", "olga@example.org")]) == (
        "name",
        "mailbox",
    )


def test_a_row_whose_name_is_an_address_names_nobody() -> None:
    with pytest.raises(Unread) as refusal:
        row(name="aru@example.org", role="poet")
    assert (refusal.value.column, refusal.value.code) == ("name", "missing")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.lists(texts, min_size=2, max_size=5), max_size=20), st.sampled_from("\t;,|"))
def test_what_a_spreadsheet_writes_is_read_again(rows: list[list[str]], separator: str) -> None:
    same = "sep=" + separator + "\r\n" + separated(rows, separator).decode()
    kept = [[cell.strip() for cell in row] for row in rows]
    expected = [re.sub(r"\0+$", "", "\0".join(row)).split("\0") for row in kept if any(row)]
    assert [list(row.cells) for row in rows_of(same)] == expected


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_refusal(data: bytes) -> None:
    with suppress(NotATable):
        lines = [row.line for row in rows_in(data)]
        assert lines == sorted(set(lines))


@given(st.lists(texts, max_size=8), st.lists(st.lists(texts, max_size=8), max_size=4))
def test_no_column_is_guessed_twice(heads: list[str], rows: list[list[str]]) -> None:
    columns = guess(heads, rows)
    assert len(columns) == max([len(heads), *map(len, rows)], default=0)
    assert all(columns.count(column) == 1 for column in columns if column not in {"", ASKED})


COLUMNS = (
    "", "name", "family", "given", "patronymic", "mailbox", "role", "affiliation", "place", "kind", "visibility", "unnamed",
    "signed_on", "acronym", "as_typed", "position", "confirmed", "other",
)  # fmt: skip


@given(st.lists(texts, min_size=1, max_size=6), st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=6))
def test_any_row_is_somebody_or_a_reason(cells: list[str], columns: list[str]) -> None:
    with suppress(Unread):
        assert read_row(Layout(tuple(columns)), 1, TableRow(1, tuple(cells))).line.name.strip()
