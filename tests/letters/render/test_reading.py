"""Text, Markdown and HTML: the letter for reading, read back."""

import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import html
from markdown_it import MarkdownIt

from petition.core.markdown import Block, Paragraph, blocks, escaped
from petition.letters.render.as_html import fragment
from tests.letters.invented import SIGNED, TEXT, letter, person, written

MARKUP = [
    "*a*",
    "_a_",
    "`a`",
    "[a](b)",
    "# a",
    "- a",
    "+ a",
    "1. a",
    "1) a",
    "> a",
    "<b>",
    "&lt;",
    "a\\",
    "===",
    "~~a~~",
    "![a](b)",
    "[^1]",
    "    a",
]


def test_text_keeps_within_72_signs() -> None:
    long = person("Dana Invented", role="editor " * 20, affiliation="of the Morning " * 10)
    lines = written("txt", letter(*SIGNED, long)).decode().splitlines()
    assert max(map(len, lines)) <= 72


def test_text_numbers_the_signatories_with_hanging_lines() -> None:
    text = written(
        "txt", letter(*(person(f"N{at} S{at:02}", at, role="word " * 20) for at in range(12)))
    ).decode()
    assert "\n 1. N0 S00, word" in text
    assert "\n12. N11 S11, word" in text
    assert "\n    word" in text


def test_text_nests_lists_under_their_points() -> None:
    text = written("txt", letter(*SIGNED)).decode()
    assert "- minutes published:\n  1. on the pages of the council;\n  2. on paper;\n- nobody" in text


def test_text_says_where_links_lead() -> None:
    assert "the report <https://example.org/report>" in written("txt", letter(*SIGNED)).decode().replace(
        "\n", " "
    )


def test_markdown_reads_back_as_the_same_names() -> None:
    signed = [person(f"{mark} {at}", at) for at, mark in enumerate(MARKUP)]
    composed = letter(*signed, order="as_signed", text=replace(TEXT, body=""), numbered=False)
    tree: Any = html.fromstring(MarkdownIt("commonmark").render(written("md", composed).decode()))
    read = [point.text_content() for point in tree.iter("li")]
    assert [re.sub(r"\s+", " ", line) for line in read] == [
        line.as_typed.strip() for line in composed.signatories
    ]


@pytest.mark.parametrize("mark", MARKUP)
def test_escaped_text_is_read_as_itself(mark: str) -> None:
    (paragraph,) = blocks(escaped(mark)).blocks
    assert isinstance(paragraph, Paragraph)
    assert "".join(span.text for span in paragraph.spans) == mark.strip()


@pytest.mark.parametrize(
    "body",
    [
        TEXT.body,
        "a **b *c* d** e\n\n1. one\n2. two\n\n3) three\n\n- x\n\n* y\n",
        "line\\\nbreak [**bold** link](https://example.org/a_b?c=*d*)\n\n***\n\n> - quoted\n>\n>   more\n",
        "- loose\n\n- points\n\n  with more\n",
        "<script>alert(1)</script> `code` & &amp;\n\n    indented # code\n",
        "Note[^1] and [^2] again[^1].\n\n[^1]: First.\n\n    More of it.\n\n[^2]: Second.\n",
    ],
)
def test_the_body_in_markdown_reads_back_as_the_same_tree(body: str) -> None:
    composed = letter(
        text=replace(
            TEXT,
            title="",
            letterhead=(),
            place="",
            date="",
            recipients=(),
            delivery="",
            subject="",
            salutation="",
            closing="",
            body=body,
        )
    )
    read = blocks(written("md", composed).decode())
    first = blocks(body)
    assert _deeper(read.blocks[: len(first.blocks)]) == _deeper(first.blocks)
    assert read.notes == first.notes


def _deeper(found: tuple[Block, ...]) -> list[str]:
    """Headings of the body stand one level under the letter's own."""
    return [re.sub(r"Heading\(level=\d", "Heading(level=", str(block)) for block in found]


def test_an_unclosed_fence_does_not_swallow_the_names() -> None:
    composed = letter(*SIGNED, text=replace(TEXT, body="```\nnever closed"))
    read = MarkdownIt("commonmark").render(written("md", composed).decode())
    assert "<ol" in read
    assert "<code>" not in read


def test_html_lists_every_signatory_as_printed() -> None:
    composed = letter(*SIGNED)
    tree: Any = html.document_fromstring(written("html", composed).decode())
    section = tree.xpath("//section[contains(@class, 'signatories')]")[0]
    assert [point.text_content() for point in section.iter("li")] == [
        line.as_typed for line in composed.signatories
    ]
    assert [found.get("start") for found in section.iter("ol")] == ["1", "3", "4"]


def test_html_says_its_language_and_direction() -> None:
    tree: Any = html.document_fromstring(written("html", letter(*SIGNED, lang="ar")).decode())
    assert (tree.get("lang"), tree.get("dir")) == ("ar", "rtl")


def test_the_fragment_has_no_style_and_no_script() -> None:
    hostile = person("<script>alert(1)</script>", role='" onmouseover="x')
    page = fragment(
        letter(*SIGNED, hostile, text=replace(TEXT, title="<style>", body="<img src=x onerror=alert(1)>"))
    )
    tree: Any = html.fromstring(page)
    assert not [
        found for found in tree.iter() if found.tag in {"script", "style", "img"} or found.get("style")
    ]
    assert not [name for found in tree.iter() for name in found.attrib if name.startswith("on")]
    assert "&lt;script&gt;" in page
