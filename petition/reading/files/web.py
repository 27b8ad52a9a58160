"""A page made plain for pandoc: HTML 5 put in order by nh3, what its readers never see and its menus set aside.

A footnote of a page is a link that leads forward to where the note stands; both are given one number here, whatever the
page names them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import count, pairwise

import nh3

from petition.core.text import squeeze
from petition.lexicon import vocabulary
from petition.lexicon.places import is_place
from petition.lexicon.roles import is_role
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import Aside, Why
from petition.reading.draft import NotALetter, Refusal
from petition.reading.files.elements import BLOCKS, Node, tags, tree_of
from petition.reading.files.pictures import NAMED

NOTE = "note:"  # begins the address of a footnote in a page made plain
MOST_NOTES = 2_000
TAGS = 250_000  # of a page: some 50,000 signatories
_REMARK = "#cmnt"  # leads from a text of Google Docs to what somebody remarked on it
_DEEPEST = 2_000  # levels, for nh3 takes time by their square
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
_SHALLOW = tags(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option "
    "html head body b i u s a em strong font small big code tt strike nobr colgroup rt rp optgroup svg path"
)
_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i", "var": "i", "q": "q", "sup": "sup",
           "s": "s", "del": "s", "strike": "s"}  # fmt: skip
_PARTS = tags("span b strong i em u font a small")  # of a line
_LONGEST_LINE = 300
_SAME = tags("p h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tfoot tr td th caption blockquote pre dl dt dd")
_UNSEEN = tags("script style template iframe embed svg math canvas audio video map head title textarea")
_KNOWN = BLOCKS | set(_INLINE) | tags("a br img span button select font u ins mark label noscript object")
_MARGINS = tags("nav footer aside form button select dialog menu noscript object")
_MARGIN_ROLES = tags("navigation banner contentinfo search complementary menu menubar dialog alert")
_MARGIN_CLASS = expression(r"(?:^|[\s_-])@web.margins(?:$|[\s_-])")
_REMARK_CLASS = expression(r"(?:^|[\s_-])@web.remarks(?:$|[\s_-])")
_REFUSALS = [word for key, said in vocabulary.lines("naming") if key in {"denies", "keeps"} for word in said]
_REFUSES = re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in _REFUSALS), re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{%[^{}<>]{0,2000}%\}|\{\{[^{}<>]{0,500}\}\}")
_STRUCK = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*(?:line-through|vertical-align:\s*super)[^{}]*)\}")
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_MARK = re.compile(r"^\W{0,2}(?:\d{1,3}|[a-z]{1,2}|[ivxIVX]{1,5}|[*†‡§]{1,3})\W{0,2}$")
_BACK = re.compile(r"^[\s↑↩^\ufe0e]*$")
_NAMED = re.compile(r"note|fn|cite|ref", re.IGNORECASE)


def plain_page(text: str) -> tuple[str, list[Aside]]:
    """The page as plain HTML, and what was set aside. Refuses one of too many or too deep elements."""
    if _too_deep(text):
        raise NotALetter(Refusal.TOO_LARGE)
    text, templates = _without_templates(text)
    clean = nh3.clean(
        re.sub(r"<wbr[^<>]*>", "", text),
        tags=set(_KNOWN),
        attributes={
            "*": {"id", "class", "style", "hidden", "role", "aria-hidden", "name"},
            "a": {"href"},
            "img": {"alt", "src"},
            "ol": {"start"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        clean_content_tags=set(_UNSEEN),
        url_schemes={"http", "https", "mailto", "tel", NAMED.removesuffix(":")},
        link_rel=None,
    )
    root = tree_of(clean)
    _style(root, text)
    page = _WebPage(_notes(root), len(root.text()), templates)
    return page.drawn(root), page.asides


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


def _too_deep(text: str) -> bool:
    if text.count("<") > TAGS:
        return True
    depth = 0
    for end, tag in _TAG.findall(text):
        if tag.lower() not in _SHALLOW:
            depth = max(0, depth - 1) if end else depth + 1
            if depth > _DEEPEST:
                return True
    return False


def _notes(root: Node) -> dict[int, str]:
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
        elif link.said["href"].startswith(_REMARK) or any(id(each) in found for each in link.ancestors()):
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
    if not _MARK.match(mark) or not text or len(text) > 3_000 or link.said["href"].startswith(_REMARK):
        return False
    raised = any(each.tag == "sup" for each in (*link.ancestors(), *link.children())) or mark[0] == "["
    return raised or bool(_NAMED.search(link.said["href"])) or text.startswith(mark)


@dataclass
class _WebPage:
    """Draws the page anew."""

    notes: dict[int, str]
    size: int
    asides: list[Aside] = field(default_factory=list)
    styles: tuple[str, ...] = ()

    def drawn(self, node: Node) -> str:
        """What is inside an element."""
        cards, seams = _cards(node), _seams(node)

        def drawn(child: Node | str) -> str:
            if isinstance(child, str):
                return escape(child, quote=False)
            return seams.get(child.nth, "") + self._element(child, is_card=child.nth in cards)

        return "".join(map(drawn, node.inside))

    def _element(self, node: Node, *, is_card: bool = False) -> str:
        why = None if is_card else _why_aside(node)
        if why and not (why is Why.MENU and self._is_of_letter(node)):
            self._set_aside(node, why)
            return "\n"
        if number := self.notes.get(id(node)):
            return self._noted(node, number)
        if is_card:
            for remark in filter(_is_remark, node.nodes()):
                self._set_aside(remark, Why.REMARK)
            inside = escape(_card_text(node), quote=False)
            return f"<li>{inside}</li>" if node.tag == "li" else f"<div>{inside}</div>"
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
        said = [*(each.said.get("alt", "") for each in dict.fromkeys(pictures)), *_lines(node)]
        lines = tuple(line for line in map(squeeze, said) if line)
        if lines:
            self.asides.append(Aside(why, lines))

    def _block(self, node: Node) -> str:
        if node.tag == "hr":
            return "<hr>"
        tag = node.tag if node.tag in _SAME else "h4" if node.tag == "summary" else "div"
        names = (name for name in ("start", "colspan", "rowspan") if name in node.said)
        said = "".join(f' {name}="{escape(node.said[name])}"' for name in names)
        inside = self._struck(node) if _STRUCK.search(node.said.get("style", "")) else self.drawn(node)
        return f"<{tag}{said}>{inside}</{tag}>"

    def _struck(self, node: Node) -> str:
        """What is inside an element that is struck out whole: in each of its blocks the text is."""
        if not any(map(_holds_block, node.children())):
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
            tag = "s" if _STRUCK.search(look) else "sup" if _RAISED.search(look) else ""
        if not tag or tag in self.styles or _holds_block(node):
            return self.drawn(node)
        self.styles = (*self.styles, tag)
        inside = self.drawn(node)
        self.styles = self.styles[:-1]
        return f"<{tag}>{inside}</{tag}>"

    def _link(self, node: Node) -> str:
        inside, href = self.drawn(node), node.said.get("href", "").strip()
        if self.notes.get(id(node)) == "" or (href.startswith("#") and _BACK.match(node.text())):
            return ""
        if not re.match(r"(?:https?|mailto):", href, re.IGNORECASE) or _holds_block(node):
            return inside
        return f'<a href="{escape(href)}">{inside}</a>'


def _holds_text(node: Node) -> bool:
    """Whether text stands right in it."""
    return any(isinstance(child, str) and child.strip() for child in node.inside)


def _within(note: Node, drawn: str) -> str:
    """A note that is part of a list or table is drawn as its part, so that both stay whole."""
    return f"<{note.tag}>{drawn}</{note.tag}>" if note.tag in {"li", "td", "dd"} else drawn


def _holds_block(node: Node) -> bool:
    return any(each.tag in BLOCKS for each in node.nodes())


def _why_aside(node: Node) -> Why | None:
    """Why an element is no part of the letter; None where it is."""
    said = node.said
    if "hidden" in said or said.get("aria-hidden") == "true" or _HIDDEN.search(said.get("style", "")):
        return Why.HIDDEN
    if node.tag in _MARGINS or said.get("role", "").lower() in _MARGIN_ROLES or _is_margin(node):
        return Why.MENU
    if node.tag == "p" and any(
        each.said.get("href", "").startswith(_REMARK + "_ref") for each in node.children()[:1]
    ):
        return Why.COMMENT
    if _leads_within(node):
        return Why.MENU
    is_picture = node.tag == "img" or (
        node.tag == "figure" and not any(each.tag in {"table", "blockquote"} for each in node.nodes())
    )
    return Why.PICTURE if is_picture and not any(map(_is_here, node.nodes())) else None


def _is_here(node: Node) -> bool:
    """Whether it is a picture that the page holds itself."""
    return node.tag == "img" and node.said.get("src", "").startswith(NAMED)


def _leads_within(node: Node) -> bool:
    """Whether it is nothing but a link to another place of the same page: of a table of contents, or back to the top."""
    if node.tag not in {"p", "li", "div"} or len(node.inside) > 3:
        return False
    links = [each for each in node.children() if each.tag == "a"]
    is_alone = len(links) == len(node.children()) == 1 and not _holds_text(node)
    return is_alone and bool(re.match("#.", links[0].said.get("href", "")))


def _is_margin(node: Node) -> bool:
    if node.tag == "header":
        inside = {each.tag for each in node.nodes()}
        return bool(inside & {"nav", "form"}) and not any(
            each.tag in {"article", "main"} for each in node.ancestors()
        )
    if node.tag not in {"div", "section", "ul", "a", "p", "span"}:
        return False
    named = f"{node.said.get('class', '')} {node.said.get('id', '')}"
    if named == " " or not _MARGIN_CLASS.search(named):
        return False
    return len(node.text()) < 3_000 and not any(each.tag in {"article", "main"} for each in node.nodes())


def _lines(node: Node) -> Iterator[str]:
    """The lines of a menu or footer, one an element that stands apart."""
    for child in node.inside:
        if isinstance(child, str):
            yield child
        else:
            yield from _lines(child)


def _seams(node: Node) -> dict[int, str]:
    """The parts of a line before which the page sees to a space: "Anna" and "Petrova" in a span each, with nothing between.

    A word that is styled in the midst of it has no capital there.
    """
    parts = [child for child in node.inside if child != ""]
    if len(parts) < 2 or not all(isinstance(part, Node) and part.tag in _PARTS for part in parts):
        return {}
    texts = [part.text() for part in node.children()]
    touch = [len(left) > 1 and left[-1].islower() and right[:1].isupper() for left, right in pairwise(texts)]
    if sum(map(len, texts)) > _LONGEST_LINE:
        return {}
    return {part.nth: " " for part, apart in zip(node.children()[1:], touch, strict=True) if apart}


def _cards(node: Node) -> set[int]:
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
    if not parts or _holds_text(node):
        return False
    plainly = {"div", "span", "p", "h3", "h4", "h5", "b", "strong", "br", "em", "i"}
    said = sum(len(part.text()) for part in parts if not _is_remark(part))
    inside = [each for part in parts for each in part.nodes()]
    is_struck = any(_STRUCK.search(each.said.get("style", "")) for each in inside)
    return said <= 300 and not is_struck and all(each.tag in plainly for each in inside)


def _is_remark(node: Node) -> bool:
    """Whether a part of a card is what a signatory says to it, or when they signed."""
    return bool(_REMARK_CLASS.search(node.said.get("class", "")))


def _card_text(node: Node) -> str:
    """The parts of a card in one line, parted by commas where the page parts them by nothing that is text."""
    said, before = "", ""
    for part in node.children():
        raw = part.text()
        text = ", ".join(line for line in map(squeeze, _lines(part)) if line)
        if text and _is_remark(part):
            words = text.replace("(", "").replace(")", "").split()  # what it refuses may be to be named
            refused = next((nth for nth, word in enumerate(words) if _REFUSES.fullmatch(word)), -1)
            said += f" ({' '.join(words[max(0, refused - 2) : refused + 3])})" if refused >= 0 else ""
        elif text:
            flows = part.tag in _PARTS and bool(before) and (before[-1].isspace() or not raw[0].isalnum())
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
