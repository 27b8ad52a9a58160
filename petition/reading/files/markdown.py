"""A Markdown file: its head, tags of templates and comments aside, the rest through HTML, for HTML may stand in it."""

import re
from dataclasses import replace
from typing import Any

from petition.core.text import squeeze
from petition.reading.blocks import Aside, ReadDocument, Why
from petition.reading.files import pandoc
from petition.reading.files.web_notes import MOST_NOTES
from petition.reading.files.web_page import page_document
from petition.reading.refusals import NotALetter, Refusal

_HEAD = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z][\w-]*)\s*:\s*(.*?)\s*$")
_USED = {"title": "title", "author": "author", "authors": "author", "date": "date"}
_NESTED = re.compile(r"(?:>[ \t]?){60}|(?:[-*+][ \t]){60}|[\[!]{60}")  # quotes, lists or links in one another
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\n]{1,80}\]:", re.MULTILINE)
# A number of a list for pandoc, which counts in code points; for people "г. Алматы" is a town.
_LETTER = re.compile(r"^([ >]{0,9}[^\W\d_a-zA-Z])([.)])(?=\s)", re.MULTILINE)
_ATTRIBUTES = re.compile(r"^(\{:[^{}\n]*\})[ \t]*$", re.MULTILINE)  # how a part looks, of kramdown
_FORM = "commonmark_x-smart-tex_math_dollars-attributes-task_lists-emoji-yaml_metadata_block"


def markdown_document(text: str) -> ReadDocument:
    """The document in the text of a Markdown file."""
    if _NESTED.search(text) or len(_NOTE.findall(text)) > MOST_NOTES:
        raise NotALetter(Refusal.TOO_LARGE)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    asides: list[Aside] = []
    said: dict[str, Any] = {}
    if (head := _HEAD.match(text)) and (fields := _fields(head[1])) is not None:
        said = {_USED[name.lower()]: value for name, value in fields if name.lower() in _USED and value}
        rest = tuple(f"{name}: {value}" for name, value in fields if name.lower() not in _USED)
        asides += [Aside(Why.HEAD, rest)] if rest else []
        text = text[head.end() :]
    text, found = _without_comments(text)
    asides += [Aside(Why.COMMENT, found)] if found else []
    asides += [Aside(Why.TEMPLATE, tags)] if (tags := tuple(_ATTRIBUTES.findall(text))) else []
    text = _ATTRIBUTES.sub("", text)
    document = page_document(pandoc.html(_LETTER.sub(r"\1\\\2", text), _FORM), lines_kept=True)
    return replace(document, asides=(*asides, *document.asides), **said)


def _without_comments(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its comments, and these; one without an end stays."""
    first, *pieces = text.split("<!--")
    ended = [piece.partition("-->") for piece in pieces]
    said = tuple(filter(None, (squeeze(comment) for comment, end, _ in ended if end)))
    return first + "".join(rest if end else f"<!--{comment}" for comment, end, rest in ended), said


def _fields(head: str) -> list[tuple[str, str]] | None:
    """What the head says, field by field; None where it is no head but text between two lines."""
    fields: list[tuple[str, str]] = []
    for line in head.splitlines():
        if found := _FIELD.match(line):
            fields.append((found[1], found[2].strip("\"'")))
        elif fields and (line[:1] in " \t-" or not line.strip() or line.startswith("#")):
            more = line.strip().removeprefix("- ").strip("\"'")
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {more}".strip(" >|"))
        else:
            return None
    return fields
