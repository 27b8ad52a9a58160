"""A list in a mail, or in mails that answer each other: what is quoted without its signs, and what of a mail is no list.

That is the head of each, or the line that says who wrote what is quoted below it, a greeting, a leave, a signature.
"""

import re
from collections.abc import Iterable, Sequence, Set
from email.utils import parseaddr
from typing import NamedTuple

from petition.core import contacts
from petition.lexicon.refusals import denies, is_for_some, keeps_back
from petition.lexicon.roles import GIVEN
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import has_marker
from petition.reading.chats.chat import heads_as_printed
from petition.reading.files.mail_heads import ACROSS, CLOCK, FORWARDS, LINE_OF_HEAD, SUBJECT, head_length
from petition.reading.lines.bodies import names_person
from petition.reading.lines.labels import ends_in_colon
from petition.reading.lines.names import is_full_name, name_of
from petition.reading.lines.signals import is_closing, opens_list
from petition.reading.naming.wishes import CONDITION
from petition.reading.signatories.listed import TypedLine
from petition.reading.signatories.nobody import greets

_QUOTED = re.compile(r"(?:\\?>\s?)+")
_WHEN = re.compile(r"^[^\W\d_].{0,200}\b20\d\d\b.{0,60}\b\d{1,2}[:.]\d\d\b.{0,100}[:：]$")  # and who wrote
_WORD = re.compile(r"[^\W\d_]+")
_BUT = expression(r"\b@contrast\b")
_NO_NAME = re.compile(r"[<>@:]")
_LONGEST_HEAD = 12  # lines
_LONGEST_DATE = 40  # letters
_MOST_OF_SIGNATURE = 12
_MOST_OF_LEAVE = 5  # words
_FEWEST = 3  # lines of people, by which a mail that is quoted brings a list


class _Mail(NamedTuple):
    """Where a mail begins, the words that stand above it of who sent it, and whether another answers it.

    `is_message`: it stands in a thread below who wrote it, who may sign by their name at its end.
    """

    start: int
    sender: frozenset[str] = frozenset()
    is_answered: bool = False
    is_message: bool = False


def with_mails_aside(rows: Sequence[TypedLine], sender: Iterable[str] = ()) -> list[TypedLine]:
    """The rows, those that are no part of the list set aside. The words by which a `sender` is called are small."""
    (bare, of_heads), depths = _with_heads_printed(_unquoted(rows)), [_depth(row) for row in rows]
    mails, aside = _mails(bare, depths)
    aside |= of_heads
    mails.insert(0, _Mail(0, frozenset(sender)))
    if len(mails) == 1 and not (mails[0].sender or any(depths)):
        return list(rows)
    unsaid = aside | _unsaid(bare)
    asked, answered, signed, above = set[int](), set[int](), set[int](), set[str]()
    for mail, end in zip(mails, [*(mail.start for mail in mails[1:]), len(bare)], strict=True):
        part = [nth for nth in range(mail.start, end) if nth not in unsaid]
        lines = [bare[nth] for nth in part]
        own, perhaps = _no_list(lines, mail, above)
        aside.update(part[at] for at in own)
        signed.update(part[_signature(lines) :])
        asked.update(part[at] for at in perhaps)
        answered.update(part if mail.is_answered and mail.start else ())
    if 2 * len(answered - aside) >= len(bare) - len(aside):
        answered.clear()  # the list is theirs
    signed.update(filter(lambda nth: _is_field(bare[nth].typed), aside))
    told = dict.fromkeys(answered, "answered") | dict.fromkeys(aside, "mail")
    told |= dict.fromkeys(signed, "signature")
    for nth, (each, row) in enumerate(zip(bare, rows, strict=True)):
        kept_back = each.kept_back or nth in asked
        bare[nth] = each._replace(typed=each.typed or row.typed, aside=told.get(nth, ""), kept_back=kept_back)
    return bare


