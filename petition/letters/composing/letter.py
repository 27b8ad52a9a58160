"""The letter as a value: what every format prints, and nothing that only one of them needs.

A format that could reach past this value to the database could print somebody twice or somebody hidden; so it
cannot. Texts are tuples and strings, '' where there is nothing to say; the signatories of a long letter are made
while they are read, as often as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from petition.appeals.logo import Logo
from petition.appeals.rules import NAMES_SHOWN
from petition.appeals.text import Text
from petition.core.drawing import Drawn
from petition.core.markdown import Document
from petition.letters.composing.counting import day_in
from petition.letters.composing.errata import Erratum
from petition.letters.composing.on_paper import OnPaper
from petition.letters.composing.words import KNOWN, Words, language, words_in
from petition.lexicon.signatory import Kind, Visibility, is_identified

SectionName = Literal["first", "organisations", "people"]


class Entry(NamedTuple):
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
    visibility: Visibility = Visibility.PUBLIC
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the organiser chooses about the list and what stands around it; raises ValueError for what is no choice."""

    order: Literal["family", "as_printed", "as_signed", "place"] = "family"
    organisations: Literal["apart", "mixed"] = "apart"
    numbered: bool = True
    details: bool = True
    columns: Literal[0, 1, 2, 3] = (
        0  # 0: by how long the list and its lines are; a letter that is composed has one
    )
    lang: str = ""  # whose alphabet sorts the list; '' is the letter's own
    first: int | None = None  # how many first signatories stand before the rest, None for all of them
    headings: str = ""  # the language of the list's headings; '' is the letter's own
    statement: bool = True  # whether the list says above it how many signed
    not_named: bool = True  # and below it how many of them are not named; below a number always
    before: Literal["nobody", "first", "some", "all"] = (
        "all"  # who is named on the page while people still sign
    )
    window: bool = False  # whether the first page goes into an envelope with a window

    def __post_init__(self) -> None:
        """Kept as JSON, the choices of a letter come back from outside."""
        wrong = [name for name, may_be in _CHOICES.items() if getattr(self, name) not in may_be]
        if self.first is not None and (type(self.first) is not int or not 0 <= self.first <= _MOST_FIRST):
            wrong.append("first")
        if wrong:
            raise ValueError(f"no choice for {', '.join(wrong)}")


_MOST_FIRST = 1_000_000
_LANGUAGES = ("", *KNOWN)
_CHOICES: dict[str, tuple[Any, ...]] = {
    "order": ("family", "as_printed", "as_signed", "place"),
    "organisations": ("apart", "mixed"),
    "columns": (0, 1, 2, 3),
    "before": NAMES_SHOWN,
    "lang": _LANGUAGES,
    "headings": _LANGUAGES,
    **dict.fromkeys(("numbered", "details", "statement", "not_named", "window"), (True, False)),
}


class Signatory(NamedTuple):
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
    """Consecutive signatories under one heading ('' where the list needs none), by place if the list is."""

    name: SectionName
    heading: str
    signatories: Sequence[Signatory]
    places: tuple[tuple[str, int], ...] = ()

    def groups(self) -> Iterator[tuple[str, Sequence[Signatory]]]:
        """Those of each place under it as a heading; all under '' where the list is not by place."""
        start = 0
        for place, count in self.places or (("", len(self.signatories)),):
            yield place, self.signatories[start : start + count]
            start += count


class ListHeading(NamedTuple):
    """Of a section in use: how many stand under it, and how many of them under which place."""

    section: SectionName
    heading: str
    lines: int
    places: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """`confirmed` is always `printed` + `not_named` + `folded`: signatures of those who signed in another form too."""

    received: int
    confirmed: int
    printed: int
    not_named: int
    folded: int = 0


class LetterVersion(NamedTuple):
    """A published version of the text; `signatures` are those of `confirmed` that were given under it.

    `carries`: whether those given before count under it too.
    """

    number: int
    sha256: str
    day: str
    carries: bool
    signatures: int


class SealSaid(NamedTuple):
    """The last seal of a complete letter: fingerprints of its root and of the key that signed it (seal_check.py)."""

    number: int
    day: date
    root: str
    key: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to print. `words` are the sentences of the service itself, in the letter's language."""

    slug: str
    address: str
    lang: str
    version: str
    text: Text
    signed: Text  # sign by sign as it was published, which the fingerprint in `version` is of
    body: Document
    counts: Counts
    statement: str
    not_named_statement: str
    signatories: Sequence[Signatory]
    headings: tuple[ListHeading, ...]
    choices: Choices
    preview: bool
    words: Words
    identification_only: bool = False  # whether organisations beside names only identify who signs
    errata: tuple[Erratum, ...] = ()  # what changed since it was complete
    versions: tuple[LetterVersion, ...] = ()  # the first one first
    paper: OnPaper | None = None
    seal: SealSaid | None = None  # None before it is sealed
    logo: Logo | None = None
    pictures: Mapping[int, Drawn] = field(
        default_factory=dict
    )  # those of the body, by number; one that is lost is not here

    def sections(self) -> Iterator[Section]:
        """The sections that have somebody in them, in printed order."""
        start = 0
        for name, heading, count, places in self.headings:
            if some := self.signatories[start : start + count]:
                yield Section(name, heading, some, places)
            start += count

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is said below the list: of paper; that organisations only identify people, where some do; errata; seal."""
        says = self.identification_only and any(
            is_identified(each.kind, each.affiliation) for each in self.signatories
        )
        return (
            *((self.paper.statement(self.lang),) if self.paper else ()),
            *((self.words.identification,) if says else ()),
            *(each.statement for each in self.errata),
            *((self._sealed(self.seal),) if self.seal else ()),
        )

    def _sealed(self, seal: SealSaid) -> str:
        is_known = language(self.lang) in KNOWN
        day = day_in(seal.day, self.lang) if is_known else seal.day.isoformat()
        return self.words.sealed.format(day=day, root=seal.root)

    @property
    def lang_of_headings(self) -> str:
        """The language of the list's headings, and of what a table calls its columns."""
        return self.choices.headings or self.lang

    @property
    def words_of_list(self) -> Words:
        """The words in that language."""
        return words_in(self.lang_of_headings)

    @property
    def heading(self) -> str:
        """The title where it is printed, '' where it only names the appeal."""
        return self.text.title if self.text.titled else ""

    @property
    def right_to_left(self) -> bool:
        """Whether the letter's language runs from right to left."""
        return self.words.right_to_left
