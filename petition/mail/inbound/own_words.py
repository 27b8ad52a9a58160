"""Tells what the writer of a mail wrote from what their program added or quoted, and from what we wrote ourselves. Pure.

Our answer begins with a line of its own, with a mark. What stands above it is the writer's, less the headers of our mail as
a program repeats them: they name the address that we write from. Below it what we wrote is taken out, word by word, so that
no program's way of quoting need be known. Where nothing of ours is quoted, a quotation is told by its shape in any language:
">", a ruled line, a block of headers, a line that names a day and ends with a colon.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import takewhile

from petition.lexicon.vocabulary import alternatives
from petition.mail.inbound.notices import without_notices
from petition.mail.inbound.parts import STRIKE

MARK = re.compile(r"\[=([0-9a-z]{8})=\]", re.IGNORECASE)
_OURS = "———"  # how the line of the mark begins
_QUOTED = re.compile(r"^(?:\s*[>|]+)+ ?")
_INITIALS = re.compile(r"^\s*[^\W\d_]{1,4}>(?=[\s>]|$)")  # "OL> ", as The Bat! quotes whom it answers
# Of a page, or as it is typed: two signs, no more, close around words (GitHub Flavored Markdown, 6.5).
_STRUCK = re.compile(rf"{STRIKE}[^\u2060]*{STRIKE[::-1]}|(?<!~)~~(?![~\s])[^~]*(?<!\s)~~(?!~)")
_RULED = re.compile(r"^\W{0,3}(?:-{3}|[-_—–=*]{4})[-_—–=*>\s]*[^\W\d_][^\n]{0,80}?(?:-{3}|[-_—–=*]{4,})\s*$")
_LABEL = re.compile(r"^[*_\s>]*[^\W\d_][^:\d@<>]{0,28}?[*_\s]*:[*_]*(?=\s|$)")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_CELLS = re.compile(r"\|[^|]+\|[^|]*\|")  # a header and its value in a table: "| 主题 | … |"
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\b\d{1,2}\.\d{1,2}\.\d\d\b")  # 2026年
_SENT_BY = re.compile(rf"(?:{alternatives('programs.sent')})\b", re.IGNORECASE)
_DEVICES = re.compile(alternatives("programs.named"), re.IGNORECASE)
_PROGRAMS = re.compile(
    r"\b(?i:iphone|ipad|android|galaxy|huawei|xiaomi|redmi|outlook|proton|blackberry|thunderbird|"
    r"yahoo mail)|^Sent (?:via|using) [A-Z]"
)  # in a line by itself at the end, whatever the language
_RULE = re.compile(r"[-_=*]{5,}")
_WORD = re.compile(r"[^\W_]+")
_NO_WORDS = re.compile(r"\S*(?:://|@|www\.)\S*|<[^<>\s]{1,400}>|\[(?:cid|image)[^\]]{0,100}\]", re.IGNORECASE)
_MARKS = str.maketrans(
    dict.fromkeys("\u200e\u200f\u202a\u202b\u202c")
    | dict.fromkeys("，、،", ", ")
    | {"\xa0": " ", "：": ": ", "。": ". ", "！": "! ", "？": "? ", "؟": "? ", "；": "; "}
)  # of other scripts, which say what ours say; what turns letters round (U+202D, U+202E) stays, and is refused
_MOST_LINES = 2000
_LONGEST_MARK = 400  # a longer line is no mark of a program, and searching it for one could take for ever
_WAS_QUOTED = ">>"  # a line that is filled, so that an answer below it is seen to stand below a quotation
_DASHES = ("--", "---", "—-")
_RUN = 4  # so many words in a row are ours


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What was written by the writer; `block` is the signature under "-- ", which their program adds to every mail.

    `mark` is that of the mail of ours that it quotes, `filled` the labels and values of the lines of it.
    """

    text: str
    block: str = ""
    quotes: bool = False
    forwards: bool = False
    mark: str = ""
    filled: tuple[tuple[str, str], ...] = ()


def own_words(text: str, *, ours: str = "", from_us: str = "", labels: Collection[str] = ()) -> OwnWords:
    """The writer's own part of a text; what is forwarded is somebody else's, and so are the names in it.

    `ours` is the mail of ours that it may quote, `from_us` the address that it came from, `labels` those of its lines that
    may be filled in otherwise: they are `filled`, and no part of the text.
    """
    lines = [_STRUCK.sub("", line).translate(_MARKS).strip() for line in text.split("\n")[:_MOST_LINES]]
    if sum(bool(_INITIALS.match(line)) for line in lines) > 1:  # a single one may be an arrow
        lines = [_INITIALS.sub(">", line) for line in lines]
    filled, lines = _filled(lines, labels)
    return replace(_own(lines, ours, from_us), filled=tuple(filled))