def _with_heads_printed(rows: Sequence[TypedLine]) -> tuple[list[TypedLine], set[int]]:
    """The rows, of each of several mails that are passed on the head in one line, as a thread is printed: who, and when.

    So each is read as a message of whoever wrote it. Beside them which rows are left of the heads.
    """
    typed, found, left = [row.typed for row in rows], list(rows), set[int]()
    lengths = {nth: head_length(typed[nth : nth + _LONGEST_HEAD], 0) for nth in _passed_on(typed)}
    heads = {nth: length for nth, length in lengths.items() if length}
    for nth, length in heads.items() if len(heads) > 1 else ():
        fields = [*filter(None, map(LINE_OF_HEAD.match, typed[nth : nth + length]))]
        said = {key: each.string[each.end() :] for each in fields for key in ("from", "sent") if each[key]}
        (name, address), at = parseaddr(said.get("from", "")), CLOCK.search(said.get("sent", ""))
        who = f"{_NO_NAME.sub(' ', name or address.partition('@')[0])} <{address or '@'}>"
        when = said["sent"][: at.end()][-_LONGEST_DATE:] if at else "0:00"
        found[nth] = rows[nth]._replace(typed=f"{who}  {when}")
        left.update({nth - 1, *range(nth + 1, nth + length)})
    return found, left


def _no_list(rows: Sequence[TypedLine], mail: _Mail, above: set[str]) -> tuple[list[int], list[int]]:
    """Which rows of a mail are no part of the list, and which may be none; `above` stand those named in other mails."""
    if not rows or (above and mail.is_answered and not _brings_list(rows)):
        return [*range(len(rows))], []
    own, perhaps = _around(rows, mail.sender)
    if mail.is_message and not _brings_list(rows):
        last = _signature(rows)
        own = [nth for nth in own if nth >= last or not is_full_name(rows[nth].typed)]
        perhaps = [*range(last)] * any(may_not_sign(row.typed) for row in rows[:last])
    names = [name_of(row.typed) for row in rows]
    if mail.is_answered:
        own += [nth for nth, name in enumerate(names) if name in above]
    above.update(filter(is_full_name, names))
    return own, perhaps


def may_not_sign(said: str) -> bool:
    """Whether who writes this may not sign, or not in public: it refuses something, makes a condition, or says but."""
    return keeps_back(said) or denies(said) or bool(CONDITION.search(said) or _BUT.search(said))


def _mails(rows: Sequence[TypedLine], depths: Sequence[int]) -> tuple[list[_Mail], set[int]]:
    """The mails; and the rows of their heads, and empty ones."""
    typed = [row.typed for row in rows]
    found, heads, before = list[_Mail](), set[int](), -1
    printed, passed_on = heads_as_printed(typed), _passed_on(typed)
    for nth, row in enumerate(rows[:-1]):
        if nth in heads:
            continue
        is_passed_on = nth in passed_on
        length = (
            head_length(typed[nth : nth + _LONGEST_HEAD], 0) if is_passed_on | (row.block != before) else 0
        )
        is_above = ends_in_colon(typed[nth]) and depths[nth + 1] > depths[nth]
        before = row.block
        if length or ((is_above or _WHEN.search(row.typed)) and not keeps_back(row.typed)):
            end = nth + (length or 1)
            heads.update(range(nth - is_passed_on, end))
            words = _words(" ".join(typed[nth:end]))
            is_answered = not is_passed_on and bool(length or is_above or depths[nth])
            found.append(_Mail(end, words, is_answered))
        elif nth in printed:  # which says who wrote the message
            found.append(_Mail(nth + 1, _words(row.typed), is_message=True))
            to_whom = range(nth + 1, nth + 1 + _is_field(typed[nth + 1]))
            heads.update(range(nth * (nth >= _FEWEST), nth), to_whom)  # the subject, and how many follow
        elif nth and depths[nth] != depths[nth - 1] and nth - 1 not in heads:
            found.append(_Mail(nth, is_answered=depths[nth] > 0))
    return found, heads.union(nth for nth, line in enumerate(typed) if not line)


def _passed_on(lines: Sequence[str]) -> set[int]:
    """Which lines stand below one that says that a mail is passed on."""
    return {nth for nth, line in enumerate(lines, 1) if FORWARDS.match(line)}


def _is_field(line: str) -> bool:
    """Whether a line is of the head of a mail, and does not tell what it is about: "To: undisclosed recipients"."""
    return bool(LINE_OF_HEAD.match(line)) and not SUBJECT.match(line)


def _unsaid(rows: Sequence[TypedLine]) -> set[int]:
    """The rows that no mail says: strokes across, and who wrote what follows."""
    typed = [row.typed for row in rows]
    return {nth for nth, line in enumerate(typed) if ACROSS.match(line)}.union(heads_as_printed(typed))


