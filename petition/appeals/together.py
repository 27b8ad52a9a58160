"""What two write into one text at the same time, part by part: as with the terms, only what both changed is asked about."""

import json
from dataclasses import replace
from typing import Any

from petition.appeals.text import Text
from petition.core import seen


def marks(text: Text) -> str:
    """A mark of each part of a text, which a form keeps of what its page showed."""
    return json.dumps(_marks(text))


def merged(mine: Text, now: Text, shown: str) -> tuple[Text, set[str]]:
    """A text as somebody sent it, with what others changed since its page was drawn; and the parts that both changed.

    `now` is the text by now, `shown` the marks of the one that the page showed: without them all that differs is changed
    by both. What both changed stays as it was sent.
    """
    was, sent, kept = seen.parts(shown), _marks(mine), _marks(now)
    theirs = {part for part in kept if was.get(part) != kept[part] != sent[part]}
    taken = {part for part in theirs if sent[part] == was.get(part)}
    return replace(mine, **{part: getattr(now, part) for part in taken}), theirs - taken


def _marks(text: Text) -> dict[str, str]:
    return {part: seen.mark(_plain(value)) for part, value in text.as_json().items()}


def _plain(value: Any) -> Any:
    """A part as a form keeps it: a browser sends its own ends of lines."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
