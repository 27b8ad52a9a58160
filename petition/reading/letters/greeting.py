"""Where a letter greets: the lines above the greeting, the greeting, and the lines below it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from petition.core.text import is_small
from petition.lexicon.dates import find_date
from petition.lexicon.quoting import segments
from petition.lexicon.refusals import keeps_back
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import Block, ReadDocument, Why, plain, seen_in
from petition.reading.letters.head import is_set_off
from petition.reading.letters.recipients import is_recipient_name, opens_recipient
from petition.reading.letters.rows import TextRow, is_prose
from petition.reading.lines import signals
from petition.reading.lines.bodies import says_we
from petition.reading.lines.labels import ends_in_colon
from petition.reading.naming.wishes import SENTENCES

_HEAD_ROWS, _NOTE_ROWS, _BLOCK, _ADDRESS = 80, 15, 20, 15  # rows
_OF_EDITORS = expression(r"^[\W_]*@editors.note")


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows of a letter, parted by its greeting."""

    head: list[TextRow]
    salutation: list[TextRow]
    rest: list[TextRow]
    subject: TextRow | None = None  # below the greeting


def parted_at_greeting(rows: list[TextRow]) -> Parts:
    """The rows before the greeting, the greeting (of several lines perhaps), and the rows after it."""
    prose = 0
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        if row.kind in {"paragraph", "heading"}:
            if signals.is_salutation(row.plain) and not _is_addressed(rows, at):
                end = at + 1
                while end < len(rows) and signals.is_salutation(rows[end].plain):
                    end += 1
                return _parted(rows[:at], rows[at:end], rows[end:])
            if cut := signals.salutation_end(row.text):
                greeting, following = row.parted(cut)
                return _parted(rows[:at], [greeting], [following, *rows[at + 1 :]])
        prose += is_prose(row)
        if prose > 1:
            break
    start = next((at for at, row in enumerate(rows) if _opens_body(rows, at)), 0)
    titled = next((at for at, row in enumerate(rows) if row.kind == "heading"), len(rows))
    while start > titled + 1 and rows[start - 1].kind == "heading":
        start -= 1  # it heads a part of the text, for the letter has its title
    if start > 1 and _greets_somehow(rows[start - 1]):
        return Parts(rows[: start - 1], [rows[start - 1]], rows[start:])
    return Parts(rows[:start], [], rows[start:])


def _parted(head: list[TextRow], salutation: list[TextRow], rest: list[TextRow]) -> Parts:
    """The parts, a sentence between title and greeting with the text below: "47 libraries have closed since 2019.".

    The subject may stand below the greeting.
    """
    titles = [row.kind == "heading" or signals.is_letter_title(row.plain) for row in head]
    titled = titles.index(True) if any(titles) else len(head)
    is_untitled = titled == len(head) and not any(is_set_off(row, head) for row in head)
    if rest and ((is_untitled and is_set_off(rest[0], rest)) or signals.TITLE_LABEL.match(rest[0].plain)):
        return Parts(head, salutation, rest[1:], rest[0])
    text = [row for row in head[titled + 1 :] if _is_sentence(row)]
    return Parts([row for row in head if row not in text], salutation, [*text, *rest])


def _is_sentence(row: TextRow) -> bool:
    words = row.plain.split()
    return (
        row.kind == "paragraph" and row.plain[-1] in ".!?։" and len(words) > 3
        and 2 * sum(is_small(word[0]) for word in words) >= len(words)
        and not find_date(row.plain)
    )  # fmt: skip


def _greets_somehow(row: TextRow) -> bool:
    """Whether the last line above the text greets, in whatever language: a few words, and a sign that leads on."""
    return (
        row.kind == "paragraph" and row.gap and len(row.plain.split()) < 7
        and row.plain[-1] in ",:!،，："
    )  # fmt: skip


def _is_addressed(rows: list[TextRow], at: int) -> bool:
    """Whether a line that could greet is of a recipient: alone above a name ("Señora"), or below a label of its block."""
    block = [row.plain for row in rows[:at] if row.block == rows[at].block]
    if any(ends_in_colon(line) for line in block):
        return True
    if _stands_above_greeting(rows, at):
        return True
    text, below = rows[at].plain, rows[at + 1].plain if at + 1 < len(rows) else ""
    following = rows[at + 1 : at + _ADDRESS]
    greeted = (row.plain.endswith((",", "!", ":")) and signals.is_salutation(row.plain) for row in following)
    between = following[: next((nth for nth, greets in enumerate(greeted) if greets), 0)]
    if text[-1].isalpha() and not all(signals.is_salutation(row.plain) for row in between):
        return not any(map(is_prose, between))  # polite as a greeting, above the office
    return len(text.split()) < 3 and text[-1].isalpha() and below[-1:].isalpha() and is_recipient_name(below)


