"""What somebody brought, in a file or a paste: a table, a list with a line for each, or a letter that others have signed.

It is told once, and handed on with what was read of it to tell.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from petition.lexicon.signatory import Visibility
from petition.reading import reader
from petition.reading.blocks import ReadDocument, lines_in, plain, without_marker
from petition.reading.draft import NOT_NAMED, Doubt, Draft
from petition.reading.files import emails, json_text, markup_tables, table_files, web_chats
from petition.reading.files.encodings import bounded, decode
from petition.reading.files.workbook import Sheet, TableRow
from petition.reading.letters import minutes
from petition.reading.letters.letter import draft_of
from petition.reading.letters.rows import CELLS, SENTENCE_END
from petition.reading.letters.table_of_names import to_print
from petition.reading.lines.names import is_plain_name
from petition.reading.refusals import Fault, NotALetter, NotATable, Refusal
from petition.reading.signatories import pasted
from petition.reading.signatories.listed import Listed, PlacedLine, left_over
from petition.reading.tables import arranged, fields, vcards
from petition.reading.tables.proposed import gathered, likeliest_sheet, propose

_SAMPLE = 60
_LOOKED_AT = 20_000
_FEWEST_ROWS = 4
_MOST_TOLD = 400  # rows of a table
_AT_ONCE_LINES = 1_000  # 20,000 take some eight seconds of a processor, the rows of a table far less
_AT_ONCE_SIGNS = 200_000
_TABLES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".tab", ".vcf")
_TYPED = (".txt", ".text")


@dataclass(frozen=True, slots=True)
class BroughtTable:
    """The sheets of a table, each before its rows. `is_read`: all of it was, else it comes row by row, or not: NotATable."""

    book: Iterable[Sheet | TableRow]
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class BroughtLines:
    """Who stands in a list, a line for each, and what is nobody; of a letter, who signed it, and the letter."""

    entries: list[PlacedLine]
    letter: Draft | None = None


class TakesLong(Exception):
    """These are more lines than somebody should wait for while they are read."""


def letter_in_text(text: str) -> Draft:
    """The letter in a paste. Raises NotALetter, also where it is a table of people, which is a list."""
    _refuse_table(bounded(text))
    return reader.read_text(text)


def letter_in_file(data: bytes, name: str) -> Draft:
    """The letter in a file. Raises NotALetter as a paste does."""
    is_other = _is_document(data) or emails.is_email(data, name)
    is_named = name.lower().endswith(_TABLES)
    _refuse_table("" if is_other else bounded(_text_in(data, is_email=False)), is_meant=is_named)
    return reader.read(data, name)


def _refuse_table(text: str, *, is_meant: bool = False) -> None:
    """Refuse a table in whose first rows people stand, and no sentence does in one of its own; and what a program saved."""
    if len(text) > reader.LARGEST or markup_tables.is_markup(text):
        return
    saved = json_text.parsed(text)
    try:
        book = _table_of(text, is_meant=is_meant) if saved is None else _saved_table(saved)
        first = islice(book or (), _SAMPLE)
        rows = [each for each in first if isinstance(each, TableRow)]
    except NotATable:
        rows = []
    said = [row.cells[0] for row in rows if len(row.cells) == 1]
    if propose(rows).holds_names and not any(map(SENTENCE_END.search, said)):
        raise NotALetter(Refusal.TABLE)
    if saved is not None:
        raise NotALetter(Refusal.UNSUPPORTED)


def in_text(text: str, *, at_once: bool = False) -> BroughtTable | BroughtLines:
    """What a paste holds. Raises NotATable; TakesLong of long ones that are no table, if they are to be read `at_once`."""
    text = bounded(text)
    chat = web_chats.text_of(text)
    if not chat and (book := _table_of(text)):
        return BroughtTable(book)
    _refuse_long(chat or text, at_once=at_once)
    return BroughtLines(pasted.read(chat)) if chat else _in_lines(text)


def in_file(data: bytes, name: str = "", *, at_once: bool = False) -> BroughtTable | BroughtLines:
    """What a file holds, by what stands in it, and by its name where that leaves it open.

    Raises NotALetter, or NotATable where the name says that it is a table; TakesLong as a paste does.
    """
    is_named = name.lower().endswith(_TABLES)
    if _is_document(data):
        try:
            document = reader.document(data, name)
        except NotALetter as refusal:
            raise (table_files.refused_as_table(refusal) if is_named else refusal) from None
        rows = arranged.arranged(arranged.rows_of_document(document))
        is_table = _is_mostly_table(document)
        return BroughtTable(rows, is_read=True) if is_table else _in_document(document, rows, at_once=at_once)
    if is_named or data.startswith(table_files.OLD_WORKBOOK):
        return BroughtTable(table_in(data))
    is_email = emails.is_email(data, name)
    text = _text_in(data, is_email=is_email)
    if chat := web_chats.text_of(text):
        _refuse_long(chat, at_once=at_once)
        return BroughtLines(pasted.read(chat))
    if name.lower().endswith(".json") and json_text.parsed(text) is None:
        raise NotATable(Fault.BROKEN)
    if markup_tables.is_markup(text):
        rows, document = _table_of(text, is_meant=True) or iter(()), reader.document(data, name)
        return _in_document(document, _with_lists(rows, document), at_once=at_once)
    if book := _table_of(text):
        return BroughtTable(book, is_read=is_email)
    if is_typed := bool(text) and (
        name.lower().endswith(_TYPED) or (is_email and pasted.are_passed_on(text))
    ):
        _refuse_long(text, at_once=at_once)
    return _in_lines(text) if is_typed else _in_document(reader.document(data, name), at_once=at_once)


def table_in(data: bytes) -> Iterator[Sheet | TableRow]:
    """The sheets of a workbook or a text that is meant as a table, each before its rows. Raises NotATable, also half-way."""
    if table_files.is_workbook(data):
        yield from arranged.arranged(table_files.book_in(data))
    else:
        yield from _table_of(table_files.text_in(data), is_meant=True) or ()


def _with_lists(book: Iterable[Sheet | TableRow], document: ReadDocument) -> Iterator[Sheet | TableRow]:
    """The rows of a page's tables, and the points of its lists as what they are, each once."""
    listed = chain.from_iterable(block.lines for block in document.blocks if block.kind == "list")
    points = {f"# {plain(without_marker(line))}": f"# {line}" for line in listed}
    for each in book:
        if isinstance(each, TableRow) and each.cells[0] in points:
            yield each._replace(cells=(points.pop(each.cells[0]),))
        else:
            yield each
    yield from (TableRow(nth, (point,)) for nth, point in enumerate(points.values(), 1))


