"""A list copied from a chat: who wrote, and when, stands before each message ("[12/03/2026, 14:02] Anna: …"), or above.

Below a post each comment has its writer above, and below it when it was written and what may be pressed ("Reply").
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Sequence
from itertools import pairwise
from typing import NamedTuple

from petition.core.text import folded, is_small
from petition.lexicon.places import is_place
from petition.lexicon.quoting import segments
from petition.lexicon.refusals import keeps_back
from petition.lexicon.role_phrase import says_role
from petition.reading.blocks import without_marker
from petition.reading.lines.shapes import is_name, is_plain_name, is_surely_body, is_title
from petition.reading.lists import messages
from petition.reading.lists.many_in_line import are_two
from petition.reading.lists.wishes import CONDITION, wishes_in

_DAY = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\s[^\W\d_]{3,9}\.?\s\d{4})"
_WHEN = _DAY + r"(?:,\s?|\s)\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[apAP]\.?[mM]\.?)?"
_BEFORE = re.compile(rf"^(?:\[{_WHEN}\]|{_WHEN}\s[–-])\s(?P<who>[^:]{{1,60}}):\s+")
# As Viber saves them, with a number.
_VALUES = re.compile(rf"^{_WHEN},(?P<who>[^,]{{1,60}}),(?:\+?\d{{5,15}},)?")
_ABOVE = re.compile(
    rf"^(?P<who>[^\[\]]{{1,60}}),\s\[{_WHEN}\]$|^{_WHEN}\s[–-]\s[^:]+$"  # the second is the messenger's own: "Anna left"
)
# When it was written stands below, and who wrote it above.
_BELOW = re.compile(r"^(?:[^\W\d_]{2,12}\.?,?\s)?\d{1,2}[:.]\d\d(?:\s?[apAP]\.?[mM]\.?)?$")
_LATELY = re.compile(  # "2 h", "yesterday at 19:10", "14 Nov at 12:11"
    r"^(?:(?:[^\W\d_]{1,12}\.?,?|\d{1,2}\.?|\d{4},?)\s){0,5}\d{1,2}[:.]\d\d(?:\s?[apAP]\.?[mM]\.?)?$|^\d{1,3}\s?[^\W\d_]{1,8}\.?$"
)
# As WhatsApp marks what it says itself, and what it leaves out.
_BY_MESSENGER = re.compile("\u200e|<[^<>]+>$")
_LED = re.compile(
    r"(?:^[^\W\d_A-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ]+(?:\s[^\W\d_A-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ]+){0,5}|[.!?:…])\s+(?=[^\W\d_])"
)
_SENTENCE = re.compile(r"[^\W\d_]{7,}[.!]+\s")  # no title, nor a name cut short
_YES = re.compile(r"(?:^\++1?|[\s.,!]\++)$")
_PARTING = frozenset(",;:(–—-")  # or nothing, behind a name
_LONGEST = 200
_MOST_LINES = 12  # for each who writes, and what a page sets beside that
_MOST_WORDS = 6  # before a comma, of a message that could name a body


class Chat(NamedTuple):
    """The lines without who wrote them.

    By their numbers from 0: those that say only who wrote, or nothing of who signs; all of whoever may have asked not to be
    named, or taken the signature back, in a message of its own; those messages, and calls to say so, which speak of nobody
    else; where somebody else begins to write, or is named; who may not sign; and in which line each stood, if it is a chat.
    """

    lines: tuple[str, ...]
    remarks: frozenset[int] = frozenset()
    kept_back: frozenset[int] = frozenset()
    of_writers: frozenset[int] = frozenset()
    begins: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()
    rows: Sequence[int] = ()


class _Head(NamedTuple):
    who: str
    end: int  # of what stands in a line before the message


def of(lines: Sequence[str], blocks: Sequence[int]) -> Chat:
    """What these lines are where two of them or more say who wrote; else the lines as they are.

    `blocks` are those between empty lines. A list that is sent again, longer by one, gives each person once.
    """
    if not (chat := _read(lines, blocks)).begins:
        return chat
    parted = [(nth, part) for nth, line in enumerate(lines) for part in _parts(line, chat.lines[nth])]
    rows = [nth for nth, _ in parted]
    chat = _read([part for _, part in parted], [blocks[nth] for nth in rows])
    new = frozenset(at for at, (nth, part) in enumerate(parted) if part != lines[nth])
    kept = chat.kept_back.union(at for at in new if keeps_back(lines[rows[at]]))
    told = chat._replace(remarks=chat.remarks - new, kept_back=kept, begins=chat.begins | new, rows=rows)
    return told._replace(doubtful=chat.doubtful | new)


def _parts(line: str, read: str) -> list[str]:
    """The parts of a line, the first with who wrote it."""
    head = _heads([line])[0] or _Head("", 0)
    is_read = _names_somebody(read, again=True) and read[-1] != ":"
    first, *more = messages.parts_of(line[head.end :], head.who, is_read=is_read)
    return [line[: head.end] + first, *more]


def _read(lines: Sequence[str], blocks: Sequence[int]) -> Chat:
    found = _heads(lines)
    if sum(map(bool, found)) < 2:
        comments = [] if any(found) else _comments(lines, blocks)
        return _of_comments(lines, comments) if len(comments) > 1 else Chat(tuple(lines))
    texts = list(map(_message, lines, found))
    heads = {nth for nth, head in enumerate(found) if head and head.end == len(lines[nth])}
    own = _of_nobody(texts, found)
    writers, named, remarks = _writers_and_remarks(texts, found, heads | own)
    silent = heads | own | remarks
    said = remarks | _wishes(texts, heads)
    calls = {nth for nth in said if writers[nth] not in named and CONDITION.search(texts[nth])}
    asked = {writers[nth] for nth in said - calls}
    yes = _saying_yes(texts, writers, named)
    again, unlike = _sent_again(texts, silent)
    may_sign = named | _likely(texts, writers, silent)
    return Chat(
        tuple(texts),
        frozenset(silent | again),
        frozenset(nth for nth, who in enumerate(writers) if who in asked or nth in unlike),
        frozenset(nth for nth in said if nth in calls or writers[nth] in may_sign),
        frozenset(
            nth for nth, (one, other) in enumerate(pairwise(writers), 1) if found[nth] and one != other
        ),
        yes,
    )


def _saying_yes(texts: list[str], writers: Sequence[str], named: set[str]) -> frozenset[int]:
    """The messages that say no more than yes, whose text becomes the name of who wrote them and is named in no other."""
    said = {who: nth for nth, who in enumerate(writers) if _YES.match(texts[nth]) and is_name(who)}
    for who in said.keys() - named:
        texts[said[who]] = who
    return frozenset(said[who] for who in said.keys() - named)


def _wishes(texts: Sequence[str], heads: Container[int]) -> set[int]:
    """The messages that keep somebody back among much else, and begin with no name."""
    found = {nth for nth, text in enumerate(texts) if nth not in heads and wishes_in(text)}
    return {nth for nth in found if not _names_somebody(texts[nth], again=True)}


def _message(line: str, head: _Head | None) -> str:
    return _from_name(_YES.sub("", line[head.end :]) or line[head.end :] or line, head.who) if head else line


def _of_nobody(texts: Sequence[str], found: Sequence[_Head | None]) -> set[int]:
    """The messages of the messenger itself, and those that are talk."""
    people = {folded(head.who) for head in found if head}
    return {
        nth
        for nth, (text, head) in enumerate(zip(texts, found, strict=True))
        if _BY_MESSENGER.match(text) or (head and _is_talk(text, people - {folded(head.who)}))
    }


def _from_name(text: str, who: str) -> str:
    """A message from the name in it, where words lead to that: "We as well: Anna Ruel", "I sign. Anna Ruel, teacher"."""
    if own := _from_own_name(text, who):
        return own
    if _names_somebody(text, again=True) and not _SENTENCE.match(text):
        return text
    led_to = [text[led.end() :] for led in _LED.finditer(text[:_LONGEST])]
    rest = next((each for each in led_to if _names_somebody(each, again=True) and not _is_said(each)), text)
    led = text.removesuffix(rest)
    if keeps_back(led):
        return f"{rest} ({led.strip(' :.')})"
    return rest


def _from_own_name(text: str, who: str) -> str:
    """A message from its writer's own full name, where words lead to that; '' where none do."""
    led, own, rest = text.partition(who) if " " in who else (text, "", "")
    if own and not rest[:1].isalnum() and not all(map(is_title, led.split())):
        said = rest if rest.lstrip()[:1] in _PARTING else ""
        return f"{own}{said}" + f" ({led.strip(' :.')})" * keeps_back(led)
    is_alone = own and not led and is_surely_body(own) and is_small(rest.lstrip()[:1])
    return own if is_alone else ""  # "River Union supports this"


