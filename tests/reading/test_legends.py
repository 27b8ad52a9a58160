"""Nobody is exposed by a mark, a footnote, brackets or a line beside the list; nobody who was struck out has signed."""
# ruff: noqa: E501 - what people type stands here as they type it

import io

import docx
import openpyxl
import pytest
from openpyxl.styles import Font

from petition.reading import listing, read
from petition.reading.draft import Doubt, Draft
from petition.reading.report import list_as_json
from petition.reading.signatories import pasted
from tests.reading.pasted import read_pasted

HEAD = "Dear Mayor,\n\nThe pool leaks every night and nobody has come to look at it.\n\nSigned:\n\n"
ASKS_THE_SECOND = {
    "a star in German": "Anna Ruel, teacher\nBoris Lind*\nCora Holm\n\n* möchte nicht genannt werden",
    "a dagger in a language not known": "Anna Ruel, teacher\nBoris Lind†\nCora Holm\n\n† nepřeje si zveřejnit jméno",
    "a pen name": "Anna Ruel, teacher\nBoris Lind*\nCora Holm\n\n* under a pen name",
    "brackets that begin with the name": "Anna Ruel, teacher\nBoris Lind\n(Boris has since moved away)\nCora Holm",
    "brackets": "Anna Ruel, teacher\n[Boris Lind, porter]\nCora Holm",
    "brackets in words that nobody knows": "Anna Ruel, teacher\nBoris Lind (raději v pozadí)\nCora Holm",
    "words beside a name": "Anna Ruel\nteacher\n\nBoris Lind\n(raději v pozadí)\n\nCora Holm\npoet",
    "a label": "Anna Ruel, teacher\nCora Holm\n\nIn forma riservata:\nBoris Lind",
    "a label before a name that stands above": "Anna Ruel, teacher\nBoris Lind\nCora Holm\n\nNot for publication: Boris Lind",
    "one word before a name in short": "Anna Ruel, teacher\nBoris Lind\nCora Holm\n\nAnonymous: B. Lind",
    "a sentence with the name": "Anna Ruel, teacher\nBoris Lind\nCora Holm\n\nBoris Lind asks not to be named.",
    "a sentence with a title": "Anna Ruel, teacher\nBoris Lind\nCora Holm\n\nPlease leave out Mr Lind.",
    "a sentence that says something else": "Anna Ruel, teacher\nBoris Lind\nCora Holm\n\nP.S. Boris Lind rang us on Friday.",
    "a star with where to ask": "Anna Ruel, teacher\nBoris Lind*\nCora Holm\n\n* ask me first: boris@holm.example",
    "a note": "- Anna Ruel, teacher\n- Boris Lind[^1]\n- Cora Holm\n\n[^1]: Does not wish to be named.",
}


def asked(draft: Draft) -> list[str]:
    return [line.name for line in draft.lines if line.doubt == Doubt.NAMING]


@pytest.mark.parametrize("below", ASKS_THE_SECOND.values(), ids=ASKS_THE_SECOND)
def test_whoever_a_mark_may_keep_back_waits_and_the_others_stand(below: str) -> None:
    draft = read((HEAD + below).encode())
    assert {line.name for line in draft.lines} == {"Anna Ruel", "Boris Lind", "Cora Holm"}
    assert asked(draft) == ["Boris Lind"]


@pytest.mark.parametrize("below", ["* affiliation for identification only", "† died in May"])
def test_a_mark_that_leads_to_where_somebody_works_hides_nobody(below: str) -> None:
    draft = read(f"{HEAD}Anna Ruel{below[0]}\nBoris Lind\n\n{below}".encode())
    assert [(line.name, line.doubt) for line in draft.lines] == [("Anna Ruel", ""), ("Boris Lind", "")]


def test_a_line_that_tells_of_no_mark_may_mean_anybody() -> None:
    draft = read((HEAD + "Anna Ruel\nBoris Lind\n\nNames in grey are not to be published.").encode())
    assert asked(draft) == ["Anna Ruel", "Boris Lind"]


def test_in_a_pasted_list_marks_and_brackets_keep_back_too() -> None:
    found = [
        each.listed
        for each in pasted.read("Anna Ruel*\nBoris Lind\n(Cora Holm)\n\n* not public")
        if each.listed
    ]
    assert [(each.line.name, each.visibility) for each in found] == [
        ("Anna Ruel", "hidden"), ("Boris Lind", "public"), ("Cora Holm", "hidden"),
    ]  # fmt: skip


