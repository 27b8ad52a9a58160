"""Names that share a line with more: a whole list in one paragraph, or office, space for a hand and name side by side."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise, takewhile
from operator import eq

from petition.core.text import is_small
from petition.lexicon.places import could_be_town
from petition.lexicon.quoting import first_part
from petition.lexicon.refusals import keeps_back
from petition.lexicon.role_phrase import says_role
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import plain, without_marker
from petition.reading.files.margins import is_somebody
from petition.reading.letters.rows import CELLS, TextRow, is_prose, is_short
from petition.reading.letters.text_end import end_of_text
from petition.reading.lines.bodies import is_body, is_surely_body
from petition.reading.lines.could_sign import could_be_signatory
from petition.reading.lines.labels import ends_in_colon, is_group, is_label
from petition.reading.lines.many_in_line import are_two, people_of
from petition.reading.lines.marks import without_marks
from petition.reading.lines.names import (
    bare_head,
    is_full_name,
    is_only_name,
    is_plain_name,
    tells_nothing_else,
    without_brackets,
)
from petition.reading.lines.signals import is_closing, may_take_leave, opens_list, takes_leave
from petition.reading.signatories.nobody import are_of_none, place_or_body
from petition.reading.tables.fields import says_name

_LABEL = expression(
    r"^(?:[^:：,;]{2,60}[:：]|@signals.signed(?:\s(?-i:[^\W\dA-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ])\w*){0,2})(?=\s|(?<=：))"
)  # "Signed also by"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LEAST = 3
_GAP = re.compile(r"\t| {3,}|\u3000{2,}|(?<=[)）])\u3000")
_HAND = re.compile(r"\s*(?:\\?_){3,}\s*")  # room to sign before each name
_LAST_ROWS = 4
_MOST_TRIED = 20  # paragraphs of names
# Between the parts of a line that is signed by hand.
_SPACES = re.compile(r"\s*(?:\t|\\?_(?:\\?_){2,}| {3,}|\.{5,}|\|(?=\s|$))[\s_\\]*")
_SLASH = re.compile(r"/(?=\s\()")  # "/Anna Ruel/ (absent)"
_FLAT = re.compile(r"^([^\W\d_]{1,4}\.\s?№?\s?\d{1,4}\w?)[\s,:–-]+(?=[^\W\d_])")
_ALL_SET_OFF = re.compile(r"^\s*(\*{1,3}|_)([^*]+)\1\s*$")  # "*nurse\tcook*"
_BY_HAND = re.compile(r"\(\w+\)")  # "(signature)"


def name_first(line: str) -> str:
    """As in "Chair ________ Jane Roe" or "Apt. 3 Jane Roe": the one name in the line, and then the rest; else the line."""
    parts = [_SLASH.sub("", part).strip(" /:") for part in _SPACES.split(_FLAT.sub(r"\1\t", line.strip()))]
    said = [part for part in parts if part and not (len(parts) > 2 and _BY_HAND.fullmatch(part))]
    named = [part for part in said if part[0] != "(" and is_only_name(without_brackets(part))]
    is_text = any(part[-1] in ".!?" and len(part.split()) > 6 for part in said)
    if is_text or len(parts) < 2 or len(named) != 1 or sum(map(_leads_with_name, said)) > 1:
        return line
    if "\t" in line and named == said[:1]:
        return line
    return ", ".join([*named, *(part for part in said if part not in named)])


def _leads_with_name(part: str) -> bool:
    return is_only_name(bare_head(part))


def with_names_first(rows: list[TextRow]) -> list[TextRow]:
    """The rows, those below the last sentence of the text with the name first, be the post before it in one line or two."""
    last = max((at for at, row in enumerate(rows[:-_LAST_ROWS]) if is_prose(row)), default=-1)
    kept, below = rows[: last + 1], rows[last + 1 :]
    are_lines = ((row, row.kind in {"paragraph", "list"}) for row in below)
    led = [row.saying(name_first(row.text)) if is_line else row for row, is_line in are_lines]
    for nth, (above, row) in enumerate(pairwise(below)):
        post = without_marker(above.plain)
        is_led = led[nth + 1] != row and "\t" in row.text and led[nth] == above and "\t" not in above.text
        if is_led and above.block == row.block and not _leads_with_name(post) and says_role(post):
            name, rest = first_part(led[nth + 1].text), _SPACES.split(row.text.strip())[0]
            led[nth], led[nth + 1] = above.saying(f"{name}, {above.text}"), row.saying(rest)
    return [*kept, *led]


def with_columns_apart(rows: list[TextRow]) -> list[TextRow]:
    """The rows, those in which signatories stand side by side with a row for each, what each does right below."""
    rows = _with_posts_below(rows)
    rows = [each for row in rows for each in _by_hand(row)]
    parted = {row.block for row in rows if row.kind == "paragraph" and _GAP.search(row.text)}
    groups = groupby(
        rows,
        key=lambda row: row.block in parted and (could_be_signatory(row.text) or bool(_GAP.search(row.text))),
    )
    return [each for are_parted, group in groups for each in (_apart(list(group)) if are_parted else group)]


def _by_hand(row: TextRow) -> list[TextRow]:
    """A row for each of several people who stand in one, with room to sign before them; the row where it is no such one."""
    said = [part for part in _HAND.split(row.text) if part] if row.kind == "paragraph" else []
    are_several = len(said) > 1 and all(_stands_for_itself(without_marks(part)) for part in said)
    return [_named(row, each) for each in said] if are_several else [row]


def _with_posts_below(rows: list[TextRow]) -> list[TextRow]:
    """The rows, of names side by side and posts below these, column by column: each post right below its name.

    Words below names that may be names themselves ("Aigul") stand each alone as well.
    """
    found, at, beside = list[TextRow](), 0, 0
    while at < len(rows):
        names = [cell for cell in _cells(rows[at]) if cell]
        are_words = len(names) == beside > 1 and all(map(_may_be_given, names))
        are_names = any(map(_is_named, names)) and all(_is_named(cell) or is_body(cell) for cell in names)
        are_names = are_names or are_words
        end = at + 1 + (_posts_below(rows[at + 1 :], rows[at]) if are_names else 0)
        is_parted = are_words or end > at + 1
        found += _in_columns(rows[at], rows[at + 1 : end]) if is_parted else rows[at:end]
        at, beside = end, len(names) * are_names
    return found


def _in_columns(names: TextRow, posts: list[TextRow]) -> Iterator[TextRow]:
    """The rows of some columns, of each the name and what stands below it."""
    for nth, column in enumerate(zip(*(_beside(names, row) for row in (names, *posts)), strict=True)):
        name, said = column[0], ", ".join(filter(None, column[1:]))
        row = _named(names, f"{name}," if said else name)
        yield row
        if said:
            yield replace(row, text=said, plain=said, nth=posts[min(nth, len(posts) - 1)].nth)


def _posts_below(rows: list[TextRow], names: TextRow) -> int:
    """How many rows say what those do who stand side by side above: none of the first is a name, no cell comes again."""
    end, above = 0, _beside(names, names)
    for row in rows:
        cells = _beside(names, row)
        is_named = any if end == 0 else all
        are_names = is_named(map(_is_named, cells)) or all(map(_may_be_given, cells))
        if any(map(eq, cells, above)):
            return 0  # a column sorts: "Company"
        if not cells or are_names or not (end == 0 or row.block == names.block):
            break
        end, above = end + 1, cells
    return min(end, sum(map(bool, _cells(names))))  # each row is told of by one


def _beside(names: TextRow, row: TextRow) -> list[str]:
    """What a row says of each name in another, by their order or where they stand; nothing where that cannot be told."""
    above, below = _cells(names), _cells(row)
    said = [cell for cell in below if cell]
    if len(said) == sum(map(bool, above)):
        return said
    return [post for name, post in zip(above, below, strict=True) if name] if len(above) == len(below) else []


def _cells(row: TextRow) -> list[str]:
    """What stands side by side in a row of a table or between tabs, without what sets it off; none in any other row."""
    cells = row.text.split(CELLS) if row.kind == "table" else []
    if row.kind == "paragraph" and _GAP.search(row.text):
        cells = _GAP.split(_ALL_SET_OFF.sub(r"\2", row.text))
    # a star behind a name stays: it may keep that back
    return [plain(cell) if any(map(str.isalnum, cell)) else "" for cell in cells]


def _is_named(cell: str) -> bool:
    head = bare_head(without_marks(cell.partition("[^")[0].strip(" *_")))
    return are_two(head) or is_plain_name(head)


def _may_be_given(cell: str) -> bool:
    """Whether a cell below a name is a word that may be a name itself ("Aigul"), and says nothing of the one above."""
    is_word = cell.strip("*").replace("-", "").isalpha() and cell[0].isupper()
    return is_word and not (says_role(cell) or is_body(cell) or could_be_town(cell))


def _apart(rows: list[TextRow]) -> list[TextRow]:
    cells = [[cell.strip() for cell in _GAP.split(row.text) if cell.strip()] for row in rows]
    beside = [cell for row in cells for cell in row[1:]]
    sure = sum(map(_stands_for_itself, beside))
    if len(beside) < 2 or 2 * sure < len(beside) or not all(map(could_be_signatory, beside)):
        return rows
    if 2 * sum(len(row) > 1 and _is_post(row[0]) for row in cells) >= len(beside):
        return rows
    return [_named(row, cell) for row, each in zip(rows, cells, strict=True) for cell in each]


def _is_post(cell: str) -> bool:
    """Whether a cell says what somebody beside it does, or where: "Chair of the board", «отраслевого профсоюза»."""
    return (says_role(cell) or is_small(cell[0])) and not _stands_for_itself(cell)


def _stands_for_itself(cell: str) -> bool:
    """Whether a cell names somebody surely, or a person with what they do, and says nothing of the one beside it."""
    head = bare_head(cell)
    return is_somebody(head) or (head != cell.strip() and is_full_name(head))


def with_names_apart(rows: list[TextRow]) -> list[TextRow]:
    """The rows, with each paragraph that is announced and holds nothing but names in a row for each name."""
    kept = found = rows
    tried = 0
    for at in reversed(range(len(rows))):
        if tried < _MOST_TRIED and rows[at].kind == "paragraph" and (
            apart := _under_labels(rows, at) or _labelled(rows, at) or _below_label(rows, at)
        ):  # fmt: skip
            found = [*rows[:at], *apart, *(row for row in found[at + 1 :] if row.nth > apart[-1].nth)]
            tried += 1
            kept = found if end_of_text(found) <= at else kept
    return kept


def _labelled(rows: list[TextRow], at: int) -> list[TextRow]:
    """A row that announces names itself, as its label and them; none of any other."""
    row, label = rows[at], _LABEL.match(rows[at].plain)
    head = label[0].strip() if label else ""
    is_told = not ends_in_colon(head) or opens_list(head) or is_closing(head) or is_label(head)
    is_of_some = is_group(head)
    if not (label and (is_told or is_of_some or at >= len(rows) - _LAST_ROWS)):
        return []
    said = row.plain[label.end() :]
    is_form = any(says_name(each.plain) for each in rows)
    people = people_of(said) or (_bodies_in(said) if is_told and not is_form else [])
    if people and (is_told or is_of_some or len(people) > _LEAST):
        return [replace(row, text=head, plain=head), *(_named(row, each) for each in people)]
    return []


def _bodies_in(text: str) -> list[str]:
    """The bodies in a text of their names and nothing else, be it one; none of any other."""
    bare = text.strip(" .")
    parts = [part.strip() for part in bare.split(next((sign for sign in ";؛،、" if sign in bare), ","))]
    return parts if 2 * sum(map(is_surely_body, parts)) >= len(parts) else []


def _under_labels(rows: list[TextRow], at: int) -> list[TextRow]:
    """The rows of a block, or of paragraphs, whoever stands behind where they work in rows of their own: "Centre: A, B".

    None but right below a closing, and where most of two lines or more begin with a body, place or year, or signatures are
    announced. Whoever stands in such a line may be thanked there, or copied.
    """
    above = rows[at - 1].plain if at else ""
    announces = opens_list(above) and is_short(rows[at - 1])
    is_below = rows[at].gap and (announces or takes_leave(above))
    apart = [(row, *_behind_label(row)) for row in (rows[at:] if is_below else ())]
    of_block = rows[at].block
    apart = [*takewhile(lambda each: each[0].block == of_block or len(each[2]) > 0, apart)]
    known = [_is_where(head) for _, head, people in apart if people]
    are_where = 2 * sum(map(bool, known)) > len(known)
    named = [
        replace(
            _named(row, f"{each}, {head}" if are_where else each),
            is_perhaps=True,
            kept_back=row.kept_back or not (_is_where(head) or says_role(head)),  # "Internal only: …"
        )
        if people
        else row
        for row, head, people in apart
        for each in people or [""]
    ]
    return named if (announces or are_where) and len(known) > 1 else []


def _is_where(head: str) -> bool:
    """Whether a label names a place or a body, or a year in which they left it."""
    return bool(_YEAR.search(head) or place_or_body(f"{head}:") or is_surely_body(head))


def _behind_label(row: TextRow) -> tuple[str, list[str]]:
    """What a row begins with, and who stands behind it."""
    head = label[0].rstrip(":： ") if (label := _LABEL.match(row.plain)) else ""
    is_of_all = opens_list(head) or is_label(head) or is_group(f"{head}:")
    if not label or is_of_all or keeps_back(head) or are_of_none(head):
        return head, []
    return head, people_of(row.plain[label.end() :], least=2)


def _below_label(rows: list[TextRow], at: int) -> list[TextRow]:
    """The names of a paragraph that a label or a closing stands above; none of any other."""
    above, row = rows[at - 1].plain if at else "", rows[at]
    is_told = ends_in_colon(above) or (row.gap and is_closing(above))
    if not (is_told or (row.gap and may_take_leave(above))):
        return []
    block = list(takewhile(lambda each: each.block == row.block, rows[at:]))
    people = people_of(" ".join(each.plain for each in block))
    lines = [next((each for each in block if name.split()[-1] in each.plain), row) for name in people]
    others = sum(not tells_nothing_else(bare_head(each)) for each in people)
    is_text = len(people) > max(_LEAST, 2 * len(block) * (len(block) > 1))
    is_run = 3 * others <= len(people) * is_text
    is_run = is_run and (is_told or not any(map(says_role, people)))
    whole = is_run and {each.nth for each in lines} == {each.nth for each in block}
    return [_named(line, each) for line, each in zip(lines, people, strict=True)] if whole else []


def _named(row: TextRow, name: str) -> TextRow:
    return replace(row, text=f"- {name}", plain=f"- {name}", kind="paragraph", gap=False)
