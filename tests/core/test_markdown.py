"""Markdown: safe, and one tree for all formats."""

import json
import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from petition.core.markdown import (
    Document,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    TooComplex,
    blocks,
    plain,
)
from petition.core.markdown_html import html_of
from petition.core.markdown_json import as_json, from_json


def to_html(text: str) -> str:
    return html_of(blocks(text))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<iframe src='https://example.org'></iframe>",
        '<a href="https://example.org" onclick="x">y</a>',
        "<style>*{display:none}</style>",
        "<!-- hidden -->",
        "<svg/onload=alert(1)>",
    ],
)
def test_raw_html_is_literal_text(hostile: str) -> None:
    made = html.fragment_fromstring(to_html(f"before {hostile} after\n\n{hostile}\n"), create_parent=True)
    assert {element.tag for element in made.iter()} <= {"div", "p"}
    assert hostile in made.text_content()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "/relative",
        "#",
        "",
        "http://[",
    ],
)
@pytest.mark.parametrize("shape", ["[x]({})", "[x](<{}>)", "[x]\n\n[x]: {}", "<{}>", "![x]({})"])
def test_a_link_leads_only_where_a_letter_may(address: str, shape: str) -> None:
    made = to_html(shape.format(address))
    assert "href=" not in made
    assert "src=" not in made


@pytest.mark.parametrize(
    "address", ["https://example.org/?a=1&b=%22", "http://example.org", "mailto:a@example.org", "tel:+7701"]
)
def test_a_link_follows_nobody(address: str) -> None:
    (link,) = html.fragment_fromstring(to_html(f"[x]({address})")).iter("a")
    assert (link.get("href"), link.get("rel"), link.text) == (address, "noopener nofollow", "x")


@pytest.mark.parametrize(
    ("typed", "levels"),
    [("1", "2"), ("6", "2"), ("21", "22"), ("2332", "2332"), ("1361", "2342"), ("123456", "234566")],
)
def test_headings_begin_at_the_second_level_and_leave_none_out(typed: str, levels: str) -> None:
    text = "\n\n".join(f"{'#' * int(level)} a" for level in typed)
    assert [tag[1] for tag in re.findall("<(h.)>a</h", to_html(text))] == list(levels)


def test_headings_in_lists_quotes_and_notes_and_those_of_a_tree_kept_before_leave_none_out_either() -> None:
    found = blocks("### a\n\n> ##### b\n\n- #### c\n\nd[^1]\n\n[^1]: ### e\n")
    levels = re.findall(r"Heading\(level=(\d)", str(found))
    assert levels == ["1", "2", "2", "1"]
    kept = as_json(found)
    kept["blocks"][0][1] = 4  # as it was kept when levels stayed as typed
    assert re.findall(r"Heading\(level=(\d)", str(from_json(kept))) == ["1", "1", "1", "1"]


def test_an_image_is_its_alternative_text() -> None:
    assert to_html("see ![a *map*](https://example.org/map.png) here") == "<p>see a <em>map</em> here</p>\n"


def test_code_is_text() -> None:
    assert blocks("`a*b*`\n\n```js\nx = 1\n```\n").blocks == (
        Paragraph((Span("a*b*"),)),
        Paragraph((Span("x = 1"),)),
    )


def test_styles_join_and_nest() -> None:
    (paragraph,) = blocks("a **b *c*** [d](https://example.org) e\nf  \ng").blocks
    assert paragraph == Paragraph(
        (
            Span("a "),
            Span("b ", bold=True),
            Span("c", bold=True, italic=True),
            Span(" "),
            Span("d", link="https://example.org"),
            Span(" e f\ng"),
        )
    )


def test_lists_nest_and_know_where_they_begin() -> None:
    (listing,) = blocks("3. a\n   - b\n\n     c\n4. d").blocks
    inner = Listing(False, 1, False, ((Paragraph((Span("b"),)), Paragraph((Span("c"),))),))
    assert listing == Listing(True, 3, True, ((Paragraph((Span("a"),)), inner), (Paragraph((Span("d"),)),)))


def test_quotes_headings_and_rules_are_blocks() -> None:
    assert blocks("## a\n\n> b\n\n***").blocks == (
        Heading(1, (Span("a"),)),
        Quote((Paragraph((Span("b"),)),)),
        Rule(),
    )


def test_footnotes_are_numbered_as_called() -> None:
    found = blocks("a[^z] b[^y] c[^z]\n\n[^y]: why\n[^z]: zed\n")
    assert found == Document(
        (Paragraph((Span("a"), Span(note=1), Span(" b"), Span(note=2), Span(" c"), Span(note=1))),),
        ((Paragraph((Span("zed"),)),), (Paragraph((Span("why"),)),)),
    )
    assert '<sup><a href="#note-1">1</a></sup>' in to_html("a[^z]\n\n[^z]: zed")


