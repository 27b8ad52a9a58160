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


def test_a_dash_that_is_glued_to_a_name_or_has_nothing_behind_it_loses_nobody() -> None:
    typed = "Anna Ruel- poeta; Boris Lind -; Cora Holm   -  atriz; Dan Oak -; Eva Sand, médica; Finn Orr-; Gil Avery– editor"
    draft = letter("Assinaturas\n\n" + typed.replace("; ", "  \n"))
    assert [(line.name, line.role or line.affiliation) for line in draft.lines] == [
        ("Anna Ruel", "poeta"), ("Boris Lind", ""), ("Cora Holm", "atriz"), ("Dan Oak", ""), ("Eva Sand", "médica"),
        ("Finn Orr", ""), ("Gil Avery", "editor"),
    ]  # fmt: skip
    assert (draft.closing, "Anna" in draft.body) == ("Assinaturas", False)


def test_what_hangs_on_a_dash_is_still_what_the_one_above_does() -> None:
    assert [
        line.role for line in letter("## Signataires\n\nAnna Ruel –\nlibraire\n\nBoris Lind –\npoète").lines
    ] == [
        "libraire",
        "poète",
    ]


def test_who_stands_above_the_comments_of_a_page_signs_and_whoever_comments_does_not() -> None:
    said = "".join(
        f"<li><h6>{who}</h6> <span>15. März 2018</span>\n\nDas lese ich gern, denn am Abend ist sonst alles zu.</li>\n"
        for who in ("Gil Avery", "Dr. Hal Moss", "Ida Orr", "Jo Pak", "Kim Roe", "Leo Blum")
    )
    draft = letter(
        f"gez.\n\nAnna Ruel  \nDr. Boris Lind  \nCora Holm  \nDan Oak\n\n##### 6 Kommentare\n\n<ul>{said}</ul>\n"
    )
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Dr. Boris Lind", "Cora Holm", "Dan Oak"]
    assert "Anna" not in draft.body
    assert any("Gil Avery" in line for line in draft.left_over)


