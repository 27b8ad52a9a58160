"""Whom a letter is to, whom it is from, its date, its subject: what stands above the text, in any order."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import Recipient, read_text
from petition.reading.draft import Place, Placed
from tests.reading.samples import adds_up


def test_labels_to_copy_from_subject_and_date() -> None:
    draft = read_text("""\
Кому: Министру просвещения РК
Копия: Акиму г. Алматы
От: Совета родителей

Тема: О школьном питании

Дата: 14.03.2025

Здравствуйте!

Просим вас рассмотреть вопрос о питании детей в школах города, так как цены выросли вдвое за последний год.

Подписали: Анна Полева, Борис Камышин, Вера Лугова, Глеб Озёров
""")
    assert [recipient.title for recipient in draft.recipients] == [
        "Министру просвещения РК",
        "Копия: Акиму г. Алматы",
    ]
    assert (draft.title, draft.date, draft.date_iso) == ("О школьном питании", "14.03.2025", "2025-03-14")
    assert (draft.letterhead, draft.salutation, draft.closing) == (
        ("От: Совета родителей",),
        "Здравствуйте!",
        "Подписали:",
    )
    assert len(draft.lines) == 4


def test_a_letter_to_two_without_greeting_with_two_lists() -> None:
    draft = read_text("""\
Депутатам Мажилиса Парламента Республики Казахстан
Министру юстиции Республики Казахстан
Законникову А.Б.
010000, г. Астана, пр. Речной, 8

Обращение юристов

Мы, юристы, считаем, что законопроект ухудшает положение адвокатов и лишает граждан права на защиту в суде.

Предлагаем отозвать законопроект и провести открытое обсуждение с участием сообщества.

Қол қойғандар / Подписи:

Организации:
ОО «Право реки»
Legal Path (LP)

Граждане:
Юлия Зорина — адвокат Алматинской городской коллегии адвокатов
Ким О.В. (Тараз)
и ещё 15 человек
""")
    assert draft.recipients == (
        Recipient("", "Депутатам Мажилиса Парламента Республики Казахстан"),
        Recipient(
            "Законникову А.Б.",
            "Министру юстиции Республики Казахстан",
            "",
            ("010000, г. Астана, пр. Речной, 8",),
        ),
    )
    assert (draft.title, draft.salutation) == ("Обращение юристов", "")
    assert len(draft.body.split("\n\n")) == 2
    assert [(line.kind, line.name) for line in draft.lines] == [
        ("organisation", "ОО «Право реки»"),
        ("organisation", "Legal Path"),
        ("person", "Юлия Зорина"),
        ("person", "Ким О.В."),
    ]
    assert draft.lines[2].affiliation == "Алматинская городская коллегия адвокатов"
    assert draft.left_over == ("и ещё 15 человек",)
    assert Placed(Place.HEADINGS, 2) in draft.account


def test_three_letterheads_and_sent_by_mail() -> None:
    draft = read_text("""\
Өзендерді қорғау қоры
Фонд защиты рек
Rivers Foundation

г. Алматы                                  19 декабря 2022 г.

To: Vera Hill, Minister of Water
Sent by e-mail to: water@example.gov

Dear Minister,

We ask you to publish the report on the dam, which has been ready for a year, and to meet us.

Signed:
Rivers Foundation
Lake Defenders (LD)
""")
    assert draft.letterhead == ("Өзендерді қорғау қоры", "Фонд защиты рек", "Rivers Foundation")
    assert (draft.place, draft.date_iso, draft.delivery) == ("г. Алматы", "2022-12-19", "water@example.gov")
    assert draft.recipients == (Recipient("Vera Hill", "Minister of Water"),)
    assert [(line.kind, line.acronym) for line in draft.lines] == [
        ("organisation", ""),
        ("organisation", "LD"),
    ]


def test_a_joint_letter_of_organisations_with_copies_and_subject() -> None:
    draft = read_text("""\
RIVER RIGHTS WATCH
350 Fifth Avenue, 34th Floor
www.riverrights.example

Joint Letter to the President of Riverland

VIA EMAIL

October 3, 2024

H.E. Karl Brook
President of the Republic of Riverland
Presidential Palace
1 River Square

