"""From a text and its confirmed signatures to the letter: each of them once, in order, counted.

Pure, so that the same signatures always give the same letter whatever order the database hands them out in.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from petition.appeals.text import Text
from petition.letters import lines
from petition.letters.counting import Signed, not_named_statement, statement
from petition.letters.family import family_first
from petition.letters.letter import Choices, Counts, Entry, Letter, SectionName, Signatory
from petition.letters.order import collation
from petition.letters.words import Words, words_in

SortKey = Callable[[Entry], Any]


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
) -> Letter:
    """The letter of one text and its signatories, each in the form that is printed.

    `received` counts signatures that ever came in, `folded` those confirmed by signatories who stand here in another
    form; both are stated, not derived. Refuses the same signature twice (by `tie`) and fewer received than confirmed.
    """
    signatories = list(entries)
    _refuse_repeated(signatories)
    confirmed = len(signatories) + folded
    if received < confirmed:
        raise ValueError(f"{received} received, but {confirmed} confirmed")
    named = [
        lines.shown(entry, details=choices.details) for entry in signatories if entry.visibility != "hidden"
    ]
    hidden = [entry for entry in signatories if entry.visibility == "hidden"]
    words = words_in(lang)
    return Letter(
        slug=slug,
        address=address,
        lang=lang,
        version=version,
        text=lines.cleaned(text),
        counts=Counts(received, confirmed, len(named), len(hidden), folded),
        statement=statement(_signed(signatories), lang),
        not_named_statement=not_named_statement(_signed(hidden), lang, alone=not named),
        signatories=_signatories(named, choices, _sort_key(choices, lang)),
        headings=_headings(named, choices, words),
        choices=choices,
        preview=preview,
        words=words,
    )


def _refuse_repeated(entries: list[Entry]) -> None:
    if repeated := [tie for tie, times in Counter(entry.tie for entry in entries).items() if times > 1]:
        raise ValueError(f"{len(repeated)} signatures came twice, the first of them {repeated[0]}")


def _signed(entries: list[Entry]) -> Signed:
    people = sum(entry.kind == "person" for entry in entries)
    return Signed(people, len(entries) - people)


def _section(entry: Entry, choices: Choices) -> SectionName:
    if entry.rank is not None:
        return "first"
    if entry.kind == "organisation" and choices.organisations == "apart":
        return "organisations"
    return "people"


def _signatories(entries: list[Entry], choices: Choices, key: SortKey) -> tuple[Signatory, ...]:
    sections: dict[SectionName, list[Entry]] = {"first": [], "organisations": [], "people": []}
    for entry in entries:
        sections[_section(entry, choices)].append(entry)
    sections["first"].sort(key=lambda entry: (entry.rank, entry.signed_at, entry.tie))
    sections["organisations"].sort(key=key)
    sections["people"].sort(key=key)
    placed = chain.from_iterable(((name, entry) for entry in rows) for name, rows in sections.items())
    return tuple(
        Signatory(
            position, section, entry.kind, entry.name, entry.acronym, entry.role, entry.affiliation, entry.place,
            entry.as_typed,
        )
        for position, (section, entry) in enumerate(placed, start=1)
    )  # fmt: skip


def _sort_key(choices: Choices, lang: str) -> SortKey:
    """How the list is ordered; equal names by the moment of signing, then by `tie`, so always the same."""
    letters = collation(choices.lang or lang)

    def as_signed(entry: Entry) -> Any:
        return entry.signed_at, entry.tie

    def as_printed(entry: Entry) -> Any:
        return letters(entry.name), *as_signed(entry)

    def family(entry: Entry) -> Any:
        name = entry.name if entry.kind == "organisation" else family_first(entry.name)
        return letters(name), *as_signed(entry)

    def place(entry: Entry) -> Any:
        return not entry.place, letters(entry.place), *family(entry)

    return {"as_signed": as_signed, "as_printed": as_printed, "family": family, "place": place}[choices.order]


def _headings(entries: list[Entry], choices: Choices, words: Words) -> tuple[tuple[SectionName, str], ...]:
    """A heading for each section in use; one section alone is simply the signatories."""
    in_use = {_section(entry, choices) for entry in entries}
    if len(in_use) < 2:
        return tuple((name, words.signatories) for name in in_use)
    people = words.people if choices.organisations == "apart" else words.signatories
    named: tuple[tuple[SectionName, str], ...] = (
        ("first", words.first),
        ("organisations", words.organisations),
        ("people", people),
    )
    return tuple((name, heading) for name, heading in named if name in in_use)
