"""A CSV file of names: read whole or refused with its line; results whole or not at all."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petition.likeness.table import TableRefused, judge_file


def judged(folder: Path, content: bytes | str) -> tuple[list[list[str]], list[list[str]]]:
    names, links, cases = folder / "names.csv", folder / "links.csv", folder / "cases.csv"
    names.write_bytes(content if isinstance(content, bytes) else content.encode())
    judge_file(names, links, cases)
    with links.open(encoding="utf-8", newline="") as one, cases.open(encoding="utf-8", newline="") as other:
        return list(csv.reader(one)), list(csv.reader(other))


GOOD = "id,name,email\n1,Серик Омаров,a@mail.ru\n2,Omarov Serik,A@mail.ru\n3,Омаров Серик,\n"


def test_links_name_every_id_and_cases_come_with_their_reason(tmp_path: Path) -> None:
    links, cases = judged(tmp_path, GOOD)
    assert links == [["id", "cluster"], ["1", "1"], ["2", "1"], ["3", "3"]]
    assert cases[0] == ["a", "b", "score", "reason"]
    assert {tuple(row[:2]) for row in cases[1:]} == {("1", "3"), ("2", "3")}
    assert "the same name" in cases[1][3]


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("email", "E-mail ").replace("id,name", " ID,Name ").encode(),
        b"name,id\n" + "Серик Омаров,1\n".encode() * 1,
        b"id,name\n",
        b"id,name\n\n\n1,\n",
        ("id,name\n1," + "Ы" * 5000 + "\n2," + "a b " * 1250 + "\n").encode(),
        'id,name\n1,"Омаров, Серик"\n2,"Серик\nОмаров"\n'.encode(),
    ],
)
def test_tables_as_programs_save_them_are_read(tmp_path: Path, content: bytes) -> None:
    links, _ = judged(tmp_path, content)
    assert links[0] == ["id", "cluster"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no column called id"),
        (b"id,email\n1,a@b.kz\n", "line 1: no column called name"),
        (b"id,name,name\n1,A,B\n", "line 1: two columns called name"),
        (b"id,name\n1,Anna\n1,Berta\n", "line 3: the id 1 stands on line 2 already"),
        (b"id,name\n,Anna\n", "line 2: no id"),
        (b"id,name\n1,Anna,x,y\n", "line 2: 4 cells under 2 columns"),
        (b"id,name\n1,Anna\n2,An\0na\n", "line 3: a NUL byte"),
        ("id,name\n1,Anna\n2,Серик\n".encode("cp1251"), "line 3: not UTF-8"),
        (b'id,name\n1,"Anna\n2,Berta\n', "not CSV"),
        (b'id,name\n1,"An"na\n', "line 2: not CSV"),
        (b'id,name\n1,"' + b"a" * 30_000 + b'"\n', "line 2: a cell of more than"),
        (b"id,name,kind\n1,Anna,robot\n", "line 2: kind is"),
    ],
)
def test_a_broken_table_is_refused_with_its_line_and_nothing_is_written(
    tmp_path: Path, content: bytes, says: str
) -> None:
    for name in ("links.csv", "cases.csv"):
        (tmp_path / name).write_text("as before")
    with pytest.raises(TableRefused, match=says):
        judged(tmp_path, content)
    assert {path.name for path in tmp_path.iterdir()} == {"names.csv", "links.csv", "cases.csv"}
    assert (tmp_path / "links.csv").read_text() == (tmp_path / "cases.csv").read_text() == "as before"


def test_a_file_that_is_not_there_or_no_place_to_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match="cannot be read"):
        judge_file(tmp_path / "none.csv", tmp_path / "links.csv", tmp_path / "cases.csv")
    (tmp_path / "names.csv").write_text(GOOD)
    with pytest.raises(TableRefused, match="cannot be written"):
        judge_file(tmp_path / "names.csv", tmp_path / "links.csv", tmp_path / "nowhere" / "cases.csv")
    assert {path.name for path in tmp_path.iterdir()} == {"names.csv"}


@given(
    content=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: b"id,name\n" + text.encode("utf-8", "replace"))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_bytes_are_judged_or_refused(tmp_path: Path, content: bytes) -> None:
    try:
        links, _ = judged(tmp_path, content)
    except TableRefused:
        return
    assert links[0] == ["id", "cluster"]
