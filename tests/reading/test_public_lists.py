"""Faults that public lists of signatories showed, each with people who are invented."""
# ruff: noqa: E501 - lists stand here as they are typed

import pytest

from petition.reading import Draft, read, read_text
from petition.reading.draft import Doubt, Place, Placed

TEXT = (
    "We ask you to keep the reading room open until nine in the evening, because pupils have no other place to learn.\n\n"
    "It was closed in May without a hearing, although the council had promised one to the parents.\n\n"
)


def signed(lines: str, announced: str = "Signed:") -> Draft:
    draft = read_text(f"{TEXT}{announced}\n\n{lines}\n")
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
    return draft


def page(inside: str) -> Draft:
    draft = read(f"<html><body><p>{TEXT}</p>{inside}</body></html>".encode(), "page.html")
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
    return draft


def names(draft: Draft) -> list[str]:
    return [line.name for line in draft.lines]


def test_a_letter_that_goes_on_after_the_undersigned_keeps_its_body() -> None:
    people = "\n\n".join(
        f"{nth}. Prof. Dra. Ana Ruel {family}, Universidad del Río"
        for nth, family in enumerate(["Brook", "Oak", "Lind", "Holt"] * 5, 1)
    )
    demands = "\n\n".join(
        f"Pedimos por {word} vez que la sala de lectura quede abierta hasta las nueve de la noche."
        for word in ("primera", "segunda", "tercera")
    )
    draft = read_text(
        f"# Manifiesto por la sala\n\nLos abajo firmantes, vecinos del barrio, manifiestan:\n\n{demands}\n\n## Firmas\n\n{people}\n"
    )
    assert (len(draft.lines), draft.doubtful, draft.left_over) == (20, 0, ())
    assert draft.body.count("sala de lectura") == 3


def test_a_sentence_in_a_long_list_does_not_end_it() -> None:
    people = [f"<li>Anna Ruel{letter}, Well Fund</li>" for letter in "abcdefghijklmnopqrst"]
    people.insert(
        14, "<li>Boris Lind, who has been asking for this room since he was a boy and will not stop now.</li>"
    )
    draft = page(f"<ul>{''.join(people)}</ul>")
    assert len(draft.lines) >= 20
    assert "Ruel" not in draft.body


def test_a_table_is_read_by_its_headings() -> None:
    rows = [
        ("Anna Ruel", "Individual", "translating"),
        ("Well Fund", "Company", "two rooms"),
        ("Riverdesk", "Project", "testing; documents; community work of all kinds;"),
    ]
    cells = "".join(f"<tr><td>{name}</td><td>{kind}</td><td>{how}</td></tr>" for name, kind, how in rows)
    draft = page(
        f"<h2>Co-signed</h2><table><thead><tr><th>Name</th><th>Type</th><th>How you'd like to help</th></tr></thead><tbody>{cells}</tbody></table>"
    )
    assert [(line.name, line.kind, line.role, line.affiliation, line.doubt) for line in draft.lines[:2]] == [
        ("Anna Ruel", "person", "", "", ""),
        ("Well Fund", "organisation", "", "", ""),
    ]
    assert (names(draft)[2], draft.lines[2].kind) == ("Riverdesk", "organisation")
    assert Placed(Place.HEADINGS, 1) in draft.account


@pytest.mark.parametrize(
    "head",
    [
        "Show my name?",
        "Do not show my name publicly",
        "Bitte anonymisieren",
        "I object to my name being published",
    ],
)
def test_a_table_of_a_letter_that_asks_about_naming_shows_nobody_unseen(head: str) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{answer}</td></tr>"
        for name, answer in (("Anna Ruel", "No"), ("Boris Lind", "Yes"), ("Clara Holt", ""))
    )
    draft = page(f"<h2>Signatories</h2><table><tr><th>Name</th><th>{head}</th></tr>{rows}</table>")
    shown = {line.name for line in draft.lines if line.doubt != Doubt.NAMING}
    assert len(draft.lines) == 3
    assert shown <= (
        {"Boris Lind"}
        if head.startswith("Show")
        else {"Anna Ruel", "Clara Holt"}
        if head.startswith("Do")
        else set()
    )


