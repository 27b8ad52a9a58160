"""Dates as they stand in letters."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.lexicon.dates import find_date
from petition.reading import read_text
from petition.reading.letters.dated import date_line


@pytest.mark.parametrize(
    "typed",
    [
        "19 december 2022", "December 19, 2022", "December 19th, 2022", "19th of December 2022", "19 Dec. 2022", "2022-12-19", "12/19/2022",
        "19 декабря 2022 г.", "19 декабря 2022 года", "«19» декабря 2022 г.", "19.12.2022", "19.12.2022 г.",
        "2022 жылғы 19 желтоқсан", "2022 ж. 19 желтоқсан", "19 желтоқсан 2022 жыл", "19 желтоқсан, 2022 ж.", "19. Dezember 2022", "19 décembre 2022",
        "19° dicembre 2022", "2022. december 19.", "2022-yil 19-dekabr", "2022 წლის 19 დეკემბერი", "2022. gada 19. decembris", "19.12.2022 r.",
        "19. decembra 2022. godine", "19 դեկտեմբերի 2022 թ.",
        "١٩ كانون الأول ٢٠٢٢", "18–19 декабря 2022 г.", "2022년 12월 19일", "2022-жылдын 19-декабры", "令和四年十二月十九日", "令和4年12月19日",
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(typed: str) -> None:
    found = find_date(f"Алматы, {typed}")
    assert found is not None
    assert (found.iso, found.typed, found.before) == ("2022-12-19", typed, "Алматы, ")


def test_a_day_that_never_was_is_kept_as_typed() -> None:
    found = find_date("31.02.2022")
    assert found is not None
    assert (found.typed, found.iso) == ("31.02.2022", "")


@pytest.mark.parametrize(
    "text", ["19 december", "in 2022", "call 12.12", "x" * 500 + " 19 december 2022", "٣"]
)
def test_less_than_a_full_date_is_none(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("Алматы, 2025 жылдың 22 сәуірі", "2025 жылдың 22 сәуірі"),
        ("16 марта 2026 г. № 4", "16 марта 2026 г."), ("Lund, 3. januara 2026. godine", "3. januara 2026. godine"), *((f"Buloq {kind}, 2026-yil 21-sentabr", "2026-yil 21-sentabr") for kind in ("qishlogʻi", "shahri", "tumani", "viloyati")), *((f"{kind} Բուլակ, 12 մայիսի 2026 թ.", "12 մայիսի 2026 թ.") for kind in ("գ.", "ք.")),
        ("Исх. № 41 от 07.12.2026", "07.12.2026"), ("Vila Fria, agosto de 2026", "agosto de 2026"), ("October 2026", "October 2026"),
        ("V Kamenci nad Lužnicí dne 20. ledna 2026", "20. ledna 2026"), ("RIVEMONT, 19 May 2026", "19 May 2026"), ("PETITION, 19 May 2026", ""), ("Annual Review May 2025", ""), ("Г. Орлов отозвал подпись 2 мая 2026 г.", ""),
    ],
)  # fmt: skip
def test_a_line_of_a_date_holds_a_town_or_a_number_beside_it_and_nothing_else(line: str, typed: str) -> None:
    dated = date_line(line)
    assert (dated.typed if dated else "") == typed


@pytest.mark.parametrize(
    "line", ["28 ноября 2026 г.    № 17", "№ 03/27    2026 жылғы 28 қараша", "Исх. № 41 от 28.11.2026"]
)
def test_the_number_of_a_letter_beside_its_date_is_left_over(line: str) -> None:
    draft = read_text(
        f"{line}\n\nDear Minister,\n\nKeep the reading room open, please.\n\nSincerely,\n\nAnna Ruel\n"
    )
    assert (draft.date_iso, draft.left_over) == ("2026-11-28", (line,))
    assert sum(each.lines for each in draft.account) == draft.lines_read


@pytest.mark.parametrize(
    "line", ["Rivemont, 19 décembre 2022 / December 19, 2022", "Fait à Rivemont, le 19 décembre 2022"]
)
def test_a_town_and_a_day_stand_in_two_languages_or_in_a_formula(line: str) -> None:
    dated = date_line(line)
    assert dated
    assert (dated.iso, dated.before, dated.after) == ("2022-12-19", "Rivemont", "")
