"""Notes that stand in the sentence itself, ^[so], as pandoc's Markdown has them."""

import re

from petition.core.text import squeeze
from petition.reading.draft import NotALetter, Refusal
from petition.reading.files.web_notes import MOST_NOTES

# Within its paragraph, brackets in it closed: of so many signs at most.
_NOTE = re.compile(
    r"(?<!\\)\^\[((?:[^\[\]\\\n]|\\.|\n(?![ \t]*(?:\n|\Z))|\[(?:[^\[\]\\\n]|\\.){0,500}+\]){1,3000}+)\]",
    re.DOTALL,
)


def noted_apart(text: str) -> str:
    """The text with its inline notes called by a name and put at its end, as notes usually are."""
    notes: list[str] = []

    def called(found: re.Match[str]) -> str:
        note = squeeze(found[1])
        if len(note) < 4 or not any(map(str.isalpha, note)):
            return found[0]
        notes.append(note)
        return f"[^inline-{len(notes)}]"

    text = _NOTE.sub(called, text)
    if len(notes) > MOST_NOTES:
        raise NotALetter(Refusal.TOO_LARGE)
    last = "\n\n".join(f"[^inline-{nth}]: {note}" for nth, note in enumerate(notes, 1))
    return f"{text.rstrip()}\n\n{last}\n" if notes else text