def test_labels_of_parts_say_of_which_kind_their_signatories_are() -> None:
    draft = page(
        "<h2>Signatories</h2><h3>Organizations</h3><ul><li>Riverdesk</li><li>D5 - Zentrum für Leser</li><li>openRoom Hosting</li><li>Quiet: Zero, LLC</li><li>Netbook A/S</li></ul>"
        "<h3>Individuals</h3><ul><li>Anna Ruel (Well Fund)</li><li>Boris Chambers</li><li>Clara Ngo, Riverdesk</li></ul>"
    )
    assert [line.kind for line in draft.lines] == ["organisation"] * 5 + ["person"] * 3
    assert names(draft)[:4] == ["Riverdesk", "D5 - Zentrum für Leser", "openRoom Hosting", "Quiet: Zero, LLC"]
    assert (draft.left_over, Placed(Place.HEADINGS, 2) in draft.account) == ((), True)


def test_bodies_whose_names_begin_small_stay_apart() -> None:
    draft = signed(
        "Riverdesk Association\nmediale pfade\nUnion of Readers\neXO Network\nNorthern Readers Forum\nt5n\nReading Fund\ndeREAD e.V."
    )
    assert len(draft.lines) == 8


def test_a_single_name_beside_an_account_is_somebody_to_look_at() -> None:
    draft = signed(
        "- Anna Ruel (@aruel)\n- Irenes (@irenes)\n- ash (@ash5)\n- Clara Holt <clara@example.org>\n- Petra Oak"
    )
    assert names(draft) == ["Anna Ruel", "Irenes", "ash", "Clara Holt", "Petra Oak"]
    assert [bool(line.doubt) for line in draft.lines] == [True, True, True, True, False]
    assert not any("@" in f"{line.name}{line.role}{line.affiliation}" for line in draft.lines)


def test_two_bodies_of_one_person_are_no_second_person() -> None:
    draft = signed("Anna Q. Ruel, University of Rivers; Riverdesk Labs\nBoris Lind, Well Fund")
    assert names(draft) == ["Anna Q. Ruel", "Boris Lind"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Dr. rer. nat. Arne Lind", ("Dr. rer. nat. Arne Lind", "person", "", "")),
        (
            "Prof. Dr. Ana Ruel Brook. Universidad del Río",
            ("Prof. Dr. Ana Ruel Brook", "person", "", "Universidad del Río"),
        ),
        (
            "Dr. Boris Lind Holt Universidad del Río",
            ("Dr. Boris Lind Holt", "person", "", "Universidad del Río"),
        ),
        (
            "Prof. Dr. Luis Miguel Ruel de la Fuente, Universidad del Río",
            ("Prof. Dr. Luis Miguel Ruel de la Fuente", "person", "", "Universidad del Río"),
        ),
        (
            "Agustí Ruel i Brook, Universitat del Riu",
            ("Agustí Ruel i Brook", "person", "", "Universitat del Riu"),
        ),
        ("Trung Ngo, Riverdesk", ("Trung Ngo", "person", "", "Riverdesk")),
        ("Ben Lind, Riverdesk", ("Ben Lind", "person", "", "Riverdesk")),
        ("Clara Chambers", ("Clara Chambers", "person", "", "")),
        ("Anna (Anya) Ruel, Riverdesk", ("Anna (Anya) Ruel", "person", "", "Riverdesk")),
        (
            "Anna Ruel, Product Manager, Well Software, Inc.",
            ("Anna Ruel", "person", "Product Manager", "Well Software, Inc."),
        ),
        (
            "Anna Ruel, Director of Learning, Church of the Well",
            ("Anna Ruel", "person", "Director of Learning", "Church of the Well"),
        ),
        (
            "Anna Ruel, Senior Software Engineer, Riverdesk",
            ("Anna Ruel", "person", "Senior Software Engineer", "Riverdesk"),
        ),
        ("Anna Ruel, Research Scientist", ("Anna Ruel", "person", "Research Scientist", "")),
        ("Anna Ruel, The Current", ("Anna Ruel", "person", "", "The Current")),
        (
            "FRM - Forum of Readers and Mothers",
            ("FRM - Forum of Readers and Mothers", "organisation", "", ""),
        ),
        ("Anna Ruel, Softwareentwicklerin", ("Anna Ruel", "person", "Softwareentwicklerin", "")),
    ],
)
def test_a_line_of_a_public_list(typed: str, expected: tuple[str, str, str, str]) -> None:
    line = signed(f"Vera Hill, teacher\n{typed}\nPetra Nord, baker").lines[1]
    assert (line.name, line.kind, line.role, line.affiliation) == expected
    assert not line.doubt


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Boris Lind on behalf of Riverdesk", ("Boris Lind", "person", "", "Riverdesk")),
        ("Boris Lind (for Riverdesk)", ("Boris Lind", "person", "", "Riverdesk")),
        ("Boris Lind, for Riverdesk", ("Boris Lind", "person", "", "Riverdesk")),
        ("Boris Lind from Riverdesk", ("Boris Lind", "person", "", "Riverdesk")),
        ("Анна Ручьёва от имени Фонда рек", ("Анна Ручьёва", "person", "", "Фонда рек")),
        ('"Anna Ruel", "Teacher"', ("Anna Ruel", "person", "Teacher", "")),
        ("«Анна Ручьёва», «учитель»", ("Анна Ручьёва", "person", "учитель", "")),
        ("Dr. - Ing. Petra Oak, Riverdesk", ("Dr.-Ing. Petra Oak", "person", "", "Riverdesk")),
        ("Boris Lind, Director, athenahealth", ("Boris Lind", "person", "Director", "athenahealth")),
        ("Boris Lind, openRoom", ("Boris Lind", "person", "", "openRoom")),
        ("Readers for Justice", ("Readers for Justice", "organisation", "", "")),
        ("Human Rights for Riverland", ("Human Rights for Riverland", "organisation", "", "")),
    ],
)
def test_a_line_that_was_read_surely_and_wrong(typed: str, expected: tuple[str, str, str, str]) -> None:
    for others in (
        "Vera Hill, teacher\n{}\nPetra Nord, baker",
        "Riverdesk Association\n{}\nUnion of Readers\nWell Fund",
    ):
        line = signed(others.format(typed)).lines[1]
        assert (line.name, line.kind, line.role, line.affiliation, line.doubt) == (*expected, "")


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("Irenes", Doubt.HALF),
        ("Irenes, baker", Doubt.HALF),
        ("Boris Lind, Privat", Doubt.NAMING),
    ],
)
def test_what_could_be_two_things_is_doubtful(typed: str, doubt: str) -> None:
    assert signed(f"Vera Hill, teacher\n{typed}\nPetra Nord, baker").lines[1].doubt == doubt


