"""The parts of a list below a letter: what heads them, who they are, and who is kept back there. All names are invented."""

import io

import docx
import pytest

from petition.reading import read
from petition.reading.draft import Doubt, Draft

_TEXT = "# Open letter on the mill\n\nDear Minister,\n\nThe mill must stay open for all who live here, we ask for help.\n\n"


def _read(below: str) -> Draft:
    return read((_TEXT + below).encode(), "letter.md")


def _shown(draft: Draft) -> str:
    """Who signs, with "?" where they are hidden until somebody has looked."""
    return ", ".join(line.name + "?" * (line.doubt == Doubt.NAMING) for line in draft.lines)


@pytest.mark.parametrize(
    "head", ["### Do not publish", "**Ei julkisuuteen**", "### Nie do publikacji", "**V tichosti**"]
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
