"""Who signs below a letter in a run of names, under headings or in a table."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import read, read_text
from petition.reading.draft import Doubt, Draft
from tests.reading.signed_below import TEXT, read_below, who_signs


def test_runs_of_names_that_are_announced_sign_wherever_they_stand_below_the_text() -> None:
    draft = read_below(
        "Yours sincerely,\n\nSignatories: Anna Ruel, chair of the council; Boris Lind, teacher; Cora Holm, nurse (Mill School).\n\n"
        "Organisations: Union of Oars (UO); Bay Anglers' Club; Society of Sails.\n\nAnd 212 others whose names were handed over.\n\n"
        "Add your name by 3 July: ferry@bay.example\n\nPress: Ida Orr, 05550 111 222\n\nShare this:  Post  Send\n\nProudly made by hand\n"
    )
    assert (
        who_signs(draft)
        == "Anna Ruel; Boris Lind; Cora Holm; Union of Oars; Bay Anglers' Club; Society of Sails"
    )
    assert draft.body.endswith("before the summer.")
    assert draft.call.deadline == "3 July"
    assert "Signed also by" not in who_signs(
        read_below("Yours,\n\nSigned by now: Anna Ruel, Boris Lind, Cora Holm and Ida Orr.\n")
    )


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
    assert who_signs(below("Other towns:")) == "Anna Ruel; Boris Lind; Cora Holm; Ida Orr"
    assert not any(line.place for line in below("Other towns:").lines[2:])
    assert who_signs(below("Inpubliceer")) == "Anna Ruel; Boris Lind; Cora Holm?; Ida Orr?"


def test_bodies_in_bold_over_several_names_each_are_where_these_work() -> None:
    parts = {
        "Hill School": ("Anna Ruel (head)", "Boris Lind", "Cora Holm"),
        "Mill Nursery School": ("Ida Orr", "Maro Denk, cook", "Tessa Vorn"),
    }
    below = "".join(
        f"**{body}**\n\n" + "".join(f"{name}\n\n" for name in names) for body, names in parts.items()
    )
    draft = read_below(f"Yours sincerely,\n\n{below}")
    assert who_signs(draft) == "Anna Ruel; Boris Lind; Cora Holm; Ida Orr; Maro Denk; Tessa Vorn"
    assert [line.affiliation for line in draft.lines] == ["Hill School"] * 3 + ["Mill Nursery School"] * 3
    alone = read_below(
        "Yours sincerely,\n\n**Hill School**\n\nAnna Ruel, head\n\n**Mill Nursery School**\n\nIda Orr, head\n"
    )
    assert "Hill School" in who_signs(alone)


def test_what_stands_below_whoever_says_that_they_signed_is_said_of_them() -> None:
    signed = (
        "gez. Anna Ruel<br>1. Vorsitzende, Turnverein Lune e. V.",
        "gez. Cora Holm",
        "gez. Ida Orr<br>Hausarzt",
    )
    page = "".join(f"<p>{part}</p>" for part in (*TEXT.split("\n\n")[:-1], "Yours,", *signed))
    draft = read(page.encode(), "letter.html")
    assert [(line.name, line.role, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", "1. Vorsitzende", ""), ("Cora Holm", "", ""), ("Ida Orr", "Hausarzt", ""),
    ]  # fmt: skip


def test_whom_to_ask_above_the_names_is_nobody() -> None:
    names = "Anna Ruel, poet\n\nBoris Lind, cook\n\nCora Holm, nurse\n"
    draft = read_below(f"Atentamente,\n\nContacto de prensa: Ida Orr, 600 000 123\n\n{names}")
    assert who_signs(draft) == "Anna Ruel; Boris Lind; Cora Holm"


@pytest.mark.parametrize("heading", ["İMZALAR", "ELTERN", "SIGNED", "parents of the choir"])
def test_a_word_in_capitals_or_of_many_right_below_the_closing_heads_all_and_is_nobody(heading: str) -> None:
    draft = read_below(f"Yours sincerely,\n\n{heading}\n\nAnna Ruel, nurse\nBoris Lind\nCora Holm, poet\n")
    assert [(line.name, line.affiliation) for line in draft.lines] == [
        ("Anna Ruel", ""),
        ("Boris Lind", ""),
        ("Cora Holm", ""),
    ]


def test_counters_comments_and_titles_alone_name_nobody() -> None:
    draft = read_below(
        "Signatories (institutions are named only to identify those who sign here for themselves):\n\nAnna Ruel, teacher\n\nPhD student, name withheld, Bay University\n\nBoris Lind, poet\n\n1.284 of 2.000 signatures\n\nShare: Post  Send\n\nComments (14)\n\nMaro: At last!\n"
    )
    assert who_signs(draft) == "Anna Ruel; PhD student?; Boris Lind"


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
    draft = read_below(f"С уважением,\n\n{below}")
    assert [(line.name, line.affiliation, line.doubt) for line in draft.lines] == [
        ("Руэль Анна", "Приёмное отделение", ""), ("Линд Борис", "Приёмное отделение", ""), ("Хольм Вера", "Отделение хирургии", ""),
    ]  # fmt: skip
    assert {*parts} <= {around.line for around in draft.around}


@pytest.mark.parametrize(
    ("below", "signed"),
    [
        (
            "Yours,\n\nClinic: Anna Ruel, Boris Lind (head), Cora Holm\nShop № 2: Ida Orr, D.Vorn\n",
            "Anna Ruel/Clinic; Boris Lind/Clinic; Cora Holm/Clinic; Ida Orr/Shop № 2; D.Vorn/Shop № 2",
        ),
        (
            "Yours,\n\n[LOGO]\nUnion\nof the Oars\n\nHARBOUR\nSwimming Club\n\nBoat\nMakers'\nUnion\n\nve bireysel olarak:\n\nIda Orr, poet\n",
            "Union of the Oars/; HARBOUR Swimming Club/; Boat Makers' Union/; Ida Orr/",
        ),
        (
            "Yours,\n\n| Delegate | Ward |\n|---|---|\n| **Union of Oars (2)** |\n| Anna Ruel | Upper Lune |\n| Boris Lind | Brack |\n| **Not to be named** |\n| Ruta | Holm Hill |\n| Cora Holm | Lune |\n",
            "Anna Ruel/Union of Oars; Boris Lind/Union of Oars; Ruta?/; Cora Holm?/",
        ),
    ],
)  # fmt: skip
def test_parts_of_a_list_are_told_by_where_they_stand(below: str, signed: str) -> None:
    draft = read_below(below)
    named = zip(who_signs(draft).split("; "), draft.lines, strict=True)
    assert "; ".join(f"{name}/{line.affiliation or line.place}" for name, line in named) == signed
    assert draft.body.endswith("before the summer.")


def test_who_is_named_in_the_first_sentence_is_proposed_and_whom_editors_call_waits() -> None:
    said = "We, the undersigned — Anna Ruel, poet; Boris Lind; Ruta and Ida Orr, cooks; and Cora Holm, nurse — ask you not to close it."
    note = "> *Ed. note: swap Cora for “a nurse” on the site.*"
    draft = read_text(
        f"{note}\n\nDear Mayor,\n\n{said}\n\nIt has been open for years.\n\nYours,\n\n(names as above)\n\nMo from the Oar · 3\n"
    )
    assert who_signs(draft).startswith("Anna Ruel; Boris Lind; Ruta Orr; Ida Orr; Cora Holm?")
    assert all(line.doubt for line in draft.lines)
    assert said in draft.body


def test_a_letter_quoted_between_numbered_parts_of_a_report_ends_nothing() -> None:
    report = "# 1. What we saw\n\nThe market was cleared five times in a year.\n\nNobody has shown us a decision on that.\n\n# 2. What they asked\n\nDear Sir,\n\nPlease give our tables back by May.\n\nRespectfully,\n\nAnna Ruel, Boris Lind and 11 others\n\n# 3. What we ask\n\nA decision has to be served before the market is cleared again.\n"
    draft = read_text(report)
    assert (draft.lines, draft.closing) == ((), "")
    assert draft.body.endswith("cleared again.")


@pytest.mark.parametrize(
    ("letter", "signed"),  # "?" behind whoever waits
    [
        (f"{TEXT}Yours,\n\nCc: Anna Ruel, Boris Lind\nBcc: Cora Holm, Ida Orr\n", ""),
        (f"{TEXT}Yours,\n\nIda Orr\n\nPhotos: Anna Ruel, Boris Lind\nLayout: Cora Holm, Bob Stone\n", "Ida Orr"),
        (f"{TEXT}Yours,\n\nSchool: Anna Ruel, Boris Lind\nClinic: Cora Holm, Ida Orr\n", "Anna Ruel?; Boris Lind?; Cora Holm?; Ida Orr?"),
        (f"{TEXT}They were dismissed.\n\nSchool: Anna Ruel, Boris Lind\nClinic: Maro Denk, Bob Stone\n\nIda Orr\nCora Holm\nTessa Vorn\n", "Ida Orr; Cora Holm; Tessa Vorn"),
        (f"{TEXT}## 1. Why\n\nIt is the only one.\n\n## 2. What\n\nLet it sail.\n\nYours,\n\nAnna Ruel\nBoris Lind\n\n## 3. Annex\n\nThe ferry sails on two days.\n", "Anna Ruel; Boris Lind"),
        ("Dear Mayor,\n\nWe — friends of Anna Ruel, Boris Lind, Cora Holm — ask you to free them.\n\nYours,\n\nIda Orr\nMaro Denk\n", "Ida Orr; Maro Denk"),
        ("Dear Mayor,\n\nWe — Anna Ruel, Boris Lind, Cora Holm — ask you to free them.\n\nYours,\n\nIda Orr\nMaro Denk\n", "Anna Ruel?; Boris Lind?; Cora Holm?; Ida Orr; Maro Denk"),
        (f"{TEXT}Warmly,\n\nAnna Ruel, Boris Lind, Head Teacher, Cora Holm\n", "Anna Ruel"),
        (f"{TEXT}Yours,\n\nAmnesty\nAnna Ruel\n\nPotters\nIda Orr\n\nRiver Union\nZorg Blint\n\nHARBOUR\nSwimming Club\n", "Amnesty; Anna Ruel; Potters; Ida Orr; River Union; Zorg Blint; HARBOUR; Swimming Club"),
        (f"{TEXT}Yours,\n\nUnion\nof the Oars\n\nHARBOUR\nSwimming Club\n\nOTTER HOLM\nDoğa Kulübü\n\nBoat\nLune Şubesi\n", "Union of the Oars?; HARBOUR Swimming Club?; OTTER HOLM Doğa Kulübü?; Boat Lune Şubesi?"),
    ],
)  # fmt: skip
def test_who_is_only_spoken_of_beside_a_list_does_not_surely_sign(letter: str, signed: str) -> None:
    lines = read_text(letter).lines
    assert "; ".join(line.name + "?" * bool(line.doubt) for line in lines) == signed


@pytest.mark.parametrize(
    ("below", "signed"),
    [
        ("<p>Yours,</p>{}<p>Added on 3 May:</p><blockquote><p>Cora Holm</p><p>Ida Orr</p></blockquote>", "Anna Ruel; Boris Lind; Ruta; Cora Holm; Ida Orr"),
        ("<p>They were dismissed:</p>{}<p>Yours,</p><p>Cora Holm</p><p>Ida Orr</p>", "Cora Holm; Ida Orr"),
        ("<p>Yours,</p><p>Cora Holm</p><p>Ida Orr</p>{}", "Cora Holm; Ida Orr"),
    ],
)  # fmt: skip
def test_names_that_are_set_in_right_below_the_closing_sign_and_no_others(below: str, signed: str) -> None:
    names = "<p>Anna Ruel, poet</p><p>Boris Lind, cook</p><p>Ruta, nurse</p>"
    text = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n")[:-1])
    page = text + below.format(f"<blockquote>{names}</blockquote>")
    assert who_signs(read(page.encode(), "letter.html")) == signed
    quoted = f"{TEXT}They were dismissed:\n\n> Anna Ruel, cook\n> Boris Lind\n> Ruta Holm\n\nYours,\n\nCora Holm\nIda Orr\n"
    assert who_signs(read_text(quoted)) == "Cora Holm; Ida Orr"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (
            "Yours,\n\nChair of the council,\nMill Union\n    Anna Ruel\n\nnurse (asked not to be named)\n    Boris Lind\n\nMembers:\nCora Holm\nIda Orr\n",
            "Anna Ruel/Chair/council, Mill Union; Boris Lind/nurse?; Cora Holm; Ida Orr",
        ),
        (
            "Yours,\n\nAnna Ruel\n\nnurse (asked not to be named)\nBoris Lind\n\nCora Holm\n",
            "Anna Ruel/nurse?; Boris Lind?; Cora Holm",
        ),
        (
            "Atentamente,\n\nPresidenta\n**Anna Ruel**\n\nSecretaria\n**Cora Holm**\n\nCeladora\n**Boris Lind**\n\nSe adhieren:\n\nIda Orr, Maro Denk, Tessa Vorn\n\nCon el apoyo de:\n\nAsociación de Vecinos\n",
            "Anna Ruel/Presidenta~; Cora Holm/Secretaria~; Boris Lind//Celadora~; Ida Orr; Maro Denk; Tessa Vorn; Asociación de Vecinos",
        ),
        (
            "Yours,\n\nLt Col (Retd) Anna Ruel\nChair, Mill Union\n\nMaj (Retd) Boris Lind\nCora Holm\n",
            "Anna Ruel/Lt Col (Retd), Chair/Mill Union; Boris Lind/Maj (Retd); Cora Holm",
        ),
        (
            "З повагою,\n\nОлена Руель\nспівголова Ініціативи «Жива\nстанція»\n\nАнна Лінд\n\nЛист підтримали:\n\nКиїв\n\nІгор Орр, ткач\nІда Холм\n\nІвано-Франківськ\n\nСтефан Денк, маляр\nЛев Ворн\n\nХарків\n\nТеса Ворн, лікарка\nМарта Денк\n",
            "Олена Руель/співголова/Ініціативи «Жива станція»; Анна Лінд; Ігор Орр/ткач//Київ; Іда Холм///Київ; Стефан Денк/маляр//Івано-Франківськ; Лев Ворн///Івано-Франківськ; Теса Ворн/лікарка//Харків; Марта Денк///Харків",
        ),
        (
            "Құрметпен,\n\n3\\. Анна Руэльқызы\n\n4\\. Борис Линд, үш баланың әкесі\n\n5\\. Кора Холм\n",
            "Анна Руэльқызы; Борис Линд/үш баланың әкесі; Кора Холм",
        ),
        (
            "Atenciosamente,\n\nAssinam: Anna Ruel; Boris Lind, poeta; Cora Holm.\n\nEntidades: Associação Mar; Instituto Sol.\n",
            "Anna Ruel; Boris Lind/poeta; Cora Holm; Associação Mar; Instituto Sol",
        ),
        (
            "با احترام\n\nامضاکنندگان:\n\nآنا روئل، بوریس لیند، کورا هولم و ۳۵ معلم دیگر\n\nبا حمایت: کانون معلمان\n",
            "آنا روئل; بوریس لیند; کورا هولم; کانون معلمان",
        ),
        (
            "서명자 일동\n\n가람대학교: 구본석, 도경희\n\n새별기술원: 민태윤, 추미란\n\n(이상 4명)\n",
            "구본석//가람대학교~; 도경희//가람대학교~; 민태윤//새별기술원~; 추미란//새별기술원~",
        ),
        (
            "此致\n\n联名人：\n\n1978届：沈国梁、顾秀珍\n\n1991届：欧阳静、王力\n",
            "沈国梁//1978届~; 顾秀珍//1978届~; 欧阳静//1991届~; 王力//1991届~",
        ),
        (
            "Hormat kami,\n\nIndividu:\n\n- Anna Ruel\n- Boris Lind\n\nLembaga:\n\n- Yayasan Laut\n\nNarahubung: Ida Orr (0812-0000-0011)\n\nTembusan:\n\n1. Gubernur\n2. Cora Holm\n",
            "Anna Ruel; Boris Lind; Yayasan Laut",
        ),
        (
            "Signed:\n\n(affiliations are given for identification only)\n\nAnna Ruel\n\nBoris Lind\n\nIndividuals (in a personal capacity):\n\nCora Holm\n\nFor media enquiries: Ida Orr\n",
            "Anna Ruel; Boris Lind; Cora Holm",
        ),
        (
            "湾の埋め立て計画の見直しを求めます。\n\n【呼びかけ人】\n浅葉 由美子（湊大学・教授）\n桐生 健太郎\n\n【賛同者】（五十音順）\n八重樫 悟（写真家）\n他35名\n",
            "浅葉 由美子/教授/湊大学; 桐生 健太郎; 八重樫 悟/写真家",
        ),
        (
            "Yours,\n\n- Anna Ruel (0812-0000-0011)\n- Boris Lind\n- Cora Holm\n",
            "Anna Ruel~; Boris Lind; Cora Holm",
        ),
        (
            "Yours,\n\nAnna Ruel, former board member\nБоран Руэль, ата-аналар комитетінің төрайымы\nCora Holm\n",
            "Anna Ruel/former board member; Боран Руэль/төрайымы/ата-аналар комитеті; Cora Holm",
        ),
        (
            "Подписали:\n\nСотрудники музея: Анна Руэль; Борис Линд, повар; Кора Холм.\n\nДрузья музея: Ида Орр; Лев Денк; Зоя Ворн.\n",
            "Анна Руэль; Борис Линд/повар; Кора Холм; Ида Орр; Лев Денк; Зоя Ворн",
        ),
        (
            "Yours,\n\npoet Anna Ruel\nBoris Lind\n\ncook Cora Holm\nIda Orr\n",
            "Anna Ruel/poet; Boris Lind; Cora Holm/cook; Ida Orr",
        ),
        (
            "Yours,\n\nAnna Ruel\n\nBoris Lind\n\nCora Holm\n\nIda Orr\n\n(4 names in all)\n",
            "Anna Ruel; Boris Lind; Cora Holm; Ida Orr",
        ),
        (
            "Yours,\n\nAnna Ruel\nPark Society\n\ndirector\nBoris Lind\n\nteacher\nIda Orr\n",
            "Anna Ruel//Park Society; Boris Lind/director; Ida Orr/teacher",
        ),
        (
            "Yours,\n\nSecretary of the Rowing Club\nBoris Lind\n(please only initials)\n\nIda Orr\n",
            "Boris Lind/Secretary/Rowing Club?; Ida Orr",
        ),
        (
            "Yours,\n\nnurse\nBoris Lind\n(please only initials)\nteacher\nIda Orr\n",
            "Boris Lind/nurse?; Ida Orr/teacher",
        ),
        (
            "Signed:\n\nAnna Ruel, poet,\nBoris Lind, cook,\nCora Holm.\n\nPrepared by Maro Denk\n",
            "Anna Ruel/poet; Boris Lind/cook; Cora Holm; Prepared by Maro Denk~",
        ),
        (
            "Yours,\n\ngez. Anna Ruel\nBoris Lind\n\ngez. Cora Holm\nIda Orr\n",
            "Anna Ruel; Boris Lind; Cora Holm; Ida Orr",
        ),
        (
            "Atentamente,\n\nPresidenta de la Asociación de Vecinos\nFdo.: Anna Ruel\n\nPortavoz de Ríos Claros\nFdo.: Boris Lind\n\nEstudiante de Biología\nFdo.: Ida Orr\n\nEn Fuente del Lirio, a 16 de noviembre de 2026\n",
            "Anna Ruel/Presidenta/Asociación de Vecinos; Boris Lind/Portavoz de Ríos Claros; Ida Orr/Estudiante de Biología",
        ),
        (
            "بكل تقدير\n\nالموقعون\n\nسهى الربيعي\tمعلمة علوم\nعامر الدالي\tمدير مدرسة\nريم النوري\tمرشدة نفسية\nباسل الحكيم\tولي أمر\n",
            "سهى الربيعي/معلمة علوم~; عامر الدالي/مدير مدرسة~; ريم النوري/مرشدة نفسية~; باسل الحكيم/ولي أمر~",
        ),
        (
            "בכבוד רב,\n\nנועה אלמגור, עובדת סוציאלית, המועצה האזורית\nגיא שחף, רופא משפחה\nתמר אלון, יועצת חינוכית, בית הספר\nרון ברק, מורה\n",
            "נועה אלמגור/עובדת סוציאלית, המועצה האזורית~; גיא שחף/רופא משפחה; תמר אלון/יועצת חינוכית, בית הספר~; רון ברק/מורה",
        ),
        (
            "敬具\n\n署名者\n図書館友の会　代表　浜田 千夏\n漁師　仁村 大地\n元館長　久我 正臣\n連絡先：事務局　田辺 一\n",
            "浜田 千夏/代表/図書館友の会; 仁村 大地/漁師; 久我 正臣/元館長; 連絡先:事務局 田辺 一~",
        ),
        (
            "С уважением,\n\n____________ А. И. Руэль         ____________ Б. К. Линд*\n\n____________ В. Л. Хольм         ____________ И. И. Орр\n\n* просит не называть\n",
            "А. И. Руэль; Б. К. Линд?; В. Л. Хольм; И. И. Орр",
        ),
        (
            "С уважением,\n\nФельдшер ____________ /А. И. Руэль/ (просила не публиковать фамилию)\n\nВодитель ____________ /Б. К. Линд/\n\n12 ноября 2026 г.\n\nг. Руэльск\n\nПриложение 1. Журнал вызовов\n\nПриложение 2. Письмо врача Инны Орр\n",
            "А. И. Руэль/Фельдшер?; Б. К. Линд/Водитель",
        ),
        (
            "Подпісы:\n\nПісьменнікі: Ганна Руэль, Барыс Лінд, Ніна Орр.\n\nМастакі: Лявон Хольм, Тодар Дэнк.\n",
            "Ганна Руэль?; Барыс Лінд?; Ніна Орр?; Лявон Хольм?; Тодар Дэнк?",
        ),
        (
            "Cordialmente,\n\nUniversità del Lune\n\n- Anna Ruel, assegnista\n- Boris Lind, borsista\n- Ida Orr, borsista\n\nIstituto Musicale Lune\n\n- Cora Holm, docente\n- Maro Denk, docente\n",
            "Anna Ruel/assegnista/Università del Lune; Boris Lind/borsista/Università del Lune; Ida Orr/borsista/Università del Lune; Cora Holm/docente/Istituto Musicale Lune; Maro Denk/docente/Istituto Musicale Lune",
        ),
        (
            "Yours,\n\nUnion of Oars\n\n- Anna Ruel\n- Boris Lind\n\nSociety of Sails\n\n- Cora Holm\n- Ida Orr\n",
            "Union of Oars~; Anna Ruel; Boris Lind; Society of Sails~; Cora Holm; Ida Orr",
        ),
    ],
)
def test_who_signs_is_told_by_how_the_lines_stand(below: str, expected: str) -> None:
    told = (
        (f"{line.name}/{line.role}/{line.affiliation}/{line.place}".rstrip("/"), line.doubt)
        for line in read_below(below).lines
    )
    assert (
        "; ".join(said + ("?" if doubt == Doubt.NAMING else "~" * bool(doubt)) for said, doubt in told)
        == expected
    )
