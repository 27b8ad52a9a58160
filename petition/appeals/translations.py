"""How far a translation has come: what the first language has and it has not, and what has changed there since.

With each part of a translation stands what its first language said when that part was translated; a part counts as
translated anew when it is changed, or when an organiser says that it is still right.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from petition.appeals import difference
from petition.appeals.difference import ChangedPiece
from petition.appeals.models import Appeal, AppealText
from petition.appeals.text import Text

PARTS = (
    "title",
    "letterhead",
    "place",
    "date",
    "recipients",
    "delivery",
    "subject",
    "salutation",
    "body",
    "closing",
)


_FEWER, _JOINED = 0.75, 1  # of the paragraphs: one or another is joined as it is translated


@dataclass(frozen=True, slots=True)
class Behind:
    """Parts that a translation lacks, and those whose first language has changed since, as it changed.

    `paragraphs`: how many its letter has and how many that of the first language, where it has far fewer.
    """

    missing: tuple[str, ...]
    changed: dict[str, list[ChangedPiece]]
    paragraphs: tuple[int, int] | None = None

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.paragraphs)


@dataclass(frozen=True, slots=True)
class ParagraphPair:
    """A paragraph of the first language, '' where it has no more, and the one that stands in its place."""

    first: str
    own: str
    is_new: bool  # of the first language, since it was translated


def behind(appeal: Appeal, lang: str) -> Behind:
    """What is to be done about a language; nothing for the first one."""
    row, first = _row(appeal, lang), appeal.draft(appeal.first_lang)
    if lang == appeal.first_lang or first is None or row is None:
        return Behind((), {})
    says, own, known = first.as_json(), row.content, row.translated_from or {}
    fewer = len(own["recipients"]) < len(says["recipients"])
    missing = tuple(
        part for part in PARTS if says[part] and (not own[part] or (part == "recipients" and fewer))
    )
    before = Text.from_json(says | {part: known[part] for part in PARTS if part in known})
    changed = difference.between(before, first)
    has, of = numbers = len(paragraphs(own["body"])), len(paragraphs(first.body))
    fewer_paragraphs = numbers if 0 < has < _FEWER * of and has + _JOINED < of else None
    still = {part: pieces for part, pieces in changed.items() if part not in missing}
    return Behind(missing, still, fewer_paragraphs)


def all_behind(appeal: Appeal) -> list[str]:
    """The languages that are behind the first one."""
    return [lang for lang in appeal.langs if behind(appeal, lang)]


def note(appeal: Appeal, lang: str, parts: Collection[str] = PARTS) -> None:
    """Note that these parts say what the first language says now."""
    row, first = _row(appeal, lang), appeal.draft(appeal.first_lang)
    if row is not None and first is not None and lang != appeal.first_lang:
        row.translated_from = (row.translated_from or {}) | _parts(first, parts)


def forget_old(appeal: Appeal) -> None:
    """Keep no words beside translations that the first language no longer says: they count as made from nothing."""
    lang = appeal.first_lang
    says = [text for text in (appeal.draft(lang), appeal.published(lang)) if text]
    for row in appeal.texts:
        if known := row.translated_from:
            then = Text.from_json(Text().as_json() | known)
            old = set(known).intersection(*(changed_parts(then, text) for text in says))
            row.translated_from = known | _parts(Text(), old)


def _parts(text: Text, parts: Collection[str]) -> dict[str, Any]:
    says = text.as_json()
    return {part: says[part] for part in PARTS if part in parts}


def changed_parts(before: Text, after: Text) -> set[str]:
    """The parts in which two texts differ."""
    old, new = before.as_json(), after.as_json()
    return {part for part in PARTS if old[part] != new[part]}


def pairs(appeal: Appeal, lang: str, own: str) -> list[ParagraphPair]:
    """The letter of the first language paragraph by paragraph, each beside the one of this text, with room for one more."""
    row, first = _row(appeal, lang), appeal.draft(appeal.first_lang)
    if row is None or first is None:
        return []
    known = set(paragraphs(str((row.translated_from or {}).get("body", first.body))))
    return list(_beside(paragraphs(first.body), paragraphs(own), known))


def _beside(first: list[str], own: list[str], known: set[str]) -> Iterator[ParagraphPair]:
    for nth in range(max(len(first), len(own)) + 1):
        of_first = first[nth] if nth < len(first) else ""
        yield ParagraphPair(
            of_first,
            own[nth] if nth < len(own) else "",
            bool(known) and bool(of_first) and of_first not in known,
        )


def paragraphs(body: str) -> list[str]:
    """A letter in Markdown as what stands between its empty lines; joined by empty lines it reads the same."""
    return [each for each in re.split(r"\n[ \t]*\n\s*?", body.strip("\n")) if each.strip()]


def _row(appeal: Appeal, lang: str) -> AppealText | None:
    return next((each for each in appeal.texts if each.lang == lang), None)