def test_single_names_are_sure_where_all_are_single() -> None:
    assert signed("Irenes\nPetra\nClara\nBoris").doubtful == 0


def test_filled_forms_are_people_and_whoever_says_no_in_one_is_not_sure() -> None:
    draft = signed(
        "Name: Anna Ruel\nTitle: teacher\nOrganisation: Well Fund\nShow my name: No\n\n"
        "Name: Boris Lind\nTitle: nurse\nShow my name: Yes\nFavourite colour: blue"
    )
    assert [(line.name, line.kind, line.role, line.affiliation, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", "person", "teacher", "Well Fund", Doubt.NAMING),
        ("Boris Lind", "person", "nurse", "", ""),
    ]
    assert draft.left_over == ()


@pytest.mark.parametrize("mark", ["", "- "])
def test_names_below_a_label_that_is_not_known_are_doubtful_and_the_label_is_told(mark: str) -> None:
    draft = signed(
        "\n".join(f"{mark}{each}" for each in ("Anna Ruel", "Boris Lind, irakaslea", "Clara Holt")),
        "Izenak hauek:",
    )
    assert names(draft) == ["Anna Ruel", "Boris Lind", "Clara Holt"]
    assert (draft.doubtful, draft.left_over) == (3, ("Izenak hauek:",))
    assert "Anna" not in draft.body


@pytest.mark.parametrize(
    "asked",
    [
        "Boris Lind (please do not publish my name)",
        "Boris Lind — anonymous please",
        "Boris Lind (имя не публиковать)",
        "Anonymous",
    ],
)
def test_who_asks_not_to_be_named_in_a_letter_is_not_sure(asked: str) -> None:
    draft = signed(f"Anna Ruel, teacher\n{asked}\nClara Holt, nurse")
    assert [line.doubt for line in draft.lines] == ["", Doubt.NAMING, ""]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "1. Anna Ruel, teacher\t2. Boris Lind, baker\n3. Clara Holt, nurse\t4. Petra Oak, poet",
            ["Anna Ruel", "Boris Lind", "Clara Holt", "Petra Oak"],
        ),
        ("Anna Ruel*\nBoris Lind**\nClara Holt†", ["Anna Ruel", "Boris Lind", "Clara Holt"]),
        (
            "Anna Ruel, teacher\nBoris Lind, baker\n\nFirst signatories:\n\nClara Holt, nurse",
            ["Anna Ruel", "Boris Lind", "Clara Holt"],
        ),
    ],
)
def test_nobody_beside_another_or_below_a_second_label_is_lost(lines: str, expected: list[str]) -> None:
    draft = signed(lines)
    assert (names(draft), draft.doubtful, draft.left_over) == (expected, 0, ())