CC: Vera Hill, Minister of Justice
    John Oak, Prosecutor General

Re: Proposed amendments to the Law on Rivers

Your Excellency,

We are writing on behalf of the undersigned organizations to express concern about the proposed amendments (“the draft law”).

**Background**

The draft law was published on September 1, 2024. It provides for fines of up to 1,000 units.

We urge you to:

1. Withdraw the draft law;
2. Consult civil society.

Sincerely,

The undersigned organizations:

Access Rivers
Rivers International
ARTICLE 91
Rivers Committee (RC), Norway
Society "Open Water" (Kyrgyzstan)
""")
    assert draft.letterhead == (
        "RIVER RIGHTS WATCH",
        "350 Fifth Avenue, 34th Floor",
        "www.riverrights.example",
    )
    assert (
        draft.title == "Joint Letter to the President of Riverland. Proposed amendments to the Law on Rivers"
    )
    assert draft.recipients == (
        Recipient(
            "H.E. Karl Brook",
            "President of the Republic of Riverland",
            "",
            ("Presidential Palace", "1 River Square"),
        ),
        Recipient("Vera Hill", "CC: Minister of Justice"),
        Recipient("John Oak", "CC: Prosecutor General"),
    )
    assert (draft.delivery, draft.salutation, draft.closing) == (
        "VIA EMAIL",
        "Your Excellency,",
        "Sincerely,\nThe undersigned organizations:",
    )
    assert "\n\n**Background**\n\n" in draft.body
    assert {line.kind for line in draft.lines} == {"organisation"}
    assert [line.place for line in draft.lines] == ["", "", "", "Norway", "Kyrgyzstan"]


def test_a_statement_of_one_citizen_to_an_authority() -> None:
    draft = read_text("""\
В Генеральную прокуратуру Республики Казахстан
г. Астана, ул. Речная, 14

от Ручьёвой Иланы Карловны,
проживающей: г. Риддер, ул. Лесная, 5

ЗАЯВЛЕНИЕ

Прошу проверить законность вырубки деревьев вдоль реки, которую начали в марте без разрешения.

Прилагаю фотографии.

12.04.2024                         Ручьёва И.К.
""")
    assert draft.recipients == (
        Recipient("", "", "В Генеральную прокуратуру Республики Казахстан", ("г. Астана, ул. Речная, 14",)),
    )
    assert draft.letterhead == ("от Ручьёвой Иланы Карловны,", "проживающей: г. Риддер, ул. Лесная, 5")
    assert (draft.title, draft.date_iso) == ("ЗАЯВЛЕНИЕ", "2024-04-12")
    assert draft.body.endswith("Прилагаю фотографии.")
    assert [line.name for line in draft.lines] == ["Ручьёва И.К."]


GEORGIAN = """ღია წერილი საქართველოს პარლამენტს

თბილისი, 10 ნოემბერი, 2026

ბატონო თავმჯდომარე,

ჩვენ მოგიწოდებთ გააუქმოთ კანონპროექტი, რომელიც ზღუდავს სიტყვის თავისუფლებას.

პატივისცემით,

ნინო გელაშვილი, ჟურნალისტი
ზურაბ აბაშიძე
"""
TURKISH = """Kamuoyuna açık mektup

Bursa, 5 Kasım 2026

Sayın Bakan,

Zeytinliklerin madenciliğe açılmasına karşı çıkıyoruz, çünkü bu ağaçlar yüzyıllıktır.

Dirençle ve umutla,

Zeynep Aydoğan, çiftçi
Mustafa Şimşek
"""
CHILEAN = """CARTA ABIERTA

Santiago, 20 de octubre de 2026

Señora
Carolina Fuentes
Ministra de Obras Públicas

De nuestra consideración:

Pedimos que se detenga la construcción del embalse mientras no exista un estudio.

Saluda atentamente,

