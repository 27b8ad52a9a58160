"""From a text and its confirmed signatures to the letter: each of them once, in order, counted.

Pure, so that the same signatures always give the same letter whatever order the database hands them out in.
"""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, cast, overload

from petition.appeals.logo import Logo
from petition.appeals.text import Text
from petition.core.markdown import Document
from petition.letters.composing import signatory_line
from petition.letters.composing.counting import Signed, not_named_statement, statement
from petition.letters.composing.errata import Erratum
from petition.letters.composing.family import family_first
from petition.letters.composing.letter import (
    Choices,
    Counts,
    Entry,
    Letter,
    ListHeading,
    SectionName,
    Signatory,
)
from petition.letters.composing.order import collation
from petition.letters.composing.sorting import Keyed, Row, in_order
from petition.letters.composing.words import Words, words_in
from petition.lexicon.signatory import Kind, Visibility

Kinds = Counter[tuple[str, bool]]  # how many of each kind, and whether they are hidden
# For each section, or each place in one, how many stand under it, by how they write it.
_Sizes = defaultdict[Row, Counter[str]]

_SECTIONS: tuple[SectionName, ...] = ("first", "organisations", "people")
_PEOPLE = _SECTIONS.index("people")
_HIDDEN = len(_SECTIONS)  # those not named are sorted behind all others, and cut off
_LONG, _HALF = 100, 36  # names from which a list has two columns, and letters that fit into one
_LOOKED_AT = 300
_SMALL = 5_000  # signatories that are rather made once than each time they are read


def compose(  # noqa: PLR0913  a letter states each of these
    text: Text,
    entries: Iterable[Entry],
    *,
    body: Document,
    slug: str,
    address: str,
    lang: str,
    version: str,
    received: int,
    choices: Choices,
    preview: bool,
    folded: int = 0,
    logo: Logo | None = None,
    of: Kinds | None = None,
    errata: tuple[Erratum, ...] = (),
    identification_only: bool = False,
) -> Letter:
    """The letter of one text and its signatories, each in the form that is printed.

    `received` counts signatures that ever came in, `folded` those confirmed by signatories who stand here in another
    form; both are stated, not derived. Refuses the same signature twice and fewer received than confirmed. The entries
    are read once, one by one; where they are only the beginning of the list, `of` counts the whole.
    """
    kinds, sizes = Kinds(), _Sizes(Counter)
    rows = in_order(_rows(entries, choices, lang, kinds, sizes))
    is_whole = of is None or of == kinds
    kinds = of or kinds
    hidden = Signed(kinds[Kind.PERSON, True], kinds[Kind.ORGANISATION, True])
    named = Signed(kinds[Kind.PERSON, False], kinds[Kind.ORGANISATION, False])
    signed = Signed(hidden.people + named.people, hidden.organisations + named.organisations)
    confirmed = signed.total + folded
    if received < confirmed:
        raise ValueError(f"{received} received, but {confirmed} confirmed")
    signatories: Sequence[Signatory] = _Signatories(rows[: named.total])
    signatories = tuple(signatories) if named.total <= _SMALL else signatories
    return Letter(
        slug=slug,
        address=address,
        lang=lang,
        version=version,
        text=signatory_line.cleaned(text),
        signed=text,
        body=body,
        counts=Counts(received, confirmed, named.total, hidden.total, folded),
        statement=statement(signed, lang) if choices.statement else "",
        not_named_statement=(  # else the number above the list, which counts them, would not be that of its lines
            not_named_statement(hidden, lang, alone=not named.total)
            if choices.not_named or choices.statement
            else ""
        ),
        signatories=signatories,
        headings=_headings(sizes, choices, words_in(choices.headings or lang), is_whole=is_whole),
        choices=replace(choices, columns=choices.columns or _columns(signatories, named.total)),
        preview=preview,
        words=words_in(lang),
        errata=errata,
        identification_only=identification_only,
        logo=logo,
    )


