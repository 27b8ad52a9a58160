"""A PDF that holds its text: its lines by where they stand on the page, joined to paragraphs; a guess, and marked as one.

A PDF says where letters are and not what they are, so a person has to look over all that is read of one. The library that
reads it is C++, and is run in a process of its own (pdf_process), ended when it takes too much.
"""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from petition.core.limited_process import run_main
from petition.core.text import is_small
from petition.reading.blocks import Aside, ReadDocument, Why, has_marker
from petition.reading.files.pdf_process import RAISED, ROW, PlacedText
from petition.reading.files.text import HYPHEN, joined_at_end, stands_alone, text_document, without_margins
from petition.reading.refusals import NotALetter, Refusal

_WAIT = 60  # seconds, on a machine that has much else to do
_LONGEST_HEADING = 120  # letters of one line of it
_MOST_MARGIN = 20  # lines, with the notes of a page
_FEW = 10  # of so many lines at least one begins within a sentence, or apart from the one above, but in a list of names
_NOTE = re.compile(r"^\[?(\d{1,3})\]?[.)]?(?:\s+(?=\S)|(?=[^\W\d_]))")
_RUN = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[^\w\s]))[⁰¹²³⁴-⁹]+")  # but not of "100 m²"
_PLAIN = {sign: digit for digit, sign in RAISED.items()}
_PRINTED = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s\d{1,2}[:.]\d\d(?:\s?[AP]M)?\t")
_ADDRESS = re.compile(r"\w+://\S+\t\d+/\d+")
_STOPPED = re.compile(r"[.!?:;…][»”\"')\]]*$")


def pdf_document(data: bytes) -> ReadDocument:
    """The document in a PDF. Refuses one without text, a locked one, and one that takes too much."""
    pages = _pages(data)
    if not any(pages):
        raise NotALetter(Refusal.NO_TEXT)
    ordered, printed = _unprinted(list(map(_in_order, pages)))
    pages, around = without_margins(ordered, lambda line: "" if _is_row(line) else line.text)
    asides = [Aside(why, tuple(dict.fromkeys(lines))) for why, lines in (*around, *printed)]
    notes: dict[str, str] = {}
    pages = [_without_notes(page, notes) for page in pages]
    pairs = [pair for page in pages for pair in _pairs(page)]
    usual = _step(pairs) or min((step for step, _ in pairs), default=0.0)
    size = median([line.top - line.bottom for page in pages for line in page] or [1.0])
    text = ""
    for before, page in pairwise([[], *filter(None, pages)]):
        said = _with_rows(page, _step(_pairs(page)) or usual, _size(page, size), before)
        is_within = before and _runs_over(before, page, text)
        text = joined_at_end(text, said) if is_within else f"{text}\n\n{said}".lstrip("\n")
    for number, note in notes.items():
        text += f"\n\n[^{number}]: {note}"
    found = text_document(text)
    return replace(found, asides=(*asides, *found.asides), guessed=True)


def _pages(data: bytes) -> list[list[PlacedText]]:
    try:
        done = run_main("petition.reading.files.pdf_process", data, wait=_WAIT)
    except subprocess.TimeoutExpired:
        raise NotALetter(Refusal.TOO_LARGE) from None
    if done.returncode:
        raise NotALetter(Refusal.BROKEN_DOCUMENT if done.returncode == 1 else Refusal.TOO_LARGE)
    return [[PlacedText(*line) for line in page] for page in json.loads(done.stdout)]