def test_whoever_is_struck_out_in_word_a_page_or_a_workbook_has_not_signed() -> None:
    letter = docx.Document()
    for line in (*HEAD.split("\n\n")[:3], "Anna Ruel"):
        letter.add_paragraph(line)
    letter.add_paragraph().add_run("Boris Lind").font.double_strike = True
    letter.add_paragraph("Cora Holm")
    stream = io.BytesIO()
    letter.save(stream)
    page = (
        "<html><style>.c5{text-decoration:line-through}</style><p>Dear Mayor,</p>"
        "<p>The pool leaks every night and nobody looks.</p>"
        "<p>Signed:</p><table><tr><td>Anna Ruel</td><td>poet</td></tr><tr><td class=c5>Boris Lind</td><td>cook</td></tr>"
        "<tr><td>Cora Holm</td><td>baker</td></tr></table></html>"
    )
    for draft in (read(stream.getvalue(), "a.docx"), read(page.encode(), "a.html")):
        assert [line.name for line in draft.lines] == ["Anna Ruel", "Cora Holm"]
        assert any("Boris Lind" in line for line in draft.left_over)
    book = openpyxl.Workbook()
    assert book.active
    for name in ("Name", "Anna Ruel", "Boris Lind"):
        book.active.append([name, "Town" if name == "Name" else "Ewell"])
    book.active["A3"].font = Font(strike=True)
    stream = io.BytesIO()
    book.save(stream)
    rows = [each.listed.line for each in listing.read(stream.getvalue(), "a.xlsx").found if each.listed]
    assert [(line.name, line.doubt) for line in rows] == [("Anna Ruel", ""), ("Boris Lind", Doubt.ROW)]


OTHER_WORDS = {
    "a leave and a list after points": "1. HEAT\n\nReplace the boilers.\n\nIn good hope,\n\nAnna Ruel (Physics)\n"
    "Boris Lind (History)\n\nSign here: https://example.org/sign until 31 October 2026",
    "people between semicolons": (
        "Signed by: Anna Ruel, historian; Boris Lind, archivist; Institute of Oral History; Cora Holm."
    ),
    "a label not known": "Лист підтримали:\n\n1. Анна Руель, волонтерка\n2. Борис Лінд, протезист",
}


@pytest.mark.parametrize("below", OTHER_WORDS.values(), ids=OTHER_WORDS)
def test_signatories_are_found_by_where_they_stand(below: str) -> None:
    draft = read((HEAD.removesuffix("Signed:\n\n") + below).encode())
    assert {"Anna Ruel", "Анна Руель"} & {line.name for line in draft.lines}
    assert {"Boris Lind", "Борис Лінд"} & {line.name for line in draft.lines}
    assert "Lind" not in draft.body


def test_between_title_and_greeting_stands_whom_it_addresses_in_any_language() -> None:
    draft = read(
        "Açıq məktub\n\nBakı Şəhər İcra Hakimiyyətinin başçısına\n\nHörmətli cənab başçı!\n\n"
        "Sahil parkının söküntüsünü dayandırmağı xahiş edirik.\n\n"
        "İmzalayanlar:\nLeyla Məmmədova, memar\nElçin Hüseynov".encode()
    )
    assert (draft.title, draft.salutation) == ("Açıq məktub", "Hörmətli cənab başçı!")
    assert len(draft.recipients) == 1
    assert draft.body.startswith("Sahil")
    assert len(draft.lines) == 2


def test_a_sentence_below_the_title_is_text_and_a_line_alone_above_the_greeting_the_subject() -> None:
    draft = read(
        b"Open letter on our libraries\n\n47 libraries have closed since 2019.\n\nTo the County Council\n\n"
        b"Dear councillors,\n\nWe ask you to stop. Libraries are where children read.\n\nSigned:\n\nAnna Ruel\nBoris Lind"
    )
    assert draft.body.startswith("47 libraries have closed since 2019.")
    subject = read(
        b"The Mayor of Essing\nTown Hall\n\nClosure of the Heyford line\n\nDear Mayor,\n\n"
        b"We ask that the line stays open for everybody.\n\nSigned:\n\nAnna Ruel\nBoris Lind"
    )
    assert subject.title == "Closure of the Heyford line"
    assert "Heyford" not in str(subject.recipients)


def test_lines_that_differ_in_their_number_alone_are_no_names_and_two_with_one_trade_are_doubtful() -> None:
    below = "Anna Ruel\nFlat 142\nBoris Lind\nFlat 97\nCora Holm et Ida Holm, parents d’élèves"
    sure = {line.name for line in read((HEAD + below).encode()).lines if not line.doubt}
    assert sure == {"Anna Ruel", "Boris Lind"}


