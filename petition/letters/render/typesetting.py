"""Typst, called with a fixed template, data and fonts; in a process of its own where it would take much memory."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import typst

from petition.letters.render.fixed import WHEN
from petition.letters.render.fonts import families, loaded

_TEMPLATE = (Path(__file__).parent / "letter.typ").read_bytes()
_PROBE = b"""#set document(title: "Signs")
#set text(font: json(bytes(sys.inputs.families)))
#for unit in sys.inputs.lines.split("\\n") { par(unit) }
"""
EXIT_UNDRAWN = 3
_UNDRAWN = re.compile(r'(?:the text|disallowed codepoint|contains the codepoint) `"(.+?)"`')
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


class Undrawn(tuple[str, ...]):
    """The signs that no font draws: an answer, which unlike Typst's exception travels between processes."""

    __slots__ = ()


def typeset(data: dict[str, str], fonts: tuple[Path, ...]) -> bytes | Undrawn:
    """The PDF of the template with these data, in our fonts and those of these folders."""
    return _compiled(_TEMPLATE, data, fonts)


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


def typeset_apart(data: dict[str, str], fonts: tuple[Path, ...]) -> bytes | Undrawn:
    """The same in a process of its own: it gives all its memory back, and dies alone where there is too little."""
    done = subprocess.run(
        [sys.executable, "-m", "petition.letters.render.apart"],
        input=json.dumps([data, [str(folder) for folder in fonts]]).encode(),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    if done.returncode == EXIT_UNDRAWN:
        return Undrawn(json.loads(done.stdout))
    done.check_returncode()
    return done.stdout


def _compiled(source: bytes, data: dict[str, str], fonts: tuple[Path, ...]) -> bytes | Undrawn:
    try:
        return typst.compile(
            source, font_paths=loaded(fonts), sys_inputs=data, pdf_standards=["ua-1", "a-2a"], timestamp=WHEN
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
