"""A page made plain for pandoc: HTML 5 put in order by nh3, what its readers never see and its menus set aside."""

import re
from collections.abc import Set
from dataclasses import dataclass, field, replace
from html import escape
from itertools import pairwise

import nh3

from petition.core.text import squeeze
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import Aside, ReadDocument, Why
from petition.reading.files import pictures
from petition.reading.files.elements import BLOCKS, PARTS, STRUCK, Node, tags, tree_of
from petition.reading.files.pandoc_tree import read_as
from petition.reading.files.pictures import NAMED
from petition.reading.files.web_cards import ReadCard, cards_in, is_of_site
from petition.reading.files.web_notes import KEPT_BACK, NOTE, REMARK, numbered_notes
from petition.reading.refusals import NotALetter, Refusal

TAGS = 120_000  # 12,000 signatories in a table of four columns; at more pandoc is ended
_MOST_LINES = 40_000  # of a page, also empty ones: twice what is read
_DEEPEST = 2_000  # levels, for nh3 takes time by their square
_MOST_ATTRIBUTES, _LONG = (
    1_000,
    4_000,
)  # of an element, for nh3 holds each against all others; signs of so many
_VALUE = r"""=\s*(?:"[^"]*"|'[^']*')"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][\w-]*)((?:[^<>=]++|{_VALUE}|=)*+)")
_SHALLOW = tags(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option "
    "html head body b i u s a em strong font small big code tt strike nobr colgroup rt rp optgroup svg path"
)
_LINES = tags("p li tr br dt dd h1 h2 h3 h4 h5 h6")
_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i", "var": "i", "q": "q", "sup": "sup",
           "s": "s", "del": "s", "strike": "s"}  # fmt: skip
_SAME = tags("p h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tfoot tr td th caption blockquote pre dl dt dd")
_UNSEEN = tags("script style template iframe embed svg math canvas audio video map head title textarea")
_KNOWN = BLOCKS | set(_INLINE) | tags("a br img span button select font u ins mark label noscript object")
_MOST_ENTITIES = 200_000  # such as &amp;, of which to clean a million takes eight seconds
_MARGINS = tags("nav footer aside form button select dialog menu noscript object")
_MARGIN_ROLES = tags("navigation banner contentinfo search complementary menu menubar dialog alert")
_MARGIN_CLASS = expression(r"(?:^|[\s_-])@web.margins(?:$|[\s_-])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{%[^{}<>]{0,2000}%\}|\{\{[^{}<>]{0,500}\}\}")
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*(?:line-through|vertical-align:\s*super)[^{}]*)\}")
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_BACK = re.compile(r"^[\s↑↩^\ufe0e]*$")


def page_document(text: str, *, lines_kept: bool = False) -> ReadDocument:
    """The document in a page of HTML; `lines_kept` as in `read_as`. Refuses one of too many or too deep elements."""
    text, found = pictures.apart(text)
    page, asides = _plain_page(text)
    data = page.encode("utf-8", "replace")
    document = read_as("html", data, lines_kept=lines_kept, media=lambda name: found.get(name, b""))
    return replace(document, asides=(*asides, *document.asides))


def _plain_page(text: str) -> tuple[str, list[Aside]]:
    """The page as plain HTML, and what was set aside."""
    text, templates = _without_templates(text)
    root = clean_tree(text)
    _style(root, text)
    page = _WebPage(numbered_notes(root), len(root.text()), templates)
    return page.drawn(root), page.asides


def clean_tree(text: str) -> Node:
    """The elements of a page that a reader sees. Refuses one of too many or too deep elements."""
    if _is_beyond_reading(text):
        raise NotALetter(Refusal.TOO_LARGE)
    clean = nh3.clean(
        re.sub(r"<wbr[^<>]*>", "", text),
        tags=set(_KNOWN),
        attributes={
            "*": {"id", "class", "style", "hidden", "role", "aria-hidden", "name"},
            "a": {"href"},
            "div": {"title"},
            "img": {"alt", "src"},
            "ol": {"start"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        clean_content_tags=set(_UNSEEN),
        url_schemes={"http", "https", "mailto", "tel", NAMED.removesuffix(":")},
        link_rel=None,
    )
    return tree_of(clean)


def _style(root: Node, text: str) -> None:
    """Give each element the look that a class of the page's own gives it: Google Docs strikes out so."""
    looks = dict(_RULE.findall(text)) if "line-through" in text or "super" in text else {}
    for node in root.nodes() if looks else ():
        own = [looks[each] for each in node.said.get("class", "").split() if each in looks]
        if own:
            node.said["style"] = ";".join([node.said.get("style", ""), *own])


