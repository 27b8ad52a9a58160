"""Running text as lines of Markdown in which nothing but what was meant has a meaning."""

import re

from petition.reading.files.pandoc import HARD
from petition.reading.files.web_notes import NOTE

_SPECIAL = re.compile(r"([\\`*\[\]]|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?]))")
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+](?=\s)|(?:-{3,}|={3,})$|\d{1,9}(?=[.)]\s))")


def escaped(text: str) -> str:
    """Text as Markdown that means nothing but itself."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"[ \t\r\n\f]+", " ", text)) if text else ""


def tidy(text: str) -> str:
    """A line without needless white space."""
    return re.sub(r" {2,}", " ", text.replace("\u200b", "")).strip(" \t\u00a0")


def guarded(line: str) -> str:
    """A line whose beginning means nothing but itself either, as "1." or "#"."""
    return _LINE_START.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", line)


def wrapped(text: str, mark: str) -> str:
    """Emphasis around each line's words, its spaces left outside, as Markdown wants them."""
    lines = []
    for line in text.split(HARD):
        bare = line.strip(" \u00a0")
        if not bare or bare.startswith(mark) or not any(map(str.isalnum, bare)):
            lines.append(line)
            continue
        before, after = line[: line.index(bare[0])], line[len(line.rstrip(" \u00a0")) :]
        lines.append(f"{before}{mark}{bare}{mark}{after}")
    return HARD.join(lines)


def linked(text: str, target: str) -> str:
    """Text that leads to an address, or calls a note; what leads within the page is text."""
    if target.startswith(f"#{NOTE}"):
        return f"[^{target.removeprefix(f'#{NOTE}')}]"
    if not text.strip() or HARD in text or not re.match(r"(?:https?|mailto):", target, re.IGNORECASE):
        return text
    href = re.sub(r"[\s()<>]", lambda found: f"%{ord(found[0]):02X}", target)
    return f"[{text.strip()}]({href})" + (" " if text.endswith(" ") else "")