def test_people_below_bodies_are_people_by_their_label_or_by_what_they_do() -> None:
    bodies = "ENTIDADES\n\nClube do Rio\n\nAnna Ruel, escritora\n\nElo Leitura e Rua\n\nCRIOS\n\n"
    draft = letter(
        f"Assinam:\n\nPARLAMENTARES\n\nBoris Lind\n\n{bodies}CIDADÃOS\n\nCora Holm\n\nDan Oak (Lune)\n"
    )
    assert [(line.name, line.kind.value) for line in draft.lines] == [
        ("Boris Lind", "person"), ("Clube do Rio", "organisation"), ("Anna Ruel", "person"),
        ("Elo Leitura e Rua", "organisation"), ("CRIOS", "organisation"), ("Cora Holm", "person"), ("Dan Oak", "person"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "label", ["Ciudadanas y ciudadanos", "Citoyen·ne·s", "Bürgerinnen und Bürger", "Громадяни", "Obywatele"]
)
def test_citizens_are_people_in_whatever_language(label: str) -> None:
    draft = letter(f"## Signataires\n\nOrganisations\n\nClube do Rio\n\n{label}\n\nAnna Ruel\n\nBoris Lind\n")
    assert [line.kind.value for line in draft.lines] == ["organisation", "person", "person"]


@pytest.mark.parametrize(
    ("run", "names"),
    [("Boris Priest, Green Party", 3), ("Vera Editor, Oak School", 3), ("Head Teacher, Well School", 1)],
)
def test_who_bears_the_name_of_a_post_between_a_name_and_a_body_signs_too(run: str, names: int) -> None:
    assert len(letter(f"Signed by: Anna Ruel, {run}").lines) == names


@pytest.mark.parametrize("post", ["Wissenschaftlicher Mitarbeiter", "Wissenschaftliche Mitarbeiterin"])
def test_a_post_between_a_name_and_a_body_is_nobody_else(post: str) -> None:
    found = letter(
        f"## Unterzeichnende\n\n* Dr. Anna Ruel, {post}, Ada-Ruel-Universität Lune\n* Boris Lind, Berater\n"
    )
    assert [line.name for line in found.lines] == ["Dr. Anna Ruel", "Boris Lind"]
    assert "Universität" in found.lines[0].affiliation


def test_a_long_run_loses_nobody_and_those_in_brackets_are_of_the_body_before() -> None:
    run = (
        "Anna Ruel, enseignante ; Le Cercle des lecteurs (Boris Lind, Cora Holm, Dan Oak) ; Eva Sand, chercheuse en "
        "sciences de la communication ; Finn Orr, sociologue, chargé de recherche à l'institut des rivières ; Gil Avery, "
        "maître de conférences en sciences politiques à l'université de Lune ; Hal Moss, militant associatif et libraire ; "
        "Ida Pak, économiste et historienne de la lecture publique ; Jo Quill, libraire depuis vingt ans dans la même rue ;"
    )
    draft = letter(
        f"Les signataires :\n\nKim Roe, poète ; Leo Sage, éditeur ; Mia Tarn, juriste ;\n\n{run}\n"
    )
    assert [line.name for line in draft.lines if not line.doubt] == [
        "Kim Roe", "Leo Sage", "Mia Tarn", "Anna Ruel", "Eva Sand",
        "Finn Orr", "Gil Avery", "Hal Moss", "Ida Pak", "Jo Quill",
    ]  # fmt: skip
    body = next(line for line in draft.lines if line.doubt)
    assert (body.kind.value, "Boris Lind, Cora Holm, Dan Oak" in body.name) == ("organisation", True)
    assert len(listing.read(run.encode(), "liste.txt").found) == 8


def test_names_of_files_in_a_column_are_no_posts_and_bodies_beside_them_no_people() -> None:
    rows = ", ".join(
        f'{{"name": "{name}", "img": "{name.split()[0].lower()}.png", "style": "scale(1.{nth});"}}'
        for nth, name in enumerate(
            ("Riverdesk e.V.", "Lune Foundation", "Open Mill Network", "Oars Association")
        )
    )
    assert [(each.line.kind.value, each.line.role) for each in listed(f"[{rows}]", "list.json")] == [
        ("organisation", "")
    ] * 4


def test_what_people_do_in_signs_and_figures_is_still_a_post() -> None:
    posts = ["e-learning.coach", "freelance/poet", "baker"]
    people = zip(["Anna Ruel", "Boris Lind", "Vera Hill"], posts, strict=True)
    found = listed("Name,x\n" + "\n".join(map(",".join, people)), "list.csv")
    assert [each.line.role for each in found] == posts


def test_a_company_is_where_one_works_in_french() -> None:
    found = listed(
        "Nom;Prénom;Société\nRuel;Anna;Lune Libre\nLind;Boris;Red Oak\n;;Clair Moulin SARL\n", "liste.csv"
    )
    assert [each.line.affiliation or each.line.kind.value for each in found] == [
        "Lune Libre",
        "Red Oak",
        "organisation",
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Anna Ruel- Lind; Jean Lou- Marie Roux; William Lee- on; Vera Hill- Baker; Nina Orr- poet",
         "Anna Ruel- Lind?; Jean Lou- Marie Roux?; William Lee- on?; Vera Hill- Baker?; Nina Orr"),
        ("Eva Horn-Verein; Mary Over-School; Boris West-College; Vera Hill; Nina Orr, poet",
         "Eva Horn-Verein; Mary Over-School; Boris West-College; Vera Hill; Nina Orr"),
        ("Anna Meyer-Verlag; Boris Lind-Theater, Bern; Maria Post-Schule; Olga Kim-Center",
         "Anna Meyer-Verlag; Boris Lind-Theater; Maria Post-Schule; Olga Kim-Center"),
        ("Mei Ling Wong (Hong Kong, New York); Vera Rose Hill (Marie Curie, Anna Freud)", "Mei Ling Wong; Vera Rose Hill"),
        ("Organisations:; Mary Bell, publisher; River Union; Anna Ruel, teacher",
         "Mary Bell, publisher (body); River Union (body); Anna Ruel?"),
        ("Организации:; Зелёный Дуб, редактор; Клуб Реки; Анна Руэль, редактор",
         "Зелёный Дуб?; Клуб Реки (body); Анна Руэль"),
        ("Verein Ofen; Stiftung Korn; Café Marie; Initiative Clara; Verband der Leser",
         "Verein Ofen (body); Stiftung Korn (body); Café Marie (body); Initiative Clara (body); Verband der Leser (body)"),
        ("Клуб Реки; Союз читателей; Фонд Дуб; Надежда; Общество Ивы",
         "Клуб Реки (body); Союз читателей (body); Фонд Дуб (body); Надежда (body); Общество Ивы (body)"),
    ],
)  # fmt: skip
def test_no_name_is_cut_and_nobody_is_taken_for_what_they_are_not(typed: str, expected: str) -> None:
    found = [each.line for each in listed(typed.replace("; ", "\n"), "list.txt")]
    kinds = {"person": "", "organisation": " (body)"}
    assert "; ".join(f"{line.name}{kinds[line.kind.value]}{line.doubt and '?'}" for line in found) == expected