def _without_templates(text: str) -> tuple[str, list[Aside]]:
    """The page without the tags of a template that were never filled in."""
    found = tuple(filter(None, map(squeeze, _TEMPLATE.findall(text)))) if "{" in text else ()
    return (_TEMPLATE.sub(" ", text), [Aside(Why.TEMPLATE, found)]) if found else (text, [])


def _is_beyond_reading(text: str) -> bool:
    """Whether a page has more or deeper elements than any letter, told by a count before anything is made of it."""
    if text.count("<") > TAGS or text.count("&") > _MOST_ENTITIES:
        return True
    depth = lines = 0
    for end, tag, said in _TAG.findall(text):
        if len(said) > _LONG and len(re.sub(_VALUE, " ", said).split()) > _MOST_ATTRIBUTES:
            return True
        name = tag.lower()
        lines += name in _LINES and not end
        if name not in _SHALLOW:
            depth = max(0, depth - 1) if end else depth + 1
        if depth > _DEEPEST or lines > _MOST_LINES:
            return True
    return False


@dataclass
class _WebPage:
    """Draws the page anew."""

    notes: dict[int, str]
    size: int
    asides: list[Aside] = field(default_factory=list)
    styles: tuple[str, ...] = ()

    def drawn(self, node: Node) -> str:
        """What is inside an element."""
        cards, seams = cards_in(node), _seams(node)

        def drawn(child: Node | str) -> str:
            if isinstance(child, str):
                return escape(child, quote=False)
            return seams.get(child.nth, "") + self._element(child, cards.get(child.nth))

        return "".join(map(drawn, node.inside))

    def _element(self, node: Node, card: ReadCard | None) -> str:
        why = None if card else _why_aside(node)
        if why and not (why is Why.MENU and self._is_of_letter(node)):
            self._set_aside(node, why)
            return "\n"
        if number := self.notes.get(id(node)):
            return self._noted(node, number)
        if card:
            for part in filter(is_of_site, node.children()):
                self._set_aside(part, Why.MENU)
            if card.beside:
                self.asides.append(Aside(Why.REMARK, card.beside))
            return _drawn_card(node, card) if card.said else ""
        return self._block(node) if node.tag in BLOCKS else self._running(node)

    def _is_of_letter(self, node: Node) -> bool:
        """Whether what looks like a menu or form holds footnotes, or most of the page: some pages put all in a form."""
        return any(id(each) in self.notes for each in node.nodes()) or len(node.text()) > 0.6 * self.size

    def _noted(self, node: Node, number: str) -> str:
        """A footnote, or the link that calls it."""
        if node.tag == "a":
            return f'<a href="#{NOTE}{number}">{number}</a>'
        return _within(node, f'<div id="{NOTE}{number}">{self.drawn(node)}</div>')

    def _set_aside(self, node: Node, why: Why) -> None:
        pictures = [each for each in (node, *node.nodes()) if each.tag == "img"]
        said = [*(each.said.get("alt", "") for each in dict.fromkeys(pictures)), *node.texts()]
        lines = tuple(line for line in map(squeeze, said) if line)
        if lines:
            self.asides.append(Aside(why, lines))

    def _block(self, node: Node) -> str:
        if node.tag == "hr":
            return "<hr>"
        tag = node.tag if node.tag in _SAME else "h4" if node.tag == "summary" else "div"
        names = (name for name in ("start", "colspan", "rowspan") if name in node.said)
        said = "".join(f' {name}="{escape(node.said[name])}"' for name in names)
        inside = self._struck(node) if STRUCK.search(node.said.get("style", "")) else self.drawn(node)
        return f"<{tag}{said}>{inside}</{tag}>"

    def _struck(self, node: Node) -> str:
        """What is inside an element that is struck out whole: in each of its blocks the text is."""
        if not any(map(_holds, node.children())):
            return f"<s>{self.drawn(node)}</s>"
        for child in node.children():
            child.said["style"] = "text-decoration:line-through"
        return self.drawn(node)

    def _running(self, node: Node) -> str:
        if node.tag == "br":
            return "<br>"
        if node.tag == "img":
            return f'<img src="{escape(node.said["src"])}" alt="{escape(node.said.get("alt", ""))}">'
        if node.tag == "a":
            return self._link(node)
        tag = _INLINE.get(node.tag, "")
        look = node.said.get("style", "")
        if not tag and look:
            tag = "s" if STRUCK.search(look) else "sup" if _RAISED.search(look) else ""
        if not tag or tag in self.styles or _holds(node):
            return self.drawn(node)
        self.styles = (*self.styles, tag)
        inside = self.drawn(node)
        self.styles = self.styles[:-1]
        return f"<{tag}>{inside}</{tag}>"

    def _link(self, node: Node) -> str:
        inside, href = self.drawn(node), node.said.get("href", "").strip()
        if self.notes.get(id(node)) == "" or (href.startswith("#") and _BACK.match(node.text())):
            return ""
        if not re.match(r"(?:https?|mailto):", href, re.IGNORECASE) or _holds(node):
            return inside
        return f'<a href="{escape(href)}">{inside}</a>'


