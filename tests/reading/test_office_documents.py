"""Documents of Word, OpenDocument and rich text: hidden words, tabs, text boxes, comments, code pages."""
# ruff: noqa: E501 - what people type stands here as they type it

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement

from petition.reading import read
from petition.reading.files.office import commented


def test_hidden_text_and_tracked_changes_of_a_word_document_are_told() -> None:
    made_here = docx.Document()
    made_here.add_paragraph("We ask you to keep the reading room open through the winter.")
    paragraph = made_here.add_paragraph("It is the only one.")
    run = paragraph.add_run(" Ask Jane whether this may stay.")
    run._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
    stream = io.BytesIO()
    made_here.save(stream)
    draft = read(stream.getvalue())
    assert draft.body.endswith("It is the only one.")
    assert (draft.left_over, draft.because) == (("Ask Jane whether this may stay.",), ("hidden in the file",))


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("Anna rang: fine for the copy that goes to the council, but please take her name off before this goes on the web.", {"Anna Ruel"}),
        ("Please do not print this name, nor that of Cora Holm.", {"Anna Ruel", "Cora Holm"}),
        ("Names not to be printed.", {"Anna Ruel", "Boris Lind", "Cora Holm"}),
        ("Nobody is to be named in the paper.", {"Anna Ruel", "Boris Lind", "Cora Holm"}),
        *((asked, {"Anna Ruel", "Boris Lind", "Cora Holm"}) for asked in (
            "The last two do not want to be named.", "These asked not to be named.", "They asked not to be named.", "The rest asked not to be named.",
            "Эти трое просили их не называть.", "Остальные просят не называть.", "Они просят не называть.", "Die übrigen bitte nicht nennen.", "Қалғандарын жарияламаңыз.", "Қалғандарын жарияламауыңызды өтінеміз.",
        )),
        ("I have looked this up: two words.", set()),
    ],
)  # fmt: skip
def test_a_comment_on_a_name_keeps_back_that_one_and_whom_else_it_names(said: str, hidden: set[str]) -> None:
    made_here = docx.Document()
    for line in ("Dear Mayor,", "We ask you to keep the reading room open through the winter.", "Signed:"):
        made_here.add_paragraph(line)
    for name in ("Anna Ruel", "Boris Lind", "Cora Holm"):
        paragraph = made_here.add_paragraph()
        run = paragraph.add_run(name)
        paragraph.add_run(", teacher")
        if name == "Anna Ruel":
            made_here.add_comment(run, said)
    stream = io.BytesIO()
    made_here.save(stream)
    draft = read(stream.getvalue())
    assert {line.name for line in draft.lines if line.doubt == "naming"} == hidden
    assert draft.left_over == (f"Anna Ruel: {said}",)


@pytest.mark.parametrize(
    "signed", ["Anna Ruel, teacher\n|Boris Lind|, poet\nCora Holm, nurse", "Anna Ruel, |Boris Lind|, Cora Holm", "|Anna Ruel, teacher. Boris Lind, poet.|"]
)  # fmt: skip
def test_a_comment_where_several_stand_in_one_paragraph_keeps_back_all(signed: str) -> None:
    made_here = docx.Document()
    for line in ("Dear Mayor,", "We ask you to keep the reading room open through the winter.", "Signed:"):
        made_here.add_paragraph(line)
    paragraph = made_here.add_paragraph()
    runs = [paragraph.add_run(text) for text in signed.split("|")]
    made_here.add_comment(runs[1], "Please do not print this name")
    stream = io.BytesIO()
    made_here.save(stream)
    assert {line.doubt for line in read(stream.getvalue()).lines} == {"naming"}


def test_thousands_of_comments_that_are_begun_in_one_paragraph_are_looked_at_once() -> None:
    begun = b'<w:commentRangeStart w:id="1"/>' * 100_000
    assert commented(begun + b'<w:t>Anna Ruel</w:t><w:commentRangeEnd w:id="1"/>') == {b"1": "Anna Ruel"}


def test_tabs_of_a_word_document_part_two_people() -> None:
    made_here = docx.Document()
    for line in (
        "We ask you to keep the reading room open through the winter.",
        "Signed:",
        "Anna Ruel\tBoris Lind",
        "Clara Voss\tDana Ostrov",
    ):
        made_here.add_paragraph(line)
    stream = io.BytesIO()
    made_here.save(stream)
    assert [line.name for line in read(stream.getvalue()).lines] == [
        "Anna Ruel",
        "Boris Lind",
        "Clara Voss",
        "Dana Ostrov",
    ]


def test_rich_text_in_cyrillic_code_pages_is_read() -> None:
    def escaped(text: str) -> str:
        return "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in text.encode("cp1251"))

    rows = [
        "Уважаемый министр!",
        "Мы просим вас обратить внимание на реку, которая мелеет и губит рыбу.",
        "Подписи:",
        "Илана Ручьёва",
        "Пётр Дубов",
    ]
    text = (
        r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}\f0 "
        + "".join(rf"{escaped(row)}\par " for row in rows)
        + "}"
    )
    draft = read(text.encode("ascii"), "letter.rtf")
    assert draft.salutation == "Уважаемый министр!"
    assert [line.name for line in draft.lines] == ["Илана Ручьёва", "Пётр Дубов"]


SIGNED = ("We ask you to keep the reading room open through the winter.", "Signed:")


def word_of(*paragraphs: str, above: tuple[str, ...] = SIGNED) -> bytes:
    made_here, stream = docx.Document(), io.BytesIO()
    for line in (*above, *paragraphs):
        made_here.add_paragraph(line)
    made_here.save(stream)
    return stream.getvalue()


def test_a_role_in_a_paragraph_of_its_own_is_that_of_the_name_above_it() -> None:
    draft = read(word_of("Anna Ruel", "Executive Director", "Maple Trust", "Boris Lind"))
    assert [(line.name, line.role, line.doubt) for line in draft.lines] == [
        ("Anna Ruel", "Executive Director", ""),
        ("Maple Trust", "", "above"),
        ("Boris Lind", "", ""),
    ]


def opendocument(body: str) -> bytes:
    names = " ".join(
        f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name if name != 'draw' else 'drawing'}:1.0'"
        for name in ("office", "text", "draw")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        content = f"<office:body><office:text>{body}</office:text></office:body>"
        archive.writestr(
            "content.xml", f"<office:document-content {names}>{content}</office:document-content>"
        )
        archive.writestr(
            "styles.xml", f"<office:document-styles {names}><office:styles/></office:document-styles>"
        )
    return stream.getvalue()


def test_text_boxes_and_comments_of_an_opendocument_are_told() -> None:
    draft = read(
        opendocument(
            "<text:p>We ask you to keep the reading room open.<office:annotation><text:p>Really?</text:p></office:annotation></text:p>"
            "<text:p>Signed:</text:p><text:p>Anna Ruel<draw:frame><draw:text-box><text:p>Boris Lind</text:p></draw:text-box></draw:frame></text:p>"
        )
    )
    assert [line.name for line in draft.lines] == ["Anna Ruel", "Boris Lind"]
    assert (draft.left_over, draft.because) == (("Really?",), ("comment",))