def _in_document(
    document: ReadDocument, book: Iterable[Sheet | TableRow] = (), *, at_once: bool
) -> BroughtTable | BroughtLines:
    """What a document holds; `book` are its tables, read as such."""
    said = lines_in(block for block in document.blocks if block.kind != "picture")
    _refuse_long("\n".join(said), at_once=at_once)
    first = _with_tables_cut(document)
    draft = draft_of(first)
    with suppress(NotATable):
        sheets = gathered(book)
        if _is_page_of_names(sheets, draft):
            return BroughtTable(chain.from_iterable((sheet, *rows) for sheet, rows in sheets), is_read=True)
    draft = draft if first == document else draft_of(document)
    entries = pasted.read_document(document)
    if _is_letter(draft):
        return _letter_or_minutes(draft, entries)
    if len(draft.lines) < sum(each.listed is not None for each in entries) / 2:
        return BroughtLines(entries)
    beside = {each.typed for each in entries if each.listed and each.listed.line.doubt == Doubt.UNANNOUNCED}
    lines = (line.doubted(Doubt.UNANNOUNCED if line.as_typed in beside else "") for line in draft.lines)
    return _letter_or_minutes(replace(draft, lines=tuple(lines)), entries)


def _with_tables_cut(document: ReadDocument) -> ReadDocument:
    """The document with no more of each table than tells who stands beside it: a long one is read by its columns."""
    most = {"table": _MOST_TOLD}
    cut = (replace(block, lines=block.lines[: most.get(block.kind)]) for block in document.blocks)
    return replace(document, blocks=tuple(cut))


def _refuse_long(text: str, *, at_once: bool) -> None:
    """Refuse more lines than are read while somebody waits, or than are read at all."""
    lines = text.count("\n")
    if lines > reader.MOST_LINES:
        raise NotATable(Fault.TOO_LARGE)
    if at_once and (lines > _AT_ONCE_LINES or len(text) > _AT_ONCE_SIGNS):
        raise TakesLong


def _in_lines(text: str) -> BroughtLines:
    """What typed lines hold. The first of them tell, for a list may be long."""
    if pasted.is_chat(text[:_LOOKED_AT]):
        return BroughtLines(pasted.read(text))
    with suppress(NotALetter):
        draft = reader.read_text(text[:_LOOKED_AT])
        if _is_letter(draft):
            draft = draft if len(text) <= _LOOKED_AT else reader.read_text(text)
            entries = pasted.read(text)
            sure = sum(each.listed is not None and not each.listed.line.doubt for each in entries)
            if not pasted.are_mails(text) or sure <= sum(not line.doubt for line in draft.lines):
                return _letter_or_minutes(draft, entries)
    return BroughtLines(pasted.read(text))


