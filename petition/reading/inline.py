"""Running text of HTML as Markdown: emphasis, links, calls of footnotes; every other sign kept from meaning anything."""

import re

from lxml import html

UNSEEN = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
    }
    | {"map", "head", "title", "meta", "link", "base", "input"}
)
DEEPEST = 150
BREAK = "\n"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*\[\]]|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?]))")
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "var": "*"}


def tags(names: str) -> frozenset[str]:
    """A set of names of elements."""
    return frozenset(names.split())


def is_unseen(element: html.HtmlElement) -> bool:
    """Whether a reader of the page never sees this element."""
    return (
        element.tag in UNSEEN
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def tidy(text: str) -> str:
    """A line without needless white space."""
    return re.sub(r"[ \t]{2,}", " ", text.replace("\u200b", "")).strip(" \t\u00a0")


def escaped(text: str) -> str:
    """Text as Markdown that means nothing but itself."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"[ \t\r\n\f\v]+", " ", text))


def inline(element: html.HtmlElement, depth: int) -> str:
    """The Markdown of running text; a line break in it stays a break."""
    if not isinstance(element.tag, str) or is_unseen(element):
        return ""
    if element.tag in {"br", "img"}:
        return BREAK if element.tag == "br" else escaped(element.get("alt") or "")
    if depth > DEEPEST:
        return escaped("".join(element.itertext()))
    text = escaped(element.text or "")
    text += "".join(inline(child, depth + 1) + escaped(child.tail or "") for child in element)
    if mark := _MARKS.get(element.tag):
        return _wrapped(text, mark)
    if element.tag == "q":
        return f"“{text}”"
    return _linked(element, text) if element.tag == "a" else text


def _wrapped(text: str, mark: str) -> str:
    """Emphasis around each line's words, its spaces left outside, as Markdown wants them."""
    lines = []
    for line in text.split(BREAK):
        bare = line.strip(" \u00a0")
        if not bare or bare.startswith(mark):
            lines.append(line)
            continue
        before, after = line[: line.index(bare[0])], line[len(line.rstrip(" \u00a0")) :]
        lines.append(f"{before}{mark}{bare}{mark}{after}")
    return BREAK.join(lines)


def _linked(element: html.HtmlElement, text: str) -> str:
    href = (element.get("href") or "").strip()
    if not href or not text.strip():
        return text
    if href.startswith("#"):
        called = re.fullmatch(r"\s*\\?\[?(?:\^)?(\w{1,12})\\?\]?\s*", text)
        if called and re.search(r"note|fn", href, re.IGNORECASE):
            return (
                ""
                if re.search(r"ref|anchor|anc$", href, re.IGNORECASE)
                and not re.search(r"ref", element.get("id") or "", re.IGNORECASE)
                else f"[^{called[1]}]"
            )
        return "" if text.strip() in {"↑", "↩", "↩︎", "^"} else text
    if not re.match(r"^(?:https?|mailto):", href, re.IGNORECASE) or BREAK in text:
        return text
    target = re.sub(r"[\s()<>]", lambda found: f"%{ord(found[0]):02X}", href)
    return f"[{text.strip()}]({target})" + (" " if text.endswith(" ") else "")
