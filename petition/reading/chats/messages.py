"""What one message of a chat says, or a comment: whom it names, behind how many words, and whether it is talk.

Several may stand in one: "Add us: Anna Ruel and Boris Ruel. My mother too: …".
"""

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from typing import NamedTuple

from petition.core.text import folded, is_small
from petition.lexicon.not_signed import is_withdrawn
from petition.lexicon.places import is_place
from petition.lexicon.quoting import first_part, segments
from petition.lexicon.refusals import denies, keeps_back
from petition.lexicon.role_phrase import says_role
from petition.lexicon.roles import GIVEN
from petition.lexicon.signatory import Visibility
from petition.lexicon.vocabulary import expression, words
from petition.reading.blocks import has_marker, without_marker
from petition.reading.lines.bodies import is_surely_body
from petition.reading.lines.many_in_line import JOINED, are_two, beside, several
from petition.reading.lines.marks import PICTURE
from petition.reading.lines.names import (
    are_somebody,
    bare_head,
    is_initials,
    is_name,
    is_only_name,
    is_title,
    name_length,
    name_of,
)
from petition.reading.lines.signals import bare
from petition.reading.naming.consent import shown
from petition.reading.naming.wishes import CONDITION, OF_ONESELF, SENTENCES

_SMALL = r"\s[^\W\d_A-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ]{1,20}"
_BETWEEN = re.compile(  # the end of a sentence, and what leads to a name then; a list begins; a picture; people joined
    rf"(?P<end>(?:(?<=[^\W\d_]{{3}})|(?<=[)\]]))[.!?…]+\s+(?:[^\W\d_]{{1,20}}(?:{_SMALL}){{1,5}}\s)?|:\s+"
    rf"|{PICTURE}\s+)|,?{JOINED.pattern}|\s\+\s|,\s+|\s[—–-]\s"
)
_MORE = re.compile(r"(?<=[^\W\d_]{3})[.!?…]+\s+(.+)$")  # behind a sentence
_FEW_SMALL = re.compile(rf"[^\W\d_]+(?:{_SMALL}){{1,6}}[.!]*")
_YES = re.compile(r"(?:^\++1?|[\s.,!]\++)$")
_YES_BEFORE = re.compile(r"\++1?(?!\w)[\s,.:;—–-]*")
_CUT = re.compile(r"[.!…]+\s+|\s[—–-]\s|[:,]\s+")
_JOINING = expression(r"\b(?:@joining)(?!\w)")
_SIGNS = expression(r"(?:\s(?:[—–-]|@also)|,)\s(?:@joining)(?!\w)")
_RELATIVE = re.compile(rf"(?:\w+\s)?(?:{'|'.join(words('personal'))})\s+(?=[^\W\d_])")
_KIN = re.compile(rf"\b(?:{'|'.join(words('personal'))})\b")
_JOINS = expression(
    r"(?:\++1?|(?:و?(?:@and.small|@pronouns|@also)\s+)*(?:@joining)(?:\s@also)?)(?![\w+])[^\w?(]*"
)
_OF_SIGNING = expression(r"\b(?:@pronouns|@pronouns.we)\b|@signals.announce")
_LED = re.compile(
    r"(?:^[^\W\d_A-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ]+(?:\s[^\W\d_A-ZÀ-ÝА-ЯЁӘҒҚҢӨҰҮҺІ]+){0,5}|[.!?:…])\s+(?=[^\W\d_])"
)
_SENTENCE = re.compile(r"[^\W\d_]{7,}[.!]+\s")  # no title, nor a name cut short
_WORDS, _ACKNOWLEDGED = re.compile(r"[^\W\d_]+"), words("acknowledged")
_PARTING = frozenset(",;:(–—-")  # or nothing, behind a name
_LONGEST = 200
_MOST_WORDS = 6  # before a comma, of a message that could name a body
_STEM = 4  # letters that people of one family share
_FEW, _MANY = 8, 3000  # words that lead to a name, letters of a message


