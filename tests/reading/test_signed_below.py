"""Who signs below a letter in a run of names, under headings or in a table, and who is kept back there."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import read, read_text
from petition.reading.draft import Doubt, Draft

_TEXT = """\
Dear Mayor,

The ferry across the bay has not sailed since the first of May, and nobody has told us when it will.

We ask you to let it sail again before the summer.

"""


def _read(below: str, above: str = _TEXT) -> Draft:
    return read_text(above + below)


def _shown(draft: Draft) -> str:
    """Who signs, "?" behind whoever is kept back."""
    return "; ".join(line.name + "?" * (line.doubt == Doubt.NAMING) for line in draft.lines)


def test_runs_of_names_that_are_announced_sign_wherever_they_stand_below_the_text() -> None:
    draft = _read(
        "Yours sincerely,\n\nSignatories: Anna Ruel, chair of the council; Boris Lind, teacher; Cora Holm, nurse (Mill School).\n\n"
        "Organisations: Union of Oars (UO); Bay Anglers' Club; Society of Sails.\n\nAnd 212 others whose names were handed over.\n\n"
        "Add your name by 3 July: ferry@bay.example\n\nPress: Ida Orr, 05550 111 222\n\nShare this:  Post  Send\n\nProudly made by hand\n"
    )
    assert (
        _shown(draft)
        == "Anna Ruel; Boris Lind; Cora Holm; Union of Oars; Bay Anglers' Club; Society of Sails"
    )
    assert draft.body.endswith("before the summer.")
    assert draft.call.deadline == "3 July"
    assert "Signed also by" not in _shown(
        _read("Yours,\n\nSigned by now: Anna Ruel, Boris Lind, Cora Holm and Ida Orr.\n")
    )


def test_somebody_unnamed_in_a_run_is_kept_back_and_nobody_else() -> None:
    draft = _read(
        "Yours sincerely\n\nSigned: Anna Ruel (chair, Save the Bay), Tom and Cora Holm, Boris Lind, Bay Anglers' Club and a resident of Mill Lane who has asked not to be named.\n\n"
        "Want to add your name? Write to ferry@bay.example by 31 July.\nPress: Ida Orr, 05550 771 902\n"
    )
    kept = "a resident of Mill Lane who has asked not to be named?"
    assert _shown(draft) == f"Anna Ruel; Tom Holm; Cora Holm; Boris Lind; Bay Anglers' Club; {kept}"
    assert "resident" not in draft.body


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
    draft = _read(
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
    draft = _read(
        f"Yours,\n\n- Anna Ruel\n- Boris Lind\n\n{above}\n\n1. Cora Holm\n2. Ida Orr, poet\n\nOrganisations:\n\n1. Union of Oars\n"
    )
    assert _shown(draft) == "Anna Ruel; Boris Lind; Cora Holm?; Ida Orr?; Union of Oars"


WISHES = (
    "name known to the organisers", "Name liegt der Redaktion vor", "имя изменено", "ім’я відоме ініціаторам",
    "аты-жөні редакцияға белгілі", "souhaite garder l’anonymat", "nombre ficticio", "adı bizde saklıdır", "nazwisko do wiadomości redakcji",
    "naam bij de redactie bekend", "nome di fantasia", "her employer must not know", "тек әкімге", "nur intern",
)  # fmt: skip


@pytest.mark.parametrize("wish", WISHES)
def test_whatever_beside_a_name_speaks_of_a_name_keeps_it_back(wish: str) -> None:
    for typed in (f"Boris Lind ({wish})", f"Boris Lind, {wish}", f"Boris Lind\n({wish})", "Boris Lind [1]"):
        note = f"\n[1] {wish[0].upper()}{wish[1:]}.\n" * typed.endswith("[1]")
        draft = _read(
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


def test_the_sign_of_a_number_over_names_refuses_nothing() -> None:
    draft = _read("Підписанти:\n\n№ Прізвище, ім’я, посада\n\nРуель Анна, вчителька\n\nЛінд Борис, лікар\n")
    assert _shown(draft) == "Руель Анна; Лінд Борис"


def test_who_has_not_signed_in_a_column_for_it_is_kept_back_and_a_row_without_number_heads_a_part() -> None:
    rows = "| № | Name | Position | Signature |\n|---|---|---|---|\n| 1 | Anna Ruel | nurse | signature |\n| 2 | Boris Lind | senior driver | signature |\n|   | North Station |  |  |\n| 3 | Cora Holm | cook | signature |\n| 4 | Ida Orr | driver | — |\n"
    draft = _read(f"Yours sincerely,\n\n{rows}")
    assert _shown(draft) == "Anna Ruel; Boris Lind; Cora Holm; Ida Orr?"
    assert "North Station" in " ".join(each.line for each in draft.around)


def test_towns_over_names_are_where_these_live_and_other_headings_may_keep_them_back() -> None:
    page = (
        "<p>{}</p>" * 3
        + "<h3>Berlin</h3><p>Anna Ruel, teacher</p><p>Boris Lind</p><h3>{}</h3><p>Cora Holm, nurse</p><p>Ida Orr</p>"
    )
    above = (
        "Dear Mayor,",
        "The ferry across the bay has not sailed since the first of May, they say.",
        "Yours,",
    )

    def below(heading: str) -> Draft:
        return read(page.format(*above, heading).encode(), "letter.html")

    draft = below("Frankfurt am Main")
    assert [(line.place, line.doubt) for line in draft.lines] == [("Berlin", "")] * 2 + [
        ("Frankfurt am Main", "")
    ] * 2
    assert _shown(below("Other towns:")) == "Anna Ruel; Boris Lind; Cora Holm; Ida Orr"
    assert not any(line.place for line in below("Other towns:").lines[2:])
    assert _shown(below("Inpubliceer")) == "Anna Ruel; Boris Lind; Cora Holm?; Ida Orr?"


def test_bodies_in_bold_over_several_names_each_are_where_these_work() -> None:
    parts = {
        "Hill School": ("Anna Ruel (head)", "Boris Lind", "Cora Holm"),
        "Mill Nursery School": ("Ida Orr", "Maro Denk, cook", "Tessa Vorn"),
    }
    below = "".join(
        f"**{body}**\n\n" + "".join(f"{name}\n\n" for name in names) for body, names in parts.items()
    )
    draft = _read(f"Yours sincerely,\n\n{below}")
    assert _shown(draft) == "Anna Ruel; Boris Lind; Cora Holm; Ida Orr; Maro Denk; Tessa Vorn"
    assert [line.affiliation for line in draft.lines] == ["Hill School"] * 3 + ["Mill Nursery School"] * 3
    alone = _read(
        "Yours sincerely,\n\n**Hill School**\n\nAnna Ruel, head\n\n**Mill Nursery School**\n\nIda Orr, head\n"
    )
    assert "Hill School" in _shown(alone)


def test_a_body_in_small_letters_in_a_paragraph_of_its_own_is_no_rest_of_the_one_above() -> None:
    draft = _read(
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
    draft = _read(f"Подписи:\n\n{lines}\n")
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
    draft = _read("Mit freundlichen Grüßen\n\n" + "\n\n".join(blocks) + "\n")
    assert [(line.name, line.doubt) for line in draft.lines] == [(name, "") for name in names]
    for gap in ("\n", "\n\n"):
        draft = _read("Mit freundlichen Grüßen\n\n" + "\n".join(blocks).replace("\n", gap) + "\n")
        assert [line.name for line in draft.lines if not line.doubt] == names
        assert len(draft.lines) > len(names)
    posts = "Anna Ruel\n\nDirector de escena\n\nBoris Lind\n\nActriz\n\nTeatro Sur\n\nDr. Cora Holm\n\nTechnischer Leiter der Warte\n"
    assert [line.name for line in _read(f"Atentamente,\n\n{posts}").lines if not line.doubt] == [
        "Anna Ruel",
        "Boris Lind",
        "Dr. Cora Holm",
    ]


def test_who_signs_for_a_body_in_a_line_below_it_is_nobody() -> None:
    draft = _read("Z poważaniem\n\nAnna Ruel, poetka\n\nKoło „Perseida”\nreprezentowane przez Lenę Mroczek\n")
    assert [(line.name, line.doubt) for line in draft.lines] == [("Anna Ruel", ""), ("Koło „Perseida”", "")]


def test_a_letter_in_chinese_is_taken_apart_by_its_habits() -> None:
    draft = read_text(
        "关于保留东港码头的联名信\n\n东港市交通局\n抄送：《东港晚报》编辑部\n\n尊敬的各位领导：\n\n"
        "东港码头将于明年春天拆除，而居民直到上周才从报纸上得知这个消息。我们恳请交通局举行听证会，并书面答复我们。\n\n此致\n敬礼\n\n"
        "联名人（排名不分先后）：\n丁\u3000兰（退休教师）\u3000\u3000\u3000欧阳若男（渔民）\n买买提·艾力（店主）\u3000高\u3000翔（学生，请勿公开姓名）\n"
        "王建设\u3000出租车司机\n陈刚、林芬（家长）\n东港社区广场舞队（代表：何美凤）\n另有12位居民不便具名，名单存于居委会。\n\n二〇二六年六月九日\n于东港社区\n"
    )
    assert _shown(draft) == "丁兰; 欧阳若男; 买买提·艾力; 高翔?; 王建设; 陈刚; 林芬; 东港社区广场舞队"
    assert not any(line.doubt for line in draft.lines if line.name != "高翔")
    assert (draft.title, draft.closing) == ("关于保留东港码头的联名信", "此致\n敬礼")
    assert (draft.place, draft.date_iso) == ("东港社区", "2026-06-09")
    assert [line.role for line in draft.lines][4:7] == ["出租车司机", "", "家长"]
    unannounced = read_text(
        "倡议书\n\n各位邻居：\n\n小区东门的路灯已经坏了两个月，晚上回家的老人和孩子都很不安全，希望物业公司在本月底之前修好。\n\n倡议人：赵大海、孙丽、周小明\n"
    )
    assert _shown(unannounced) == "赵大海; 孙丽; 周小明"


def test_a_run_behind_the_closing_may_tell_of_a_signature_taken_back_and_of_others() -> None:
    draft = _read(
        "Veuillez agréer, Monsieur le Directeur, nos salutations.\n\nOnt signé : Anna Ruel, fleuriste ; Boris Lind, lycéen ; (signature retirée le 3 mai) ; "
        "Cora Holm, infirmière ; pour le Club des rameurs, sa trésorière, Ida Orr ; ainsi que quatre agents, qui ne peuvent donner leur nom.\n\n"
        "P.-S. — Madame Holm, qui nous a rejoints hier, souhaite que son nom ne soit pas rendu public : il figure et sur cet exemplaire.\n"
    )
    assert _shown(draft) == "Anna Ruel; Boris Lind; Cora Holm?; Club des rameurs"
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
    draft = _read(f"Yours sincerely,\n\n{below}")
    assert [(line.name, line.role) for line in draft.lines] == [
        ("Anna Ruel", "nurse"),
        ("Boris Lind", "harbour master"),
        ("Cora Holm", "poet"),
        ("Ida Orr", "baker"),
    ]
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


def test_a_word_below_a_comma_behind_a_name_is_no_part_of_that_name() -> None:
    draft = _read("Mit freundlichen Grüßen\n\nAnna Ruel,\nBäuerin\nBoris Lind,\nFährmann\n")
    assert _shown(draft) == "Anna Ruel; Boris Lind"


def test_whom_to_ask_above_the_names_is_nobody() -> None:
    names = "Anna Ruel, poet\n\nBoris Lind, cook\n\nCora Holm, nurse\n"
    draft = _read(f"Atentamente,\n\nContacto de prensa: Ida Orr, 600 000 123\n\n{names}")
    assert _shown(draft) == "Anna Ruel; Boris Lind; Cora Holm"


def test_room_for_a_hand_and_the_day_are_no_part_of_whoever_signs() -> None:
    draft = _read(
        "С уважением,\n\nродители учеников\n\n1. Лисина Вера Павловна\t____________\t12.10.2026\n2. Дроздов Глеб, инженер\t____________\t12.10.2026\n"
        "3. Совет «Лад» (по поручению совета – Галина Рощина)\t__________\t13.10.2026\n4. ООО «Ромашка»\t__________\t13.10.2026\n"
        "5. ____________ / Холт К. И. /, пчеловод\t\t«16» октября 2026 г.\n6. Anna Ruel ........................ 3. Mai 2026\n"
    )
    assert (
        _shown(draft)
        == "Лисина Вера Павловна; Дроздов Глеб; Совет «Лад»; ООО «Ромашка»; Холт К. И.; Anna Ruel"
    )
    assert not any(line.affiliation or line.doubt for line in draft.lines)


@pytest.mark.parametrize("heading", ["İMZALAR", "ELTERN", "SIGNED", "parents of the choir"])
def test_a_word_in_capitals_or_of_many_right_below_the_closing_heads_all_and_is_nobody(heading: str) -> None:
    draft = _read(f"Yours sincerely,\n\n{heading}\n\nAnna Ruel, nurse\nBoris Lind\nCora Holm, poet\n")
    assert [(line.name, line.affiliation) for line in draft.lines] == [
        ("Anna Ruel", ""),
        ("Boris Lind", ""),
        ("Cora Holm", ""),
    ]


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        *((word, f"{word}!; Anna Ruel; Boris Lind; Cora Holm") for word in ("GREENPEACE", "ЯБЛОКО", "MADONNA")),
        *((word, "Anna Ruel?; Boris Lind?; Cora Holm?") for word in ("CONFIDENTIAL", "VERTRAULICH", "ОТКАЗАЛИСЬ", "DECLINED:")),
    ],
)  # fmt: skip
def test_a_word_in_capitals_right_below_the_closing_may_sign_or_keep_all_back(word: str, shown: str) -> None:
    draft = _read(f"Yours sincerely,\n\n{word}\n\nAnna Ruel, nurse\nBoris Lind\nCora Holm, poet\n")
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
    draft = _read(f"Yours sincerely,\n\n{below}")
    assert _shown(draft) == shown
    assert not any(line.affiliation for line in draft.lines)
    assert all(line.doubt == Doubt.HALF for line in draft.lines if " " not in line.name)


def test_those_who_stand_in_no_list_or_took_a_signature_back_keep_nobody_else_back() -> None:
    draft = _read(
        "Yours sincerely,\n\n- Anna Ruel, teacher\n- Boris Lind, nurse\n- Three teachers, names withheld for security\n- --- imzasını 20 Temmuz'da geri çekti (O. K.) ---\n- Cora Holm, poet\n"
    )
    assert _shown(draft) == "Anna Ruel; Boris Lind; Cora Holm"


def test_what_will_happen_without_a_word_to_its_authors_keeps_nobody_back() -> None:
    text = "Dear Rector,\n\nWe learned that the press will close without any word to its authors. We ask you to keep it open and to publish the review.\n\n"
    draft = _read(
        "Yours sincerely,\n\nAnna Ruel\nReader in Law\n\nBoris Lind\nCopy Chief\n\nCora Holm\nLibrarian\n",
        text,
    )
    assert _shown(draft) == "Anna Ruel; Boris Lind; Cora Holm"


def test_counters_comments_and_titles_alone_name_nobody() -> None:
    draft = _read(
        "Signatories (institutions are named only to identify those who sign here for themselves):\n\nAnna Ruel, teacher\n\nPhD student, name withheld, Bay University\n\nBoris Lind, poet\n\n1.284 of 2.000 signatures\n\nShare: Post  Send\n\nComments (14)\n\nMaro: At last!\n"
    )
    assert _shown(draft) == "Anna Ruel; PhD student?; Boris Lind"


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
    draft = _read("Signatories:\n\n" + "\n\n".join(rows) + "\n")
    assert [line.name for line in draft.lines] == [
        name.partition(",")[0] for name in (*names[:5], "Peter Vane", *names[5:])
    ]
    assert draft.lines[1].affiliation == "Union of Mills"


def test_a_numbered_table_under_headings_of_names_signs_whatever_stands_beside_each() -> None:
    rows = "".join(
        f"<tr><td>{nth}</td><td>{name}</td><td>Mill Lane, {nth}</td><td>signed</td></tr>"
        for nth, name in enumerate(("Anna Ruel", "Boris Lind", "A. S. Holm"), 1)
    )
    heads = "<tr><th>No.</th><th>Full name</th><th>Address</th><th>Signature</th></tr>"
    text = (
        "<p>The ferry across the bay has not sailed since the first of May, and nobody has told us when.</p>"
    )
    draft = read(f"<p>Dear Mayor,</p>{text}<table>{heads}{rows}</table>".encode(), "a.html")
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind", "A. S. Holm"]
    assert "Ruel" not in draft.body


def test_a_post_over_two_lines_before_a_tab_and_a_name_is_that_persons() -> None:
    draft = read_text(
        "Уважаемый господин министр!\n\nМы просим оставить читальный зал открытым до девяти вечера, потому что детям больше негде учиться.\n\n"
        "С уважением,\n\nПредседатель профкома\nшахты «Западная»\t\t\tА. И. Руэль\n\nТехнический инспектор\nотраслевого профсоюза\t\tБ. С. Линд\n\nЛамповщица\t\t\t\tВ. К. Холт\n"
    )
    assert [line.name for line in draft.lines] == ["А. И. Руэль", "Б. С. Линд", "В. К. Холт"]
    assert draft.lines[0].role.startswith("Председатель профкома")
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


def test_what_people_and_bodies_are_in_words_that_are_known_keeps_nobody_back() -> None:
    said = (
        "Colonel (ret.) Anna Ruel, medic",
        "Boris Lind, honorary consul",
        "Cora Holm, párroco",
        "Ida Orr (мати пацієнта)",
    )
    bodies = (
        "Collectif Rives (représenté par Jean Ruel, président)",
        "«Өзен» қауымдастығы (атынан: Самал Дала, үйлестіруші)",
    )
    assert "?" not in _shown(_read("Yours sincerely,\n\n" + "\n".join((*said, *bodies)) + "\n"))


def test_a_department_in_bold_over_a_table_is_where_its_people_work_and_nobody() -> None:
    parts = {
        "Приёмное отделение": ("Руэль Анна | медсестра", "Линд Борис | санитар"),
        "Отделение хирургии": ("Хольм Вера | врач",),
    }
    below = "".join(
        f"**{body}**\n\n| № | ФИО | Должность |\n|---|---|---|\n"
        + "".join(f"| {nth} | {row} |\n" for nth, row in enumerate(rows, 1)) + "| 9 | | |\n\n"
        for body, rows in parts.items()
    )  # fmt: skip
    draft = _read(f"С уважением,\n\n{below}")
    assert [(line.name, line.affiliation, line.doubt) for line in draft.lines] == [
        ("Руэль Анна", "Приёмное отделение", ""), ("Линд Борис", "Приёмное отделение", ""), ("Хольм Вера", "Отделение хирургии", ""),
    ]  # fmt: skip
    assert {*parts} <= {around.line for around in draft.around}


def test_a_note_to_who_signs_is_never_printed_below_the_text() -> None:
    notes = "[^1]: See Ruel, Wells, 2019.\n[^2]: Ms Holm asks that her name is not shown online.\n"
    draft = _read(
        f"Yours,\n\nAnna Ruel, poet\nCora Holm[^2]\nIda Orr, nurse\n\n{notes}",
        _TEXT.replace("when it", "when[^1] it"),
    )
    assert _shown(draft) == "Anna Ruel; Cora Holm?; Ida Orr"
    assert (draft.notes, "Holm" in draft.body) == (("[^1]: See Ruel, Wells, 2019.",), False)
    assert sum(placed.lines for placed in draft.account) == draft.lines_read


def test_who_has_a_small_title_behind_a_bullet_explains_no_star() -> None:
    draft = _read(
        "З повагою\n\n- Анна Руель*, мати\n- ГО «Крапля»\n- о. Борис Лінд, капелан\n\n* просила не називати її\n"
    )
    assert _shown(draft) == "Анна Руель?; ГО «Крапля»; о. Борис Лінд"