def _stands_above_greeting(rows: list[TextRow], at: int) -> bool:
    """Whether a line stands in a block of recipients, of whom one is told by office and name, above who is greeted."""
    row = rows[at]
    below = (each for each in rows[at + 1 : at + _ADDRESS] if each.block != row.block)
    greeting = next((each.plain for each in below), " ")
    is_greeted = greeting[-1] in ",!:،：" and signals.is_salutation(greeting)
    told = [each.plain for each in rows if each.block == row.block]
    is_whole = all(line[-1].isalpha() for line in told)
    return is_greeted and is_whole and any(len(segments(line)) > 1 for line in told)


def _opens_body(rows: list[TextRow], at: int) -> bool:
    row = rows[at]
    if row.gap and row.kind == "paragraph":
        block = " ".join(each.plain for each in rows[at : at + _BLOCK] if each.block == row.block)
        row = replace(row, plain=block) if is_prose(replace(row, plain=block)) else row
    if row.kind == "paragraph" and row.dated:
        return False
    is_text = is_prose(row) or (_is_sentence(row) and not row.could_sign)
    return is_text or row.kind in {"list", "quote", "code"} or signals.is_closing(row.plain)


def without_note_above(document: ReadDocument) -> ReadDocument:
    """The document without what its sender wrote above the letter: a greeting, and below it all that heads a letter.

    So it is with what editors say of it above its greeting, or anybody above a line across.
    """
    document = _without_notes(document)
    heads = [plain(block.lines[0]) for block in document.blocks[:_NOTE_ROWS] if block.lines]
    greetings = [at for at, line in enumerate(heads) if signals.is_salutation(line)]
    letter = range(greetings[0] + 1, greetings[1]) if len(greetings) > 1 else ()
    at = next((at for at in letter if opens_recipient(heads[at]) or signals.is_letter_title(heads[at])), 0)
    above = heads[greetings[0] : at] if at else [""]
    if above[0][-1:].isalpha() and not any(line.endswith((".", "!", "?")) for line in above):
        at = 0  # whose letter it is: "Dear Neighbours in Bloom", and the date
    return document.set_aside(Why.MAIL, seen_in(document.blocks[:at]), kept=document.blocks[at:])


def _without_notes(document: ReadDocument) -> ReadDocument:
    """The document without a paragraph above the greeting, or else the recipients, in which editors tell how they print it.

    So it is with what stands above a line across and keeps somebody back, where the title of the letter stands below that.
    """
    blocks = document.blocks[:_NOTE_ROWS]
    heads = [plain(block.lines[0]) if block.lines else "" for block in blocks]
    signs = (signals.is_salutation, opens_recipient)
    greets = next((at for tells in signs for at, line in enumerate(heads) if tells(line)), 0)
    titled = next((at for at, line in enumerate(heads[:greets]) if signals.is_letter_title(line)), greets)
    above = _above_rule(blocks[:titled] if titled < greets else [])
    notes = [
        block
        for block, line in zip(blocks[:greets], heads, strict=False)
        if block in above or (_is_of_editors(line, block) and block.kind in {"paragraph", "quote"})
    ]
    kept = [block for block in document.blocks if block not in notes]
    return document.set_aside(Why.COMMENT, seen_in(notes), kept=kept)


def _is_of_editors(line: str, block: Block) -> bool:
    is_said = plain(block.lines[-1]).rstrip("*_ )")[-1:] in {".", "!"} if block.lines else False
    return is_said and bool(_OF_EDITORS.match(signals.bare(line)))


def _above_rule(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks above a line across, if somebody is kept back there and nothing is that heads a letter."""
    rule = next((at for at, block in enumerate(blocks) if block.kind == "rule"), 0)
    lines = list(map(plain, seen_in(blocks[:rule])))
    others = [line for line in lines if not any(map(keeps_back, SENTENCES.split(line)))]
    is_head = any(opens_recipient(line) or find_date(line) or says_we(line) for line in others)
    is_head = is_head or any(block.kind == "heading" for block in blocks[:rule])
    return blocks[: rule * (len(others) < len(lines) and not is_head)]
