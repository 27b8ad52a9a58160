"""The letter as a value: what every format prints, and nothing that only one of them needs.

A format that could reach past this value to the database could print somebody twice or somebody hidden; so it
cannot. Texts are tuples and strings, '' where there is nothing to say; the signatories of a long letter are made
while they are read, as often as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from petition.appeals.text import Text
from petition.letters.words import Words
from petition.reading.draft import Recipient

Kind = Literal["person", "organisation"]
Visibility = Literal["public", "initials", "hidden"]
SectionName = Literal["first", "organisations", "people"]


def address_block(recipient: Recipient) -> tuple[str, ...]:
    """The lines that address a recipient, each that has something in it."""
    lines = (recipient.name, recipient.title, recipient.organisation, *recipient.address)
    return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class Entry:
    """One confirmed signature as given. `rank` orders first signatories; `tie` is opaque and never repeats."""

    kind: Kind
    name: str
    signed_at: datetime
    tie: str
    acronym: str = ""
    role: str = ""
    affiliation: str = ""
    place: str = ""
    as_typed: str = ""
    visibility: Visibility = "public"
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the organiser chooses about the list."""

    order: Literal["family", "as_printed", "as_signed", "place"] = "family"
    organisations: Literal["apart", "mixed"] = "apart"
    numbered: bool = True
    details: bool = True
    columns: Literal[1, 2, 3] = 1
    lang: str = ""  # whose alphabet sorts the list; '' is the letter's own


@dataclass(frozen=True, slots=True)
class Signatory:
    """A line of the letter; `as_typed` is that line, whether typed so or put together from the form."""

    position: int
    section: SectionName
    kind: Kind
    name: str
    acronym: str
    role: str
    affiliation: str
    place: str
    as_typed: str


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive signatories under one heading ('' where the list needs none)."""

    name: SectionName
    heading: str
    signatories: Sequence[Signatory]


@dataclass(frozen=True, slots=True)
class Counts:
    """`confirmed` is always `printed` + `not_named` + `folded`: signatures of those who signed in another form too."""

    received: int
    confirmed: int
    printed: int
    not_named: int
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to print. `words` are the sentences of the service itself, in the letter's language."""

    slug: str
    address: str
    lang: str
    version: str
    text: Text
    counts: Counts
    statement: str
    not_named_statement: str
    signatories: Sequence[Signatory]
    headings: tuple[tuple[SectionName, str, int], ...]  # of each section in use, and how many stand under it
    choices: Choices
    preview: bool
    words: Words

    def sections(self) -> Iterator[Section]:
        """The sections that have somebody in them, in printed order."""
        start = 0
        for name, heading, count in self.headings:
            yield Section(name, heading, self.signatories[start : start + count])
            start += count

    @property
    def heading(self) -> str:
        """The title where it is printed, '' where it only names the appeal."""
        return self.text.title if self.text.titled else ""

    @property
    def right_to_left(self) -> bool:
        """Whether the letter's language runs from right to left."""
        return self.words.right_to_left