class ChatLine(NamedTuple):
    """A line without who wrote it, and in which it stood, counted from 0; of what is no chat as it stands.

    `is_of_writer`: it keeps its writer back, or calls to say so, and speaks of nobody else.
    """

    row: int
    text: str
    is_remark: bool = False  # it says only who wrote, or nothing of who signs
    kept_back: bool = False  # as whoever it is of may have asked in a message of its own
    is_of_writer: bool = False
    begins: bool = False  # somebody else begins to write, or is named
    is_doubtful: bool = False  # who wrote it may not sign


def parts_of_message(text: str, who: str, *, is_read: bool) -> list[str]:
    """The parts of a message, one for each whom it may name; itself where it is no such message, or `is_read` as it stands.

    Who wrote it is one where they speak of themselves and name only others.
    """
    if _is_call(text) or not (found := _names_in(text)):
        return [text]
    cut, start, _ = found[0]
    ends = [*(cut for cut, *_ in found[1:]), len(text)]
    parts = [text[at:end].strip(" .") for (_, at, _), end in zip(found, ends, strict=True)]
    if _OF_SIGNING.match(text) and _is_another(who, text):
        return [who, *parts]
    if is_read and is_surely_body(text[:cut]):
        return [text[:cut], *parts]
    if len(parts) > 1 and not beside(text)[0] and len(several(text[start:])) == 1:
        return parts
    is_theirs = start == 0 or _leads(text[:start]) or keeps_back(text)
    return [text] if is_read or not is_theirs else [_MORE.sub(r" (\1)", text[start:])]


def _is_call(text: str) -> bool:
    is_asked = len(text) > _MANY or "?" in text or has_marker(text) or CONDITION.search(text)
    return bool(is_asked) or are_two(bare_head(text))


def _is_another(who: str, text: str) -> bool:
    said = (is_initials(word) or len(word) == 1 or word in text for word in who.split())
    return is_only_name(who) and not any(said)


def _names_in(text: str) -> list[tuple[int, int, str]]:
    """The full names that begin a part of a message: where what stands before each ends, and where it begins."""
    between = [None, *_BETWEEN.finditer(text)]
    found, is_list, cut = list[tuple[int, int, str]](), keeps_back(text), 0
    for said, after in zip(between, [*between[1:], None], strict=True):
        start = said.end() if said else 0
        is_list |= said is not None and ":" in said[0]
        cut = said.start() if said and ":" not in said[0] else cut
        said_of = _RELATIVE.match(text, start) if found else None
        start = said_of.end() if said_of else start  # "and my wife Ann Ruel"
        name = _name(text[start : after.start() if after else None].partition("(")[0].split())
        is_new = said is None or said["end"] or is_list or (not found and _leads(text[:start]))
        if name and (is_new or _is_of_family(name, [each for *_, each in found])):
            found.append((cut, start, name))
    return found


def _leads(text: str) -> bool:
    return len(text.split()) < _FEW and (text.endswith(": ") or bool(_OF_SIGNING.search(text)))


def _name(words: list[str]) -> str:
    runs = (" ".join(words[:length]) for length in range(name_length(words), 1, -1))
    return next((run for run in runs if is_only_name(run)), "")


def _is_of_family(name: str, others: list[str]) -> bool:
    """Whether a name behind a comma, which may be a place or a firm, is like one above, or has a known given name."""
    stems = {word[:_STEM] for other in others for word in other.split() if len(word) >= _STEM}
    return any(word[:_STEM] in stems or word.lower() in GIVEN or is_initials(word) for word in name.split())


def told_by(text: str, who: str) -> str:
    """A message from the name in it, or behind that of its writer where they say yes, and name nobody."""
    told = from_name(_YES.sub("", text) or text, who)
    name, own = name_of(told), of_writer(text, who)
    is_named = " " in name and names_somebody(told) and not (told == text and _JOINS.match(bare(text)))
    # "I sign. nurse, Lune Water", of whom nobody is called so
    is_where = says_role("".join(segments(own)[1:2])) and not are_somebody(name.split())
    return told if is_named and not is_where else own or told