def _in_order(page: list[PlacedText]) -> list[PlacedText]:
    """The page from its head to its foot: what stands there is often written before or behind all between them."""
    for end in range(min(len(page) // 2, _MOST_MARGIN), 0, -1):
        for margin, rest in ((page[:end], page[end:]), (page[-end:], page[:-end])):
            lowest, highest = min(line.bottom for line in rest), max(line.top for line in rest)
            head = [line for line in margin if line.bottom > highest - 1]
            foot = [line for line in margin if line.top < lowest + 1]
            if len(head) + len(foot) == end:
                foot = sorted(foot, key=lambda line: -line.bottom) if margin[0] is page[0] else foot
                return [*head, *rest, *foot]
    return page


def _unprinted(pages: list[list[PlacedText]]) -> tuple[list[list[PlacedText]], list[Aside]]:
    """The pages without what a browser prints around each: when, and what it is called; its address and number; and that."""
    ends = ((page[0].text, page[-1].text) if len(page) > 2 else ("", "") for page in pages)
    around = [each if _PRINTED.match(each[0]) and _ADDRESS.fullmatch(each[1]) else () for each in ends]
    kept = [page[1:-1] if each else page for page, each in zip(pages, around, strict=True)]
    return kept, [Aside(Why.FOOTER, each) for each in around if each]


def _size(lines: list[PlacedText], usual: float) -> float:
    """How high most of these lines are, if they are enough to tell."""
    return median(line.top - line.bottom for line in lines) if len(lines) >= _FEW else usual


def _is_row(line: PlacedText) -> bool:
    return line.text.startswith(ROW)


def _with_rows(page: list[PlacedText], step: float, size: float, before: Sequence[PlacedText]) -> str:
    """The text of a page, the rows of its tables apart."""
    beside = (*before, *(line for line in page if not _is_row(line)))
    runs = ((is_row, list(lines)) for is_row, lines in groupby(page, key=_is_row))
    return "\n\n".join(
        "\n".join(line.text for line in lines) if is_row else _page_text(lines, step, size, beside)
        for is_row, lines in runs
    )


def _page_text(page: list[PlacedText], step: float, size: float, before: Sequence[PlacedText]) -> str:
    """The text of a page; what stands alone in much larger letters than those of the `size` that most have is a heading."""
    beside = page if len(page) >= _FEW else [*before, *page]  # few lines do not tell how wide a page is
    steps = sorted(step for step, _ in _pairs(page))
    gaps = sum(each > 1.22 * step for each in steps)
    is_spaced = 2 * gaps > len(steps)  # as entries of a list are
    goes_on = max(gaps, sum(map(_goes_on, page))) * _FEW > len(page)
    text = ""
    for above, line in pairwise([None, *page]):
        assert line is not None
        height = line.top - line.bottom
        is_large = height > 1.28 * size and len(line.text) < _LONGEST_HEADING and not has_marker(line.text)
        typed = f"## {line.text}" if is_large else line.text
        if above is None:
            text = typed
            continue
        is_other = _is_other(above, line, step)
        if is_other or above.bottom - line.bottom > 1.22 * step * max(1, height / size):
            text += "\n\n" + typed
        elif is_large:
            text += " " + line.text
        elif not (has_marker(line.text) or "\t" in above.text) and (
            HYPHEN.search(above.text)
            or (is_spaced and above.text[-1] == ",")
            or (goes_on and _is_full(above, line, beside) and not _are_entries(text, line.text))
        ):
            text = joined_at_end(text, line.text)
        else:
            text += "\n" + line.text
    return text


def _are_entries(text: str, line: str) -> bool:
    """Whether a line is somebody with something said of them, as the last line of a text is."""
    return stands_alone(line) and stands_alone(text.rpartition("\n")[2])


def _is_other(above: PlacedText, line: PlacedText, step: float) -> bool:
    """Whether a line stands in the next column, or has much larger or smaller letters than the one above."""
    height, height_above = line.top - line.bottom, above.top - above.bottom
    is_beside = line.bottom > above.bottom + step / 2
    return is_beside or height > 1.2 * height_above or height_above > 1.4 * height


def _pairs(page: list[PlacedText]) -> list[tuple[float, PlacedText]]:
    """How far each line stands below the one above it, but for those that begin a column."""
    steps = ((above.bottom - line.bottom, line) for above, line in pairwise(page))
    return [(step, line) for step, line in steps if step > 0]


def _step(pairs: list[tuple[float, PlacedText]]) -> float:
    """From line to line within a paragraph: as near as many a line that begins small, else the least that is often so.

    What stands in smaller letters than most tells nothing of these.
    """
    least = 0.93 * median(line.top - line.bottom for _, line in pairs) if pairs else 0.0
    pairs = [pair for pair in pairs if pair[1].top - pair[1].bottom > least]
    if within := sorted(step for step, line in pairs if is_small(line.text[0])):
        return within[len(within) // 4]
    times = Counter(round(step) for step, _ in pairs)
    return min((step for step, _ in pairs if times[round(step)] > 2), default=0.0)


def _is_full(above: PlacedText, line: PlacedText, page: list[PlacedText]) -> bool:
    """Whether the first word of a line had no room in the line above, beside what stands above and below that."""
    if above.ends_bold is not line.is_bold:
        return False
    widest = max(each.right for each in page if each.left < above.right and each.right > above.left)
    word = (len(line.text.split()[0]) + 1) * (line.right - line.left) / len(line.text)
    ends_short = _STOPPED.search(above.text) and line.left > above.left + 5
    # as where and when it was written
    is_at_right = abs(above.right - line.right) < 2 < abs(above.left - line.left)
    return above.right + 0.9 * word > widest and not (ends_short or is_at_right)


def _runs_over(before: list[PlacedText], page: list[PlacedText], text: str) -> bool:
    """Whether a paragraph of several lines, the last of the text, goes on over the end of its page."""
    last, first = before[-1], page[0]
    is_like = abs(last.left - first.left) < 5 and abs(last.top - last.bottom - first.top + first.bottom) < 0.5
    is_several = len(text.rpartition("\n")[2]) > len(last.text)
    is_stopped = _STOPPED.search(last.text) or has_marker(first.text)
    return is_like and is_several and not is_stopped and _is_full(last, first, before)


def _goes_on(line: PlacedText) -> bool:
    """Whether a line may begin within a sentence. Where hardly one does, as in a list of names, the lines stand alone."""
    return line.text[0].isalpha() and not line.text[0].isupper()


def _without_notes(page: list[PlacedText], notes: dict[str, str]) -> list[PlacedText]:
    """The page without its footnotes, each taken to its mark: at its foot, in smaller letters, numbered on.

    What is numbered so above them, as the last rows of a table are, stays where it stands.
    """
    usual = median(line.top - line.bottom for line in page) if page else 0.0
    at = len(page)
    while at and (page[at - 1].top - page[at - 1].bottom) < 0.93 * usual:
        at -= 1
    numbers = [(nth, int(found[1])) for nth in range(at, len(page)) if (found := _note(page[nth]))]
    at = max((nth for (_, above), (nth, number) in pairwise(numbers) if number <= above), default=at)
    body, foot = page[:at], page[at:]
    number, is_raised = "", False
    for line in foot:
        found = _note(line)
        marked = _marked(body, found[1]) if found and found[1] not in notes else None
        if found and marked is not None:
            number, body = found[1], marked
            notes[number] = line.text[found.end() :]
            is_raised = not line.text[0].isascii()
        elif number and line.text[0] not in "*†‡§":
            notes[number] = joined_at_end(notes[number], line.text)
        else:
            number, body = "", [*body, line]

    def called(found: re.Match[str]) -> str:
        number = found[0].translate(_PLAIN)
        is_called = number in notes and (is_raised or "[^" in found.string)
        return f"[^{number}]" if is_called else found[0]

    return [line._replace(text=_RUN.sub(called, line.text)) for line in body]


def _note(line: PlacedText) -> re.Match[str] | None:
    return _NOTE.match(line.text.translate(_PLAIN))


def _marked(page: list[PlacedText], number: str) -> list[PlacedText] | None:
    """The lines with the mark of a note in place of its number, right behind a word, else behind a blank; else None."""
    shown = rf"({number}|{number.translate(RAISED)})(?![\d⁰¹²³⁴-⁹])"
    for blank in ("", r"\s"):
        mark = re.compile(rf"(?:(?<=[^\W\d_])[.,;:”\"»)]{{0,2}}|(?<=[.,;:”\"»)])){blank}{shown}")
        for nth, line in enumerate(page):
            if found := mark.search(line.text):
                end = found.end()
                gap = " " if line.text[end : end + 1].isalpha() else ""
                text = line.text[: found.start(1)].rstrip() + f"[^{number}]{gap}" + line.text[end:]
                return [*page[:nth], line._replace(text=text), *page[nth + 1 :]]
    return None
