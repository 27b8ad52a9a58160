"""A pasted list, a signatory a line, to who stands in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from petition.lexicon.roles import GIVEN
from petition.reading.blocks import ReadDocument, Why
from petition.reading.draft import Doubt
from petition.reading.files.margins import is_around
from petition.reading.lines.signals import opens_list
from petition.reading.lists import chats, doubts, signatories
from petition.reading.lists.legends import counts_more
from petition.reading.lists.signatories import PlacedLine, TypedLine


def read(pasted: str) -> list[PlacedLine]:
    """Everything in a pasted list, in its order.

    A list is all signatories, so nobody is dropped for the shape of a line, and whoever may be none is doubtful.
    """
    return _judged(list(_rows(pasted)))


def is_chat(pasted: str) -> bool:
    """Whether a paste is a chat, or comments below a post."""
    rows = list(_rows(pasted))
    return chats.is_chat([row.typed for row in rows], [row.block for row in rows])


def read_document(document: ReadDocument) -> list[PlacedLine]:
    """Everything in a document that holds a list, a line for each; what is no part of its text is left over."""
    rows: list[TypedLine] = []
    for nth, each in enumerate(document.blocks):
        if each.kind not in {"picture", "rule"}:
            numbered = enumerate(each.lines, len(rows) + 1)
            rows += [TypedLine(number, line, nth, line in each.kept_back) for number, line in numbered]
    last = _end_of_mail(rows, document)
    judged = [*_judged(rows[:last]), *signatories.left_over((row.typed for row in rows[last:]), last)]
    if document.guessed:
        lines = [each.listed.line for each in judged if each.listed]
        judged = signatories.with_lines(judged, doubts.judged(lines, announced=True, guessed=True))
    beside = [line for aside in document.asides if not is_around(aside) for line in aside.lines]
    return judged + signatories.left_over(beside, len(rows))


def _end_of_mail(rows: Sequence[TypedLine], document: ReadDocument) -> int:
    """Where whoever sent the rows in a mail takes leave, in a block of two lines with their own name; else the end."""
    told = (
        line.partition(": ") for aside in document.asides if aside.why is Why.MAIL for line in aside.lines
    )
    sender = {word for field, _, who in told if field == "From" for word in who.lower().split()}
    last = [row for row in rows if row.block == rows[-1].block]
    words = rows[-1].typed.lower().split() if rows else []
    is_leave = (
        0 < len(last) < 3
        and sender.issuperset(words)
        and not GIVEN.intersection(last[0].typed.lower().split()[:-1])
    )
    return len(rows) - len(last) if is_leave else len(rows)


def _judged(rows: Sequence[TypedLine]) -> list[PlacedLine]:
    placed = signatories.read(rows)
    start, end = _bounds(placed)
    lines = []
    for nth, each in enumerate(placed):
        if each.listed:
            beside = "" if start <= nth < end else Doubt.UNANNOUNCED
            lines.append(replace(each.listed.line, doubt=each.listed.line.doubt or beside))
    return signatories.with_lines(placed, doubts.judged(lines, announced=True))


def _bounds(placed: Sequence[PlacedLine]) -> tuple[int, int]:
    """Where a list copied with its page begins and ends, if that is most of it: announced, and with a count of more."""
    nobody = [(nth, each.typed) for nth, each in enumerate(placed) if each.why]
    start = next((nth for nth, typed in nobody if opens_list(typed)), 0)
    end = next((nth for nth, typed in reversed(nobody) if counts_more(typed)), len(placed))
    return (start, end) if 2 * (end - start) > len(placed) else (0, len(placed))


def _rows(pasted: str) -> Iterator[TypedLine]:
    """Each line that holds something, its number from 1, and the block between empty lines it stands in."""
    block = 0
    lines = pasted.replace("\x00", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield TypedLine(number, line.strip(), block)
        else:
            block += 1