def from_name(text: str, who: str) -> str:
    """A message from the name in it, where words lead to that: "We as well: Anna Ruel", "I sign. Anna Ruel, teacher"."""
    text = _without_signing(text)
    if own := _from_own_name(text, who) or behind_joining(text):
        return own
    head, _, rest = text.partition(", ")
    if head.islower() and _OF_SIGNING.search(head) and _name(first_part(rest).split()):
        return rest  # "me too, Anna Ruel"
    if names_somebody(text) and not _SENTENCE.match(text):
        return text
    led_to = [text[led.end() :] for led in _LED.finditer(text[:_LONGEST])]
    named = filter(names_somebody, led_to)
    rest = next((each for each in named if not _SENTENCE.search(name_of(each))), text)
    led = text.removesuffix(rest)
    if CONDITION.search(led):
        return text  # "Who signs? The list will be public."
    if keeps_back(led) or denies(led):
        return f"{rest} ({led.strip(' :.')})"
    return rest


def of_writer(text: str, who: str) -> str:
    """What somebody writes who says yes and then what they do or where they live, behind their name: "+ nurse, York".

    What refuses something there, or may join somebody, stands in brackets; '' where others are named, or something asked,
    or where it may be anything else: "+ just Anna", "I sign tomorrow", "+ my sister".
    """
    text = bare(text)
    joins = _JOINS.match(text) if is_only_name(who) else None
    rest = text[joins.end() :].strip(" .!") if joins else ""
    if not rest or len(rest) > _LONGEST or _speaks_of_others(rest):
        return ""
    parts = SENTENCES.split(rest)
    apart = list(filter(_may_take_back, parts))
    is_told = any(_says_what_or_where(each) or _may_be_town(each) for each in segments(rest))
    if not apart and (not is_told or _says_who(rest, who)):
        return ""
    apart += [each for each in parts[1:] if any(_name(part.split()) for part in segments(each))]
    told = ", ".join([who, *(each for each in parts if each not in apart)])
    return told + "".join(f" ({each.strip(' .')})" for each in apart)


def _may_take_back(said: str) -> bool:
    return bool(keeps_back(said) or denies(said)) or _joins_another(said)


def _speaks_of_others(rest: str) -> bool:
    """Whether words behind a yes ask or demand something, or speak of kin, or of somebody by name."""
    asks = "?" in rest or CONDITION.search(rest)
    return bool(
        asks or _RELATIVE.search(rest) or _KIN.search(rest.lower()) or _name(first_part(rest).split())
    )


def _says_what_or_where(said: str) -> bool:
    return says_role(said) or is_surely_body(said) or is_place(said)


def _may_be_town(said: str) -> bool:
    """Whether a word, no known given name, may be a town: so what stands beside it is what somebody does."""
    return " " not in said and not is_small(said[:1]) and said.lower() not in GIVEN


def _says_who(said: str, who: str) -> bool:
    """Whether words hold part of a name, or initials: by these alone somebody may want to be named."""
    return any(word in who.split() or is_initials(word) for word in said.split())


def _joins_another(said: str) -> bool:
    return any(_name(part.split()) for part in JOINED.split(said)[1:])  # "from me and Anna Ruel"


def _without_signing(text: str) -> str:
    """A message without what says behind a body that it signs, or in a sentence at its end that a name may be shown."""
    head, stop, last = text.rpartition(". ")
    if stop and last and shown(last, "visibility") is Visibility.PUBLIC:
        text = head
    signs = _SIGNS.search(text)
    return text[: signs.start()] if signs and is_surely_body(name_of(text[: signs.start()])) else text


