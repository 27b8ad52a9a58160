"""A letter that stands below the head of the email it came in, typed or on a page: what is around it set aside."""

import re
from dataclasses import replace
from itertools import accumulate, pairwise, takewhile

from petition.lexicon.vocabulary import expression
from petition.reading.blocks import Aside, ReadDocument, Why, lines_in, plain, seen_in
from petition.reading.files.text import text_document
from petition.reading.lines.signals import is_letter_title, is_salutation

_MOST_OF_SIGNATURE = 10  # lines
_MOST_OF_COVER = 15
FORWARDED = expression(r"^(?:@mail.answers\s*:\s*)+")
LINE_OF_HEAD = expression(r"^[\s>*]*(?:(?P<from>@mail.from)|(?P<sent>@mail.sent)|@mail.fields)\s*:[\s*]")
_FIELD = re.compile(r"[\s>*]*[^\W\d_][^\W\d_ -]{0,20}\s?:[\s*]")
_CHAT = re.compile(
    r"^(?:\[\d[\d./-]{5,9},?\s\d{1,2}:\d\d(?::\d\d)?\]\s[^:\[\]]{1,60}:|[^:\[\]]{1,60},\s\[\d[\d./-]{5,9},?\s\d{1,2}:\d\d(?::\d\d)?\])\s*$"
)  # as Telegram copies, on a phone and on a desk
ACROSS = re.compile(r"^\s*[-—–_=*]{5,}\s*$")
CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
SUBJECT = expression(r"^[\s>*]*@mail.subject\s*:[\s*]*(.*)$")
FORWARDS = expression("@mail.forwards")
_OUTLOOK_LINK = re.compile(r"([^\s<>()\[\]]{1,80})<((?:https?://|mailto:)[^<>\s()]+)>")


def typed_document(text: str) -> ReadDocument:
    """The document in a typed letter, which may have been pasted with the head of the email it came in.

    That head, or that of the last email that was passed on in it, is no part of the letter, nor is what stands above.
    """
    lines = text.splitlines()
    subject = ""
    end, upto_next = _message(lines)
    last, answered = min(own_signature(lines), upto_next), upto_next < len(lines)
    upto = [0, *accumulate(map(len, lines))]
    for at, line in enumerate(lines):
        if at < end:
            continue
        length = head_length(lines, at)
        if length and _is_answered(upto[at] - upto[end], upto[-1] - upto[at + length]):
            last, answered = min(last, at), True
            break
        if length:
            end = at + length
            subject = next((found[1] for each in lines[at:end] if (found := SUBJECT.match(each))), subject)
        elif FORWARDS.match(line) and upto[-1] - upto[at] > upto[at] / 3:
            end = at + 1
    if not (end or answered) or not any(map(str.strip, lines[end:last])):
        return text_document(text)
    around = [line.strip() for line in (*lines[:end], *lines[last:]) if not SUBJECT.match(line)]
    rest = text_document(_OUTLOOK_LINK.sub(r"[\1](\2)", "\n".join(lines[end:last])))
    title = FORWARDED.sub("", subject).strip()
    return replace(rest, asides=(Aside(Why.MAIL, tuple(filter(None, around))),), title=title)


def _message(lines: list[str]) -> tuple[int, int]:
    """Where the message of a chat begins, and ends, that holds a letter and most of all text; else all lines.

    What its writer says above a line across is no part of it.
    """
    heads = [at for at, line in enumerate(lines) if _CHAT.match(line)]
    spans = pairwise([*heads, len(lines)])
    first, last = max(spans, key=lambda span: sum(map(len, lines[slice(*span)])), default=(0, 0))
    said = lines[first + 1 : last]
    is_letter = any(is_salutation(line) or is_letter_title(line) for line in said if line)
    if not is_letter or 2 * sum(map(len, said)) < sum(map(len, lines)):
        return 0, len(lines)
    cover = range(first + 1, min(last, first + _MOST_OF_COVER))
    return next((at for at in cover if ACROSS.match(lines[at])), first) + 1, last


def own_signature(lines: list[str]) -> int:
    """Where the signature of whoever sent the email begins: behind "-- " (RFC 3676, 4.3), in the last few lines."""
    last = range(max(1, len(lines) - _MOST_OF_SIGNATURE), len(lines))
    return next((at for at in last if lines[at].rstrip() == "--"), len(lines))


def _is_answered(above: int, below: int) -> bool:
    """Whether an email stands below the letter, as what it answers, and not around it: it holds few letters beside it."""
    return above > 600 and 3 * below < above


def head_length(lines: list[str], at: int) -> int:
    """How many lines from here are the head of an email: from whom, and when, among three fields or more; else 0.

    In a language whose fields are not known two addresses and a time of day tell it.
    """
    above = lines[at - 1] if at else ""
    if any(map(str.isalnum, above)) and not FORWARDS.match(above):
        return 0
    fields = list(takewhile(_FIELD.match, lines[at : at + 12]))
    found = [each for each in takewhile(bool, map(LINE_OF_HEAD.match, fields)) if each]
    if len(found) > 2 and any(each["from"] for each in found) and any(each["sent"] for each in found):
        return len(found)
    addresses = sum("@" in line for line in fields)
    return len(fields) if len(fields) > 2 and addresses > 1 and any(map(CLOCK.search, fields)) else 0


def with_blocks(around: ReadDocument, letter: ReadDocument) -> ReadDocument:
    """The letter, and what stood around it in the email; the subject is its title where it has none of its own.

    The head of an email that was passed on as a page is no part of it either.
    """
    upto = [0, *accumulate(sum(map(len, block.lines)) for block in letter.blocks)]
    for nth, block in enumerate(letter.blocks):
        lines = [plain(line).removeprefix("\\") for line in block.lines]
        ends = [at + length for at in range(len(lines)) if (length := head_length(lines, at))]
        if ends and _is_answered(upto[nth], upto[-1] - upto[nth + 1]):
            letter = _without_last(letter, nth)
            break
        if ends and nth < _MOST_OF_COVER:
            above = lines_in(letter.blocks[:nth])
            rest = replace(block, lines=block.lines[ends[-1] :])
            kept = (*([rest] if rest.lines else []), *letter.blocks[nth + 1 :])
            letter = letter.set_aside(Why.MAIL, map(plain, (*above, *block.lines[: ends[-1]])), kept=kept)
            break
    letter = _without_own_signature(letter)
    return replace(letter, asides=(*around.asides, *letter.asides), title=letter.title or around.title)


def _without_own_signature(letter: ReadDocument) -> ReadDocument:
    """The letter without the signature of whoever sent the page: behind "--", as in a text."""
    for nth in range(max(1, len(letter.blocks) - _MOST_OF_SIGNATURE), len(letter.blocks)):
        if plain(letter.blocks[nth].lines[0]).strip("\\ ") == "--":
            return _without_last(letter, nth)
    return letter


def _without_last(letter: ReadDocument, nth: int) -> ReadDocument:
    """The letter without its blocks from this one on, but for notes."""
    notes = [block for block in letter.blocks[nth:] if block.kind == "note"]
    said = seen_in(block for block in letter.blocks[nth:] if block.kind != "note")
    return letter.set_aside(Why.MAIL, said, kept=(*letter.blocks[:nth], *notes))
