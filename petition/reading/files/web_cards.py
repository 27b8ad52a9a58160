"""The signatories that a page shows as cards: what makes parts of a page cards, and what a card says, in one line."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from petition.core.text import squeeze
from petition.lexicon.refusals import denies, withholds
from petition.lexicon.vocabulary import expression
from petition.reading.files.elements import STRUCK, Node
from petition.reading.files.pictures import NAMED

_REMARK_CLASS = expression(r"(?:^|[\s_-])@web.remarks(?:$|[\s_-])")
# "2 hours ago", "Leeds · vor 3 Tagen": a number in a few words, behind a dot or alone, and no house ("12 High Street").
_AGO = re.compile(
    r"(?:^|[·•|])[\s,]*(?:[^\W\d_]+\s){0,3}\d{1,2}\s?(?:[^\W\d_]+|[^\W\d_]+\.?\s\w+)(?:\s\w+)?$"
)
# Classes that a program numbers, and so no names of what a part holds.
_LOOKS = re.compile(r"(?:\s?[a-zA-Z]{0,2}\d++)+")


class ReadCard(NamedTuple):
    """What a card says, in one line; what signatories say to it, and when they signed; and whether that refuses something.

    They may refuse to be named. A card that names nobody ("Name withheld") says nothing in its line.
    """

    said: str
    beside: tuple[str, ...]
    kept_back: bool


def cards_in(node: Node) -> dict[int, ReadCard]:
    """What a page shows as cards says, by their numbers: three or more alike, each of a few short parts and no sentence."""
    found: dict[str, list[Node]] = {}
    for child in node.children():
        if child.tag in {"div", "li", "p"} and (kind := _kind_of_card(child)) and _is_card(child):
            found.setdefault(kind, []).append(child)
    alike = [child for children in found.values() if len(children) > 2 for child in children]
    if not alike:
        return {}
    times = _times_in(alike)
    return {child.nth: _read(*_said(child, times)) for child in alike}


def _read(parts: list[str], beside: list[str]) -> ReadCard:
    if parts and len(parts[0].split()) < 3 and withholds(parts[0]):
        return ReadCard("", (*parts, *beside), kept_back=False)
    said = " ".join(beside)
    return ReadCard(", ".join(parts), tuple(beside), denies(said) or withholds(said))


def _kind_of_card(node: Node) -> str:
    """What makes cards alike: their class, or those of their parts, which are called what they hold; '' for no card."""
    parts = node.children()
    named, texts = [part.said.get("class", "") for part in parts], [part.text() for part in parts]
    if any(map(_LOOKS.fullmatch, named)):
        return ""
    if node.tag != "p" and node.said.get("class"):
        return node.said["class"]
    if len(parts) < 2 or not all(named) or not all(texts) or any(part.tag != "span" for part in parts):
        return ""
    touch = all(left[-1].isalnum() and right[0].isalnum() for left, right in pairwise(texts))
    return "|".join(named) if touch else ""


def _is_card(node: Node) -> bool:
    parts = [part for part in node.children() if not is_of_site(part)]
    if not parts or node.holds_text():
        return False
    plainly = {"div", "span", "p", "h3", "h4", "h5", "b", "strong", "br", "em", "i"}
    above = list(takewhile(lambda part: not _AGO.search(_text_of(part)), parts))
    if len(above) < len(parts):
        plainly.add("a")  # to the page of whoever signed
    said = sum(len(part.text()) for part in above if not is_remark(part))
    inside = [each for part in parts for each in part.nodes()]
    is_struck = any(STRUCK.search(each.said.get("style", "")) for each in inside)
    return said <= 300 and not is_struck and all(each.tag in plainly for each in inside)


def is_remark(node: Node) -> bool:
    """Whether a part of a card is what a signatory says to it, or when they signed."""
    return bool(_REMARK_CLASS.search(node.said.get("class", "")))


def is_of_site(node: Node) -> bool:
    """Whether a part of a card is a picture that the site shows there, or what may be pressed."""
    return node.tag == "button" or (node.tag == "img" and not node.said.get("src", "").startswith(NAMED))


def _times_in(cards: Sequence[Node]) -> set[str]:
    """By their classes, the parts that say in most cards how long ago somebody signed."""
    parts = [part for card in cards for part in card.children()[1:] if part.said.get("class")]
    said = Counter(part.said["class"] for part in parts)
    ago = Counter(part.said["class"] for part in parts if _AGO.search(_text_of(part)))
    return {name for name, count in ago.items() if 2 * count > said[name] > 2}


def _said(card: Node, times: Container[str]) -> tuple[list[str], list[str]]:
    """The parts of a card; and the remarks on it, as are when it was signed and what stands below that."""
    parts, remarks, is_below = list[str](), list[str](), False
    for part in card.children():
        text = _text_of(part)
        if parts and part.said.get("class") in times:
            is_below = True
            place, _, ago = re.sub(r"[\s,]*[·•|][\s,]*(?=[^·•|]*$)", "\n", text).rpartition("\n")
            parts += filter(None, [place])
            remarks.append(ago)
        elif text and not is_of_site(part):
            (remarks if is_below or is_remark(part) else parts).append(text)
    return parts, remarks


def _text_of(part: Node) -> str:
    return ", ".join(line for line in map(squeeze, part.texts()) if line)
