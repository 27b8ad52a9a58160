"""A letter with many names is set in parts: on paper, to the ear and to the machine it is the same as in one piece."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from subprocess import CalledProcessError
from typing import Any, NamedTuple

import pikepdf
import pytest

from petition.letters.render.apart import typeset_apart
from petition.letters.render.pdf_data import sections, values
from petition.letters.render.refusals import MissingGlyphs
from petition.letters.render.typesetting import Manuscript, Undrawn, typeset
from tests.letters.invented import SIGNED, letter, organisation, pages, person, written

COLUMNS = pytest.mark.parametrize("columns", [1, 2, 3])


def manuscript(columns: Any) -> Manuscript:
    people = [
        person(f"Given{at} Family{at}", at, role="a role of many words " * (1 + at % 5)) for at in range(420)
    ]
    composed = letter(
        *SIGNED, *people, *(organisation(f"Org{at}", at) for at in range(90)), columns=columns, preview=True
    )
    lines = [line.as_typed for line in composed.signatories]
    return Manuscript(json.dumps(values(composed)), composed.lang, sections(composed), lines, ())


class Made(NamedTuple):
    one: bytes
    parts: bytes


@cache
def made(columns: int) -> Made:
    one, parts = typeset(manuscript(columns)), typeset_apart(manuscript(columns), part=200)
    assert not isinstance(one, Undrawn)
    assert not isinstance(parts, Undrawn)
    return Made(one, parts)


def words(data: bytes) -> list[list[str]]:
    return [sorted(page.split()) for page in pages(data)]


@COLUMNS
def test_every_page_of_it_is_that_of_one_piece(columns: int) -> None:
    assert words(made(columns).parts) == words(made(columns).one)


@COLUMNS
def test_its_bookmarks_are_those_of_one_piece(columns: int) -> None:
    assert bookmarks(made(columns).parts) == bookmarks(made(columns).one)


def bookmarks(data: bytes) -> list[tuple[str, int]]:
    with pikepdf.open(BytesIO(data)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        with pdf.open_outline() as outline:
            items: list[Any] = outline.root
            every = [each for item in items for each in (item, *item.children)]
            return [(item.title, numbers[item.destination[0].objgen]) for item in every]


@COLUMNS
def test_everything_on_its_pages_is_tagged_and_every_tag_is_on_a_page(columns: int) -> None:
    """ISO 32000-1, 14.7: each marked piece has one tag, the parent tree leads to it, and it leads back to the page."""
    with pikepdf.open(BytesIO(made(columns).parts)) as pdf:
        parents: dict[int, Any] = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
        assert list(parents) == sorted(parents)
        assert max(parents) < int(pdf.Root.StructTreeRoot.ParentTreeNextKey)
        marked = [(page.obj.objgen, mark) for page in pdf.pages for mark in marks(page)]
        tagged = list(tags(pdf.Root.StructTreeRoot.K[0]))
        assert sorted(marked) == sorted(tagged)
        for page in pdf.pages:
            above = parents[int(page.obj.StructParents)]
            assert all((page.obj.objgen, mark) in tags(above[mark]) for mark in marks(page))
            for link in page.obj.get("/Annots", ()):
                assert link.objgen in {
                    each.Obj.objgen for each in parents[int(link.StructParent)].K if "/Obj" in each
                }


def marks(page: Any) -> list[int]:
    contents = page.obj.Contents
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return [int(mark) for stream in streams for mark in re.findall(rb"/MCID (\d+)", stream.read_bytes())]


def tags(element: Any) -> Iterator[tuple[tuple[int, int], int]]:
    """What stands under a tag: a page and the number of a piece on it."""
    for child in element.get("/K", ()):
        if not isinstance(child, pikepdf.Dictionary):
            yield element.Pg.objgen, int(child)
        elif "/S" in child:
            assert child.P.objgen == element.objgen
            yield from tags(child)
        elif "/MCID" in child:
            yield child.Pg.objgen, int(child.MCID)


@COLUMNS
def test_it_is_read_aloud_in_the_order_of_one_piece(columns: int) -> None:
    assert kinds(made(columns).parts) == kinds(made(columns).one)


def kinds(data: bytes) -> list[str]:
    """The kinds of tags in their order; a list goes on in a new one where a part ends."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [kind for kind in _kinds(pdf.Root.StructTreeRoot.K[0]) if kind != "/L"]


