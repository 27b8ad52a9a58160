"""A chat that a messenger saved as a page: the lines that the same chat, copied or saved as text, would have.

Telegram saves so: a message is a block of that class, with its date, its text, and who wrote it unless the one above did.
"""

from petition.core.text import squeeze
from petition.reading.files.elements import Node
from petition.reading.files.web_page import clean_tree

_LONGEST = 60  # signs of who wrote


def text_of(page: str) -> str:
    """The messages of a page that is a chat, an empty line apart; '' for any other page. Refuses one that is too large."""
    found, who = list[str](), ""
    for node in clean_tree(page).nodes() if "from_name" in page else ():
        if "message" in _classes(node):
            sender, when, text = (_first(node, name) for name in ("from_name", "date", "text"))
            who = squeeze(sender.text().replace(":", " "))[:_LONGEST] if sender else who
            if when and text and who:
                at = ", ".join(when.said.get("title", "").split()[:2])
                found.append(f"[{at}] {who}: " + "\n".join(filter(None, map(squeeze, _lines(text)))))
    return "\n\n".join(found) if len(found) > 1 else ""


def _classes(node: Node) -> list[str]:
    return node.said.get("class", "").split()


def _first(message: Node, name: str) -> Node | None:
    """What a message says under a name; not whom it was forwarded from, nor when that was written."""
    found = (node for node in message.nodes() if name in _classes(node))
    return next((node for node in found if name == "text" or not _is_forwarded(node)), None)


def _is_forwarded(node: Node) -> bool:
    return any("forwarded" in _classes(each) for each in node.ancestors())


def _lines(text: Node) -> list[str]:
    return "".join(
        "\n"
        if isinstance(each, Node) and each.tag == "br"
        else each
        if isinstance(each, str)
        else each.text()
        for each in text.inside
    ).split("\n")