def _is_letter(draft: Draft) -> bool:
    """Whether most of a text are sentences, and it is addressed, or closed: by one alone an email that brings a list is."""
    lines = draft.body.splitlines()
    said = sum(len(line) for line in lines if SENTENCE_END.search(line.rstrip()))
    is_addressed = draft.recipients or (draft.closing and (len(draft.lines) != 1 or draft.salutation))
    return bool(is_addressed) and 2 * said > sum(map(len, lines))


def _is_page_of_names(sheets: Sequence[tuple[Sheet, list[TableRow]]], draft: Draft) -> bool:
    """Whether a page or document has no sure signatories but in a table whose headings say where names stand."""
    likeliest, layouts = likeliest_sheet(sheets)
    return layouts[likeliest].is_headed and all(line.doubt or CELLS in line.as_typed for line in draft.lines)


def _is_mostly_table(document: ReadDocument) -> bool:
    """Whether most of what a document holds are rows of tables: their columns have to be told, and asked about."""
    rows = sum(len(block.lines) for block in document.blocks if block.kind == "table")
    return rows >= _FEWEST_ROWS and 2 * rows > sum(len(block.lines) for block in document.blocks)


def _is_document(data: bytes) -> bool:
    """Whether a file is a document of text, in which a table may stand, and no workbook."""
    is_office = b"word/document.xml" in data or b"opendocument.text" in data[:100]
    return data.startswith((b"%PDF", b"{\\rtf")) or (data.startswith(b"PK") and is_office)


def _text_in(data: bytes, *, is_email: bool) -> str:
    """The text of a file of text, or that an email carries; '' of any other file."""
    with suppress(NotALetter):
        if is_email:
            return emails.text_of_email(data)[0]
        return "" if table_files.is_workbook(data) else decode(data)
    return ""


def _table_of(text: str, *, is_meant: bool = False) -> Iterator[Sheet | TableRow] | None:
    """The sheets of a text that holds signatories field by field, or `is_meant` as a table. Raises NotATable.

    It holds vCards, JSON, filled forms, or a table: in Markdown, between bars in a scan, with signs between values.
    """
    if vcards.are_in(text):
        return arranged.arranged(vcards.rows_of(text))
    if (saved := json_text.parsed(text)) is not None:
        return _saved_table(saved)
    if form := fields.rows_of(text):
        return iter(form)
    if rows := arranged.rows_of_markdown(text) or arranged.rows_of_bars(text):
        return arranged.arranged(rows)
    is_table = is_meant or (table_files.is_table(text) and not _are_side_by_side(text))
    return arranged.arranged(table_files.book_of(text)) if is_table else None


def _saved_table(saved: Any) -> Iterator[Sheet | TableRow]:
    return arranged.arranged(table_files.kept(json_text.book_of(saved)))


def _are_side_by_side(text: str) -> bool:
    """Whether the first lines hold nothing but names, several a line between tabs: they stand beside one another."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    cells = [cell.strip() for line in lines for cell in line.split("\t") if cell.strip()]
    return len(cells) > len(lines) and all(map(is_plain_name, cells))


def _letter_or_minutes(draft: Draft, entries: list[PlacedLine]) -> BroughtLines:
    """Those who signed a letter; or who is listed above its text or in it, if they are most by far, as in minutes.

    Where nobody is greeted and nobody signs, those at its head may stand in a list, below which a sentence does.
    """
    named = minutes.listed_in(draft)
    if minutes.are_most(named, draft):
        return BroughtLines(minutes.placed(entries, named))
    if not (draft.lines or draft.salutation or draft.closing):
        return BroughtLines(entries)
    return _letter(draft, [*named.values()])


def _letter(draft: Draft, named: Sequence[str]) -> BroughtLines:
    """The signatories of a letter, one a line, after them those whom its text lists, and what fitted nowhere in it."""
    entries = []
    for nth, line in enumerate(draft.lines, 1):
        listed = Listed(to_print(line))
        listed = replace(listed, visibility=Visibility.HIDDEN) if line.doubt in NOT_NAMED else listed
        entries.append(PlacedLine(nth, nth, line.as_typed, listed))
    left = (*named, *draft.left_over) if entries else ()
    return BroughtLines(entries + left_over(left, len(entries)), draft)
