"""Lists as those bring them who copied names elsewhere: web pages, chats, threads of mails, lines of all kinds. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import listing
from petition.reading.report import list_as_json
from tests.reading.pasted import read_pasted
from tests.reading.test_lists_read import people, said

PAGES = {
    "organisations of countries, one of them marked": (
        ("<html><body><h1>Joint letter</h1><table><tr><th>#</th><th>Organisation</th></tr><tr><td colspan=2>Albania</td></tr><tr><td>1</td><td>Seabed Watch</td></tr>"
         "<tr><td>2</td><td>River Foundation*</td></tr></table><p>* subject to a vote of its board</p><p>… and 12 more who wish to remain anonymous.</p></body></html>"),
        "Seabed Watch/organisation; River Foundation/organisation/hidden/?naming; -2 section; -5 comment; -6 comment",
    ),
    "a mail that sets some of its list apart": (
        "From: Ada Sand <a@example.org>\nTo: b@example.org\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/html\n\n<p>Ben Oak, poet</p><p>Cy Holm, nurse</p><blockquote>Di Roe, cook</blockquote><p>Ed Moss, baker</p>",
        "Ben Oak/poet; Cy Holm/nurse; Di Roe/cook; Ed Moss/baker; -5 left over; -6 left over; -7 left over",
    ),
    "a mail that sets words between its names apart": (
        "From: Ada Sand <a@example.org>\nTo: b@example.org\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/html\n\n<ol><li>Ben Oak, poet</li><li>Cy Holm</li></ol><blockquote>and also</blockquote><ol><li>Di Roe</li><li>Ed Moss</li></ol>",
        "Ben Oak/poet; Cy Holm; and also; Di Roe; Ed Moss; -6 left over; -7 left over; -8 left over",
    ),
    "a mail whose sender stands in its list with a telephone number": (
        "From: Ada Sand <a@example.org>\nTo: b@example.org\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/plain\n\nPlease add us:\n\nBen Oak\nCy Holm\nAda Sand\n+7 701 555 01 05\n",
        "Ben Oak; Cy Holm; Ada Sand/?phone; -1 left over; -6 left over; -7 left over; -8 left over",
    ),
    "a mail whose sender stands in its list as others do, with numbers": (
        "From: Ada Sand <a@example.org>\nTo: b@example.org\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/plain\n\nPlease add us:\n\nBen Oak\n+7 701 555 01 03\n\nCy Holm\n+7 701 555 01 04\n\nAda Sand\n+7 701 555 01 05\n",
        "Ben Oak/?phone; Cy Holm/?phone; Ada Sand/?phone; -1 left over; -8 left over; -9 left over; -10 left over",
    ),
}  # fmt: skip
LINES = {
    "signs that a legend explains, copied with the page around them": (
        ("🌉 ЖОЛДЫ САҚТАЙЫҚ! 🌉\nХатқа қол қойғандар (жаңартылды: 14 мамыр)\n\n✅ – қол қойды\n🙈 – қол қойды, атын жарияламаймыз\n❌ – қолын қайтып алды\n💬 – әлі ойланып жүр\n\n✅ Ада Кос – мұғалім, Тараз\n🙈 Бен Лис – ақын, Орал\n"
         "❌ Сай Гай – аспаз, Орал\n💬 Дана Дуб – аспаз, Тараз\n▪️✅ Ева Мор 🌸 – дәрігер, Тараз\n\n❤️ 214 ұнату   💬 3 пікір\nbridge_admin: Рақмет! Сілтеме – профильде 👆\nruel.07: 🔥🔥\n#жол\n"),
        "Хатқа қол қойғандар/жаңартылды: 14 мамыр/hidden/?naming; Ада Кос/мұғалім/Тараз; Бен Лис/ақын/Орал/hidden/?naming; Ева Мор/дәрігер/Тараз; bridge_admin: Рақмет! Сілтеме/профильде/hidden/?naming; -1 closing; -4 comment; -5 comment; -6 comment; -7 comment; -11 retracted; -12 retracted; -15 comment; -17 comment; -18 comment",
    ),
    "who stands beside a word of signing in small letters": ("signe holm signed\nada sand\nподписал лис бен\n", "signe holm; ada sand; подписал лис бен"),
    "who will not sign, or says in small letters who signs, in a chat": (
        ("11/10/2026, 09:00 - Ada Sand: i won't sign\n11/10/2026, 09:01 - Ben Oak: Ben Oak, poet\n11/10/2026, 09:02 - Cy Holm: қол қоймаймын\n11/10/2026, 09:03 - Di: me too, di roe\n11/10/2026, 09:04 - Ed Moss: i sign if you do\n"),
        "Ben Oak/poet/?unannounced; me too/di roe/hidden/?naming; i sign if you do/?name; -1 retracted; -3 retracted",
    ),
    "addresses and hours in a list": ("Ada Sand <ada@example.org> 09:12\nBen Oak <ben@example.org> 10:15\nCy Holm <cy@example.org> 11:15\n", "Ada Sand/09:12/ada@example.org; Ben Oak/10:15/ben@example.org; Cy Holm/11:15/cy@example.org"),
    "who says yes in a chat, and then what they do or where they live": (
        "Ада Верас, [11.03.2026 19:02]\nА куды гэта пойдзе?\n\nГанна Кос, [11.03.2026 19:05]\n+ Орша, настаўніца\n\nЯн Ліс, [11.03.2026 19:06]\n+ але без майго імя\n\nЕва Мор, [11.03.2026 19:07]\nі я падпісваю! Орша\n\nПётр Гай, [11.03.2026 19:08]\nЯ падпісваю\n",
        "Ганна Кос/настаўніца/Орша; Ян Ліс/hidden/?naming; Ева Мор/Орша; Пётр Гай/?two; -1 comment; -2 comment; -4 comment; -7 comment; -10 comment; -13 comment",
    ),
    "comments that say yes, and then what who wrote them does": (
        "Ada Sabbia\nFirmo! Insegnante, Bari\n2 g\nRispondi\nBen Olmo\nFIRMO\n2 g\nRispondi\nCy Leccio\nfirmo. agricoltore, Castel Grotte\n1 g\nRispondi\nDi Rovo\nFirmo ma vi prego non mettete il mio nome\n1 g\nRispondi\nEd Muschio\nFirmo, Monopoli\n1 g\nRispondi\n",
        "Ada Sabbia/Insegnante/Bari; Ben Olmo/?two; Cy Leccio/agricoltore/Castel Grotte; Di Rovo/hidden/?naming; Ed Muschio/Monopoli; -1 comment; -3 comment; -4 comment; -6 comment; -7 comment; -8 comment; -9 comment; -11 comment; -12 comment; -13 comment; -15 comment; -16 comment; -17 comment; -19 comment; -20 comment",
    ),
    "a chat in Arabic, as a telephone saves it": (
        "[2026/3/5، 8:10:00 م] ليلى الكبيسي: أوقّع. معلمة، صفاقس\n\u200e[2026/3/5، 8:13:01 م] حسام: حسام بن يونس، مهندس\n[2026/3/5، 8:14:01 م] \u200fسمير: شكرا للجميع\n",
        "ليلى الكبيسي/معلمة/صفاقس; حسام بن يونس/مهندس; شكرا للجميع/?two",
    ),
    "who says yes in a chat, and joins somebody or refuses something": (
        "[28.11.2026, 10:06] Di Roe: +1 from me and Ed Moss\n[28.11.2026, 10:07] Gus Ivy: sign me, nurse in York, but not my surname\n[28.11.2026, 10:08] Ida Orr: +, teacher\n[28.11.2026, 10:09] Kit: +\n",
        "Di Roe/from me and Ed Moss/hidden/?naming; Gus Ivy/hidden/?naming; Ida Orr/teacher; Kit/?two",
    ),
    "what stands behind a yes and is neither post nor place": (
        "[28.11.2026, 10:05] Di Roe: + just Di\n[28.11.2026, 10:06] Gus Ivy: I sign later\n[28.11.2026, 10:07] Ida Orr: + my sister\n[28.11.2026, 10:08] Kit Oak: +, teacher\n[28.11.2026, 10:09] Cy Holm: I sign for Eva Lis\n",
        "just Di/?name; Gus Ivy/?two; my sister/?name; Kit Oak/teacher; I sign for Eva Lis/organisation/hidden/?naming"),
    "who refused, in one more language": ("Айсулуу Асанова – Нарын\nКубат Дүйшеев – баш тартты, албайбыз\n", "Айсулуу Асанова/Нарын; -2 retracted"),
    "signs that keep back": ("▲ Ada Sand\nBen Oak\n▲ not for publication\n", "▲ Ada Sand/hidden/?naming; Ben Oak/hidden/?naming; ▲ not for publication/organisation/hidden/?naming"),
    "a word before a sign": ("✅ Ada Sand\nOk ✗ Ben Oak\n✅ Cy Holm\n", "Ada Sand; Ok ✗ Ben Oak/?name; Cy Holm"),
    "comments of people with a handle": ("ada_sand: Ada Sand, nurse\nben_oak: Ben\ncy_holm: we sign too, Cy and Di Holm\n", "ada_sand: Ada Sand/nurse/?name; ben_oak: Ben/?name; cy_holm: we sign too/Cy and Di Holm/?name"),
    "a plus in a name": ("C + C Bakery\nAnna Sand + Boris Oak\nAlex + Ben Holm\nDi Roe (do not sign my job)\n", "C + C Bakery/?name; Anna Sand/?two; Boris Oak/?two; Alex Holm/?two; Ben Holm/?two; Di Roe/hidden/?naming"),
    "a thread of mails as it is printed": (
        ("Fw: our letter\n4 messages\n\nAda Sand <ada@example.org>          Mon, 6 Oct 2025 at 09:12\nTo: undisclosed recipients\n\nDear all,\nI am the first: Ada Sand, nurse, York.\nAda\n\n-----\n"
         "Ben Oak <ben@example.org>          Mon, 6 Oct 2025 at 09:40\n\n+1, please add me: Ben Oak, poet, York\n\n-----\nCy Holm <cy@example.org>          Tue, 7 Oct 2025 at 08:15\n\n+1\n\n-- \nCy Holm\nDuty Manager\nLune Foodbank\n\n"
         "-----\nDi Roe <di@example.org>          Tue, 7 Oct 2025 at 18:15\n\nme too! Di Roe, cook, Leeds.\n"),
        "Ada Sand/nurse/York/?two; Ben Oak/poet/York; Cy Holm/?two; Di Roe/cook/Leeds; -1 left over; -2 left over; -4 comment; -5 left over; -7 comment; -9 left over; -11 comment; -12 comment; -16 comment; -17 comment; -21 left over; -22 left over; -23 left over; -24 left over; -26 comment; -27 comment",
    ),
    "a list that goes round in a chat and grows, the month in words": (
        "Әлия, [13 қар. 2026, 18:02]\n1. Әлия Тоқ, ұстаз\n\nСерік, [13 қар. 2026, 18:10]\n1. Әлия Тоқ, ұстаз\n2. Серік Ким, жүргізуші\n",
        "Әлия Тоқ/ұстаз; Серік Ким/жүргізуші; -1 comment; -4 comment; -5 comment",
    ),
    "parts of a numbered list": (
        ("Құрметті көршілер! Хатқа қол қоямыз, тізімді көшіріп, астына атыңызды қосып жіберіңіз 👇\n\n1. Ada Sand, nurse\n2. Ben Oak, poet\n\nTRADE UNIONS / WORKS COUNCILS\n3. Cy Holm, welder\n4. Di Roe\n\n"
        "JOINED BY EMAIL\n5. Ed Moss, baker\nKit Moor, baker\n6. Flo Hay\n7. Gus Ivy\nTotal: 7\nLiv Ford\n"),
        ("Ada Sand/nurse; Ben Oak/poet; Cy Holm/welder; Di Roe; Ed Moss/baker; Kit Moor/baker; Flo Hay; Gus Ivy; Liv Ford/?unannounced; "
        "-1 sentence; -6 section; -10 section; -15 total"),
    ),
    "codes below a word that may mean a name": (
        "First name;Last name;Display\nAda;Sand;1\nBen;Oak;0\nCy;Holm;1\n",
        "Ada Sand/hidden; Ben Oak/hidden; Cy Holm/hidden; ask Display",
    ),
    "a comment that names somebody else": (
        ("Olga Reed\nSign me: Olga Reed, farmer\n2 h\nReply\n\nPit Moor\nMy neighbour should sign: Anna Ruel, teacher\n5 h\nReply\n\n"
         "Tom Hill\nTom Hill, poet\n6 h\nReply\n"),
        "Olga Reed/farmer; Anna Ruel/teacher/hidden/?naming; Tom Hill/poet; -1 comment; -3 comment; -4 comment; -6 comment; -8 comment; -9 comment; -11 comment; -13 comment; -14 comment",
    ),
    "words that lead to a name in a chat": (
        "[28.11.2026, 10:03] Ira: Ada Sand, nurse\n[28.11.2026, 10:04] Rus: и меня, Рустам Гай, Семей\n[28.11.2026, 10:05] An: and me, Ben Oak, poet\n[28.11.2026, 10:06] Kit: nurse, Cy Holm\n",
        "Ada Sand/nurse; Рустам Гай/Семей; Ben Oak/poet; Cy Holm/nurse",
    ),
    "more who are counted and not named": (
        "Signataires\nRUEL Anna, poète, Brest\nLIND Boris et Cora, maraîchers, Rennes\n… ainsi que 12 autres personnes souhaitant rester anonymes.\n",
        "RUEL Anna/poète/Brest; LIND Boris/maraîchers/Rennes/?two; LIND Cora/maraîchers/Rennes/?two; -1 closing; -4 sentence",
    ),
    "bodies that are called by a number, and one of two who is called in full": (
        ("1. Anna Ruel, poet\n2. Ruth and Peter Hallam\n3. Boris Lind\nOrganisations\n№ 3 School, Lune\n\nP.S. Peter Hallam would prefer not to be named.\n"),
        "Anna Ruel/poet; Ruth Hallam/hidden/?naming; Peter Hallam/hidden/?naming; Boris Lind; № 3 School/Lune/organisation/?name; -4 section; -7 sentence",
    ),
    "bodies between parts of a list of numbers, and notes by number below it": (
        ("1. Anna Ruel, poet\n2. Boris Lind, cook\n3. Jane Roe\n\nOrganisations\n* Tenants' Union\n* Workers' Network (Lund)\n\nNew this week\n4. Ida Orr, student\n"
         "5. Tom Holm, chef\n\n- no. 5 wrote on Tuesday, see my mail\n"),
        ("Anna Ruel/poet; Boris Lind/cook; Jane Roe; Tenants' Union/organisation; Workers' Network/Lund/organisation; Ida Orr/student; "
         "Tom Holm/chef/hidden/?naming; -5 section; -9 section; -13 comment"),
    ),
    "a page with all that stands around its list": (
        ("Home › News\nTeilen  Drucken\n\nUnterzeichnende\n\nA\nProf. Dr. h. c. Ada Achterberg, Dresden\nB\nBen Brandt, Lehrer, Leipzig\nN.N., Auszubildende\nWeitere Unterzeichnende (alphabetisch)\n"
         "Lesekreis „Ufer“, Pegau\nC\nCy Clasen, Hebamme, Borna\n\n… und 43 weitere\n\nMehr anzeigen\n© 2026 Ufer\n"),
        ("Home › News/?unannounced; Teilen Drucken/?unannounced; Prof. Dr. h.c. Ada Achterberg/Dresden; Ben Brandt/Lehrer/Leipzig; N.N., Auszubildende/?name; "
         "Lesekreis „Ufer“/Pegau/organisation; Cy Clasen/Hebamme/Borna; Mehr anzeigen/?unannounced; -6 section; -8 section; -11 closing; -13 section; -16 total; -19 comment"),
    ),
    "villages that others live in, or a body is called after": (
        ("1. Ada Sand, archivist, Zelmarsh\n2. Ben Oak, vet, Rimwick Animal Clinic, Rimwick\n3. Cy Holm, editor, Rimwick\n4. Clear River Society, Zelmarsh\n"
         "5. Di Roe, nurse, School No. 4, Upper Norn\n6. Ed Moss, editor, Upper Norn\n7. Flo Hay, editor, Zelvoice\n8. Gus Ivy, cook\n"),
        ("Ada Sand/archivist/Zelmarsh; Ben Oak/vet/Rimwick Animal Clinic/Rimwick; Cy Holm/editor/Rimwick; Clear River Society/Zelmarsh/organisation; "
         "Di Roe/nurse/School No. 4/Upper Norn; Ed Moss/editor/Upper Norn; Flo Hay/editor/Zelvoice; Gus Ivy/cook"),
    ),
    "villages behind bodies in other letters": (
        ("1. Ада Кос, студентка, Заполье\n2. Бен Лис, слесарь, СТО «Клапан», Заполье\n3. Сай Гай, врач, поликлиника, Заполье\n"
         "4. Дана Дуб, учитель истории, ліцей № 4, Норн\n5. Ира Мох, поэт, учитель ліцею, Норн\n6. Жан Лан, повар, лицей, Норн\n7. Ева Ким, лесник, заповедник «Яр», Норн\n8. Яна Май, учитель лицея\n"),
        ("Ада Кос/студентка/Заполье; Бен Лис/слесарь/СТО «Клапан»/Заполье; Сай Гай/врач/поликлиника/Заполье; "
         "Дана Дуб/учитель истории/ліцей № 4/Норн; Ира Мох/поэт, учитель/ліцею/Норн; Жан Лан/повар/лицей/Норн; Ева Ким/лесник/заповедник «Яр»/Норн; Яна Май/учитель/лицея"),
    ),
    "a town of two words in brackets": (
        "Ada Sand, nurse, Maple Trust (Val-Norn)\nBen Oak, poet (Val-Norn)\nUnion of Oars (Val-Norn)\nBirds and Oars Alliance (BOA)\n",
        "Ada Sand/nurse/Maple Trust/Val-Norn; Ben Oak/poet/Val-Norn; Union of Oars/Val-Norn/organisation; Birds and Oars Alliance/organisation/?two",
    ),
    "menus and buttons below a list": (
        "Signatories\nAda Sand, poet\nBen Oak, nurse\nCy Holm, cook\nShare : Facebook · Courriel\nVoir Facebook\nAn initiative of Flo Hay · Contact\n",
        "Ada Sand/poet; Ben Oak/nurse; Cy Holm/cook; Share : Facebook · Courriel/?name; Voir Facebook/?name; An initiative of Flo Hay · Contact/organisation/?name; -1 closing",
    ),
    "how many more a page shows": ("Ada Sand, poet\nBen Oak, nurse\nShow all 212 signatures\nAfficher les 212 autres signatures\n", "Ada Sand/poet; Ben Oak/nurse; -3 total; -4 total"),
    "an entry without a name below another": ("- Ada Sand, poet\n- Anonyme, commerçante (Lund)\n- Ben Oak, nurse\n- Anonyme, commerçant (Lund)\n", "Ada Sand/poet; Anonyme/commerçante/Lund/hidden/?naming; Ben Oak/nurse; Anonyme/commerçant/Lund/hidden/?naming"),
    "who signs for a body, in brackets": ("River Lifeboat Guild, Leeds (signed by Capt. Cy Finch, chairman)\nAda Sand, poet\nBen Oak, nurse\n",
        "River Lifeboat Guild/signed by Capt. Cy Finch, chairman/Leeds/organisation; Ada Sand/poet; Ben Oak/nurse"),
    "answers and a jest in a chat": (
        ("[28.11.2026, 10:03] Ira: Who signs? Write your name.\n[28.11.2026, 10:04] Kit: Ada Sand, nurse\n[28.11.2026, 10:05] Ira: Ok, noted, thanks!\n"
         "[28.11.2026, 10:06] Lena: Anna Lund, queen, Land of Milk ))))\n[28.11.2026, 10:07] Ira: ок хорошо ладно\n[28.11.2026, 10:08] Lena: Ben Oak, poet\n"
         "[28.11.2026, 10:09] Lena: Понял, поняла, принято, спасибо 🙏 записала, добавила\n[28.11.2026, 10:09] Ira: Жақсы, түсінікті, рахмет; добре, дякую\n"
         "[28.11.2026, 10:10] Lena: okay, perfect, danke, notiert, merci, noté, tamam, teşekkürler, gracias, vale\n"),
        "Ada Sand/nurse; Anna Lund/queen/Land of Milk ))))/?name; Ben Oak/poet; -1 comment; -3 comment; -5 comment; -7 comment; -8 comment; -9 comment",
    ),
    "answers in a chat to whoever asks for one word of whoever signs": (
        ("[28.11.2026, 10:03] Ira: Who signs the letter, write ok\n[28.11.2026, 10:04] Kit: ok\n[28.11.2026, 10:05] Lena: perfect\n"
         "[28.11.2026, 10:06] Bo: Ben Oak, poet\n"),
        "Who signs the letter/write ok/hidden/?naming; ok/?name; perfect/?name; Ben Oak/poet",
    ),
    "an answer to whoever asks in a chat if a name is to be kept back": (
        "[28.11.2026, 10:03] Ira: Ada Sand, nurse\n[28.11.2026, 10:04] Lena: Ben Oak, poet\n[28.11.2026, 10:05] Ira: Lena, shall I write it without your name?\n[28.11.2026, 10:06] Lena: ok, thanks\n",
        "Ada Sand/nurse/hidden/?naming; Ben Oak/poet/hidden/?naming; -3 comment; -4 comment",
    ),
    "a sentence below a short list, which is no letter": (
        ("Ada Sand, archivist, Leeds\nBen Oak, vet, York\n\nRiver Lifeboat Guild, Leeds (signed by Capt. Cy Finch, chairman)\n\n"
         "One more thing. Ada Sand signs but must not be named anywhere, because of the post that she holds.\n"),
        "Ada Sand/archivist/Leeds/hidden/?naming; Ben Oak/vet/York; River Lifeboat Guild/signed by Capt. Cy Finch, chairman/Leeds/organisation; -6 sentence",
    ),
    "who has no work": (
        "Ada Sand, sans emploi\nBen Oak, sans travail\nCy Holm, без работы\nDi Roe, ohne Arbeit\nEd Moss, without work\nFlo Hay, no occupation\nGus Ivy, sin empleo\nIda Orr, bez pracy\n",
        "Ada Sand/sans emploi; Ben Oak/sans travail; Cy Holm/без работы; Di Roe/ohne Arbeit; Ed Moss/without work; Flo Hay/no occupation; Gus Ivy/sin empleo; Ida Orr/bez pracy",
    ),
    "several before what keeps them back": ("Clara Moss, nurse\nAnna Ruel; Boris Lind: not to be named.\nDavid Orme, baker\n", "Clara Moss/nurse; Anna Ruel/hidden/?naming; Boris Lind/hidden/?naming; David Orme/baker"),
    "schools by their number below a list of numbers": ("1. Anna Ruel, poet\n2. Boris Lind\n3. Clara Moss\n\nSchools:\n№ 2 лицей\n", "Anna Ruel/poet; Boris Lind; Clara Moss; № 2 лицей/organisation/?name; -5 section"),
    "lines that end in a word that is cut short": (
        "1. Сәуле Ким – экология ғылымдарының докторы, бас ғылыми қызметкер, Алматы қ.\n2. Айбар Тоқ – ақын\n",
        "Сәуле Ким/экология ғылымдарының докторы, бас ғылыми қызметкер/Алматы қ.; Айбар Тоқ/ақын",
    ),
    "a signature over several lines each": (
        "".join(f"{name},\nпоет, перекладач,\nчлен спілки\n\n" for name in ("Ада Кос", "Бен Лис", "Віра Гай", "Гнат Дуб", "Ніна Став", "Юрій Яр", "Ева Міст", "Жан Ліс"))
        + "о. Іван Лан,\nсвященник\n\nГромадська організація\n«Жива ріка»\n",
        "; ".join(f"{name}/поет, перекладач, член спілки" for name in ("Ада Кос", "Бен Лис", "Віра Гай", "Гнат Дуб", "Ніна Став", "Юрій Яр", "Ева Міст", "Жан Ліс"))
        + "; о. Іван Лан/священник; Громадська організація «Жива ріка»/organisation",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_pages_are_read_right(kind: str) -> None:
    page, expected = PAGES[kind]
    assert said(listing.read(page.encode(), "list.html")) == expected


@pytest.mark.parametrize("kind", LINES)
def test_copied_lines_are_read_right(kind: str) -> None:
    typed, expected = LINES[kind]
    assert said(listing.read(typed.encode(), "list.txt")) == expected


def test_in_which_house_somebody_lives_is_never_printed() -> None:
    typed = "Anna Ruel, кв. 14\nАда Санд, ул. Мира, д. 4, кв. 14, учитель\nCy Holm, 12 Mill Lane, teacher\nEva Lis, teacher, School 5\n"
    found = listing.read(typed.encode(), "list.txt")
    assert said(found) == "Anna Ruel; Ада Санд/учитель; Cy Holm/teacher; Eva Lis/teacher/School 5"
    assert [row["as_typed"] for row in list_as_json(found)["rows"]][1:3] == [
        "Ада Санд, учитель",
        "Cy Holm, teacher",
    ]


def test_a_wish_below_a_name_keeps_it_back() -> None:
    page = ('<html><body><div class="cards">' + "".join(
        f'<div class="card"><b>{name}</b><div class="loc">{town}</div><img src="a.png"><p class="cm">{said}</p><button>Like</button></div>'
        for name, town, said in (("Ада Санд", "Алматы", "Спасибо!"), ("Бен Оук", "Тараз", "пожалуйста, не надо меня нигде публиковать"), ("Сай Холм", "Орал", "")))
        + "</div></body></html>")  # fmt: skip
    as_comment = (
        page.replace("cm", "comment").replace('<img src="a.png">', "").replace("<button>Like</button>", "")
    )
    for each in (page, as_comment):
        rows = people(listing.read(each.encode(), "list.html"))
        assert (rows["Бен Оук"]["visibility"], rows["Сай Холм"]["visibility"]) == ("hidden", "public")


def test_in_a_chat_words_before_a_name_lead_to_it_and_talk_is_nobody() -> None:
    said_in = [
        ("Ann", "Neighbours, write your names here. Who does not want to be named, say so!"),
        ("Ada", "I sign. Ada Sand, nurse"),
        ("Ben", "My wife and me: Ben Oak, Liv Oak"),
        ("Gus", "<Media omitted>"),
        ("Gus", "is it not dangerous? I'll think"),
        ("Ann", "Gus, your full name please"),
        ("Cy", "Cy Holm, welder"),
        ("Di Roe", "me too"),
        ("Ладушка", "и я тоже подпишусь 👍"),
        ("Tim", "Клуб «Лодка», Орёл, подписывает целиком. Координатор Ада Кос"),
        ("Kit", "but without my name: Kit Moor"),
    ]
    chat = "\n".join(f"11/10/2026, 09:{nth:02} - {who}: {text}" for nth, (who, text) in enumerate(said_in))
    found = listing.read(chat.encode(), "chat.txt")
    rows = people(found)
    assert [(name, row["visibility"]) for name, row in rows.items()] == [
        ("Ada Sand", "public"), ("Ben Oak", "public"), ("Liv Oak", "public"), ("Cy Holm", "public"),
        ("Di Roe", "public"), ("Клуб «Лодка»", "public"), ("Kit Moor", "hidden"),
    ]  # fmt: skip


def test_people_and_bodies_in_paragraphs_behind_a_call_are_each_read() -> None:
    text = (
        "For the children of town: Ada Sand (head teacher of Hill School), Ben Oak, Núria Holm i Pla (mother) and Kit Moor.\n\n"
        "For the arts and for their friends: Cy Lind, poet; Di Roe, painter; Ed Moss.\n\n"
        "Organisations: Hill School Association, Foundation «River» and Bakery Ford, S.L.\n\n"
        "(38 more have asked not to be named)\n"
    ).replace("(38 more", "(siguen 38 firmas que")
    rows = people(read_pasted(text))
    assert {name: row["visibility"] for name, row in rows.items()} == dict.fromkeys(
        ["Ada Sand", "Ben Oak", "Núria Holm i Pla", "Kit Moor", "Cy Lind", "Di Roe", "Ed Moss",
         "Hill School Association", "Foundation «River»", "Bakery Ford, S.L."], "public",
    )  # fmt: skip


def test_a_greeting_above_a_list_and_a_mail_quoted_below_it_are_nobody_and_keep_nobody_back() -> None:
    text = "Salom, Uma!\nMana ro'yxat:\n1. Ada Sand - nurse\n2. Ben Oak - poet\n\n> Uma wrote: who has signed?\n> Gus Ford, Hill Club\n"
    rows = people(read_pasted(text))
    assert {name: row["visibility"] for name, row in rows.items()} == {"Ada Sand": "public", "Ben Oak": "public"}  # fmt: skip
