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
from petition.reading.signatories import pasted
from tests.outside import outside
from tests.reading.pasted import read_pasted

EXPECTED = dict(
    line.split(": ", 1) for line in Path(__file__).with_name("list_cases.txt").read_text("utf-8").splitlines()
)


def said(found: ListRead) -> str:
    """What was read, in a line: who, with all that is said of them, what is nobody, and what is asked."""
    told = listing.as_json(found)
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
    return {row["name"]: row for row in listing.as_json(found)["rows"]}


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
        ("ANNA AND MARIA RUEL", "ANNA AND MARIA RUEL/?two"), ("Ruel, Anna und Boris", "Ruel, Anna und Boris/?two"),
        ("Lind, Anna von, poet", "Lind, Anna von/poet"),
        ("We, teachers of Maple School No. 5", "We, teachers of Maple School No. 5/organisation"),
        ("Мы, учителя школы № 5", "Мы, учителя школы № 5/organisation"),
        ("Anna Ruel (@anna_r), poet", "Anna Ruel/poet/?link"),
        ("Anna Ruel - anna@example.org", "Anna Ruel/anna@example.org"),
        ("Anna Ruel, +7 777 123 45 67", "Anna Ruel/?phone"),
        ("van Gogh, Vincent", "van Gogh, Vincent"),
        ("Anna Ruel (retracted)", "-1 retracted"),
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

