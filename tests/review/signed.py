"""Invented people who sign, some of them twice, and the worker's look at them. Each commits, as factories do."""

from sqlalchemy import func, select

from petition.accounts import members
from petition.accounts.models import Organiser
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.letters import service as letters
from petition.lexicon.signatory import Kind, Visibility
from petition.lists import add, store
from petition.reading.draft import Line
from petition.review import scan, service
from petition.review.models import Case, Look
from petition.signatures import confirming, signing
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import Particulars, Signing

# A pair for a person to decide: one name in two scripts and orders, and nothing else that agrees.
DANA = {"name": "Дана Құрманбекова", "role": "дәрігер", "place": "Орал"}
DANA_AGAIN = {"name": "Kurmanbekova Dana", "affiliation": "Well Times"}
# One that is linked by itself: the same name, and the same address of one's own choosing at two providers.
ARU = {
    "email": "blue.tulip@example.org",
    "name": "Ару Тоғжанова",
    "affiliation": "Көкжиек қоры",
    "place": "Теміртау",
}
ARU_AGAIN = ARU | {"email": "blue.tulip@example.com", "name": "Тоғжанова Ару"}
ARU_LINE, ARU_AGAIN_LINE = (
    "Ару Тоғжанова, Көкжиек қоры (Теміртау)",
    "Тоғжанова Ару, Көкжиек қоры (Теміртау)",
)

# A list in which nobody is like anybody: how rare a name is shows only among others.
CROWD = [
    "Айгүл Байғабылова",
    "Ержан Тәжімбетов",
    "Сергей Ковылкин",
    "Ольга Воронцеева",
    "Michael Thornbury",
    "Zeynep Karahanoglu",
    "Қанат Мырзағалиев",
    "Пётр Збруйкин",
    "Мөлдір Шымырбаева",
    "Лариса Гущеева",
    "Friedrich Ottenbruch",
    "Салтанат Ескентаева",
    "Нұрлан Дүйсебаев",
    "Виктор Яблочников",
    "Бота Жүністегі",
    "Kathleen Winterbourne",
    "Рүстем Хамзалин",
    "Надежда Чермышова",
    "Олжас Құдайбаров",
    "Юлия Пименцова",
    "Асқар Рысқұлтаев",
    "Игорь Лепешинец",
    "Giovanni Brambilleri",
    "Жұлдыз Өтебекова",
]


def crowd(appeal: Appeal) -> Appeal:
    """An appeal with people on its list, none of them like another."""
    listed(appeal, *(Line(name, Kind.PERSON, name) for name in CROWD))
    return appeal


def signed(
    appeal: Appeal, email: str, *, visibility: str = "public", kind: str = "person", **fields: str
) -> Signature:
    """A signature given on the form and confirmed by mail."""
    now = clock.now()
    particulars = Particulars(mailbox=email, **fields)
    signing.sign(
        appeal,
        Signing(particulars, Kind(kind), Visibility(visibility)),
        now=now,
    )
    key = mailbox_key_of(appeal, email)
    signature = db.session.scalars(
        select(Signature).where(
            Signature.appeal_id == appeal.id, Signature.mailbox_key == key, Signature.state == "pending"
        )
    ).one()
    confirming.confirm(signature, now=now)
    db.session.commit()
    return signature


def listed(appeal: Appeal, *lines: Line) -> None:
    """First signatories, put on the list by the organisers."""
    now = clock.now()
    kept = store.keep_list(appeal, list(lines), now=now)
    db.session.flush()
    add.accept_list(kept, range(len(lines)), now=now)
    db.session.commit()


def look() -> int:
    """What the worker does once a look is due; gives how many appeals were looked through."""
    looked, due_at = 0, db.session.scalar(select(func.max(Look.due_at))) or clock.now()
    for appeal_id in scan.appeals(due_at):
        for done in scan.look(appeal_id, due_at):
            db.session.commit()
            looked += done
    return looked


def cases(appeal: Appeal, part: str = "open") -> list[Case]:
    """The cases of one part of the queue."""
    return service.cases(appeal, part, offset=0, most=1000)


def printed(appeal: Appeal) -> list[str]:
    """The lines of the letter as it would be printed now."""
    return [each.as_typed for each in letters.letter(appeal, now=clock.now()).signatories]


def organiser() -> int:
    """An organiser of the team, for what is decided."""
    members.invite("organiser@example.org", "Friends", now=clock.now())
    db.session.commit()
    return db.session.scalars(select(Organiser.id)).one()