def test_signatures_and_a_date_in_chinese_are_one_each() -> None:
    draft = read(
        "关于湿地的公开信\n\n尊敬的市长先生：\n\n湿地是候鸟的家园。我们恳请市政府停止填埋。\n\n此致\n敬礼\n\n"
        "联署人：\n张伟，教师\n黄丽华，记者\n绿色家园协会\n\n二〇二六年十二月三十一日".encode()
    )
    assert ([line.name for line in draft.lines], draft.date_iso) == (
        ["张伟", "黄丽华", "绿色家园协会"],
        "2026-12-31",
    )


def test_people_beside_each_other_and_points_under_a_point_are_one_each() -> None:
    beside = "| | |\n|---|---|\n| A.V. Holm, poet | S.P. Lind, nurse |\n| N.K. Orr | |\n"
    assert [line.name for line in read((HEAD + beside).encode(), "letter.md").lines] == [
        "A.V. Holm",
        "S.P. Lind",
        "N.K. Orr",
    ]
    under = "1. Parents\n    - Mia Holm\n    - Leo Orr\n2. Friends of the school\n    - Ida Lind\n"
    draft = read((HEAD + under).encode(), "letter.md")
    assert [line.name for line in draft.lines] == ["Mia Holm", "Leo Orr", "Ida Lind"]


def test_an_apostrophe_of_rich_text_takes_no_letter_with_it() -> None:
    text = r"Dear Mayor,\par We ask you to keep the pool open.\par Signed:\par Lucy O\u8217'Neill\par Ann Orr\par "
    typed = rf"{{\rtf1\ansi {text}}}"
    assert [line.name for line in read(typed.encode(), "a.rtf").lines] == ["Lucy O’Neill", "Ann Orr"]


def test_a_remark_in_somebodys_own_lines_and_one_on_affiliations_keep_nobody_else_back() -> None:
    stacked = (
        "Anna Ruel\nEditor, The Valley Voice\n\nBoris Lind\nnurse\n\nP. Orr\n(please do not print my name)\n"
    )
    draft = read((HEAD + stacked).encode(), "letter.txt")
    assert [line.name for line in draft.lines if line.doubt == Doubt.NAMING] == ["P. Orr"]
    assert draft.lines[2].affiliation == draft.lines[2].role == ""
    said = "Affiliations are given for identification only and do not imply endorsement by anybody."
    draft = read((HEAD + f"Anna Ruel, Well Fund\nBoris Lind, Well Fund\n\n{said}\n").encode(), "letter.txt")
    assert (draft.doubtful, draft.left_over) == (0, (said,))


@pytest.mark.parametrize(
    ("answer", "hidden"),
    [("нет, только для мэра", "PR"), ("да, но без фамилии", "PR"), ("да", "P"), ("не знаю", "PR")],
)
def test_an_answer_of_no_in_a_table_keeps_back_whoever_gave_it_and_nobody_else(
    answer: str, hidden: str
) -> None:
    rows = [
        ["Ф.И.О.", "Согласие на публикацию фамилии"],
        ["Ручьёва Анна", answer],
        ["Линд Борис", "Да"],
        ["Орр Пётр", "не публиковать"],
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ["---", "---"], *rows[1:]))
    draft = read(
        f"Уважаемый мэр!\n\nМы просим открыть бассейн, он закрыт третий год.\n\nПодписи:\n\n{table}\n".encode(),
        "a.md",
    )
    found = "".join(
        {"Ручьёва Анна": "R", "Линд Борис": "L", "Орр Пётр": "P"}[line.name]
        for line in draft.lines
        if line.doubt
    )
    assert sorted(found) == sorted(hidden)


def test_labels_of_what_people_do_and_remarks_on_the_order_hide_nobody_and_are_nobody() -> None:
    typed = "(in alphabetical order)\nЖазушылар:\nДәурен Тілеубаев – жазушы\nҒалымдар:\nСәндігүл Омарханова – профессор\n"
    draft = read((HEAD + typed).encode(), "letter.txt")
    assert [line.name for line in draft.lines] == ["Дәурен Тілеубаев", "Сәндігүл Омарханова"]
    assert draft.doubtful == 0


def test_towns_in_brackets_beside_a_trade_that_is_not_known_are_no_remark() -> None:
    typed = "Anna Ruel (poet, Lund); Boris Lind (weltmaker, Lund); Clara Voss (nurse, Ewell); Ida Orr (not to be named, Lund)"
    draft = read((HEAD + typed).encode(), "letter.txt")
    assert [line.name for line in draft.lines if line.doubt] == ["Ida Orr"]


@pytest.mark.parametrize(
    "said", ["only for the mayor", "тек әкімге арналған", "только для министра", "nur für das Amt bestimmt"]
)
def test_who_signs_for_somebody_only_is_asked_about(said: str) -> None:
    draft = read(
        (HEAD + f"Anna Ruel, nurse ({said})\nBoris Lind, nurse\nClara Voss, nurse\n").encode(), "letter.txt"
    )
    assert [line.name for line in draft.lines if line.doubt == Doubt.NAMING] == ["Anna Ruel"]


