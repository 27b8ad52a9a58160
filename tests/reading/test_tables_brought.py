"""Tables and workbooks as those bring them who gathered names elsewhere: what is read of each. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from petition.reading import listing
from petition.reading.report import list_as_json
from tests.lists.brought import workbook
from tests.reading.pasted import read_pasted
from tests.reading.test_lists_read import people, said, table


def test_people_side_by_side_who_are_numbered_are_two_a_row() -> None:
    heads = ["№", "ФИО", "Занятие"]
    rows = [
        ["1", "Кос Ада", "врач", "2", "Лис Бен", "поэт"],
        ["3", "Гай Вера", "", "4", "Дуб Игнат", "слесарь"],
        ["", "в т.ч. врачей", "1"],
    ]
    title = ["Список жителей, подписавших открытое письмо против закрытия школы"]
    found = table("\n".join(";".join(row) for row in (title, heads * 2, *rows)))
    assert (
        said(found)
        == "Кос Ада/врач; Лис Бен/поэт; Гай Вера; Дуб Игнат/слесарь; в т.ч. врачей/1/?name; -1 above"
    )


def test_a_remark_far_below_a_long_table_keeps_back_those_whose_numbers_it_gives() -> None:
    rows = "".join(
        f"{nth};{'ABCDEFGH'[nth % 8]}da Sand{'abcdefgh'[nth // 8]};nurse\n" for nth in range(1, 64)
    )
    found = table(f"№;Name;Role\n{rows}Ескерту: 12 және 18-нөмірлер аттарын жарияламауды сұрады.;;\n")
    assert [row["line"] - 1 for row in list_as_json(found)["rows"] if row["visibility"] == "hidden"] == [
        12,
        18,
    ]


TABLES = {
    "an export of a plugin for petitions": (
        ("First Name,Last Name,Occupation,Address,Confirmed,Receive updates by email,Do not show my name publicly\n"
         "Ada,Sand,nurse,4 Mill Lane,1,0,0\nBen,Oak,—,5 Mill Lane,0,1,1\nCy,Holm,poet,6 Mill Lane,0,1,0\n"),
        "Ada Sand/nurse; Ben Oak/hidden/?unconfirmed; Cy Holm/poet/?unconfirmed",
    ),
    "a refusal that goes on": ("Имя и фамилия;Можно ли опубликовать ваше имя под письмом?\nАда Санд;Да\nБен Оук;Нет, учтите только в общем числе\nСай Холм;Да\n",
                               "Ада Санд; Бен Оук/hidden; Сай Холм"),
    "mailboxes of nobody who signed in": ("ID,Email,Full name,Town\n1,anonymous,Ada Sand,Leeds\n2,anonymous,Ben Oak,York\n", "Ada Sand/Leeds; Ben Oak/York"),
    "titles in a column of their own": ("Titel;Name;Ort\nProf. Dr.;Ada Sand;Leeds\n;Ben Oak;York\n;Cy Holm;Bath\nDr.;Di Roe;York\n",
                                        "Ada Sand/Leeds; Ben Oak/York; Cy Holm/Bath; Di Roe/York"),
    "all in one column": ("Name;Email\nDr Ada Sand, nurse, Leeds;a@example.org\nBen Oak (16);b@example.org\ntest;c@example.org\n", "Dr Ada Sand/nurse/Leeds/a@example.org; Ben Oak (16)/b@example.org/hidden/?naming; test/c@example.org/?name"),
    "who signs, a body or a person or both": (
        ("Lp.;Organizacja;Osoba kontaktowa, funkcja;E-mail;Kto podpisuje?\n"
         "1;Fundacja Wir;Ada Sand, prezeska;a@example.org;organizacja i osoba\n2;Klub Bór;dr Ben Oak członek zarządu;b@example.org;organizacja\n"
         "3;–;Cy Holm, hydrolog, AGH;;osoba\n4;OSP Lech;Di Roe – skarbnik;;oboje\n5;Urząd Gminy;Ed Moss, inspektor;;osoba, bez nazwiska!\n"
         "6;Klub Las;Fay Lind, trener;;w trakcie – czekamy\n7;–;Ewa i Jan Pietrowie, agroturystyka;;osoba\n"),
        ("Fundacja Wir/organisation/?two; Ada Sand/prezeska/Fundacja Wir/a@example.org; Klub Bór/b@example.org/organisation/?two; "
        "Cy Holm/hydrolog/AGH; OSP Lech/organisation/?two; Di Roe/skarbnik/OSP Lech; Ed Moss/inspektor/Urząd Gminy/hidden/?naming; "
        "Fay Lind/trener/Klub Las/hidden/?naming; Ewa i Jan Pietrowie/agroturystyka/?two"),
    ),
    "mailboxes under a word for a country, and who wrote it down": (
        "Ім'я;Прізвище;Професія;Ел. пошта\nАда;Кос;лікарка;a@example.org\nБен;Лис;кухар;b@example.org\nСписок склала Віра Гай;;;\n",
        "Ада Кос/лікарка/a@example.org; Бен Лис/кухар/b@example.org; Список склала Віра Гай/?name",
    ),
    "who signed, in small letters, and what they do in the same cell": ("who signed;+/-\nAda Sand (nurse, Leeds);+\nBen Oak — poet;+\nCircle «Bell» (led by Ed Moss);-\nCy Holm, cook;+\nTotal;4 names\n",
        "Ada Sand/nurse/Leeds/hidden; Ben Oak/poet/hidden; Circle «Bell»/organisation/hidden; Cy Holm/cook/hidden; -6 total; ask +/-"),
    "consent to print a name that is called by its letters": ("Ф.И.О.;Согласие на публикацию Ф.И.О.;State\nАда Санд;да;Wales\nБен Оук;нет;Wales\nСай Холм;—;England\n", "Ада Санд/Wales; Бен Оук/Wales/hidden; Сай Холм/England/hidden"),
    "bodies where most are, though their names tell nothing": ("Signatory;Town\nHerne Wildlife Trust;Lund\nLund Growers;Ryde\nSociety of Bakers;Lund\nLund Parish Council;Lund\nRyde Choir Association;Ryde\nAnn Ruel;Lund\n",
        "Herne Wildlife Trust/Lund/organisation; Lund Growers/Ryde/organisation; Society of Bakers/Lund/organisation; Lund Parish Council/Lund/organisation; Ryde Choir Association/Ryde/organisation; Ann Ruel/Lund"),
    "two in the parts of one name, and a body by its acronym": ("First name;Surname;Town\nAda und Jan;Sand;Leeds\nBOLD-Group;Lund;Lund\n", "Ada Sand/Leeds/?two; Jan Sand/Leeds/?two; BOLD-Group Lund/Lund/organisation"),
    "two in one row, as files name them": (
        ("First name;Family name;Work;Remarks\nRuth & Daniel;Fairlie;miller;two signatures, one form\nIda;Orr;poet;\nCora;Lund;cook;\n"),
        "Ruth Fairlie/miller/?two; Daniel Fairlie/miller/?two; Ida Orr/poet; Cora Lund/cook",
    ),
    "questions that nobody knows above what a form adds": (
        ("#;Merhaba! Adınız ve soyadınız nedir?;Response Type;Submit Date (UTC)\na1;Ayşe Demir;completed;2025-09-02\na2;Veli Kaya;completed;2025-09-03\n"),
        "Ayşe Demir; Veli Kaya",
    ),
    "a heading that says more in brackets": ("Town;Name (as written);Tel\nLeeds;Ada Sand;1\nYork;Ben Oak;2\n", "Ada Sand/Leeds; Ben Oak/York"),
    "links under a word that nobody knows": ("Аты-жөні;Сайт\nАда Кос;https://kos.org\nБен Лис;\nСай Гай;https://gai.org\nДана Дуб;\n", "Ада Кос; Бен Лис; Сай Гай; Дана Дуб"),
    "where a name may stand, under a word that may say where somebody works": ("Name;Where\nAda Sand;nowhere\nBen Oak;нигде\nCy Holm;nirgends\nDi Roe;everywhere\n", "Ada Sand/hidden; Ben Oak/hidden; Cy Holm/hidden; Di Roe/hidden/?naming; ask Where"),
    "where a name may stand, in words that nobody knows": ("Name;Where\nAda Sand;letter\nBen Oak;site\nCy Holm;site\nDi Roe;letter only\n", "Ada Sand/hidden/?naming; Ben Oak/hidden/?naming; Cy Holm/hidden/?naming; Di Roe/hidden/?naming; ask Where"),
    "the same of three": ("Name;Kus\nAda Sand;kirjas\nBen Oak;kõikjal\nCy Holm;paberil\n", "Ada Sand/hidden/?naming; Ben Oak/hidden/?naming; Cy Holm/hidden/?naming; ask Kus"),
    "the same of many": ("Name;Where\n" + "".join(f"{given} Sand;{word}\n{given} Oak;{word}\n" for given, word in zip(("Ada", "Ben", "Cy", "Di", "Ed"), ("letter", "site", "paper", "post", "talk"), strict=True)),
        "; ".join(f"{given} {family}/hidden/?naming" for given in ("Ada", "Ben", "Cy", "Di", "Ed") for family in ("Sand", "Oak")) + "; ask Where"),
    "the same without headings": ("Ada Sand;letter\nBen Oak;site\nCy Holm;paper\nDi Roe;letter\n", "Ada Sand/hidden/?naming; Ben Oak/hidden/?naming; Cy Holm/hidden/?naming; Di Roe/hidden/?naming; ask "),
    "what somebody does and where": (
        "ФИО;Кем и где работает\nАда Кос;фельдшер, амбулатория\nБен Лис;слесарь, депо «Озёрное»\nСай Гай;поэт\nЖан Лан;медсестра, горбольница № 2\n",
        "Ада Кос/фельдшер/амбулатория; Бен Лис/слесарь/депо «Озёрное»; Сай Гай/поэт; Жан Лан/медсестра/горбольница № 2",
    ),
    "words of those who try a form out": (
        "Name;Town\nddd eee;Leeds\ndeneme deneme;Leeds\nტესტი ტესტი;Leeds\nazerty qsdfgh;Leeds\nJamila Jamila;Leeds\nAda Sand;York\n",
        "ddd eee/Leeds/?name; deneme deneme/Leeds/?name; ტესტი ტესტი/Leeds/?name; azerty qsdfgh/Leeds/?name; Jamila Jamila/Leeds/?name; Ada Sand/York",
    ),
    "a sum of a sheet, and parts by what people do": (
        "Name;Position;City\nProfessors, readers and lecturers;;\nAda Sand;Reader;Leeds\nYoung and mid-career researchers;;\nBen Oak;Fellow;York\nEmeriti;;\nCy Holm;;\nSociety of Bakers;;\nSheet 1 total;4;\n",
        "Ada Sand/Reader/Leeds; Young and mid-career researchers/?half; Ben Oak/Fellow/York; Cy Holm; Society of Bakers/organisation; -2 section; -6 section; -9 total",
    ),
    "a body in the column of family names": ("Фамилия / организация;Имя;Отчество;Кем работает\nКос;Ада;Львовна;врач\nЛис;Бен;;поэт\nТСЖ «Родник»;;;\n", "Кос Ада Львовна/врач; Лис Бен/поэт; ТСЖ «Родник»/organisation"),
    "rows between bars that a scan broke over lines": ("LIST 1\n\nNr. | Name, Vorname | Beruf | Wohnort | Unterschrift | nicht veröff.\n\n1 | Sand, Ada-\nline | Wirtin | Lund | A. S~ | [ ]\n2 | Ruel-\nOak, Ben | Ver-\nkäufer | Ryde | B | [ X ]\n3 | Holm, Cy | Koch | Ryde | --- gestrichen --- | [_]\n4 | Roe, Di | Köchin | Lund | D | [_]\nOn this sheet: 3\n",
        "Adaline Sand/Wirtin/Lund/?guessed; Ben Ruel-Oak/Verkäufer/Ryde/hidden/?guessed; Di Roe/Köchin/Lund; -1 above; -10 retracted; -12 comment"),
    "no family names": ("Имя;Отчество;Город\nАда;Львовна;Орёл\nБен;Ильич;Орёл\n", "Ада Львовна/Орёл/?half; Бен Ильич/Орёл/?half"),
    "side by side under other headings": ("№;Name;Job;City;;№;Shop or club;Görevi;City\n1;Ada Sand;nurse;Leeds;;1;Lune Kitchen;signed by: Cy Holm, owner;York\n2;Ben Oak;poet;York;;2;Di Roe;cook;Leeds\n",
        "Ada Sand/nurse/Leeds; Ben Oak/poet/York"),
    "a vote with its sum and comments below": (";Brief Ich unterschreibe;Name öffentlich\nAlex + Ben Sand;OK;OK\nCy Holm (Lehrer);OK;OK\nDi Roe;OK;\nEd Moss;OK;OK\nFay Lind;;\nAnzahl;5;4\nEd Moss: ich ziehe meine Unterschrift zurück;;\nGil Orr (Admin): danke euch allen;;\n",
        "Alex Sand/hidden/?two; Ben Sand/hidden/?two; Cy Holm/Lehrer/hidden; Di Roe/hidden; Ed Moss/hidden/?naming; Fay Lind/hidden; Gil Orr (Admin): danke euch allen/hidden/?name; -7 total; -8 comment; ask Brief Ich unterschreibe"),
    "how each is to be listed": ("Name;How to list;City\nAda Sand;only my organisation;Leeds\nBen Oak;as a person;York\nCy Holm;only my organisation;Bath\nDi Roe;as a person;York\n", "Ada Sand/Leeds/hidden/?naming; Ben Oak/York/hidden/?naming; Cy Holm/Bath/hidden/?naming; Di Roe/York/hidden/?naming; ask How to list"),
    "lists side by side, of which one says who is published": ("Name;Role;City;;Name;Role;Publish\nAda Sand;nurse;Leeds;;Ben Oak;poet;no\nCy Holm;cook;York;;Di Roe;baker;yes\n", "Ada Sand/nurse/Leeds/hidden/?naming; Cy Holm/cook/York/hidden/?naming"),
    "what is said of each in a column": ("Save the well\nFull name;Ada Sand;Ben Oak;Cy Holm\nJob;nurse;;poet\nTown;Leeds;York;Bath\nPublish my name;yes;no;yes\n",
        "Ada Sand/nurse/Leeds/?guessed; Ben Oak/York/hidden/?guessed; Cy Holm/poet/Bath/?guessed; -1 above"),
    "headings without accents, in brackets or parted otherwise": ("nombre_completo;ocupacion;poblacion;Subscription Status\nAda Sand;poeta;Lugo;on\nBen Oak;;Lugo;off\n", "Ada Sand/poeta/Lugo; Ben Oak/Lugo"),
    "a sign in a column of who is not to be named": ("お名前,匿名\n小山 花子,\n川田 太郎,○\n森 葉子,√\n", "小山 花子; 川田 太郎/hidden; 森 葉子/hidden"),
    "headings of forms in more languages": ("お名前,職業・肩書き,所属（任意）,都道府県,お名前の公開について,メッセージ\n小山 花子,主婦,,京都府,公開してよい,海を守りましょう\n川田 太郎,教授,北大,京都府,非公開,\n森 葉子,主婦,,京都府,匿名を希望する,\n",
        "小山 花子/主婦/京都府/hidden/?naming; 川田 太郎/教授/北大/京都府/hidden; 森 葉子/主婦/京都府/hidden; ask メッセージ"),
    "headings of forms in still more": ("ПІБ;Mesleğiniz / unvanınız;Установа;Cité;Source;Publish my name;ملاحظات;Eklemek istedikleriniz\nAda Sand;poet;Hill School;Leeds;web;yes;يرسل النص;\nBen Oak;cook;;York;stall;yes;;Zeytin bizim\nCy Holm;;;Bath;web;no;;\nDi Roe;;;Bath;stall;yes;;\n",
        "Ada Sand/poet/Hill School/Leeds/hidden/?naming; Ben Oak/cook/York/hidden/?naming; Cy Holm/Bath/hidden; Di Roe/Bath; ask ملاحظات; ask Eklemek istedikleriniz"),
    "headings of organisations": ("Lp.;Nazwa organizacji;Siedziba;Osoba do kontaktu;RODO\n1;Fundacja Wir;Łomża;Ada Sand;TAK\n2;Klub Bór;Tykocin;Ben Oak;TAK\n", "Fundacja Wir/Łomża/organisation; Klub Bór/Tykocin/organisation"),
    "what somebody does and where, in one cell": ("Имя и фамилия;Должность, место работы\nАда Санд;доцент, КазНУ им. Лунина\nБен Оук;врач, поэт\nСай Холм;повар, Алматы\n",
        "Ада Санд/доцент/КазНУ им. Лунина; Бен Оук/врач, поэт; Сай Холм/повар, Алматы"),
    "in one more": ("Nom i cognoms;Ofici;Entitat;Població\nAda Sand;poeta;Hill School;Leeds\n", "Ada Sand/poeta/Hill School/Leeds"),
    "no remark beside a consent, in a column of remarks": ("Nome completo;Você autoriza a divulgação do seu nome na lista pública de signatários?;Li a política de privacidade (LGPD);Obs\nAda Sand;Sim;Li e concordo;ligar de novo\nBen Oak;Não;Li e concordo;\nCy Holm;Sim;Li e concordo;\n",
        "Ada Sand; Ben Oak/hidden; Cy Holm"),
    "a code in a column of remarks": ("Name;Publish my name;Remarks\nAda Sand;yes;NP\nBen Oak;yes;\nCy Holm;yes;\nDi Roe;yes;\n", "Ada Sand/hidden/?naming; Ben Oak; Cy Holm; Di Roe; ask Remarks"),
    "who changed her mind about being named": ("Имя и фамилия;Согласие на публикацию имени;Примечание\nАда Санд;да;передумала, имя не публиковать!\nБен Оук;да;передумал, не публиковать подпись\nСай Холм;да;\n",
        "Ада Санд/hidden/?naming; Бен Оук/hidden/?naming; Сай Холм"),
    "who brought the first beside them": ("Name;Role;City;;Name;Role;Invited by\nAda Sand;nurse;Leeds;;Ben Oak;poet;Ed Moss\nCy Holm;cook;York;;Di Roe;baker;Ed Moss\n", "Ada Sand/nurse/Leeds/hidden/?naming; Cy Holm/cook/York/hidden/?naming; ask Role"),
    "who will neither sign nor be named": ("Имя и фамилия;Примечание\nАда Санд;не буду подписывать и имя не публикуйте\nБен Оук;said no to publication\nСай Холм;\n", "Бен Оук/hidden/?naming; Сай Холм/hidden; -2 retracted; ask Примечание"),
    "who does not sign often": ("Name;Remark\nAda Sand;I don't sign often but this I do\nBen Oak;do not sign me as director\nCy Holm;I do not sign.\nDi Roe;I don't sign, but my son does\n", "Ada Sand; Ben Oak; Di Roe; -4 retracted"),
    "who signs and as what, in one cell": ("Name;Role\nAda Sand;nurse\nBen Oak: baker in York\nDi Roe;cook\n", "Ada Sand/nurse; Ben Oak: baker in York/?name; Di Roe/cook"),
    "who speaks, and a role that could be a name": ("Name;Role\nTarn Union;Ada Sand\nLune Club;Ben Oak\nCy Holm;Baker Street\nDi Roe;signed by: Ed Moss\n", "Tarn Union/organisation; Lune Club/organisation; Cy Holm/Baker Street; Di Roe/organisation/?name"),
    "a signature withdrawn by its number below": ("| № | Name | Job |\n|---|---|---|\n| 1 | Ada Sand | nurse |\n| 2 | Ben Oak | poet |\n| 3 | Cy Holm | cook |\n\n№ 2 — signature withdrawn on 21 May.\n", "Ada Sand/nurse; Ben Oak/poet/hidden/?naming; Cy Holm/cook; -2 comment; -7 comment"),
    "states of those who were asked": ("Name;Status;Keep me off the site\nAda Sand;Signed;\nBen Oak;Declined;\nCy Holm;Invited - no reply;\nDi Roe;Signed;checked\nEd Moss;duplicate of row 4;\nFay Lind;Signed;\n",
        "Ada Sand/hidden; Di Roe/hidden/?naming; Fay Lind/hidden; -3 not signed; -4 not signed; -6 not signed; ask Keep me off the site"),
    "repeated rows": ("Имя и фамилия;Примечание\nАда Санд;\nБен Оук;test formularza\nАда Санд;повтор строки 1\n", "Ада Санд; -3 not signed; -4 not signed"),
    "who declines in an answer, and wishes that speak of adding": ("Аты-жөні;Хатқа қол қоясыз ба?;Пікір\nАда Кос;yes, I sign;\nБен Лис;No, I do not sign;\nСай Гай;yes, I sign;сайтқа мені қоспаңыздар\n",
        "Ада Кос/hidden; Сай Гай/hidden/?naming; -3 retracted; ask Хатқа қол қоясыз ба?; ask Пікір"),
    "for whom one signs, in a phrase": ("Nombre;Apellidos;¿Firma como…?;Nombre de la entidad;Municipio\nAda;Sand;A título individual;;Lugo\nBen;Oak;En nombre de una entidad;Club Lune;Lugo\nCy;Holm;A título individual;;Lugo\nDi;Roe;A título individual;Escuela Lune;Lugo\n",
        "Ada Sand/Lugo; Club Lune/Lugo/organisation/?two; Cy Holm/Lugo; Di Roe/Escuela Lune/Lugo"),
    "who speaks for a body, where others say what they do": ("Name;Job\nTarn Parish Council;Ada Sand, clerk\nKlub «Lune»;w osobie: Bena Oaka\nCy Holm;cook\n", "Tarn Parish Council/organisation; Klub «Lune»/organisation; Cy Holm/cook"),
    "who signs for a body, under headings of several languages": ("Name;Жұмыс не оқу орны;Mahalle;Intitulé du poste\nAda Sand;Lune School;Lund;teacher\nLune Kitchen;;Lund;imzalayan: Ben Oak\nRyde Growers;;Ryde;podpisuje: Cy Holm\nRyde Larks;;Ryde;i. V. Di Roe\n",
        "Ada Sand/teacher/Lune School/Lund; Lune Kitchen/Lund/organisation/?name; Ryde Growers/Ryde/organisation/?name; Ryde Larks/Ryde/organisation/?name"),
    "a row that shows how others are filled in, and a title behind the family name": ("Nr.;Name, Vorname;Wohnort;Name darf veröffentlicht werden\nBsp.;Mustermann, Max;Lund;ja / nein\n1;von Sand, Prof. Dr. Ada;Lund;ja\n2;Oak, Ben;Ryde;nur Initialen\n3;Holm, Cy;Ryde;zurückgezogen\n", "Prof. Dr. Ada von Sand/Lund; Ben Oak/Ryde/initials; -2 not signed; -5 retracted"),
    "a column for each answer to whether a name may be shown": ("ID;Name;Town;May your name be published?;;\n;;;Yes, of course;Initials only;No\n1;Ada Sand;Leeds;Yes, of course;;\n2;Ben Oak;York;;;No\n3;Cy Holm;York;;Initials only;\n4;Di Roe;Bath;;;\n", "Ada Sand/Leeds; Ben Oak/York/hidden; Cy Holm/York/initials; Di Roe/Bath/hidden"),
    "a table in Markdown with rows that no page shows": ("# Signatories\n\n<!-- template:\n| 1 | Jane Roe | nurse | yes |\n-->\n\n| # | Name | Role | Show on site |\n|--|--|--|--|\n| 1 | Ada Sand | nurse | yes |\n| 2 | Ben Oak | poet | no |\n| 3 | Cy Holm | cook | yes |\n", "Ada Sand/nurse; Ben Oak/poet/hidden; Cy Holm/cook; -1 above; -3 above; -4 above; -5 above; -8 comment"),
    "who wants to be asked first, and said yes": ("Name;Publish my name;Anything else?\nAda Sand;yes;please ask me first\nBen Oak;yes;good luck to you\nCy Holm;yes;сначала спросите меня\nDi Roe;yes;\n", "Ada Sand/hidden/?naming; Ben Oak; Cy Holm/hidden/?naming; Di Roe"),
    "sums and parts": ("№;Имя и фамилия;Должность\nКала;;\n1;Ада Санд;врач\n;Всего по городу:;1\n", "Ада Санд/врач; -2 section; -4 total"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_tables_are_read_right_and_ask_nothing_in_vain(kind: str) -> None:
    typed, expected = TABLES[kind]
    assert said(table(typed)) == expected


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("acepto_que_mi_nombre_aparezca", "1", ""), ("Adınızın imzacı listesinde yayımlanmasını ister misiniz?", "Evet, adım yayımlansın", "Hayır, adım gizli kalsın"),
        ("هل توافق على نشر اسمك ضمن قائمة الموقعين؟", "نعم", "لا أرغب"), ("لا أوافق على نشر اسمي", "لا", "نعم"), ("Acceptez-vous que votre nom soit cité dans l’appel ?", "Oui", "Non"),
        ("Zgody publikacja nazwiska", "tak", ""), ("Autorizo publicar mi nombre", "x", ""), ("No autorizo que mi nombre aparezca", "", "x"),
        ("Zgoda na publikację nazwiska (x)", "x", ""), ("Атыңызды жариялауға келісесіз бе? / Согласны ли вы публиковать ваше имя под письмом?", "Иә / Да", "Жоқ / Нет"),
        ("公开姓名", "是", "否"), ("是否匿名", "否", "是"), ("De acord ca numele să fie făcut public?", "Da", "Nu"), ("Згода на оприлюднення імені", "так", "ні"),
        ("Adınız imzacılar listesinde görünsün mü?", "1", "0"), ("Mark X if you do not want your name published", "", "X"), ("¿Quiere que su nombre aparezca publicado?", "Sí, con nombre y apellidos", "No"),
    ],
)  # fmt: skip
def test_consent_is_understood_as_forms_of_more_languages_ask_for_it(heading: str, yes: str, no: str) -> None:
    assert (
        said(table(f"Name;{heading}\nAda Sand;{yes}\nBen Oak;{no}\nCy Holm;{yes}\n"))
        == "Ada Sand; Ben Oak/hidden; Cy Holm"
    )


def test_of_lists_side_by_side_each_is_a_sheet_and_who_stands_in_one_that_does_not_ask_waits() -> None:
    left, right = ["Name;Role;City", "Ada Sand;nurse;Leeds", "Cy Holm;cook;York"], ["Name;Publish", "Ben Oak;no", "Di Roe;yes"]  # fmt: skip
    both = [f"{one};;{other}" for one, other in zip(left, right, strict=True)]
    first, other = (each := table("\n".join(both))), each.proposed[0]
    assert said(first) == "Ada Sand/nurse/Leeds/hidden/?naming; Cy Holm/cook/York/hidden/?naming"
    assert said(other) == "Ben Oak/hidden/?guessed; Di Roe/?guessed"
    numbers = ["№", "1", "2"]
    both = [f"{nth};{one};;{nth};{other}" for nth, one, other in zip(numbers, left, right, strict=True)]
    first, other = (each := table("Artists;;;;;Others\n" + "\n".join(both))), each.proposed[0]
    assert said(first) == "Ada Sand/nurse/Leeds/hidden/?naming; Cy Holm/cook/York/hidden/?naming; -1 above"
    assert said(other) == "Ben Oak/hidden/?guessed; Di Roe/?guessed; -1 above"
    bodies = table(TABLES["side by side under other headings"][0]).proposed[0]
    assert said(bodies) == "Lune Kitchen/York/organisation/?name; Di Roe/cook/Leeds/?guessed"


def test_two_whom_one_row_names_are_one_row_and_its_cells_are_counted_once() -> None:
    found = table("Name;Town\nAda and Jan Sand;Leeds\nBen Oak;York\n")
    assert said(found) == "Ada Sand/Leeds/?two; Jan Sand/Leeds/?two; Ben Oak/York"
    assert found.account["rows"] == {"all": 3, "doubtful": 1, "headings": 1, "signatories": 1}
    assert found.account["cells"]["all"] == 6


def test_sheets_that_are_not_read_are_told_and_one_whose_name_forbids_it_names_nobody() -> None:
    sheets = {"People": [["Name", "Town"], ["Ada Sand", "Leeds"]], "NOT to be published": [["Name", "Town"], ["Ben Oak", "York"]], "Sums": [["Total", "2"]]}  # fmt: skip
    gone = ("Absagen", "Wycofani", "Retirés", "Retiradas", "Ritirati", "Відкликали", "Withdrawals")
    declined = {name: [["Name", "Town"], ["Cy Holt", "York"]] for name in gone}
    found = listing.read(workbook(sheets | declined), "list.xlsx")
    assert (said(found), found.others) == ("Ada Sand/Leeds", ("NOT to be published", "Sums", *gone))
    assert list(map(said, found.proposed)) == ["Ben Oak/York/hidden/?naming"]
    assert list_as_json(found)["sheets_not_read"] == ["Sums", *gone]
    del sheets["People"], sheets["Sums"]
    assert said(listing.read(workbook(sheets), "list.xlsx")) == "Ben Oak/York/hidden/?naming"


def test_each_sheet_that_holds_people_is_read_by_its_own_columns_and_its_name_says_where_they_live() -> None:
    heads = ["Name", "Job title", "May be published"]
    sheets = {
        "Berlin": [heads, ["Ada Sand", "nurse", "yes"], ["Ben Oak", "poet", "no"]],
        "Astana": [["Collected by Ann"], ["Surname", "First name", "Phone"], ["Holm", "Sai", "0123"]],
        "From the chat": [["Kit Moor, baker"], ["Liv Ford, farmer"]],
        "Sums": [["Town", "Number"], ["Leeds", "2"]],
        "Notes": [["Ask Ada whether to print the towns"], ["Council contact: Kit Moor"]],
    }
    found = listing.read(workbook(sheets), "list.xlsx")
    assert said(found) == "Ada Sand/nurse/Berlin; Ben Oak/poet/Berlin/hidden"
    assert list(map(said, found.proposed)) == [
        "Holm Sai/Astana; -1 above",
        "Kit Moor/baker; Liv Ford/farmer",
        "Ask Ada whether to print the towns/organisation/?guessed; Council contact: Kit Moor/organisation/?guessed",
    ]
    assert found.account["sheets"] == {"all": 5, "not read": 1, "proposed": 3, "read": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"Do not publish!": [["Sand Ada"]]},
        {"Do not publish!": [["Sand"]]},
        {"Calls": [["These people asked not to be named anywhere"], ["Ada Sand", "wrote in April"]]},
        {"Calls": [["Who", "What"], ["Ada Sand", "please do not print her name"], ["Ben Oak", "called"]]},
    ],
    ids=str,
)
def test_whom_another_sheet_asks_not_to_name_waits_and_the_others_stand(
    other: dict[str, list[list[str]]],
) -> None:
    sheets = {"List": [["Name", "Town"], ["Ada Sand", "Leeds"], ["Ben Oak", "York"]], **other}
    assert said(listing.read(workbook(sheets), "list.xlsx")) == "Ada Sand/Leeds/hidden/?naming; Ben Oak/York"


_FILLS = {
    "yellow": PatternFill("solid", fgColor="FFFFFF00"),
    "green": PatternFill("solid", fgColor="FF92D050"),
}
_COLOURED: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "in words above": ([("Yellow rows: do not publish the name", "")], []),
    "in its colour below": ([], [("do not publish the name", "yellow"), ("signed on paper", "green")]),
    "in words below, in letters of a colour of its own": ([], [("Yellow: do not publish the name", "")]),
    "on another sheet": ([], []),
}


@pytest.mark.parametrize("in_one", [False, True])
@pytest.mark.parametrize("where", _COLOURED)
def test_a_colour_that_a_legend_explains_keeps_back_those_who_bear_it_however_many(
    where: str, in_one: bool
) -> None:
    above, below = _COLOURED[where]
    names = {"Ada Sand": "yellow", "Ben Oak": "", "Cy Holm": "yellow", "Dora Roe": "", "Ed Moss": "yellow"}
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    rows: list[tuple[tuple[str, ...], str]] = [((said,), fill) for said, fill in above]
    if in_one:
        rows += [((f"{nth}. {name}, Leeds",), names[name]) for nth, name in enumerate(names, 1)]
    else:
        rows += [(("Name", "Town"), ""), *(((name, "Leeds"), fill) for name, fill in names.items())]
    rows += [((said,), fill) for said, fill in below]
    _fill(sheet, rows)
    if where == "on another sheet":
        _fill(book.create_sheet("Legend"), [(("do not publish the name",), "yellow")])
    book.save(stream)
    found = people(listing.read(stream.getvalue(), "list.xlsx"))
    assert {name: found[name]["visibility"] == "hidden" for name in names} == {
        name: bool(fill) for name, fill in names.items()
    }


def _fill(sheet: Any, rows: Sequence[tuple[tuple[str, ...], str]]) -> None:
    for nth, (cells, fill) in enumerate(rows, 1):
        sheet.append(cells)
        for at in range(1, len(cells) + 1):
            sheet.cell(nth, at).fill = _FILLS.get(fill, PatternFill())


def test_headings_under_merged_cells_and_what_stands_behind_names_under_a_word_that_nobody_knows() -> None:
    text = "№\tSigned by\t\tAddress\t\tConsent to publish\n\tName\tJob title\tTown\tHouse\t\n1\tAda Sand\tnurse\tLeeds\tHill St 1\tyes\n2\tBen Oak\tpoet\tYork\tMill St 2\tno\n"
    assert said(read_pasted(text)).startswith("Ada Sand/nurse/Leeds; Ben Oak/poet/York/hidden")
    rows = ("Кос Ада\tвчителька музики\tЛьвів", "Лис Бен\tпоет\tКиїв", "Гай Віра\tкасирка\tЛьвів", "Дуб Ігнат\tслюсар\tЛьвів", "Яр Уля\tстоляр\tКиїв")  # fmt: skip
    found = read_pasted("\n".join(("ПІБ\tХто\tМісто", *rows)))
    assert said(found).startswith("Кос Ада/вчителька музики/Львів; Лис Бен/поет/Київ")
