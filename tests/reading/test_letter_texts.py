"""The text of a letter is kept whole: its paragraphs, its demands, what looks like tags."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import read_text


def test_a_letter_without_signatures_keeps_all_its_text() -> None:
    draft = read_text(
        "Dear Minister,\n\nPlease open the road. It has been closed for two years.\n\nRelease the report.\n"
    )
    assert draft.body == "Please open the road. It has been closed for two years.\n\nRelease the report."
    assert draft.lines == ()


def test_demands_at_the_end_are_no_signatories() -> None:
    draft = read_text(
        "Dear Minister,\n\nThe road has been closed for two long years.\n\nWe demand:\n\n- Open the road.\n- Pay the workers.\n"
    )
    assert draft.lines == ()
    assert draft.body.endswith("- Open the road.\n- Pay the workers.")


def test_greeting_and_closing_in_one_line_with_other_words() -> None:
    draft = read_text(
        "Dear Mr. Brook, we are writing about the bridge. It is broken and nobody repairs it.\n\nPlease act now.\n\nSincerely, Vera Hill, teacher"
    )
    assert (draft.salutation, draft.closing) == ("Dear Mr. Brook,", "Sincerely,")
    assert draft.body.startswith("we are writing about the bridge.")
    assert [line.name for line in draft.lines] == ["Vera Hill"]


def test_a_paragraph_cut_by_a_page_end_is_joined() -> None:
    draft = read_text(
        "Dear Minister,\n\nThe bridge on Mill Street has been closed since the flood of last autumn and the pupils walk three kilometres. We are\n\n"
        "asking you to open a footbridge before the school year begins, as you promised in April.\n\nThank you for your time and care.\n"
    )
    assert "We are asking you to open a footbridge" in draft.body


def test_one_paragraph_a_line_without_blank_lines() -> None:
    first = (
        "Мы пишем вам, потому что река обмелела и жители трёх сёл остались без воды на всё лето, а ответа на наши письма нет уже год. "
        * 2
    )
    second = (
        "Мы просим прислать комиссию и назвать срок, к которому вода вернётся в дома, школы и больницу районного центра. "
        * 2
    )
    draft = read_text(
        f"Уважаемый министр!\n{first.strip()}\n{second.strip()}\nС уважением,\nИлана Ручьёва\nПётр Дубов"
    )
    assert draft.salutation == "Уважаемый министр!"
    assert first.strip() in draft.body
    assert second.strip() in draft.body
    assert [line.name for line in draft.lines] == ["Илана Ручьёва", "Пётр Дубов"]


def test_tags_in_a_paste_stay_text() -> None:
    draft = read_text(
        "Dear Minister,\n\nWe wrote <b>twice</b> and <script>alert(1)</script> nobody answered our letters.\n"
    )
    assert draft.body == "We wrote <b>twice</b> and <script>alert(1)</script> nobody answered our letters."


def test_the_end_of_a_page_in_the_midst_of_a_sentence_is_no_part_of_it() -> None:
    before, after = (
        "The pool has been closed for two years, and we have a right to know where all the money went",
        "and to read it on paper before the summer.",
    )
    for end in ("2", "2\n\nThe letter of the valley", "The letter of the valley\n\n2"):
        draft = read_text(
            f"Dear Mayor,\n\n{before}\n\n{end}\n\n{after}\n\nSigned:\n\nAnna Ruel\nBoris Lind\n"
        )
        assert (draft.body, sorted(draft.left_over)) == (f"{before} {after}", sorted(end.split("\n\n")))


def test_a_house_at_the_end_of_a_page_is_no_number_of_it() -> None:
    draft = read_text(
        "Dear Mayor,\n\nWe wait.\n\nSigned:\nAnna Ruel\nNina Lee, Nordsiedlung, Str. 12\n\fBoris Lind\n"
    )
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Nina Lee", "Boris Lind"]


@pytest.mark.parametrize(("first", "number"), [("", "{}"), ("The letter of the valley\n\n", "Page {} of 3")])
def test_what_heads_each_page_is_nobody_and_no_text(first: str, number: str) -> None:
    head = "The letter of the valley"
    numbers = [number.format(nth) for nth in (1, 2, 3)]
    draft = read_text(
        f"{first}Dear Mayor,\n\nWe want our pool back.\n{numbers[0]}\n\f{head}\nWe wait.\n\nSigned:\n1. Anna Ruel, poet\n{numbers[1]}\n\f{head}\n2. Boris Lind\n{numbers[2]}\n"
    )
    assert [(line.name, line.role) for line in draft.lines] == [("Anna Ruel", "poet"), ("Boris Lind", "")]
    assert (draft.body, draft.left_over) == (
        "We want our pool back.\n\nWe wait.",
        (*[head] * (2 + bool(first)), *numbers),
    )
