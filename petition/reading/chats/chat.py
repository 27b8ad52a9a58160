"""A list copied from a chat: who wrote, and when, stands before each message ("[12/03/2026, 14:02] Anna: …"), or above."""

import re
from collections.abc import Container, Sequence
from itertools import accumulate, chain, count, pairwise
from typing import NamedTuple

from petition.core.text import folded
from petition.lexicon.dates import find_date
from petition.lexicon.refusals import keeps_back
from petition.lexicon.vocabulary import expression
from petition.reading.chats import comments, messages
from petition.reading.chats.messages import ChatLine
from petition.reading.lines.names import is_name, name_of
from petition.reading.lines.signals import is_closing, is_salutation
from petition.reading.naming.wishes import CONDITION, wishes_in

_DAY = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\s[^\W\d_]{3,9}\.?\s\d{4})"
_WHEN = _DAY + r"(?:[,،]\s?|\s)\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?(?:[apAP]\.?[mM]\.?|[صم]))?"
_MARKS = "[\u200e\u200f]?"  # as a telephone sets them in lists that run from right to left
_BEFORE = re.compile(rf"^{_MARKS}(?:\[{_WHEN}\]|{_WHEN}\s[–-])\s{_MARKS}(?P<who>[^:]{{1,60}}):\s+")
# As Viber saves them, with a number.
_VALUES = re.compile(rf"^{_WHEN},(?P<who>[^,]{{1,60}}),(?:\+?\d{{5,15}},)?")
# The second is the messenger's own: "Anna left"
_ABOVE = re.compile(rf"^(?P<who>[^\[\]]{{1,60}}),\s\[{_WHEN}\]$|^{_WHEN}\s[–-]\s[^:]+$")
# As a thread of mails is printed: "Anna Ruel <anna@example.org>    Mon, 6 Oct 2025 at 09:12".
_PRINTED = re.compile(
    r"^(?P<who>[^<>@:\d][^<>@:]{1,59}?)\s*<[^<>\s@]*@[^<>\s@]*>\s+[^<>@]{0,40}\b\d{1,2}[:.]\d\d\b[^<>@]{0,12}$"
)
_SHAPES = (_BEFORE, _VALUES, _ABOVE)
# As WhatsApp marks what it says itself, and what it leaves out.
_BY_MESSENGER = expression("\u200e|<[^<>]+>$|(?:@programs.say)\\.?$|--$")
_FIELD = re.compile(r"[^\W\d_]{2,12}:\s(?P<said>[^<>]*)")
_FEWEST = 3  # messages
_MOST_LINES = 12  # for each who writes, and what a page sets beside that


class _Head(NamedTuple):
    who: str
    end: int  # of what stands in a line before the message


def chat_in(lines: Sequence[str], blocks: Sequence[int]) -> list[ChatLine]:
    """What these lines are where two of them or more say who wrote; else the lines as they are.

    `blocks` are those between empty lines. A list that is sent again, longer by one, gives each person once.
    """
    heads = _heads(lines, blocks)
    below_post = [] if any(heads) else comments.comments_in(lines, blocks)
    if sum(map(bool, heads)) < 2 and len(below_post) < 2:
        return list(map(ChatLine, count(), lines))
    writers = {nth: lines[first] for first, *said in below_post for nth in said}
    parts = [_parts(lines[nth], head, writers.get(nth, "")) for nth, head in enumerate(heads)]
    begin = [*accumulate(map(len, parts), initial=0)]
    parted = [*chain.from_iterable(parts)]
    if below_post:
        of_each = [[at for nth in each for at in range(begin[nth], begin[nth + 1])] for each in below_post]
        chat = comments.messages_of(parted, of_each)
    else:
        found = dict(zip(begin, heads, strict=False))
        chat = _messages_of(parted, [*map(found.get, range(len(parted)))])
    rows = (nth for nth, each in enumerate(parts) for _ in each)
    return [_in_row(*each, lines) for each in zip(chat, rows, parted, strict=True)]


def _in_row(message: ChatLine, nth: int, part: str, lines: Sequence[str]) -> ChatLine:
    """The message as it stood in a row: one of several is of whoever it names, who may not sign."""
    if part == lines[nth]:
        return message._replace(row=nth)
    kept_back = message.kept_back or keeps_back(lines[nth])
    return ChatLine(nth, message.text, False, kept_back, message.is_of_writer, begins=True, is_doubtful=True)