KINDS = {
    "fields": ("Name: Tamar Beridze\nRole: architect\nTown: Tbilisi\n\nName: Owen Pritchard\nRole: nurse\nTown: Cardiff\n",
               "Tamar Beridze/architect/Tbilisi; Owen Pritchard/nurse/Cardiff"),
    "fields with a question": ("Name: Priya Raman\nShould we keep you anonymous? Yes\nName: Colm Dunne\nShould we keep you anonymous? No\n",
                               "Priya Raman/hidden; Colm Dunne"),
    "cards": ("BEGIN:VCARD\nFN:Åsa Ström\nORG:Fjällräddarna;Nord\nADR:;;;Kiruna;;;\nEND:VCARD\n",
              "Åsa Ström/Fjällräddarna, Nord/Kiruna"),
    "a part that is not to be named": ("Public:\nMarta Hill, poet\nTodd Byrne, welder\n\nNot for publication:\nSilke Aden, judge\n",
                                       "Marta Hill/poet; Todd Byrne/welder; Silke Aden/judge/hidden/?naming; -1 section; -5 section"),
    "states and notes of rows that are none": (("Name\tJob\tEmail\tStatus\nAda Sand\tnurse\ta@example.org\tconfirmed\nBen Oak\tpoet\tb@example.org\twithdrawn\nCy Holm\tcook\tc@example.org\tunconfirmed - no click\n"
                                               "Di Roe\tsmith\td@example.org\twithdrew her signature on 5 May\nEd Moss\tjudge\te@example.org\tduplicate, see line 2\nFay Lund (example)\tmaid\t\t\nGus Lowe\tbaker\tg@example.org\tspam\n"),
                                               "Ada Sand/nurse/a@example.org; Cy Holm/cook/c@example.org/?unconfirmed; -3 retracted; -5 retracted; -6 not signed; -7 not signed; -8 not signed"),
    "headings that plainly ask for consent": ("ФИО\tПубликовать (да/нет)\tСтатус\nКос Ада\tда\t\nЛис Бен\tнет\t\nГай Вера\t\t\n", "Кос Ада; Лис Бен/hidden; Гай Вера/hidden"),
    "who ticks not to be shown": ("Nom complet\tVille\tNe pas afficher mon nom\nAda Sand\tLyon\t\nBen Oak\tLyon\t✓\nCy Holm\tLyon\t\n", "Ada Sand/Lyon; Ben Oak/Lyon/hidden; Cy Holm/Lyon"),
    "a family name in capitals before a comma, and sums": ("No.\tName\tOccupation\tSuburb\tPhone\n1\tMCSAND, Ada\tnurse\tNorthcote\t\n2\tD'OAK, Ben\t\tPreston\t\n\tSubtotal this page: 2\t\t\t\n3\tHolm, Cy\tcook\tPreston\t\n",
                                                           "Ada McSand/nurse/Northcote; Ben D'Oak/Preston; Cy Holm/cook/Preston; -4 total"),
    "what somebody does where most say where too": ("ФИО;Профессия и место работы\nКос Ада;хирург, городская больница № 2\nЛис Бен;журналист\nГай Вера;вышивальщица\n",
                                                    "Кос Ада/хирург/городская больница № 2; Лис Бен/журналист; Гай Вера/вышивальщица"),
    "heads of parts over all columns of a page": ("<html><body><table><tr><th>Prénom<th>Nom<th>Ville<tr><th colspan=3>Littoral<tr><td>Ada<td>Sand<td>Brest<tr><td>Ben<td>Oak<td>Brest<tr><th colspan=3>Intérieur des terres<tr><td>Cy<td>Holm<td>Vannes</table></body></html>",
                                                  "Ada Sand/Brest; Ben Oak/Brest; Cy Holm/Vannes; -2 comment; -5 comment"),
    "answers to a mail, one below the other": (("Ответы на письмо, все, кто ничего не оговорил, согласны на публикацию.\n\n+1, подписываюсь — Ада Кос, редактор, издательство «Парус»\n\n+1 Бен Лис, переводчик\n--\nОтправлено с iPhone\n\n"
                                                "Подписываюсь. Вера Гай, поэт, Казань\n\nПрисоединяюсь, но прошу моё имя нигде не указывать. Глеб Дуб, учитель\n\nСогласна с каждым словом! Дина Лён, историк\nС уважением\n\n"
                                                "I'm happy to sign - Ed Moss, translator, Berlin\n\nК сожалению, не могу подписать. Удачи! Нина Ель\n\nМагазин «Закладка», Пермь — подписываем\n\n+1, Фёдор Ива, режиссёр. Можно публиковать\n\nАвтоответ: я в отпуске. Зоя Клён\n"),
                                               ("Ада Кос/редактор/издательство «Парус»; Бен Лис/переводчик; Вера Гай/поэт/Казань; Глеб Дуб/учитель/hidden/?naming; Дина Лён/историк; Ed Moss/translator/Berlin; Магазин «Закладка»/Пермь/organisation; "
                                               "Фёдор Ива/режиссёр; -1 sentence; -6 comment; -7 comment; -14 comment; -18 retracted; -24 comment")),
    "a chat with who wrote above": (("Org, [21.10.2026 18:42]\nКто подпишет? Напишите имя. Список будет на сайте.\n\nM, [21.10.2026 18:50]\nҚосыламын. Марат Есім, ақын, Астана\n\nL, [21.10.2026 18:51]\nМен де! Ләззат Қуан, журналист\n\n"
                                     "A, [21.10.2026 19:10]\nПодписываюсь — Ада Косова, швея, и муж Бен Косов, повар\n\nB, [21.10.2026 19:12]\nДанное сообщение удалено\n\nC, [21.10.2026 19:13]\nВера Гай, врач\n"),
                                    "Марат Есім/ақын/Астана; Ләззат Қуан/журналист; Ада Косова/швея/?two; Бен Косов/повар/?two; Вера Гай/врач; " + "; ".join(f"-{nth} comment" for nth in (1, 2, 4, 7, 10, 13, 14, 16))),
    "towns of the world": ("Ann Kimura, teacher, Leeds\nNino Gelashvili, doctor, Kutaisi\nنور حداد، صحفي، بيروت\n",
                           "Ann Kimura/teacher/Leeds; Nino Gelashvili/doctor/Kutaisi; نور حداد/صحفي/بيروت"),
    "names between tabs": ("Ana Pinto\t\tJürgen Moll\nKofi Mensah\t\tLi Wei\n", "Ana Pinto; Jürgen Moll; Kofi Mensah; Li Wei"),
    "posts on every second line": ("Prof. Elif Tan, MD, PhD\nProfessor of Law, Koç University\nJan Wist\nInstytut Historii PAN, Warszawa\n",
                                   "Prof. Elif Tan/MD, PhD, Professor of Law/Koç University; Jan Wist/Instytut Historii PAN/Warszawa"),
    "a run behind a label": ("Signed: Eva Marsh, Abdul Karim, Wendy Chu and Leo Blum.\n", "Eva Marsh; Abdul Karim; Wendy Chu; Leo Blum"),
    "two who do the same": ("Tom Ford and Rita Ford, farmers, Perth\n", "Tom Ford/farmers/Perth/?two; Rita Ford/farmers/Perth/?two"),
    "a person in quotes alone": ('"Stig Ek"\n"Анна Орлова"\nОО «Эхо»\n', "Stig Ek/?name; Анна Орлова; ОО «Эхо»/organisation"),
    "signs of a messenger": ("1. Zara Idris 🌹\n2️⃣ Ian Roe ✅\n[ ] Dario Volpe\nHal Jordan — withdrawn\n",
                             "Zara Idris; Ian Roe; -3 retracted; -4 retracted"),
    "what copies say": ("gez. Emre Kaplan, Lehrer\n/s/ Ann Li\n", "Emre Kaplan/Lehrer; Ann Li"),
    "a table typed with bars": ("| Name | City |\n|---|---|\n| **Gil Avery** | Ghent |\n| ~~Tess Moor~~ | Bruges |\n",
                                "Gil Avery/Ghent; -2 comment; -4 retracted"),
    "remarks that nobody knows": ("Anna Ruel, teacher\nBoris Lind (jméno raději v pozadí)\nCora Holm\nDan Orr, pending a talk tonight\nEla Pak†\n",
                                  "Anna Ruel/teacher; Boris Lind/hidden/?naming; Cora Holm; Dan Orr/pending a talk tonight/hidden/?naming; Ela Pak/hidden/?naming"),
    "numbers that lines below explain": ("Ewa Lis, nurse\nPiotr Kos (1)\nJan Sowa (2)\nZofia Mazur\n(1) wycofał podpis\n(2) tylko do wiadomości\n",
                                         "Ewa Lis/nurse; Piotr Kos/hidden/?naming; Jan Sowa/hidden/?naming; Zofia Mazur; -5 comment; -6 comment"),
    "a second part of unknown kind": ("Giulia Furlan, poet\nPaolo Cossutta\n\nIn forma riservata:\nMarco Sain\n",
                                      "Giulia Furlan/poet; Paolo Cossutta; Marco Sain/hidden/?naming; -4 section"),
    "more than one in a line": ("Lotte Claes and a friend\nBart Maes + 2\nJoke Baert, nurse\nG. T.\n",
                                "Lotte Claes/and a friend/?two; Bart Maes + 2/organisation/?two; Joke Baert/nurse; G. T./?half"),
    "copied from WhatsApp on Android": (("28/02/2026, 09:14 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.\n"
                                        "28/02/2026, 09:15 - Ada: Ada Sand, nurse\n28/02/2026, 09:31 - Ben: Ben Oak\n28/02/2026, 09:32 - Ben: prefiero que no salga mi nombre\n"),
                                        "Ada Sand/nurse; Ben Oak/hidden/?naming; -1 comment; -4 comment"),
    "copied from WhatsApp": ("[12/03/2026, 14:02:11] Ada: 1. Ada Sand, nurse\n[12/03/2026, 14:05:40] +7 701 000 00 00: 2. Ben Oak\n",
                             "Ada Sand/nurse; Ben Oak"),
    "a wish written later in Telegram": ("Ada, [02.04.2026 18:31]\nAda Sand, nurse\n\nBen, [02.04.2026 18:33]\nBen Oak\n\nAda, [02.04.2026 18:40]\nPlease do not publish mine\n",
                                         "Ada Sand/nurse/hidden/?naming; Ben Oak; -1 comment; -4 comment; -7 comment; -8 comment"),
    "a remark alone below a name": ("Anna Ruel, teacher\nBoris Lind\n(withdrew her name on Tuesday)\nCora Holm\n",
                                    "Anna Ruel/teacher; Boris Lind/hidden/?naming; Cora Holm"),
    "a run with brackets": ("Karim Benali (Lyon), Sandrine Moulin (nurse, Brest), Malik Sow (ne pas publier) et Ada Sand (Vannes).",
                            "Karim Benali/Lyon; Sandrine Moulin/nurse/Brest; Malik Sow/hidden/?naming; Ada Sand/Vannes"),
    "copied from where a mail is addressed": ('"Ruel, Anna" <a@example.org>; Boris Lind <b@example.org>;\nCora Holm\n',
                                              "Ruel, Anna/a@example.org; Boris Lind/b@example.org; Cora Holm"),
    "numbers with a stroke": ("1/ Zofia Krawczyk, emerytka\n2/ Stowarzyszenie „Czysta Wisła”\n",
                              "Zofia Krawczyk/emerytka; Stowarzyszenie „Czysta Wisła”/organisation"),
    "numbers with a dash": ("1- أحمد الحسن، طبيب\n2- ليلى منصور\n", "أحمد الحسن/طبيب; ليلى منصور"),
    "one word that nobody knows": ("".join(f"{name}, teacher\n" for name in ("Ada Sand", "Ben Oak", "Cy Holm", "Di Roe")) + "Ed Moss, provisionally\n",
                                   "Ada Sand/teacher; Ben Oak/teacher; Cy Holm/teacher; Di Roe/teacher; Ed Moss/provisionally/hidden/?naming"),
    "a box that only some have ticked": ("Name\tTown\tSu web\nAda Sand\tLeeds\tchecked\nBen Oak\tYork\t\nCy Holm\tBath\tchecked\n",
                                         "Ada Sand/Leeds/hidden/?naming; Ben Oak/York/hidden; Cy Holm/Bath/hidden/?naming; ask Su web"),
    "questions over what is asked": ("ID\tCreated By\tContact\t\tWhat do you do?\n\t\tSurname\tFirst name\tResponse\n7\tIvo Lam\tSand\tAda\tnurse\n8\tIvo Lam\tOak\tBen\n",
                                     "Sand Ada/nurse; Oak Ben"),
    "columns that no heading tells": ("Nombre completo\tZzq\tWwr\nAda Sand\tLeeds University\tnurse\nBen Oak\tYork Hospital\tpoet\nCy Holm\tBath Museum\twelder\n",
                                      "Ada Sand/nurse/Leeds University; Ben Oak/poet/York Hospital; Cy Holm/welder/Bath Museum"),
    "a question of how to be named that is answered by roles": ("Name\tHow should we credit you?\nAda Sand\tnurse\nBen Oak\tpoet from York\nCy Holm\tteacher\n",
                                                                "Ada Sand/hidden/?naming; Ben Oak/hidden/?naming; Cy Holm/hidden/?naming; ask How should we credit you?"),
    "an address column without addresses": ("Email\tName\tYour email\nnone\tAda Sand (no name)\ta@example.org\n\tBen Oak\tb@example.org\n\tSumme der Liste: 2\n",
                                            "Ada Sand/a@example.org/hidden/?naming; Ben Oak/b@example.org; -4 total"),
    "numbers and bullets before tabs": ("Organisations:\n•\tLantern Foundation\n\nCitizens:\n1.\tAda Sand – nurse\n2.\tBen Oak\n",
                                        "Lantern Foundation/organisation; Ada Sand/nurse; Ben Oak; -1 section; -4 section"),
    "a page with a table": (("<html><body><table><tr><th rowspan=2>Full name<th colspan=2>About<tr><th>Job<th>Town"
                            "<tr><td>Ada Sand<td>nurse<td>Leeds<tr><td><del>Ben Oak</del><td>poet<td>York</table><p>one <b>more</b></p></body></html>"),
                            "Ada Sand/nurse/Leeds; -4 retracted; -5 comment"),
    "cards of old telephones": ("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:Jitka =C5=98ez=\n=C3=A1\nPHOTO;BASE64:aGk=\nEND:VCARD\nBEGIN:VCARD\nKIND:org\nFN:Zelmar\nCATEGORIES:anonymous\nEND:VCARD\n",
                                "Jitka Řezá/hidden; Zelmar/organisation/hidden; ask categories"),
    "words that are short for a wish": ("Ada Sand, nurse (n/p)\nBen Oak (UK)\nCy Holm\nDi Roe, posthumously\nShort for: n/p - not to be published\n",
                                        "Ada Sand/nurse/hidden/?naming; Ben Oak/UK; Cy Holm; Di Roe/hidden/?naming; -5 comment"),
    "a sheet of paper typed anew": ("1. Ада Санд, учитель, с. Каскелен, подпись имеется\n2. Бен Оук, агроном, —//—, подпись имеется\nИтого: 2\n",
                                    "Ада Санд/учитель/с. Каскелен; Бен Оук/агроном; -3 total"),
    "numbers that are spoken of": ("1. Ada Sand, nurse\n2. Ben Oak\n3. Cy Holm, poet\nNos. 1 and 3 asked us not to print their names.\n",
                                   "Ada Sand/nurse/hidden/?naming; Ben Oak; Cy Holm/poet/hidden/?naming; -4 comment"),
    "a signature taken back in a chat in words that nobody knows": (("[12.10.2026, 18:10] Ada: Ada Sand, nurse\n[12.10.2026, 18:12] Ben: Ben Oak\nYork\n[12.10.2026, 18:15] Ada: Sorry, the boss has called\n"
                                        "[12.10.2026, 18:16] List: \u200eimage omitted\n"),
                                       "Ada Sand/nurse/hidden/?naming; Ben Oak/York; -4 comment; -5 comment"),
    "a chat with the hours below": ("Ada\nAda Sand, nurse\nMon 20:14\n\nBen\nBen Oak, pupil, 16\nMon 20:15\n",
                                    "Ada Sand/nurse; Ben Oak/pupil/hidden/?naming; -1 comment; -3 comment; -5 comment; -7 comment"),
    "letters without capitals": ("გიორგი კალანდაძე, ჟურნალისტი, თბილისი\nлевон саргсян\n张伟（成都，教师）\n",
                                 "გიორგი კალანდაძე/ჟურნალისტი/თბილისი; левон саргсян; 张伟/教师/成都"),
    "comments below a post": (("Town chat\nAuthor\n3 h\nLike\nReply\n\nAdi S\nAda Sand, nurse\n2 h\nLike\nReply\n7\n\nBen Oak\nShame on you all\n2 h\nLike\nReply\nEdited\n\n"
                               "Cy Holm\nCyril Holm (not by name please)\nyesterday at 9:10\nLike\nReply\nMore comments\n"),
                              "Ada Sand/nurse; Ben Oak/hidden/?naming; Cyril Holm/hidden/?naming; " + "; ".join(f"-{nth} comment" for nth in (1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 15, 16, 17, 18, 19, 21, 23, 24, 25, 26))),
    "a list that is sent again in a chat, longer by one": (("12/10/26, 18:01 - Ada: 1. Ada Sand, nurse\n12/10/26, 18:05 - Ben: 1. Ada Sand, nurse\n2. Ben Oak\n"
                                                            "12/10/26, 18:09 - Cy: 1. Ada Sand, nurse\n2. Ben Oak (not by name)\n3. Cy Holm\n"),
                                                           "Ada Sand/nurse; Ben Oak/hidden/?naming; Ben Oak/hidden/?naming; Cy Holm; -2 comment; -4 comment"),
    "several in one message, and a yes": (("[12.10.2026, 18:10] Adi: Ada Sand, nurse. +\n[12.10.2026, 18:12] Ben O: I collected these: Ben Oak (poet), Cy Holm and Di Roe\n"
                                            "and my father: Ed Moss\n[12.10.2026, 18:14] Fay Lund: +\n[12.10.2026, 18:15] Gus: I sign, Gus Lowe, but please don't print my name\n"
                                            "[12.10.2026, 18:16] Hal Orme: I'm in! Please add my son: Ian Vance, pupil\n[12.10.2026, 18:17] Jo: Our union and my friend Kay Ward may want to sign as well\n"),
                                           "Ada Sand/nurse; Ben Oak/poet/?two; Cy Holm/?two; Di Roe/?two; Ed Moss/?two; Fay Lund/?two; Gus Lowe/hidden/?naming; Hal Orme/?two; Ian Vance/pupil/?two; Our union and my friend Kay Ward may want to sign as well/organisation/hidden/?naming"),
    "comments with their days": (("Town\n14 Nov at 12:00\nSign here\n\nAdi S\nAda Sand, nurse\n14 Nov at 12:11\nReply\n5\n\nDELETED\nThis comment was deleted\n\n"
                                  "Ben Oak\nBen Oak, poet\n15 Nov at 8:05\nReply\n\nCy Holm\nCy Holm, baker. Also my mother Di Holm signs\n15 Nov at 9:05\nReply\n"), "Ada Sand/nurse; Ben Oak/poet; Cy Holm/baker/?two; Di Holm/signs/?two; " + "; ".join(f"-{nth} comment" for nth in (1, 2, 3, 5, 7, 8, 9, 11, 12, 14, 16, 17, 19, 21, 22))),
    "saved from Viber": ("14.03.2026,19:03:40,Adi,+77010000011,Ada Sand, nurse, Leeds\n14.03.2026,19:05:00,Ben,+77010000013,Ben Oak, poet, please do not name me\n",
                         "Ada Sand/nurse/Leeds; Ben Oak/poet/hidden/?naming"),
    "pictures that lines above explain": ("ADD YOUR NAME BELOW\n✅ = happy to be shown\n🙈 = sign me but do not show my name\n✅ Ada Sand, nurse\n🙈 Ben Oak\nCy Holm, poet 🙈\nDi Roe\n",
                                          "ADD YOUR NAME BELOW/?name; Ada Sand/nurse; Ben Oak/hidden/?naming; Cy Holm/poet/hidden/?naming; Di Roe; -2 comment; -3 comment"),
    "a run with raised figures": ("Ada Sand¹†, Ben Oak¹˒², Cy Holm³\n¹ Institute of Tides, Kelso\n² Faculty of Law, Leeds\n³ Sea Centre, Bath\n† corresponding author\n",
                                  "Ada Sand; Ben Oak; Cy Holm; -2 comment; -3 comment; -4 comment; -5 comment"),
    "a table in Markdown": ("# Namnlista\n\n| Namn | Ort |\n|:--|:--|\n| Ada Sand | Leeds |\n| Ben Oak | York |\n| **Summa** | 2 |\n",
                            "Ada Sand/Leeds; Ben Oak/York; Summa/2/?half; -1 above; -4 comment"),
    "a sentence of who has signed": ("Письмо подписали: Соломин Ю. К., токарь (Тагил); Ада Крутова, бариста (Пермь); Нестерова И. (просила не печатать); а также ещё 12 человек, не пожелавших называться.",
                                     "Соломин Ю. К./токарь/Тагил; Ада Крутова/бариста/Пермь; Нестерова И./hidden/?naming; а также ещё 12 человек, не пожелавших называться/organisation/hidden/?naming"),
    "mails that answer each other": (("From: Ada Sand <a@example.org>\nDate: 5 May 2026 21:47\nTo: Office <o@example.org>\n\nHello all,\n\nhere is who wrote to me:\n\n- Ben Oak, nurse\n- Cy Holm - please no name!\n\n"
                                      "For Hal Orme we are still waiting.\n\nBest,\nAda\n\n--\nAda Sand\nOffice, confidential\n\nOn 3 May 2026 at 8:12 Di Roe wrote:\n> Hi Ada,\n>\n> I have also:\n> Ed Moss, poet\n> Fay Lind, cook\n> Gus Lowe\n>\n> Yours, Di\n"
                                      "> On 1 May 2026 at 9:30 Office wrote:\n>> Any names yet? We need them soon.\n>> Ivo Vance\n"),
                                     "Ben Oak/nurse; Cy Holm/hidden/?naming; For Hal Orme/we are still waiting/?name; Ed Moss/poet; Fay Lind/cook; Gus Lowe; " + "; ".join(f"-{nth} left over" for nth in (1, 2, 3, 5, 7, 14, 15, 17, 18, 19, 21, 22, 23, 24, 28, 29, 30, 31, 32))),
    "a mail of the same that comes again, and a wish there": ("Dear all,\n\n1. Ada Sand, nurse\n2. Ben Oak, poet\n\nMon, 4 May 2026, 10:11, Cy Holm:\n> Ada Sand\n> Ben Oak (not by name)\n> Di Roe\n> Ed Moss\n",
                                                               "Ada Sand/nurse; Ben Oak/poet/hidden/?naming; Di Roe; Ed Moss; -1 left over; -6 left over; -7 left over; -8 left over"),
    "everybody in two languages": ("1. Айгүл Әлиева, мұғалім / Айгуль Алиева, учитель\n2. Anna Ruel / Анна Руэл\n3. «Су» қоры / Фонд «Су»\n4. Anna Ruel / Boris Ruel\nEveryone else:\n5. Ада Санд\n",
                                   "Айгүл Әлиева/мұғалім; Anna Ruel; «Су» қоры/organisation; Anna Ruel/?two; Boris Ruel/?two; Ада Санд; -5 section"),
    "struck out, illegible and broken off": ("1. Ada Sand,\n   head of wells\n2. struck out: Ben Oak\n3. -- illegible --\n4. the same surname, Cy Holm\n5. Di Roe\n6. Circle «Bell» — signed by Ed Moss\n",
                                             "Ada Sand/head of wells; -- illegible --/?name; the same surname/Cy Holm/?name; Di Roe; Circle «Bell»/signed by Ed Moss/organisation; -3 retracted"),
    "where somebody works below a comma": ("Ada Sand, nurse\nDi Roe, cook\nEd Moss, smith,\nLeeds\nFay Lund\nGus Lowe\n", "Ada Sand/nurse; Di Roe/cook; Ed Moss/smith/Leeds; Fay Lund; Gus Lowe"),
    "names one below the other with commas": ("Ada Sand,\nBen Oak,\nCy Holm,\nDi Roe\n", "Ada Sand; Ben Oak; Cy Holm; Di Roe"),
    "whom to ask above those who sign": ("Contact: Ada Sand\nBen Oak, poet\nCy Holm, nurse\n", "Ben Oak/poet; Cy Holm/nurse; -1 section"),
    "a list below a table in a page": ("<html><body><table><tr><th>Full name<th>Town<tr><td>Ada Sand<td>Leeds<tr><td>Ben Oak<td>York</table><ul><li>Cy Holm</ul></body></html>",
                                       "Ada Sand/Leeds; Ben Oak/York; Cy Holm/?guessed"),
    "a wish and a count of others in one line": ("Ada Sand, nurse\nBen Oak\nCy Holm, poet\n\nBen Oak does not want to be named. And 12 more, who do not want to be named.\n",
                                                 "Ada Sand/nurse; Ben Oak/hidden/?naming; Cy Holm/poet; -5 sentence"),
    "two sentences among names": ("Ada Sand, nurse\nBen Oak\nThat makes 2 with you. More tomorrow!\nCy Holm\n", "Ada Sand/nurse; Ben Oak; Cy Holm; -3 sentence"),
    "names behind a wish": ("Ada Sand, nurse\nBen Oak\nNot for publication: Cy Holm, Di Roe\n", "Ada Sand/nurse; Ben Oak; Cy Holm/hidden/?naming; Di Roe/hidden/?naming"),
    "a family, and a wish among much else, in a chat": (("[12.10.2026, 18:10] Ada: Ada Sand, Ben Sand, nurse\n[12.10.2026, 18:12] Cy: Cy Holm\n"
                                                         "[12.10.2026, 18:20] Cy: I was on a train to the mountains and could not write before, sorry for that; it was a long day and the battery was empty. Please do not publish my name. See you all soon at the old mill, and thanks for the list\n"),
                                                        "Ada Sand/?two; Ben Sand/nurse/?two; Cy Holm/hidden/?naming; -3 comment"),
    "a star that was taken for a bullet": ("Ada Sand*, nurse\nBen Oak, poet\nCy Holm, cook\n- Asks us not to print the name\n", "Ada Sand/nurse/hidden/?naming; Ben Oak/poet; Cy Holm/cook; -4 comment"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_lists_of_every_kind_are_read_right(kind: str) -> None:
    typed, expected = KINDS[kind]
    assert said(listing.read(typed.encode(), "list.txt")) == expected


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
