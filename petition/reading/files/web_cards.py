"""The signatories that a page shows as cards: what makes parts of a page cards, and what a card says, in one line."""

import re
from collections import Counter
from itertools import pairwise

from petition.core.text import squeeze
from petition.lexicon import vocabulary
from petition.lexicon.places import is_place
from petition.lexicon.roles import is_role
from petition.lexicon.vocabulary import expression
from petition.reading.files.elements import PARTS, STRUCK, Node

_REMARK_CLASS = expression(r"(?:^|[\s_-])@web.remarks(?:$|[\s_-])")
_REFUSALS = [word for key, said in vocabulary.lines("naming") if key in {"denies", "keeps"} for word in said]
_REFUSES = re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in _REFUSALS), re.IGNORECASE)


def cards_in(node: Node) -> set[int]:
    """The signatories that a page shows as cards: three or more alike, each of a few short parts and no sentence."""
    kinds: Counter[str] = Counter()
    found: list[Node] = []
    for child in node.children():
        if child.tag in {"div", "li", "p"} and (kind := _kind_of_card(child)) and _is_card(child):
            kinds[kind] += 1
            found.append(child)
    return {child.nth for child in found if kinds[_kind_of_card(child)] > 2}


def _kind_of_card(node: Node) -> str:
    """What makes cards alike: their class, or those of their parts, which are called what they hold; '' for no card."""
    if node.tag != "p" and node.said.get("class"):
        return node.said["class"]
    parts = node.children()
    named, texts = [part.said.get("class", "") for part in parts], [part.text() for part in parts]
    whole = all(part.tag == "span" for part in parts) and all(len(text) > 1 for text in texts)
    if not whole or not all(named) or len(set(named)) < len(named) or len(named) < 2:
        return ""
    touch = all(left[-1].isalnum() and right[0].isalnum() for left, right in pairwise(texts))
    return "|".join(named) if touch else ""


def _is_card(node: Node) -> bool:
    parts = node.children()
    if not parts or node.holds_text():
        return False
    plainly = {"div", "span", "p", "h3", "h4", "h5", "b", "strong", "br", "em", "i"}
    said = sum(len(part.text()) for part in parts if not is_remark(part))
    inside = [each for part in parts for each in part.nodes()]
    is_struck = any(STRUCK.search(each.said.get("style", "")) for each in inside)
    return said <= 300 and not is_struck and all(each.tag in plainly for each in inside)


def is_remark(node: Node) -> bool:
    """Whether a part of a card is what a signatory says to it, or when they signed."""
    return bool(_REMARK_CLASS.search(node.said.get("class", "")))


def card_text(node: Node) -> str:
    """The parts of a card in one line, parted by commas where the page parts them by nothing that is text."""
    said, before = "", ""
    for part in node.children():
        raw = part.text()
        text = ", ".join(line for line in map(squeeze, part.texts()) if line)
        if text and is_remark(part):
            words = text.replace("(", "").replace(")", "").split()  # what it refuses may be to be named
            refused = next((nth for nth, word in enumerate(words) if _REFUSES.fullmatch(word)), -1)
            said += f" ({' '.join(words[max(0, refused - 2) : refused + 3])})" if refused >= 0 else ""
        elif text:
            flows = part.tag in PARTS and bool(before) and (before[-1].isspace() or not raw[0].isalnum())
            joint = (" " if text[0].isalnum() else "") if flows else _joint(said, text)
            said, before = f"{said}{joint}{text}", raw
    return said


def _joint(before: str, text: str) -> str:
    """What parts two parts of a card: a given name and the family are one name."""
    if not before:
        return ""
    words = (before, text)
    is_name = all(
        word.isalpha() and word.istitle() and not (is_role(word) or is_place(word)) for word in words
    )
    return " " if is_name else ", "