Pedro Arancibia Soto
Marisol Quispe, dirigenta
"""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (GEORGIAN, ("2026-11-10", "ნინო გელაშვილი", "ზურაბ აბაშიძე")),
        (TURKISH, ("2026-11-05", "Zeynep Aydoğan", "Mustafa Şimşek")),
        (CHILEAN, ("2026-10-20", "Pedro Arancibia Soto", "Marisol Quispe")),
    ],
)
def test_a_letter_shows_its_parts_by_their_places_where_its_words_are_not_known(
    typed: str, said: tuple[str, ...]
) -> None:
    draft = read_text(typed)
    assert (draft.date_iso, *(line.name for line in draft.lines)) == said
    assert (draft.title, draft.salutation[-1] in ",:") == (typed.partition("\n")[0], True)
    assert (bool(draft.closing), "\n" in draft.body, draft.doubtful) == (True, False, 0)


@pytest.mark.parametrize(
    ("above", "below", "title"),
    [
        ("**The wells of the valley**", "", "The wells of the valley"), ("", "Re: The old wells", "The old wells"),
        ("", "**On the closing of the Institute of Wells**", "On the closing of the Institute of Wells"), ("THE OLD WELLS OF THE VALLEY", "", "THE OLD WELLS OF THE VALLEY"),
        ("**COMPLAINT**\n\n**about the wells of the valley**", "", "COMPLAINT about the wells of the valley"),
        ("**Open letter**\n\n**for the wells of the valley**", "", "Open letter for the wells of the valley"),
        ("Add your name at the bottom and do not edit the letter, thanks to all\n\nOpen letter: the wells", "", "Open letter: the wells"),
        ("Sign for the wells\n\nOpen letter", "", "Sign for the wells"),
        ("This letter was written by Anna Ruel and Boris Lind for Lund.\n\n---", "", "This letter was written by Anna Ruel and Boris Lind for Lund."),
        ("# Lund Voice\n\nNews Tides Letters\n\n# Open letter: keep the well", "", "Open letter: keep the well"),
        ("# Keep the old well\n\nWells of the valley\n\n# Open letter", "", "Keep the old well"),
        ("Buloq qudugʻi haqida\nochiq xat", "", "Buloq qudugʻi haqida ochiq xat"),
        ("Ауыл тұрғындарының үндеуі", "", "Ауыл тұрғындарының үндеуі"),
        ("# Keep the old well\n\nAn open letter of the valley", "", "Keep the old well"), ("ОБРАЩЕНИЕ ГОРНЯКОВ\nО старом колодце", "", "ОБРАЩЕНИЕ ГОРНЯКОВ. О старом колодце"),
    ],
)  # fmt: skip
def test_a_title_is_known_by_its_look_and_may_stand_below_the_greeting(
    above: str, below: str, title: str
) -> None:
    text = "We ask you to keep the old well open, for it is deep and good and nobody else has one.\n"
    draft = read_text("\n\n".join(filter(None, (above, "To the Mayor of Lund", "Dear Mayor,", below, text))))
    assert (draft.title, draft.body) == (title, text.strip())
    assert [recipient.title for recipient in draft.recipients] == ["Mayor of Lund"]


@pytest.mark.parametrize(
    ("above", "to"),
    [
        ("**To:**\n\n- The Speaker of the Assembly\n- Members of the Water Committee", ["The Speaker of the Assembly", "Members of the Water Committee"]),
        ("Herrn Oberbürgermeister Ludwig Holm\nMarktplatz 1\n\nAn die Fraktionen im Stadtrat", ["Herrn Oberbürgermeister Ludwig Holm", "Fraktionen im Stadtrat"]),
        ("A la Ministra de Aguas\nAl Ministro de Hacienda", ["A la Ministra de Aguas", "Al Ministro de Hacienda"]),
        ("Қала әкімі С. Ж. Бұлақовқа\nМектептің қамқоршылық кеңесіне", ["С. Ж. Бұлақовқа", "Мектептің қамқоршылық кеңесіне"]),
        ("Al Presidente della Regione\nAll’Assessore alle Acque\ne p.c. al Sindaco di Lund", ["Al Presidente della Regione", "All’Assessore alle Acque", "e p.c. al Sindaco di Lund"]),
        ("**To / À :**\n\n- The Speaker of the Assembly\n- Members of the Water Committee\n\n**Copy to / Copie à :** Water Gazette", ["The Speaker of the Assembly", "Members of the Water Committee", "Copy to / Copie à Water Gazette"]),
        ("The Chair of the Council\nProfessor Jane Holm, Vice-Chancellor", ["The Chair of the Council", "Professor Jane Holm"]),
        ("Акиму района Д. К. Руэлю\n\nДепартамент воды по области", ["Д. К. Руэлю", "Департамент воды по области"]),
        ("Голові ради Іванові Руелю\n\nУправлінню культури області", ["Голові ради Іванові Руелю", "Управлінню культури області"]),
        ("Friends of the Well\n\nThe Trustees of the Well\nF.A.O. Mrs Anna Ruel, Clerk\n\n3 May 2026", ["The Trustees of the Well", "Mrs Anna Ruel"]),
        ("ლუნდის მერს, ბატონ გია რუელს\nსაკრებულოს თავმჯდომარეს\n\nღია წერილი ჭის შესახებ", ["ბატონ გია რუელს", "საკრებულოს თავმჯდომარეს"]),
        ("Լունդ համայնքի ղեկավարին\n«Առու» ընկերության տնօրենին\n\nԲաց նամակ", ["Լունդ համայնքի ղեկավարին", "«Առու» ընկերության տնօրենին"]),
        ("NACRT ZA POTPISIVANJE\n\nLund, 3. maja 2026. godine\n\nMinistarstvu voda\n\nGospodinu Petru Ruelu, predsedniku opštine\n\nGospođi Ani Ruel", ["Ministarstvu voda", "Gospodinu Petru Ruelu", "Gospođi Ani Ruel"]),
        ("Amis du puits\n\nMairie de Lund\nÀ l’attention de Mme Anna Ruel\n\n3 mai 2026", ["Mairie de Lund", "Mme Anna Ruel"]),
        ("Қалалық су бөлімінің басшысына\n№ 3 мектептің директоры С. Т. Далаға\n\nМектеп суының сапасы туралы", ["Қалалық су бөлімінің басшысына", "С. Т. Далаға"]),
        ("Председателю района\nАнне Руэль\n\nО колодце", ["Анне Руэль"]),
        ("Friends of the Well\n\nAn\n\nDr. Anna Ruel\n\nBundesministerin\n\nHerrn Peter Voss", ["Dr. Anna Ruel", "Herrn Peter Voss"]),
        ("Pani Anna Ruel, Komendant Straży\nRzecznik Praw Obywatelskich", ["Pani Anna Ruel", "Rzecznik Praw Obywatelskich"]),
        ("To the Mayor of Lund\n12 Mill Lane, behind the old well of Lund.\n\n---", ["Mayor of Lund"]),
        ("Mayor of Lund\nAnna Holm\n\nFor a Free Press, London", ["Anna Holm", "For a Free Press, London"]),
        ("1 мая 2026 г. № 4\nРектору", ["Ректору"]), ("1 May 2026\nMinister", ["Minister"]), ("1 May 2026\nWaterwatch", ["Waterwatch"]),
        ("Well Group\n\nCounty of Lund\nMr Peter Holm\n\n3 May 2026\n\nOpen letter on the wells", ["Mr Peter Holm"]),
        ("Burgomistrzowi miasta Lund\n\npanu Piotrowi Dębowi\n\n# Zostawcie studnię", ["panu Piotrowi Dębowi"]),
        ("Pan Piotr Dąb\nPrezes Zarządu Studni S.A.\n– per E-Mail –", ["Pan Piotr Dąb"]),
        ("An den Landrat des Kreises Lund, Herrn Peter Holm  \nund an die Fraktionen im Kreistag", ["Herrn Peter Holm", "Fraktionen im Kreistag"]),
        ("Прем'єр-міністру України\nМіністрові води України", ["Прем'єр-міністру України", "Міністрові води України"]),
        ("Акиму района Д. К. Руэлю\n\nПрокурору района\n\nОставьте нам колодец!\n\nОткрытое письмо", ["Д. К. Руэлю", "Прокурору района"]),
        ("The Mayor of Lund\n\n3 May 2026\nLast day for names: 1 June 2026", ["The Mayor of Lund"]),
        ("令和八年十一月二十日\n\n水見町長　大川 太一 様\n水見町教育委員会　御中\n\n井戸に関する公開書簡", ["水見町長 大川 太一 様", "水見町教育委員会 御中"]),
        ("Alla Ministra delle Acque\nAi Rettori degli atenei di Lund", ["Alla Ministra delle Acque", "Ai Rettori degli atenei di Lund"]),
        ("Міністерству вод\nГоловам обласних рад", ["Міністерству вод", "Головам обласних рад"]),
        ("Címzett: A kutak hivatala", ["A kutak hivatala"]), ("خطاب به سازمان آب", ["سازمان آب"]),
        ("To: Mr Peter Holm, Ambassador of Ruritania to the United Kingdom\ncc: The Foreign Secretary", ["Mr Peter Holm", "cc: The Foreign Secretary"]),
    ],
)  # fmt: skip
def test_each_of_several_recipients_is_one_in_points_lines_or_another_language(
    above: str, to: list[str]
) -> None:
    draft = read_text(
        f"{above}\n\nDear all,\n\nWe ask you to keep the old well open, for it is deep and good.\n"
    )
    assert [each.name or each.title or each.organisation for each in draft.recipients] == to


def test_a_greeting_of_several_in_one_line_is_one_however_many_words_it_has() -> None:
    greeting = "Sehr geehrter Herr Oberbürgermeister, sehr geehrte Damen und Herren,"
    draft = read_text(f"{greeting}\n\nwir bitten Sie, den alten Brunnen offen zu halten, denn er ist gut.\n")
    assert (draft.salutation, draft.body[:9]) == (greeting, "wir bitte")


def test_the_country_that_an_office_is_of_is_not_where_the_letter_was_written() -> None:
    draft = read_text(
        "2026 жылғы 12 наурыз\nҚазақстан Республикасының\nПрезидентіне\n\nҚұрметті Президент мырза!\n\n"
        "Ауылымызда су жоқ, сондықтан көпір мен құбырды осы жылы жөндеп беруіңізді сұраймыз.\n"
    )
    assert (draft.place, draft.date_iso) == ("", "2026-03-12")
    assert [each.title for each in draft.recipients] == ["Қазақстан Республикасының Президентіне"]


@pytest.mark.parametrize(
    "note",
    [
        "*ملاحظة المحرّر: ننشر الرسالة كما وصلتنا. سحب بعضهم توقيعه.*",
        "Редакциядан: хат орфографиясы түзетіліп, қысқартылмай жарияланды.",
        "Редакція отримала текст звернення і публікує його без змін.",
        "Editor’s note: we print this letter as it reached us.",
    ],
)
@pytest.mark.parametrize("greeting", ["Уважаемый господин мэр!", "Акиму района"])
def test_what_editors_say_above_a_letter_is_left_over(note: str, greeting: str) -> None:
    text = "Мы просим вас оставить читальный зал открытым до девяти часов вечера, потому что ученикам негде учиться."
    draft = read_text(
        f"# Открытое письмо\n\n{note}\n\n{greeting}\n\n{text}\n\nС уважением,\n\nАнна Руэль, врач\n"
    )
    assert draft.body == text
    assert note.strip("*") in draft.left_over
    assert adds_up(draft)


def test_a_letter_in_arabic_greets_below_those_it_addresses() -> None:
    draft = read_text(
        "رسالة مفتوحة بشأن إغلاق المكتبة\n\nوادي الزيتون، ١٨ شباط/فبراير ٢٠٢٦\n\nالسيد رئيس البلدية، المهندس سامر القصبي\nالسيدة مديرة الثقافة\n\n"
        "تحية طيبة وبعد،\n\nنحن سكان الحي نكتب إليكم بعد أن وجدنا باب المكتبة مغلقًا صباح الأول من شباط.\n\nوتفضّلوا بقبول فائق الاحترام\n\nالموقّعون:\n\n"
        "1. هناء القصير، أستاذة\n2. جمعية أصدقاء الكتاب، ووقّعت عنها رئيستها سعاد المرجي\n"
    )
    assert (draft.place, draft.date_iso) == ("وادي الزيتون", "2026-02-18")
    assert (draft.salutation, draft.closing) == ("تحية طيبة وبعد،", "وتفضّلوا بقبول فائق الاحترام")
    assert draft.recipients[0].name == "المهندس سامر القصبي"
    assert [line.name for line in draft.lines] == ["هناء القصير", "جمعية أصدقاء الكتاب"]