def _parts(line: str, head: _Head | None, writer: str) -> list[str]:
    """The parts of a line, the first with who wrote it; `writer` wrote it where it says so above."""
    read = messages.from_name(line, writer) if writer else _message(line, head)
    head = head or _Head("", 0)
    is_read = messages.names_somebody(read) and read[-1] != ":"
    first, *more = messages.parts_of_message(line[head.end :], head.who, is_read=is_read)
    return [line[: head.end] + first, *more]


def _messages_of(lines: Sequence[str], found: Sequence[_Head | None]) -> list[ChatLine]:
    texts = list(map(_message, lines, found))
    heads = {nth for nth, head in enumerate(found) if head and head.end == len(lines[nth])}
    own = _of_nobody(lines, texts, found)
    writers, named, remarks = _writers_and_remarks(texts, found, heads | own)
    silent = heads | own | remarks
    said = remarks | _wishes(texts, heads)
    calls = {nth for nth in said if writers[nth] not in named and CONDITION.search(texts[nth])}
    asked = {writers[nth] for nth in said - calls}
    yes, said_again = _saying_yes(texts, writers, named)
    again, unlike = messages.sent_again(texts, silent)
    may_sign = named | _likely(texts, writers, silent)
    facts = (
        silent | again | said_again,
        {nth for nth, who in enumerate(writers) if who in asked or nth in unlike},
        {nth for nth in said if nth in calls or writers[nth] in may_sign},
        {nth for nth, (one, other) in enumerate(pairwise(writers), 1) if found[nth] and one != other},
        yes | set(filter(lambda nth: _may_be_words(texts[nth], writers[nth]), range(len(texts)))),
    )
    return [ChatLine(nth, text, *(nth in each for each in facts)) for nth, text in enumerate(texts)]


def _may_be_words(text: str, who: str) -> bool:
    """Whether what a message begins with is in letters of which none is a capital, and no part of its writer's name."""
    head = name_of(text)
    return bool(who) and head.upper() == head.lower() and {*head.split()}.isdisjoint(who.split())


def _saying_yes(
    texts: list[str], writers: Sequence[str], named: set[str]
) -> tuple[frozenset[int], frozenset[int]]:
    """The messages that say no more than yes: those whose text becomes the name of who wrote them, and of who is named."""
    said = {who: nth for nth, who in enumerate(writers) if _signs_as(who, texts[nth])}
    for who in said.keys() - named:
        texts[said[who]] = who
    return frozenset(said[who] for who in said.keys() - named), frozenset(
        said[who] for who in said.keys() & named
    )


def _signs_as(who: str, text: str) -> bool:
    """Whether a message says no more than that its writer signs, who is called by name, in one word where it is a plus."""
    return is_name(who) and (" " in who or text[:1] == "+") and messages.only_signs(text)


def _wishes(texts: Sequence[str], heads: Container[int]) -> set[int]:
    """The messages that keep somebody back among much else, and begin with no name."""
    found = {nth for nth, text in enumerate(texts) if nth not in heads and wishes_in(text)}
    return {nth for nth in found if not messages.names_somebody(texts[nth])}


def _message(line: str, head: _Head | None) -> str:
    said = line[head.end :] if head else ""
    return messages.told_by(said or line, head.who) if head else line


def _of_nobody(lines: Sequence[str], texts: Sequence[str], found: Sequence[_Head | None]) -> set[int]:
    """The messages of the messenger itself, and those that are talk."""
    people = {folded(head.who) for head in found if head}
    asked = next((nth for nth, text in enumerate(texts) if messages.asks_for_word(text)), len(texts))
    return {
        nth
        for nth, (line, text, head) in enumerate(zip(lines, texts, found, strict=True))
        if _says_nothing(line, text, head)
        or (head and messages.is_talk(text, people - {folded(head.who)}))
        or (head and 0 < nth < asked and messages.acknowledges(text, texts[nth - 1]))
    }


