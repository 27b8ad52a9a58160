"""Who below a letter is kept back, and who is not."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import read, read_text
from petition.reading.draft import Doubt
from tests.reading.signed_below import TEXT, read_below, who_signs


def test_somebody_unnamed_in_a_run_is_kept_back_and_nobody_else() -> None:
    draft = read_below(
        "Yours sincerely\n\nSigned: Anna Ruel (chair, Save the Bay), Tom and Cora Holm, Boris Lind, Bay Anglers' Club and a resident of Mill Lane who has asked not to be named.\n\n"
        "Want to add your name? Write to ferry@bay.example by 31 July.\nPress: Ida Orr, 05550 771 902\n"
    )
    kept = "a resident of Mill Lane who has asked not to be named?"
    assert who_signs(draft) == f"Anna Ruel; Tom Holm; Cora Holm; Boris Lind; Bay Anglers' Club; {kept}"
    assert "resident" not in draft.body


@pytest.mark.parametrize("wish", ["wish: anonymous", "Note: please leave my name out"])
def test_a_wish_behind_a_label_keeps_back_who_stands_right_above_it(wish: str) -> None:
    draft = read_below(f"Yours,\n\nAnna Ruel\nposition: nurse\nBoris Lind\nposition: poet\n{wish}\n")
    assert who_signs(draft).endswith("Boris Lind?")


def test_a_wish_alone_between_blocks_in_which_posts_lead_keeps_back_both() -> None:
    blocks = "учитель физики\nПётр Холм\n\n(просьба не указывать фамилию)\n\nврач\nМария Руэль\n\nбухгалтер\nДора Линд\n"
    draft = read_below(f"С уважением,\n\n{blocks}")
    assert who_signs(draft) == "Пётр Холм?; Мария Руэль?; Дора Линд"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("A nurse, name withheld at her request, Mill Hospital", False),
        ("Name withheld at her request", True),
        ("Please do not publish my name", True),
    ],
)
def test_a_wish_in_a_paragraph_keeps_back_who_stands_above_unless_it_is_said_of_somebody(
    line: str, kept: bool
) -> None:
    draft = read_below(
        f"Signatories:\n\nAnna Ruel, teacher\n\nTom and Cora Holm, bakers\n\n{line}\n\nBoris Lind, poet\n"
    )
    doubts = {each.name: each.doubt for each in draft.lines}
    assert (doubts["Tom Holm"] == Doubt.NAMING) is (doubts["Cora Holm"] == Doubt.NAMING) is kept
    assert doubts["Anna Ruel"] == doubts["Boris Lind"] == ""
    assert sum(doubt == Doubt.NAMING for doubt in doubts.values()) >= 1


@pytest.mark.parametrize(
    "said", ["and ask that their names go to the office of the minister only", "and are known by the office"]
)
def test_a_sentence_above_some_of_a_list_may_keep_these_back_until_the_next_label(said: str) -> None:
    above = f"The following colleagues of ours have signed as well, but have family over there {said}:"
    draft = read_below(
        f"Yours,\n\n- Anna Ruel\n- Boris Lind\n\n{above}\n\n1. Cora Holm\n2. Ida Orr, poet\n\nOrganisations:\n\n1. Union of Oars\n"
    )
    assert who_signs(draft) == "Anna Ruel; Boris Lind; Cora Holm?; Ida Orr?; Union of Oars"


@pytest.mark.parametrize(
    "wish",
    ["1. is not to be named", "1 is not to be named.", "№ 1 просил не называть", "Nr. 1 möchte nicht genannt werden", "1, 3 не называть"],
)  # fmt: skip
def test_a_wish_below_a_numbered_list_that_gives_a_number_is_of_whoever_bears_it(wish: str) -> None:
    draft = read_below(f"Yours,\n\n1. Anna Ruel, nurse\n2. Boris Lind, poet\n3. Cora Holm, cook\n{wish}\n")
    assert who_signs(draft).startswith("Anna Ruel?; Boris Lind; Cora Holm?")


WISHES = (
    "name known to the organisers", "Name liegt der Redaktion vor", "имя изменено", "ім’я відоме ініціаторам",
    "аты-жөні редакцияға белгілі", "souhaite garder l’anonymat", "nombre ficticio", "adı bizde saklıdır", "nazwisko do wiadomości redakcji",
    "naam bij de redactie bekend", "nome di fantasia", "her employer must not know", "тек әкімге", "nur intern",
)  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("▫", "not for publication"),
        ("*", "correspond with me before printing"),
        ("*", "ask me first, by correspondence"),
    ],
)
def test_who_bears_a_mark_of_which_a_line_may_ask_something_is_kept_back(mark: str, said: str) -> None:
    draft = read_below(f"Yours,\n\nAnna Ruel{mark}\nBoris Lind\nVera Hill\n\n{mark} {said}\n")
    assert draft.lines[0].doubt == Doubt.NAMING


@pytest.mark.parametrize("wish", WISHES)
def test_whatever_beside_a_name_speaks_of_a_name_keeps_it_back(wish: str) -> None:
    for typed in (f"Boris Lind ({wish})", f"Boris Lind, {wish}", f"Boris Lind\n({wish})", "Boris Lind [1]"):
        note = f"\n[1] {wish[0].upper()}{wish[1:]}.\n" * typed.endswith("[1]")
        draft = read_below(
            f"Sincerely,\n\nAnna Ruel, teacher\n{typed}\nCora Holm, nurse\nIda Orr, head of Well Fund\n{note}"
        )
        doubts = {each.name: each.doubt for each in draft.lines}
        assert doubts == {"Anna Ruel": "", "Boris Lind": Doubt.NAMING, "Cora Holm": "", "Ida Orr": ""}, typed


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("The last two do not want their names published.", "Anna Ruel Boris Lind Cora Holm"),
        ("Boris Lind asks that his name is not put online.", "Boris Lind"),
        ("Последние двое просят не публиковать их имена.", "Anna Ruel Boris Lind Cora Holm"),
        ("Zwei von uns wollen nicht, dass ihr Name im Netz steht.", "Anna Ruel Boris Lind Cora Holm"),
        ("The council has not published the names of those who decided.", ""),
    ],
)
def test_a_wish_above_a_letter_at_the_end_of_its_text_or_below_it_is_heard(said: str, whom: str) -> None:
    names = "Anna Ruel, teacher\nBoris Lind, poet\nCora Holm\n"
    text = "The ferry across the bay has not sailed since the first of May, they say."
    letters = [f"Dear Mayor,\n\n{text}\n\n{said}\n\n{text}\n\nYours sincerely,\n\n{names}"]
    if whom:
        letters = [f"{said}\n\nOpen letter\n\nDear Mayor,\n\n{text}\n\n{text}\n\nYours sincerely,\n\n{names}",
                   f"Dear Mayor,\n\n{text}\n\n{text}\n\n{said}\n\nYours sincerely,\n\n{names}",
                   f"Dear Mayor,\n\n{text}\n\n{text}\n\nYours sincerely,\n\n{names}\nP.S. {said}\n"]  # fmt: skip
    for letter in letters:
        draft = read(letter.encode(), "letter.txt")
        assert " ".join(each.name for each in draft.lines if each.doubt == Doubt.NAMING) == whom
        assert not whom or said not in "\n".join((*draft.letterhead, draft.title, draft.body))  # nor printed


def test_a_wish_that_gives_a_number_in_other_digits_is_of_whoever_bears_it() -> None:
    wish = "ترجو صاحبة التوقيع رقم (٢) ألا يُذكر اسمها."
    assert (
        who_signs(read_below(f"Yours,\n\n١. Anna Ruel\n٢. Cora Holm\n\n{wish}\n")) == "Anna Ruel; Cora Holm?"
    )


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("Нелли из архива и Бориса на сайте не указываем.", "Анна Руэль? Борис Линд? Елена Холм?"),
        ("Лену из архива на сайте не указываем, она просила.", "Анна Руэль? Борис Линд? Елена Холм?"),
        ("Бориса на сайте не указываем, он просил.", "Анна Руэль Борис Линд? Елена Холм"),
    ],
)  # fmt: skip
def test_a_note_above_a_line_across_keeps_back_all_whom_it_may_mean(said: str, whom: str) -> None:
    text = TEXT.replace("Dear Mayor", "Open letter\n\nDear Mayor")
    draft = read_text(f"{said}\nIda\n\n* * *\n\n{text}Yours,\n\nАнна Руэль\nБорис Линд\nЕлена Холм\n")
    assert who_signs(draft).replace(";", "") == whom
    assert (draft.title, said in draft.left_over) == ("Open letter", True)


def test_the_sign_of_a_number_over_names_refuses_nothing() -> None:
    draft = read_below(
        "Підписанти:\n\n№ Прізвище, ім’я, посада\n\nРуель Анна, вчителька\n\nЛінд Борис, лікар\n"
    )
    assert who_signs(draft) == "Руель Анна; Лінд Борис"


def test_who_has_not_signed_in_a_column_for_it_is_kept_back_and_a_row_without_number_heads_a_part() -> None:
    rows = "| № | Name | Position | Signature |\n|---|---|---|---|\n| 1 | Anna Ruel | nurse | signature |\n| 2 | Boris Lind | senior driver | signature |\n|   | North Station |  |  |\n| 3 | Cora Holm | cook | signature |\n| 4 | Ida Orr | driver | — |\n"
    draft = read_below(f"Yours sincerely,\n\n{rows}")
    assert who_signs(draft) == "Anna Ruel; Boris Lind; Cora Holm; Ida Orr?"
    assert "North Station" in " ".join(each.line for each in draft.around)


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        *((word, f"{word}!; Anna Ruel; Boris Lind; Cora Holm") for word in ("GREENPEACE", "ЯБЛОКО", "MADONNA")),
        *((word, "Anna Ruel?; Boris Lind?; Cora Holm?") for word in ("CONFIDENTIAL", "VERTRAULICH", "ОТКАЗАЛИСЬ", "DECLINED:")),
    ],
)  # fmt: skip
def test_a_word_in_capitals_right_below_the_closing_may_sign_or_keep_all_back(word: str, shown: str) -> None:
    draft = read_below(f"Yours sincerely,\n\n{word}\n\nAnna Ruel, nurse\nBoris Lind\nCora Holm, poet\n")
    doubts = {Doubt.NAMING: "?", Doubt.NAME: "!", "": ""}
    assert "; ".join(line.name + doubts[line.doubt] for line in draft.lines) == shown
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


@pytest.mark.parametrize(
    ("below", "shown"),
    [
        ("Anna Ruel\tBoris Lind*\nnurse\tcook\nCora Holm\tIda Orr\npoet\tbaker\n\nNames with a * are not to be printed.\n", "Anna Ruel; Boris Lind?; Cora Holm; Ida Orr"),
        ("| | |\n|---|---|\n| **Anna Ruel** | Boris Lind* |\n| *nurse* | cook |\n\n* not to be named\n", "Anna Ruel; Boris Lind?"),
        ("**Anna Ruel\tBoris Lind**\n*nurse\tcook*\nCora Holm*\tIda Orr\npoet\tbaker\n\n* not to be named\n", "Anna Ruel; Boris Lind; Cora Holm?; Ida Orr"),
        ("Anna Ruel\tBoris Lind\nAigul\tBolat\n", "Anna Ruel; Boris Lind; Aigul; Bolat"),
        ("Anna Ruel\tBoris Lind\nnurse\tcook\nAigul\tBolat\npoet\tbaker\n", "Anna Ruel; Boris Lind; Aigul; Bolat"),
    ],
)  # fmt: skip
def test_a_star_in_columns_keeps_back_whom_it_stands_behind_and_a_name_alone_is_nobodys_post(
    below: str, shown: str
) -> None:
    draft = read_below(f"Yours sincerely,\n\n{below}")
    assert who_signs(draft) == shown
    assert not any(line.affiliation for line in draft.lines)
    assert all(line.doubt == Doubt.HALF for line in draft.lines if " " not in line.name)


def test_those_who_stand_in_no_list_or_took_a_signature_back_keep_nobody_else_back() -> None:
    draft = read_below(
        "Yours sincerely,\n\n- Anna Ruel, teacher\n- Boris Lind, nurse\n- Three teachers, names withheld for security\n- --- imzasını 20 Temmuz'da geri çekti (O. K.) ---\n- Cora Holm, poet\n"
    )
    assert who_signs(draft) == "Anna Ruel; Boris Lind; Cora Holm"


def test_what_will_happen_without_a_word_to_its_authors_keeps_nobody_back() -> None:
    text = "Dear Rector,\n\nWe learned that the press will close without any word to its authors. We ask you to keep it open and to publish the review.\n\n"
    draft = read_below(
        "Yours sincerely,\n\nAnna Ruel\nReader in Law\n\nBoris Lind\nCopy Chief\n\nCora Holm\nLibrarian\n",
        text,
    )
    assert who_signs(draft) == "Anna Ruel; Boris Lind; Cora Holm"


def test_what_people_and_bodies_are_in_words_that_are_known_keeps_nobody_back() -> None:
    said = (
        "Colonel (ret.) Anna Ruel, medic",
        "Boris Lind, honorary consul",
        "Cora Holm, párroco",
        "Ida Orr (мати пацієнта)",
        "Олег Руель, коваль",
        "Петро Лінд, лісничий",
        "Gʻayrat Ruel, tarix oʻqituvchisi",
        "Oʻgʻiloy Lind, oʻqituvchi",
    )
    bodies = (
        "Collectif Rives (représenté par Jean Ruel, président)",
        "«Өзен» қауымдастығы (атынан: Самал Дала, үйлестіруші)",
    )
    assert "?" not in who_signs(read_below("Yours sincerely,\n\n" + "\n".join((*said, *bodies)) + "\n"))


def test_a_note_to_who_signs_is_never_printed_below_the_text() -> None:
    notes = "[^1]: See Ruel, Wells, 2019.\n[^2]: Ms Holm asks that her name is not shown online.\n"
    draft = read_below(
        f"Yours,\n\nAnna Ruel, poet\nCora Holm[^2]\nIda Orr, nurse\n\n{notes}",
        TEXT.replace("when it", "when[^1] it"),
    )
    assert who_signs(draft) == "Anna Ruel; Cora Holm?; Ida Orr"
    assert (draft.notes, "Holm" in draft.body) == (("[^1]: See Ruel, Wells, 2019.",), False)
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


def test_who_has_a_small_title_behind_a_bullet_explains_no_star() -> None:
    draft = read_below(
        "З повагою\n\n- Анна Руель*, мати\n- ГО «Крапля»\n- о. Борис Лінд, капелан\n\n* просила не називати її\n"
    )
    assert who_signs(draft) == "Анна Руель?; ГО «Крапля»; о. Борис Лінд"
