"""The parts of a list below a letter: what heads them, who they are, and who is kept back there. All names are invented."""

import io

import docx
import pytest

from petition.reading import listing, read
from petition.reading.draft import NOT_NAMED, Draft
from petition.reading.report import list_as_json

_TEXT = "# Open letter on the mill\n\nDear Minister,\n\nThe mill must stay open for all who live here, we ask for help.\n\n"


def _read(below: str) -> Draft:
    return read((_TEXT + below).encode(), "letter.md")


def _shown(draft: Draft) -> str:
    """Who signs, with "?" where they are hidden until somebody has looked."""
    return ", ".join(line.name + "?" * (line.doubt in NOT_NAMED) for line in draft.lines)


@pytest.mark.parametrize(
    "head",
    [
        "### Do not publish",
        "**Ei julkisuuteen**",
        "### Nie do publikacji",
        "**V tichosti**",
        "### Тихие учителя",
    ],
)
def test_below_a_head_by_look_that_may_ask_it_nobody_is_shown(head: str) -> None:
    draft = _read(
        f"Signed:\n\n### Nurses\n\nAnna Ruel, nurse\n\nBoris Lind, nurse\n\n{head}\n\nCora Holm, nurse\n\nIda Orr, nurse\n"
    )
    assert _shown(draft) == "Anna Ruel, Boris Lind, Cora Holm?, Ida Orr?"


@pytest.mark.parametrize(
    "heads",
    [
        ("**Hukukçular**", "**Köylüler**"),
        ("### Organizacje", "### Naukowcy"),
        ("**Из Германии:**", "**Из Польши и Нидерландов:**"),
        ("З України:", "З-за кордону:"),
        ("From Norway:", "From abroad:"),
        ("Scientists:", "Associations and initiatives:"),
        ("### Academic staff and researchers", "### Шетелдегі қандастар"),
    ],
)
def test_heads_that_say_who_stands_below_or_from_where_are_nobody_and_hide_nobody(
    heads: tuple[str, str],
) -> None:
    draft = _read(f"Signed:\n\n{heads[0]}\n\nAnna Ruel\n\nBoris Lind\n\n{heads[1]}\n\nCora Holm\n\nIda Orr\n")
    assert _shown(draft) == "Anna Ruel, Boris Lind, Cora Holm, Ida Orr"


def test_people_below_an_unknown_head_are_no_organisations_though_those_above_it_are() -> None:
    draft = _read(
        "Signed:\n\n### Organizacje\n\n- Mill Guild\n- River Fund\n\n### Naukowcy\n\n- Cora Holm\n- Ida Orr, ichtiolożka\n"
    )
    assert [line.kind.value for line in draft.lines] == ["organisation"] * 2 + ["person"] * 2
    assert draft.lines[-1].role == "ichtiolożka"


def test_whatever_ends_as_what_people_do_is_no_remark() -> None:
    others = "Anna Ruel, nurse\nBoris Lind, teacher\nCora Holm, poet\nErik Holm, poet\nFay Stone, nurse\n"
    for said in ("transport planner", "ichtiolożka", "forest engineer", "малдәрігер", "conteur"):
        assert _shown(_read(f"Signed:\n\n{others}Ida Orr, {said}\n")).endswith(", Ida Orr")
    for said in ("gone forever", "minor", "à supprimer", "par erreur", "tajemnica", "жазбашы", "court order"):
        assert _shown(_read(f"Signed:\n\n{others}Ida Orr, {said}\n")).endswith(", Ida Orr?"), said


def test_a_table_of_posts_and_names_is_one_though_a_post_is_broken_over_two_lines() -> None:
    letter = docx.Document()
    for line in _TEXT.split("\n\n")[1:3]:
        letter.add_paragraph(line)
    letter.add_paragraph("Signed:")
    table = letter.add_table(4, 2)
    posts = ("Chair of the council\nof the village", "baker", "imam", "«Mill Voice» reporter")
    for row, post, name in zip(
        table.rows, posts, ("Anna Ruel", "B. K. Lind", "Cora Holm", "Ida Orr"), strict=True
    ):
        row.cells[0].text, row.cells[1].text = post, name
    stream = io.BytesIO()
    letter.save(stream)
    lines = read(stream.getvalue(), "letter.docx").lines
    assert [line.name for line in lines] == ["Anna Ruel", "B. K. Lind", "Cora Holm", "Ida Orr"]
    assert lines[1].role == "baker"


