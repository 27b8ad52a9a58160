"""A chat that a messenger saved as a page, or as JSON: the lines that the same chat, copied or saved as text, would have.

Telegram saves so: in a page a message is a block of that class, with its date, its text, and who wrote it unless the one
above did.
"""

from petition.core.text import squeeze
from petition.reading.files import json_text
from petition.reading.files.elements import Node
from petition.reading.files.web_page import clean_tree

_LONGEST = 60  # signs of who wrote


def text_of(page: str) -> str:
    """The messages of a page or JSON that is a chat, an empty line apart; '' for any other. Refuses what is too large."""
    saved = json_text.parsed(page) if '"messages"' in page else None
    found, who = [_written(*each) for each in json_text.messages_in(saved)] if saved else [], ""
    for node in clean_tree(page).nodes() if "from_name" in page else ():
        if "message" in _classes(node):
            sender, when, text = (_first(node, name) for name in ("from_name", "date", "text"))
            who = squeeze(sender.text().replace(":", " ")) if sender else who
            if when and text and who:
                at = ", ".join(when.said.get("title", "").split()[:2])
                found.append(_written(who, at, _text_of(text)))
    return "\n\n".join(found) if len(found) > 1 else ""


def _written(who: str, when: str, text: str) -> str:
    return f"[{when}] {who[:_LONGEST]}: " + "\n".join(filter(None, map(squeeze, text.splitlines())))


def _classes(node: Node) -> list[str]:
    return node.said.get("class", "").split()


def _first(message: Node, name: str) -> Node | None:
    """What a message says under a name; not whom it was forwarded from, nor when that was written."""
    for node in message.nodes():
        is_forwarded = any("forwarded" in _classes(each) for each in node.ancestors())
        if name in _classes(node) and (name == "text" or not is_forwarded):
            return node
    return None


def _text_of(said: Node) -> str:
    """What stands in an element, with the ends of its lines."""
    inside = (
        each if isinstance(each, str) else "\n" if each.tag == "br" else each.text() for each in said.inside
    )
    return "".join(inside)
