"""The covering note that goes with a letter to its recipient, as a value in the words of the letter's language. Pure.

It says how the signatures were collected, so that whoever doubts them can ask about each step. As in words.py gettext is not
asked: the note belongs to the letter, not to who prints it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from petition.appeals.text import Text, called, is_copy
from petition.letters.composing.words import language, words_in


class VersionFacts(NamedTuple):
    """A published version of the text: what it changed (`note`), how many that count were given under it (`signatures`)."""

    number: int
    day: str
    hash: str
    note: str
    carries: bool
    signatures: int


@dataclass(frozen=True, slots=True)
class Method:
    """How the signatures of a letter came about; days and instants in the words of its language, '' for none."""

    address: str
    contact: str  # an email address
    published: str
    until: str
    confirmed_until: str  # '' where who signed could confirm no longer than others could sign
    extensions: tuple[
        tuple[str, str, str], ...
    ]  # the day, until when it was before, if there was a deadline, and why
    ended_early: bool  # after it was extended, before the deadline that was set then
    versions: tuple[VersionFacts, ...]
    on_page: int
    by_message: int
    invited: int
    on_lists: int
    folded: int  # of all these, other forms of somebody who is counted already
    not_named: int
    taken_off: int  # that their owners had confirmed
    paper: str = ""  # what is stated of signatures on paper
    reply_to: str = ""  # of one that is emailed, which nobody can write on


@dataclass(frozen=True, slots=True)
class CoveringNote:
    """What is printed on it. `page` is a pattern as in Words."""

    lang: str
    heading: str
    sender: str
    recipients: tuple[str, ...]
    opening: str
    enclosed: str
    replies: str  # '' on paper
    to_sign: str  # below a line for ink; '' by email
    method: str
    points: tuple[str, ...]
    page: str
    right_to_left: bool


_ENGLISH = {
    "heading": "Covering note",
    "from": "From: {team}",
    "to": "To: {whom}",
    "copy": "Copy to: {whom}",
    "opening": "We hand you a letter: “{title}”. Number of signatories: {count}.",
    "method": "How the signatures were collected",
    "published": "The letter was published on {day} at {address}.",
    "until": "It could be signed until {until}. Those who signed in time could confirm until {confirmed}.",
    "until_alone": "It could be signed, and signatures confirmed, until {until}.",
    "extended": "The deadline was extended on {day}; before that it was {before}. Reason: {reason}",
    "extended_first": "The deadline was extended on {day}. Reason: {reason}",
    "ended_early": "The organisers ended signing before the extended deadline.",
    "confirmed": "Signatures given on the page, by message and by invitation count only once the owner of the email "
    "address has confirmed them. One email address counts once.",
    "on_page": "Confirmed on the page: {number}.",
    "by_message": "Confirmed by message: {number}.",
    "invited": "From lists, confirmed by email: {number}.",
    "on_lists": "From lists of the organisers, who answer for them; not confirmed by email: {number}.",
    "folded": "Second signatures of signatories already counted, taken off: {number}. Each signatory is printed once.",
    "not_named": "Of the signatories, not named: {number}.",
    "taken_off": "Confirmed signatures that the organisers took off the letter; not counted here: {number}.",
    "version": "Version {number} of the text, of {day}, has the SHA-256 fingerprint {hash}",
    "given": "Signatures under version {number} that are counted here: {signatures}.",
    "changed": "What version {number} changed, in the organisers’ words: {note}",
    "carries": "The organisers chose that signatures given before version {number} count under it too.",
    "asked": "The organisers chose that signatures confirmed before version {number} do not count under it unless "
    "they are given again.",
    "questions": "Questions about the signatures: {contact}.",
    "enclosed": "Enclosed: the letter with its signatories.",
    "replies": "Where to reply: {contact} ({team}).",
    "to_sign": "Date, name, signature, and where to reply",
}
_RUSSIAN = {
    "heading": "Сопроводительное письмо",
    "from": "От кого: {team}",
    "to": "Кому: {whom}",
    "copy": "Копия: {whom}",
    "opening": "Передаём Вам письмо: «{title}». Число подписавших: {count}.",
    "method": "Как собраны подписи",
    "published": "Письмо опубликовано {day} по адресу {address}.",
    "until": "Подписать его можно было до: {until}. Кто подписал вовремя, мог подтвердить подпись до: {confirmed}.",
    "until_alone": "Подписать его и подтвердить подпись можно было до: {until}.",
    "extended": "Срок продлён ({day}); прежний срок: {before}. Причина: {reason}",
    "extended_first": "Срок продлён ({day}). Причина: {reason}",
    "ended_early": "Организаторы завершили сбор подписей раньше продлённого срока.",
    "confirmed": "Подписи, поставленные на странице, сообщением и по приглашению, учтены только после того, как их "
    "подтвердил владелец адреса электронной почты. Один адрес учтён один раз.",
    "on_page": "Подтверждено на странице: {number}.",
    "by_message": "Подтверждено сообщением: {number}.",
    "invited": "Из списков, подтверждено по электронной почте: {number}.",
    "on_lists": "Из списков организаторов, которые за них отвечают; по электронной почте не подтверждены: {number}.",
    "folded": "Вычтены повторные подписи тех, кто уже учтён: {number}. Каждый подписавший напечатан один раз.",
    "not_named": "Из числа подписавших не названы: {number}.",
    "taken_off": "Подтверждённые подписи, которые организаторы исключили; здесь не учтены: {number}.",
    "version": "Версия {number} текста от {day}, контрольный код SHA-256: {hash}",
    "given": "Учтённых здесь подписей под версией {number}: {signatures}.",
    "changed": "Что изменила версия {number}, словами организаторов: {note}",
    "carries": "Организаторы решили, что подписи, поставленные до версии {number}, учитываются и под ней.",
    "asked": "Организаторы решили, что подписи, подтверждённые до версии {number}, не учитываются под ней, "
    "если не поставлены снова.",
    "questions": "Вопросы о подписях: {contact}.",
    "enclosed": "Приложение: письмо со списком подписавших.",
    "replies": "Адрес для ответа: {contact} ({team}).",
    "to_sign": "Дата, имя, подпись и адрес для ответа",
}
_KAZAKH = {
    "heading": "Ілеспе хат",
    "from": "Кімнен: {team}",
    "to": "Кімге: {whom}",
    "copy": "Көшірмесі: {whom}",
    "opening": "Сізге хат тапсырамыз: «{title}». Қол қоюшылар саны: {count}.",
    "method": "Қолтаңбалар қалай жиналды",
    "published": "Хаттың жарияланған күні: {day}, мекенжайы: {address}.",
    "until": "Қол қою мерзімі: {until}. Уақытында қол қойғандар растай алған мерзім: {confirmed}.",
    "until_alone": "Қол қою және растау мерзімі: {until}.",
    "extended": "Мерзім ұзартылған күн: {day}; бұрынғы мерзім: {before}. Себебі: {reason}",
    "extended_first": "Мерзім ұзартылған күн: {day}. Себебі: {reason}",
    "ended_early": "Ұйымдастырушылар қол жинауды ұзартылған мерзімнен бұрын аяқтады.",
    "confirmed": "Бетте, хабарламамен және шақырумен қойылған қолтаңбалар электрондық пошта мекенжайының иесі растағаннан "
    "кейін ғана есептелді. Бір мекенжай бір рет есептелді.",
    "on_page": "Бетте расталғаны: {number}.",
    "by_message": "Хабарламамен расталғаны: {number}.",
    "invited": "Тізімдерден, электрондық поштамен расталғаны: {number}.",
    "on_lists": "Ұйымдастырушылар жауап беретін тізімдерден, электрондық поштамен расталмағаны: {number}.",
    "folded": "Есепке алынған қол қоюшылардың шегерілген қайталама қолтаңбалары: {number}. Әр қол қоюшы бір рет басылды.",
    "not_named": "Қол қоюшылардың ішінде аты көрсетілмегені: {number}.",
    "taken_off": "Ұйымдастырушылар алып тастаған расталған қолтаңбалар, мұнда есептелмеген: {number}.",
    "version": "Мәтіннің {number}-нұсқасы ({day}), SHA-256 бақылау коды: {hash}",
    "given": "Осында есептелген, {number}-нұсқадағы қолтаңбалар саны: {signatures}.",
    "changed": "{number}-нұсқада не өзгергені, ұйымдастырушылардың сөзімен: {note}",
    "carries": "Ұйымдастырушылардың шешімімен {number}-нұсқаға дейін қойылған қолтаңбалар оған да есептеледі.",
    "asked": "Ұйымдастырушылардың шешімімен {number}-нұсқаға дейін расталған қолтаңбалар қайта қойылмаса, "
    "оған есептелмейді.",
    "questions": "Қолтаңбалар туралы сұрақтар: {contact}.",
    "enclosed": "Қосымша: қол қоюшылар тізімі бар хат.",
    "replies": "Жауап жіберетін мекенжай: {contact} ({team}).",
    "to_sign": "Күні, аты-жөні, қолы және жауап жіберетін мекенжай",
}
_WORDS = {"en": _ENGLISH, "ru": _RUSSIAN, "kk": _KAZAKH}


def note(text: Text, method: Method, *, lang: str, team: str, count: int) -> CoveringNote:
    """The covering note of a letter that `count` signatories stand under; in a language we do not know it speaks English."""
    known = language(lang) if language(lang) in _WORDS else "en"
    words = _WORDS[known]
    recipients = [("copy" if is_copy(each) else "to", called(each, lang)) for each in text.recipients]
    return CoveringNote(
        lang=lang,
        heading=words["heading"],
        sender=words["from"].format(team=team),
        recipients=tuple(words[how].format(whom=whom) for how, whom in recipients if whom),
        opening=words["opening"].format(title=text.title, count=count),
        enclosed=words["enclosed"],
        replies=words["replies"].format(contact=method.reply_to, team=team) if method.reply_to else "",
        to_sign="" if method.reply_to else words["to_sign"],
        method=words["method"],
        points=tuple(_points(words, method)),
        page=words_in(known).page,
        right_to_left=words_in(lang).right_to_left,
    )


def _points(words: dict[str, str], method: Method) -> Iterator[str]:
    yield words["published"].format(day=method.published, address=method.address)
    until = words["until" if method.confirmed_until else "until_alone"]
    yield until.format(until=method.until, confirmed=method.confirmed_until)
    for day, before, reason in method.extensions:
        extended = words["extended" if before else "extended_first"]
        yield extended.format(day=day, before=before, reason=reason)
    if method.ended_early:
        yield words["ended_early"]
    yield words["confirmed"]
    for name in ("on_page", "by_message", "invited", "on_lists", "folded", "not_named", "taken_off"):
        if number := getattr(method, name):
            yield words[name].format(number=number)
    if method.paper:
        yield method.paper
    for version in method.versions:
        yield words["version"].format(number=version.number, day=version.day, hash=version.hash)
        if len(method.versions) > 1:
            yield words["given"].format(number=version.number, signatures=version.signatures)
        if version.number > 1:
            if version.note:  # it could be left empty before version 0.2.0
                yield words["changed"].format(number=version.number, note=version.note)
            yield words["carries" if version.carries else "asked"].format(number=version.number)
    yield words["questions"].format(contact=method.contact)