def test_spaced_strokes_part_what_is_said_of_somebody() -> None:
    draft = _read(
        "Signed:\n\nАнна Руэль / ата-ана / Қарнақ\nБорис Линд / студент / Алматы\n«Тоған» қоғамы / Алматы\n"
    )
    assert [(line.name, line.role) for line in draft.lines] == [
        ("Анна Руэль", "ата-ана"), ("Борис Линд", "студент"), ("«Тоған» қоғамы", ""),
    ]  # fmt: skip


def test_a_sentence_on_further_signatories_hides_none_of_those_who_are_named() -> None:
    draft = _read(
        "Signed:\n\nAnna Ruel, nurse\nBoris Lind\n\nTwo further signatories have asked that their names be withheld.\n"
    )
    assert _shown(draft) == "Anna Ruel, Boris Lind"


def test_the_number_of_a_house_is_no_age_and_is_never_printed() -> None:
    draft = _read(
        "Signed:\n\nАнна Руэль, ул. Мельничная, 16\nБорис Линд, ул. Мельничная, 12\nКира Хольм, 15 лет\n"
    )
    assert _shown(draft) == "Анна Руэль, Борис Линд, Кира Хольм?"
    assert not any("16" in f"{line.as_typed}{line.role}{line.place}" for line in draft.lines)


def test_a_column_that_asks_in_german_whether_a_name_may_be_published_is_understood() -> None:
    table = "| Name | Name veröffentlichen? |\n|---|---|\n| Anna Ruel | ja |\n| Boris Lind | nein, bitte nicht |\n"
    assert _shown(_read(f"Unterzeichnende\n\n{table}")) == "Anna Ruel, Boris Lind?"


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_posts_above_the_names_are_what_those_do_and_no_organisations(between: str) -> None:
    posts = (
        "Chair of the Village Council",
        "headteacher",
        "«Тобыл үні» газетінің тілшісі",
        "baker, beekeeper",
    )
    names = ("B. K. Lind", "Anna Ruel", "Ә. Мырзалы", "Cora Holm")
    lines = _read(
        "Signed:\n\n"
        + between.join(f"{post}{between}{name}" for post, name in zip(posts, names, strict=True))
    ).lines
    assert [(line.name, line.kind.value) for line in lines] == [(name, "person") for name in names]
    assert [line.role for line in lines] == ["Chair", "headteacher", "тілшісі", "baker, beekeeper"]


def test_organisations_with_a_person_below_each_still_sign() -> None:
    lines = _read(
        "Signed:\n\nRiver Fund\nAnna Ruel\n\nAnglers' Association\nIda Orr\n\nMill Union\nCora Holm\n"
    ).lines
    assert {"River Fund", "Anglers' Association", "Mill Union"} <= {line.name for line in lines}


@pytest.mark.parametrize(
    "head",
    [
        "To: The Vice-Chancellor, Mill University\nThe Members of the Council",
        "À l'attention de :\nMadame la ministre de la Culture\nMonsieur le président du conseil",
        "Do:\nGłówny Inspektor Rzek\nWojewoda Młyński",
        "Tarım Bakanlığı'na\nMuğla Valiliği'ne",
        "Голові Фонду рік\nМіському голові",
    ],
)
def test_addressees_below_one_another_that_begin_or_end_alike_are_several(head: str) -> None:
    text = (
        "The mill by the river has stood for two hundred years, and now it is to be pulled down by the town."
    )
    draft = read(
        f"# Save the mill\n\n{head}\n\n{text}\n\n{text}\n\nSigned:\n\nAnna Ruel\nBoris Lind\n".encode(),
        "letter.md",
    )
    assert len(draft.recipients) == 2
    assert draft.salutation == ""


