"""Notes that stand in the sentence itself, ^[so], as pandoc's Markdown has them."""

from petition.core.text import squeeze
from petition.reading.draft import NotALetter, Refusal
from petition.reading.files.web_notes import MOST_NOTES

_LONGEST = 3_000  # signs of a note


def noted_apart(text: str) -> str:
    """The text with its inline notes called by a name and put at its end, as notes usually are."""
    parts: list[str] = []
    notes: list[str] = []
    at = 0
    while (begin := text.find("^[", at)) >= 0:
        end = _end(text, begin + 2)
        note = squeeze(text[begin + 2 : end]) if end else ""
        if len(note) < 4 or not any(map(str.isalpha, note)) or text[begin - 1 : begin] == "\\":
            parts.append(text[at : begin + 2])
            at = begin + 2
            continue
        if len(notes) >= MOST_NOTES:
            raise NotALetter(Refusal.TOO_LARGE)
        notes.append(note)
        parts.append(f"{text[at:begin]}[^inline-{len(notes)}]")
        at = end + 1
    if not notes:
        return text
    last = "\n\n".join(f"[^inline-{nth}]: {note}" for nth, note in enumerate(notes, 1))
    return "".join((*parts, text[at:].rstrip(), "\n\n", last, "\n"))


def _end(text: str, start: int) -> int:
    """Where the brackets that were opened close, 0 where they do not within the paragraph."""
    depth = 1
    for at in range(start, min(len(text), start + _LONGEST)):
        if text[at] == "\n" and not text[at + 1 : at + 200].partition("\n")[0].strip():
            return 0
        if text[at - 1] != "\\":
            depth += {"[": 1, "]": -1}.get(text[at], 0)
        if not depth:
            return at
    return 0
