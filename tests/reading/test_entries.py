"""One line of a list, in the shapes people type it. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.lexicon.signatory import Kind, Visibility
from petition.reading import Line, read_text
from petition.reading.draft import Doubt
from petition.reading.lines.entry import read_entry
from petition.reading.lines.person_entry import is_sentence
from tests.reading.pasted import read_lines, read_pasted


def entry(text: str) -> Line:
    (line,) = read_lines(text)
    return line


@pytest.mark.parametrize(
    ("text", "name", "role", "affiliation", "place"),
    [
        ("Ilana Brook, head of the Foundation “Open River” (Karaganda)", "Ilana Brook", "head", "Foundation “Open River”", "Karaganda"),
        ('Ilana Brook, “River Voice" reporter (Atyrau)', "Ilana Brook", "reporter", '“River Voice"', "Atyrau"),
        ("Ilana Brook, River Voice", "Ilana Brook", "", "River Voice", ""),
        ("Ilana Brook, lawyer, Legal Aid Center", "Ilana Brook", "lawyer", "Legal Aid Center", ""),
        ("Ilana Brook (Uzbekistan)", "Ilana Brook", "", "", "Uzbekistan"),
        ("Ilana Brook (Stepanova), poet", "Ilana Brook (Stepanova)", "poet", "", ""),
        ("Brook I.K., pensioner", "Brook I.K.", "pensioner", "", ""),
        ("I.K. Brook, pensioner", "I.K. Brook", "pensioner", "", ""),
        ("Ilana Brook pensioner", "Ilana Brook", "pensioner", "", ""),
        ("Ilana Brook , journalist, Almaty", "Ilana Brook", "journalist", "", "Almaty"),
        ("Ilana Brook, a resident of Pavlodar.", "Ilana Brook", "resident", "", "Pavlodar"),
        ("Dr Ilana Brook – GP, Hill Surgery", "Dr Ilana Brook", "GP", "Hill Surgery", ""),
        ("Տեր Արամ քահանա Ռուելյան", "Տեր Արամ քահանա Ռուելյան", "", "", ""),
        ("Тоғай Самал, мұражай қызметкері", "Тоғай Самал", "мұражай қызметкері", "", ""),
        ("Ilana Brook — biologist", "Ilana Brook", "biologist", "", ""),
        ("Ilana van der Brook, teacher of French at Hill High School", "Ilana van der Brook", "teacher of French", "Hill High School", ""),
        ("Dr. Ilana Brook, Member of the Board of the Writers' Union of Kazakhstan", "Dr. Ilana Brook", "Member of the Board", "Writers' Union of Kazakhstan", ""),
        ("Brook, Ilana", "Brook, Ilana", "", "", ""),
        ("Brook", "Brook", "", "", ""),
        ("Ilana Brook ()", "Ilana Brook", "", "", ""),
        ("Ilana Brook, Hill Surgery, The Netherlands", "Ilana Brook", "", "Hill Surgery", "The Netherlands"),
        ("Ilana Brook, Hill Surgery, United States of America", "Ilana Brook", "", "Hill Surgery", "United States of America"),
        ("Ilana Brook, Hill Surgery, Republic of Korea", "Ilana Brook", "", "Hill Surgery", "Republic of Korea"),
        ("Ilana Brook, Hill Surgery, Northern Ireland", "Ilana Brook", "", "Hill Surgery", "Northern Ireland"),
        ("Ilana Brook, 20357 Flussau am Wehr", "Ilana Brook", "", "", "Flussau am Wehr"),
        ("Ilana Brook 20357 Flussau, Lehrerin", "Ilana Brook", "Lehrerin", "", "Flussau"),
        ("journalist Ilana Brook", "Ilana Brook", "journalist", "", ""),
        ("Археолог Айгерім Тоғайқызы", "Айгерім Тоғайқызы", "Археолог", "", ""),
        ("Главный редактор Вера Тростникова", "Вера Тростникова", "Главный редактор", "", ""),
        ("Корректор – Инна Павловна Ким", "Инна Павловна Ким", "Корректор", "", ""),
        ("Директор А.Б. Лесной", "А.Б. Лесной", "Директор", "", ""),
        ("Директор А.Лесной", "А.Лесной", "Директор", "", ""),
        ("Teacher J. Brook", "J. Brook", "Teacher", "", ""),
        ("Қазақстанның халық әртісі Айбар Мырзаханұлы", "Айбар Мырзаханұлы", "Қазақстанның халық әртісі", "", ""),
        ("Тоғай мұражайының бұрынғы меңгерушісі Нәзира Тоғай", "Нәзира Тоғай", "бұрынғы меңгерушісі", "Тоғай мұражайы", ""),
        ("Өлкетанушы, зейнеткер Гүлжан Ысқақ", "Гүлжан Ысқақ", "Өлкетанушы, зейнеткер", "", ""),
        ("Sherzod Ismoil o‘g‘li Tog‘ayev, suratkash", "Sherzod Ismoil o‘g‘li Tog‘ayev", "suratkash", "", ""),
        ('Ilana Brook, editor of "Roads, Rivers, Bridges", Oskemen', "Ilana Brook", "editor", '"Roads, Rivers, Bridges"', "Oskemen"),
        ('Ilana Brook, head of the NGO "Center for Rivers "Open Water"', "Ilana Brook", "head", 'NGO "Center for Rivers "Open Water"', ""),
        ('Ilana Brook, "Studio 5"TV (Taraz)', "Ilana Brook", "", '"Studio 5" TV', "Taraz"),
        ("Ilana Brook, editor-in-chief of riverside.kz", "Ilana Brook", "editor-in-chief", "riverside.kz", ""),
        ("Ilana Brook, host of the program “Evening River” on River TV", "Ilana Brook", "host of the program “Evening River”", "River TV", ""),
        ("Ilana Brook, CEO of River LLP, Chair of the Bridge Fund", "Ilana Brook", "CEO, Chair of the Bridge Fund", "River LLP", ""),
        ("Ilana Brook, citizen of the Republic of Kazakhstan", "Ilana Brook", "citizen of the Republic of Kazakhstan", "", ""),
        ("Prof. Ilana al-Brook , University of Rivers", "Prof. Ilana al-Brook", "", "University of Rivers", ""),
        ("Dr. Ilana bin Said el-Brook, poet", "Dr. Ilana bin Said el-Brook", "poet", "", ""),
        ("Ilana Brük qızı Səlim; poet", "Ilana Brük qızı Səlim", "poet", "", ""),
        ("Lieutenant-General (ret.) Ilana Brook, medic", "Ilana Brook", "Lieutenant-General (ret.), medic", "", ""),
        ("Major (Retd) Ilana Brook, chair", "Ilana Brook", "Major (Retd), chair", "", ""),
        ("Capitaine de vaisseau (e.r.) Ilana Le Brook", "Ilana Le Brook", "Capitaine de vaisseau (e.r.)", "", ""),
        ("Илана Ручьёва, воспитатель, детсад «Колодец»", "Илана Ручьёва", "воспитатель", "детсад «Колодец»", ""),
        ("Dr.-Ing. Ilana Brook Ingenieurbüro Brook & Bach", "Dr.-Ing. Ilana Brook", "", "Ingenieurbüro Brook & Bach", ""),
        ("Prof. Ilana Brook Fachbereich Wasser", "Prof. Ilana Brook", "", "Fachbereich Wasser", ""),
        ("Dr. Ilana Brook chemist at the University of Rivers", "Dr. Ilana Brook", "chemist", "University of Rivers", ""),
        ("Илана Ручьёва атынан Борис Бұлақ", "Илана Ручьёва", "атынан Борис Бұлақ", "", ""),
        ("Илана Ручьёва  дом 9", "Илана Ручьёва", "", "", "дом 9"),
        ("Ilana Brook, PhD student, London, United Kingdom", "Ilana Brook", "PhD student", "", "London, United Kingdom"),
        ("Илана Ручьёва, журналист, г. Алматы", "Илана Ручьёва", "журналист", "", "г. Алматы"),
        ("Илана Ручьёва, главный редактор газеты «Речной вестник»", "Илана Ручьёва", "главный редактор", "газета «Речной вестник»", ""),
        ("Ручьёва И.К. – заместитель директора Международного центра рек", "Ручьёва И.К.", "заместитель директора", "Международный центр рек", ""),
        ("Pfarrerin Ilana von Brook", "Ilana von Brook", "Pfarrerin", "", ""),
        ("Илана Ручьёва — журналист", "Илана Ручьёва", "журналист", "", ""),
        ("Ручьёва Илана Карловна, учитель истории школы № 5 (Риддер)", "Ручьёва Илана Карловна", "учитель истории", "школа № 5", "Риддер"),
        ("Илана Ручьёва, жительница Уральска", "Илана Ручьёва", "жительница", "", "Уральска"),
        ("Илана Ручьёва, гражданка РК, мать двоих детей", "Илана Ручьёва", "гражданка РК, мать двоих детей", "", ""),
        ("Илана Ручьёва, доктор биологических наук", "Илана Ручьёва", "доктор биологических наук", "", ""),
        ("Илана Ручьёва, председатель правления ОФ «Чистая река», г. Тараз", "Илана Ручьёва", "председатель правления", "ОФ «Чистая река»", "г. Тараз"),
        ("Илана Ручьёва, журналистка из Шымкента", "Илана Ручьёва", "журналистка", "", "Шымкента"),
        ("Ілана Бұлақ, «Өзен» газетінің бас редакторы", "Ілана Бұлақ", "бас редакторы", "«Өзен» газеті", ""),
        ("Ілана Бұлақ, тәуелсіз журналист, Астана", "Ілана Бұлақ", "тәуелсіз журналист", "", "Астана"),
        ("Ілана Бұлақ, Жазушылар одағының мүшесі", "Ілана Бұлақ", "мүшесі", "Жазушылар одағы", ""),
        ("Ілана Бұлаққызы, Қазақстан Республикасының азаматы", "Ілана Бұлаққызы", "Қазақстан Республикасының азаматы", "", ""),
        ("Ilana Brook, 1. Vorsitzende, Turnverein Brook e. V.", "Ilana Brook", "1. Vorsitzende", "Turnverein Brook e. V.", ""),
        ("Ilana Brook, Presidenta de la Asociación de Vecinos", "Ilana Brook", "Presidenta", "Asociación de Vecinos", ""),
        ("Ilana Brook, engineer (Well Cooperative)", "Ilana Brook", "engineer", "Well Cooperative", ""),
        ("Ілана Бұлақ, Атырау қаласының тұрғыны", "Ілана Бұлақ", "тұрғыны", "", "Атырау қаласы"),
    ],
)  # fmt: skip
def test_a_person_is_read_with_role_body_and_place(
    text: str, name: str, role: str, affiliation: str, place: str
) -> None:
    line = entry(text)
    assert (line.kind, line.name, line.role, line.affiliation, line.place) == (
        "person",
        name,
        role,
        affiliation,
        place,
    )
    assert line.as_typed == text


@pytest.mark.parametrize(
    ("text", "name", "acronym", "place"),
    [
        ('Editorial office of the newspaper "River Voice" (Karaganda region)', 'Editorial office of the newspaper "River Voice"', "", "Karaganda region"),
        ("The editors of riverside.kz", "The editors of riverside.kz", "", ""),
        ("Public organization “Open River”", "Public organization “Open River”", "", ""),
        ("Committee to Keep Rivers (CKR)", "Committee to Keep Rivers", "CKR", ""),
        ("Rivers Without Dams", "Rivers Without Dams", "", ""),
        ("Verein der Ruderer, 20357 Flussau", "Verein der Ruderer", "", "Flussau"),
        ("Pflegegewerkschaft Rive, Ortsgruppe Rivemont", "Pflegegewerkschaft Rive, Ortsgruppe Rivemont", "", ""),
        ("Lawyers for Lakes (LFL), Poland", "Lawyers for Lakes", "LFL", "Poland"),
        ("Редакция газеты «Речной вестник»", "Редакция газеты «Речной вестник»", "", ""),
        ("ОО «Чистая река», г. Тараз", "ОО «Чистая река»", "", "г. Тараз"),
        ("Общественный фонд защиты рек (ОФЗР)", "Общественный фонд защиты рек", "ОФЗР", ""),
        ("«Таза өзен» қоғамдық қоры", "«Таза өзен» қоғамдық қоры", "", ""),
        ("«Өзен» газетінің редакциясы (Орал)", "«Өзен» газетінің редакциясы", "", "Орал"),
    ],
)  # fmt: skip
def test_a_body_is_read_with_acronym_and_place(text: str, name: str, acronym: str, place: str) -> None:
    line = entry(text)
    assert (line.kind, line.name, line.acronym, line.place) == ("organisation", name, acronym, place)
    assert (line.as_typed, line.role, line.affiliation) == (text, "", "")


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("ОФ «Чистая река» (Тараз), директор Анна Руэль", "ОФ «Чистая река»", "директор Анна Руэль"),
        ("Союз рек — Анна Руэль", "Союз рек", "Анна Руэль"), ("Rivers Union, Helena Roe", "Rivers Union", "Helena Roe"),
        ("Association of Rivers – Fia Roe, secretary", "Association of Rivers", "Fia Roe, secretary"),
        ("Rivers Union (represented by Fia Roe, chair)", "Rivers Union", "represented by Fia Roe, chair"),
        ("Union « Rive 26 », représentée par Fia Roe", "Union « Rive 26 »", "représentée par Fia Roe"),
        ("Rivers Union ; repr. : Fia Roe", "Rivers Union", "repr. : Fia Roe"),
        ("Rivers Trust, represented by its chair, Fia Roe", "Rivers Trust", "represented by its chair, Fia Roe"),
        ("Förderverein Rive e. V., vertreten durch die Vorsitzende Fia Roe", "Förderverein Rive e. V.", "vertreten durch die Vorsitzende Fia Roe"),
        ("Музей рек «Исток», от музея подписал директор И. К. Руэль", "Музей рек «Исток»", "от музея подписал директор И. К. Руэль"),
        ("ТОО \"Ручей\" в лице директора Ручьёвой И.К.", "ТОО \"Ручей\"", "в лице директора Ручьёвой И.К."),
        ("ТСЖ «Речная, 16» в лице председателя Руэль А. С.", "ТСЖ «Речная, 16»", "в лице председателя Руэль А. С."),
        ("Buloq mahalla yigʻini nomidan rais Hamid Buloqov", "Buloq mahalla yigʻini", "nomidan rais Hamid Buloqov"),
        ("«Таза өзен» қоғамдық қоры атынан Анна Руэль", "«Таза өзен» қоғамдық қоры", "атынан Анна Руэль"),
        ("Rivermouth Youth Brass (Fia Roe, bandmaster)", "Rivermouth Youth Brass", "Fia Roe, bandmaster"),
        ("«Գետ» կազմակերպություն (նախագահ՝ Անի Ռուելյան)", "«Գետ» կազմակերպություն", "նախագահ՝ Անի Ռուելյան"),
        ("ОФ «Вода», в лице директора Анны Руэль", "ОФ «Вода»", "в лице директора Анны Руэль"),
        ("«Таза өзен» қоғамдық қоры, қор атынан директоры Анна Руэль қол қойды", "«Таза өзен» қоғамдық қоры", "қор атынан директоры Анна Руэль қол қойды"),
        ("ОФ «Чистая река» (директор — Анна Руэль)", "ОФ «Чистая река»", "директор — Анна Руэль"),
        ("Harbour Chapel – Rev. Fia Roe, port chaplain", "Harbour Chapel", "Rev. Fia Roe, port chaplain"),
        ("Rivers Union (contact: Fia Roe)", "Rivers Union", ""), ("For the Chess Club Lune: Fia Roe", "Chess Club Lune", "Fia Roe"),
        ("Pour l'Association des Rives : Fia Roe", "Association des Rives", "Fia Roe"),
        ("Фонд «Лотос», Красный Крест", "Фонд «Лотос», Красный Крест", ""), ("Forum “Sea”, Red Cross", "Forum “Sea”, Red Cross", ""),
    ],
)  # fmt: skip
def test_who_signs_for_a_body_is_no_part_of_its_name(text: str, name: str, role: str) -> None:
    line = entry(text)
    assert (line.kind, line.name, line.role) == ("organisation", name, role)


def test_a_person_who_stands_in_brackets_whole_ends_no_reading() -> None:
    assert read_entry("(Ilana)", kind=Kind.PERSON).kind is Kind.PERSON
    assert is_sentence("(What we do is told here only so that we are known.)")
    assert not is_sentence("Ilana, cook (who has been asking for this room since she was a girl.)")


def test_inner_spaces_stay_as_typed_and_outer_ones_go() -> None:
    assert entry("  Ilana  Brook,\u00a0 poet \u00a0").as_typed == "Ilana  Brook,\u00a0 poet"
    assert entry("  Ilana  Brook,\u00a0 poet \u00a0").name == "Ilana Brook"


@pytest.mark.parametrize("marker", ["1. ", "2) ", "- ", "• ", "— ", "17.\t", "№ 3. "])
def test_the_number_or_bullet_before_an_entry_falls_away(marker: str) -> None:
    assert entry(f"{marker}Ilana Brook, poet").as_typed == "Ilana Brook, poet"


def test_numbered_entries_are_never_joined() -> None:
    assert [
        line.name for line in read_lines("1. Ilana Brook, poet\n2. ermek, student\n3. Current (Taraz)")
    ] == ["Ilana Brook", "ermek", "Current"]


def test_an_entry_that_breaks_off_goes_on_in_the_next_line() -> None:
    lines = read_lines(
        "Ilana Brook, head of the Foundation for\nClean Rivers (Taraz)\nPetra Oak, poet\nVera Hill, newspaper editor\nCurrent (Taraz)"
    )
    assert [line.name for line in lines] == ["Ilana Brook", "Petra Oak", "Vera Hill"]
    assert lines[0].affiliation == "Foundation for Clean Rivers"
    assert lines[2].as_typed == "Vera Hill, newspaper editor Current (Taraz)"
    assert lines[2].place == "Taraz"


def test_a_single_name_with_a_town_is_a_signatory_of_its_own() -> None:
    assert [line.name for line in read_lines("Ilana Brook, poet\n\nErmek (Taraz)\n\nPetra Oak, poet")] == [
        "Ilana Brook",
        "Ermek",
        "Petra Oak",
    ]


def test_posts_before_the_names_of_their_own_line_are_no_posts_of_the_name_below() -> None:
    lines = [
        "Редактор отдела писем Лев Ильич Вёслов",
        "Собкор Вера Тростникова",
        "Фотограф А.Ким",
        "Почтальон Раиса Озёрская",
    ]
    assert [line.name for line in read_lines("\n".join(lines))] == [
        "Лев Ильич Вёслов",
        "Вера Тростникова",
        "А.Ким",
        "Раиса Озёрская",
    ]


def test_the_lines_of_a_signature_block_are_one_entry() -> None:
    lines = read_lines(
        "Dr. Ilana Brook\nExecutive Director\nNorthern River Institute\n\nPetra Oak\nChair, Rivers Without Dams"
    )
    assert [(line.name, line.role, line.affiliation) for line in lines] == [
        ("Dr. Ilana Brook", "Executive Director", "Northern River Institute"),
        ("Petra Oak", "Chair", "Rivers Without Dams"),
    ]


def test_names_in_a_row_are_parted() -> None:
    assert [line.name for line in read_lines("Илана Ручьёва, Пётр Дубов, Вера Лугова, Глеб Озёров")] == [
        "Илана Ручьёва", "Пётр Дубов", "Вера Лугова", "Глеб Озёров",
    ]  # fmt: skip


def test_a_name_that_could_be_either_follows_its_list() -> None:
    bodies = "Committee of Rivers\nUnion of Lakes\nBlue Meadow\nForest Foundation"
    people = "Ilana Brook, poet\nPetra Oak, teacher\nBlue Meadow\nVera Hill, nurse"
    assert {line.kind for line in read_lines(bodies)} == {"organisation"}
    assert {line.kind for line in read_lines(people)} == {"person"}


def test_a_role_in_any_script_is_kept() -> None:
    assert entry("王小明，记者").role == "记者"
    assert (entry("山田　花子（教員）").kind, entry("王明　北门小学教师").role) == ("person", "北门小学教师")
    assert entry("ليلى حسن، صحفية").name == "ليلى حسن"


@pytest.mark.parametrize(
    ("typed", "left", "contact", "doubt"),
    [
        ("Ilana Brook, poet, тел. 27-54-32", "Ilana Brook, poet", "тел. 27-54-32", "phone"),
        ("Ilana Brook +7 777 123 45 67", "Ilana Brook", "+7 777 123 45 67", "phone"),
        ("Ilana Brook — t.me/ilana", "Ilana Brook", "t.me/ilana", "link"),
        ("Ilana Brook (@ilana), poet", "Ilana Brook, poet", "@ilana", "link"),
    ],
)
def test_contact_data_is_no_role_and_leaves_the_line_doubtful(
    typed: str, left: str, contact: str, doubt: str
) -> None:
    line = entry(typed)
    assert (line.as_typed, line.contact, line.doubt) == (left, contact, doubt)
    assert (line.kind, line.name, line.affiliation) == ("person", "Ilana Brook", "")


def test_contact_data_below_a_name_is_that_persons() -> None:
    above, below = read_lines("Ilana Brook\npoet\nilana@example.org\n+7 777 123 45 67\n\nPetra Oak, poet")
    assert (above.as_typed, above.contact) == ("Ilana Brook poet", "+7 777 123 45 67")
    assert (below.contact, below.doubt) == ("", "")


def test_people_with_an_address_each_in_one_line_are_several() -> None:
    lines = read_lines(
        "Ilana Brook <ilana@example.org>, Petra Oak <petra@example.org>; Vera Hill <v@example.org>"
    )
    assert [(line.name, line.doubt) for line in lines] == [
        ("Ilana Brook", ""),
        ("Petra Oak", ""),
        ("Vera Hill", ""),
    ]


def test_words_in_small_letters_are_no_sure_name_among_names_with_capitals() -> None:
    among = read_lines("Ilana Brook, poet\nwrite to somebody@example.org\nVera Hill, nurse")
    assert [line.doubt for line in among] == ["", "name", ""]
    assert [line.doubt for line in read_lines("ilana brook\npetra oak\nVera Hill")] == ["", "", ""]


def test_a_pasted_line_with_contact_data_is_somebody_whatever_it_looks_like() -> None:
    assert [line.name for line in read_lines("Ermek 250-12-34\nPress office: a@example.org")] == [
        "Ermek",
        "Press office",
    ]


def test_a_village_that_no_list_of_towns_knows_is_told_by_the_others_of_its_list() -> None:
    known = ["Ilana Brook, Almaty", "Ivan Hill, poet, London", "Vera Moss, Astana"]
    strange = ["Olga Reed, farmer, Zelmarsh", "Tom Reed, editor, Zelvoice"]
    said = [(line.affiliation, line.place) for line in read_lines("\n".join(known + strange))]
    assert said == [("", "Almaty"), ("", "London"), ("", "Astana"), ("", "Zelmarsh"), ("Zelvoice", "")]
    called = [
        "Ivan Hill, д. Верхнезаречная",
        "Olga Reed, Верхнезаречная",
        "Tom Reed, Zelmarsh",
        "Ann Reed, River Fund",
    ]
    assert [line.place for line in read_lines("\n".join(called))] == [
        "д. Верхнезаречная",
        "Верхнезаречная",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "Anna Ruel / Boris Lind\nClara Holt and Petra Oak\nVera Hill",
        "Т.И. Ручьёва   П.А. Мохов, краевед\nН.К. Рогов",
        "Organisations:\nRiverdesk\nWell Fund\n\nIndividuals:\nAnna Ruel\nBoris Lind",
        "Anna Ruel*\nBoris Lind\nPetra Oak\n\n* does not wish to be named",
        "Anna Ruel, editor of the\nRiver Voice\nboris lind, driver\nvan der Berg Jan\nPetra Oak",
        "Anna Ruel\nteacher\nWell Fund\n\nBoris Lind\ndoctor\nRiver Hospital",
        "Anna Ruel\nBoris Lind\nNames withheld:\nClara Holt\nTeachers:\nPetra Oak",
        "Anna Ruel: teacher\nBoris Lind (withdrawn)\nPetra Oak, poet\nTotal: 3",
        "Jane (Jo) Roe, poet; Anna Ruel, nurse; Boris Lind (anonymous)",
        "Readers for Justice\nFlat 142\nAnna Ruel",
    ],
)
def test_the_same_lines_give_the_same_people_below_a_letter_and_in_a_list(typed: str) -> None:
    letter = read_text(
        f"We ask you to keep the room open until nine, for pupils have no other place.\n\nSigned:\n\n{typed}\n"
    )
    found = [each.listed for each in read_pasted(typed).found if each.listed]
    assert [each.line for each in found] == list(letter.lines)
    assert [each.visibility is Visibility.HIDDEN for each in found] == [
        line.doubt == Doubt.NAMING for line in letter.lines
    ]


def test_a_post_before_each_name_is_not_what_the_one_above_does() -> None:
    lines = read_lines(
        "Сәулетші-реставратор Қанат Төреұлы Шоң\nЖурналист Ұлмекен Дүйсе\nКинорежиссер Ораз Сәрсен\n"
    )
    assert [(line.name, line.role) for line in lines] == [
        ("Қанат Төреұлы Шоң", "Сәулетші-реставратор"),
        ("Ұлмекен Дүйсе", "Журналист"),
        ("Ораз Сәрсен", "Кинорежиссер"),
    ]


def test_of_a_typed_sheet_neither_the_address_nor_that_somebody_signed_is_what_they_do() -> None:
    lines = read_lines(
        "1 Ручьёв Глеб Ильич\tул. Лесная, 2\tподпись\n2 Белкина Анна\tул. Лесная, 5\tподпись староста посёлка\n"
        "3 Чернов-Яр Лев\nМаркович\n4 Лугова Рита\tул. Садовая, 9\tподпись учитель\n"
    )
    assert [(line.name, line.role, line.affiliation, line.place) for line in lines] == [
        ("Ручьёв Глеб Ильич", "", "", ""),
        ("Белкина Анна", "староста посёлка", "", ""),
        ("Чернов-Яр Лев Маркович", "", "", ""),
        ("Лугова Рита", "учитель", "", ""),
    ]


@pytest.mark.parametrize("said", ["бабушка Тимура", "grandmother of Tim", "Тимурдың әжесі"])
def test_whose_relative_somebody_is_names_no_body(said: str) -> None:
    line = read_entry(f"Анна Рубина, {said}")
    assert (line.role, line.affiliation) == (said, "")
