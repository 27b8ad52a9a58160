"""Lists as people type and paste them, a few lines each: who is read, who is nobody, what is asked. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import listing
from tests.reading.test_lists_read import said

KINDS = {
    "fields": ("Name: Tamar Beridze\nRole: architect\nTown: Tbilisi\n\nName: Owen Pritchard\nRole: nurse\nTown: Cardiff\n",
               "Tamar Beridze/architect/Tbilisi; Owen Pritchard/nurse/Cardiff"),
    "fields with a question": ("Name: Priya Raman\nShould we keep you anonymous? Yes\nName: Colm Dunne\nShould we keep you anonymous? No\n",
                               "Priya Raman/hidden; Colm Dunne"),
    "cards": ("BEGIN:VCARD\nFN:Åsa Ström\nORG:Fjällräddarna;Nord\nADR:;;;Kiruna;;;\nEND:VCARD\n",
              "Åsa Ström/Fjällräddarna, Nord/Kiruna"),
    "a part that is not to be named": ("Public:\nMarta Hill, poet\nTodd Byrne, welder\n\nNot for publication:\nSilke Aden, judge\n",
                                       "Marta Hill/poet; Todd Byrne/welder; Silke Aden/judge/hidden/?naming; -1 section; -5 section"),
    "states and notes of rows that are none": (("Name\tJob\tEmail\tStatus\nAda Sand\tnurse\ta@example.org\tconfirmed\nBen Oak\tpoet\tb@example.org\twithdrawn\nCy Holm\tcook\tc@example.org\tunconfirmed - no click\n"
                                               "Di Roe\tsmith\td@example.org\twithdrew her signature on 5 May\nEd Moss\tjudge\te@example.org\tduplicate, see line 2\nFay Lund (example)\tmaid\t\t\nGus Lowe\tbaker\tg@example.org\tspam\n"),
                                               "Ada Sand/nurse/a@example.org; Cy Holm/cook/c@example.org/?unconfirmed; -3 retracted; -5 retracted; -6 not signed; -7 not signed; -8 not signed"),
    "headings that plainly ask for consent": ("ФИО\tПубликовать (да/нет)\tСтатус\nКос Ада\tда\t\nЛис Бен\tнет\t\nГай Вера\t\t\n", "Кос Ада; Лис Бен/hidden; Гай Вера/hidden"),
    "who ticks not to be shown": ("Nom complet\tVille\tNe pas afficher mon nom\nAda Sand\tLyon\t\nBen Oak\tLyon\t✓\nCy Holm\tLyon\t\n", "Ada Sand/Lyon; Ben Oak/Lyon/hidden; Cy Holm/Lyon"),
    "a family name in capitals before a comma, and sums": ("No.\tName\tOccupation\tSuburb\tPhone\n1\tMCSAND, Ada\tnurse\tNorthcote\t\n2\tD'OAK, Ben\t\tPreston\t\n\tSubtotal this page: 2\t\t\t\n3\tHolm, Cy\tcook\tPreston\t\n",
                                                           "Ada McSand/nurse/Northcote; Ben D'Oak/Preston; Cy Holm/cook/Preston; -4 total"),
    "what somebody does where most say where too": ("ФИО;Профессия и место работы\nКос Ада;хирург, городская больница № 2\nЛис Бен;журналист\nГай Вера;вышивальщица\n",
                                                    "Кос Ада/хирург/городская больница № 2; Лис Бен/журналист; Гай Вера/вышивальщица"),
    "heads of parts over all columns of a page": ("<html><body><table><tr><th>Prénom<th>Nom<th>Ville<tr><th colspan=3>Littoral<tr><td>Ada<td>Sand<td>Brest<tr><td>Ben<td>Oak<td>Brest<tr><th colspan=3>Intérieur des terres<tr><td>Cy<td>Holm<td>Vannes</table></body></html>",
                                                  "Ada Sand/Brest; Ben Oak/Brest; Cy Holm/Vannes; -2 comment; -5 comment"),
    "answers to a mail, one below the other": (("Ответы на письмо, все, кто ничего не оговорил, согласны на публикацию.\n\n+1, подписываюсь — Ада Кос, редактор, издательство «Парус»\n\n+1 Бен Лис, переводчик\n--\nОтправлено с iPhone\n\n"
                                                "Подписываюсь. Вера Гай, поэт, Казань\n\nПрисоединяюсь, но прошу моё имя нигде не указывать. Глеб Дуб, учитель\n\nСогласна с каждым словом! Дина Лён, историк\nС уважением\n\n"
                                                "I'm happy to sign - Ed Moss, translator, Berlin\n\nК сожалению, не могу подписать. Удачи! Нина Ель\n\nМагазин «Закладка», Пермь — подписываем\n\n+1, Фёдор Ива, режиссёр. Можно публиковать\n\nАвтоответ: я в отпуске. Зоя Клён\n"),
                                               ("Ада Кос/редактор/издательство «Парус»; Бен Лис/переводчик; Вера Гай/поэт/Казань; Глеб Дуб/учитель/hidden/?naming; Дина Лён/историк; Ed Moss/translator/Berlin; Магазин «Закладка»/Пермь/organisation; "
                                               "Фёдор Ива/режиссёр; -1 sentence; -6 comment; -7 comment; -14 comment; -18 retracted; -24 comment")),
    "a chat with who wrote above": (("Org, [21.10.2026 18:42]\nКто подпишет? Напишите имя. Список будет на сайте.\n\nM, [21.10.2026 18:50]\nҚосыламын. Марат Есім, ақын, Астана\n\nL, [21.10.2026 18:51]\nМен де! Ләззат Қуан, журналист\n\n"
                                     "A, [21.10.2026 19:10]\nПодписываюсь — Ада Косова, швея, и муж Бен Косов, повар\n\nB, [21.10.2026 19:12]\nДанное сообщение удалено\n\nC, [21.10.2026 19:13]\nВера Гай, врач\n"),
                                    "Марат Есім/ақын/Астана; Ләззат Қуан/журналист; Ада Косова/швея/?two; Бен Косов/повар/?two; Вера Гай/врач; " + "; ".join(f"-{nth} comment" for nth in (1, 2, 4, 7, 10, 13, 14, 16))),
    "towns of the world": ("Ann Kimura, teacher, Leeds\nNino Gelashvili, doctor, Kutaisi\nنور حداد، صحفي، بيروت\n",
                           "Ann Kimura/teacher/Leeds; Nino Gelashvili/doctor/Kutaisi; نور حداد/صحفي/بيروت"),
    "names between tabs": ("Ana Pinto\t\tJürgen Moll\nKofi Mensah\t\tLi Wei\n", "Ana Pinto; Jürgen Moll; Kofi Mensah; Li Wei"),
    "posts on every second line": ("Prof. Elif Tan, MD, PhD\nProfessor of Law, Koç University\nJan Wist\nInstytut Historii PAN, Warszawa\n",
                                   "Prof. Elif Tan/MD, PhD, Professor of Law/Koç University; Jan Wist/Instytut Historii PAN/Warszawa"),
    "a run behind a label": ("Signed: Eva Marsh, Abdul Karim, Wendy Chu and Leo Blum.\n", "Eva Marsh; Abdul Karim; Wendy Chu; Leo Blum"),
    "two who do the same": ("Tom Ford and Rita Ford, farmers, Perth\n", "Tom Ford/farmers/Perth/?two; Rita Ford/farmers/Perth/?two"),
    "a person in quotes alone": ('"Stig Ek"\n"Анна Орлова"\nОО «Эхо»\n', "Stig Ek/?name; Анна Орлова; ОО «Эхо»/organisation"),
    "signs of a messenger": ("1. Zara Idris 🌹\n2️⃣ Ian Roe ✅\n[ ] Dario Volpe\nHal Jordan — withdrawn\n",
                             "Zara Idris; Ian Roe; -3 retracted; -4 retracted"),
    "what copies say": ("gez. Emre Kaplan, Lehrer\n/s/ Ann Li\n", "Emre Kaplan/Lehrer; Ann Li"),
    "a table typed with bars": ("| Name | City |\n|---|---|\n| **Gil Avery** | Ghent |\n| ~~Tess Moor~~ | Bruges |\n",
                                "Gil Avery/Ghent; -2 comment; -4 retracted"),
    "remarks that nobody knows": ("Anna Ruel, teacher\nBoris Lind (jméno raději v pozadí)\nCora Holm\nDan Orr, pending a talk tonight\nEla Pak†\n",
                                  "Anna Ruel/teacher; Boris Lind/hidden/?naming; Cora Holm; Dan Orr/pending a talk tonight/hidden/?naming; Ela Pak/hidden/?naming"),
    "numbers that lines below explain": ("Ewa Lis, nurse\nPiotr Kos (1)\nJan Sowa (2)\nZofia Mazur\n(1) wycofał podpis\n(2) tylko do wiadomości\n",
                                         "Ewa Lis/nurse; Piotr Kos/hidden/?naming; Jan Sowa/hidden/?naming; Zofia Mazur; -5 comment; -6 comment"),
    "a second part of unknown kind": ("Giulia Furlan, poet\nPaolo Cossutta\n\nIn forma riservata:\nMarco Sain\n",
                                      "Giulia Furlan/poet; Paolo Cossutta; Marco Sain/hidden/?naming; -4 section"),
    "more than one in a line": ("Lotte Claes and a friend\nBart Maes + 2\nJoke Baert, nurse\nG. T.\n",
                                "Lotte Claes/and a friend/?two; Bart Maes + 2/organisation/?two; Joke Baert/nurse; G. T./?half"),
    "copied from WhatsApp on Android": (("28/02/2026, 09:14 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.\n"
                                        "28/02/2026, 09:15 - Ada: Ada Sand, nurse\n28/02/2026, 09:31 - Ben: Ben Oak\n28/02/2026, 09:32 - Ben: prefiero que no salga mi nombre\n"),
                                        "Ada Sand/nurse; Ben Oak/hidden/?naming; -1 comment; -4 comment"),
    "copied from WhatsApp": ("[12/03/2026, 14:02:11] Ada: 1. Ada Sand, nurse\n[12/03/2026, 14:05:40] +7 701 000 00 00: 2. Ben Oak\n",
                             "Ada Sand/nurse; Ben Oak"),
    "a wish written later in Telegram": ("Ada, [02.04.2026 18:31]\nAda Sand, nurse\n\nBen, [02.04.2026 18:33]\nBen Oak\n\nAda, [02.04.2026 18:40]\nPlease do not publish mine\n",
                                         "Ada Sand/nurse/hidden/?naming; Ben Oak; -1 comment; -4 comment; -7 comment; -8 comment"),
    "a remark alone below a name": ("Anna Ruel, teacher\nBoris Lind\n(withdrew her name on Tuesday)\nCora Holm\n",
                                    "Anna Ruel/teacher; Boris Lind/hidden/?naming; Cora Holm"),
    "a run with brackets": ("Karim Benali (Lyon), Sandrine Moulin (nurse, Brest), Malik Sow (ne pas publier) et Ada Sand (Vannes).",
                            "Karim Benali/Lyon; Sandrine Moulin/nurse/Brest; Malik Sow/hidden/?naming; Ada Sand/Vannes"),
    "copied from where a mail is addressed": ('"Ruel, Anna" <a@example.org>; Boris Lind <b@example.org>;\nCora Holm\n',
                                              "Ruel, Anna/a@example.org; Boris Lind/b@example.org; Cora Holm"),
    "numbers with a stroke": ("1/ Zofia Krawczyk, emerytka\n2/ Stowarzyszenie „Czysta Wisła”\n",
                              "Zofia Krawczyk/emerytka; Stowarzyszenie „Czysta Wisła”/organisation"),
    "numbers with a dash": ("1- أحمد الحسن، طبيب\n2- ليلى منصور\n", "أحمد الحسن/طبيب; ليلى منصور"),
    "one word that nobody knows": ("".join(f"{name}, teacher\n" for name in ("Ada Sand", "Ben Oak", "Cy Holm", "Di Roe")) + "Ed Moss, provisionally\n",
                                   "Ada Sand/teacher; Ben Oak/teacher; Cy Holm/teacher; Di Roe/teacher; Ed Moss/provisionally/hidden/?naming"),
    "a box that only some have ticked": ("Name\tTown\tSu web\nAda Sand\tLeeds\tchecked\nBen Oak\tYork\t\nCy Holm\tBath\tchecked\n",
                                         "Ada Sand/Leeds/hidden/?naming; Ben Oak/York/hidden; Cy Holm/Bath/hidden/?naming; ask Su web"),
    "questions over what is asked": ("ID\tCreated By\tContact\t\tWhat do you do?\n\t\tSurname\tFirst name\tResponse\n7\tIvo Lam\tSand\tAda\tnurse\n8\tIvo Lam\tOak\tBen\n",
                                     "Sand Ada/nurse; Oak Ben"),
    "columns that no heading tells": ("Nombre completo\tZzq\tWwr\nAda Sand\tLeeds University\tnurse\nBen Oak\tYork Hospital\tpoet\nCy Holm\tBath Museum\twelder\n",
                                      "Ada Sand/nurse/Leeds University; Ben Oak/poet/York Hospital; Cy Holm/welder/Bath Museum"),
    "a question of how to be named that is answered by roles": ("Name\tHow should we credit you?\nAda Sand\tnurse\nBen Oak\tpoet from York\nCy Holm\tteacher\n",
                                                                "Ada Sand/hidden/?naming; Ben Oak/hidden/?naming; Cy Holm/hidden/?naming; ask How should we credit you?"),
    "an address column without addresses": ("Email\tName\tYour email\nnone\tAda Sand (no name)\ta@example.org\n\tBen Oak\tb@example.org\n\tSumme der Liste: 2\n",
                                            "Ada Sand/a@example.org/hidden/?naming; Ben Oak/b@example.org; -4 total"),
    "numbers and bullets before tabs": ("Organisations:\n•\tLantern Foundation\n\nCitizens:\n1.\tAda Sand – nurse\n2.\tBen Oak\n",
                                        "Lantern Foundation/organisation; Ada Sand/nurse; Ben Oak; -1 section; -4 section"),
    "a page with a table": (("<html><body><table><tr><th rowspan=2>Full name<th colspan=2>About<tr><th>Job<th>Town"
                            "<tr><td>Ada Sand<td>nurse<td>Leeds<tr><td><del>Ben Oak</del><td>poet<td>York</table><p>one <b>more</b></p></body></html>"),
                            "Ada Sand/nurse/Leeds; -4 retracted; -5 comment"),
    "cards of old telephones": ("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:Jitka =C5=98ez=\n=C3=A1\nPHOTO;BASE64:aGk=\nEND:VCARD\nBEGIN:VCARD\nKIND:org\nFN:Zelmar\nCATEGORIES:anonymous\nEND:VCARD\n",
                                "Jitka Řezá/hidden; Zelmar/organisation/hidden; ask categories"),
    "words that are short for a wish": ("Ada Sand, nurse (n/p)\nBen Oak (UK)\nCy Holm\nDi Roe, posthumously\nShort for: n/p - not to be published\n",
                                        "Ada Sand/nurse/hidden/?naming; Ben Oak/UK; Cy Holm; Di Roe/hidden/?naming; -5 comment"),
    "a sheet of paper typed anew": ("1. Ада Санд, учитель, с. Каскелен, подпись имеется\n2. Бен Оук, агроном, —//—, подпись имеется\nИтого: 2\n",
                                    "Ада Санд/учитель/с. Каскелен; Бен Оук/агроном; -3 total"),
    "numbers that are spoken of": ("1. Ada Sand, nurse\n2. Ben Oak\n3. Cy Holm, poet\nNos. 1 and 3 asked us not to print their names.\n",
                                   "Ada Sand/nurse/hidden/?naming; Ben Oak; Cy Holm/poet/hidden/?naming; -4 comment"),
    "a signature taken back in a chat in words that nobody knows": (("[12.10.2026, 18:10] Ada: Ada Sand, nurse\n[12.10.2026, 18:12] Ben: Ben Oak\nYork\n[12.10.2026, 18:15] Ada: Sorry, the boss has called\n"
                                        "[12.10.2026, 18:16] List: \u200eimage omitted\n"),
                                       "Ada Sand/nurse/hidden/?naming; Ben Oak/York; -4 comment; -5 comment"),
    "a chat with the hours below": ("Ada\nAda Sand, nurse\nMon 20:14\n\nBen\nBen Oak, pupil, 16\nMon 20:15\n",
                                    "Ada Sand/nurse; Ben Oak/pupil/hidden/?naming; -1 comment; -3 comment; -5 comment; -7 comment"),
    "letters without capitals": ("გიორგი კალანდაძე, ჟურნალისტი, თბილისი\nлевон саргсян\n张伟（成都，教师）\n",
                                 "გიორგი კალანდაძე/ჟურნალისტი/თბილისი; левон саргсян; 张伟/教师/成都"),
    "comments below a post": (("Town chat\nAuthor\n3 h\nLike\nReply\n\nAdi S\nAda Sand, nurse\n2 h\nLike\nReply\n7\n\nBen Oak\nShame on you all\n2 h\nLike\nReply\nEdited\n\n"
                               "Cy Holm\nCyril Holm (not by name please)\nyesterday at 9:10\nLike\nReply\nMore comments\n"),
                              "Ada Sand/nurse; Ben Oak/hidden/?naming; Cyril Holm/hidden/?naming; " + "; ".join(f"-{nth} comment" for nth in (1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 15, 16, 17, 18, 19, 21, 23, 24, 25, 26))),
    "a list that is sent again in a chat, longer by one": (("12/10/26, 18:01 - Ada: 1. Ada Sand, nurse\n12/10/26, 18:05 - Ben: 1. Ada Sand, nurse\n2. Ben Oak\n"
                                                            "12/10/26, 18:09 - Cy: 1. Ada Sand, nurse\n2. Ben Oak (not by name)\n3. Cy Holm\n4. Edda, cook\n12/10/26, 18:11 - Di: 3. Cy Holm\n4. Edda, cook\n"),
                                                           "Ada Sand/nurse; Ben Oak/hidden/?naming; Ben Oak/hidden/?naming; Cy Holm; Edda/cook/?half; -2 comment; -4 comment; -8 comment; -9 comment"),
    "several in one message, and a yes": (("[12.10.2026, 18:10] Adi: Ada Sand, nurse. +\n[12.10.2026, 18:12] Ben O: I collected these: Ben Oak (poet), Cy Holm and Di Roe\n"
                                            "and my father: Ed Moss\n[12.10.2026, 18:14] Fay Lund: +\n[12.10.2026, 18:15] Gus: I sign, Gus Lowe, but please don't print my name\n"
                                            "[12.10.2026, 18:16] Hal Orme: I'm in! Please add my son: Ian Vance, pupil\n[12.10.2026, 18:17] Jo: Our union and my friend Kay Ward may want to sign as well\n"),
                                           "Ada Sand/nurse; Ben Oak/poet/?two; Cy Holm/?two; Di Roe/?two; Ed Moss/?two; Fay Lund/?two; Gus Lowe/hidden/?naming; Hal Orme/?two; Ian Vance/pupil/?two; Our union and my friend Kay Ward may want to sign as well/organisation/hidden/?naming"),
    "comments with their days": (("Town\n14 Nov at 12:00\nSign here\n\nAdi S\nAda Sand, nurse\n14 Nov at 12:11\nReply\n5\n\nDELETED\nThis comment was deleted\n\n"
                                  "Ben Oak\nBen Oak, poet\n15 Nov at 8:05\nReply\n\nCy Holm\nCy Holm, baker. Also my mother Di Holm signs\n15 Nov at 9:05\nReply\n"), "Ada Sand/nurse; Ben Oak/poet; Cy Holm/baker/?two; Di Holm/signs/?two; " + "; ".join(f"-{nth} comment" for nth in (1, 2, 3, 5, 7, 8, 9, 11, 12, 14, 16, 17, 19, 21, 22))),
    "saved from Viber": ("14.03.2026,19:03:40,Adi,+77010000011,Ada Sand, nurse, Leeds\n14.03.2026,19:05:00,Ben,+77010000013,Ben Oak, poet, please do not name me\n",
                         "Ada Sand/nurse/Leeds; Ben Oak/poet/hidden/?naming"),
    "pictures that lines above explain": ("ADD YOUR NAME BELOW\n✅ = happy to be shown\n🙈 = sign me but do not show my name\n✅ Ada Sand, nurse\n🙈 Ben Oak\nCy Holm, poet 🙈\nDi Roe\n",
                                          "ADD YOUR NAME BELOW/?name; Ada Sand/nurse; Ben Oak/hidden/?naming; Cy Holm/poet/hidden/?naming; Di Roe; -2 comment; -3 comment"),
    "a run with raised figures": ("Ada Sand¹†, Ben Oak¹˒², Cy Holm³\n¹ Institute of Tides, Kelso\n² Faculty of Law, Leeds\n³ Sea Centre, Bath\n† corresponding author\n",
                                  "Ada Sand; Ben Oak; Cy Holm; -2 comment; -3 comment; -4 comment; -5 comment"),
    "a table in Markdown": ("# Namnlista\n\n| Namn | Ort |\n|:--|:--|\n| Ada Sand | Leeds |\n| Ben Oak | York |\n| **Summa** | 2 |\n",
                            "Ada Sand/Leeds; Ben Oak/York; Summa/2/?half; -1 above; -4 comment"),
    "a sentence of who has signed": ("Письмо подписали: Соломин Ю. К., токарь (Тагил); Ада Крутова, бариста (Пермь); Нестерова И. (просила не печатать); а также ещё 12 человек, не пожелавших называться.",
                                     "Соломин Ю. К./токарь/Тагил; Ада Крутова/бариста/Пермь; Нестерова И./hidden/?naming; а также ещё 12 человек, не пожелавших называться/organisation/hidden/?naming"),
    "mails that answer each other": (("From: Ada Sand <a@example.org>\nDate: 5 May 2026 21:47\nTo: Office <o@example.org>\n\nHello all,\n\nhere is who wrote to me:\n\n- Ben Oak, nurse\n- Cy Holm - please no name!\n\n"
                                      "For Hal Orme we are still waiting.\n\nBest,\nAda\n\n--\nAda Sand\nOffice, confidential\n\nOn 3 May 2026 at 8:12 Di Roe wrote:\n> Hi Ada,\n>\n> I have also:\n> Ed Moss, poet\n> Fay Lind, cook\n> Gus Lowe\n>\n> Yours, Di\n"
                                      "> On 1 May 2026 at 9:30 Office wrote:\n>> Any names yet? We need them soon.\n>> Ivo Vance\n"),
                                     "Ben Oak/nurse; Cy Holm/hidden/?naming; For Hal Orme/we are still waiting/?name; Ed Moss/poet; Fay Lind/cook; Gus Lowe; " + "; ".join(f"-{nth} left over" for nth in (1, 2, 3, 5, 7, 14, 15, 17, 18, 19, 21, 22, 23, 24, 28, 29, 30, 31, 32))),
    "a mail of the same that comes again, and a wish there": ("Dear all,\n\n1. Ada Sand, nurse\n2. Ben Oak, poet\n\nMon, 4 May 2026, 10:11, Cy Holm:\n> Ada Sand\n> Ben Oak (not by name)\n> Di Roe\n> Ed Moss\n",
                                                               "Ada Sand/nurse; Ben Oak/poet/hidden/?naming; Di Roe; Ed Moss; -1 left over; -6 left over; -7 left over; -8 left over"),
    "everybody in two languages": ("1. Айгүл Әлиева, мұғалім / Айгуль Алиева, учитель\n2. Anna Ruel / Анна Руэл\n3. «Су» қоры / Фонд «Су»\n4. Anna Ruel / Boris Ruel\nEveryone else:\n5. Ада Санд\n",
                                   "Айгүл Әлиева/мұғалім; Anna Ruel; «Су» қоры/organisation; Anna Ruel/?two; Boris Ruel/?two; Ада Санд; -5 section"),
    "struck out, illegible and broken off": ("1. Ada Sand,\n   head of wells\n2. struck out: Ben Oak\n3. -- illegible --\n4. the same surname, Cy Holm\n5. Di Roe\n6. Circle «Bell» — signed by Ed Moss\n",
                                             "Ada Sand/head of wells; -- illegible --/?name; the same surname/Cy Holm/?name; Di Roe; Circle «Bell»/signed by Ed Moss/organisation; -3 retracted"),
    "where somebody works below a comma": ("Ada Sand, nurse\nDi Roe, cook\nEd Moss, smith,\nLeeds\nFay Lund\nGus Lowe\n", "Ada Sand/nurse; Di Roe/cook; Ed Moss/smith/Leeds; Fay Lund; Gus Lowe"),
    "names one below the other with commas": ("Ada Sand,\nBen Oak,\nCy Holm,\nDi Roe\n", "Ada Sand; Ben Oak; Cy Holm; Di Roe"),
    "whom to ask above those who sign": ("Contact: Ada Sand\nBen Oak, poet\nCy Holm, nurse\n", "Ben Oak/poet; Cy Holm/nurse; -1 section"),
    "a list below a table in a page": ("<html><body><table><tr><th>Full name<th>Town<tr><td>Ada Sand<td>Leeds<tr><td>Ben Oak<td>York</table><ul><li>Cy Holm</ul></body></html>",
                                       "Ada Sand/Leeds; Ben Oak/York; Cy Holm/?guessed"),
    "a wish and a count of others in one line": ("Ada Sand, nurse\nBen Oak\nCy Holm, poet\n\nBen Oak does not want to be named. And 12 more, who do not want to be named.\n",
                                                 "Ada Sand/nurse; Ben Oak/hidden/?naming; Cy Holm/poet; -5 sentence"),
    "two sentences among names": ("Ada Sand, nurse\nBen Oak\nThat makes 2 with you. More tomorrow!\nCy Holm\n", "Ada Sand/nurse; Ben Oak; Cy Holm; -3 sentence"),
    "names behind a wish": ("Ada Sand, nurse\nBen Oak\nNot for publication: Cy Holm, Di Roe\n", "Ada Sand/nurse; Ben Oak; Cy Holm/hidden/?naming; Di Roe/hidden/?naming"),
    "a family, and a wish among much else, in a chat": (("[12.10.2026, 18:10] Ada: Ada Sand, Ben Sand, nurse\n[12.10.2026, 18:12] Cy: Cy Holm\n"
                                                         "[12.10.2026, 18:20] Cy: I was on a train to the mountains and could not write before, sorry for that; it was a long day and the battery was empty. Please do not publish my name. See you all soon at the old mill, and thanks for the list\n"),
                                                        "Ada Sand/?two; Ben Sand/nurse/?two; Cy Holm/hidden/?naming; -3 comment"),
    "words for who does something that are names": ("Коваль Олена Петрівна, учителька\nІван Коваль\nКоваль І. П.\nКоваленко Вера\nЛісничий Петро\nDr Rais Bhatti\nRais\nRais A. Ruel\nRao GP\nGP Ruel\nAda Sand, GP\n",
                                                    "Коваль Олена Петрівна/учителька; Іван Коваль; Коваль І. П.; Коваленко Вера; Лісничий Петро; Dr Rais Bhatti; Rais/?half; Rais A. Ruel; Rao GP; GP Ruel; Ada Sand/GP"),
    "somebody in brackets beside a person": ("Vera Hill (Cora Holm, mother)\nVera Maria Hill (Cora Holm, chair)\nIda Orr, nurse\n", "Vera Hill/mother/Cora Holm; Vera Maria Hill/Cora Holm, chair/organisation/?name; Ida Orr/nurse"),
    "a star that was taken for a bullet": ("Ada Sand*, nurse\nBen Oak, poet\nCy Holm, cook\n- Asks us not to print the name\n", "Ada Sand/nurse/hidden/?naming; Ben Oak/poet; Cy Holm/cook; -4 comment"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_lists_of_every_kind_are_read_right(kind: str) -> None:
    typed, expected = KINDS[kind]
    assert said(listing.read(typed.encode(), "list.txt")) == expected
