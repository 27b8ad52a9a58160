"""Typst, called with a fixed template, data and fonts; in a process of its own where it would take much memory."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import typst

from petition.letters.render.fixed import WHEN

_TEMPLATE = (Path(__file__).parent / "letter.typ").read_bytes()
EXIT_UNDRAWN = 3
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed|disallowed codepoint `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Undrawn(tuple[str, ...]):
    """The signs that no font draws: an answer, which unlike Typst's exception travels between processes."""

    __slots__ = ()


def typeset(data: dict[str, str], fonts: tuple[Path, ...]) -> bytes | Undrawn:
    """The PDF of the template with these data and the fonts of these folders beside Typst's own."""
    try:
        return typst.compile(
            _TEMPLATE,
            font_paths=_fonts(fonts),
            sys_inputs=data,
            pdf_standards=["ua-1", "a-2a"],
            timestamp=WHEN,
        )
    except typst.TypstError as error:
        if signs := _undrawn(error):
            return Undrawn(signs)
        raise


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


@cache
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def _undrawn(error: typst.TypstError) -> list[str]:
    found = [drawn or disallowed for drawn, disallowed in _UNDRAWN.findall(error.diagnostic)]
    return [_ESCAPED.sub(lambda code: chr(int(code[1], 16)), sign) for sign in dict.fromkeys(found)]
