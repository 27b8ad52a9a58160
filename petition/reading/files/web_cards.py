"""The signatories that a page shows as cards: what makes parts of a page cards, and what a card says, in one line."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from petition.core.text import squeeze
from petition.lexicon import vocabulary
from petition.lexicon.places import is_place
from petition.lexicon.roles import is_role
from petition.lexicon.vocabulary import expression
from petition.reading.files.elements import STRUCK, Node

_REMARK_CLASS = expression(r"(?:^|[\s_-])@web.remarks(?:$|[\s_-])")
_PREPOSITIONS = vocabulary.words("prepositions")
_REFUSALS = [word for key, said in vocabulary.lines("naming") if key in {"denies", "keeps"} for word in said]
_REFUSES = re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in _REFUSALS), re.IGNORECASE)


class ReadCard(NamedTuple):
    """What a card says, in one line, and whether a remark on it refuses something, which may be to be named."""

    said: str
    kept_back: bool


def cards_in(node: Node) -> dict[int, ReadCard]:
    """What a page shows as cards says, by their numbers: three or more alike, each of a few short parts and no sentence."""
    kinds: Counter[str] = Counter()
    found: list[Node] = []
    for child in node.children():
        if child.tag in {"div", "li", "p"} and (kind := _kind_of_card(child)) and _is_card(child):
            kinds[kind] += 1
            found.append(child)
    cards = [(child.nth, *_said(child)) for child in found if kinds[_kind_of_card(child)] > 2]
    given_apart = 2 * sum(parts[:1] != [] and " " not in parts[0] for _, parts, _ in cards) > len(cards)
    return {nth: ReadCard(_in_line(parts, given_apart=given_apart), refuses) for nth, parts, refuses in cards}


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


def _said(card: Node) -> tuple[list[str], bool]:
    """The parts of a card, and whether a remark on it refuses something."""
    parts, refuses = [], False
    for part in card.children():
        text = ", ".join(line for line in map(squeeze, part.texts()) if line)
        if text and not is_remark(part):
            parts.append(text)
        elif any(map(_REFUSES.fullmatch, re.findall(r"[\w'’]+", text))):
            refuses = True
    return parts, refuses


def _in_line(parts: Sequence[str], *, given_apart: bool) -> str:
    """The parts in one line; a given name and the family are one name where most cards begin with one word."""
    said = parts[0] if parts else ""
    for nth, part in enumerate(parts[1:]):
        are_names = not nth and all(map(_could_be_of_name, parts[:2]))
        goes_on = part[0] in "([—–|/" or said.rpartition(" ")[2].lower() in _PREPOSITIONS
        is_family = given_apart and are_names
        apart = " — " if are_names else "" if part[0] in ",;.)" else ", "
        said += (" " if is_family or goes_on else apart) + part
    return said


def _could_be_of_name(word: str) -> bool:
    return word.isalpha() and word.istitle() and not (is_role(word) or is_place(word))
