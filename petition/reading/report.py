"""What was read of a letter or a list, for a terminal: its parts, who is doubtful and why, the account of all."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from petition.core import contacts
from petition.core.text import squeeze
from petition.reading.draft import NOT_NAMED, Doubt, Draft, DraftPicture, Line
from petition.reading.listing import ListRead
from petition.reading.signatories.listed import Listed, Nobody

_LONGEST, _MOST = 70, 5  # letters of a line that is left over, and lines


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
        "visibility": "hidden" if line.doubt in NOT_NAMED else "public",
        "sure": not line.doubt,
        "reason": Doubt(line.doubt).words if line.doubt else "",
        "as_typed": line.as_typed,
    }


def as_lines(draft: Draft) -> Iterator[str]:
    """The same for a person."""
    for name in ("title", "place", "date", "delivery", "salutation", "closing"):
        if value := getattr(draft, name):
            yield f"{name}: {squeeze(value)}"
    for name, lines in (("letterhead", draft.letterhead), ("perhaps the letterhead", draft.proposed)):
        yield from (f"{name}: {line}" for line in lines)
    for recipient in draft.recipients:
        parts = (recipient.name, recipient.title, recipient.organisation, *recipient.address)
        yield f"recipient: {', '.join(filter(None, parts))}"
    if len(draft.langs) > 1:
        yield f"languages: {', '.join(draft.langs)}"
    for other in draft.others:
        yield f"the same letter in {other.lang}: {other.title or 'without title'}, {len(other.body.split())} words"
    yield f"body: {len(draft.body.split())} words, {len(draft.notes)} notes"
    yield from _pictures_as_lines(draft)
    if draft.call.text:
        yield f"call to sign: {draft.call.text}"
    yield f"signatories: {len(draft.lines)}, {draft.doubtful} doubtful"
    for nth, line in enumerate(draft.lines, 1):
        said = ", ".join(filter(None, (line.name, line.role, line.affiliation, line.place)))
        why = f" (doubtful: {Doubt(line.doubt).words})" if line.doubt else ""
        yield f"  {nth}. {said}{why}"
    yield f"left over: {len(draft.left_over)}"
    yield from (f"  {left} ({reason})" for left, reason in zip(draft.left_over, draft.because, strict=True))
    yield f"not of the letter: {len(draft.around)}"
    yield from (f"  {around.line} ({around.why})" for around in draft.around)
    yield f"account: {draft.lines_read} lines read"
    for placed in draft.account:
        yield f"  {placed.lines} {placed.place}{f' ({placed.why})' if placed.why else ''}"


def _pictures_as_lines(draft: Draft) -> Iterator[str]:
    for nth, each in enumerate(draft.pictures, 1):
        where = "" if each.stands else " (outside the text, left out)"
        yield f"picture {nth}: {each.words or 'without words'}{where}"


def wordless_in_brief(draft: Draft) -> str:
    """Which pictures of the letter nothing is said of, in one sentence; '' where there are none."""
    texts = "".join(each.body for each in (draft, *draft.others))
    found = [str(nth) for nth in range(1, len(draft.pictures) + 1) if f"![](picture:{nth})" in texts]
    return f"Pictures without words: {len(found)} (by their number: {', '.join(found)})." if found else ""


def left_over_in_brief(draft: Draft) -> str:
    """What is left over in one sentence, without contact data, cut to what a terminal shows; '' where nothing is."""
    if not draft.left_over:
        return ""
    shown = [contacts.parted(squeeze(line)).rest or "…" for line in draft.left_over[:_MOST]]
    cut = [line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …" for line in shown]
    more = len(draft.left_over) - len(cut)
    told = "; ".join(f"“{line}”" for line in cut) + (f" and {more} more" if more > 0 else "")
    return f"Left over: {len(draft.left_over)} ({told})."


def list_as_json(told: ListRead) -> dict[str, Any]:
    """What was read, as `flask list read --json` prints it."""
    return {
        "sheet": told.sheet,
        "sheets_not_read": [
            name for name in told.others if name not in {each.sheet for each in told.proposed}
        ],
        "proposed": list(map(list_as_json, told.proposed)),
        "columns": list(told.columns),
        "headings": list(told.headings),
        "rows": [_row_json(each.line, each.listed) for each in told.found if each.listed],
        "unread": [
            {
                "line": each.line,
                "reason": each.why.code,
                "column": each.why.column,
                "is_nobody": isinstance(each.why, Nobody),
                "text": each.typed,
            }
            for each in told.found
            if each.why and each.why.code != "headings"
        ],
        "asks": [
            {
                "column": each.column + 1,
                "heading": each.heading,
                "question": "what the column means" if each.is_open else "what these answers mean",
                "answers": dict(each.answers if each.is_open else each.unclear),
            }
            for each in told.asks
        ],
        "account": told.account,
    }


def _row_json(at: int, listed: Listed) -> dict[str, Any]:
    line = listed.line
    parts = ("name", "kind", "acronym", "role", "affiliation", "place")
    return {
        "line": at,
        **{part: getattr(line, part) for part in parts},
        "email": listed.mailbox,
        "signed_on": listed.signed_on,
        "visibility": listed.visibility,
        "sure": not line.doubt,
        "reason": str(line.doubt),
        "as_typed": line.as_typed,
        "not_printed": line.contact,
    }
