"""Lists as those bring them who gathered names elsewhere: documents with tables, copied pages, chats. All names are invented."""
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
            ("4 Di Roe", "welder", "York", ""), ("5 Ed Moss", "crossed out", "", "")]  # fmt: skip
    cells = "".join(f"[{cell}]" for row in rows for cell in row)
    page = f"#set page(width: 18cm, height: 12cm)\nKeep the bus: sheet 1\n\n#grid(columns: (5cm, 4cm, 4cm, 1cm), row-gutter: 9pt, ..({','.join(cells.replace('][', ']|[').split('|'))}))\n\nTotal: 5"
    found = listing.read(typst.compile(page.encode()), "list.pdf")
    told = list_as_json(found)["rows"]
    assert [row["name"] for row in told] == ["Ada Sand", "Ben Oak", "Cy Holm", "Di Roe"]
    assert {row["sure"] for row in told} == {False}
    assert told[2]["role"] == ""
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


PAGES = {
    "organisations of countries, one of them marked": (
        ("<html><body><h1>Joint letter</h1><table><tr><th>#</th><th>Organisation</th></tr><tr><td colspan=2>Albania</td></tr><tr><td>1</td><td>Seabed Watch</td></tr>"
         "<tr><td>2</td><td>River Foundation*</td></tr></table><p>* subject to a vote of its board</p><p>… and 12 more who wish to remain anonymous.</p></body></html>"),
        "Seabed Watch/organisation; River Foundation/organisation/hidden/?naming; -2 section; -5 comment; -6 comment",
    ),
    "a mail that sets some of its list apart": (
        "From: Ada Sand <a@example.org>\nTo: b@example.org\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/html\n\n<p>Ben Oak, poet</p><p>Cy Holm, nurse</p><blockquote>Di Roe, cook</blockquote><p>Ed Moss, baker</p>",
        "Ben Oak/poet; Cy Holm/nurse; Di Roe/cook; Ed Moss/baker; -5 left over; -6 left over; -7 left over",
    ),
    "a mail that sets words between its names apart": (
        "From: Ada Sand <a@example.org>\nTo: b@example.org\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/html\n\n<ol><li>Ben Oak, poet</li><li>Cy Holm</li></ol><blockquote>and also</blockquote><ol><li>Di Roe</li><li>Ed Moss</li></ol>",
        "Ben Oak/poet; Cy Holm; and also; Di Roe; Ed Moss; -6 left over; -7 left over; -8 left over",
    ),
    "a mail whose sender stands in its list with a telephone number": (
        "From: Ada Sand <a@example.org>\nTo: b@example.org\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/plain\n\nPlease add us:\n\nBen Oak\nCy Holm\nAda Sand\n+7 701 555 01 05\n",
        "Ben Oak; Cy Holm; Ada Sand/?phone; -1 left over; -6 left over; -7 left over; -8 left over",
    ),
    "a mail whose sender stands in its list as others do, with numbers": (
        "From: Ada Sand <a@example.org>\nTo: b@example.org\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/plain\n\nPlease add us:\n\nBen Oak\n+7 701 555 01 03\n\nCy Holm\n+7 701 555 01 04\n\nAda Sand\n+7 701 555 01 05\n",
        "Ben Oak/?phone; Cy Holm/?phone; Ada Sand/?phone; -1 left over; -8 left over; -9 left over; -10 left over",
    ),
}  # fmt: skip
LINES = {
    "signs that a legend explains, copied with the page around them": (
        ("🌉 ЖОЛДЫ САҚТАЙЫҚ! 🌉\nХатқа қол қойғандар (жаңартылды: 14 мамыр)\n\n✅ – қол қойды\n🙈 – қол қойды, атын жарияламаймыз\n❌ – қолын қайтып алды\n💬 – әлі ойланып жүр\n\n✅ Ада Кос – мұғалім, Тараз\n🙈 Бен Лис – ақын, Орал\n"
         "❌ Сай Гай – аспаз, Орал\n💬 Дана Дуб – аспаз, Тараз\n▪️✅ Ева Мор 🌸 – дәрігер, Тараз\n\n❤️ 214 ұнату   💬 3 пікір\nbridge_admin: Рақмет! Сілтеме – профильде 👆\nruel.07: 🔥🔥\n#жол\n"),
        "Хатқа қол қойғандар/жаңартылды: 14 мамыр/hidden/?naming; Ада Кос/мұғалім/Тараз; Бен Лис/ақын/Орал/hidden/?naming; Ева Мор/дәрігер/Тараз; bridge_admin: Рақмет! Сілтеме/профильде/hidden/?naming; -1 closing; -4 comment; -5 comment; -6 comment; -7 comment; -11 retracted; -12 retracted; -15 comment; -17 comment; -18 comment",
    ),
    "who stands beside a word of signing in small letters": ("signe holm signed\nada sand\nподписал лис бен\n", "signe holm; ada sand; подписал лис бен"),
    "who will not sign, or says in small letters who signs, in a chat": (
        ("11/10/2026, 09:00 - Ada Sand: i won't sign\n11/10/2026, 09:01 - Ben Oak: Ben Oak, poet\n11/10/2026, 09:02 - Cy Holm: қол қоймаймын\n11/10/2026, 09:03 - Di: me too, di roe\n11/10/2026, 09:04 - Ed Moss: i sign if you do\n"),
        "Ben Oak/poet/?unannounced; me too/di roe/hidden/?naming; i sign if you do/?name; -1 retracted; -3 retracted",
    ),
    "addresses and hours in a list": ("Ada Sand <ada@example.org> 09:12\nBen Oak <ben@example.org> 10:15\nCy Holm <cy@example.org> 11:15\n", "Ada Sand/09:12/ada@example.org; Ben Oak/10:15/ben@example.org; Cy Holm/11:15/cy@example.org"),
    "signs that keep back": ("▲ Ada Sand\nBen Oak\n▲ not for publication\n", "▲ Ada Sand/hidden/?naming; Ben Oak/hidden/?naming; ▲ not for publication/organisation/hidden/?naming"),
    "a word before a sign": ("✅ Ada Sand\nOk ✗ Ben Oak\n✅ Cy Holm\n", "Ada Sand; Ok ✗ Ben Oak/?name; Cy Holm"),
    "comments of people with a handle": ("ada_sand: Ada Sand, nurse\nben_oak: Ben\ncy_holm: we sign too, Cy and Di Holm\n", "ada_sand: Ada Sand/nurse/?name; ben_oak: Ben/?name; cy_holm: we sign too/Cy and Di Holm/?name"),
    "a plus in a name": ("C + C Bakery\nAnna Sand + Boris Oak\nAlex + Ben Holm\nDi Roe (do not sign my job)\n", "C + C Bakery/?name; Anna Sand/?two; Boris Oak/?two; Alex Holm/?two; Ben Holm/?two; Di Roe/hidden/?naming"),
    "a thread of mails as it is printed": (
        ("Fw: our letter\n4 messages\n\nAda Sand <ada@example.org>          Mon, 6 Oct 2025 at 09:12\nTo: undisclosed recipients\n\nDear all,\nI am the first: Ada Sand, nurse, York.\nAda\n\n-----\n"
         "Ben Oak <ben@example.org>          Mon, 6 Oct 2025 at 09:40\n\n+1, please add me: Ben Oak, poet, York\n\n-----\nCy Holm <cy@example.org>          Tue, 7 Oct 2025 at 08:15\n\n+1\n\n-- \nCy Holm\nDuty Manager\nLune Foodbank\n\n"
         "-----\nDi Roe <di@example.org>          Tue, 7 Oct 2025 at 18:15\n\nme too! Di Roe, cook, Leeds.\n"),
        "Ada Sand/nurse/York/?two; Ben Oak/poet/York; Cy Holm/?two; Di Roe/cook/Leeds; -1 left over; -2 left over; -4 comment; -5 left over; -7 comment; -9 left over; -11 comment; -12 comment; -16 comment; -17 comment; -21 left over; -22 left over; -23 left over; -24 left over; -26 comment; -27 comment",
    ),
    "a list that goes round in a chat and grows, the month in words": (
        "Әлия, [13 қар. 2026, 18:02]\n1. Әлия Тоқ, ұстаз\n\nСерік, [13 қар. 2026, 18:10]\n1. Әлия Тоқ, ұстаз\n2. Серік Ким, жүргізуші\n",
        "Әлия Тоқ/ұстаз; Серік Ким/жүргізуші; -1 comment; -4 comment; -5 comment",
    ),
    "parts of a numbered list": (
        ("Құрметті көршілер! Хатқа қол қоямыз, тізімді көшіріп, астына атыңызды қосып жіберіңіз 👇\n\n1. Ada Sand, nurse\n2. Ben Oak, poet\n\nTRADE UNIONS / WORKS COUNCILS\n3. Cy Holm, welder\n4. Di Roe\n\n"
        "JOINED BY EMAIL\n5. Ed Moss, baker\nKit Moor, baker\n6. Flo Hay\n7. Gus Ivy\nTotal: 7\nLiv Ford\n"),
        ("Ada Sand/nurse; Ben Oak/poet; Cy Holm/welder; Di Roe; Ed Moss/baker; Kit Moor/baker; Flo Hay; Gus Ivy; Liv Ford/?unannounced; "
        "-1 sentence; -6 section; -10 section; -15 total"),
    ),
    "codes below a word that may mean a name": (
        "First name;Last name;Display\nAda;Sand;1\nBen;Oak;0\nCy;Holm;1\n",
        "Ada Sand/hidden; Ben Oak/hidden; Cy Holm/hidden; ask Display",
    ),
    "a comment that names somebody else": (
        ("Olga Reed\nSign me: Olga Reed, farmer\n2 h\nReply\n\nPit Moor\nMy neighbour should sign: Anna Ruel, teacher\n5 h\nReply\n\n"
         "Tom Hill\nTom Hill, poet\n6 h\nReply\n"),
        "Olga Reed/farmer; Anna Ruel/teacher/hidden/?naming; Tom Hill/poet; -1 comment; -3 comment; -4 comment; -6 comment; -8 comment; -9 comment; -11 comment; -13 comment; -14 comment",
    ),
    "words that lead to a name in a chat": (
        "[28.11.2026, 10:03] Ira: Ada Sand, nurse\n[28.11.2026, 10:04] Rus: и меня, Рустам Гай, Семей\n[28.11.2026, 10:05] An: and me, Ben Oak, poet\n[28.11.2026, 10:06] Kit: nurse, Cy Holm\n",
        "Ada Sand/nurse; Рустам Гай/Семей; Ben Oak/poet; Cy Holm/nurse",
    ),
    "more who are counted and not named": (
        "Signataires\nRUEL Anna, poète, Brest\nLIND Boris et Cora, maraîchers, Rennes\n… ainsi que 12 autres personnes souhaitant rester anonymes.\n",
        "RUEL Anna/poète/Brest; LIND Boris/maraîchers/Rennes/?two; LIND Cora/maraîchers/Rennes/?two; -1 closing; -4 sentence",
    ),
    "bodies that are called by a number, and one of two who is called in full": (
        ("1. Anna Ruel, poet\n2. Ruth and Peter Hallam\n3. Boris Lind\nOrganisations\n№ 3 School, Lune\n\nP.S. Peter Hallam would prefer not to be named.\n"),
        "Anna Ruel/poet; Ruth Hallam/hidden/?naming; Peter Hallam/hidden/?naming; Boris Lind; № 3 School/Lune/organisation/?name; -4 section; -7 sentence",
    ),
    "bodies between parts of a list of numbers, and notes by number below it": (
        ("1. Anna Ruel, poet\n2. Boris Lind, cook\n3. Jane Roe\n\nOrganisations\n* Tenants' Union\n* Workers' Network (Lund)\n\nNew this week\n4. Ida Orr, student\n"
         "5. Tom Holm, chef\n\n- no. 5 wrote on Tuesday, see my mail\n"),
        ("Anna Ruel/poet; Boris Lind/cook; Jane Roe; Tenants' Union/organisation; Workers' Network/Lund/organisation; Ida Orr/student; "
         "Tom Holm/chef/hidden/?naming; -5 section; -9 section; -13 comment"),
    ),
    "a page with all that stands around its list": (
        ("Home › News\nTeilen  Drucken\n\nUnterzeichnende\n\nA\nProf. Dr. h. c. Ada Achterberg, Dresden\nB\nBen Brandt, Lehrer, Leipzig\nN.N., Auszubildende\nWeitere Unterzeichnende (alphabetisch)\n"
         "Lesekreis „Ufer“, Pegau\nC\nCy Clasen, Hebamme, Borna\n\n… und 43 weitere\n\nMehr anzeigen\n© 2026 Ufer\n"),
        ("Home › News/?unannounced; Teilen Drucken/?unannounced; Prof. Dr. h.c. Ada Achterberg/Dresden; Ben Brandt/Lehrer/Leipzig; N.N., Auszubildende/?name; "
         "Lesekreis „Ufer“/Pegau/organisation; Cy Clasen/Hebamme/Borna; Mehr anzeigen/?unannounced; -6 section; -8 section; -11 closing; -13 section; -16 total; -19 comment"),
    ),
    "villages that others live in, or a body is called after": (
        ("1. Ada Sand, archivist, Zelmarsh\n2. Ben Oak, vet, Rimwick Animal Clinic, Rimwick\n3. Cy Holm, editor, Rimwick\n4. Clear River Society, Zelmarsh\n"
         "5. Di Roe, nurse, School No. 4, Upper Norn\n6. Ed Moss, editor, Upper Norn\n7. Flo Hay, editor, Zelvoice\n8. Gus Ivy, cook\n"),
        ("Ada Sand/archivist/Zelmarsh; Ben Oak/vet/Rimwick Animal Clinic/Rimwick; Cy Holm/editor/Rimwick; Clear River Society/Zelmarsh/organisation; "
         "Di Roe/nurse/School No. 4/Upper Norn; Ed Moss/editor/Upper Norn; Flo Hay/editor/Zelvoice; Gus Ivy/cook"),
    ),
    "villages behind bodies in other letters": (
        ("1. Ада Кос, студентка, Заполье\n2. Бен Лис, слесарь, СТО «Клапан», Заполье\n3. Сай Гай, врач, поликлиника, Заполье\n"
         "4. Дана Дуб, учитель истории, ліцей № 4, Норн\n5. Ира Мох, поэт, учитель ліцею, Норн\n6. Жан Лан, повар, лицей, Норн\n7. Ева Ким, лесник, заповедник «Яр», Норн\n8. Яна Май, учитель лицея\n"),
        ("Ада Кос/студентка/Заполье; Бен Лис/слесарь/СТО «Клапан»/Заполье; Сай Гай/врач/поликлиника/Заполье; "
         "Дана Дуб/учитель истории/ліцей № 4/Норн; Ира Мох/поэт, учитель/ліцею/Норн; Жан Лан/повар/лицей/Норн; Ева Ким/лесник/заповедник «Яр»/Норн; Яна Май/учитель/лицея"),
    ),
    "a town of two words in brackets": (
        "Ada Sand, nurse, Maple Trust (Val-Norn)\nBen Oak, poet (Val-Norn)\nUnion of Oars (Val-Norn)\nBirds and Oars Alliance (BOA)\n",
        "Ada Sand/nurse/Maple Trust/Val-Norn; Ben Oak/poet/Val-Norn; Union of Oars/Val-Norn/organisation; Birds and Oars Alliance/organisation/?two",
    ),
    "menus and buttons below a list": (
        "Signatories\nAda Sand, poet\nBen Oak, nurse\nCy Holm, cook\nShare : Facebook · Courriel\nVoir Facebook\nAn initiative of Flo Hay · Contact\n",
        "Ada Sand/poet; Ben Oak/nurse; Cy Holm/cook; Share : Facebook · Courriel/?name; Voir Facebook/?name; An initiative of Flo Hay · Contact/organisation/?name; -1 closing",
    ),
    "how many more a page shows": ("Ada Sand, poet\nBen Oak, nurse\nShow all 212 signatures\nAfficher les 212 autres signatures\n", "Ada Sand/poet; Ben Oak/nurse; -3 total; -4 total"),
    "an entry without a name below another": ("- Ada Sand, poet\n- Anonyme, commerçante (Lund)\n- Ben Oak, nurse\n- Anonyme, commerçant (Lund)\n", "Ada Sand/poet; Anonyme/commerçante/Lund/hidden/?naming; Ben Oak/nurse; Anonyme/commerçant/Lund/hidden/?naming"),
    "who signs for a body, in brackets": ("River Lifeboat Guild, Leeds (signed by Capt. Cy Finch, chairman)\nAda Sand, poet\nBen Oak, nurse\n",
        "River Lifeboat Guild/signed by Capt. Cy Finch, chairman/Leeds/organisation; Ada Sand/poet; Ben Oak/nurse"),
    "answers and a jest in a chat": (
        ("[28.11.2026, 10:03] Ira: Who signs? Write your name.\n[28.11.2026, 10:04] Kit: Ada Sand, nurse\n[28.11.2026, 10:05] Ira: Ok, noted, thanks!\n"
         "[28.11.2026, 10:06] Lena: Anna Lund, queen, Land of Milk ))))\n[28.11.2026, 10:07] Ira: ок хорошо ладно\n[28.11.2026, 10:08] Lena: Ben Oak, poet\n"
         "[28.11.2026, 10:09] Lena: Понял, поняла, принято, спасибо 🙏 записала, добавила\n[28.11.2026, 10:09] Ira: Жақсы, түсінікті, рахмет; добре, дякую\n"
         "[28.11.2026, 10:10] Lena: okay, perfect, danke, notiert, merci, noté, tamam, teşekkürler, gracias, vale\n"),
        "Ada Sand/nurse; Anna Lund/queen/Land of Milk ))))/?name; Ben Oak/poet; -1 comment; -3 comment; -5 comment; -7 comment; -8 comment; -9 comment",
    ),
    "answers in a chat to whoever asks for one word of whoever signs": (
        ("[28.11.2026, 10:03] Ira: Who signs the letter, write ok\n[28.11.2026, 10:04] Kit: ok\n[28.11.2026, 10:05] Lena: perfect\n"
         "[28.11.2026, 10:06] Bo: Ben Oak, poet\n"),
        "Who signs the letter/write ok/hidden/?naming; ok/?name; perfect/?name; Ben Oak/poet",
    ),
    "an answer to whoever asks in a chat if a name is to be kept back": (
        "[28.11.2026, 10:03] Ira: Ada Sand, nurse\n[28.11.2026, 10:04] Lena: Ben Oak, poet\n[28.11.2026, 10:05] Ira: Lena, shall I write it without your name?\n[28.11.2026, 10:06] Lena: ok, thanks\n",
        "Ada Sand/nurse/hidden/?naming; Ben Oak/poet/hidden/?naming; -3 comment; -4 comment",
    ),
    "a sentence below a short list, which is no letter": (
        ("Ada Sand, archivist, Leeds\nBen Oak, vet, York\n\nRiver Lifeboat Guild, Leeds (signed by Capt. Cy Finch, chairman)\n\n"
         "One more thing. Ada Sand signs but must not be named anywhere, because of the post that she holds.\n"),
        "Ada Sand/archivist/Leeds/hidden/?naming; Ben Oak/vet/York; River Lifeboat Guild/signed by Capt. Cy Finch, chairman/Leeds/organisation; -6 sentence",
    ),
    "who has no work": (
        "Ada Sand, sans emploi\nBen Oak, sans travail\nCy Holm, без работы\nDi Roe, ohne Arbeit\nEd Moss, without work\nFlo Hay, no occupation\nGus Ivy, sin empleo\nIda Orr, bez pracy\n",
        "Ada Sand/sans emploi; Ben Oak/sans travail; Cy Holm/без работы; Di Roe/ohne Arbeit; Ed Moss/without work; Flo Hay/no occupation; Gus Ivy/sin empleo; Ida Orr/bez pracy",
    ),
    "several before what keeps them back": ("Clara Moss, nurse\nAnna Ruel; Boris Lind: not to be named.\nDavid Orme, baker\n", "Clara Moss/nurse; Anna Ruel/hidden/?naming; Boris Lind/hidden/?naming; David Orme/baker"),
    "schools by their number below a list of numbers": ("1. Anna Ruel, poet\n2. Boris Lind\n3. Clara Moss\n\nSchools:\n№ 2 лицей\n", "Anna Ruel/poet; Boris Lind; Clara Moss; № 2 лицей/organisation/?name; -5 section"),
    "lines that end in a word that is cut short": (
        "1. Сәуле Ким – экология ғылымдарының докторы, бас ғылыми қызметкер, Алматы қ.\n2. Айбар Тоқ – ақын\n",
        "Сәуле Ким/экология ғылымдарының докторы, бас ғылыми қызметкер/Алматы қ.; Айбар Тоқ/ақын",
    ),
    "a signature over several lines each": (
        "".join(f"{name},\nпоет, перекладач,\nчлен спілки\n\n" for name in ("Ада Кос", "Бен Лис", "Віра Гай", "Гнат Дуб", "Ніна Став", "Юрій Яр", "Ева Міст", "Жан Ліс"))
        + "о. Іван Лан,\nсвященник\n\nГромадська організація\n«Жива ріка»\n",
        "; ".join(f"{name}/поет, перекладач, член спілки" for name in ("Ада Кос", "Бен Лис", "Віра Гай", "Гнат Дуб", "Ніна Став", "Юрій Яр", "Ева Міст", "Жан Ліс"))
        + "; о. Іван Лан/священник; Громадська організація «Жива ріка»/organisation",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_pages_are_read_right(kind: str) -> None:
    page, expected = PAGES[kind]
    assert said(listing.read(page.encode(), "list.html")) == expected


@pytest.mark.parametrize("kind", LINES)
def test_copied_lines_are_read_right(kind: str) -> None:
    typed, expected = LINES[kind]
    assert said(listing.read(typed.encode(), "list.txt")) == expected


def test_in_which_house_somebody_lives_is_never_printed() -> None:
    typed = "Anna Ruel, кв. 14\nАда Санд, ул. Мира, д. 4, кв. 14, учитель\nCy Holm, 12 Mill Lane, teacher\nEva Lis, teacher, School 5\n"
    found = listing.read(typed.encode(), "list.txt")
    assert said(found) == "Anna Ruel; Ада Санд/учитель; Cy Holm/teacher; Eva Lis/teacher/School 5"
    assert [row["as_typed"] for row in list_as_json(found)["rows"]][1:3] == [
        "Ада Санд, учитель",
        "Cy Holm, teacher",
    ]


def test_a_name_and_a_day_below_a_list_is_one_more_who_signs() -> None:
    text = "Dear Mayor,\n\nWe ask you to keep the reading room open, for nobody else lends books.\n\nSigned:\nAda Sand, nurse\nBen Oak, poet\n"
    assert [line.name for line in read_text(f"{text}Petra Oak, 12.05.2026\n").lines] == [
        "Ada Sand",
        "Ben Oak",
        "Petra Oak",
    ]
    draft = read_text(f"{text}\nNew York, 12.05.2026\n")
    assert (len(draft.lines), draft.place, draft.date) == (2, "New York", "12.05.2026")


def test_a_wish_below_a_name_keeps_it_back() -> None:
    page = ('<html><body><div class="cards">' + "".join(
        f'<div class="card"><b>{name}</b><div class="loc">{town}</div><img src="a.png"><p class="cm">{said}</p><button>Like</button></div>'
        for name, town, said in (("Ада Санд", "Алматы", "Спасибо!"), ("Бен Оук", "Тараз", "пожалуйста, не надо меня нигде публиковать"), ("Сай Холм", "Орал", "")))
        + "</div></body></html>")  # fmt: skip
    as_comment = (
        page.replace("cm", "comment").replace('<img src="a.png">', "").replace("<button>Like</button>", "")
    )
    for each in (page, as_comment):
        rows = people(listing.read(each.encode(), "list.html"))
        assert (rows["Бен Оук"]["visibility"], rows["Сай Холм"]["visibility"]) == ("hidden", "public")


def test_a_document_that_is_mostly_a_table_asks_what_its_columns_of_yes_and_no_mean_under_any_heading() -> (
    None
):
    rows = [("Хто", "Що", "Чи можна?"), ("Кос Ада", "лікарка", "так"), ("Лис Бен", "поет", "ні"), ("Гай Віра", "вчителька", "так")]  # fmt: skip
    told = list_as_json(listing.read(word(["Наш список"], rows), "list.docx"))
    assert [ask["column"] for ask in told["asks"]] == [3]
    assert {row["visibility"] for row in told["rows"]} == {"hidden"}


def test_in_a_chat_words_before_a_name_lead_to_it_and_talk_is_nobody() -> None:
    said_in = [
        ("Ann", "Neighbours, write your names here. Who does not want to be named, say so!"),
        ("Ada", "I sign. Ada Sand, nurse"),
        ("Ben", "My wife and me: Ben Oak, Liv Oak"),
        ("Gus", "<Media omitted>"),
        ("Gus", "is it not dangerous? I'll think"),
        ("Ann", "Gus, your full name please"),
        ("Cy", "Cy Holm, welder"),
        ("Di Roe", "me too"),
        ("Ладушка", "и я тоже подпишусь 👍"),
        ("Tim", "Клуб «Лодка», Орёл, подписывает целиком. Координатор Ада Кос"),
        ("Kit", "but without my name: Kit Moor"),
    ]
    chat = "\n".join(f"11/10/2026, 09:{nth:02} - {who}: {text}" for nth, (who, text) in enumerate(said_in))
    found = listing.read(chat.encode(), "chat.txt")
    rows = people(found)
    assert [(name, row["visibility"]) for name, row in rows.items()] == [
        ("Ada Sand", "public"), ("Ben Oak", "public"), ("Liv Oak", "public"), ("Cy Holm", "public"),
        ("Di Roe", "public"), ("Клуб «Лодка»", "public"), ("Kit Moor", "hidden"),
    ]  # fmt: skip


def test_people_and_bodies_in_paragraphs_behind_a_call_are_each_read() -> None:
    text = (
        "For the children of town: Ada Sand (head teacher of Hill School), Ben Oak, Núria Holm i Pla (mother) and Kit Moor.\n\n"
        "For the arts and for their friends: Cy Lind, poet; Di Roe, painter; Ed Moss.\n\n"
        "Organisations: Hill School Association, Foundation «River» and Bakery Ford, S.L.\n\n"
        "(38 more have asked not to be named)\n"
    ).replace("(38 more", "(siguen 38 firmas que")
    rows = people(read_pasted(text))
    assert {name: row["visibility"] for name, row in rows.items()} == dict.fromkeys(
        ["Ada Sand", "Ben Oak", "Núria Holm i Pla", "Kit Moor", "Cy Lind", "Di Roe", "Ed Moss",
         "Hill School Association", "Foundation «River»", "Bakery Ford, S.L."], "public",
    )  # fmt: skip


def test_a_greeting_above_a_list_and_a_mail_quoted_below_it_are_nobody_and_keep_nobody_back() -> None:
    text = "Salom, Uma!\nMana ro'yxat:\n1. Ada Sand - nurse\n2. Ben Oak - poet\n\n> Uma wrote: who has signed?\n> Gus Ford, Hill Club\n"
    rows = people(read_pasted(text))
    assert {name: row["visibility"] for name, row in rows.items()} == {"Ada Sand": "public", "Ben Oak": "public"}  # fmt: skip


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