def _is_said(text: str) -> bool:
    """Whether words behind a sentence are one more, and no body: none but the first begins with a capital."""
    return text.endswith(".") and len(text.split()) > 4 and text[1:].islower()


def _is_talk(text: str, others: Container[str]) -> bool:
    """Whether a message names nobody: a question, a cheer, many words, or words to somebody else in the chat."""
    head = _head_of(text)
    if folded(head) in others and "," in text:
        return True
    if is_name(head) or is_surely_body(head) or keeps_back(text):
        return False
    return "?" in text or len(head.split()) > _MOST_WORDS or (is_small(text[:1]) and text[-1] in "!.")


def _sent_again(texts: Sequence[str], silent: Container[int]) -> tuple[set[int], set[int]]:
    """The lines that say what one above has said, and those that say something else of whom another names."""
    said: dict[str, dict[str, int]] = defaultdict(dict)
    again = set[int]()
    for nth, text in enumerate(texts):
        head = _head_of(text)
        if nth in silent or " " not in head or not _names_somebody(text, again=True):
            continue
        if said[folded(head)].setdefault(folded(without_marker(text)), nth) != nth:
            again.add(nth)
    return again, {nth for each in said.values() if len(each) > 1 for nth in each.values()}


def _of_comments(lines: Sequence[str], comments: Sequence[Sequence[int]]) -> Chat:
    """Comments below a post, each whoever wrote it and what they say: its writer signs where it names nobody and is no talk.

    Whether they do is then not sure. What stands around the comments is nobody, unless it is much: a list, perhaps.
    """
    first = comments[0][0]
    is_list = 3 * first > len(lines)
    texts, silent = list(lines), set(range(first if is_list else 0, len(lines)))
    asked, begins = set[int](), set[int]()
    own = {nth for nth, line in enumerate(lines[:first]) if CONDITION.search(line)}
    are_twice = 2 * sum(lines[first] == lines[said] for first, said, *_ in comments) > len(comments)
    for first, *said in comments:
        told = {nth: _from_name(lines[nth], lines[first]) for nth in said[are_twice:]}
        wishes = any(keeps_back(lines[nth]) for nth in said)
        named = [nth for nth, text in told.items() if _names_somebody(text, again=True)]
        if (
            not is_list
            and is_plain_name(lines[first])
            and _is_of_writer(lines[first], told.values(), wishes=wishes)
        ):
            named, wishes = [first], True
        asked.update(nth for nth in named if wishes or _is_of_another(lines[first], lines[nth], told[nth]))
        own.update({*said}.difference(named))
        begins.update(named[:1])
        silent.difference_update(named)
        for nth, text in told.items():
            texts[nth] = text
    again, unlike = _sent_again(texts, silent)
    kept = frozenset(asked | unlike)
    return Chat(tuple(texts), frozenset(silent | again), kept, frozenset(own), frozenset(begins))


