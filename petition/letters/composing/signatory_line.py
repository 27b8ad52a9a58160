"""How one signature becomes a line: as typed, put together from the form, or initials alone.

Who asks for initials gets nothing but initials: role, employer and town name a person in a small place as
surely as the family name does, and so would a place in the alphabet, so initials are also what they are
sorted by.
"""

import re
from dataclasses import replace

from petition.appeals.text import Text
from petition.core import contacts
from petition.core.text import printable
from petition.letters.composing.letter import Entry
from petition.lexicon.signatory import Visibility
from petition.reading.draft import Recipient
from petition.signatures.rules import initials, put_together

_BREAK = re.compile("[\t\n\r\x85\u2028\u2029]+")


def shown(entry: Entry, *, details: bool, under_place: bool = False) -> Entry:
    """The entry as it may be printed, its line in `as_typed`. Without `details` a name stands alone.

    `under_place`: the place stands above it as a heading, so a line put together does not repeat it.
    """
    if entry.visibility == Visibility.INITIALS:
        letters = initials(contacts.without(entry.name))
        return entry._replace(name=letters, acronym="", role="", affiliation="", place="", as_typed=letters)
    name, acronym, role, affiliation, place, as_typed = _fit(
        (entry.name, entry.acronym, entry.role, entry.affiliation, entry.place, entry.as_typed)
    )
    if not details:
        role = affiliation = as_typed = ""
        place = place if under_place else ""
    name = name or initials("")
    as_typed = as_typed or put_together(name, acronym, role, affiliation, "" if under_place else place)
    return Entry(
        entry.kind, name, entry.signed_at, entry.tie, acronym, role, affiliation, place, as_typed, entry.visibility,
        entry.rank,
    )  # fmt: skip


def _fit(texts: tuple[str, ...]) -> tuple[str, ...]:
    """What may be printed of these: on one line each, and without contact data, however it got there."""
    whole = "\0".join(texts)
    fit = str.strip if whole.replace("\0", "").isprintable() else one_line
    if contacts.kind_in(whole):
        return tuple(contacts.without(fit(text)) for text in texts)
    return tuple(map(fit, texts))


def one_line(text: str) -> str:
    """A text on one line, as typed but for what cannot be printed."""
    if text.isprintable():  # nothing that would have to go is
        return text.strip()
    return printable(_BREAK.sub(" ", text)).strip()


def cleaned(text: Text) -> Text:
    """The text of an appeal with nothing in it that a format could not carry."""
    return replace(
        text,
        title=one_line(text.title),
        letterhead=_lines(text.letterhead),
        place=one_line(text.place),
        date=one_line(text.date),
        recipients=tuple(
            Recipient(one_line(to.name), one_line(to.title), one_line(to.organisation), _lines(to.address))
            for to in text.recipients
        ),
        delivery=one_line(text.delivery),
        subject=one_line(text.subject),
        salutation=one_line(text.salutation),
        body=printable(text.body),
        closing="\n".join(one_line(line) for line in printable(text.closing).splitlines()),
    )


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for text in texts if (line := one_line(text)))
