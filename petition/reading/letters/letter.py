"""Takes a letter apart: what stands above the greeting, what below the last word, and the text between them.

Blocks come in from every format alike; what goes out is a Draft in which each line of the input has its place.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any

from petition.core import contacts
from petition.core.text import folded
from petition.lexicon.dates import find_date
from petition.lexicon.language import language_of
from petition.lexicon.role_phrase import is_domain
from petition.lexicon.signatory import Kind
from petition.reading.blocks import NOTE_CALL, Block, ReadDocument, Why, lines_in, plain
from petition.reading.draft import Doubt, Draft, DraftPicture, Line, Place
from petition.reading.files.margins import is_around
from petition.reading.files.typed_notes import with_typed_notes
from petition.reading.letters.account import accounted, together
from petition.reading.letters.greeting import Parts, parted_at_greeting, without_note_above
from petition.reading.letters.head import Head, read_head
from petition.reading.letters.languages import languages_of, parted_by_language
from petition.reading.letters.names_in_text import with_columns_apart, with_names_apart, with_names_first
from petition.reading.letters.recipients import is_address, recipients_of
from petition.reading.letters.rows import TextRow, rows_of
from petition.reading.letters.signatories import signed_within
from petition.reading.letters.tail import Tail, read_tail
from petition.reading.letters.text_end import end_of_text
from petition.reading.lines.bodies import is_surely_body
from petition.reading.lines.entry import read_entry
from petition.reading.lines.names import name_of
from petition.reading.lines.signals import is_closing, is_salutation, opens_list, takes_leave
from petition.reading.naming.legends import with_wishes_of_notes
from petition.reading.naming.spoken_of import is_told_of_some, told_elsewhere
from petition.reading.signatories.doubts import are_unlikely, judged

_NOTE = re.compile(r"\[\^([\w-]+)\]: (.*)")


def draft_of(document: ReadDocument) -> Draft:
    """The Draft of a letter, with the same letter in further languages where the file holds it in several."""
    first, *others = map(_draft_in_one_language, parted_by_language(document))
    langs = languages_of(document)
    draft = _with_others(replace(first, langs=langs or ((first.lang,) if first.lang else ())), others)
    return replace(draft, pictures=tuple(_told(draft, document)))


def _told(draft: Draft, document: ReadDocument) -> Iterator[DraftPicture]:
    """Each picture of the document, with its words where it stands first."""
    texts = "".join(each.body for each in (draft, *draft.others))
    lines = [block.lines[0] for block in document.blocks if block.kind == "picture"]
    for number, drawn in enumerate(document.pictures, 1):
        end = f"](picture:{number})"
        words = next((plain(line) for line in lines if line.endswith(end)), "")
        yield DraftPicture(drawn, words, stands=end in texts)


def _with_others(first: Draft, others: list[Draft]) -> Draft:
    """The first draft, and in it whatever is told of the file as a whole; signatories of the others may be the same ones."""
    if not others:
        return first
    whole = [first, *others]
    doubt = Doubt.AGAIN if first.lines else ""
    again = (line.doubted(doubt) for draft in others for line in draft.lines)
    gathered: dict[str, Any] = {
        part: tuple(each for draft in whole for each in getattr(draft, part))
        for part in ("left_over", "because", "around", "notes")
    }
    told: dict[str, Any] = dict.fromkeys(("lines", "account", *gathered), ())
    return replace(
        first,
        **gathered,
        lines=(*first.lines, *again),
        account=together(whole),
        lines_read=sum(draft.lines_read for draft in whole),
        others=tuple(replace(draft, **told, lines_read=0) for draft in others),
    )


def _draft_in_one_language(document: ReadDocument) -> Draft:
    document = without_note_above(with_typed_notes(document))
    notes = [block for block in document.blocks if block.kind == "note"]
    blocks = [block for block in document.blocks if block.kind != "note"]
    rows = rows_of(blocks)

    parts = parted_at_greeting(rows)
    text, below = _parted_at_end(parts.rest, notes)
    above, asking = _without_wishes(parts.head)
    head = read_head(above, parts.subject, greeted=bool(parts.salutation))
    tail = read_tail(below, is_dated=bool(head.dated))
    if not tail.closing and not tail.strange and are_unlikely(tail.lines):
        text, below = [*text, *below], []
        tail = read_tail([], is_dated=bool(head.dated))
    if tail.lines:
        notes, document = _without_notes_below([*parts.head, *parts.salutation, *text], notes, document)
    body, asked = _without_wishes(text)
    asking += asked

    if within := signed_within(text):  # below whom nobody is sure whom no closing stands right above
        why = "" if _are_closed(tail) else Doubt.UNANNOUNCED
        tail.lines = [*within, *(line.doubted(why) for line in tail.lines)]
    found = _kept_back_elsewhere(tail.lines, parts, text[bool(within) :], document)
    announced, strange = bool(tail.closing), _is_strange(body, tail)
    lines = judged(found, announced=announced, guessed=document.guessed, strange=strange)
    pictures, document = _pictures(document, blocks, rows, body)
    draft = Draft(
        lang=language_of(" ".join(row.plain for row in body or [*parts.head, *text, *below])),
        delivery=head.delivery,
        recipients=(*head.recipients, *recipients_of(tail.copies)),
        salutation="\n".join(row.plain for row in parts.salutation),
        body=body_of(body, notes, pictures),
        notes=tuple(lines_in(notes)),
        closing="\n".join(tail.closing),
        lines=lines,
        proposed=_page_heads(document),
    )

    placed = (
        dict.fromkeys((row.nth for row in parts.salutation), Place.SALUTATION)
        | dict.fromkeys((row.nth for row in body), Place.BODY)
        | dict.fromkeys((row.nth for row in asking), Place.LEFT_OVER)
        | tail.placed
        | head.placed
    )
    every = [*parts.head, *parts.salutation, *filter(None, [parts.subject]), *text, *below]
    left_over = [*(row.plain for row in (*head.of(Place.LEFT_OVER), *asking)), *tail.left_over]
    return accounted(_headed(draft, head, tail, document), document, every, placed, left_over)


def _parted_at_end(rows: list[TextRow], notes: list[Block]) -> tuple[list[TextRow], list[TextRow]]:
    """The rows of the text as typed, and those below it, each name in a row of its own."""
    apart = with_names_apart(with_names_first(with_columns_apart(_without_indents(rows))))
    at, typed = end_of_text(apart), {row.nth: row for row in rows}
    return [typed[row.nth] for row in apart[:at]], _with_notes(apart[at:], notes)


def _without_indents(rows: list[TextRow]) -> list[TextRow]:
    """The rows, what is set in right below the closing, or further below, and is mostly names, as lines of a list.

    It looks like a quotation in Word. None is where the letter goes on to greet or close.
    """
    pairs = enumerate(pairwise(rows), 1)
    begins = (at for at, (above, row) in pairs if _is_set_in(row) and takes_leave(above.plain))
    start = next(begins, len(rows))
    said = [row.plain for row in rows[start:]]
    if any(is_salutation(line) or (is_closing(line) and not opens_list(line)) for line in said):
        return rows
    votes = Counter[int]()
    for row in rows[start:]:
        if _is_set_in(row) and row.plain:
            votes[row.block] += 1 if row.could_sign else -1

    def as_line(row: TextRow) -> TextRow:
        return replace(row, kind="paragraph" if row.plain else "rule") if votes[row.block] > 1 else row

    return [*rows[:start], *map(as_line, rows[start:])]


def _is_set_in(row: TextRow) -> bool:
    return row.kind == "quote" and row.level > 0


def _are_closed(tail: Tail) -> bool:
    """Whether who signs stands right below the closing."""
    closed = [nth for nth, place in tail.placed.items() if place is Place.CLOSING]
    return bool(closed) and tail.placed.get(max(closed) + 1) is Place.SIGNATORIES


def _page_heads(document: ReadDocument) -> tuple[str, ...]:
    return tuple(line for aside in document.asides if aside.why is Why.HEADER for line in aside.lines)


def _without_wishes(rows: list[TextRow]) -> tuple[list[TextRow], list[TextRow]]:
    """The rows without those that do nothing but keep somebody back, which are never printed, and those."""
    asking = [row for row in rows if row.kind == "paragraph" and is_told_of_some(row.plain)]
    return [row for row in rows if row not in asking], asking


def _kept_back_elsewhere(
    lines: list[Line], parts: Parts, body: list[TextRow], document: ReadDocument
) -> list[Line]:
    """The lines, whoever words above the text, at its end or around it keep back not named until somebody has looked."""
    around = (line for aside in document.asides if not is_around(aside) for line in aside.lines)
    greeted = max((row.nth for row in parts.salutation), default=-1)
    beside = [row for row in body if row.block == body[-1].block or row.nth < greeted]
    near = (*(row.plain for row in parts.head), *around, *(row.plain for row in beside))
    far = (row.plain for row in body if row not in beside)
    asked = told_elsewhere(near, far, [line.as_typed for line in lines]) if lines else set()
    is_meant = ["" in asked or name_of(line.as_typed) in asked for line in lines]
    told = zip(lines, is_meant, strict=True)
    return [replace(line, doubt=Doubt.NAMING) if is_so else line for line, is_so in told]


def _headed(draft: Draft, head: Head, tail: Tail, document: ReadDocument) -> Draft:
    """The draft with what its head says, else its foot, else the head of the file."""
    dated = head.dated or tail.dated
    found = dated or find_date(document.date)
    deadline = tail.call.deadline or head.call.deadline
    return replace(
        draft,
        letterhead=tuple(row.plain for row in head.of(Place.LETTERHEAD))
        or tuple(filter(None, [document.author])),
        place=head.place or tail.place,
        date=dated.typed if dated else document.date,
        date_iso=found.iso if found else "",
        title=head.title or document.title,
        call=replace(tail.call, deadline=deadline) if tail.call.text else head.call,
    )


def _pictures(
    document: ReadDocument, text: list[Block], rows: list[TextRow], body: list[TextRow]
) -> tuple[dict[int, Block], ReadDocument]:
    """The pictures that stand in the body, by the numbers of their blocks; and the document with the others set aside."""
    every = {number: block for number, block in enumerate(text) if block.kind == "picture"}
    kept = {number: every[number] for number in standing(list(every), rows, body)}
    told = (plain(every[number].lines[0]) or "[picture]" for number in every if number not in kept)
    blocks = (block for block in document.blocks if block.kind != "picture")
    return kept, document.set_aside(Why.PICTURE, told, kept=(*blocks, *kept.values()))


def _is_strange(body: list[TextRow], tail: Tail) -> bool:
    """Whether what heads the list says nothing of signatures, or nothing that is understood: "Our team"."""
    return tail.strange or (bool(body and tail.placed) and body[-1].kind == "heading" and not tail.closing)


def _without_notes_below(
    rows: list[TextRow], notes: list[Block], document: ReadDocument
) -> tuple[list[Block], ReadDocument]:
    """The notes without those of who signs, which none of these rows calls; they may name somebody, and are set aside."""
    above = {call for row in rows for call in NOTE_CALL.findall(row.text)}
    text = lines_in(block for block in document.blocks if block.kind != "note")
    every = {call for line in text for call in NOTE_CALL.findall(line)}
    theirs = [note for note in notes if (found := _NOTE.match(note.lines[0])) and found[1] in every - above]
    kept = [block for block in document.blocks if block not in theirs]
    left = [note for note in notes if note not in theirs]
    return left, document.set_aside(Why.REMARK, lines_in(theirs), kept=kept)


def _with_notes(rows: list[TextRow], notes: list[Block]) -> list[TextRow]:
    """The rows below the text without calls of footnotes, each saying itself what its note says of a name."""
    if not notes:
        return rows
    found = (_NOTE.match(line) for note in notes for line in note.lines)
    told = {each[1]: each[2] for each in found if each}
    called = {call for row in rows for call in NOTE_CALL.findall(row.text)}
    bodies = sum(is_surely_body(told[call]) for call in called & told.keys())
    are_bodies = 3 * bodies >= len(called) > 1
    return [row.saying(with_wishes_of_notes(row.text, told, are_bodies=are_bodies)) for row in rows]


def standing(pictures: list[int], rows: list[TextRow], body: list[TextRow]) -> list[int]:
    """Of pictures, by the numbers of their blocks, those that stand behind or before a row of the body."""
    inside, numbers = {row.block for row in body}, sorted({row.block for row in rows})
    places = ((number, bisect(numbers, number)) for number in pictures)
    return [number for number, at in places if inside & {*numbers[max(0, at - 1) : at + 1]}]


def body_of(rows: list[TextRow], notes: list[Block], pictures: dict[int, Block]) -> str:
    """Markdown of these rows, block by block, pictures among them by their numbers, with the footnotes at the end."""
    numbered = [(number, block.markdown()) for number, block in pictures.items()]
    for number, group in groupby(rows, key=lambda row: row.block):
        kept = list(group)
        block = Block(kept[0].kind, tuple(row.text for row in kept), kept[0].level)
        numbered.append((number, block.markdown()))
    blocks = [text for _, text in sorted(numbered, key=lambda each: each[0])]
    if notes:
        joint = "\n" if all(len(note.lines) == 1 for note in notes) else "\n\n"
        blocks.append(joint.join(note.markdown() for note in notes))
    return "\n\n".join(blocks)


def publishers_of(draft: Draft) -> tuple[Line, ...]:
    """The organisations in the letterhead, each doubtful, where there are several; one in several languages is one."""
    bodies = [line for line in draft.letterhead if is_surely_body(line)]
    bodies = [line for line in bodies if not (is_domain(line) or is_address(line) or contacts.kind_in(line))]
    if len(bodies) < 2 or len(set(map(language_of, bodies))) == len(bodies):
        return ()
    signed = {folded(line.name) for line in draft.lines}
    read = (read_entry(body, kind=Kind.ORGANISATION) for body in bodies)
    return tuple(replace(line, doubt=Doubt.PUBLISHER) for line in read if folded(line.name) not in signed)
