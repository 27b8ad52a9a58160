"""A whole list in one paragraph below the text, as newspapers set it: "First signatories: Jane Roe (poet), John Doe, …"."""

import re
from dataclasses import replace

from petition.reading.letters.below import find_tail
from petition.reading.letters.rows import TextRow
from petition.reading.lines.shapes import is_name, is_surely_body
from petition.reading.lines.signals import is_closing, opens_list
from petition.reading.lists.runs import bare_head

_LABEL = re.compile(
    r"^(?:[^:：,;]{3,60}[:：]|(?:signed|supported|endorsed) by|(?:письмо )?подписали|unterzeichnet von|signé par|"
    r"firmado por)(?=\s)",
    re.IGNORECASE,
)
_LAST = re.compile(r",?\s(?:and|и|und|et|y|e|i|та|және)\s(?=[^,;·•]+$)")
_BRACKETED, _KEPT, _FREED = re.compile(r"\([^()]*\)"), {44: "\1", 59: "\2"}, {1: ",", 2: ";"}
_LEAST = 3
_LAST_ROWS = 4


def with_names_apart(rows: list[TextRow]) -> list[TextRow]:
    """The rows, with a last paragraph that announces names and holds nothing but them in a row for each name."""
    for at in range(max(0, len(rows) - _LAST_ROWS), len(rows)):
        row = rows[at]
        label = _LABEL.match(row.plain)
        if row.kind == "paragraph" and label and (people := _people(row.plain[label.end() :])):
            head = label[0].strip()
            if head[-1] not in ":：" or opens_list(head) or is_closing(head) or len(people) > _LEAST:
                above = replace(row, text=head, plain=head)
                apart = [replace(row, text=f"- {each}", plain=f"- {each}", gap=False) for each in people]
                found = [*rows[:at], above, *apart, *rows[at + 1 :]]
                return found if find_tail(found) <= at else rows
    return rows


def _people(text: str) -> list[str]:
    """The people in a text of names and nothing else, each with what stands in brackets behind it; none in any other."""
    kept = _BRACKETED.sub(lambda found: found[0].translate(_KEPT), text.rstrip(" ."))
    for separator in ("·", "•", ";", ","):
        parts = [part.translate(_FREED).strip() for part in _LAST.sub(f"{separator} ", kept).split(separator)]
        heads = [bare_head(part) for part in parts]
        named = sum((is_name(head) and " " in head) or is_surely_body(head) for head in heads)
        if len(parts) >= _LEAST and 3 * named >= 2 * len(parts) and all(heads):
            return parts
    return []
