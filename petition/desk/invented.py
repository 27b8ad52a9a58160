"""Invented people in any number, to try or to measure a long list with: varied as real ones are, and nobody among them."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, text

from petition.appeals.models import Appeal
from petition.audit import AuditEntry
from petition.core.db import db, table_of
from petition.lexicon.signatory import Kind, Visibility
from petition.signatures import counts, models
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing, Source, State
from petition.signatures.ticket import Ticket

_AT_ONCE = 5_000  # rows of a step
_CACHE = (
    "PRAGMA cache_size = -400000"  # kibibytes: keys are random, and each row is at eight places of the file
)
_PAUSE = timedelta(minutes=4)  # between signing and confirming

# Given names, beginnings of family names and their endings: thousands of names that go together.
_NAMES = {
    "kk": (
        "Айгерім Айнұр Алия Арман Асқар Әсел Бауыржан Гүлнар Дана Дәурен Ербол Жанар Қайрат Мәдина Нұрлан Сәуле Тимур Ұлан",
        "Ахмет Әбен Бай Бекет Дос Есен Жұма Кәрім Қасым Мұқан Нұр Омар Өтеген Сейіт Тілеу Шәріп Ыбырай Ілияс",
        "ов ова бекова беков баев баева ұлы қызы ғали хан бай жанов жанова",
    ),
    "ru": (
        "Анна Вера Галина Дмитрий Елена Иван Ирина Кирилл Лев Мария Наталья Олег Пётр Раиса Сергей Татьяна Юрий Яна",
        "Абра Бело Васил Голов Дани Ерми Жар Зимо Кали Лаза Мало Нефё Окун Пано Рябу Само Тара Хари",
        "нов нова мов мова хин хина ленко дский дская рёв рёва ич",
    ),
    "en": (
        "Alice Brian Chloe Daniel Emma Frank Grace Henry Isla James Kate Liam Maya Noah Olivia Paul Ruth Simon",
        "Ash Brad Carl Dun East Fair Green Hart Kirk Lang Mar Nor Oak Pres Rad Stan Wal Wood",
        "ley ford ton well by field son man wick ham worth er",
    ),
    "de": (
        "Anja Björn Çelik Dörte Eşref François Gökhan Håkon Inés João Käthe Łucja Mirela Núria Øyvind Pál Señan Zoë",
        "Al Bör Cas Dąb Es Fer Gül Hol Iv Jør Köh Lop Mül Nov Or Pop Šim Vin",
        "berg ez mann sen oğlu ski escu ić ova ini ström ler",
    ),
}
_ROLES = {
    "kk": "мұғалім дәрігер инженер студент зейнеткер кітапханашы заңгер сәулетші",
    "ru": "учитель врач инженер студентка пенсионер библиотекарь юрист архитектор",
    "en": "teacher doctor engineer student pensioner librarian lawyer architect",
    "de": "Lehrerin Arzt Ingenieurin Student Rentner Bibliothekarin Anwältin Architekt",
}
_PLACES = {
    "kk": "Алматы Астана Шымкент Қарағанды Ақтөбе Тараз Павлодар Семей Орал Қызылорда Талдықорған",
    "ru": "Алматы Караганда Павлодар Костанай Петропавловск Уральск Усть-Каменогорск Москва Омск",
    "en": "Almaty Astana London Boston Dublin Toronto Sydney Leeds",
    "de": "Berlin Wien Zürich Łódź Kraków İzmir Lyon Málaga",
}
_BODIES = {
    "kk": "№ {} орта мектеп|{} қалалық аурухана|«{} оқырман» қоғамы",
    "ru": "Школа № {}|Городская больница № {}|Общество «Читатель-{}»",
    "en": "School No. {}|Hospital {}|Readers' Society {}",
    "de": "Schule {}|Krankenhaus {}|Leseverein {}",
}
_LANGS = ("kk", "ru", "en", "de")
_VISIBILITIES = (Visibility.PUBLIC, Visibility.INITIALS, Visibility.HIDDEN)


def fill(
    appeal: Appeal, until: int, *, state: State = State.CONFIRMED, seed: int | None = None, now: datetime
) -> Iterator[int]:
    """Let invented people sign until so many are in a state, confirmed or pending; gives how many there are.

    Rows are written as signing and confirming leave them, without a mail. Whoever calls commits after each step.
    """
    there, lot = number(appeal, state), Random(seed)  # noqa: S311  nothing is kept secret by it
    yield there
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text(_CACHE))
    while there < until:
        some = [_signature(appeal, state, lot, now) for _ in range(min(_AT_ONCE, until - there))]
        db.session.execute(insert(table_of(Signature)), some)
        if state is State.CONFIRMED:
            db.session.execute(insert(table_of(AuditEntry)), [_confirmed(row) for row in some])
        there += len(some)
        yield there


def number(appeal: Appeal, state: State) -> int:
    """How many signatures of an appeal are in a state, confirmed or pending."""
    found = counts.figures([appeal])[appeal.id]
    return found.confirmed if state is State.CONFIRMED else found.pending


def _signature(appeal: Appeal, state: State, lot: Random, now: datetime) -> dict[str, Any]:
    signs, ticket, key = _signing(lot), Ticket.new(), appeal.key
    since = appeal.published_at or now - timedelta(days=1)
    signed_at = since + (now - since) * lot.random() if state is State.CONFIRMED else now
    return models.new_row(
        appeal,
        signs,
        ticket,
        state=State(state),
        source=Source.FORM,
        signed_at=signed_at,
        mailbox_key=mailbox_key_of(appeal, signs.particulars.mailbox),
        typed_key=key.fingerprint("typed", signs.typed),
        code_key=key.fingerprint("code", ticket.code(key)),
        mails=1,
        confirmed_at=min(signed_at + _PAUSE, now) if state is State.CONFIRMED else None,
    )


def _confirmed(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": row["confirmed_at"],
        "deed": "signature.confirmed",
        "appeal_id": row["appeal_id"],
        "facts": {"signature": row["ref"]},
    }


def _signing(lot: Random) -> Signing:
    """One person in twenty hidden, one in twenty by initials; one signatory in fifty an organisation."""
    lang = lot.choices(_LANGS, (5, 4, 2, 1))[0]
    mailbox = f"{secrets.token_hex(6)}@example.net"
    place = lot.choice(_PLACES[lang].split()) if lot.random() < 0.7 else ""
    spoken = lang if lang != "de" else "en"
    if lot.random() < 0.02:
        particulars = Particulars(_body(lang, lot), mailbox, place=place, representative=_name(lang, lot))
        return Signing(particulars, kind=Kind.ORGANISATION, lang=spoken)
    role = lot.choice(_ROLES[lang].split()) if lot.random() < 0.6 else ""
    body = _body(lang, lot) if lot.random() < 0.3 else ""
    (visibility,) = lot.choices(_VISIBILITIES, (18, 1, 1))
    return Signing(
        Particulars(_name(lang, lot), mailbox, role, body, place), visibility=visibility, lang=spoken
    )


def _name(lang: str, lot: Random) -> str:
    given, begins, ends = (lot.choice(part.split()) for part in _NAMES[lang])
    return f"{given} {begins}{ends}"


def _body(lang: str, lot: Random) -> str:
    return lot.choice(_BODIES[lang].split("|")).format(lot.randint(1, 200))
