"""Messages as people, programs and servers send them, with what is to be understood of each. Everybody in them is invented.

Bytes are real: each message is built byte by byte as the program it imitates sends it, or stands here as it is.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from email.header import Header
from quopri import encodestring

TO = "sign+well@sign.example.org"


@dataclass(frozen=True)
class Sample:
    """A message, and what is expected: what it says, as whom, in which kind of message. `why` is for what people must read."""

    name: str
    raw: bytes
    says: str = "signs"
    line: dict[str, str] = field(default_factory=dict)
    kind: str = "ordinary"
    why: str = ""


def mail(
    body: bytes | str,
    who: str = "Aru Bekova <aru@example.org>",
    subject: str = "Well",
    *headers: str,
    charset: str = "utf-8",
    cte: str = "8bit",
    subtype: str = "plain",
) -> bytes:
    """A message of one part, its text in a charset and a transfer encoding."""
    name, _, address = who.rpartition(" ")
    if not name.isascii():
        own = isinstance(body, str) and charset in {"koi8-r", "windows-1251"}
        name = Header(name, charset if own else "utf-8").encode()
    if not subject.isascii():
        subject = Header(subject, "utf-8").encode()
    data = body if isinstance(body, bytes) else body.encode(charset)
    data = {
        "8bit": lambda: data,
        "base64": lambda: b64encode(data),
        "quoted-printable": lambda: encodestring(data),
    }[cte]()
    head = [
        f"From: {name} {address}",
        f"To: {TO}",
        f"Subject: {subject}",
        "Date: Sat, 21 Nov 2026 10:15:00 +0500",
        "MIME-Version: 1.0",
        *headers,
    ]
    if not any(each.lower().startswith("message-id:") for each in headers):
        head.append("Message-ID: <one@mailer.example>")
    if not any(each.lower().startswith("content-type:") for each in headers):
        head += [f"Content-Type: text/{subtype}; charset={charset}", f"Content-Transfer-Encoding: {cte}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def parts(
    subtype: str, *each: tuple[str, str], who: str = "Aru Bekova <aru@example.org>", subject: str = "Well"
) -> bytes:
    """A message of several parts: (content type with its headers, text)."""
    body = "".join(f"--b1\nContent-Type: {kind}\n\n{text}\n" for kind, text in each) + "--b1--\n"
    return mail(
        body,
        who,
        subject,
        f'Content-Type: multipart/{subtype}; boundary="b1"',
        "Content-Transfer-Encoding: 8bit",
    )


def line(
    name: str, role: str = "", affiliation: str = "", place: str = "", kind: str = "person"
) -> dict[str, str]:
    """Who signs."""
    return {"name": name, "role": role, "affiliation": affiliation, "place": place, "kind": kind}


ARU = line("Aru Bekova")
_ANNA = "Анна Лесная <anna@example.org>"
_DAMIR = "Дәмір Құдықов <damir@example.org>"
_HTML = """<html><head><style>p {{ color: red }}</style><title>x</title></head><body><div dir="ltr">{0}</div></body></html>"""
_QUOTED_RU = "> Вы можете подписать это письмо.\n> Пётр Чужой, директор (Тараз)\n"
_MULTI = "text/plain; charset=utf-8"
_RICH = "text/html; charset=utf-8"

PLAIN = (
    Sample("english sentence", mail("I support the appeal. Aru Bekova, journalist, Almaty\n"),
           line=line("Aru Bekova", "journalist", "", "Almaty")),
    Sample("one line", mail("Aru Bekova, teacher (Taraz)\n"), line=line("Aru Bekova", "teacher", "", "Taraz")),
    Sample("name below the wish", mail("Please add my name to the letter.\n\nAru Bekova\nengineer\nAktobe\n"),
           line=line("Aru Bekova", "engineer", "", "Aktobe")),
    Sample("russian with colon", mail("Подписываюсь: Лесная Анна Петровна, учитель, Караганда\n", _ANNA),
           line=line("Лесная Анна Петровна", "учитель", "", "Караганда")),
    Sample("russian in a sentence", mail("Здравствуйте!\n\nЯ, Лесная Анна, врач из Тараза, подписываюсь под обращением.\n", _ANNA),
           line=line("Лесная Анна", "врач", "", "Тараза")),  # the case is theirs
    Sample("respectfully", mail("Добрый день!\nПоддерживаю обращение полностью.\n\nС уважением,\nАнна Лесная,\nжурналист\n", _ANNA),
           line=line("Анна Лесная", "журналист")),
    Sample("kazakh", mail("Сәлеметсіз бе!\n\nҮндеуге қол қоямын.\n\nҚұрметпен,\nДәмір Құдықов, мұғалім, Алматы\n", _DAMIR),
           line=line("Дәмір Құдықов", "мұғалім", "", "Алматы")),
    Sample("kazakh short", mail("Қолдаймын! Дәмір Құдықов, журналист\n", _DAMIR), line=line("Дәмір Құдықов", "журналист")),
    Sample("only the header names", mail("Подписываюсь.\n", _ANNA), line=line("Анна Лесная")),
    Sample("only the header names, kazakh", mail("Мен де қосыламын\n", _DAMIR), line=line("Дәмір Құдықов")),
    Sample("only the header names, english", mail("I sign this letter too. Thank you!\n"), line=ARU),
    Sample("role without a name", mail("Подписываюсь.\nЖурналист, Алматы\n", _ANNA),
           line=line("Анна Лесная", "Журналист", "", "Алматы")),
    Sample("labels", mail("ФИО: Лесная Анна\nДолжность: редактор\nГород: Семей\n", _ANNA),
           line=line("Лесная Анна", "редактор", "", "Семей")),
    Sample("labels, kazakh", mail("Аты-жөні: Құдықов Дәмір\nМамандығы: дәрігер\nҚала: Орал\n", _DAMIR),
           line=line("Құдықов Дәмір", "дәрігер", "", "Орал")),
    Sample("labels, english", mail("Name: Aru Bekova\nOccupation: lawyer\nTown: Almaty\n"),
           line=line("Aru Bekova", "lawyer", "", "Almaty")),
    Sample("my name is", mail("Hello,\n\nMy name is Aru Bekova and I support your letter. Keep going.\n"), line=ARU),
    Sample("меня зовут", mail("Меня зовут Анна Лесная. Я поддерживаю письмо.\n", _ANNA), line=line("Анна Лесная")),
    Sample("a comment besides", mail("I fully support this appeal. The well was dug by my grandfather.\n\nAru Bekova, retired engineer\n"),
           line=line("Aru Bekova", "retired engineer")),
    Sample("given name in the text, full name in the header", mail("Поддерживаю! Анна\n", _ANNA), line=line("Анна Лесная")),
    Sample("subject alone", mail("\n", _ANNA, "Подписываюсь под обращением"), line=line("Анна Лесная")),
    Sample("name in the subject", mail("", "<aru@example.org>", "I sign: Aru Bekova, teacher"), line=line("Aru Bekova", "teacher")),
    Sample("other way round than the header", mail("Прошу добавить мою подпись: Лесная А., библиотекарь\n", _ANNA),
           line=line("Лесная А.", "библиотекарь")),
    Sample("organisation", mail('От имени редакции газеты «Колодец» подписываюсь.\n\nРедакция газеты «Колодец» (Тараз)\n', _ANNA),
           line=line("Редакция газеты «Колодец»", "", "", "Тараз", "organisation")),
    Sample("organisation in english", mail("On behalf of the Well Society we support the appeal.\n\nWell Society (Taraz)\n"),
           line=line("Well Society", "", "", "Taraz", "organisation")),
    Sample("no name anywhere", mail("I support the appeal\n", "<reader17@example.org>"), says="unclear", why="no_name"),
)  # fmt: skip

ENCODED = (
    Sample("cp1251", mail("Подписываюсь. Анна Лесная, журналист\n", _ANNA, charset="windows-1251"),
           line=line("Анна Лесная", "журналист")),
    Sample("koi8-r in base64", mail("Подписываюсь. Анна Лесная, журналист\n", _ANNA, charset="koi8-r", cte="base64"),
           line=line("Анна Лесная", "журналист")),
    Sample("quoted-printable", mail("Подписываюсь под письмом: Анна Лесная, журналист, Алматы\n", _ANNA, cte="quoted-printable"),
           line=line("Анна Лесная", "журналист", "", "Алматы")),
    Sample("cp1251 in quoted-printable", mail("Поддерживаю. Анна Лесная, врач\n", _ANNA, charset="windows-1251", cte="quoted-printable"),
           line=line("Анна Лесная", "врач")),
    Sample("cp1251 that says it is latin", mail("Подписываюсь. Анна Лесная, журналист\n".encode("cp1251"), _ANNA, charset="iso-8859-1"),
           line=line("Анна Лесная", "журналист")),
    Sample("koi8-r that says it is cp1251", mail("Подписываюсь. Анна Лесная, журналист\n".encode("koi8-r"), _ANNA, charset="windows-1251"),
           line=line("Анна Лесная", "журналист")),
    Sample("utf-8 that says it is koi8-r", mail("Қол қоямын. Дәмір Құдықов, дәрігер\n".encode(), _DAMIR, charset="koi8-r"),
           line=line("Дәмір Құдықов", "дәрігер")),
    Sample("no charset, raw bytes in the header", b"From: \xc0\xed\xed\xe0 \xcb\xe5\xf1\xed\xe0\xff <anna@example.org>\r\nTo: " + TO.encode()
           + b"\r\nSubject: \xcf\xee\xe4\xef\xe8\xf1\xfc\r\n\r\n" + "Подписываюсь\r\n".encode("cp1251"), line=line("Анна Лесная")),
    Sample("unknown charset", mail("Подписываюсь. Анна Лесная\n".encode(), _ANNA, charset="x-nonsense"), line=line("Анна Лесная")),
    Sample("kazakh in kz1048", mail("Қол қоямын. Дәмір Құдықов\n", _DAMIR, charset="kz1048"), line=line("Дәмір Құдықов")),
    Sample("utf-16", mail("I sign. Aru Bekova, chemist\n".encode("utf-16"), charset="utf-16", cte="base64"), line=line("Aru Bekova", "chemist")),
    Sample("header in two pieces that cut a letter", mail("Подписываюсь\n", "<anna@example.org>").replace(
        b"From:  <", b"From: =?utf-8?B?0JDQvdC90LAg0Jsg0JU=?= =?utf-8?Q?=D1=81=D0=BD=D0=B0=D1=8F?= <"), line=line("Анна Л Есная")),
)  # fmt: skip

RICH = (
    Sample("html only", mail(_HTML.format("<p>Поддерживаю обращение.</p><p>Анна Лесная,&nbsp;журналист</p>"), _ANNA, subtype="html"),
           line=line("Анна Лесная", "журналист")),
    Sample("html with line breaks", mail(_HTML.format("I sign this letter.<br><br>Aru Bekova<br>teacher<br>"), subtype="html"),
           line=line("Aru Bekova", "teacher")),
    Sample("html with a quoted answer", mail(_HTML.format(
        "<p>Қол қоямын. Дәмір Құдықов</p><blockquote type=cite><p>Пётр Чужой, директор</p></blockquote>"), _DAMIR, subtype="html"),
           line=line("Дәмір Құдықов")),
    Sample("gmail quote", mail(_HTML.format(
        "Подписываюсь. Анна Лесная<div class='gmail_quote'><div>пн, 21 нояб. 2026 г. Пётр Чужой, директор:</div></div>"), _ANNA,
        subtype="html"), line=line("Анна Лесная")),
    Sample("both kinds", parts("alternative", (_MULTI, "I sign. Aru Bekova, nurse"), (_RICH, "<b>I sign.</b> Aru Bekova, nurse")),
           line=line("Aru Bekova", "nurse")),
    Sample("a picture beside", parts("mixed", (_MULTI, "Подписываюсь. Анна Лесная"), ("image/png; name=a.png\nContent-Transfer-Encoding: base64",
           "iVBORw0KGgo=")), line=ARU | {"name": "Анна Лесная"}),
    Sample("empty plain part", parts("alternative", (_MULTI, " "), (_RICH, "<p>I support the letter. Aru Bekova, poet</p>")),
           line=line("Aru Bekova", "poet")),
    Sample("a page that says more than its plain part", parts("alternative", (_MULTI, "I sign. Aru Bekova"), (_RICH,
           "<p>I sign. Aru Bekova</p><p>Please do not publish my name anywhere.</p>")), says="unclear", why="prose"),
    Sample("a list attached", parts("mixed", (_MULTI, "I sign. Aru Bekova"), ("text/plain\nContent-Disposition: attachment; filename=l.txt",
           "Jane Other, director")), line=ARU),
)  # fmt: skip

QUOTED = (
    Sample("top-posted, russian", mail("Подписываюсь. Анна Лесная, врач\n\n21.11.2026, 10:15, \"Колодец\" <letters@other.example>:\n" + _QUOTED_RU,
           _ANNA), line=line("Анна Лесная", "врач")),
    Sample("bottom-posted, english", mail("On Sat, 21 Nov 2026 at 10:15, The Well <letters@other.example> wrote:\n> Sign here.\n> Jane Other\n\n"
           "I sign. Aru Bekova, nurse\n"), line=line("Aru Bekova", "nurse")),
    Sample("wrapped attribution", mail("I sign. Aru Bekova\n\nOn Saturday, 21 November 2026 at 10:15,\nThe Well <letters@other.example>\nwrote:\n\n"
           "Jane Other, director\n"), line=ARU),
    Sample("kazakh attribution", mail("Қол қоямын. Дәмір Құдықов\n\n2026 ж. 21 қар., сб 10:15, Колодец <letters@other.example> жазды:\n\n" + _QUOTED_RU,
           _DAMIR), line=line("Дәмір Құдықов")),
    Sample("outlook, russian", mail("Поддерживаю! Анна Лесная, учитель\n\nОт: Колодец\nОтправлено: 21 ноября 2026 г. 10:15\nКому: Анна\n"
           "Тема: Колодец\n\nПётр Чужой, директор\n", _ANNA), line=line("Анна Лесная", "учитель")),
    Sample("outlook, kazakh", mail("Қолдаймын. Дәмір Құдықов\n\nКімнен: Колодец <kudyk@example.kz>\nЖіберілді: 2026 ж. 21 қараша 10:15\nКімге: Дәмір\nТақырып: Құдық\n\n"
           "Пётр Чужой, директор\n", _DAMIR), line=line("Дәмір Құдықов")),
    Sample("original message", mail("I sign. Aru Bekova\n\n-----Original Message-----\nFrom: The Well\nJane Other, director\n"), line=ARU),
    Sample("исходное сообщение", mail("Подписываю. Анна Лесная\n\n-------- Исходное сообщение --------\nПётр Чужой, директор\n", _ANNA),
           line=line("Анна Лесная")),
    Sample("forwarded with words of one's own", mail("I support this. Aru Bekova, painter\n\n---------- Forwarded message ---------\n"
           "From: The Well <letters@other.example>\n\nJane Other, director\n", subject="Fwd: The Well"), line=line("Aru Bekova", "painter")),
    Sample("forwarded without a word", mail("\n-------- Пересылаемое сообщение --------\n21.11.2026, 10:15, Пётр:\n\nПодписываюсь. Пётр Чужой\n", _ANNA,
           "Fwd: подпись"), says="unclear", why="forwarded"),
    Sample("nothing but a quotation", mail("> Sign here\n> Jane Other\n"), says="unclear", why="empty"),
)  # fmt: skip

PHONES = (
    Sample("iphone", mail("I sign. Aru Bekova\n\nSent from my iPhone\n"), line=ARU),
    Sample("iphone, russian", mail("Подписываюсь\nАнна Лесная\n\nОтправлено с iPhone\n", _ANNA), line=line("Анна Лесная")),
    Sample("mail.ru phone", mail("Поддерживаю, Анна Лесная, Астана\n--\nОтправлено из мобильной Почты Mail.ru\n", _ANNA),
           line=line("Анна Лесная", "", "", "Астана")),
    Sample("iphone, kazakh", mail("Қол қоямын.\nДәмір Құдықов\niPhone-нан жіберілді\n", _DAMIR), line=line("Дәмір Құдықов")),
    Sample("signature of the program", mail("Подписываюсь.\n\n-- \nАнна Лесная\nглавный редактор газеты «Колодец»\n+7 700 000 00 00\n", _ANNA),
           line=line("Анна Лесная", "главный редактор", "газета «Колодец»")),
    Sample("samsung", mail("I support it.\nAru Bekova, farmer\n\nSent from my Samsung Galaxy smartphone.\n"), line=line("Aru Bekova", "farmer")),
)  # fmt: skip

FOR_PEOPLE = (
    Sample("several names", mail("We sign:\nAru Bekova, teacher\nMarat Suleyev, engineer\n"), says="unclear", why="several"),
    Sample("several names, russian", mail("Подписываемся.\nАнна Лесная, врач\nИгорь Полевой, инженер\nОльга Речная\n", _ANNA),
           says="unclear", why="several"),
    Sample("a couple", mail("Қолдаймыз: Дәмір Құдықов; Айна Құдықова\n", _DAMIR), says="unclear", why="several"),
    Sample("a question", mail("Здравствуйте! А можно подписать анонимно?\nАнна\n", _ANNA), says="unclear", why="question"),
    Sample("empty", mail("", "<reader17@example.org>", ""), says="unclear", why="empty"),
    Sample("spam", mail("Dear owner, we raise your site to the first page. Cheap. See https://promo.example/x now.\n", "Promo Team <p@promo.example>"),
           says="unclear", why="prose"),
    Sample("spam, russian", mail("Скидка 50% на окна до конца недели. Звоните нам сегодня.\n", "Окна Люкс <o@okna.example>"), says="unclear", why="prose"),
    Sample("another matter", mail("Please send me the programme of Saturday's meeting. It starts at ten.\n"), says="unclear", why="prose"),
)  # fmt: skip

ANSWERS = (
    Sample("да", mail("Да\n", _ANNA, "Re: Подтвердите"), says="yes", line=line("Анна Лесная")),
    Sample("да, подтверждаю", mail("Да, подтверждаю!\n\nС уважением,\nАнна Лесная\n\n" + _QUOTED_RU, _ANNA), says="yes", line=line("Анна Лесная")),
    Sample("иә", mail("Иә\n\niPhone-нан жіберілді\n", _DAMIR), says="yes", line=line("Дәмір Құдықов")),
    Sample("yes", mail("yes.\n\nOn Sat, 21 Nov 2026 at 10:15, <letters@other.example> wrote:\n> no\n"), says="yes", line=ARU),
    Sample("confirm", mail("Yes, I confirm my signature\n"), says="yes", line=ARU),
    Sample("растаймын", mail("Растаймын\n", _DAMIR), says="yes", line=line("Дәмір Құдықов")),
    Sample("no", mail("No, this was not me\n"), says="no", why="no"),
    Sample("нет", mail("Нет, это не я!\n", _ANNA), says="no", why="no"),
    Sample("жоқ", mail("Жоқ, мен емес\n", _DAMIR), says="no", why="no"),
    Sample("remove me", mail("Yes please remove me from this list\n"), says="no", why="no"),
    Sample("отпишите", mail("Да отпишите меня уже\n", _ANNA), says="no", why="no"),
    Sample("yes, but", mail("Да, но уберите должность\n", _ANNA), says="unclear", why="prose"),
    Sample("yes, if", mail("Да, если письмо исправят\n", _ANNA), says="unclear", why="prose"),
)  # fmt: skip

UNANSWERED = (
    Sample("out of office", mail("I am out of the office until Monday. Yes.\n", "Aru Bekova <aru@example.org>", "Automatic reply: Well",
           "Auto-Submitted: auto-replied"), kind="automatic"),
    Sample("out of office, russian, unmarked", mail("Меня нет на месте до понедельника.\n", _ANNA, "Автоответ: Колодец"), kind="automatic"),
    Sample("out of office, kazakh, unmarked", mail("Дүйсенбіге дейін кеңседе емеспін.\n", _DAMIR, "Автоматты жауап: Құдық"), kind="automatic"),
    Sample("vacation, marked by an old program", mail("Yes\n", "Aru Bekova <aru@example.org>", "Re: Well", "X-Autoreply: yes"), kind="automatic"),
    Sample("a list", mail("I sign. Aru Bekova\n", "Aru Bekova <aru@example.org>", "[list] Well", "List-Id: <well.lists.example>"), kind="list"),
    Sample("bulk", mail("I sign. Aru Bekova\n", "Aru Bekova <aru@example.org>", "News", "Precedence: list"), kind="list"),
    Sample("bounce", b"Return-Path: <>\r\n" + mail("--b\nContent-Type: text/plain\n\nNo such mailbox.\n--b--\n", "Mail Delivery System <mailer-daemon@mx.example>",
           "Undelivered Mail Returned to Sender", 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"'), kind="bounce"),
    Sample("bounce, plain", b"Return-Path: <>\r\n" + mail("Could not deliver.\n", "Mail System <robot@mx.example>", "failure notice"), kind="bounce"),
    Sample("our own mail come back", mail("Yes, I sign\n", "Aru Bekova <aru@example.org>", "Please confirm",
           "Message-ID: <0123456789abcdef0123456789abcdef@letters.example.org>"), kind="loop"),
    Sample("from our own address", mail("yes\n", "Us <letters@letters.example.org>"), kind="loop"),
    Sample("an invitation of a site", mail("Aru Bekova would like to join your network.\nUnsubscribe: https://hub.example/out/1\n",
           "Aru Bekova <aru@hub.example>", "Join", "List-Unsubscribe: <https://hub.example/out/1>"), kind="list"),
    Sample("answers go to nobody", mail("Aru Bekova would like to join you.\n", "Aru <aru@hub.example>", "Join", "Reply-To: no-reply@hub.example"),
           kind="automatic"),
    Sample("no reply", mail("Your order is on its way.\n", "Shop <no-reply@shop.example>"), kind="automatic"),
)  # fmt: skip

BROKEN = (
    Sample("boundary that never comes", mail("--zz\nContent-Type: text/plain\n\nI sign. Aru Bekova\n", "Aru Bekova <aru@example.org>", "Well",
           'Content-Type: multipart/mixed; boundary="zz"'), line=ARU),
    Sample("broken base64", mail(b"SSBzaWduLiBBcnUgQmVrb3Zh!!!", "Aru Bekova <aru@example.org>", "Well",
           "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"), line=ARU),
    Sample("broken quoted-printable", mail(b"I sign. Aru Bekova =ZZ=", "Aru Bekova <aru@example.org>", "Well",
           "Content-Type: text/plain", "Content-Transfer-Encoding: quoted-printable"), says="signs", line=ARU),
    Sample("no headers at all", b"\r\nI sign\r\n", says="unclear", why="no_name"),
    Sample("two senders", mail("I sign\n").replace(b"From:", b"From: Jane Other <jane@example.org>\r\nFrom:"), says="unclear", why="no_name"),
    Sample("header injection", mail("I sign. Aru Bekova\n", "Aru Bekova <aru@example.org>", "Well",
           "X-Name: =?utf-8?q?a=0D=0ABcc=3A_all=40example=2Eorg?="), line=ARU),
    Sample("bare line feeds", mail("I sign.\n\nAru Bekova, nurse\n").replace(b"\r\n", b"\n"), line=line("Aru Bekova", "nurse")),
    Sample("nul bytes", mail(b"I sign. Aru Bekova\x00\x00\n"), line=ARU),
)  # fmt: skip

_ARU = "Aru Bekova <aru@example.org>"

# As people may also put it: (text, who writes, what it says, the name or why a person must read it).
_VARIED = (
    ("Hi there,\n\nPlease count me in!\n\nBest,\nAru", _ARU, "signs", "Aru Bekova"),
    ("I would like to sign the open letter.\nAru Bekova, PhD, historian, Narxoz University", _ARU, "signs", "Aru Bekova"),
    ("Прошу включить меня в список подписавших.\nЛесная А.П., пенсионерка, г. Костанай", _ANNA, "signs", "Лесная А.П."),
    ("Анна Лесная. Подписываюсь.", _ANNA, "signs", "Анна Лесная"),
    ("Подпись: Анна Лесная, правозащитник", _ANNA, "signs", "Анна Лесная"),
    ("Я за! Анна Лесная, Шымкент", _ANNA, "signs", "Анна Лесная"),
    ("Мен, Дәмір Құдықов, осы үндеуді толық қолдаймын. Шымкент қаласы.", _DAMIR, "signs", "Дәмір Құдықов"),
    ("Менің атым Дәмір Құдықов, мен журналиспін. Үндеуге қосыламын.", _DAMIR, "signs", "Дәмір Құдықов"),
    ("Қол қоюшы: Құдықов Дәмір, зейнеткер", _DAMIR, "signs", "Құдықов Дәмір"),
    ("+1", _ANNA, "signs", "Анна Лесная"),
    ("подписываю\n\nанна лесная", _ANNA, "signs", "Анна Лесная"),
    ("АННА ЛЕСНАЯ, ЖУРНАЛИСТ", _ANNA, "signs", "АННА ЛЕСНАЯ"),
    ("Поддерживаю это обращение, так как считаю, что свобода слова - основа.\n\nЛесная Анна Петровна\nдоктор наук\nАстана\n8 777 000 00 00", _ANNA, "signs", "Лесная Анна Петровна"),
    ("Signed,\nAru Bekova\nEditor-in-chief, Well Times\nwww.welltimes.example", _ARU, "signs", "Aru Bekova"),
    ("Здравствуйте, подпишите меня тоже пожалуйста. Анна Лесная\nОтправлено из Яндекс Почты для мобильного", _ANNA, "signs", "Анна Лесная"),
    ("Полностью согласна. Анна Лесная, экономист", _ANNA, "signs", "Анна Лесная"),
    ("Присоединяюсь к обращению\n--\nС уважением, Анна Лесная", _ANNA, "signs", "Анна Лесная"),
    ("Dear organisers,\nkindly add the Well Society to the list of signatories.\nRegards,\nAru Bekova, chair", _ARU, "signs", "Well Society"),
    ("Yes, I want to sign! Aru Bekova, dentist, Oskemen", _ARU, "signs", "Aru Bekova"),
    ("Sign me up please :)", _ARU, "signs", "Aru Bekova"),
    ("не согласна с пунктом 3, подписывать не буду", _ANNA, "no", "no"),
    ("Хочу снять свою подпись", _ANNA, "no", "no"),
    ("Қолымды қайтарып алғым келеді", _DAMIR, "no", "no"),
    ("I changed my mind, cancel my signature", _ARU, "no", "no"),
    ("да нет", _ANNA, "unclear", "prose"),
    ("Yes, delete it", _ARU, "unclear", "prose"),
    ("ok, but who are you", _ARU, "unclear", "prose"),
    ("Иә, қол қоямын", _DAMIR, "yes", "Дәмір Құдықов"),
    ("Подтверждаю подпись.", _ANNA, "yes", "Анна Лесная"),
    ("YES\n\n\nGet Outlook for iOS", _ARU, "yes", "Aru Bekova"),
    ("Подтверждаю\nАнна Лесная", _ANNA, "yes", "Анна Лесная"),
    ("👍", _ANNA, "unclear", "prose"),
    ("Dear all,\n\nI am writing to add my signature to the letter.\n\nKind regards,\nDr. Aru Bekova\nSenior Lecturer, Taraz University\nTaraz", _ARU, "signs", "Aru Bekova"),
    ("Signing. Aru B.", _ARU, "signs", "Aru B."),
    ("My signature: Bekova Aru, photographer, Kostanay", _ARU, "signs", "Bekova Aru"),
    ("Hi! Please sign me: Aru Bekova, journalist\nThanks!", _ARU, "signs", "Aru Bekova"),
    ("I, Aru Bekova, a nurse from Oral, support this appeal.", _ARU, "signs", "Aru Bekova"),
    ("Count me in. Great letter!", _ARU, "signs", "Aru Bekova"),
    ("Здравствуйте, меня зовут Лесная Анна, я редактор сайта. Хочу подписать обращение.", _ANNA, "signs", "Лесная Анна"),
    ("Лесная Анна Петровна\nпенсионер\nг. Уральск\nподдерживаю", _ANNA, "signs", "Лесная Анна Петровна"),
    ("Подписываюсь под каждым словом! Анна Лесная, мама троих детей", _ANNA, "signs", "Анна Лесная"),
    ("Добрый вечер. Прошу поставить мою подпись под обращением.\nАнна Лесная, музыкант, Алматы.\nСпасибо вам за работу!", _ANNA, "signs", "Анна Лесная"),
    ("Поддерживаю обращение. А. Лесная, юрист", _ANNA, "signs", "А. Лесная"),
    ("Подпишите и меня\n--\nАнна Лесная | директор | ТОО Колодец", _ANNA, "signs", "Анна Лесная"),
    ("Я поддерживаю.\n\nС уважением, Анна\n\n+7 701 000 00 00", _ANNA, "signs", "Анна Лесная"),
    ("Құрметті ұйымдастырушылар!\nМенің де қолымды қосыңыздар.\nҚұдықов Дәмір Асанұлы, ақын, Түркістан қаласы", _DAMIR, "signs", "Құдықов Дәмір Асанұлы"),
    ("Қолдаймын\nДәмір Құдықов\nзейнеткер\nСемей", _DAMIR, "signs", "Дәмір Құдықов"),
    ("Атым Дәмір Құдықов. Осы хатқа қол қоямын.", _DAMIR, "signs", "Дәмір Құдықов"),
    ("Аты-жөнім: Құдықов Дәмір\nЖұмыс орны: №5 мектеп\nҚаласы: Тараз", _DAMIR, "signs", "Құдықов Дәмір"),
    ("Мен үндеуді қолдаймын, қолымды қойыңыз. Рахмет!", _DAMIR, "signs", "Дәмір Құдықов"),
    ("Редакция газеты «Колодец» поддерживает обращение.", _ANNA, "signs", "Редакция газеты «Колодец»"),
    ("We, the undersigned: Aru Bekova, Marat Suleyev, Dana Omar, Jane Field", _ARU, "unclear", "several"),
    ("Подписываю от себя и мужа: Анна Лесная, Игорь Лесной", _ANNA, "unclear", "several"),
    ("Кто вы такие и откуда у вас мой адрес?", _ANNA, "unclear", "question"),
    ("Re: letter\nI do not agree with the letter.", _ARU, "no", "no"),
    ("Я против этого обращения", _ANNA, "no", "no"),
    ("Мен бұған қарсымын", _DAMIR, "no", "no"),
    ("Я раздумала подписывать", _ANNA, "no", "no"),
    ("Да, всё верно!\nСпасибо", _ANNA, "yes", "Анна Лесная"),
    ("Иә, бәрі дұрыс", _DAMIR, "yes", "Дәмір Құдықов"),
    ("Confirmed. Thank you!", _ARU, "yes", "Aru Bekova"),
    ("yes yes yes!!!", _ARU, "yes", "Aru Bekova"),
    ("Yes - but please use only my initials", _ARU, "unclear", "prose"),
    ("да, только фамилия Лесная-Речная", _ANNA, "unclear", "prose"),
    ("I endorse this statement.\n\nAru Bekova, Executive Director, Well Foundation, Almaty", _ARU, "signs", "Aru Bekova"),
    ("Please include my signature. Aru N. Bekova, retired", _ARU, "signs", "Aru N. Bekova"),
    ("Support 100%", _ARU, "signs", "Aru Bekova"),
    ("Hello, could you add me to the signatories? Aru Bekova", _ARU, "signs", "Aru Bekova"),
    ("I would love to sign but cannot this time. Good luck!", _ARU, "no", "no"),
    ("Signature: Aru Bekova / poet / Semey", _ARU, "signs", "Aru Bekova"),
    ("Aru Bekova (journalist, Almaty)", _ARU, "signs", "Aru Bekova"),
    ("Прошу считать мой голос: Лесная Анна, г. Тараз", _ANNA, "signs", "Лесная Анна"),
    ("Ставлю подпись. Лесная Анна Петровна, ветеран труда", _ANNA, "signs", "Лесная Анна Петровна"),
    ("Обеими руками за! Анна Лесная, режиссёр", _ANNA, "signs", "Анна Лесная"),
    ("Полностью поддерживаю текст обращения и прошу внести меня в список.\n\nЛесная Анна\nкандидат наук, доцент\nКараганда", _ANNA, "signs", "Лесная Анна"),
    ("Анна Лесная, домохозяйка, Павлодар. Подписываюсь, держитесь!", _ANNA, "signs", "Анна Лесная"),
    ("Подпись под обращением. С уважением Лесная А.", _ANNA, "signs", "Лесная А."),
    ("Солидарна. Анна", _ANNA, "signs", "Анна Лесная"),
    ("Мен, Құдықов Дәмір, Семей қаласының тұрғыны, қол қоямын", _DAMIR, "signs", "Құдықов Дәмір"),
    ("Дәмір Құдықов, заңгер, Астана. Қолдаймын!", _DAMIR, "signs", "Дәмір Құдықов"),
    ("Қолым: Дәмір Құдықов, тарихшы", _DAMIR, "signs", "Дәмір Құдықов"),
    ("Үндеуді қолдаймын, бірақ атымды жазбаңыздар", _DAMIR, "no", "no"),
    ("Қол қою", _DAMIR, "signs", "Дәмір Құдықов"),
    ("да подтверждаю спасибо", _ANNA, "yes", "Анна Лесная"),
    ("Подтверждаю свою подпись под обращением", _ANNA, "yes", "Анна Лесная"),
    ("Yes please", _ARU, "yes", "Aru Bekova"),
    ("растаймын, рахмет", _DAMIR, "yes", "Дәмір Құдықов"),
    ("Yes but I never wrote to you", _ARU, "no", "no"),
    ("да я хочу пожаловаться", _ANNA, "unclear", "prose"),
    ("иә деп айтпаймын", _DAMIR, "unclear", "prose"),
    ("не уверена что это я", _ANNA, "unclear", "prose"),
    ("OK, got it, will look later", _ARU, "unclear", "prose"),
    ("Согласен на обработку данных", _ANNA, "unclear", "prose"),
)  # fmt: skip
VARIED = tuple(
    Sample(
        f"varied: {' '.join(text.split())[:50]}",
        mail(text + "\n", who),
        says=says,
        line={"name": told} if says in {"signs", "yes"} else {},
        why="" if says in {"signs", "yes"} else told,
    )
    for text, who, says, told in _VARIED
)

ALL = PLAIN + ENCODED + RICH + QUOTED + PHONES + FOR_PEOPLE + ANSWERS + UNANSWERED + BROKEN + VARIED
