"""A pasted list, a signatory a line, to who stands in it."""

from collections.abc import Iterator, Sequence

from petition.lexicon.dates import find_date
from petition.reading.blocks import ReadDocument, Why, plain
from petition.reading.chats.chat import are_chat
from petition.reading.draft import Doubt
from petition.reading.files.mail_heads import FORWARDS
from petition.reading.files.margins import is_around
from petition.reading.lines.labels import ends_in_colon
from petition.reading.lines.signals import opens_list
from petition.reading.naming import legends
from petition.reading.signatories import doubts, in_lines
from petition.reading.signatories.listed import PlacedLine, TypedLine, left_over, with_lines
from petition.reading.signatories.mails import with_mails_aside

_FEW = 4  # of so many lines one may stand below the sum
_ENDS = frozenset(("total", "closing"))
_NONE = frozenset(("mail", "signature"))  # of what is no part of the list


def read(pasted: str) -> list[PlacedLine]:
    """Everything in a pasted list, in its order.

    A list is all signatories, so nobody is dropped for the shape of a line, and whoever may be none is doubtful.
    """
    return _judged(with_mails_aside(list(_rows(pasted))))


def is_chat(pasted: str) -> bool:
    """Whether a paste is a chat, or comments below a post."""
    rows = list(_rows(pasted))
    return are_chat([row.typed for row in rows], [row.block for row in rows])


def are_mails(pasted: str) -> bool:
    """Whether a paste is mails that answer each other, or the head of one stands in it."""
    return any(row.aside == "mail" for row in with_mails_aside(list(_rows(pasted))))


def are_passed_on(text: str) -> bool:
    """Whether a mail passes on several, as the replies of those who sign."""
    return sum(map(bool, map(FORWARDS.match, text.splitlines()))) > 1


def read_document(document: ReadDocument) -> list[PlacedLine]:
    """Everything in a document that holds a list, a line for each; what is no part of its text is left over."""
    rows: list[TypedLine] = []
    sender = _names_of_sender(document)
    for nth, each in enumerate(document.blocks):
        if each.kind not in {"picture", "rule"}:
            is_large, above = each.kind == "heading", rows[-1].typed if sender and rows else ""
            is_mail = each.kind == "quote" and ends_in_colon(above) and find_date(above)
            quoted = "> " if is_mail else ""
            for number, line in enumerate(each.lines, len(rows) + 1):
                kept_back = line in each.kept_back
                rows.append(TypedLine(number, quoted + line, nth, kept_back, is_large=is_large))
    asides = [line for aside in document.asides for line in aside.lines if legends.explained(line)[0]]
    judged = _judged(with_mails_aside(rows, sender), asides)
    if document.guessed:
        lines = [each.listed.line for each in judged if each.listed]
        judged = with_lines(judged, doubts.judged(lines, announced=True, guessed=True))
    beside = [line for aside in document.asides if not is_around(aside) for line in aside.lines]
    return judged + left_over(beside, len(rows))


def _names_of_sender(document: ReadDocument) -> set[str]:
    lines = (line for aside in document.asides if aside.why is Why.MAIL for line in aside.lines)
    told = (line.removeprefix("From: ") for line in lines if line.startswith("From: "))
    return {word for who in told for word in who.lower().split()}


def _judged(rows: Sequence[TypedLine], asides: Sequence[str] = ()) -> list[PlacedLine]:
    none = [row for row in rows if row.aside in _NONE]
    said = (plain(row.typed) for row in rows if row.aside != "signature")
    around = [*said, *asides] if none or asides else []
    placed = in_lines.read([row for row in rows if row.aside not in _NONE], around)
    placed += [left for row in none for left in left_over([row.typed], row.number - 1)]
    placed.sort(key=lambda each: each.line)
    start, end = _bounds(placed)
    answered = {row.number for row in rows if row.aside == "answered"}
    lines = []
    for nth, each in enumerate(placed):
        if each.listed:
            beside = "" if start <= nth < end and each.line not in answered else Doubt.UNANNOUNCED
            lines.append(each.listed.line.doubted(beside))
    return with_lines(placed, doubts.judged(lines, announced=True))


def _bounds(placed: Sequence[PlacedLine]) -> tuple[int, int]:
    """Where a list copied with its page begins and ends, if that is most of it: announced, and with a count of more.

    Below its sum stands whoever made the list, or is told of it.
    """
    nobody = [(nth, each) for nth, each in enumerate(placed) if each.why]
    start = next((nth for nth, each in nobody if opens_list(each.typed)), 0)
    sums = [nth for nth, each in nobody if each.why and each.why.code in _ENDS and nth > start]
    last = sums[-1] if sums and _FEW * (len(placed) - sums[-1]) < len(placed) else len(placed)
    end = next((nth for nth, each in reversed(nobody) if legends.counts_more(each.typed)), last)
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
