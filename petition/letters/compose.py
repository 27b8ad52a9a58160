"""From a text and its confirmed signatures to the letter: each of them once, in order, counted.

Pure, so that the same signatures always give the same letter whatever order the database hands them out in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

from petition.appeals.text import Text
from petition.letters import lines
from petition.letters.counting import Signed, not_named_statement, statement
from petition.letters.family import family_first
from petition.letters.letter import Choices, Counts, Entry, Letter, SectionName, Signatory
from petition.letters.order import collation
from petition.letters.sorting import Keyed, Row, in_order
from petition.letters.words import Words, words_in

Kinds = Counter[tuple[str, bool]]  # how many of each kind, and whether they are hidden

_SECTIONS: tuple[SectionName, ...] = ("first", "organisations", "people")
_HIDDEN = len(_SECTIONS)  # those not named are sorted behind all others, and cut off
_SMALL = 5_000  # signatories that are rather made once than each time they are read


def compose(  # noqa: PLR0913  a letter states each of these
    text: Text,
    entries: Iterable[Entry],
    *,
    slug: str,
    address: str,
    lang: str,
    version: str,
    received: int,
    choices: Choices,
    preview: bool,
    folded: int = 0,
    of: Kinds | None = None,
) -> Letter:
    """The letter of one text and its signatories, each in the form that is printed.

    `received` counts signatures that ever came in, `folded` those confirmed by signatories who stand here in another
    form; both are stated, not derived. Refuses the same signature twice and fewer received than confirmed. The entries
    are read once, one by one; where they are only the beginning of the list, `of` counts the whole.
    """
    words, kinds, sizes = words_in(lang), Kinds(), Counter[int]()
    rows = in_order(_rows(entries, choices, lang, kinds, sizes))
    is_whole = of is None or of == kinds
    kinds = of or kinds
    hidden = Signed(kinds["person", True], kinds["organisation", True])
    named = Signed(kinds["person", False], kinds["organisation", False])
    signed = Signed(hidden.people + named.people, hidden.organisations + named.organisations)
    confirmed = signed.total + folded
    if received < confirmed:
        raise ValueError(f"{received} received, but {confirmed} confirmed")
    signatories = _Signatories(rows[: named.total])
    return Letter(
        slug=slug,
        address=address,
        lang=lang,
        version=version,
        text=lines.cleaned(text),
        counts=Counts(received, confirmed, named.total, hidden.total, folded),
        statement=statement(signed, lang),
        not_named_statement=not_named_statement(hidden, lang, alone=not named.total),
        signatories=tuple(signatories) if named.total <= _SMALL else signatories,
        headings=_headings(sizes, choices, words, is_whole=is_whole),
        choices=choices,
        preview=preview,
        words=words,
    )


def _rows(
    entries: Iterable[Entry],
    choices: Choices,
    lang: str,
    kinds: Kinds,
    sizes: Counter[int],
) -> Iterator[Keyed]:
    """What is sorted: the place of each entry in the letter, and all but the position of its signatory. Counts them."""
    key = _sort_key(choices, lang)
    for entry in entries:
        kinds[entry.kind, entry.visibility == "hidden"] += 1
        if entry.visibility == "hidden":
            yield (_HIDDEN, entry.tie), ()
            continue
        shown = lines.shown(entry, details=choices.details)
        section = _section(shown, choices)
        sizes[section] += 1
        by = (shown.rank, *_as_signed(shown)) if section == 0 else key(shown)
        yield (
            (section, *by),
            (
                _SECTIONS[section], shown.kind, shown.name, shown.acronym, shown.role, shown.affiliation, shown.place,
                shown.as_typed,
            ),
        )  # fmt: skip


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
        return Signatory(numbers, *self._rows[at])

    def __iter__(self) -> Iterator[Signatory]:
        for position, row in enumerate(self._rows, self._first):
            yield Signatory(position, *row)


def _section(entry: Entry, choices: Choices) -> int:
    if entry.rank is not None:
        return 0
    return 1 if entry.kind == "organisation" and choices.organisations == "apart" else 2


def _as_signed(entry: Entry) -> Row:
    return entry.signed_at.timestamp(), entry.tie


def _sort_key(choices: Choices, lang: str) -> Callable[[Entry], Row]:
    """How the list is ordered; equal names by the moment of signing, then by `tie`, so always the same."""
    letters = collation(choices.lang or lang)

    def as_printed(entry: Entry) -> Row:
        return letters(entry.name), *_as_signed(entry)

    def family(entry: Entry) -> Row:
        name = entry.name if entry.kind == "organisation" else family_first(entry.name)
        return letters(name), *_as_signed(entry)

    def place(entry: Entry) -> Row:
        return not entry.place, letters(entry.place), *family(entry)

    return {"as_signed": _as_signed, "as_printed": as_printed, "family": family, "place": place}[
        choices.order
    ]


def _headings(
    sizes: Counter[int], choices: Choices, words: Words, *, is_whole: bool
) -> tuple[tuple[SectionName, str, int], ...]:
    """A heading for each section in use; one section alone is simply the signatories."""
    people = words.people if choices.organisations == "apart" else words.signatories
    headings = (
        (words.first, words.organisations, people)
        if len(sizes) > 1 or not is_whole
        else (words.signatories,) * 3
    )
    return tuple((_SECTIONS[at], headings[at], sizes[at]) for at in range(len(_SECTIONS)) if sizes[at])
