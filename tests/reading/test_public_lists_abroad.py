"""Faults that public lists of signatories in French and Russian showed, each with people who are invented."""

import pytest

from petition.reading import listing, read
from petition.reading.draft import Draft, Line
from petition.reading.lines.entry import read_entry
from petition.reading.signatories.listed import Listed

TEXT = (
    "# Appel des lecteurs\n\nNous demandons que la salle de lecture reste ouverte jusqu'à neuf heures du soir.\n\n"
    "Elle a été fermée en mai sans que personne ne soit entendu, bien que le conseil l'ait promis.\n\n"
)
PEOPLE = "* Anna Ruel, libraire\n* 1995, entrepreneur\n* Boris Lind\n* Cora Holm, infirmière\n* Dan Oak\n"
WORK = (
    "citoyen citoyenne docteure développeur développeuse administrateur administratrice technicien technicienne lycéen "
    "lycéenne conseiller conseillère chargé chargée agronome vétérinaire architecte fonctionnaire scientifique employé "
    "employée analyste comptable consultante assistante gestionnaire cadre interne externe etudiant"
)


def letter(below: str) -> Draft:
    return read(f"{TEXT}{below}".encode(), "appel.md")


def said_of(typed: str) -> tuple[str, str, str, str]:
    line = read_entry(typed)
    return line.name, line.role, line.affiliation, line.place


def listed(text: str, name: str) -> list[Listed]:
    return [each.listed for each in listing.read(text.encode(), name).found if each.listed]


def places(line: Line) -> tuple[str, str, str]:
    return line.role, line.affiliation, line.place


@pytest.mark.parametrize("head", ["### 2 274 signataires\n\n#### Actrices et acteurs", "## Подписавшиеся"])
def test_a_heading_that_counts_who_signs_or_says_so_announces_them(head: str) -> None:
    draft = letter(f"{head}\n\n{PEOPLE}")
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind", "Cora Holm", "Dan Oak"]
    assert (draft.doubtful, "Anna" in draft.body) == (0, False)


def test_a_heading_that_counts_who_signs_below_the_list_is_a_sum() -> None:
    assert len(letter(f"## Signataires\n\n{PEOPLE}\n\n## 4 signatures\n").lines) == 4


def test_what_people_do_in_french_is_no_body_and_no_place() -> None:
    words = WORK.title().split()
    assert [said_of(f"Anna Ruel, {word}") for word in words] == [
        ("Anna Ruel", word, "", "") for word in words
    ]


@pytest.mark.parametrize(
    "role",
    [
        "Informaticienne", "Restauratrice d’objets", "Réparateur de vélos", "Podologue", "Graphiste", "Finisseur et poseur",
        "Développeuse Web", "Architecte SI", ".NET developer", "Senior C++ Developer",
    ],
)  # fmt: skip
def test_what_people_do_is_told_by_its_end_and_keeps_its_field_and_its_signs(role: str) -> None:
    assert said_of(f"Anna Ruel, {role}") == ("Anna Ruel", role, "", "")


@pytest.mark.parametrize(
    "said", ["RSSI chez Lune Libre", "Redakteurin bei der Flusszeitung", "Tech Lead @ Red Oak"]
)
def test_who_works_at_a_body_in_french_or_german_has_a_role_and_works_there(said: str) -> None:
    role, _, body = said.replace(" bei der ", " @ ").replace(" chez ", " @ ").partition(" @ ")
    assert said_of(f"Anna Ruel, {said}") == ("Anna Ruel", role, body, "")


def test_what_people_do_in_french_is_no_part_of_a_name_where_its_field_follows_small() -> None:
    assert said_of("Anna Ruel Développeuse web") == ("Anna Ruel", "Développeuse web", "", "")


def test_who_does_something_in_french_is_understood_and_hidden_by_nothing() -> None:
    people = "* Eve Sand, informaticien\n* Finn Oak, intégratrice web\n"
    assert letter(f"## Signataires\n\n{PEOPLE}{3 * PEOPLE}{people}").doubtful == 0


def test_a_point_that_ends_as_a_sentence_and_says_what_one_does_is_that_person() -> None:
    long = "* Eve Sand, ingénieure en mécanique des rivières et réparatrice bénévole dans un atelier de quartier.\n"
    said = (
        "* Finn Oak, libraire dans une petite ville au bord de la mer. Je signe parce que je lis beaucoup.\n"
    )
    draft = letter(f"## Signataires\n\n{PEOPLE}{long}{said}")
    assert [line.name for line in draft.lines][-1] == "Eve Sand"
    assert any("Finn Oak" in line for line in draft.left_over)


def test_who_is_against_something_and_makes_two_things_keeps_nobody_else_back() -> None:
    draft = letter(
        f"## Signataires\n\n{PEOPLE}* Eve Sand, développeuse Web et Mobile. Je suis opposée à ce projet.\n"
    )
    assert (len(draft.lines), draft.doubtful) == (4, 0)
    assert any("Eve Sand" in line for line in draft.left_over)


def test_a_column_of_posts_and_bodies_is_parted_as_lines_are() -> None:
    rows = [
        "программист, Речной свет, Алматы",
        "Head of Works",
        "Team Lead, lanes.test",
        "C++ Developer, ТОО «Луна»",
    ]
    names = ["Анна Руэль", "Борис Линд", "Вера Холм", "Глеб Оук"]
    typed = [f"{name};{row}" for name, row in zip(names, rows, strict=True)]
    expected = [
        ("программист", "Речной свет", "Алматы"),
        ("Head of Works", "", ""),
        ("Team Lead", "lanes.test", ""),
        ("C++ Developer", "ТОО «Луна»", ""),
    ]
    found = listed("\n".join(["Фамилия и имя;Должность, компания", *typed]), "list.csv")
    assert [places(each.line) for each in found] == expected


def test_a_column_of_posts_and_bodies_without_headings_is_parted_too() -> None:
    found = listed("Анна Руэль;учитель, школа № 5\nБорис Линд;врач, Алматы\nВера Холм;инженер\n", "list.csv")
    assert [places(each.line) for each in found] == [
        ("учитель", "школа № 5", ""),
        ("врач", "", "Алматы"),
        ("инженер", "", ""),
    ]


def test_headings_are_found_below_a_long_letter_and_its_title_explains_no_sign() -> None:
    text = "\n\n".join(f"Просим оставить читальный зал {nth} открытым." for nth in range(60))
    rows = "\n".join(f"| {nth} | Анна Руэль | C# Developer |" for nth in range(1, 180))
    heads = "| # | Фамилия и имя | Должность |\n|---|---|---|"
    found = listed(f"# Письмо о зале\n\n{text}\n\n{heads}\n{rows}\n", "letter.md")
    assert len(found) == 179
    assert {(each.line.name, each.line.role, each.line.doubt) for each in found} == {
        ("Анна Руэль", "C# Developer", "")
    }