def _is_of_writer(who: str, told: Collection[str], *, wishes: bool) -> bool:
    """Whether a comment that names no person says something by which its writer may sign, or asks not to be named."""
    named = [text for text in told if _names_somebody(text, again=True)]
    if any(not is_surely_body(_head_of(text)) or who in text for text in named):
        return False
    return wishes or bool(named) or not all(_is_talk(text, ()) for text in told)


def _is_of_another(who: str, line: str, text: str) -> bool:
    """Whether words in a comment lead to a name that shares no first letter with its writer's."""
    letters = {word[0] for word in who.split()}.intersection(word[0] for word in _head_of(text).split())
    return text != line and is_plain_name(who) and not letters


def _comments(lines: Sequence[str], blocks: Sequence[int]) -> list[list[int]]:
    """The comments below a post, by the numbers of their lines: who wrote each, what it says, and no more.

    Each says below when it was written, and stands in a block of its own, of several paragraphs perhaps, or above the next.
    """
    below, ends = _below_comments(lines, blocks)
    are_parted = len({blocks[nth] for nth in ends}) == len(ends)
    found, said, ended = list[list[int]](), list[int](), False
    for nth in range(len(lines)):
        is_below = not are_parted and nth - 1 in below and nth not in below
        begins = nth > 0 and (is_below or blocks[nth] != blocks[nth - 1])
        is_other = begins and said and " " not in lines[said[0]] and is_plain_name(lines[nth])
        if begins and (ended or is_other or not (found and is_name(lines[said[0]]))):
            said, ended = [], False
        if nth in below:
            found += [said] * (len(said) > 1 and not ended)
            ended = True
        elif not ended:
            said.append(nth)
    return found


