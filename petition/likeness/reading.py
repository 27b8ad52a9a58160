"""A record read once: its name, mailbox, roles, organisations and place in the forms that are compared."""

from functools import lru_cache
from typing import NamedTuple

from petition.lexicon.fold import Word, fold
from petition.lexicon.signatory import Kind
from petition.likeness import mailboxes, noise, organisations, stock
from petition.likeness.names import Name, read_name
from petition.likeness.noise import NO_NOISE, Noise
from petition.likeness.organisations import Organisation, read_organisation
from petition.likeness.record import Record


class Reading(NamedTuple):
    """What comparing looks at. `spelt` is what the mailbox's local part says, folded; `town` is a key."""

    id: str
    is_organisation: bool
    name: Name
    organisation: Organisation | None
    mailbox: str
    local: str
    spelt: tuple[str, ...]
    digits: str
    affiliations: tuple[Organisation, ...]
    roles: frozenset[str]
    own_roles: frozenset[str]
    town: str
    country: str
    noise: Noise = NO_NOISE


def read(record: Record) -> Reading:
    """Read a record. Never refuses; what cannot be read is empty."""
    if record.kind == Kind.ORGANISATION or (not record.kind and organisations.is_organisation(record.name)):
        return _read_organisation(record)
    name = read_name(record.name)
    town, country = stock.town(record.place), stock.country(record.country)
    phrases, employers = [record.role], [record.affiliation]
    maiden: tuple[Word, ...] = ()
    for word in name.maiden:
        if stock.is_town(word.fold):
            town = town or stock.town(word.fold)
        elif not stock.is_country(word.fold):
            maiden += (word,)
    for text in name.beside:
        if stock.is_town(text):
            town = town or stock.town(text)
        elif stock.is_country(text):
            country = country or stock.country(text)
        elif stock.stock_role(text):
            phrases.append(text)
        else:
            employers.append(text)
    if maiden != name.maiden:
        name = Name(name.words, name.patronymic, name.initials, maiden, name.generation, name.beside)
    roles, own_roles = _roles(tuple(filter(None, phrases)))
    local = mailboxes.local_part(record.mailbox)
    return Reading(
        id=record.id,
        is_organisation=False,
        name=name,
        organisation=None,
        mailbox=mailboxes.canonical(record.mailbox),
        local=local,
        spelt=mailboxes.spelt_parts(local),
        digits=mailboxes.digits(local),
        affiliations=tuple(read_organisation(text) for text in employers if fold(text[:300])),
        roles=roles,
        own_roles=own_roles,
        town=town,
        country=country,
        noise=noise.read(record.name),
    )


def _read_organisation(record: Record) -> Reading:
    return Reading(
        id=record.id,
        is_organisation=True,
        name=Name(()),
        organisation=read_organisation(record.name),
        mailbox=mailboxes.canonical(record.mailbox),
        local="",
        spelt=(),
        digits="",
        affiliations=(),
        roles=frozenset(),
        own_roles=frozenset(),
        town=stock.town(record.place),
        country=stock.country(record.country),
    )


@lru_cache(maxsize=1 << 12)
def _roles(phrases: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Stock roles, and the rest run together. `journalist, PR manager` is looked at in parts."""
    known, own = set(), set()
    for phrase in phrases:
        for part in (phrase, *phrase.replace(" and ", ",").split(",")):
            meaning = stock.stock_role(part)
            if meaning:
                known.add(meaning)
                if part is phrase:
                    break
            elif part is not phrase or "," not in phrase:
                own.add(stock.squeezed(part))
    return frozenset(known), frozenset(filter(None, own))