def test_those_named_in_a_sentence_after_signed_by_are_each_read() -> None:
    draft = read_text(f"{TEXT}Signed by Anna Ruel, Boris Lind, Clara Holt and Petra Oak.\n")
    assert (names(draft), draft.left_over) == (["Anna Ruel", "Boris Lind", "Clara Holt", "Petra Oak"], ())


@pytest.mark.parametrize(
    ("closing", "body", "name"),
    [
        ("Підписи:", "Спілка читачів", "Ганна Річка"),
        ("İmzacılar:", "Okurlar Derneği", "Ayşe Irmak"),
        ("الموقعون:", "جمعية قراء الشمال", "آمنة الراوي"),
        ("签署人：", "北方读者协会", "陈安娜"),
        ("Aláírók:", "Olvasók Fóruma Foundation", "Folyó Anna"),
        ("על החתום:", "עמותת הקוראים", "אנה רואל"),
        ("ผู้ลงนาม:", "Northern Readers Association", "สมชาย ใจดี"),
        ("Sinatzaileak:", "Ibaia Association", "Ane Erreka"),
    ],
)
def test_a_list_in_another_language_is_announced_and_its_bodies_are_known(
    closing: str, body: str, name: str
) -> None:
    draft = signed(f"{name}\n{body}", announced=closing)
    assert draft.closing == closing
    assert [(line.name, line.kind, line.doubt) for line in draft.lines] == [
        (name, "person", ""),
        (body, "organisation", ""),
    ]


def test_a_heading_of_a_report_stays_in_its_text() -> None:
    draft = read_text(
        "# Monthly report, May 2026\n\nReading Rooms Watch\n\n## Findings\n\nIn May, six reading rooms were closed in the north.\n\n- 6 administrative charges\n- 4 warnings\n"
    )
    assert (draft.title, draft.letterhead, draft.lines) == (
        "Monthly report, May 2026",
        ("Reading Rooms Watch",),
        (),
    )
    assert draft.body.startswith("## Findings")


def test_who_has_a_colon_or_an_account_within_brackets_is_somebody() -> None:
    people = "Ada Ruel (Bell:net Guild)\n- Ben Lind (@ben | Oak Guild)\n- Cy Holt (Oak Guild, https://oak.example)\n- Di Oak"
    draft = signed(f"- {people}\n- Ed Brook\n- Flo Moss")
    assert names(draft)[:4] == ["Ada Ruel", "Ben Lind", "Cy Holt", "Di Oak"]
    assert [line.affiliation for line in draft.lines[1:3]] == ["Oak Guild", "Oak Guild"]


def test_what_stands_below_each_name_is_said_of_it_though_it_could_be_somebody() -> None:
    people = "Ada Ruel\nLeiterin des Heims Lund\n\nDr. med. vet. Kit Asmus\nFachtierärztin für Vögel, Praxis am Wehr, Ewell\n\nBo Lind\nLindhof Möckel, Ewell\n\nCy Holt\nVogelhilfe Lund e. V., Schriftführer"
    draft = signed(
        f"{people}\n\nOrganisationen:\nVogelhilfe Lund e. V. · Igelstation Lund · Kreistierschutzbund Lund",
        "Mit freundlichen Grüßen",
    )
    assert names(draft) == [
        "Ada Ruel", "Dr. med. vet. Kit Asmus", "Bo Lind", "Cy Holt", "Vogelhilfe Lund e. V.", "Igelstation Lund", "Kreistierschutzbund Lund",
    ]  # fmt: skip