def _below_comments(lines: Sequence[str], blocks: Sequence[int]) -> tuple[set[int], list[int]]:
    """The numbers of the lines that say when a comment was written, or stand below others too; and which end a comment.

    Those do that say the hour, or when it was beside words that come again, do not begin a comment and are no role or place.
    """
    when = {nth for nth, line in enumerate(lines) if _LATELY.match(line)}
    if len(when) < 2:
        return set(), []
    again = _coming_again(lines, blocks, when)
    words = {nth for nth, line in enumerate(lines) if line in again} - when
    below = when | words | {nth for nth, line in enumerate(lines) if line.isdecimal()}
    return below, sorted(nth for nth in when if {nth - 1, nth + 1} & words or _BELOW.match(lines[nth]))


def _coming_again(lines: Sequence[str], blocks: Sequence[int], when: Container[int]) -> set[str]:
    """The lines below many comments, or beside who wrote them: no role or place, and no name that begins a comment."""
    counted = Counter(line for above, line in pairwise(["", *lines]) if line != above)
    again = {line for line, count in counted.items() if count > 1 and not (is_place(line) or says_role(line))}
    ended = {
        nth for nth, line in enumerate(lines) if nth in when or (line in again and not is_plain_name(line))
    }
    starts = {0, *(nth for nth in range(1, len(lines)) if nth - 1 in ended or blocks[nth] != blocks[nth - 1])}
    again -= {lines[nth] for nth in starts if is_plain_name(lines[nth])}
    return again


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
        if _names_somebody(text, again=who in named or keeps_back(text)):
            named.add(who)
        elif keeps_back(text) or (begins and who in named and " " in text):
            remarks.add(nth)
    return writers, named, remarks


def _heads(lines: Sequence[str]) -> list[_Head | None]:
    """Of each line who wrote what follows, if it says so: before a message, or above it."""
    found = (_BEFORE.match(line) or _VALUES.match(line) or _ABOVE.match(line) for line in lines)
    return [_Head(head["who"] or "", head.end()) if head else None for head in found]


def _names_somebody(text: str, *, again: bool) -> bool:
    """Whether a message begins with a name; with more than a word where its writer has been named before."""
    head = _head_of(text)
    return (is_name(head) and (not again or " " in head)) or is_surely_body(head) or are_two(head)


def _likely(texts: Sequence[str], writers: Sequence[str], silent: Container[int]) -> set[str]:
    """Who may well sign in a message that is not understood: it begins as a name does, and says more."""
    said = (
        (who, text) for nth, (who, text) in enumerate(zip(writers, texts, strict=True)) if nth not in silent
    )
    return {who for who, text in said if " " in text and text[0].isupper()}


def is_chat(lines: Sequence[str], blocks: Sequence[int]) -> bool:
    """Whether lines are a chat, or comments below a post, and no letter, whatever they are about."""
    chat = of(lines, blocks)
    most = _MOST_LINES * len(chat.begins)
    return len(chat.begins) > 1 and 3 * min(chat.begins) < len(lines) < most


def _head_of(text: str) -> str:
    return re.split(r"\(| / ", (segments(without_marker(text)) or ("",))[0])[0].strip()