def test_a_bare_open_letter_above_its_title_is_no_title() -> None:
    draft = read(
        _TEXT.replace("# Open letter on the mill", "Open letter\n\n# Save the mill").encode(), "letter.md"
    )
    assert draft.title == "Save the mill"


def test_the_head_of_an_email_in_a_language_that_is_not_known_is_no_letter() -> None:
    head = "Pošiljatelj: Anna Ruel <a@example.org>\nDne: 3. 5. 2026, 08:12\nZadeva: Pismo\nPrejemnik: <b@example.org>\n\n"
    draft = read(
        f"---------- Forwarded message ---------\n{head}{_TEXT[2:]}Signed:\n\nBoris Lind\nCora Holm\n".encode(),
        "letter.txt",
    )
    assert draft.title == "Open letter on the mill"
    assert not any("@" in str(each) for each in draft.recipients)


def test_people_between_strokes_in_one_line_are_a_run_and_buttons_below_are_nobody() -> None:
    people = [
        ("Anna Ruel", "nurse"), ("Boris “Owl” Lind", "poet"), ("Cora Holm", "baker"), ("Ida und Tom Orr", "parents"),
        ("Vera Lund", "judge"), ("Union of Millers", ""),
    ]  # fmt: skip
    each = [*people[:3], ("Ida Orr", "parents"), ("Tom Orr", "parents"), *people[4:]]
    run = " | ".join(f"{name} ({role})" if role else name for name, role in people)
    page = ["All reactions:", "215Max Aard and 214 others", "39", "12", "Like", "Comment", "Share"]
    comment = ["View 38 more comments", "Greta Moor", "Signed!!", "3 h"]
    draft = _read("\n".join(["Signed:", run, "", "#savethemill", "", *page, *comment, ""]))
    assert [(line.name, line.role) for line in draft.lines] == each
    assert "Greta Moor" in draft.left_over


def test_tabs_part_what_is_said_of_each_and_a_line_without_them_heads_those_below() -> None:
    lines = [
        "Es zeichnen:",
        "Rechtsanwältinnen, Gerichte und Lehre",
        "Prof. em. Dr. Dr. h. c. Anna Ruel\tVölkerrechtlerin\tJena",
        "Boris Lind\tAnwalt\tKassel",
        "Kirche, soziale Arbeit, Bildung",
        "Pfarrerin Cora Holm\tEv. Gemeinde Sankt Jakob\tGörlitz",
        "Ida Orr\tLehrerin\tHalle",
        "Organisationen",
        "Mühlenhilfe e. V.\t\tGörlitz",
        "Sie möchten mitzeichnen? Senden Sie Name und Ort bis 25. Juli an:",
        "Mühlenhilfe e. V., Postfach 11 22, 02999 Görlitz, Tel. 03581 000000",
    ]
    draft = read((_TEXT[2:] + "\n\n".join(lines)).encode(), "letter.txt")
    names = ["Prof. em. Dr. Dr. h.c. Anna Ruel", "Boris Lind", "Cora Holm", "Ida Orr", "Mühlenhilfe e. V."]
    assert _shown(draft) == ", ".join(names)
    assert [line.place for line in draft.lines] == ["Jena", "Kassel", "Görlitz", "Halle", "Görlitz"]
    assert (draft.lines[2].role, draft.lines[2].affiliation) == ("Pfarrerin", "Ev. Gemeinde Sankt Jakob")


@pytest.mark.parametrize(
    ("heading", "remark", "is_shown"),
    [
        ("Remarks", "may be published", True),
        ("Ескерту", "жариялауға болады", True),
        ("Примечание", "без фамилии", False),
        ("Remarks", "no", False),
        ("Remarks", "yes", False),
        ("Ескерту", "әжесі тапсырды", False),
        ("Примітка", "не оприлюднювати", False),
    ],
)
def test_an_empty_remark_keeps_nobody_back_and_whoever_has_one_only_if_it_lets_them_be_shown(
    heading: str, remark: str, *, is_shown: bool
) -> None:
    rows = [
        "Anna Ruel | nurse | ",
        f"Boris Lind | poet | {remark}",
        "Cora Holm | baker | ",
        "Ida Orr | judge | ",
    ]
    table = "\n".join(f"| {row} |" for row in (f"Name | Role | {heading}", "-- | -- | --", *rows))
    said = "Boris Lind" + "?" * (not is_shown)
    assert _shown(_read(f"Signed:\n\n{table}\n")) == f"Anna Ruel, {said}, Cora Holm, Ida Orr"