def _says_nothing(line: str, text: str, head: _Head | None) -> bool:
    """Whether a line is of the messenger, greets or takes leave, or says that somebody signs who is not called by name."""
    if (not head and is_closing(line)) or (line[-1:] == "," and is_salutation(line)):
        return True
    is_named = head is not None and _signs_as(head.who, text)
    is_own = _BY_MESSENGER.match(line[head.end :] if head else line)
    return bool(is_own) or (messages.only_signs(text) and not is_named)


def _writers_and_remarks(
    texts: Sequence[str], found: Sequence[_Head | None], silent: Container[int]
) -> tuple[list[str], set[str], set[int]]:
    """Who wrote each line, who of them is named, and the lines that name nobody: a wish not to be, or any later message."""
    writers: list[str] = []
    named, remarks = set[str](), set[int]()
    for nth, (text, head) in enumerate(zip(texts, found, strict=True)):
        who = head.who if head else "".join(writers[-1:])
        begins = bool(head) or nth - 1 in silent
        writers.append(who)
        if nth in silent:
            continue
        if messages.names_somebody(text, again=who in named or keeps_back(text)):
            named.add(who)
        elif keeps_back(text) or (begins and who in named and " " in text):
            remarks.add(nth)
    return writers, named, remarks


def _heads(lines: Sequence[str], blocks: Sequence[int]) -> list[_Head | None]:
    """Of each line who wrote what follows, if it says so: before a message, or above it."""
    printed = heads_as_printed(lines)
    found = [
        printed.get(nth) or next(filter(None, (shape.match(line) for shape in _SHAPES)), None)
        for nth, line in enumerate(lines)
    ]
    heads = [_Head(head["who"] or "", head.end()) if head else None for head in found]
    if not any(heads):
        return _heads_of_mails(lines, blocks)
    return [
        _Head(above.who, 0) if above and not head and above.end == len(line_above) else head
        for above, line_above, head in zip([None, *heads], ["", *lines], heads, strict=False)
    ]


def heads_as_printed(lines: Sequence[str]) -> dict[int, re.Match[str]]:
    """The lines of a printed thread that say who wrote what stands below; none of a list, where they follow each other."""
    found = {nth: head for nth, line in enumerate(lines) if (head := _PRINTED.match(line))}
    said = [nth in found for nth, line in enumerate(lines) if line]
    return {} if any(one and other for one, other in pairwise([*said, True])) else found


def _heads_of_mails(lines: Sequence[str], blocks: Sequence[int]) -> list[_Head | None]:
    """The same of mails one below the other, each a block in which two fields come first: who wrote it, and when."""
    heads: list[_Head | None] = [None] * len(lines)
    for nth in range(len(lines) - 2):
        who, when = map(_FIELD.match, lines[nth : nth + 2])
        is_one = blocks[nth] == blocks[nth + 2] and (nth == 0 or blocks[nth - 1] != blocks[nth])
        if is_one and who and when and find_date(when["said"]):
            heads[nth : nth + 2] = (_Head(who["said"].strip(), len(line)) for line in lines[nth : nth + 2])
    return heads if any(heads) else _heads_of_nobody(lines, blocks)


def _heads_of_nobody(lines: Sequence[str], blocks: Sequence[int]) -> list[_Head | None]:
    """The same of messages that do not say who wrote them: most blocks begin with words of signing that lead to a name."""
    begins = [nth == 0 or blocks[nth] != blocks[nth - 1] for nth in range(len(lines))]
    first = [line for line, is_first in zip(lines, begins, strict=True) if is_first]
    led = sum(map(bool, map(messages.behind_joining, first)))
    if led < _FEWEST or 2 * led <= len(first):
        return [None] * len(lines)
    return [_Head(f"№{nth}", 0) if is_first else None for nth, is_first in enumerate(begins)]


def _likely(texts: Sequence[str], writers: Sequence[str], silent: Container[int]) -> set[str]:
    """Who may well sign in a message that is not understood: it begins as a name does, and says more."""
    said = enumerate(zip(writers, texts, strict=True))
    return {who for nth, (who, text) in said if nth not in silent and " " in text and text[0].isupper()}


def are_chat(lines: Sequence[str], blocks: Sequence[int]) -> bool:
    """Whether lines are a chat, or comments below a post, and no letter, whatever they are about."""
    begins = [nth for nth, each in enumerate(chat_in(lines, blocks)) if each.begins]
    return len(begins) > 1 and 3 * begins[0] < len(lines) < _MOST_LINES * len(begins)