def test_what_was_typed_is_left_as_typed() -> None:
    text = "\"Straight\" 'quotes' -- and... (c) «ёлочки» — dash"
    assert blocks(text).blocks == (Paragraph((Span(text),)),)


@pytest.mark.parametrize("text", ["*" * 5000 + "x", "[" * 2000, "**a" * 2000, "`a" * 2000, "[^a]" * 500])
def test_a_page_of_marks_is_survived(text: str) -> None:
    assert to_html(text)


NESTED: dict[str, Callable[[int], str]] = {
    "quotes": lambda depth: ">" * depth + " x",
    "quotes in lists": lambda depth: "> - " * (depth // 2) + "x",
    "lists": lambda depth: "".join(f"{'  ' * nth}- x\n" for nth in range(depth)),
    "numbered lists": lambda depth: "".join(f"{'   ' * nth}1. x\n" for nth in range(depth)),
    "quotes in a note": lambda depth: f"x[^1]\n\n[^1]: {'> ' * (depth - 2)}x",
    "styles": lambda depth: "*a **a " * (depth // 2) + "a** a*" * (depth // 2),
}


@pytest.mark.parametrize("depth", [12, 30, 1000])
@pytest.mark.parametrize("nested", NESTED)
def test_what_nests_deeper_than_a_person_writes_is_refused(nested: str, depth: int) -> None:
    with pytest.raises(TooComplex):
        blocks(NESTED[nested](depth))


@pytest.mark.parametrize("text", ["*a* " * 1300, "a\n" * 2600])
def test_what_is_made_of_too_many_pieces_is_refused(text: str) -> None:
    with pytest.raises(TooComplex):
        blocks(text)


@pytest.mark.parametrize("text", ["> [^1]: > [^2]: x", "[^1]: - [^1]: x", "- [^1]: - [^1]: x"])
def test_a_note_that_holds_a_note_is_refused(text: str) -> None:
    with pytest.raises(TooComplex):
        blocks(text)


@pytest.mark.parametrize("depth", [10, 12, 30, 300, 700])
def test_pictures_in_one_another_are_read_whole_or_refused(depth: int) -> None:
    with suppress(TooComplex):
        assert to_html("![a" * depth + "](b)" * depth).count("a") == depth


@pytest.mark.parametrize("nested", NESTED)
def test_ten_levels_are_read_and_none_is_dropped(nested: str) -> None:
    text = NESTED[nested](10)
    kept = html.fragment_fromstring(to_html(text), create_parent=True).text_content()
    assert kept.count("x") + kept.count("a") == text.count("x") + text.count("a")


@given(st.text(st.sampled_from(list("ab <>*_[]()!#-1.:\n^`")), max_size=120))
def test_a_tree_is_kept_as_it_was_read(text: str) -> None:
    with suppress(TooComplex):
        assert from_json(json.loads(json.dumps(as_json(blocks(text))))) == blocks(text)


@pytest.mark.parametrize("text", ["a\n\n> b *c*\n", "", "\n\n", ">" * 50 + "\x00x\n \n" + "[" * 50])
def test_a_text_shown_as_typed_is_its_paragraphs(text: str) -> None:
    shown = html.fragment_fromstring(html_of(plain(text)), create_parent=True).text_content()
    assert shown.split() == text.replace("\x00", "").split()


@given(st.text(st.sampled_from(list("ab <>&\"'`*_[]()!#-+.:/\\\n\t^1~=javscript")), max_size=120))
def test_nothing_typed_becomes_more_than_the_few_tags_allowed(text: str) -> None:
    made = html.fragment_fromstring(to_html(text), create_parent=True)
    allowed = {
        "div",
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "br",
        "strong",
        "em",
        "a",
        "sup",
    }
    assert {element.tag for element in made.iter()} <= allowed
    assert {name for element in made.iter() for name in element.attrib} <= {
        "href",
        "rel",
        "start",
        "class",
        "id",
    }


TABLE = "| Site | Since |\n|---|---|\n| **a** [b](https://example.org) | 4 May[^1] |\n| c | |\n\n[^1]: Not sure.\n"


def test_a_table_is_rows_of_cells_headed_or_not() -> None:
    headed, bare = blocks(TABLE), blocks("|  |  |\n|---|---|\n| a | b |\n")
    (table,) = headed.blocks
    assert isinstance(table, Table)
    assert (table.headed, [len(row) for row in table.rows]) == (True, [2, 2, 2])
    assert bare.blocks == (Table(False, (((Span("a"),), (Span("b"),)),)),)
    assert from_json(json.loads(json.dumps(as_json(headed)))) == headed
    assert '<th scope="col">Since</th>' in html_of(headed)
    assert html_of(bare) == "<table>\n<tr><td>a</td><td>b</td></tr>\n</table>\n"