def _drawn_card(node: Node, card: ReadCard) -> str:
    """A card as a point of its list, or as a block."""
    inside = escape(card.said, quote=False)
    inside = f'<div id="{KEPT_BACK}">{inside}</div>' if card.kept_back else inside
    return f"<li>{inside}</li>" if node.tag == "li" else f"<div>{inside}</div>"


def _within(note: Node, drawn: str) -> str:
    """A note that is part of a list or table is drawn as its part, so that both stay whole."""
    return f"<{note.tag}>{drawn}</{note.tag}>" if note.tag in {"li", "td", "dd"} else drawn


def _holds(node: Node, some: Set[str] = BLOCKS) -> bool:
    return any(each.tag in some for each in node.nodes())


def _seams(node: Node) -> dict[int, str]:
    """The parts of a line before which the page sees to a space: "Anna" and "Petrova" in a span each, with nothing between.

    A word that is styled in the midst of it has no capital there.
    """
    parts = [child for child in node.inside if child != ""]
    if len(parts) < 2 or not all(isinstance(part, Node) and part.tag in PARTS for part in parts):
        return {}
    texts = [part.text() for part in node.children()]
    touch = [len(left) > 1 and left[-1].islower() and right[:1].isupper() for left, right in pairwise(texts)]
    return {part.nth: " " for part, apart in zip(node.children()[1:], touch, strict=True) if apart}


def _why_aside(node: Node) -> Why | None:
    """Why an element is no part of the letter; None where it is."""
    said = node.said
    if "hidden" in said or said.get("aria-hidden") == "true" or _HIDDEN.search(said.get("style", "")):
        return Why.HIDDEN
    if node.tag in _MARGINS or said.get("role", "").lower() in _MARGIN_ROLES or _is_margin(node):
        return Why.MENU
    leads = (each.said.get("href", "") for each in node.children()[:1])
    if node.tag == "p" and any(address.startswith(REMARK + "_ref") for address in leads):
        return Why.COMMENT
    if node.tag == "img" or (node.tag == "figure" and not _holds(node, {"table", "blockquote"})):
        is_held = any(
            each.said.get("src", "").startswith(NAMED) for each in node.nodes() if each.tag == "img"
        )
        return None if is_held else Why.PICTURE
    return None


def _links_alone(node: Node) -> list[Node]:
    """The links in an element that holds nothing else; none of any other."""
    is_so = not node.holds_text() and all(each.tag == "a" for each in node.children())
    return node.children() if is_so else []


def _is_margin(node: Node) -> bool:
    if node.tag == "header":
        if len(_links_alone(node)) > 1:
            return True
        is_within = any(each.tag in {"article", "main"} for each in node.ancestors())
        return not is_within and _holds(node, {"nav", "form"})
    if node.tag not in {"div", "section", "ul", "a", "p", "span"}:
        return False
    named = f"{node.said.get('class', '')} {node.said.get('id', '')}"
    if named == " " or not _MARGIN_CLASS.search(named):
        return False
    return len(node.text()) < 3_000 and not _holds(node, {"article", "main"})
