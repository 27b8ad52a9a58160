"""Posts, bodies and other lines beside the names below a letter: whose they are, and that they are nobody."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import read_text
from petition.reading.draft import Doubt
from tests.reading.signed_below import read_below, who_signs


def test_a_body_in_small_letters_in_a_paragraph_of_its_own_is_no_rest_of_the_one_above() -> None:
    draft = read_below(
        "Подписали:\n\nЛеонид Руэль, поэт\n\nшкола «Азбука», Вена (педагогический коллектив)\n\nАнна Линд, врач\n"
    )
    assert [(line.name, line.role, line.place) for line in draft.lines][1] == (
        "школа «Азбука»",
        "педагогический коллектив",
        "Вена",
    )


def test_a_line_of_a_list_as_long_as_the_text_is_wrapped_swallows_no_couple_below_it() -> None:
    text = "Dear Mayor,\n\nThe ferry across the bay has not sailed since the first of May, and\nnobody has told us when it will, though we have asked in letters that\nwere never answered.\n\nYours sincerely\n\nAnna Ruel - chair of the parents of the Bay School and of its garden\nTom and Cora Holm - parents\nBoris Lind - cook\n"
    assert [line.name for line in read_text(text).lines] == [
        "Anna Ruel", "Tom Holm", "Cora Holm", "Boris Lind",
    ]  # fmt: skip


def test_a_body_below_somebody_of_several_lines_may_be_their_last() -> None:
    lines = "Анна Ручьёва, магистр права,\n\nстарший преподаватель кафедры права\n\nУниверситет «Колодец»\n\nБорис Липин"
    draft = read_below(f"Подписи:\n\n{lines}\n")
    assert [(line.name, line.doubt) for line in draft.lines[1:]] == [
        ("Университет «Колодец»", Doubt.ABOVE),
        ("Борис Липин", ""),
    ]


def test_posts_and_institutions_in_lines_below_names_are_nobody_who_is_sure() -> None:
    blocks = (
        "Univ.-Prof. Dr. rer. nat. habil. Anna Ruel\nInhaberin des Lehrstuhls für Moorkunde\nUniversität Grauen",
        "PD Dr. phil. Boris Lind\nWissenschaftlicher Mitarbeiter\nInstitut für Moore, Hochschule Marrin",
        "Jun.-Prof. Dr.-Ing. Cora Holm\nJuniorprofessorin für Wasserbau\nTH Oderau",
        "Dr. des. Ida Orr\nPostdoktorandin\nUniversität Grauen",
    )
    names = [block.partition("\n")[0] for block in blocks]
    draft = read_below("Mit freundlichen Grüßen\n\n" + "\n\n".join(blocks) + "\n")
    assert [(line.name, line.doubt) for line in draft.lines] == [(name, "") for name in names]
    for gap in ("\n", "\n\n"):
        draft = read_below("Mit freundlichen Grüßen\n\n" + "\n".join(blocks).replace("\n", gap) + "\n")
        assert [line.name for line in draft.lines if not line.doubt] == names
        assert len(draft.lines) > len(names)
    posts = "Anna Ruel\n\nDirector de escena\n\nBoris Lind\n\nActriz\n\nTeatro Sur\n\nDr. Cora Holm\n\nTechnischer Leiter der Warte\n"
    assert [line.name for line in read_below(f"Atentamente,\n\n{posts}").lines if not line.doubt] == [
        "Anna Ruel",
        "Boris Lind",
        "Dr. Cora Holm",
    ]


def test_who_signs_for_a_body_in_a_line_below_it_is_nobody() -> None:
    draft = read_below(
        "Z poważaniem\n\nAnna Ruel, poetka\n\nKoło „Perseida”\nreprezentowane przez Lenę Mroczek\n"
    )
    assert [(line.name, line.doubt) for line in draft.lines] == [("Anna Ruel", ""), ("Koło „Perseida”", "")]


def test_a_letter_in_chinese_is_taken_apart_by_its_habits() -> None:
    draft = read_text(
        "关于保留东港码头的联名信\n\n东港市交通局\n抄送：《东港晚报》编辑部\n\n尊敬的各位领导：\n\n"
        "东港码头将于明年春天拆除，而居民直到上周才从报纸上得知这个消息。我们恳请交通局举行听证会，并书面答复我们。\n\n此致\n敬礼\n\n"
        "联名人（排名不分先后）：\n丁\u3000兰（退休教师）\u3000\u3000\u3000欧阳若男（渔民）\n买买提·艾力（店主）\u3000高\u3000翔（学生，请勿公开姓名）\n"
        "王建设\u3000出租车司机\n陈刚、林芬（家长）\n东港社区广场舞队（代表：何美凤）\n另有12位居民不便具名，名单存于居委会。\n\n二〇二六年六月九日\n于东港社区\n"
    )
    assert who_signs(draft) == "丁兰; 欧阳若男; 买买提·艾力; 高翔?; 王建设; 陈刚; 林芬; 东港社区广场舞队"
    assert not any(line.doubt for line in draft.lines if line.name != "高翔")
    assert (draft.title, draft.closing) == ("关于保留东港码头的联名信", "此致\n敬礼")
    assert (draft.place, draft.date_iso) == ("东港社区", "2026-06-09")
    assert [line.role for line in draft.lines][4:7] == ["出租车司机", "", "家长"]
    unannounced = read_text(
        "倡议书\n\n各位邻居：\n\n小区东门的路灯已经坏了两个月，晚上回家的老人和孩子都很不安全，希望物业公司在本月底之前修好。\n\n倡议人：赵大海、孙丽、周小明\n"
    )
    assert who_signs(unannounced) == "赵大海; 孙丽; 周小明"


def test_a_run_behind_the_closing_may_tell_of_a_signature_taken_back_and_of_others() -> None:
    draft = read_below(
        "Veuillez agréer, Monsieur le Directeur, nos salutations.\n\nOnt signé : Anna Ruel, fleuriste ; Boris Lind, lycéen ; (signature retirée le 3 mai) ; "
        "Cora Holm, infirmière ; pour le Club des rameurs, sa trésorière, Ida Orr ; ainsi que quatre agents, qui ne peuvent donner leur nom.\n\n"
        "P.-S. — Madame Holm, qui nous a rejoints hier, souhaite que son nom ne soit pas rendu public : il figure et sur cet exemplaire.\n"
    )
    assert who_signs(draft) == "Anna Ruel; Boris Lind; Cora Holm?; Club des rameurs"
    assert not any("Ida" in line.name for line in draft.lines)
    assert draft.closing.endswith("Ont signé :")


@pytest.mark.parametrize(
    "below",
    [
        "Anna Ruel\tBoris Lind\nnurse\tharbour master\nMill Hospital\tBay Harbour\n\nCora Holm\tIda Orr\npoet\tbaker\n",
        "| | |\n|---|---|\n| **Anna Ruel** | **Boris Lind** |\n| *nurse* | *harbour master* |\n| Cora Holm | Ida Orr |\n| poet | baker |\n",
    ],
)
def test_of_names_side_by_side_each_has_what_stands_right_below_it(below: str) -> None:
    draft = read_below(f"Yours sincerely,\n\n{below}")
    assert [(line.name, line.role) for line in draft.lines] == [
        ("Anna Ruel", "nurse"),
        ("Boris Lind", "harbour master"),
        ("Cora Holm", "poet"),
        ("Ida Orr", "baker"),
    ]
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


def test_a_word_below_a_comma_behind_a_name_is_no_part_of_that_name() -> None:
    draft = read_below("Mit freundlichen Grüßen\n\nAnna Ruel,\nBäuerin\nBoris Lind,\nFährmann\n")
    assert who_signs(draft) == "Anna Ruel; Boris Lind"


def test_room_for_a_hand_and_the_day_are_no_part_of_whoever_signs() -> None:
    draft = read_below(
        "С уважением,\n\nродители учеников\n\n1. Лисина Вера Павловна\t____________\t12.10.2026\n2. Дроздов Глеб, инженер\t____________\t12.10.2026\n"
        "3. Совет «Лад» (по поручению совета – Галина Рощина)\t__________\t13.10.2026\n4. ООО «Ромашка»\t__________\t13.10.2026\n"
        "5. ____________ / Холт К. И. /, пчеловод\t\t«16» октября 2026 г.\n6. Anna Ruel ........................ 3. Mai 2026\n"
    )
    assert (
        who_signs(draft)
        == "Лисина Вера Павловна; Дроздов Глеб; Совет «Лад»; ООО «Ромашка»; Холт К. И.; Anna Ruel"
    )
    assert not any(line.affiliation or line.doubt for line in draft.lines)


def test_a_line_between_two_that_are_counted_on_goes_on_with_the_first_unless_it_is_somebody() -> None:
    names = (
        "Anna Ruel, nurse",
        "Boris Lind, poet",
        "Cora Holm, cook",
        "Ida Orr, baker",
        "Maro Denk, driver",
        "Tessa Vorn, farmer",
        "Jon Ash, poet",
        "Lea Burr, nurse",
    )
    rows = [f"{nth} {name}" for nth, name in enumerate(names, 1)]
    rows[2:2] = ["Union of Mills"]
    rows[6:6] = ["Peter Vane"]
    draft = read_below("Signatories:\n\n" + "\n\n".join(rows) + "\n")
    assert [line.name for line in draft.lines] == [
        name.partition(",")[0] for name in (*names[:5], "Peter Vane", *names[5:])
    ]
    assert draft.lines[1].affiliation == "Union of Mills"


def test_a_post_over_two_lines_before_a_tab_and_a_name_is_that_persons() -> None:
    draft = read_text(
        "Уважаемый господин министр!\n\nМы просим оставить читальный зал открытым до девяти вечера, потому что детям больше негде учиться.\n\n"
        "С уважением,\n\nПредседатель профкома\nшахты «Западная»\t\t\tА. И. Руэль\n\nТехнический инспектор\nотраслевого профсоюза\t\tБ. С. Линд\n\nЛамповщица\t\t\t\tВ. К. Холт\n"
    )
    assert [line.name for line in draft.lines] == ["А. И. Руэль", "Б. С. Линд", "В. К. Холт"]
    assert draft.lines[0].role.startswith("Председатель профкома")
    assert sum(placed.lines for placed in draft.account) == draft.lines_read
