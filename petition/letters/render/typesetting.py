"""Typst, called with a fixed template, data and fonts."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import typst

from petition.letters.render.fixed import WHEN
from petition.letters.render.fonts import families, loaded

_TEMPLATE = (Path(__file__).parent / "letter.typ").read_bytes()
_SHEET = (Path(__file__).parent / "sheet.typ").read_bytes()
_COVERING = (Path(__file__).parent / "covering.typ").read_bytes()
_PROBE = b"""#set document(title: "Signs")
#set text(font: json(bytes(sys.inputs.families)))
#for unit in sys.inputs.lines.split("\\n") { par(unit) }
"""
_UNDRAWN = re.compile(r'(?:the text|disallowed codepoint|contains the codepoint) `"(.+?)"`')
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


class Undrawn(tuple[str, ...]):
    """The signs that no font draws: an answer, which unlike Typst's exception travels between processes."""

    __slots__ = ()


Heads = tuple[str, Sequence[tuple[str, int]]]  # a heading, and under it places with how many names each


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What is to be set, as plain values that travel between processes: see pdf_data.values and pdf_data.sections."""

    letter: str
    lang: str
    sections: Sequence[Heads]
    lines: Sequence[str]
    fonts: tuple[Path, ...]
    pictures: str = ""


def typeset(manuscript: Manuscript) -> bytes | Undrawn:
    """The PDF of a letter."""
    return _set(manuscript, 0, len(manuscript.lines), feet=True)


def typeset_part(manuscript: Manuscript, start: int, end: int) -> bytes | Undrawn:
    """The PDF of some lines, with the head if they are the first and the end if they are the last, without feet."""
    return _set(manuscript, start, end, feet=False)


def typeset_feet(manuscript: Manuscript, pages: int) -> bytes | Undrawn:
    """So many pages with nothing on them but what stands at the foot of each."""
    return _set(manuscript, 0, 0, feet=True, blank=pages)


def measured(manuscript: Manuscript, what: Literal["signs", "heights"], lines: Sequence[str]) -> Any:
    """What `measures` of the template says of these lines, each set as those of a signatory."""
    data = _data(manuscript, {"head": False, "measures": what, "sections": []}, lines)
    found = typst.query(
        _TEMPLATE, "<measures>", field="value", one=True, font_paths=loaded(manuscript.fonts), sys_inputs=data
    )
    return json.loads(found)


def _set(manuscript: Manuscript, start: int, end: int, *, feet: bool, blank: int = 0) -> bytes | Undrawn:
    of = len(manuscript.lines)
    part = {
        "head": start == 0 and not blank,
        "end": end == of and not blank,
        "feet": feet,
        "blank": blank,
        "first": start + 1,
        "sections": list(_sections(manuscript.sections, start, end)),
    }
    data = _data(manuscript, part, manuscript.lines[start:end])
    # A part may begin under a heading of the one before it, which would not do for a whole (ISO 14289-1, 7.4.2).
    return _compiled(_TEMPLATE, data, manuscript.fonts, whole=start == 0)


def _data(manuscript: Manuscript, part: dict[str, Any], lines: Sequence[str]) -> dict[str, str]:
    whole = {"end": False, "feet": False, "blank": 0, "of": len(manuscript.lines), "measures": ""}
    return {
        "letter": manuscript.letter,
        "families": json.dumps(families(manuscript.lang, manuscript.fonts)),
        "part": json.dumps(whole | part),
        "lines": "\n".join(lines),
        "pictures": manuscript.pictures if part["head"] else "",
    }


def _sections(sections: Sequence[Heads], start: int, end: int) -> Iterator[dict[str, Any]]:
    """The sections between two lines; what began before has no heading here."""
    at = 0
    for heading, places in sections:
        first, inside = at, []
        for place, count in places:
            begin, stop = max(at, start), min(at + count, end)
            if begin < stop:
                inside.append({"place": place if begin == at else "", "count": stop - begin})
            at += count
        if inside:
            level = 2 if heading else 1
            yield {"heading": heading if first >= start else "", "level": level, "places": inside}


def typeset_sheet(
    sheet: dict[str, Any], square_code: str, lang: str, fonts: tuple[Path, ...]
) -> bytes | Undrawn:
    """The PDF of a sheet to sign by hand, with its square code as SVG."""
    data = {"sheet": json.dumps(sheet), "qr": square_code, "families": json.dumps(families(lang, fonts))}
    return _compiled(_SHEET, data, fonts)


def typeset_covering(note: dict[str, Any], lang: str, fonts: tuple[Path, ...]) -> bytes | Undrawn:
    """The PDF of a covering note."""
    data = {"note": json.dumps(note), "families": json.dumps(families(lang, fonts))}
    return _compiled(_COVERING, data, fonts)


def undrawn(units: Sequence[str], lang: str, fonts: tuple[Path, ...]) -> set[str]:
    """Which of these signs no font draws, or a PDF to be kept may not hold."""
    found, left = set[str](), list(units)
    names = json.dumps(families(lang, fonts))
    while left:
        made = _compiled(_PROBE, {"families": names, "lines": "\n".join(left)}, fonts)
        if not isinstance(made, Undrawn):
            break
        found |= set(made)
        left = [unit for unit in left if not any(sign in unit for sign in made)]
    return found


def _compiled(
    source: bytes, data: dict[str, str], fonts: tuple[Path, ...], *, whole: bool = True
) -> bytes | Undrawn:
    try:
        return typst.compile(
            source,
            font_paths=loaded(fonts),
            sys_inputs=data,
            pdf_standards=["ua-1", "a-2a"] if whole else ["a-2a"],
            timestamp=WHEN,
        )
    except typst.TypstError as error:
        if signs := _undrawn(error):
            return Undrawn(signs)
        raise


def _undrawn(error: typst.TypstError) -> list[str]:
    return [_ESCAPED.sub(_sign, text) for text in dict.fromkeys(_UNDRAWN.findall(error.diagnostic))]


def _sign(escape: re.Match[str]) -> str:
    """A sign that Typst shows as Rust would write it."""
    return chr(int(escape[1], 16)) if escape[1] else escape[2]
