"""Takes a letter apart: what stands above the greeting, what below the last word, and the text between them.

Blocks come in from every format alike; what goes out is a Draft in which each line of the input has its place.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from petition.core.contacts import kind_in
from petition.core.text import is_small
from petition.lexicon.dates import find_date
from petition.lexicon.language import language_of
from petition.reading.account import account_of, unused_head
from petition.reading.blocks import Aside, Block, ReadDocument, Why, plain
from petition.reading.draft import Around, Doubt, Draft, DraftPicture, Place, Placed
from petition.reading.files.margins import is_around
from petition.reading.files.typed_notes import with_notes
from petition.reading.letters.body import body_of, standing, without_contents
from petition.reading.letters.dated import date_line
from petition.reading.letters.head import Head, is_set_off, read_head
from petition.reading.letters.languages import languages_of, parts_of
from petition.reading.letters.names_in_text import with_names_apart, with_names_first
from petition.reading.letters.recipients import is_person, names_office, opens_recipient, recipients_of
from petition.reading.letters.rows import TextRow, is_prose, rows_of
from petition.reading.letters.tail import Tail, read_tail
from petition.reading.letters.text_end import below_text, find_tail
from petition.reading.lines import signals
from petition.reading.lines.sections import is_label
from petition.reading.lists.doubts import are_unlikely, judged
from petition.reading.lists.legends import with_notes as with_what_they_say

_HEAD_ROWS, _NOTE_ROWS, _BLOCK, _ADDRESS = 80, 15, 20, 15  # rows
_NOTE = re.compile(r"\[\^([\w-]+)\]: (.*)")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Parts:
    head: list[TextRow]
    salutation: list[TextRow]
    rest: list[TextRow]
    subject: TextRow | None = None  # below the greeting


def draft_of(document: ReadDocument) -> Draft:
    """The Draft of a letter, with the same letter in further languages where the file holds it in several."""
    first, *others = map(_draft_in_one_language, parts_of(document))
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
    again = (replace(line, doubt=line.doubt or doubt) for draft in others for line in draft.lines)
    counts: Counter[tuple[Place, str]] = Counter()
    for placed in (placed for draft in whole for placed in draft.account):
        counts[placed.place, placed.why] += placed.lines
    gathered: dict[str, Any] = {
        part: tuple(each for draft in whole for each in getattr(draft, part))
        for part in ("left_over", "because", "around", "notes")
    }
    told: dict[str, Any] = dict.fromkeys(("lines", "account", *gathered), ())
    return replace(
        first,
        **gathered,
        lines=(*first.lines, *again),
        account=tuple(Placed(place, lines, why) for (place, why), lines in counts.items()),
        lines_read=sum(draft.lines_read for draft in whole),
        others=tuple(replace(draft, **told, lines_read=0) for draft in others),
    )


def _draft_in_one_language(document: ReadDocument) -> Draft:
    document = _without_note_above(with_notes(without_contents(document)))
    notes = [block for block in document.blocks if block.kind == "note"]
    text = [block for block in document.blocks if block.kind != "note"]
    rows = rows_of(text)
    parts = _parts(rows)
    parts.head[:], parts.rest[:] = _undersigned_below(parts.head, parts.rest)
    typed = {row.nth: row for row in parts.rest}
    parts.rest[:] = with_names_apart(with_names_first(parts.rest))
    at = find_tail(parts.rest)
    parts.rest[:at] = [typed[row.nth] for row in parts.rest[:at]]
    parts.rest[at:] = _with_notes(parts.rest[at:], notes)
    head = read_head(parts.head, parts.subject, greeted=bool(parts.salutation))
    tail = read_tail(parts.rest[at:])
    if not tail.closing and not tail.strange and are_unlikely(tail.lines):
        at = below_text(parts.rest)
        tail = read_tail(parts.rest[at:])
    strange = _is_strange(parts.rest, at, tail)
    pictures, document = _pictures(document, text, rows, parts.rest[:at])
    draft = Draft(
        lang=language_of(_text(parts, at)),
        delivery=head.delivery,
        recipients=(*head.recipients, *recipients_of(tail.copies)),
        salutation="\n".join(row.plain for row in parts.salutation),
        body=body_of(parts.rest[:at], notes, pictures),
        notes=tuple(line for block in notes for line in block.lines),
        closing="\n".join(tail.closing),
        call=tail.call,
        lines=judged(tail.lines, announced=bool(tail.closing), guessed=document.guessed, strange=strange),
        proposed=tuple(line for aside in document.asides if aside.why is Why.HEADER for line in aside.lines),
    )
    draft = _headed(draft, head, tail, document)
    placed = (
        dict.fromkeys((row.nth for row in parts.salutation), Place.SALUTATION)
        | dict.fromkeys((row.nth for row in parts.rest[:at]), Place.BODY)
        | tail.placed
        | head.placed
    )
    return _accounted(draft, parts, tail, placed, document)


def _without_note_above(document: ReadDocument) -> ReadDocument:
    """The document without what its sender wrote above the letter: a greeting, and below it all that heads a letter."""
    heads = [plain(block.lines[0]) for block in document.blocks[:_NOTE_ROWS] if block.lines]
    greetings = [at for at, line in enumerate(heads) if signals.is_salutation(line)]
    letter = range(greetings[0] + 1, greetings[1]) if len(greetings) > 1 else ()
    at = next((at for at in letter if opens_recipient(heads[at]) or signals.is_title(heads[at])), 0)
    above = heads[greetings[0] : at] if at else [""]
    if above[0][-1:].isalpha() and not any(line.endswith((".", "!", "?")) for line in above):
        at = 0  # whose letter it is: "Dear Neighbours in Bloom", and the date
    note = tuple(plain(line) for block in document.blocks[:at] for line in block.lines)
    asides = (*document.asides, Aside(Why.MAIL, note)) if note else document.asides
    return replace(document, blocks=document.blocks[at:], asides=asides)


def _undersigned_below(head: list[TextRow], rest: list[TextRow]) -> tuple[list[TextRow], list[TextRow]]:
    """Head and rest, who is named above the letter as one of the undersigned behind all of it: "The undersigned: …"."""
    first = next(
        (at for at, row in enumerate(head) if signals.opens_list(row.plain) and row.plain[-1] in ":："),
        len(head),
    )
    end = first + 1
    while end < len(head) and (
        head[end].block == head[end - 1].block > head[first].block
        or (head[end].signed and not (opens_recipient(head[end].plain) or names_office(head[end].plain)))
    ):
        end += 1
    below = head[first:end] if end > first + 1 else []
    return [row for row in head if row not in below], [*rest, *below]


def _pictures(
    document: ReadDocument, text: list[Block], rows: list[TextRow], body: list[TextRow]
) -> tuple[dict[int, Block], ReadDocument]:
    """The pictures that stand in the body, by the numbers of their blocks; and the document with the others set aside."""
    every = {number: block for number, block in enumerate(text) if block.kind == "picture"}
    kept = {number: every[number] for number in standing(list(every), rows, body)}
    told = tuple(plain(every[number].lines[0]) or "[picture]" for number in every if number not in kept)
    blocks = (block for block in document.blocks if block.kind != "picture")
    asides = (*document.asides, Aside(Why.PICTURE, told)) if told else document.asides
    return kept, replace(document, blocks=(*blocks, *kept.values()), asides=asides)


def _is_strange(rows: list[TextRow], at: int, tail: Tail) -> bool:
    """Whether what heads the list says nothing of signatures, or nothing that is understood: "Our team"."""
    return tail.strange or (0 < at < len(rows) and rows[at - 1].kind == "heading" and not tail.closing)


def _with_notes(rows: list[TextRow], notes: list[Block]) -> list[TextRow]:
    """The rows below the text without calls of footnotes, each saying itself what its note says of a name."""
    if not notes:
        return rows
    found = (_NOTE.match(line) for note in notes for line in note.lines)
    told = {each[1]: each[2] for each in found if each}
    return [row.saying(with_what_they_say(row.text, told)) for row in rows]


def _text(parts: _Parts, at: int) -> str:
    """The text by which its language is told: that of the letter where it has any."""
    return " ".join(plain(row.text) for row in parts.rest[:at]) or " ".join(
        row.plain for row in parts.head + parts.rest
    )


def _headed(draft: Draft, head: Head, tail: Tail, document: ReadDocument) -> Draft:
    """The draft with what its head says, else its foot, else the head of the file."""
    dated = head.dated or tail.dated
    found = dated or find_date(document.date)
    return replace(
        draft,
        letterhead=tuple(head.letterhead or filter(None, [document.author])),
        place=head.place or ("" if head.dated else tail.place),
        date=dated.typed if dated else document.date,
        date_iso=found.iso if found else "",
        title=head.title or document.title,
    )


def _accounted(
    draft: Draft, parts: _Parts, tail: Tail, placed: dict[int, Place], document: ReadDocument
) -> Draft:
    """The draft with what is left over, and the account of all."""
    rows = [*parts.head, *parts.salutation, *filter(None, [parts.subject]), *parts.rest]
    again = tail.dated_lines if any(placed.get(row.nth) is Place.DATE for row in parts.head) else ()
    placed |= {
        row.nth: Place.LEFT_OVER for row in parts.rest if row.plain in again and placed[row.nth] is Place.DATE
    }
    left = [(line, Why.PLACE) for line in (*again, *tail.left_over)]
    named = [
        row for row in rows if not (placed.get(row.nth) is Place.HEADINGS or is_label(row.plain))
    ]  # a label may share its line with the names
    for row in _forgotten(named, draft, [line for line, _ in left]):
        placed[row.nth] = Place.LEFT_OVER
        left.append((row.plain, Why.PLACE))
    left += [(line, aside.why) for aside in document.asides if not is_around(aside) for line in aside.lines]
    left += [(value, Why.HEAD) for value in unused_head(document, draft)]
    return replace(
        draft,
        left_over=tuple(line for line, _ in left),
        because=tuple(str(why) for _, why in left),
        around=tuple(_around(rows, placed, document)),
        account=account_of(placed, draft, document),
        lines_read=len({row.nth for row in rows}) + document.size(),
    )


def _around(rows: list[TextRow], placed: dict[int, Place], document: ReadDocument) -> Iterator[Around]:
    """What stands around the letter and its signatories: menus and the like, and the headings of the list."""
    for aside in filter(is_around, document.asides):
        yield from (Around(line, str(aside.why)) for line in aside.lines)
    yield from (
        Around(row.plain, str(Place.HEADINGS)) for row in rows if placed.get(row.nth) is Place.HEADINGS
    )


def _forgotten(rows: list[TextRow], draft: Draft, left_over: list[str]) -> list[TextRow]:
    """The lines with a word that no part took: nothing an organiser hands in may vanish unseen."""
    told = (draft.place, draft.date, draft.title, draft.delivery, draft.salutation, draft.body, draft.closing)
    recipients = (
        each for one in draft.recipients for each in (one.name, one.title, one.organisation, *one.address)
    )
    lines = (f"{line.as_typed} {line.contact}" for line in draft.lines)
    parts = (*draft.letterhead, *recipients, *told, draft.call.text, *lines, *left_over)
    kept = set(_WORD.findall(" ".join(parts)))

    def is_lost(word: str) -> bool:
        return word not in kept and word.lower() not in signals.LABEL_WORDS

    return [row for row in rows if any(map(is_lost, _WORD.findall(row.plain)))]


def _parts(rows: list[TextRow]) -> _Parts:
    """The rows before the greeting, the greeting (of several lines perhaps), and the rows after it."""
    prose = 0
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        if row.kind in {"paragraph", "heading"}:
            if signals.is_salutation(row.plain) and not (
                signals.TO_LABEL.match(row.plain) or _is_addressed(rows, at)
            ):
                end = at + 1
                while end < len(rows) and end < at + 6 and signals.is_salutation(rows[end].plain):
                    end += 1
                return _parted(rows[:at], rows[at:end], rows[end:])
            if cut := signals.salutation_end(row.text):
                greeting, following = row.parted(cut)
                return _parted(rows[:at], [greeting], [following, *rows[at + 1 :]])
            if _called_by_name(rows, at):
                return _parted(rows[:at], [row], rows[at + 1 :])
        prose += is_prose(row)
        if prose > 1:
            break
    start = next((at for at, row in enumerate(rows) if _opens_body(rows, at)), 0)
    titled = next((at for at, row in enumerate(rows) if row.kind == "heading"), len(rows))
    while start > titled + 1 and rows[start - 1].kind == "heading":
        start -= 1  # it heads a part of the text, for the letter has its title
    if start > 1 and _greets_somehow(rows[start - 1]):
        return _Parts(rows[: start - 1], [rows[start - 1]], rows[start:])
    return _Parts(rows[:start], [], rows[start:])


def _parted(head: list[TextRow], salutation: list[TextRow], rest: list[TextRow]) -> _Parts:
    """The parts, a sentence between title and greeting with the text below: "47 libraries have closed since 2019.".

    The subject may stand below the greeting.
    """
    titled = next(
        (at for at, row in enumerate(head) if row.kind == "heading" or signals.is_title(row.plain)), len(head)
    )
    is_untitled = titled == len(head) and not any(is_set_off(row, head) for row in head)
    if rest and ((is_untitled and is_set_off(rest[0], rest)) or signals.TITLE_LABEL.match(rest[0].plain)):
        return _Parts(head, salutation, rest[1:], rest[0])
    text = [row for row in head[titled + 1 :] if _is_sentence(row)]
    return _Parts([row for row in head if row not in text], salutation, [*text, *rest])


def _is_sentence(row: TextRow) -> bool:
    words = row.plain.split()
    return (
        row.kind == "paragraph" and row.plain[-1] in ".!?" and len(words) > 3
        and 2 * sum(is_small(word[0]) for word in words) >= len(words)
        and not (opens_recipient(row.plain) or signals.is_title(row.plain) or find_date(row.plain) or kind_in(row.plain))
    )  # fmt: skip


def _greets_somehow(row: TextRow) -> bool:
    """Whether the last line above the text greets, in whatever language: a few words, and a sign that leads on."""
    return (
        row.kind == "paragraph" and row.gap and len(row.plain.split()) < 7
        and (row.plain[-1] in ",:،，：" or (row.plain[-1] == "!" and not row.plain.isascii()))
        and not signals.TITLE_WORDS.match(row.plain) and not signals.is_closing(row.plain) and not opens_recipient(row.plain)
    )  # fmt: skip


def _is_addressed(rows: list[TextRow], at: int) -> bool:
    """Whether a line that could greet is of a recipient: alone above a name ("Señora"), or below a label of its block."""
    block = [row.plain for row in rows[:at] if row.block == rows[at].block]
    if any(line[-1] in ":：" for line in block):
        return True
    text, below = rows[at].plain, rows[at + 1].plain if at + 1 < len(rows) else ""
    greeted = [nth for nth in range(at + 1, min(at + _ADDRESS, len(rows))) if _greets_with_sign(rows[nth])]
    if (
        text[-1].isalpha()
        and greeted
        and not all(signals.is_salutation(row.plain) for row in rows[at + 1 : greeted[0]])
    ):
        return not any(map(is_prose, rows[at + 1 : greeted[0]]))  # polite as a greeting, above the office
    return len(text.split()) < 3 and text[-1].isalpha() and below[-1:].isalpha() and is_person(below)


def _greets_with_sign(row: TextRow) -> bool:
    return row.plain.endswith((",", "!", ":")) and signals.is_salutation(row.plain)


def _called_by_name(rows: list[TextRow], at: int) -> bool:
    """«Имя Отчество!» alone on a line above the first paragraph is a greeting too."""
    text = rows[at].plain
    is_call = at > 0 and text.endswith("!") and text.istitle() and len(text.split()) <= 5
    return is_call and any(map(is_prose, rows[at + 1 : at + 2]))


def _opens_body(rows: list[TextRow], at: int) -> bool:
    row = rows[at]
    words = row.plain.split()
    if row.gap and row.kind == "paragraph":
        block = " ".join(each.plain for each in rows[at : at + _BLOCK] if each.block == row.block)
        row = replace(row, plain=block) if is_prose(replace(row, plain=block)) else row
    short = row.kind == "paragraph" and row.plain[-1] in ".!?։" and 3 < len(words) < 7 and not row.signed
    if row.kind == "paragraph" and date_line(row.plain):
        return False
    return (
        is_prose(row) or row.kind in {"list", "quote", "code"} or signals.is_closing(row.plain)
        or (short and 2 * sum(is_small(word[0]) for word in words) >= len(words) and not opens_recipient(row.plain))
    )  # fmt: skip
