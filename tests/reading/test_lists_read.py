"""Lists as people have them, in files and pasted: nobody is invented or lost. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import io
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from petition.reading import listing
from petition.reading.files.workbook import TableRow
from petition.reading.listing import ListRead
from petition.reading.report import list_as_json
from petition.reading.signatories import pasted
from tests.outside import outside
from tests.reading.pasted import read_pasted

EXPECTED = dict(
    line.split(": ", 1) for line in Path(__file__).with_name("list_cases.txt").read_text("utf-8").splitlines()
)


def said(found: ListRead) -> str:
    """What was read, in a line: who, with all that is said of them, what is nobody, and what is asked."""
    told = list_as_json(found)
    rows = [
        "/".join(
            filter(None, [
                row["name"], row["role"], row["affiliation"], row["place"], row["email"],
                row["kind"] if row["kind"] != "person" else "", row["visibility"] if row["visibility"] != "public" else "",
                row["reason"] and "?" + row["reason"],
            ])
        )
        for row in told["rows"]
    ]  # fmt: skip
    nobody = [f"-{each['line']} {each['reason']}" for each in told["unread"]]
    asks = [f"ask {each['heading']}" for each in told["asks"] if each["question"] == "what the column means"]
    return "; ".join(rows + nobody + asks)


def table(text: str, name: str = "list.csv") -> ListRead:
    return listing.read(text.encode(), name)


def people(found: ListRead) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in list_as_json(found)["rows"]}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_lists_of_peoples_reports_are_read_right(name: str) -> None:
    data = outside(f"cases/files/{name}").read_bytes()
    found = read_pasted(data.decode()) if "_paste" in name else listing.read(data, name)
    assert said(found) == EXPECTED[name]


# --- nobody is lost ---------------------------------------------------------------------------------------------------

words = st.sampled_from(
    ["Anna", "Ruel", "teacher", "Maple Trust", "a@example.org", "yes", "нет", "Итого", "5", ":", "Name", "Email", "Город", "—", "",
     "@anna", "(anonymous)", "and", "of", "+7 777 123 45 67", "«", "https://x.example/a", "山田", "Ph.D.", "12.05.2026"]
)  # fmt: skip


@given(st.lists(st.lists(words, max_size=5), max_size=12))
@settings(max_examples=80)
def test_each_row_and_cell_of_a_table_ends_in_one_place(rows: list[list[str]]) -> None:
    kept = [(row, [cell for cell in row if cell]) for row in rows]
    book = [TableRow(nth, tuple(row)) for nth, (row, filled) in enumerate(kept, 1) if filled]
    found = listing.read_table(book)
    assert len(found.found) == len(book)
    assert found.account["rows"]["all"] == len(book)
    assert found.account["cells"]["all"] == sum(len(filled) for _, filled in kept)
    for went in found.account.values():
        assert went["all"] == sum(count for place, count in went.items() if place != "all")
    assert all((each.listed is None) != (each.why is None) for each in found.found)


@given(st.lists(st.lists(words, max_size=6).map(" ".join), max_size=12))
@example(["Anna Ruel and Boris Lind", "teacher"])
@example(["a@example.org"])
@settings(max_examples=80)
def test_each_line_of_a_pasted_list_ends_in_one_place(lines: list[str]) -> None:
    placed = pasted.read("\n".join(lines))
    covered = Counter(line for each in placed for line in range(each.line, each.last + 1))
    assert covered.keys() == {nth for nth, line in enumerate(lines, 1) if line.strip()} | {
        line for each in placed for line in range(each.line, each.last + 1) if not lines[line - 1].strip()
    }
    assert listing.lines_account(placed)["all"] >= sum(bool(line.strip()) for line in lines)
    assert all(each.typed for each in placed if each.why)


def test_totals_titles_headings_of_parts_and_repeated_headings_are_nobody_and_are_told() -> None:
    found = table(
        "Letter to the council;;\n;;\nName;Role;Town\nTeachers:;;\nAnna Ruel;teacher;Ewell\nName;Role;Town\nBoris Lind;doctor;Ewell\n"
        "Всего: 2;;\nTotal: 2 signatures, one to be printed;;\n# from the site;;\n"
    )
    assert list(people(found)) == ["Anna Ruel", "Boris Lind"]
    assert found.account["rows"] == {
        "all": 9, "above": 1, "comment": 1, "headings": 2, "section": 1, "signatories": 2, "total": 2,
    }  # fmt: skip


# --- nobody is invented -----------------------------------------------------------------------------------------------


def test_half_a_name_is_never_sure() -> None:
    assert (
        people(table("Vorname,Email\nAnna,a@example.org\nBoris,b@example.org\n"))["Anna"]["reason"] == "half"
    )
    assert list(people(table("Nimi1,Etunimi\nRuel,Anna\nLind,Boris\n"))) == ["Ruel Anna", "Lind Boris"]
    assert list(people(table("Имя,Другое\nАнна,Руэль\nБорис,Линд\n"))) == ["Анна Руэль", "Борис Линд"]


@pytest.mark.parametrize(
    ("cell", "mailbox", "reason"),
    [
        ("mailto:anna@example.org", "anna@example.org", ""),
        ("Anna Ruel <anna@example.org>", "anna@example.org", ""),
        ("n/a", "", ""),
        ("-", "", ""),
        ("нет", "", ""),
        ("anonymous", "", "naming"),
        ("a@example.org; b@example.org", "", "address"),
        ("anna at example", "", "address"),
    ],
)
def test_a_bad_address_costs_the_address_and_not_the_person(cell: str, mailbox: str, reason: str) -> None:
    row = people(table(f'Name,Email\nAnna Ruel,"{cell}"\nBoris Lind,b@example.org\n'))["Anna Ruel"]
    assert (row["email"], row["reason"]) == (mailbox, reason)


@pytest.mark.parametrize(
    ("heads", "name"),
    [
        ("Ім'я;Прізвище", "1 2"), ("Prezime;Ime", "1 2"), ("Förnamn;Efternamn", "1 2"), ("Etunimi;Sukunimi", "1 2"), ("Όνομα;Επώνυμο", "1 2"),
        ("Keresztnév;Vezetéknév", "1 2"), ("Imię;Nazwisko", "1 2"), ("Ism;Familiya", "1 2"), ("Ном;Насаб", "1 2"), ("Անուն;Ազգանուն", "1 2"),
        ("სახელი;გვარი", "1 2"), ("Nume;Prenume", "1 2"), ("Vārds;Uzvārds", "1 2"), ("Nombre;Apellidos", "1 2"), ("Voornaam;Achternaam", "1 2"),
        ("Aty;Tegi", "1 2"), ("Ady;Familiýasy", "1 2"), ("Име;Фамилия", "1 2"), ("Eesnimi;Perekonnanimi", "1 2"), ("Emri;Mbiemri", "1 2"),
        ("Prénom du participant;Nom du participant", "1 2"),
    ],
)  # fmt: skip
def test_both_parts_of_a_name_are_known_in_the_languages_around(heads: str, name: str) -> None:
    found = table(f"{heads};E-mail\nAnna;Ruel;a@example.org\nElis;Lind;e@example.org\n")
    assert set(found.columns[:2]) == {"given", "family"}
    assert list(people(found)) == ["Anna Ruel", "Elis Lind"]


@pytest.mark.parametrize(
    ("line", "read_as"),
    [
        ("Anna Ruel, Ph.D., professor, Maple University", "Anna Ruel/Ph.D., professor/Maple University"),
        ("Boris Lind, Jr.", "Boris Lind, Jr."),
        ("N.Minkov", "N.Minkov"),
        ("Anna Ruel / Boris Lind", "Anna Ruel; Boris Lind"),
        ("Anna Ruel and Boris Lind", "Anna Ruel/?two; Boris Lind/?two"),
        ("Л. Ф. Рубина и М. Ф. Рубин (Тараз)", "Л. Ф. Рубина/Тараз/?two; М. Ф. Рубин/Тараз/?two"),
        ("Айша Мирская та Костя Мирський, учні", "Айша Мирская/учні/?two; Костя Мирський/учні/?two"),
        ("Ерлан Есімұлы мен Айдар Есімұлы, студенттер", "Ерлан Есімұлы/студенттер/?two; Айдар Есімұлы/студенттер/?two"),
        ("ANNA AND MARIA RUEL", "ANNA RUEL/?two; MARIA RUEL/?two"), ("BLACK AND WHITE", "BLACK AND WHITE/?two"), ("Ruel, Anna und Boris", "Ruel, Anna und Boris/?two"),
        ("Lind, Anna von, poet", "Lind, Anna von/poet"),
        ("We, teachers of Maple School No. 5", "We, teachers of Maple School No. 5/organisation"),
        ("Мы, учителя школы № 5", "Мы, учителя школы № 5/organisation"),
        ("Anna Ruel (@anna_r), poet", "Anna Ruel/poet/?link"),
        ("Anna Ruel - anna@example.org", "Anna Ruel/anna@example.org"),
        ("Anna Ruel, +7 777 123 45 67", "Anna Ruel/?phone"),
        ("van Gogh, Vincent", "van Gogh, Vincent"),
        ("Anna Ruel (retracted)", "-1 retracted"), ("[signature withdrawn]\nAnna Ruel", "Anna Ruel; -1 retracted"),
        ("Anna Ruel, retired teacher (signed in May)", "Anna Ruel/retired teacher (signed in May)"),
        ("Anna Ruel, retired (signatory of the first letter)", "Anna Ruel/retired (signatory of the first letter)"),
        ("Анна Снялова, врач (подписала 3 мая)", "Анна Снялова/врач (подписала 3 мая)"), ("Anna Streicher (Erstunterzeichnerin)", "Anna Streicher/Erstunterzeichnerin"),
        ("Lehrerin Anna Streicher (Erstunterzeichnerin)", "Anna Streicher/Lehrerin, Erstunterzeichnerin"), ("Anna Ruel (has withdrawn her signature)", "-1 retracted"),
        ("- Anna Ruel, teacher, has not signed and will never sign this letter of ours.\n- Boris Lind",
         "Anna Ruel/teacher, has not signed and will never sign this letter of ours/?name; Boris Lind"),
        ("- Anna Ruel, director of the company, who supports us but could not sign because of her office.\n- Boris Lind",
         "Anna Ruel/director/company, who supports us but could not sign because of her office/?name; Boris Lind"),
        ("Кора Холм (Silent Spring)", "Кора Холм/Silent Spring"), ("Кора Холм (Cora Holm)", "Кора Холм (Cora Holm)"),
        ("Елена Хлынова (Chlynowa Jelena)", "Елена Хлынова (Chlynowa Jelena)"),
        ("For the attention of the Chess Club: Anna Ruel", "Anna Ruel/For the attention of the Chess Club"),
        ("Anna Ruel\nDirector\nMaple Trust\n\nBoris Lind\nSenior Lecturer\nHill University",
         "Anna Ruel/Director/Maple Trust; Boris Lind/Senior Lecturer/Hill University"),
        ("Names of those who sign\nAnna Ruel", "Names of those who sign/organisation/?name; Anna Ruel"),
        ("Madonna\nAnna Ruel", "Madonna/?half; Anna Ruel"),
    ],
)  # fmt: skip
def test_lines_in_the_shapes_people_type_are_sure_or_say_why_not(line: str, read_as: str) -> None:
    assert said(read_pasted(line)) == read_as


def test_a_letter_of_ours_comes_back_as_what_it_is() -> None:
    csv_of_ours = (
        "position,section,kind,name,acronym,role,affiliation,place,as_typed\n"
        '1,first,person,Anna Ruel,,teacher,,Ewell,"Anna Ruel, teacher (Ewell)"\n'
        "2,others,organisation,Maple Trust,MT,,,,Maple Trust (MT)\n"
        ",,,Preview of 2 May,,,,,\n"
    )
    found = table(csv_of_ours, "letter.csv")
    assert said(found) == "Anna Ruel/teacher/Ewell; Maple Trust/organisation; -4 statement"
    assert found.found[1].listed
    assert found.found[1].listed.line.as_typed == "Anna Ruel, teacher (Ewell)"


def test_hidden_coloured_and_commented_rows_and_other_sheets_of_a_workbook_are_told() -> None:
    book = openpyxl.Workbook()
    notes, people_sheet = book.active, book.create_sheet("People")
    assert notes
    notes.append(["Remember the milk"])
    for row in (["Name", "Role"], ["Anna Ruel", "teacher"], ["Boris Lind", "doctor"]):
        people_sheet.append(row)
    for nth in range(5):
        people_sheet.append([f"Cora Holm{'abcde'[nth]}", "poet"])
    people_sheet.row_dimensions[3].hidden = True
    people_sheet["A5"].fill = PatternFill("solid", fgColor="FFFF00")
    people_sheet["B8"].comment = Comment("Rang on Monday.", "Office")
    stream = io.BytesIO()
    book.save(stream)
    found = listing.read(stream.getvalue(), "list.xlsx")
    assert (found.sheet, found.others) == ("People", ("Sheet",))
    told = [(row["visibility"], row["reason"]) for row in people(found).values()]
    usual = ("public", "")
    assert told == [usual, ("public", "row"), usual, ("hidden", "naming"), usual, usual, ("hidden", "naming")]


# --- lists of kinds that nobody had brought ---------------------------------------------------------------------------

TABLES = {
    "with sums of each page": ("Name|Town|Job\nAda Sand|Leeds|nurse\nBen Oak|York|\nPage total|2|\n", "Ada Sand/nurse/Leeds; Ben Oak/York; -4 total"),
    "two lists side by side": ("Left bank,,,Right bank,\nFull name,Town,,Full name,Town\nAda Sand,Leeds,,Ben Oak,York\nCy Holm,Bath,,,\n",
                               "Ada Sand/Leeds; Ben Oak/York; Cy Holm/Bath; -1 above"),
    "a second name in each row, of somebody else": ("Full name,Town,Full name,Town\nAda Sand,Leeds,Kim Sum,York\nKim Suma,Bath\n", "Ada Sand/Leeds; Kim Suma/Bath"),
    "a form whose own name stays empty": ("ID,Name,Your full name,Town\n1,,Ada Sand,Leeds\n2,,Ben Oak,York\n", "Ada Sand/Leeds; Ben Oak/York"),
    "words of their own beside a consent": ("Name,May we publish your name?,Anything else?\nAda Sand,yes,The well is dry\nBen Oak,yes,My mill stands there\nCy Holm,no,Keep it up please\n",
                                            "Ada Sand; Ben Oak; Cy Holm/hidden"),
    "an answer for a body": ('Name,Organisation,On whose behalf\nAda Sand,Maple Trust,"Yes, on behalf of my organisation"\nBen Oak,Hill School,No\n',
                             "Maple Trust/organisation/hidden/?naming; Ben Oak/Hill School/hidden; ask On whose behalf"),
    "headings that nobody knows above addresses": ("Zzq,Wwr\nAda Sand,a@example.org\nBen Oak,b@example.org\n", "Ada Sand/a@example.org; Ben Oak/b@example.org"),
    "codes below a question": ("Name,Where did you see it?\nAda Sand,712\nBen Oak,1204\nCy Holm,903\n", "Ada Sand; Ben Oak; Cy Holm"),
    "a question about news": ("Name,May we send you our newsletter?\nAda Sand,yes\nBen Oak,no\nCy Holm,yes\n", "Ada Sand; Ben Oak; Cy Holm"),
    "the age of a child behind a name": ("Name,Town\nAda Sand (15),Leeds\nBen Oak,York\n", "Ada Sand (15)/Leeds/hidden/?naming; Ben Oak/York"),
    "what people do under a word that nobody knows": ("Name,Who,Town\nAda Sand,včelařka,Leeds\nBen Oak,hrobník,York\nCy Holm,kolář,Bath\nDi Roe,uhlíř,Hull\n",
                                                      "Ada Sand/včelařka/Leeds; Ben Oak/hrobník/York; Cy Holm/kolář/Bath; Di Roe/uhlíř/Hull"),
    "a sum in the last row": ("Family name;Given name\nSand;Ada\nOak;Ben\nJami;2\n", "Sand Ada; Oak Ben; Jami 2/organisation/?half"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_tables_of_every_shape_are_read_right(kind: str) -> None:
    typed, expected = TABLES[kind]
    assert said(table(typed)) == expected


def test_a_table_from_an_old_mac_is_read_right() -> None:
    data = "Nom;Prénom;Ville\rBäcker;Théophile;Sélestat\rNoël;Françoise;Mulhouse\r".encode("mac-roman")
    assert said(listing.read(data, "list.csv")) == "Bäcker Théophile/Sélestat; Noël Françoise/Mulhouse"


def test_people_beside_organisations_that_lead_a_list_speak_for_them() -> None:
    found = table(
        "Organisation;Vertreten durch;Land\nWasser e.V.;Inge Holm;Norwegen\nClean Shores Ltd;;Irland\nLigue des Berges;Paul Roc;Mali\n"
    )
    assert [row["name"] for row in people(found).values()] == [
        "Wasser e.V.",
        "Clean Shores Ltd",
        "Ligue des Berges",
    ]


def test_a_column_without_headings_that_begins_small_is_what_people_do_unless_few_answers_come_again() -> (
    None
):
    found = table("Jan Nowak,lekarz\nEwa Lis,tkaczka\nIda Sowa,zielarka\nBo Kos,bednarz\n")
    assert said(found) == "Jan Nowak/lekarz; Ewa Lis/tkaczka; Ida Sowa/zielarka; Bo Kos/bednarz"
    answered = table("Jan Nowak,igen\nEwa Lis,nem\nIda Sowa,igen\nBo Kos,igen\n")
    assert {row["visibility"] for row in people(answered).values()} == {"hidden"}


def test_two_names_with_a_comma_between_are_two_and_not_one_with_where_they_work() -> None:
    rows = people(read_pasted("Анна Рубина, Пётр Линд\nМосину Клару, Мосину Лию.\nДавид Орм, пекарь\n"))
    assert [(name, row["reason"]) for name, row in rows.items()] == [
        ("Анна Рубина", "two"), ("Пётр Линд", "two"), ("Мосину Клару", "two"), ("Мосину Лию", "two"), ("Давид Орм", ""),
    ]  # fmt: skip