@pytest.mark.parametrize(
    ("remark", "doubt"),
    [
        ("умер 20.11.2026", "died"),
        ("қайтыс болды", "died"),
        ("умер, имя не публиковать", "naming"),
        ("по доверенности", ""),
        ("сенімхат бойынша № 5", ""),
        ("signed by proxy", ""),
        ("+7 701 000 11 22", "phone"),
        ("перезвонить в пятницу", "remark"),
        ("согласна, но без фамилии", "naming"),
    ],
)
def test_a_remark_beside_a_row_below_a_letter_is_a_doubt_of_its_own_kind(remark: str, doubt: str) -> None:
    rows = ["Anna Ruel | nurse | ", f"Boris Lind | poet | {remark}", "Cora Holm | baker | "]
    table = "\n".join(f"| {row} |" for row in ("Name | Role | Примечание", "-- | -- | --", *rows))
    assert [line.doubt for line in _read(f"Signed:\n\n{table}\n").lines] == ["", doubt, ""]


@pytest.mark.parametrize("heading", ["Publish my name", "Анонімно", "Жасырын"])
def test_an_empty_cell_below_any_other_heading_of_naming_is_asked_about(heading: str) -> None:
    rows = [
        "Anna Ruel | nurse | ",
        "Boris Lind | poet | may be so",
        "Cora Holm | baker | ",
        "Ida Orr | judge | ",
    ]
    table = "\n".join(f"| {row} |" for row in (f"Name | Role | {heading}", "-- | -- | --", *rows))
    assert "Boris Lind?" in _shown(_read(f"Signed:\n\n{table}\n"))


def test_consent_is_read_in_ukrainian_and_the_heads_of_both_tables_are_nobody() -> None:
    people = [
        "Анна Руель | лікарка | так",
        "Борис Лінд | поет | ні",
        "Кора Гольм | кухарка | так, але без прізвища",
    ]
    bodies = ["ГО «Млин» | голова правління І. Орр", "Рада гімназії «Джерело» | "]
    first = "\n".join(
        f"| {row} |" for row in ("ПІБ | Посада | Згода на оприлюднення", "-- | -- | --", *people)
    )
    second = "\n".join(
        f"| {row} |" for row in ("Назва організації | Голова / представник", "-- | --", *bodies)
    )
    draft = _read(
        f"З повагою,\n\nДодаток. Список підписантів\n\n{first}\n\nПриєдналися організації:\n\n{second}\n"
    )
    assert _shown(draft) == "Анна Руель, Борис Лінд?, Кора Гольм?, ГО «Млин», Рада гімназії «Джерело»"
    assert draft.lines[3].role == "голова правління І. Орр"


def test_labels_of_where_people_are_from_and_that_they_joined_later_keep_nobody_back() -> None:
    draft = _read(
        "Firmamos:\n\n**Desde América Latina:**\n\nAnna Ruel, médica\n\nBoris Lind, poeta\n\n**Se han sumado después:**\n\n"
        "Cora Holm, periodista\n\n**Sin publicar:**\n\nIda Orr, médica\n"
    )
    assert _shown(draft) == "Anna Ruel, Boris Lind, Cora Holm, Ida Orr?"


def test_a_label_in_two_languages_names_nobody() -> None:
    said = list_as_json(
        listing.read("Anna Ruel, poet\n\nҰйымдар / Организации\nRiver Foundation".encode(), "list.txt")
    )
    assert [row["name"] for row in said["rows"]] == ["Anna Ruel", "River Foundation"]
