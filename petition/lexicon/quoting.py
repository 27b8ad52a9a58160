"""Quotes and brackets as typed by hand: “River Voice", ”Our River", "NGO "Name"": open or closed by what stands beside."""

import re
from collections.abc import Iterator
from functools import lru_cache

QUOTES = '"“”„«»‹›″'
_ALWAYS_OPEN, _ALWAYS_CLOSED = "„«‹", "»›"
_SEPARATOR = re.compile(r"[,;|\t،；，、]|\s[—–]\s?|\s(?:-{1,2}>?|→|/)\s")
_BEFORE_OPEN = " \t\u00a0([{,;/-–—"
_SHORTENED = re.compile(r"[\u0590-\u05ff]+\"[\u0590-\u05ff]+")
_QUOTE = re.compile(f"[{QUOTES}]")
_BRACKETS = re.compile(r"[(\[]((?:[^()\[\]]++|[(\[][^()\[\]]*+[)\]])*+)[)\]]")
_WIDE = str.maketrans("（）【】［］，；、：", "()[][],;,:")


def narrowed(text: str) -> str:
    """The text with brackets and commas as wide as letters in Latin are, each in its place."""
    return text.translate(_WIDE)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where text stands inside quotes; an opening quote that never closes protects nothing."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for found in _QUOTE.finditer(text):
        at = found.start()
        if _opens(text, at, bool(opened)):
            opened.append(at)
        elif opened:
            start = opened.pop()
            if opened:
                spans.append(
                    (opened[0], at + 1)
                )  # nested and perhaps never closed: the outer reaches here at least
            else:
                spans.append((start, at + 1))
    return spans


def _opens(text: str, at: int, within: bool) -> bool:
    character = text[at]
    if character in _ALWAYS_OPEN:
        return True
    if character in _ALWAYS_CLOSED:
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or before in _BEFORE_OPEN:
        return bool(after.strip()) and not (within and after in ",;.)")
    return not within and character == "“" and bool(after.strip())


def bracket_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Each bracketed piece: where it begins and ends, and what it holds."""
    for found in _BRACKETS.finditer(text) if "(" in text or "[" in text else ():
        yield found.start(), found.end(), found[1].strip()


def bracketed(text: str) -> list[str]:
    """What stands in brackets in a text."""
    return [content for _, _, content in bracket_spans(text) if content]


@lru_cache(maxsize=64)  # one line is asked about many times in a row; no more of a list stays in memory
def segments(text: str) -> tuple[str, ...]:
    """The text parted at its commas, semicolons, bars, tabs, spaced dashes and strokes, but inside quotes or brackets."""
    if not _SEPARATOR.search(text):
        return (text.strip(),) if text.strip() else ()
    kept = quoted_spans(text) + [(start, end) for start, end, _ in bracket_spans(text)]
    inside = bytearray(len(text) if kept else 0)
    for start, end in kept:
        inside[start:end] = b"\x01" * (end - start)
    pieces, begin = [], 0
    for found in _SEPARATOR.finditer(text):
        if not kept or not inside[found.start()]:
            pieces.append(text[begin : found.start()])
            begin = found.end()
    pieces.append(text[begin:])
    return tuple(bare for piece in pieces if (bare := piece.strip()))


def first_part(line: str) -> str:
    """The first part of a line, as `segments` parts it; '' where it has none."""
    return (segments(line) or ("",))[0]


def words_of(text: str) -> list[str]:
    """The words of a phrase, what stands in quotes as one word."""
    spans = sorted(quoted_spans(text)) if _QUOTE.search(text) else []
    if not spans:
        return text.split()
    words: list[str] = []
    at = 0
    for start, end in spans:
        if start < at:
            continue
        words += text[at:start].split()
        words.append(text[start:end])
        at = end
    return words + text[at:].split()


def is_quoted(word: str) -> bool:
    """Whether the word is a quoted name; a quote between two letters shortens a Hebrew word."""
    return bool(_QUOTE.search(word)) and not _SHORTENED.fullmatch(word)
