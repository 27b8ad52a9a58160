"""The footnotes of a page: a link that leads forward to where the note stands.

Both are given one number here, whatever the page names them.
"""

import re
from itertools import count

from petition.core.text import squeeze
from petition.reading.files.elements import Node
from petition.reading.refusals import NotALetter, Refusal

NOTE = "note:"  # begins the address of a footnote in a page made plain
KEPT_BACK = "kept-back:"  # is that of a card whose signatory is not to be named until somebody has looked
MOST_NOTES = 2_000
REMARK = "#cmnt"  # leads from a text of Google Docs to what somebody remarked on it
_MARK = re.compile(r"^\W{0,2}(?:\d{1,3}|[a-z]{1,2}|[ivxIVX]{1,5}|[*†‡§]{1,3})\W{0,2}$")
_NAMED = re.compile(r"note|fn|cite|ref", re.IGNORECASE)


def numbered_notes(root: Node) -> dict[int, str]:
    """The number of each element that is a footnote, and of each link that calls one; '' for a link that leads back."""
    named: dict[str, Node] = {}
    links: list[Node] = []
    for node in root.nodes():
        for name in filter(None, (node.said.get("id"), node.said.get("name"))):
            named.setdefault(name, node)
        if node.tag == "a" and node.said.get("href", "").startswith("#"):
            links.append(node)
    found: dict[int, str] = {}
    numbered = count(1)
    for link in links:
        note = _holder(named.get(link.said["href"][1:]))
        if note is None or any(each is note for each in link.ancestors()):
            continue
        if note.nth > link.nth and _calls(link, note):
            found[id(link)] = found.get(id(note)) or str(next(numbered))
            found[id(note)] = found[id(link)]
        elif link.said["href"].startswith(REMARK) or any(id(each) in found for each in link.ancestors()):
            found[id(link)] = ""
    if next(numbered) > MOST_NOTES:
        raise NotALetter(Refusal.TOO_LARGE)
    return found


def _holder(node: Node | None) -> Node | None:
    """The block that a name stands on or in."""
    for each in (node, *node.ancestors()) if node else ():
        if each.tag in {"li", "p", "div", "td", "dd", "aside", "section"}:
            item = next((above for above in each.ancestors() if above.tag == "li"), None)
            return item if item is not None and each.tag == "p" else each
    return None


def _calls(link: Node, note: Node) -> bool:
    """Whether a link that leads forward is the mark of a footnote."""
    mark, text = squeeze(link.text()), squeeze(note.text())
    if not _MARK.match(mark) or not text or len(text) > 3_000 or link.said["href"].startswith(REMARK):
        return False
    raised = any(each.tag == "sup" for each in (*link.ancestors(), *link.children())) or mark[0] == "["
    return raised or bool(_NAMED.search(link.said["href"])) or text.startswith(mark)
