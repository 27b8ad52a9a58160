"""Marks behind names, such as "*", which a line below or beside them explains."""

import re

MARK = r"(?:[*†‡§#°¹²³✝✞]{1,3}|\((?:\*{1,3}|\d{1,2})\))"
_BEHIND_NAME = re.compile(rf"(?<=[^\W\d_]|[.)])\s?({MARK})(?=$|[\s,;|])")


def marks_behind(line: str) -> set[str]:
    """The marks behind names in a line, such as "*"."""
    return {mark.strip("()") for mark in _BEHIND_NAME.findall(line)}


def without_marks(line: str) -> str:
    """The line without the marks behind names."""
    return _BEHIND_NAME.sub("", line)