def _filled(lines: list[str], labels: Collection[str]) -> tuple[list[tuple[str, str]], list[str]]:
    found: list[tuple[str, str]] = []
    rest: list[str] = []
    for line in lines:
        label, colon, value = _QUOTED.sub("", line).partition(":")
        ours = _ours_of(label.strip("*_ "), labels) if colon else ""
        if ours:
            found.append((ours, value.strip("*_ ")))
            rest += [_WAS_QUOTED] if line.startswith(">") else []
        else:
            rest.append(line)
    return found, rest


def _ours_of(label: str, labels: Collection[str]) -> str:
    """The label of ours that somebody wrote, or began: "Town" of "Town or village"."""
    begun = (each for each in labels if len(label) > 2 and each.lower().startswith(label.lower()))
    return label if label in labels else next(begun, "")


def _own(lines: list[str], ours: str, from_us: str) -> OwnWords:
    at = next((nth for nth, line in enumerate(lines) if MARK.search(line)), None)
    if at is None:
        return _without_quotations(_not_ours(lines, ours) if ours else lines, was_quoted=bool(ours))
    mark = MARK.search(lines[at])
    assert mark is not None
    above = [*lines[:at], lines[at][: mark.start()]]
    if _OURS not in above[-1] and at and _OURS in above[-2]:
        above.pop()  # a program broke the line
    top = _without_quotations(_above([*above[:-1], _before_ours(above[-1])], from_us))
    beneath = [_QUOTED.sub("", line) for line in lines[at + 1 :]]
    dashed = [nth for nth, line in enumerate(beneath) if line in _DASHES]
    beneath = [
        "" if nth in dashed[:-1] else line for nth, line in enumerate(beneath)
    ]  # ours has one of its own
    added = _without_quotations(_not_ours(beneath, ours)) if ours else OwnWords("")
    whole = "\n\n".join(filter(None, [top.text, added.text]))
    return OwnWords(whole, top.block, quotes=True, mark=mark[1].lower())


# --- what we wrote ----------------------------------------------------------------------------------------------------


def _before_ours(line: str) -> str:
    """What stands in the line of the mark before what we wrote in it, which begins with dashes."""
    return _QUOTED.sub("", line).partition(_OURS)[0].rstrip(" —")


def _above(lines: list[str], from_us: str) -> list[str]:
    """The lines above the mark without the headers of our mail: from where these begin that name its sender, or a day."""
    named = next(
        (nth for nth, line in enumerate(lines) if _names(line, from_us) and _is_of_headers(line)), None
    )
    if named is None:
        filled = [nth for nth, line in enumerate(lines) if line]
        named = filled[-1] if filled and _is_of_headers(lines[filled[-1]]) else None
    if named is None:
        return lines
    begin = named
    while begin and lines[begin - 1] and (_is_of_headers(lines[begin - 1]) or _wraps(lines, begin - 1)):
        begin -= 1
    if begin > 1 and not lines[begin - 1] and _RULED.match(lines[begin - 2]):
        begin -= 2
    rest = [
        line
        for nth, line in enumerate(lines[named + 1 :], named + 1)
        if not (_is_of_headers(line) or _wraps(lines, nth))
    ]
    return [*lines[:begin], _before_headers(lines[begin]), *rest]


def _names(line: str, from_us: str) -> bool:
    return bool(from_us) and from_us in line.lower()


def _is_of_headers(line: str) -> bool:
    bare = _QUOTED.sub("", line)
    return bool(
        any(each.match(bare) for each in (_LABEL, _RULED, _RULE))
        or _CELLS.fullmatch(line)
        or ("@" in bare and len(_said(bare)) < 4 and "?" not in bare)
        or (_DAY.search(bare) and _CLOCK.search(bare))
        or bare.endswith(":")
        or line.startswith(">")
    )


def _wraps(lines: list[str], at: int) -> bool:
    """Whether a line goes on from one that names a day and an hour, as a program broke it."""
    before = next((line for line in reversed(lines[max(0, at - 1) : at]) if line), "")
    return bool(_DAY.search(before) and _CLOCK.search(before))


def _before_headers(line: str) -> str:
    """What somebody wrote in one line with the headers below it, which a ruled line or a label begins."""
    bare = _QUOTED.sub("", line)
    ruled = None if _RULED.match(bare) else re.search(r"\s-{4,}|\s_{4,}", bare)
    return bare[: ruled.start()] if ruled and not _is_of_headers(bare[: ruled.start()]) else ""