def behind_joining(text: str) -> str:
    """A message behind words of signing that lead to a full name: "+1, I sign — Anna Ruel"; '' where none do.

    What keeps the name back in them, refuses, or asks for something first, stays in brackets.
    """
    bare = _YES_BEFORE.sub("", text, count=1) if text[:1] == "+" else text
    for start in (0, *(cut.end() for cut in _CUT.finditer(bare[:_LONGEST]))):
        led, rest = bare[:start].strip(" ,:.—–-"), bare[start:]
        if not _name(first_part(rest).split()):
            continue
        if not (_JOINING.search(led) if led else bare != text):
            return ""
        is_less = keeps_back(led) or denies(led) or CONDITION.search(led)
        return f"{rest} ({led})" if is_less else rest
    return ""


def _from_own_name(text: str, who: str) -> str:
    """A message from its writer's own full name, where words lead to that; '' where none do."""
    led, own, rest = text.partition(who) if " " in who else (text, "", "")
    if own and not rest[:1].isalnum() and not all(map(is_title, led.split())):
        said = rest if rest.lstrip()[:1] in _PARTING else ""
        return f"{own}{said}" + f" ({led.strip(' :.')})" * keeps_back(led)
    is_alone = own and not led and is_surely_body(own) and is_small(rest.lstrip()[:1])
    return own if is_alone else ""  # "River Union supports this"


def names_somebody(text: str, *, again: bool = True) -> bool:
    """Whether a message begins with a name; with more than a word where its writer has been named before."""
    head = name_of(text)
    return (is_name(head) and (not again or " " in head)) or is_surely_body(head) or are_two(head)


def is_talk(text: str, others: Container[str]) -> bool:
    """Whether a message names nobody: a question, a cheer, many words, or words to somebody else in the chat."""
    head = name_of(text)
    if (folded(head) in others and "," in text) or ("?" in text and CONDITION.match(text)):
        return True
    if is_name(head) or is_surely_body(head) or keeps_back(text):
        return False
    return "?" in text or len(head.split()) > _MOST_WORDS or (is_small(text[:1]) and text[-1] in "!.")


def only_signs(text: str) -> bool:
    """Whether a message says that its writer signs, and names nobody: "me too", «и я подпишусь»."""
    is_yes = (
        _FEW_SMALL.fullmatch(text)
        and _JOINING.search(text)
        and text.split(maxsplit=1)[0].lower() not in GIVEN
    )
    is_more = keeps_back(text) or denies(text) or is_withdrawn(text) or CONDITION.search(text) or "?" in text
    return bool(_JOINS.fullmatch(bare(text)) or is_yes) and not is_more


def acknowledges(text: str, before: str) -> bool:
    """Whether a message says no more than that the one before it was read, which asks nothing of whoever writes this one."""
    said = _WORDS.findall(text.lower())
    is_asked = "?" in before or (keeps_back(before) and not OF_ONESELF.search(before))
    return bool(said) and all(word in _ACKNOWLEDGED for word in said) and not is_asked


def asks_for_word(text: str) -> bool:
    """Whether a message holds a word of acknowledging among others, so that to say it may be to sign: "Write ok"."""
    said = [word in _ACKNOWLEDGED for word in _WORDS.findall(text.lower())]
    return any(said) and not all(said) and not names_somebody(text)


def sent_again(texts: Sequence[str], silent: Container[int]) -> tuple[set[int], set[int]]:
    """The lines that say what one above has said, and those that say something else of whom another names."""
    said: dict[str, dict[str, int]] = defaultdict(dict)
    again = set[int]()
    for nth, text in enumerate(texts):
        head = name_of(text)
        if nth in silent or not names_somebody(text, again=not has_marker(text)):  # "1. Anna, teacher"
            continue
        if said[folded(head)].setdefault(folded(without_marker(text)), nth) != nth:
            again.add(nth)
    return again, {nth for each in said.values() if len(each) > 1 for nth in each.values()}
