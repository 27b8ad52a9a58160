"""How a table is read, once that is told: what its columns hold, and what its rows and the other sheets say of all in it."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise, zip_longest

from petition.core.text import folded
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.quoting import first_part
from petition.lexicon.roles import GIVEN
from petition.lexicon.signatory import Visibility
from petition.reading.blocks import has_marker, without_marker
from petition.reading.files.workbook import MOST_SHEETS, TableRow
from petition.reading.lines import headings
from petition.reading.lines.many_in_line import mostly_bodies
from petition.reading.lines.names import is_plain_name
from petition.reading.lines.signals import opens_list
from petition.reading.naming import consent
from petition.reading.naming.beside_name import asks_nothing, may_refuse
from petition.reading.naming.consent import shown
from petition.reading.tables.beside_rows import LOOK, asks_of_one, marks_in, words_in
from petition.reading.tables.columns import ASKED
from petition.reading.tables.heads import NO_HEADS, Heads
from petition.reading.tables.kinds import signs_as

_FEW = 3  # family names, whose order tells nothing
# Of the rows of a list in the order of names; particles and signs upon letters stand elsewhere
_SORTED = 0.75
_WHO = headings.NAMES | {"affiliation"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns hold, which rows head them, and what was decided of answers that say neither yes nor no."""

    columns: tuple[str, ...] = ()
    heads: Heads = NO_HEADS
    headings: tuple[str, ...] = ()
    answers: Mapping[str, Visibility] = field(default_factory=dict)
    marks: Set[str] = frozenset()  # who bears one may ask by a line beside the rows not to be named; "": all
    # By each word the rows of other sheets that ask it.
    withheld: Mapping[str, Sequence[Set[str]]] = field(default_factory=dict)
    place: str = ""  # where all of them live who do not say it
    # one says of most whether a body or a person signs, and of the rest what nobody can tell
    sorts: bool = False
    is_numbered: bool = False  # a number stands before most, in their one column
    is_sorted: bool = False  # in the order of family names
    of_bodies: bool = False  # nearly all whom its names tell for sure
    is_answered: bool = False  # most say themselves that they may be named, so that silence says nothing
    says_both: bool = False  # what somebody does and where, by the heading of one column
    is_beside: bool = False  # a sheet of lines beside others, which may be no more than notes

    @property
    def is_headed(self) -> bool:
        """Whether headings say which column holds the names."""
        return bool(self.heads.last and _WHO & set(self.columns))

    @property
    def holds_names(self) -> bool:
        """Whether a column holds names, under headings or as those look."""
        return self.is_headed or self.names_people

    @property
    def names_people(self) -> bool:
        """Whether a column holds names of people, or parts of them."""
        return bool(headings.NAMES & set(self.columns))

    def without_remarks(self, row: TableRow) -> "Layout":
        """The same for a row of which remarks say nothing, that it was signed, or that the name may be shown."""
        cells = (*row.cells, *[""] * len(self.columns))
        for head, column, cell in zip_longest(self.headings, self.columns, cells, fillvalue=""):
            shows = (
                not cell
                or asks_nothing(cell)
                or shown(cell, "visibility") is shown(cell, "unnamed") is Visibility.PUBLIC
            )
            is_remark = shows and headings.surely(head) == "remark"
            if column == ASKED and not (is_remark or _is_signature(head, cell)):
                return self
        return replace(self, columns=tuple(each.replace(ASKED, "") for each in self.columns))

    def is_unknown(self, row: TableRow) -> bool:
        """Whether all that is asked about in a row are remarks that are not understood, of which none may refuse."""
        told = zip(self.headings, self.columns, row.cells, strict=False)
        asked = [(head, cell) for head, column, cell in told if column == ASKED and cell]
        return bool(asked) and all(
            headings.surely(head) == "remark" and not may_refuse(cell) for head, cell in asked
        )

    def said(self, column: str, row: TableRow) -> str:
        """What a row says in a column."""
        return dict(zip(self.columns, row.cells, strict=False)).get(column, "")

    def is_withheld(self, name: str) -> bool:
        """Whether a row of another sheet asks it of somebody called so, or of a family name where it says no more."""
        own = words_in([name] if self.withheld else ())
        asked = (words for word in own for words in self.withheld.get(word, ()))
        return any(len(own & words) >= min(2, len(own), len(words)) for words in asked)

    def heads_again(self, cells: tuple[str, ...]) -> bool:
        """Whether a row says the headings once more, also as a label of one cell."""
        cells = cells if len(cells) > 1 else tuple("".join(cells).removeprefix("# ").split(" | "))
        return bool(self.headings) and any(cells) and cells == self.headings[: len(cells)]

    def widened(self, width: int) -> "Layout":
        """The same of so many columns at least: nothing is known of those that the first rows do not reach."""
        return replace(self, columns=(*self.columns, *[""] * (width - len(self.columns))))

    def like(self, first: "Layout") -> "Layout":
        """The layout of a sheet without headings whose names stand where those of another do: all else does as well."""
        same = all("name" in each.columns for each in (self, first)) and not self.heads.last
        same = same and self.columns.index("name") == first.columns.index("name")
        is_so = same and 1 < len(self.columns) <= len(first.columns)
        return replace(first, heads=NO_HEADS) if is_so else self

    def within(
        self,
        rows: Sequence[TableRow],
        nth: int,
        sheets: Sequence[str],
        withheld: Iterable[Iterable[str]] = (),
    ) -> "Layout":
        """The same of the nth of these sheets with these rows at its ends; `withheld` is what other sheets ask."""
        asked: dict[str, list[Set[str]]] = {}
        remarks = (row.cells for row in rows if len(row.cells) == 1 and asks_of_one(row.cells[0]))
        for words in map(frozenset, (*withheld, *map(words_in, remarks))):
            for word in words:
                asked.setdefault(word, []).append(words)
        marks = marks_in(rows, sheets[nth]).union(each for each in asked if each.startswith(LOOK))
        place = "" if "place" in self.columns else _place_of(sheets[nth], sheets)
        numbered = sum(has_marker("".join(row.cells)) for row in rows) if len(self.columns) == 1 else 0
        is_numbered = 2 * numbered > len(rows)
        below = rows[self.heads.last :]
        is_beside = len(sheets) > 1 and len(self.columns) == 1 and not self.heads.last
        is_beside = is_beside and 2 * sum(map(_is_name_first, rows)) < len(rows)
        told = replace(self._with_habits(below), marks=marks, withheld=asked, place=place)
        return replace(told, is_numbered=is_numbered, is_beside=is_beside)

    def _with_habits(self, rows: Sequence[TableRow]) -> "Layout":
        """The same with what most of these rows say of who signs, of being named, and by their order."""
        signs, answers, families, names = (
            [said for row in rows if (said := self.said(column, row))]
            for column in ("kind", "unnamed", "family", "name")
        )
        kinds = [*filter(None, map(signs_as, signs))]
        shows = [shown(answer, "unnamed") for answer in answers]
        families = [*dict.fromkeys(map(str.lower, families))]
        rises = sum(one <= other for one, other in pairwise(families))
        heads = dict(zip(self.columns, self.headings, strict=False))
        works = heads.get("affiliation") or heads.get("role", "")
        return replace(
            self,
            sorts=2 * len(kinds) > len(signs) and len(set().union(*kinds)) > 1,
            of_bodies="given" not in self.columns and mostly_bodies([*map(without_marker, names)]),
            says_both=not self.headings or {"role", "affiliation"} <= dict(headings.meanings(works)).keys(),
            is_answered=2 * shows.count(Visibility.PUBLIC) > len(rows),
            is_sorted=len(families) > _FEW and rises >= _SORTED * (len(families) - 1),
        )


def _place_of(sheet: str, sheets: Sequence[str]) -> str:
    """The place that a sheet is called after, '' for none; a less known town is one where most sheets are called so."""
    is_town = _is_town(sheet) and 1 < sum(map(_is_town, sheets)) > len(sheets) / 2
    return sheet if is_place(sheet) or is_town else ""


@lru_cache(maxsize=MOST_SHEETS)  # asked for each sheet of all of them
def _is_town(sheet: str) -> bool:
    return could_be_town(sheet) and sheet.lower() not in GIVEN


def _is_signature(head: str, cell: str) -> bool:
    """Whether a cell repeats a heading that speaks of signing and of nothing else, or says yes: "Signature", "signature"."""
    rest = folded(cell).removeprefix(folded(head))
    is_signed = opens_list(head) and (not rest or consent.says_yes(rest) is True)
    return is_signed and not consent.may_be_about_naming(head, ())


def _is_name_first(row: TableRow) -> bool:
    return is_plain_name(without_marker(first_part("".join(row.cells))))