def _columns(signatories: Sequence[Signatory], count: int) -> Literal[1, 2]:
    """Two where a list is long and nearly each of its lines fits into half the width of a page."""
    looked_at = [signatories[at] for at in range(0, len(signatories), 1 + len(signatories) // _LOOKED_AT)]
    short = sum(len(each.as_typed) <= _HALF for each in looked_at)
    return 2 if count >= _LONG and 10 * short >= 9 * len(looked_at) else 1


def as_printed(entry: Entry, choices: Choices) -> Entry:
    """Somebody who is named, as the letter says them; of an entry whose rank leads where `choices` let it."""
    under_place = _section(entry, choices) == _PEOPLE and choices.order == "place"
    return signatory_line.shown(entry, details=choices.details, under_place=under_place)


def in_public(entries: Iterable[Entry], choices: Choices, lang: str) -> Sequence[Row]:
    """Those who are named, in the order of the letter: the id of each signature, its section and its line."""
    rows = _rows(entries, choices, lang, Kinds(), _Sizes(Counter))
    return in_order((key, (int(key[-1]), _SECTIONS[key[0]], row[-1])) for key, row in rows if row)


def _rows(
    entries: Iterable[Entry],
    choices: Choices,
    lang: str,
    kinds: Kinds,
    sizes: _Sizes,
) -> Iterator[Keyed]:
    """What is sorted: the place of each entry in the letter, and all but the position of its signatory. Counts them."""
    key, place = _sort_key(choices, lang), _place_key(choices.lang or lang)
    for entry in _first_limited(entries, choices.first):
        kinds[entry.kind, entry.visibility == Visibility.HIDDEN] += 1
        if entry.visibility == Visibility.HIDDEN:
            yield (_HIDDEN, entry.tie), ()
            continue
        section = _section(entry, choices)
        under_place = section == _PEOPLE and choices.order == "place"
        shown = as_printed(entry, choices)
        under = (section, *place(shown.place)) if under_place else (section,)
        sizes[under][shown.place if under_place else ""] += 1
        by = (shown.rank, *_as_signed(shown)) if section == 0 else key(shown)
        yield (
            (*under, *by),
            (
                _SECTIONS[section], shown.kind.value, shown.name, shown.acronym, shown.role, shown.affiliation, shown.place,
                shown.as_typed,
            ),
        )  # fmt: skip


def _signatory(position: int, row: Row) -> Signatory:
    section, kind, *said = row
    return Signatory(position, section, Kind(kind), *said)


class _Signatories(Sequence[Signatory]):
    """Signatories, made of sorted rows while they are read."""

    def __init__(self, rows: Sequence[Row], first: int = 1) -> None:
        self._rows, self._first = rows, first

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Signatory: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Signatory]: ...
    def __getitem__(self, at: int | slice) -> Signatory | Sequence[Signatory]:
        numbers = range(self._first, self._first + len(self))[at]
        if isinstance(numbers, range):
            return _Signatories(self._rows[at], numbers.start)
        return _signatory(numbers, cast("Row", self._rows[at]))

    def __iter__(self) -> Iterator[Signatory]:
        for position, row in enumerate(self._rows, self._first):
            yield _signatory(position, row)


def _first_limited(entries: Iterable[Entry], most: int | None) -> Iterator[Entry]:
    """The entries, of which only so many keep their rank among the first; these come last."""
    if most is None:
        yield from entries
        return
    first: list[Entry] = []
    for entry in entries:
        if entry.rank is None or entry.visibility == Visibility.HIDDEN:
            yield entry
            continue
        insort(first, entry, key=lambda ranked: (ranked.rank, *_as_signed(ranked)))
        if len(first) > most:
            yield first.pop()._replace(rank=None)
    yield from first


def _section(entry: Entry, choices: Choices) -> int:
    if entry.rank is not None:
        return 0
    return 1 if entry.kind == Kind.ORGANISATION and choices.organisations == "apart" else _PEOPLE


def _as_signed(entry: Entry) -> Row:
    return entry.signed_at.timestamp(), entry.tie


def _place_key(lang: str) -> Callable[[str], Row]:
    """How places are ordered; those that differ in case alone are one, and no place comes last."""
    letters = collation(lang)

    def place(typed: str) -> Row:
        folded = typed.casefold()
        return not folded, letters(folded), folded

    return place


def _sort_key(choices: Choices, lang: str) -> Callable[[Entry], Row]:
    """How the list is ordered; equal names by the moment of signing, then by `tie`, so always the same."""
    letters = collation(choices.lang or lang)

    def as_printed(entry: Entry) -> Row:
        return letters(entry.name), *_as_signed(entry)

    def family(entry: Entry) -> Row:
        name = entry.name if entry.kind == Kind.ORGANISATION else family_first(entry.name)
        return letters(name), *_as_signed(entry)

    return {"as_signed": _as_signed, "as_printed": as_printed, "family": family, "place": family}[
        choices.order
    ]


def _headings(sizes: _Sizes, choices: Choices, words: Words, *, is_whole: bool) -> tuple[ListHeading, ...]:
    """A heading for each section in use; one section alone is simply the signatories."""
    in_use = sorted({section for section, *_ in sizes})
    people = words.people if choices.organisations == "apart" else words.signatories
    apart = len(in_use) > 1 or not is_whole
    headings = (words.first, words.organisations, people) if apart else (words.signatories,) * 3
    return tuple(_heading(section, headings[section], sizes, words) for section in in_use)


def _heading(section: int, heading: str, sizes: _Sizes, words: Words) -> ListHeading:
    under = [sizes[each] for each in sorted(sizes) if each[0] == section]
    places = tuple((_written(typed) or words.elsewhere, typed.total()) for typed in under)
    count = sum(count for _, count in places)
    return ListHeading(_SECTIONS[section], heading, count, () if (section,) in sizes else places)


def _written(place: Counter[str]) -> str:
    """A place as most of those there write it."""
    return min(place, key=lambda typed: (-place[typed], typed))
