"""The files of a letter as a page shows them, in the words of the language being spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from petition.core import i18n
from petition.letters.models import (
    FAILED,
    FAULT,
    FULL,
    GLYPHS,
    MAKING,
    OVER,
    READY,
    TOO_LONG,
    WAITING,
    Export,
    LetterSeal,
)
from petition.letters.seal_check import in_groups

LABELS = {
    "pdf": "PDF",
    "docx": "Word (DOCX)",
    "txt": _l("Text"),
    "md": "Markdown",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
    "json": "JSON",
    "html": "HTML",
    "seal": _l("Seal"),
}
_TROUBLE = {
    GLYPHS: _l(
        "No font draws these signs of the text: %(signs)s. Write them another way, or have a font added (FONT_PATH)."
    ),
    TOO_LONG: _l("A spreadsheet cannot hold this list. Choose another format."),
    FULL: _l("There was no room left for the file. Tell the operator of this service, then try again."),
    FAULT: _l("Something went wrong here. Try again; if it fails again, tell the operator of this service."),
}


@dataclass(frozen=True)
class File:
    """A file of the letter: to be taken along at once, or made by the worker first; `state` is '' if nobody asked for it."""

    format: str
    label: str
    url: str
    state: str = ""
    size: str = ""
    made: str = ""  # when
    progress: str = ""
    done: int = 0
    total: int = 0
    trouble: str = ""
    spelled: str = ""  # in which lines of a PDF signs are spelled out


class SealShown(NamedTuple):
    """A seal of the letter: when it was made, fingerprints of it and of its key."""

    day: str
    root: str
    key: str


def seals(made: Sequence[LetterSeal]) -> list[SealShown]:
    """The seals of a letter, the first one first."""
    return [
        SealShown(i18n.day(date.fromisoformat(each.manifest["day"])), in_groups(each.root), each.fingerprint)
        for each in made
    ]


def file(form: str, url: str, export: Export | None = None, *, zone: str = "", now_is: str = "") -> File:
    """A file, and how far its export is where there is one.

    `zone`: whose clock tells when it was made. `now_is`: the state of the letter, which a file that is ready must stand for.
    """
    label = str(LABELS[form])
    if export is None or export.state == OVER:
        return File(form, label, url)
    if export.state == READY and export.stands_for != now_is:
        return File(
            form,
            label,
            url,
            trouble=gettext("The letter has changed since this file was made: the file was deleted."),
        )
    is_ready = export.state == READY
    return File(
        form,
        label,
        url,
        state=export.state,
        size=_size(export.size) if is_ready else "",
        made=i18n.at(export.begun_at, zone) if is_ready and zone and export.begun_at else "",
        progress=progress(export),
        done=export.done,
        total=export.total,
        trouble=trouble(export),
        spelled=_spelled(export) if is_ready else "",
    )


def progress(export: Export) -> str:
    """How far a file is that is waited for, '' if none is."""
    said = ""
    if export.state == WAITING:
        said = gettext("Waits for its turn.")
    elif export.state == MAKING and (export.done < export.total or not export.total):
        done, total = i18n.number(export.done), i18n.number(export.total)
        said = gettext("%(done)s of %(all)s signatures read.", done=done, all=total)
    elif export.state == MAKING:
        said = gettext("All signatures are read, the file is being written.")
    return said


def trouble(export: Export) -> str:
    """Why there is no file and what to do, '' if nothing is wrong."""
    if export.state != FAILED:
        return ""
    what, _, signs = export.trouble.partition(" U+")
    return str(_TROUBLE.get(what, _TROUBLE[FAULT])) % {"signs": f"U+{signs}"}


def _spelled(export: Export) -> str:
    """In which lines of a file that is ready signs are spelled out, '' if in none."""
    count, *positions = map(int, export.trouble.split() or "0")
    if not count:
        return ""
    told = ", ".join(map(i18n.number, positions)) + (" …" if len(positions) < count else "")
    said: str = ngettext(
        "No font at hand draws signs in %(count)s line: they are spelled out there. Line %(lines)s",
        "No font at hand draws signs in %(count)s lines: they are spelled out there. Lines %(lines)s",
        count,
        lines=told,
        count=i18n.number(count),
    )
    return said


def _size(size: int) -> str:
    megabytes: str = gettext("%(size)s MB", size=i18n.number(max(1, round(size / 1_000_000))))
    return megabytes
