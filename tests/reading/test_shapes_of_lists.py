"""Who signs below a letter, told by the shape of the list and of each line: in a run, with a post, as a couple, by hand."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import read_text
from tests.reading.samples import adds_up

TEXT = "Dear Mayor,\n\nWe ask you to keep the old well open, for it is deep and good and nobody else has one. We wait.\n\n"
_TEXT = "Dear Minister,\n\nThe mill must stay open for all who live by the river, and so we ask for your help.\n\n"


def test_office_space_for_a_hand_and_name_in_one_line_are_one_signatory() -> None:
    draft = read_text(
        f"{TEXT}Signed:\n\nChair ____________ Aru Bekova\nSecretary\tA. B. Stone\n____________ /Boris Lind/\n"
        "____________ / Cora Holm / , teacher\n_____ (signature)  I. K. Moss (for print and web without my name)\n"
        "кв. 3 Орлов П. И.\nVera Hill          gardener\n"
    )
    assert [line.name for line in draft.lines] == [
        "Aru Bekova",
        "A. B. Stone",
        "Boris Lind",
        "Cora Holm",
        "I. K. Moss",
        "Орлов П. И.",
        "Vera Hill",
    ]
    assert [line.role for line in draft.lines[:2]] == ["Chair", "Secretary"]
    assert [line.name for line in draft.lines if line.doubt] == ["I. K. Moss"]
    assert adds_up(draft)


@pytest.mark.parametrize(
    "typed",
    [
        "*Подписали:* Aru Bekova, Boris Lind (poet), Vera Hill, Karl Brook.", "**Subscritores:** Aru Bekova · Boris Lind (poet) · Vera Hill · Karl Brook",
        "Premiers signataires : Aru Bekova, Boris Lind (poet, Lund), Vera Hill et Karl Brook.", "Signed by Aru Bekova, Boris Lind, Vera Hill and Karl Brook",
        "Yours,\n\nAru Bekova, poet\tBoris Lind, nurse\nVera Hill\tKarl Brook (not on the net)",
        "Yours,\n\nAru Bekova, poet     Boris Lind, nurse\nVera Hill     Karl Brook",
    ],
)  # fmt: skip
def test_names_in_one_paragraph_below_the_text_sign_it(typed: str) -> None:
    draft = read_text(f"{TEXT}{typed}\n")
    assert [line.name for line in draft.lines] == ["Aru Bekova", "Boris Lind", "Vera Hill", "Karl Brook"]
    assert draft.body.endswith("We wait.")
    assert adds_up(draft)


@pytest.mark.parametrize(
    ("below", "expected"),
    [  # each name, with "?" where it is asked about, as all are below a label that is not understood
        (
            "🖊 Qoldadı:\n▪️ Anna Ruel, poet\n▪️ Boris Lind\n▪️ Ruta\n\nIt goes on at the mill, as it has for so many years now.",
            "Anna Ruel?, Boris Lind?, Ruta?",
        ),
        (
            "Il-firem:\n\nAnna Ruel, Boris Lind, Clara\nVoss, Dana Ostrov (poet),\nErik H.",
            "Anna Ruel?, Boris Lind?, Clara Voss?, Dana Ostrov?, Erik H?",
        ),
        (
            "Signed:\n\n1. Anna Ruel, poet\n2. Boris Lind, poet\n3. Clara Voss, poet\n4. [Name on file], Rivers Ltd",
            "Anna Ruel, Boris Lind, Clara Voss, Name on file, Rivers Ltd?",
        ),
        (
            "Signatures\n\n| Anna Ruel | Boris Lind | Clara Voss |\n|---|---|---|\n| Dana Ostrov | Erik Holm | Fay Stone |\n| Mill Guild | unreadable | Gus Hill † |",
            "Anna Ruel, Boris Lind, Clara Voss, Dana Ostrov, Erik Holm, Fay Stone, Mill Guild, Gus Hill?",
        ),
        (
            "Signatures\n\n| Anna Ruel | Boris Lind | Clara Voss |\n|---|---|---|\n| Dana Ostrov | Erik Holm | Fay Stone |\n| Mill Club | unreadable | Gus Hill † |",
            "Anna Ruel, Boris Lind, Clara Voss, Dana Ostrov, Erik Holm, Fay Stone, Mill Club, Gus Hill?",
        ),
        (
            "Signatures\n\n| | | |\n|---|---|---|\n| Anna Ruel | Boris Lind | Clara Voss |\n| Mill Club | unreadable | Gus Hill † |\n| Dana Ostrov | Erik Holm | Fay Stone |",
            "Anna Ruel, Boris Lind, Clara Voss, Mill Club, Gus Hill?, Dana Ostrov, Erik Holm, Fay Stone",
        ),
        (
            "Yours sincerely\n\nAnna Ruel\nDirector\n\nRev. Boris Lind\n\nChaplain\n\nEnc. (2)",
            "Anna Ruel, Rev. Boris Lind, Chaplain?, Enc?",
        ),
        ("Yours sincerely\n\nAnna Ruel\n\nEk\n\nBoris Lind\nCora Holm", "Anna Ruel, Ek?, Boris Lind, Cora Holm"),
        ("Yours sincerely\n\nAnna Ruel, chair\n\nAnnex\nBoris Lind\nCora Holm", "Anna Ruel, Annex?, Boris Lind, Cora Holm"),
        ("Yours sincerely\n\nAnna Ruel, chair\n\nAppendix (signatures)\n\n1. Boris Lind, poet\n2. Cora Holm, nurse", "Anna Ruel, Boris Lind?, Cora Holm?"),
        ("Yours sincerely\n\nAnna Ruel\n\nAnnex 1\n\nMap of the bay\n\nAnnex 2\n\nSignatories:\n\n1. Boris Lind\n2. Cora Holm", "Anna Ruel, Boris Lind, Cora Holm"),
        (
            "Yours sincerely\n\nAnna Ruel, chair\n\nAppendix: how we asked\n\n| Aim | Works |\n|---|---|\n| Well Fund | 29 |\n| Lune Trust | 24 |\n| Oar Guild | 2 |",
            "Anna Ruel",
        ),
        ("Yours sincerely\n\nAnna Ruel\n\nAppendix: signatories\n\n1. Boris Lind\n2. Cora Holm", "Anna Ruel, Boris Lind, Cora Holm"),
        (
            "Signed:\n\nAnna Ruel\nRiverdesk Professor of History\nBoris Lind\nPoet, Well Fund\nRiverdesk student\nCora Holm\nRiverdesk student\nDana Ostrov\nRiverdesk student\nFay Stone\nMaster of Letters\nRiverdesk student",
            "Anna Ruel, Boris Lind, Cora Holm, Dana Ostrov, Fay Stone",
        ),
        ("Yours sincerely\n\nAnna Ruel\n\nПриложение № 1\n\nСобственники квартир\n\nБорис Линд\nВера Холм", "Anna Ruel, Борис Линд?, Вера Холм?"),
        ("Yours sincerely\n\nAnna Ruel\n\nShare Tweet\n\nPage 2\n\nBoris Lind, poet\nCora Holm, nurse\nIda Orr, cook", "Anna Ruel, Share Tweet?, Boris Lind, Cora Holm, Ida Orr"),
        ("Yours sincerely\n\nAnna Ruel\n\nShare Tweet\n\nComments (3)\n\nSignatories:\n\nBoris Lind", "Anna Ruel, Share Tweet?, Comments?, Boris Lind"),
    ],
)  # fmt: skip
def test_a_list_is_found_by_its_shape_and_what_may_be_nobody_or_not_want_to_be_named_is_asked_about(
    below: str, expected: str
) -> None:
    draft = read_text(_TEXT + below)
    assert ", ".join(line.name + "?" * bool(line.doubt) for line in draft.lines) == expected
    assert adds_up(draft)
    assert "Anna" not in draft.body


def test_where_people_live_is_a_place_and_how_many_more_there_are_is_nobody() -> None:
    draft = read_text(
        _TEXT
        + "Signed:\n\nRuth und Peter Hallam, An der Furt 3\nMaria do Carmo Lang, Uferstraße 20\nBrunnenhaus Mühle e. V., Uferstraße 22\n"
        "Anna Ruel (teacher), Uferstraße 7a\nAnglerverein Lund 1926\nund 43 weitere Anwohner\n"
    )
    assert [(line.name, line.kind.value, line.place) for line in draft.lines] == [
        ("Ruth Hallam", "person", "An der Furt 3"),
        ("Peter Hallam", "person", "An der Furt 3"),
        ("Maria do Carmo Lang", "person", "Uferstraße 20"),
        ("Brunnenhaus Mühle e. V.", "organisation", "Uferstraße 22"),
        ("Anna Ruel", "person", "Uferstraße 7a"),
        ("Anglerverein Lund 1926", "organisation", ""),
    ]
    assert draft.left_over == ("und 43 weitere Anwohner",)


def test_degrees_titles_and_posts_typed_small_before_names_are_somebody_each() -> None:
    draft = read_text(
        _TEXT
        + "Signed:\n\nд.б.н., профессор Соловьёв Андрей Игоревич, Институт леса\nк.г.н. Белкина Т. М., доцент, Пермский университет\n"
        "академик РАН Глеб Ростиславович Чернов\nканд. ист. наук Ирина Белова, заведующая кафедрой истории России\n"
        "prof. dr hab. Irena Maj-Kowal, redaktor, Uniwersytet Nadwiślański\ndr Piotr Zych, redaktor\n"
        "Группа «Сохраним Яр»\n(всего 7 подписей, список дополняется)\n"
    )
    assert [(line.name, line.role) for line in draft.lines] == [
        ("Соловьёв Андрей Игоревич", "д.б.н., профессор"),
        ("Белкина Т. М.", "к.г.н., доцент"),
        ("Глеб Ростиславович Чернов", "академик"),
        ("Ирина Белова", "канд. ист. наук, заведующая"),
        ("prof. dr hab. Irena Maj-Kowal", "redaktor"),
        ("dr Piotr Zych", "redaktor"),
        ("Группа «Сохраним Яр»", ""),
    ]
    assert draft.left_over == ("(всего 7 подписей, список дополняется)",)


def test_bodies_that_nothing_announces_are_a_list_though_contact_data_stand_below() -> None:
    draft = read_text(
        _TEXT
        + '15 February 2026\n\nRiver Foundation (Lund)\nMothers of the Well Association\nHuman Rights Bureau\nИП Сидоров\nWell Movement "Tomorrow"\n\n'
        "For contacts: press@example.org\n"
    )
    assert [line.name for line in draft.lines] == [
        "River Foundation", "Mothers of the Well Association", "Human Rights Bureau", "ИП Сидоров", 'Well Movement "Tomorrow"',
    ]  # fmt: skip
    assert (draft.date_iso, draft.left_over) == ("2026-02-15", ("For contacts: press@example.org",))


def test_degrees_and_posts_before_each_name_below_names_of_towns_are_a_list() -> None:
    draft = read_text(
        "Открытое письмо\n\nУважаемый Пётр Ильич!\n\nМы просим сохранить станцию, потому что другой такой в наших горах нет и не будет.\n\n"
        "Станцию нельзя сдать в аренду, а потом получить обратно такой, какой она была.\n\n"
        "г. Алматы:\n\nакадемик, д.ф.-м.н., профессор Ручьёв К. Ж.\n\nк.ф.-м.н., ведущий научный сотрудник Вольская Т. Г.\n\n"
        "д.т.н. Белкин А. А.\n\nг. Бишкек:\n\nстарший научный сотрудник Лугова Р. С.\n\nинженер-оптик Чернов-Яр Н. О.\n"
    )
    assert [(line.name, line.role, line.doubt == "naming") for line in draft.lines] == [
        ("Ручьёв К. Ж.", "академик, д.ф.-м.н., профессор", False),
        ("Вольская Т. Г.", "к.ф.-м.н., ведущий научный сотрудник", False),
        ("Белкин А. А.", "д.т.н.", False),
        ("Лугова Р. С.", "старший научный сотрудник", False),
        ("Чернов-Яр Н. О.", "инженер-оптик", False),
    ]
    assert draft.body.endswith("какой она была.")


def test_lines_in_small_letters_among_names_with_capitals_say_what_the_person_above_does() -> None:
    signed = "Halina Olszyna-Bór\n  emerytowana flisaczka rzeczna\nZbigniew Pietrzak\n  syn pacjentki\ndr n. med. Ewa Rogala\n  internistka, Rzeszów\nBożena Wnuk\n  salowa\nStanisława Pawik\nOlena Bondar\n  opiekunka\n"
    names = ["Halina Olszyna-Bór", "Zbigniew Pietrzak", "dr n. med. Ewa Rogala", "Bożena Wnuk", "Stanisława Pawik", "Olena Bondar"]  # fmt: skip
    lines = read_text(f"{_TEXT}Z poważaniem\n\n{signed}").lines
    assert [line.name for line in lines] == names
    assert [line.role for line in lines][1:4] == ["syn pacjentki", "internistka", "salowa"]
    small = "Anna Ruel\nboris lind\nClara Voss\nanna holm\nEve Marsh\nida brook\n"
    assert len(read_text(f"{_TEXT}Signed:\n\n{small}").lines) == 6


def test_offices_with_a_colon_before_a_name_in_strokes_are_signed_and_who_refused_is_nobody() -> None:
    line = " _____________ /"
    draft = read_text(
        "АКТ\n\nКомиссия установила, что насос скважины работает с перебоями с декабря, а труба не менялась много лет.\n\n"
        "Комиссия считает необходимым заменить насос до первого июля и до конца работ подвозить питьевую воду.\n\n"
        f"Председатель комиссии:{line}Кленов А. Л./\n\nЧлены комиссии:\n\nфельдшер{line}Жолдина Р. Б./\n\nсантехник{line}Шнейд В. В./\n\n"
        f"представитель ТОО «Родник»{line.replace('/', 'от подписи отказался /')}Фрольцов Г. Д./\n\nСекретарь комиссии:{line}Абжанова М. К./\n\n"
        "Акт составлен в трёх экземплярах, и с ним ознакомлен аким сельского округа.\n"
    )
    signed = [(line.name, line.role.partition(" ")[0], line.doubt) for line in draft.lines]
    assert signed == [
        ("Кленов А. Л.", "Председатель", ""), ("Жолдина Р. Б.", "фельдшер", ""), ("Шнейд В. В.", "сантехник", ""), ("Абжанова М. К.", "Секретарь", ""),
    ]  # fmt: skip
    assert any("Фрольцов" in line for line in draft.left_over)
    assert draft.body.endswith("питьевую воду.")


def test_a_couple_whose_family_name_stands_first_is_one_doubtful_line_that_names_both() -> None:
    draft = read_text(
        f"{_TEXT}С уважением, жители:\n\n1. Ахмедов Нурлан, инженер\n2. Супруги Завьялины Олег и Нина, дом 7, кв. 9\n3. Рахмова Шахноза, врач\n"
    )
    couple = draft.lines[1]
    assert (couple.name, couple.role, couple.doubt) == ("Супруги Завьялины Олег и Нина", "", "two")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Супруги Завьялины Олег Ильич и Нина Юрьевна, врачи", ["Завьялин Олег Ильич", "Завьялина Нина Юрьевна"]),
        ("Завьяльские Нина Юрьевна и Олег Ильич", ["Завьяльская Нина Юрьевна", "Завьяльский Олег Ильич"]),
        ("Արամ և Անի Ռուելյաններ, ուսուցիչներ", ["Արամ Ռուելյան", "Անի Ռուելյան"]),
        ("გია და ნინო რუელი, ექიმები", ["გია რუელი", "ნინო რუელი"]),
    ],
)  # fmt: skip
def test_a_couple_is_two_where_what_stands_there_says_what_each_is_called(
    typed: str, names: list[str]
) -> None:
    draft = read_text(f"{TEXT}Sincerely,\n\nAru Bekova, teacher\n{typed}\nVera Hill, nurse\n")
    assert [(line.name, line.doubt) for line in draft.lines[1:-1]] == [(name, "two") for name in names]
    assert draft.left_over == ()
    assert adds_up(draft)


def test_a_turkish_table_says_where_people_live_and_whose_name_may_be_shown() -> None:
    head = "| S. No | Adı Soyadı | Mesleği | Yaşadığı yer | Adım internette yayımlanabilir |\n| --- | --- | --- | --- | --- |\n"
    rows = "| 1 | Hüseyin Karaböcek | muhtar | Yukarıköy | Evet |\n| 2 | Gülsüm Topraklı | emekli ebe | Yukarıköy | Hayır, adım yayımlanmasın |\n| 3 | Rıza Demirkan | emekli | Ankara | Evet |\n"
    draft = read_text(f"{_TEXT}Saygılarımızla,\n\n{head}{rows}")
    assert [(line.name, line.place, line.doubt) for line in draft.lines] == [
        ("Hüseyin Karaböcek", "Yukarıköy", ""), ("Gülsüm Topraklı", "Yukarıköy", "naming"), ("Rıza Demirkan", "Ankara", ""),
    ]  # fmt: skip


def test_a_heading_in_words_of_its_own_announces_bodies_and_notes_for_the_press_name_nobody() -> None:
    draft = read_text(
        f"{TEXT}## The statement has been signed by:\n\n- Bay Dockers' Union (Branch 14)\n- Harbour Chapel - Rev. Ada Finch, port chaplain\n- Well Trust\n"
        "- Tobias Wren, former inspector\n\n**ENDS**\n\n### Notes to editors\n\n1. For interviews please call Ida Orr, press officer.\n"
    )
    assert [(line.name, line.role, line.doubt) for line in draft.lines] == [
        ("Bay Dockers' Union (Branch 14)", "", ""),
        ("Harbour Chapel", "Rev. Ada Finch, port chaplain", ""),
        ("Well Trust", "", ""),
        ("Tobias Wren", "former inspector", ""),
    ]
    assert adds_up(draft)
