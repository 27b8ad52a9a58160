"""Bytes to text. Letters come in UTF-8, in UTF-16 from Notepad, and still in 8-bit encodings; nobody says which."""

import codecs
import re
from contextlib import suppress
from typing import NamedTuple

from petition.reading.files import eight_bit
from petition.reading.refusals import NotALetter, Refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"""<(?:meta[^<>]{0,200}?charset|\?xml[^<>]{0,80}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]{3,20})""",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MIXED = re.compile(rb"[A-Za-z][\xc0-\xff]+|[\xc0-\xff]+[a-z]")
_PURE = re.compile(rb"(?<![A-Za-z\x80-\xff])[\xa0-\xff]{2,}(?![A-Za-z\x80-\xff])")
_CAPITAL_INSIDE = re.compile("[а-яё][А-ЯЁ]")
_MARKED = re.compile("[\u00c0-\u00ff]{2,}")  # «Äà», «Èâàí»: Windows-1251 read as Latin-1
_SAMPLE = 100_000
# More than any table has columns: patterns that begin with blanks try each of them, and from each on all the rest.
_ENDLESS_BLANKS = re.compile(r"([^\S\r\n]{200})[^\S\r\n]+")
_ALSO_NAMED = {"x-mac-cyrillic": "mac_cyrillic", "x-mac-ukrainian": "mac_cyrillic"}
# Encodings in which bytes of ASCII mean other letters.
_LOOKS_LIKE_ASCII = re.compile(r"iso-?2022|utf-?7|utf-?16|hz", re.IGNORECASE)
_CYRILLIC_OF_WINDOWS = frozenset({"windows-1251", "cp1251", "cp-1251", "win-1251"})
# KZ-1048 has its letters there.
_KAZAKH_TAKEN_FOR_IT = re.compile("[ЌќЅѕ](?!.*[ђЂљЉњЊџЏ])|[Јј].*[Ўў]", re.DOTALL)


class Decoded(NamedTuple):
    """A text; the 8-bit encoding it was told to be in, if it was told, and others in which it reads nearly as well."""

    text: str
    encoding: str = ""
    others: tuple[str, ...] = ()


def decode(data: bytes) -> str:
    """The text of these bytes; refuses what is no text at all or in no encoding known here."""
    return decoded(data).text


def decoded(data: bytes) -> Decoded:
    """The text of these bytes, and how sure that is; refuses like `decode`."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(_checked(_strict(data[len(mark) :], name)))
    if wide := _wide_without_mark(data):
        return Decoded(_checked(_strict(data, wide)))
    try:
        return Decoded(_checked(data.decode("utf-8")))
    except UnicodeDecodeError:
        found = _guessed(data)
        return found._replace(text=_checked(found.text))


def bounded(text: str) -> str:
    """A text in which no line goes on in blanks for longer than anybody pads a column."""
    return _ENDLESS_BLANKS.sub(r"\1", text)


def read_again(text: str, read_as: str, encoding: str) -> str:
    """A text that was read in one 8-bit encoding, read in another; what that cannot hold shows as such."""
    return text.encode(read_as, "replace").decode(encoding, "replace")


def decode_stated(data: bytes, stated: str) -> str:
    """The text of bytes that come with the name of an encoding, which may be missing, unknown or wrong; never refuses.

    A statement that decodes is believed, unless the bytes are UTF-8 all the same, or read as it says they alternate small
    letters and capitals inside words, as KOI8-R does when it is taken for Windows-1251, or hold signs for letters.
    """
    stated = _ALSO_NAMED.get(stated.lower(), stated)
    if _LOOKS_LIKE_ASCII.match(stated):
        with suppress(LookupError, UnicodeError):
            return _said_to_be(data, stated)
    if data.isascii() and b"\x1b" not in data:
        return data.decode("ascii")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        found = _said_to_be(data, stated or "us-ascii")
    except (LookupError, ValueError):
        found = ""
    if found and stated.lower() in _CYRILLIC_OF_WINDOWS and _KAZAKH_TAKEN_FOR_IT.search(found):
        with suppress(UnicodeDecodeError):
            found = data.decode("kz1048")
    if found and not _garbled(found):
        return found
    try:
        return _guessed(data).text
    except NotALetter:
        return found or data.decode("utf-8", "replace")


def _said_to_be(data: bytes, name: str) -> str:
    """The text of bytes in an encoding; raises UnicodeError for halves of surrogate pairs, which UTF-7 can spell, too."""
    found = data.decode(name)
    found.encode()
    return found


def _garbled(text: str) -> bool:
    """Whether a table was taken for another: capitals inside words, or Western letters with marks and next to no others."""
    words = eight_bit.RUNS.findall(text)
    wrong = sum(1 for word in words if _CAPITAL_INSIDE.search(word) or _MARKED.fullmatch(word))
    return wrong > len(words) / 3


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise NotALetter(Refusal.UNKNOWN_ENCODING) from None


def _checked(text: str) -> str:
    """Text has no control characters but its line ends; a stray few (old word processors) are passed over."""
    if len(_CONTROL.findall(text)) > len(text) // 500:
        raise NotALetter(Refusal.BINARY)
    return bounded(_CONTROL.sub("", text).replace("\ufeff", ""))


def _wide_without_mark(data: bytes) -> str:
    """The byte order of UTF-16 without its mark: other bytes name the alphabet, and alphabets are few."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or len(data) % 2:
        return ""
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        alphabet = high.count(0x00) + high.count(0x04) + high.count(0x20)
        if alphabet >= 0.95 * len(high) and 0 in high:
            return name
    return ""


def _guessed(data: bytes) -> Decoded:
    sample = data[:_SAMPLE]
    if b"\x00" in sample:
        raise NotALetter(Refusal.BINARY)
    high = len(eight_bit.HIGH.findall(sample))
    if named := _META.search(data[:2048]):
        try:
            return Decoded(data.decode(named[1].decode("ascii")))
        except (LookupError, UnicodeDecodeError):
            pass  # a page may misstate its own encoding; then it is told like any other text
    if sum(map(len, _SEQUENCE.findall(sample))) > 0.8 * high:
        raise NotALetter(Refusal.UNKNOWN_ENCODING)  # UTF-8 cut or damaged: guessing on would print rubbish
    is_latin = len(_MIXED.findall(sample)) > len(_PURE.findall(sample))
    fits = eight_bit.fits(data, latin=is_latin)
    is_sure = bool(fits) and fits[0].share >= eight_bit.SURE
    if not is_sure and (east := eight_bit.east_asian(data)):
        return Decoded(_strict(data, east))
    if not fits or fits[0].share < eight_bit.LEAST:
        raise NotALetter(Refusal.BINARY if high > len(sample) // 3 else Refusal.UNKNOWN_ENCODING)
    best, *others = fits
    near = [each for each in others if each.share > best.share - eight_bit.NEAR]
    return Decoded(data.decode(best.encoding), best.encoding, tuple(each.encoding for each in near))
