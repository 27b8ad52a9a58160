"""What the columns of a table hold: guessed by their headings, else by what stands in them, for a person to correct.

The headings are those of the usual tools (Google Forms, Microsoft Forms, Change.org, openPetition, NationBuilder, Action
Network, Pytition) and of tables that people make by hand, in Kazakh, Russian, English and a few other languages.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from petition.core import contacts
from petition.core.text import folded
from petition.lexicon.places import is_place
from petition.reading.phrase import says_role
from petition.reading.shapes import is_body, is_name

COLUMNS = (
    "name", "family", "given", "patronymic", "mailbox", "role", "affiliation", "place", "kind", "visibility", "unnamed",
    "signed_on",
)  # fmt: skip
"""What a column may hold. "kind": whether an organisation signs; "visibility": whether the name may be shown; "unnamed":
whether it may not."""

_HEADINGS = {
    "name": "full name|fullname|your name|name and surname|name surname|signatory|signatory name|signer|supporter|"
    "supporter name|display name|name|names|фио|ф и о|фамилия имя отчество|фамилия имя|имя и фамилия|имя фамилия|"
    "фамилия и имя|полное имя|"
    "подписант|подписавшийся|как вас зовут|аты жөні|аты жөніңіз|аты тегі|тегі аты|тегі аты әкесінің аты|толық аты жөні|"
    "т а ә|есімі|есіміңіз|атыңыз|қол қоюшы|піб|name vorname|nom complet",
    "family": "last name|lastname|family name|family|surname|second name|фамилия|тегі|прізвище|nachname|familienname|"
    "nom de famille",
    "given": "first name|firstname|given name|given names|forename|имя|аты|імя|vorname|prénom|prenom",
    "patronymic": "patronymic|middle name|middlename|отчество|әкесінің аты|по батькові",
    "mailbox": "email|e mail|mail|email address|e mail address|mail address|email1|"
    "адрес электронной почты|электронная почта|"
    "электронный адрес|эл почта|почта|адрес почты|емейл|имейл|мейл|электрондық пошта|электрондық пошта мекенжайы|эл пошта|"
    "пошта|поштасы|электронна пошта|e mail adresse|courriel",
    "role": "role|position|job|job title|title|occupation|profession|what do you do|должность|профессия|род занятий|"
    "род деятельности|кем работаете|лауазымы|лауазым|мамандығы|кәсібі|қызметі|посада|beruf|fonction",
    "affiliation": "organisation|organization|organisation name|organization name|affiliation|company|company name|employer|"
    "institution|workplace|place of work|media outlet|newspaper|организация|название организации|место работы|учреждение|"
    "компания|редакция|сми|ұйым|ұйымы|ұйымның атауы|жұмыс орны|мекеме|організація|arbeitgeber|organisme",
    "place": "city|town|place|location|locality|city town|primary city|primary address city|can2 user city|"
    "where do you live|"
    "город|населенный пункт|город населенный пункт|место жительства|где вы живете|нас пункт|қала|қаласы|тұратын жері|"
    "тұрғылықты жері|елді мекен|елді мекені|місто|ort|stadt|ville",
    "kind": "is organisation|is organization|on behalf of an organisation|on behalf of an organization|kind|signs as|type|"
    "тип|от организации|юридическое лицо|ұйым атынан|заңды тұлға",
    "visibility": "show name|show my name|show name publicly|display name publicly|display publicly|public|visibility|"
    "consent to publish|may be published|публиковать имя|согласие на публикацию|можно публиковать|показывать имя|"
    "есімін жариялауға келісім|жариялауға бола ма|öffentlich",
    "unnamed": "anonymous|is anonymous|hide name|do not publish|not public|анонимно|аноним|не публиковать|скрыть имя|"
    "жасырын|жарияламау|nicht öffentlich|anonyme",
    "signed_on": "completion time|timestamp|signed on|signed at|date signed|signed date|date of signature|signature date|"
    "submitted at|created at|action date|date|отметка времени|время завершения|дата подписания|дата подписи|дата|"
    "уақыт белгісі|аяқтау уақыты|қол қойған күні|күні|datum",
}  # fmt: skip
_NOT_WORDS = re.compile(r"[\W_]+")
_YES = frozenset(
    ["yes", "y", "true", "1", "x", "+", "✓", "✔", "да", "д", "есть", "согласен", "согласна", "иә", "ия", "бар", "келісемін",
     "так", "ja", "oui", "public", "публично", "organisation", "organization", "ngo", "организация", "юрлицо", "ұйым"]
)  # fmt: skip
_NO = frozenset(
    ["no", "n", "false", "0", "-", "–", "—", "not", "нет", "н", "не", "жоқ", "ж", "ні", "nein", "non", "person",
     "individual", "лицо", "физлицо", "человек", "адам", "тұлға"]
)  # fmt: skip
_INITIALS = frozenset(["initials", "инициалы", "инициалами", "инициалдар", "инициалдарым"])
_MOSTLY = 0.6


def heading(text: str) -> str:
    """A heading as it is compared: case, signs between words and spacing aside, ё as е."""
    return _NOT_WORDS.sub(" ", folded(text)).replace("ё", "е").strip()


@cache
def _known() -> dict[str, str]:
    return {heading(each): column for column, words in _HEADINGS.items() for each in words.split("|")}


def _meant(head: str) -> tuple[str, int]:
    """What a heading means, and by how many letters of it that was told; ("", 0) if by none.

    A question of a form ("Your full name, as it should be printed") is known by the longest heading within it.
    """
    said, best = f" {heading(head)} ", ("", 0)
    if column := _known().get(said.strip()):
        return column, len(head) + 1000
    for known, column in _known().items():
        if len(known) > max(best[1], 2) and f" {known} " in said:
            best = column, len(known)
    return best


def has_heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of these rows holds headings: it has one that is known, or is the only one without a mailbox."""
    if not rows or any("@" in cell for cell in rows[0]):
        return False
    if any(_meant(cell)[1] > 1000 for cell in rows[0]) or sum(bool(_meant(cell)[0]) for cell in rows[0]) > 1:
        return True
    return len(rows) > 1 and all(any("@" in cell for cell in row) for row in rows[1:])