def _not_ours(lines: list[str], ours: str) -> list[str]:
    """The lines without the words that we wrote, whatever stands around them and wherever a program broke them."""
    mine = [word.lower() for word in _WORD.findall(_NO_WORDS.sub(" ", ours))]
    runs = {tuple(mine[at : at + _RUN]) for at in range(len(mine) - _RUN + 1)}
    said = [(nth, word) for nth, line in enumerate(lines) for word in _said(line)]
    taken = [False] * len(said)
    for at in range(len(said) - _RUN + 1):
        if tuple(word for _nth, word in said[at : at + _RUN]) in runs:
            taken[at : at + _RUN] = [True] * _RUN
    short = {tuple(_said(line)) for line in ours.split("\n")} - {()} if any(taken) else set()
    left: dict[int, list[bool]] = {}
    for (nth, _word), gone in zip(said, taken, strict=True):
        left.setdefault(nth, []).append(gone)
    return [_left(line, left.get(nth, []), short) for nth, line in enumerate(lines)]


def _said(line: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_NO_WORDS.sub(" ", line))]


def _left(line: str, gone: list[bool], short: set[tuple[str, ...]]) -> str:
    """What of a line is left when the words that are gone are taken out."""
    if not any(gone):
        return "" if tuple(_said(line)) in short or not (gone or line in {*_DASHES, _WAS_QUOTED}) else line
    words = list(_WORD.finditer(bare := _NO_WORDS.sub(" ", line)))
    kept = [word for word, is_gone in zip(words, gone, strict=True) if not is_gone]
    if not kept:
        return ""
    return bare[kept[0].start() : kept[-1].end()] if len(kept) < len(words) else line


# --- what a program adds ----------------------------------------------------------------------------------------------


def _without_quotations(lines: list[str], *, was_quoted: bool = False) -> OwnWords:
    own: list[str] = []
    below: list[str] = []
    kept, quotes, ends, at = own, was_quoted, False, 0
    while at < len(lines):
        line = lines[at]
        if len(line) > _LONGEST_MARK:
            kept.append(line)
        elif _begins_block(lines, at):
            ends = True
            break
        elif length := _attribution(lines, at):
            quotes = True
            at += length
            if not _next_filled(lines, at).startswith(">"):
                break
            continue
        elif line.startswith((">", "|>")):
            quotes = True
            kept = own  # who answers below what is quoted has no signature above it
        elif line in _DASHES and kept is own:
            kept = below
        elif not (_RULE.fullmatch(line) or _is_footer(lines, at)):
            kept.append(line)
        at += 1
    own, below = (own, below) if any(own) else (below, own)
    if ends and own and own[-1].endswith(":"):
        own.pop()  # "Begin forwarded message:"
    text = without_notices("\n".join(own))
    return OwnWords(text, without_notices("\n".join(below)), quotes=quotes or ends, forwards=ends)


def _begins_block(lines: list[str], at: int) -> bool:
    """A ruled line with words in it, or the headers of an older mail as Outlook repeats them."""
    line = lines[at]
    if _RULED.match(line):
        return True
    if not _LABEL.match(line):
        return False
    near = list(takewhile(bool, lines[at : at + 6]))
    labels = sum(bool(_LABEL.match(each)) for each in near)
    timed = any(_CLOCK.search(each) and _DAY.search(each) for each in near)
    return timed and (labels > 3 or (labels > 1 and "@" in "".join(near[:2])))


def _attribution(lines: list[str], at: int) -> int:
    """How many lines, up to four since programs wrap them, name a day and an hour or an address, and end with a colon."""
    for length in range(1, 5):
        if at + length > len(lines) or not lines[at + length - 1]:
            return 0
        line = " ".join(lines[at : at + length])
        if len(line) > _LONGEST_MARK:
            return 0
        if line.endswith(":") and _names_when_and_who(line, _next_filled(lines, at + length)):
            later = (" ".join(lines[each : at + length]) for each in range(at + 1, at + length))
            return 0 if any(_names_when_and_who(each, "") for each in later) else length
    return 0


def _names_when_and_who(line: str, following: str) -> bool:
    dated = bool(_DAY.search(line))
    return dated and bool(_CLOCK.search(line) or "@" in line or following.startswith(">"))


def _next_filled(lines: list[str], at: int) -> str:
    return next((line for line in lines[at:] if line), "")


def _is_footer(lines: list[str], at: int) -> bool:
    """Whether a line alone tells with what program or telephone a mail was sent, or what checked it."""
    above = lines[at - 1] if at else ""
    line, apart = lines[at], not any(lines[at + 1 :]) and (not above or bool(_RULE.fullmatch(above)))
    sent = bool(_SENT_BY.match(line) and _DEVICES.search(line)) or (apart and bool(_PROGRAMS.search(line)))
    return sent and len(line.split()) < 16
