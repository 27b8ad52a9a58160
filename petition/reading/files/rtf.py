"""RTF for pandoc, which knows Western letters alone: those of other code pages as Unicode, hidden text set aside."""

import re
from collections import Counter
from dataclasses import replace
from hashlib import sha1

from petition.core.text import squeeze
from petition.reading.blocks import Aside, ReadDocument, Why
from petition.reading.files.pandoc_tree import TAB, read_as
from petition.reading.refusals import NotALetter, Refusal

_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_CHARSET = re.compile(rb"\\fcharset(\d{1,3})")
_CHARSETS = {b"128": 932, b"134": 936, b"136": 950, b"161": 1253, b"162": 1254, b"163": 1258, b"177": 1255, b"178": 1256,
             b"186": 1257, b"204": 1251, b"222": 874, b"238": 1250}  # fmt: skip
_LETTERS = re.compile(rb"(\\u-?\d{1,6} ?)?((?:\\'[0-9a-fA-F]{2})+)")
_GLUED = re.compile(rb"(\\u-?\d{1,6})[^\\{}\s\w]")  # of which pandoc would take a letter too many
_DEEPEST = 200
_ENDS = re.compile(rb"\\(?:par|line|row)")
_MOST_ENDS = 80_000  # of paragraphs, and beginnings; more are no letter, and take pandoc all its time
_HIDDEN = re.compile(rb"\{\\v(?![a-z0-9])([^{}]*)\}")
_PICTURE = re.compile(  # pandoc names it by the hash of its bytes
    rb"\\(?:png|jpeg)blip(?:\\[a-z]++-?\d*+|\s|\{\\\*\\blipuid[^{}]{0,80}\})*+([0-9a-fA-F\s]++)(?=\})"
)
_CONTROL = re.compile(rb"\\[a-z]+-?\d* ?|[{}]")


def rtf_document(data: bytes) -> ReadDocument:
    """The document in an RTF file."""
    if len(_ENDS.findall(data)) > _MOST_ENDS or _nests_deep(data):
        raise NotALetter(Refusal.TOO_LARGE)
    data = data.replace(b"{\\*\\footnote", b"{\\footnote")
    hidden = tuple(squeeze(_CONTROL.sub(b"", found).decode("latin-1")) for found in _HIDDEN.findall(data))
    data = _HIDDEN.sub(b"", data)
    page = _code_page(data)
    if page != 1252:
        data = _LETTERS.sub(lambda found: _unicode(found, page), data)
    data = re.sub(rb"\\tab(?![a-z0-9]) ?", lambda _: f"\\u{ord(TAB)}?".encode(), data)
    data = _GLUED.sub(rb"\1 ?", data)
    held = map(_bytes, _PICTURE.findall(data))
    found = {sha1(picture, usedforsecurity=False).hexdigest(): picture for picture in held}
    document = read_as("rtf", data, media=lambda name: found.get(name.partition(".")[0], b""))
    asides = (Aside(Why.HIDDEN, hidden),) if any(hidden) else ()
    return replace(document, asides=asides + document.asides)


def _bytes(figures: bytes) -> bytes:
    return bytes.fromhex(figures.decode()) if len(b"".join(figures.split())) % 2 == 0 else b""


def _nests_deep(data: bytes) -> bool:
    depth = 0
    for brace in re.finditer(rb"[{}]", data):
        depth += 1 if brace[0] == b"{" else -1
        if depth > _DEEPEST:
            return True
    return False


def _code_page(data: bytes) -> int:
    """That of the fonts, where one is not Western, else that of the file."""
    fonts = Counter(_CHARSETS[found] for found in _CHARSET.findall(data) if found in _CHARSETS)
    if fonts:
        return fonts.most_common(1)[0][0]
    named = _PAGE.search(data)
    return int(named[1]) if named else 1252


def _unicode(found: re.Match[bytes], page: int) -> bytes:
    """Bytes of a code page as Unicode; those that stand in for a letter already given as Unicode stay."""
    given = b""
    codes = bytes.fromhex(found[2].replace(b"\\'", b"").decode())
    if found[1]:
        given, codes = found[1].rstrip() + b" ?", codes[1:]
    try:
        text = codes.decode(f"cp{page}", "replace")
    except LookupError:
        return found[0]
    return given + b"".join(f"\\u{(ord(letter) + 0x8000) % 0x10000 - 0x8000}?".encode() for letter in text)