def _kinds(element: Any) -> Iterator[str]:
    yield str(element.S)
    for child in element.get("/K", ()):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from _kinds(child)


def test_it_says_what_it_conforms_to() -> None:
    with pikepdf.open(BytesIO(made(1).parts)) as pdf, pdf.open_metadata() as about:
        assert (about["pdfuaid:part"], about["pdfaid:part"], about["pdfaid:conformance"]) == ("1", "2", "A")
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked


@COLUMNS
def test_its_syntax_is_sound(columns: int) -> None:
    with pikepdf.open(BytesIO(made(columns).parts)) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_a_list_without_numbers_is_bound_too() -> None:
    signed = [person(f"Given{at} Family{at}", at) for at in range(450)]
    composed = letter(*signed, numbered=False)
    lines = [line.as_typed for line in composed.signatories]
    plain = Manuscript(json.dumps(values(composed)), composed.lang, sections(composed), lines, ())
    one, parts = typeset(plain), typeset_apart(plain, part=150)
    assert not isinstance(one, Undrawn)
    assert not isinstance(parts, Undrawn)
    assert words(parts) == words(one)
    assert [kinds(parts).count(kind) for kind in ("/LI", "/LBody")] == [kinds(one).count("/LI")] * 2


@COLUMNS
def test_a_list_by_place_is_bound_too(columns: Any) -> None:
    signed = [person(f"Given{at} Family{at}", at, place=f"Town{at % 12}") for at in range(430)]
    composed = letter(*SIGNED, *signed, order="place", columns=columns)
    lines = [line.as_typed for line in composed.signatories]
    plain = Manuscript(json.dumps(values(composed)), composed.lang, sections(composed), lines, ())
    one, parts = typeset(plain), typeset_apart(plain, part=200)
    assert not isinstance(one, Undrawn)
    assert not isinstance(parts, Undrawn)
    assert words(parts) == words(one)
    assert kinds(parts) == kinds(one)
    assert len(bookmarks(one)) == 18
    assert bookmarks(parts) == bookmarks(one)


def test_a_name_longer_than_a_page_is_bound_with_all_its_tags() -> None:
    signed = [person(f"Given{at} Family{at}", at) for at in range(80)]
    signed += [
        person("Long " + "word " * 900, 100),
        *(person(f"Later{at} Name", at + 200) for at in range(80)),
    ]
    composed = letter(*signed, order="as_signed", columns=1)
    lines = [line.as_typed for line in composed.signatories]
    long = Manuscript(json.dumps(values(composed)), composed.lang, sections(composed), lines, ())
    parts = typeset_apart(long, part=60)
    assert not isinstance(parts, Undrawn)
    with pikepdf.open(BytesIO(parts)) as pdf:
        marked = [(page.obj.objgen, mark) for page in pdf.pages for mark in marks(page)]
        assert sorted(marked) == sorted(tags(pdf.Root.StructTreeRoot.K[0]))


def test_what_fails_there_says_nothing_of_whom_it_was_given(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CalledProcessError) as failed:
        typeset_apart(replace(manuscript(1), letter='{"text": "Olga Kim"}'), part=200)
    assert ("Olga" in str(failed.value), *capfd.readouterr()) == (False, "", "")


def test_it_is_the_same_bytes_each_time() -> None:
    assert typeset_apart(manuscript(1), part=200) == made(1).parts


def test_thousands_of_names_go_that_way_and_are_refused_or_spelled_out_alike() -> None:
    signed = [person(f"Given{at} Family{at}", at) for at in range(1100)]
    composed = letter(*signed, person("Dana 𒀀", 2000), order="as_signed", columns=1)
    last = pages(written("pdf", composed))[-1]
    assert "Family1099" in last
    assert "[U+12000 cuneiform sign a]" in last
    with pytest.raises(MissingGlyphs, match="𒀀"):
        written("pdf", letter(*signed, text=composed.text.__class__(title="𒀀")))