def _depth(row: TypedLine) -> int:
    quoted = _QUOTED.match(row.typed)
    return quoted[0].count(">") if quoted else 0


def _unquoted(rows: Sequence[TypedLine]) -> list[TypedLine]:
    """The rows without the signs before what is quoted; a row of nothing else parts blocks."""
    found, block, before = list[TypedLine](), 0, (-1, 0)
    for row in rows:
        here = (row.block, _depth(row))
        typed = _QUOTED.sub("", row.typed, count=1).strip() if here[1] else row.typed
        block += before != here
        before = here if typed else (-1, 0)
        found.append(row._replace(typed=typed, block=block))
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.lower()) if len(word) > 1)


def _around(rows: Sequence[TypedLine], sender: Set[str]) -> tuple[list[int], list[int]]:
    """Which rows of a mail greet, lead to a list, take leave or are a signature; and which may be leave, or somebody."""
    last = _signature(rows)
    sender = sender | _words(rows[last + 1].typed if last + 1 < len(rows) else "")
    first = _leading(rows)
    own = [*range(first), *range(last, len(rows))]
    end = _above_number(rows, first, last)
    name, leave = (rows[end - 1].typed, rows[end - 2].typed) if end > first + 1 else ("", "")
    words = leave.lower().strip(" -,").split()
    is_alone = leave[-1:] == "," and len(words) < _FEWEST and name.isalpha() and name.istitle()
    if (is_closing(leave) and not opens_list(leave)) or is_alone:
        return [*own, *range(end - 2, last)] if len(name.split()) < _MOST_OF_LEAVE else own, []
    if not _is_leave(name, sender) or (end < last and _is_of_list(rows[:end])):
        return own, []
    own += range(end - 1, last)
    if len(words) >= _MOST_OF_LEAVE or "," in leave[:-1] or has_marker(leave):
        return own, []
    block = rows[end - 2].block
    beside = [row.block for row in rows[:end]].count(block)
    if beside == 1:
        return own, [end - 2]
    is_own = block == rows[end - 1].block and beside == 2 and GIVEN.isdisjoint(words)
    return own + [end - 2] * is_own, []


def _above_number(rows: Sequence[TypedLine], first: int, last: int) -> int:
    """Where what stands above a phone number at the end of a mail ends."""
    return next((end for end in range(last, first, -1) if contacts.parted(rows[end - 1].typed).rest), first)


def _is_of_list(rows: Sequence[TypedLine]) -> bool:
    """Whether who stands last, above a phone number, is one of a list: others are beside, or have theirs too."""
    beside = [row.typed for row in rows[:-1] if row.block == rows[-1].block]
    is_led = len(beside) == 1 and beside[0][-1:] == ","  # "Best,"
    return (bool(beside) and not is_led) or any(contacts.kind_in(row.typed) for row in rows)


def _signature(rows: Sequence[TypedLine]) -> int:
    """Where the signature of a mail begins, which is short and of few paragraphs."""
    last = next((nth for nth, row in enumerate(rows) if row.typed.strip(" \\") == "--"), len(rows))
    is_short = len(rows) - last <= _MOST_OF_SIGNATURE and len({row.block for row in rows[last:]}) <= _FEWEST
    return last if is_short else len(rows)


def _leading(rows: Sequence[TypedLine]) -> int:
    """How many lines of a mail greet, or lead to a list and ask nothing of it."""
    first = int(rows[0].typed[-1] == "!" or greets([(row.typed, row.block) for row in rows]))
    line = rows[first].typed if len(rows) > first else ""
    leads = ends_in_colon(line) and not (keeps_back(line) or denies(line) or is_for_some(line))
    return first + leads


def _is_leave(line: str, sender: Set[str]) -> bool:
    """Whether a line is the name of who sent the mail, behind a word of leave perhaps: "Regards, Anna"."""
    leave, _, name = line.rpartition(",")
    return bool(_words(name)) and _words(name) <= sender and len(leave.split()) < _MOST_OF_LEAVE


def _brings_list(rows: Sequence[TypedLine]) -> bool:
    """Whether a mail that another answers names people one below the other, and not only who wrote it."""
    people = sum(names_person(name_of(row.typed)) for row in rows)
    return people >= _FEWEST or any(has_marker(row.typed) for row in rows)
