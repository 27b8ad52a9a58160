"""What was read of a letter, for a terminal: all its parts, who is doubtful and why, what is left over, the account."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from petition.core import contacts
from petition.core.text import squeeze
from petition.reading.draft import Doubt, Draft, DraftPicture, Line

_LONGEST = 70


def as_json(draft: Draft) -> dict[str, Any]:
    """The letter as JSON: its parts, each signatory with `sure` or the reason why not, the account."""
    return {
        "title": draft.title,
        "letterhead": list(draft.letterhead),
        "proposed_letterhead": list(draft.proposed),
        "place": draft.place,
        "date": draft.date,
        "date_iso": draft.date_iso,
        "lang": draft.lang,
        "languages": list(draft.langs),
        "other_languages": [
            {"lang": each.lang, "title": each.title, "body": each.body} for each in draft.others
        ],
        "recipients": [asdict(recipient) for recipient in draft.recipients],
        "delivery": draft.delivery,
        "salutation": draft.salutation,
        "body": draft.body,
        "notes": list(draft.notes),
        "pictures": [_picture(*each) for each in enumerate(draft.pictures, 1)],
        "closing": draft.closing,
        "call": asdict(draft.call),
        "signatories": [_signatory(line) for line in draft.lines],
        "left_over": list(draft.left_over),
        "account": {
            "lines": draft.lines_read,
            "placed": sum(placed.lines for placed in draft.account),
            "places": [
                {"place": placed.place.value, "lines": placed.lines, "reason": placed.why}
                for placed in draft.account
            ],
            "left_over": [
                {"line": line, "reason": why}
                for line, why in zip(draft.left_over, draft.because, strict=True)
            ],
            "not_of_the_letter": [asdict(around) for around in draft.around],
        },
    }


def _picture(number: int, each: DraftPicture) -> dict[str, Any]:
    size = {"width": each.drawn.width, "height": each.drawn.height}
    return {"number": number, "words": each.words, **size, "in_text": each.stands}


def _signatory(line: Line) -> dict[str, Any]:
    return {
        "name": f"{line.name} ({line.acronym})" if line.acronym else line.name,
        "kind": line.kind,
        "role": line.role,
        "affiliation": line.affiliation,
        "place": line.place,
        "visibility": "hidden" if line.doubt == Doubt.NAMING else "public",
        "sure": not line.doubt,
        "reason": Doubt(line.doubt).words if line.doubt else "",
        "as_typed": line.as_typed,
    }


def as_lines(draft: Draft) -> Iterator[str]:
    """The same for a person, each of several in a line of its own, long texts cut."""
    for part, told in as_json(draft).items():
        several = told if isinstance(told, list) else [told] if told else []
        yield from (f"{part}: {said}" for each in several if (said := _in_line(each)))


def _in_line(told: object) -> str:
    if isinstance(told, dict):
        return ", ".join(
            f"{name} {_in_line(value)}" for name, value in told.items() if value not in ("", [], ())
        )
    if isinstance(told, list | tuple):
        return "; ".join(map(_in_line, told))
    return _cut(squeeze(str(told)))


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"


def wordless_in_brief(draft: Draft) -> str:
    """Which pictures of the letter nothing is said of, in one sentence; '' where there are none."""
    texts = "".join(each.body for each in (draft, *draft.others))
    found = [str(nth) for nth in range(1, len(draft.pictures) + 1) if f"![](picture:{nth})" in texts]
    return f"Pictures without words: {len(found)} (by their number: {', '.join(found)})." if found else ""


def left_over_in_brief(draft: Draft, most: int = 5) -> str:
    """What is left over in one sentence, without contact data, cut to what a terminal shows; '' where nothing is."""
    if not draft.left_over:
        return ""
    shown = [contacts.parted(squeeze(line)).rest or "…" for line in draft.left_over[:most]]
    more = len(draft.left_over) - len(shown)
    told = "; ".join(f"“{_cut(line)}”" for line in shown) + (f" and {more} more" if more > 0 else "")
    return f"Left over: {len(draft.left_over)} ({told})."