def guess(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What each column holds, '' for what is to be left out. `heads` may be empty; `rows` are a few of those below.

    Nothing is guessed twice. A given name without a family name beside it is the whole name.
    """
    width = max([len(heads), *map(len, rows)], default=0)
    found = [""] * width
    meant = sorted(
        ((*_meant(head), -at) for at, head in enumerate(heads)), key=lambda each: (-each[1], -each[2])
    )
    for column, told, at in meant:
        if told and column not in found:
            found[-at] = column
    _part_names(found)
    _look(found, heads, rows)
    if "family" in found and "given" in found and "name" in found:
        found[found.index("name")] = ""
    return tuple(found)


def _part_names(found: list[str]) -> None:
    """A given name alone is the whole name, and a name beside a family name is the given one."""
    if "family" not in found and "name" not in found and "given" in found:
        found[found.index("given")] = "name"
    if "family" in found and "name" in found and "given" not in found:
        found[found.index("name")] = "given"


def _look(found: list[str], heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Tell what no heading tells by what most of the cells look like; below headings only names and mailboxes."""
    values = [
        [row[at] for row in rows if at < len(row) and not row[at].isdigit()] for at in range(len(found))
    ]
    for column, fits in _LOOKS:
        named = {"name", "family"} & set(found)
        if column in found or (column == "name" and named) or (column not in {"name", "mailbox"} and heads):
            continue
        shares = [_share(each, fits) if not found[at] else 0.0 for at, each in enumerate(values)]
        if shares and max(shares) >= _MOSTLY:
            found[shares.index(max(shares))] = column


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, values)) / len(values) if values else 0.0


def _is_full_name(value: str) -> bool:
    return len(value.split()) > 1 and is_name(value) and not is_place(value)


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("mailbox", lambda value: "@" in value and not contacts.without(value)),
    ("name", lambda value: _is_full_name(contacts.without(value))),
    ("place", is_place),
    ("role", says_role),
    ("affiliation", is_body),
)


def says_yes(value: str) -> bool | None:
    """Whether a cell says yes, in the words people use for it; None where it says neither yes nor no."""
    words = set(folded(value).rstrip(".!").split())
    if not words:
        return None
    return False if words & _NO else True if words & _YES else None


def says_initials(value: str) -> bool:
    """Whether a cell asks for initials in place of the name."""
    return bool(set(folded(value).rstrip(".").split()) & _INITIALS)