def test_a_mark_before_a_name_keeps_back_whoever_bears_it() -> None:
    typed = "Anna Ruel, nurse\n* Boris Lind\nClara Voss\n\n* asked us not to print his name\n"
    draft = read((HEAD + typed).encode(), "letter.txt")
    assert [(line.name, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", ""), ("Boris Lind", Doubt.NAMING), ("Clara Voss", "")
    ]  # fmt: skip


def test_of_several_marks_in_one_line_each_is_understood() -> None:
    rows = "".join(f"{name}\tnurse\n" for name in ("Anna Ruel*", "Boris Lind**", "Cora Holm", "Ida Orr"))
    typed = f"Name\tPost\n{rows}\n* asked for initials only; ** asked not to be named, only counted\n"
    hidden = {
        row["name"] for row in list_as_json(read_pasted(typed))["rows"] if row["visibility"] == "hidden"
    }
    assert "Boris Lind" in hidden
    assert hidden.isdisjoint({"Cora Holm", "Ida Orr"})


def test_how_many_others_are_not_named_hides_nobody() -> None:
    rows = pasted.read("Anna Ruel, teacher\nBoris Lind\n\n12 others signed and do not wish to be named.")
    lines = [each.listed.line for each in rows if each.listed]
    assert [(line.name, line.doubt) for line in lines] == [("Anna Ruel", ""), ("Boris Lind", "")]


@pytest.mark.parametrize("others", ["and others do", "and the nurses do", "says that we all do"])
def test_a_sentence_that_speaks_of_others_too_may_mean_all(others: str) -> None:
    below = f"Anna Ruel, teacher\nBoris Lind\nCora Holm\n\nBoris Lind {others} not wish to be named."
    assert asked(read((HEAD + below).encode())) == ["Anna Ruel", "Boris Lind", "Cora Holm"]


def test_who_names_an_abbreviated_body_explains_no_mark() -> None:
    typed = "Anna Ruel, teacher, Hill College (QNU)\nBoris Lind, teacher, QNU - River College\nCora Holm"
    assert [each.listed.line.name for each in pasted.read(typed) if each.listed] == [
        "Anna Ruel", "Boris Lind", "Cora Holm",
    ]  # fmt: skip


def test_a_mark_of_which_a_sentence_says_it_keeps_back_who_bears_it_and_nobody_else() -> None:
    text = (
        "# The well – signatories (draft 2)\n\n_Affiliations are for identification only. Names marked with \\* signed but prefer "
        "**not** to be named publicly._\n\n## Nurses\n\n- Ada Sand, nurse, River College\n- Ben Oak\\*, nurse, River College\n"
        "- Cy Holm, cook, Fenmouth (signed, do not list her name)\n- Di Roe, cook\n- Ed Moss, cook\n- Gus Lowe, cook\n\n## Organisations\n\n- Fenmouth Housing Action\n\nTotal to be printed so far: 7\n"
    )
    rows = list_as_json(listing.read(text.encode(), "list.md"))["rows"]
    assert [(row["name"], row["visibility"]) for row in rows] == [
        ("Ada Sand", "public"),
        ("Ben Oak", "hidden"),
        ("Cy Holm", "hidden"),
        ("Di Roe", "public"),
        ("Ed Moss", "public"),
        ("Gus Lowe", "public"),
        ("Fenmouth Housing Action", "public"),
    ]


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("Names marked with * are not to be published.", "Ben Oak"),
        ("Those with * and Cy Holm do not want to be named.", "Ben Oak, Cy Holm"),
        ("Please do not print Holm or those marked * anywhere.", "Ben Oak, Cy Holm"),
        ("Names with * and the cooks are not to be published.", "Ada Sand, Ben Oak, Cy Holm, Dina Rowe"),
        (
            "Names with * are not published. Please do not publish the nurses.",
            "Ada Sand, Ben Oak, Cy Holm, Dina Rowe",
        ),
    ],
)
def test_a_sentence_of_a_mark_keeps_back_whom_else_it_speaks_of(said: str, hidden: str) -> None:
    lines = f"Ada Sand, nurse\nBen Oak*, poet\nCy Holm, cook\nDina Rowe, driver\nEd Moss, judge\n\n{said}\n"
    read_as = [each.listed for each in pasted.read(lines) if each.listed]
    shown = [each.line.name for each in read_as if each.visibility == "hidden"]
    assert set(hidden.split(", ")) <= set(shown)
    assert len(read_as) >= 5
    assert "," in hidden or shown == ["Ben Oak"]
