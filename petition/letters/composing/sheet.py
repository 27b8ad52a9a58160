"""A sheet for collecting signatures by hand, as a value in the words of the appeal's own language. Pure.

It says what is signed and what becomes of what people write on it; what comes back filled in is typed into a list (see the
package signatures). As in words.py gettext is not asked: a sheet belongs to the appeal, not to who prints it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from petition.appeals.text import Text
from petition.core.markdown import Block, Document, Listing, Paragraph, Quote, Table
from petition.letters.composing.words import language, words_in

ROWS = 25
_EXCERPT = 600  # letters of the text itself: enough to know it again, and still one glance


@dataclass(frozen=True, slots=True)
class SigningSheet:
    """What is printed on it. `page` is a pattern as in Words."""

    lang: str
    title: str
    about: tuple[str, ...]
    excerpt: str
    whole: str
    to_sign: str
    scan: str
    statement: str
    columns: tuple[str, ...]
    page: str
    right_to_left: bool
    rows: int = ROWS


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is known of the letter besides its text."""

    address: str  # where it stands
    to_sign: str  # where the square code leads
    team: str
    contact: str  # the email address to write to
    until: str  # the deadline in words; '' for none
    days: int  # for which email addresses are kept


@dataclass(frozen=True, slots=True)
class _Words:
    to: str
    by: str
    until: str
    whole: str
    scan: str
    statement: str
    columns: tuple[str, ...]


_WORDS = {
    "en": _Words(
        to="To: {whom}",
        by="Published by {team}.",
        until="Signing ends on {until}.",
        whole="The whole letter is at {address}. Ask to read it before you sign.",
        scan="Read and sign on your phone",
        statement="You sign this letter with your name. Your name, job or role and town are printed under it. "
        "Your email address is not: we may email you to ask whether it was you, and delete it {days} days "
        "after signing has ended. If you change your mind, tell the person who gave you this sheet, or use "
        "the link in our email. You can also write to {contact}.",
        columns=("No.", "Name", "Job or role", "Town", "Email (optional)", "Signature"),
    ),
    "ru": _Words(
        to="Кому: {whom}",
        by="Публикует: {team}.",
        until="Подписи собирают до: {until}.",
        whole="Полный текст письма: {address}. Попросите показать его, прежде чем подписать.",
        scan="Прочитать и подписать с телефона",
        statement="Вы подписываете это письмо своим именем. Имя, должность или занятие и город печатаются под письмом. "
        "Адрес электронной почты не печатается: мы можем спросить по нему, вы ли это были, и удалим его через {days} дн."
        " после окончания сбора. Если вы передумаете, скажите тому, кто дал вам этот лист, или воспользуйтесь"
        " ссылкой из нашего сообщения. Можно также написать на {contact}.",
        columns=("№", "Имя и фамилия", "Занятие", "Город или село", "Эл. почта (по желанию)", "Подпись"),
    ),
    "kk": _Words(
        to="Кімге: {whom}",
        by="Жариялаушы: {team}.",
        until="Қол жинау мерзімі: {until}.",
        whole="Хаттың толық мәтіні: {address}. Қол қоймас бұрын көрсетуді сұраңыз.",
        scan="Телефоннан оқып, қол қою",
        statement="Осы хатқа өз есіміңізбен қол қоясыз. Есіміңіз, қызметіңіз және қалаңыз хаттың "
        "астында басылады. Электрондық пошта мекенжайы басылмайды: ол арқылы бұл сіз бе екеніңізді сұрауымыз "
        "мүмкін, қол жинау аяқталған соң {days} күннен кейін оны жоямыз. Ойыңызды өзгертсеңіз, осы парақты берген адамға "
        "айтыңыз немесе хабарламамыздағы сілтемені пайдаланыңыз. {contact} мекенжайына жазуға да болады.",
        columns=("№", "Аты-жөні", "Қызметі", "Қала немесе ауыл", "Эл. пошта (қалауынша)", "Қолы"),
    ),
}  # fmt: skip


def sheet(text: Text, body: Document, known: SheetFacts, *, lang: str) -> SigningSheet:
    """The sheet of a text; in a language we do not know it speaks English."""
    words = _WORDS.get(language(lang), _WORDS["en"])
    until = words.until.format(until=known.until) if known.until else ""
    about = [
        words.to.format(whom=text.addressed_to(lang)) if text.recipients else "",
        f"{words.by.format(team=known.team)} {until}".strip(),
    ]
    return SigningSheet(
        lang=lang,
        title=text.title,
        about=tuple(line for line in about if line),
        excerpt=excerpt(body),
        whole=words.whole.format(address=known.address),
        to_sign=known.to_sign,
        scan=words.scan,
        statement=words.statement.format(days=known.days, contact=known.contact),
        columns=words.columns,
        page=words_in(language(lang) if language(lang) in _WORDS else "en").page,
        right_to_left=words_in(lang).right_to_left,
    )


def excerpt(body: Document) -> str:
    """The beginning of a text, plain and on one line, cut between words."""
    plain = " ".join(" ".join(_said(body.blocks)).split())
    if len(plain) <= _EXCERPT:
        return plain
    return plain[:_EXCERPT].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + " …"


def _said(tree: Iterable[Block]) -> Iterator[str]:
    for block in tree:
        if isinstance(block, Paragraph):
            yield "".join(span.text for span in block.spans)
        elif isinstance(block, Quote):
            yield from _said(block.blocks)
        elif isinstance(block, Table):
            for row in block.rows:
                yield " ".join(span.text for cell in row for span in cell)
        elif isinstance(block, Listing):
            for point in block.points:
                yield " ".join(_said(point))
