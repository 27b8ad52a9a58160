"""The same letter in every format and encoding gives the same parts. Documents are made here, by the libraries that make them elsewhere."""
# ruff: noqa: E501 - what people type stands here as they type it

import io

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from odfdo import Document, Header, Link, List, ListItem, Note, Paragraph, Span, Style, Table

from petition.reading import Draft, read
from petition.reading.draft import Place, Placed

TEXT = """\
Общественный фонд «Чистая река»

Алматы, 19 декабря 2022 года

Генеральному прокурору Республики Казахстан
Законникову Б.Н.

ОТКРЫТОЕ ПИСЬМО

Уважаемый Борис Николаевич!

Мы, жители посёлка, обращаемся к вам в связи с обмелением нашей реки и гибелью рыбы.

Требуем:

- Проверить плотину.
- Наказать виновных.

Надеемся на ваше внимание к этому вопросу и скорый ответ.

С уважением,

1. Илана Ручьёва, журналист газеты «Речной вестник», г. Уральск
2. Пётр Дубов, правозащитник
3. Редакция сайта «Окно»
"""


HEAD = ("Общественный фонд «Чистая река»",)


def has_all_parts(draft: Draft, *, around: tuple[str, ...] = (), marks: tuple[str, str] = ("-", "-")) -> None:
    """Whether it is the letter above; `around` is what stands in the header of its pages instead of in its text."""
    assert draft.lang == "ru"
    assert (draft.letterhead, draft.proposed) == (() if around else HEAD, around)
    assert (draft.place, draft.date_iso) == ("Алматы", "2022-12-19")
    assert [(one.name, one.title) for one in draft.recipients] == [
        ("Законникову Б.Н.", "Генеральному прокурору Республики Казахстан")
    ]
    assert draft.title == "ОТКРЫТОЕ ПИСЬМО"
    assert draft.salutation == "Уважаемый Борис Николаевич!"
    first, second = marks
    assert f"Требуем:\n\n{first} Проверить плотину.\n{second} Наказать виновных.\n\nНадеемся" in draft.body
    assert draft.closing == "С уважением,"
    assert [line.as_typed for line in draft.lines] == [
        "Илана Ручьёва, журналист газеты «Речной вестник», г. Уральск",
        "Пётр Дубов, правозащитник",
        "Редакция сайта «Окно»",
    ]
    assert draft.left_over == around


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"]
)
def test_russian_text_is_told_in_every_encoding(encoding: str) -> None:
    text = TEXT.replace("«", '"').replace("»", '"') if encoding in {"koi8-r", "cp866"} else TEXT
    draft = read(text.encode(encoding), "letter.txt")
    has_all_parts(draft) if text is TEXT else None
    assert draft.salutation == "Уважаемый Борис Николаевич!"
    assert draft.lines[0].name == "Илана Ручьёва"


def test_kazakh_letters_survive_utf_16_without_a_mark() -> None:
    text = "Құрметті әріптестер!\n\nБіз өзендердің тартылып бара жатқанына алаңдаймыз және жауап күтеміз.\n\nҚұрметпен,\nІлана Бұлақ\nӨзен Көктем\n"
    draft = read(text.encode("utf-16-le"))
    assert draft.salutation == "Құрметті әріптестер!"
    assert [line.name for line in draft.lines] == ["Ілана Бұлақ", "Өзен Көктем"]


def test_western_letters_with_accents_are_told_from_russian() -> None:
    text = "Sehr geehrte Damen und Herren,\n\nwir schreiben Ihnen für die Flüsse und gegen die größere Dürre in unseren Dörfern.\n"
    assert "größere Dürre" in read(text.encode("cp1252")).body


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_of_any_system(ending: str) -> None:
    has_all_parts(read(TEXT.replace("\n", ending).encode()))


def word(*, made: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_word_document_with_header_heading_and_lists() -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Общественный фонд «Чистая река»"
    made.sections[0].footer.paragraphs[0].text = "1"
    for line in (
        "Алматы, 19 декабря 2022 года",
        "Генеральному прокурору Республики Казахстан",
        "Законникову Б.Н.",
    ):
        made.add_paragraph(line)
    made.add_heading("ОТКРЫТОЕ ПИСЬМО", 1)
    made.add_paragraph("Уважаемый Борис Николаевич!")
    text = made.add_paragraph("Мы, жители посёлка, обращаемся к вам в связи с ")
    text.add_run("обмелением").bold = True
    text.add_run(" нашей реки и ")
    text.add_run("гибелью рыбы").italic = True
    text.add_run(".")
    made.add_paragraph("Требуем:")
    for line in ("Проверить плотину.", "Наказать виновных."):
        made.add_paragraph(line, style="List Bullet")
    made.add_paragraph("Надеемся на ваше внимание к этому вопросу и скорый ответ.")
    made.add_paragraph("С уважением,")
    for line in TEXT.splitlines()[-3:]:
        made.add_paragraph(line[3:], style="List Number")
    draft = read(word(made=made), "letter.docx")
    has_all_parts(draft, around=HEAD)
    assert draft.because == ("page header",)
    assert "**обмелением** нашей реки и *гибелью рыбы*." in draft.body


def test_a_word_document_with_line_breaks_table_of_signatories_and_link() -> None:
    made = docx.Document()
    made.add_paragraph("Vera Hill\nMinister of Water\n12 Harbour Street\nRiverton")
    made.add_paragraph("Dear Minister,")
    paragraph = made.add_paragraph("We ask you to read ")
    link = OxmlElement("w:hyperlink")
    link.set(
        qn("r:id"),
        made.part.relate_to(
            "https://example.org/report",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        ),
    )
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:t"))
    run[0].text = "the report"
    link.append(run)
    paragraph._p.append(link)
    paragraph.add_run(" and to answer *all* of us_2 before the summer.")
    made.add_paragraph("Signed:")
    table = made.add_table(rows=3, cols=4)
    rows = (
        ("No.", "Name", "Role", "City"),
        ("1", "Ilana Brook", "poet", "Almaty"),
        ("2", "Petra Oak", "nurse", "Taraz"),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    draft = read(word(made=made))
    assert draft.recipients[0].name == "Vera Hill"
    assert draft.recipients[0].address == ("12 Harbour Street", "Riverton")
    assert (
        draft.body
        == r"We ask you to read [the report](https://example.org/report) and to answer \*all\* of us_2 before the summer."
    )
    assert [(line.name, line.role, line.place) for line in draft.lines] == [
        ("Ilana Brook", "poet", "Almaty"),
        ("Petra Oak", "nurse", "Taraz"),
    ]
    assert draft.left_over == ()
    assert Placed(Place.HEADINGS, 1) in draft.account


def opendocument() -> bytes:
    made = Document("text")
    body = made.body
    body.clear()
    bold = Style("text", name="Bold1", bold=True)
    made.insert_style(bold, automatic=True)
    for line in (
        "Общественный фонд «Чистая река»",
        "Алматы, 19 декабря 2022 года",
        "Генеральному прокурору Республики Казахстан",
        "Законникову Б.Н.",
    ):
        body.append(Paragraph(line))
    body.append(Header(1, "ОТКРЫТОЕ ПИСЬМО"))
    body.append(Paragraph("Уважаемый Борис Николаевич!"))
    paragraph = Paragraph("Мы, жители посёлка, обращаемся к вам в связи с ")
    paragraph.append(Span("обмелением", style="Bold1"))
    paragraph.append(" нашей реки и гибелью рыбы")
    paragraph.append(Note(note_id="n1", citation="1", body="По данным 2021 года."))
    paragraph.append(", см. ")
    paragraph.append(Link("https://example.org/report", text="доклад"))
    paragraph.append(".")
    body.append(paragraph)
    body.append(Paragraph("Требуем:"))
    demands = List(["Проверить плотину.", "Наказать виновных."])
    body.append(demands)
    body.append(Paragraph("Надеемся на ваше внимание к этому вопросу и скорый ответ."))
    body.append(Paragraph("С уважением,"))
    signed = List()
    for line in TEXT.splitlines()[-3:]:
        signed.append(ListItem(line[3:]))
    body.append(signed)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_an_opendocument_with_heading_lists_note_and_link() -> None:
    draft = read(opendocument(), "letter.odt")
    has_all_parts(draft, marks=("1.", "2."))
    assert (
        "**обмелением** нашей реки и гибелью рыбы[^1], см. [доклад](https://example.org/report)."
        in draft.body
    )
    assert draft.body.endswith("[^1]: По данным 2021 года.")


def test_an_opendocument_table_is_read_row_by_row() -> None:
    made = Document("text")
    made.body.clear()
    made.body.append(Paragraph("We compared the rivers of the region and found less water in each of them."))
    table = Table("Rivers", width=2, height=2)
    table.set_values([["Ural", "down"], ["Ili", "low"]])
    made.body.append(table)
    stream = io.BytesIO()
    made.save(stream)
    assert read(stream.getvalue()).body.endswith("| Ural | down |\n| Ili | low |")


PAGE = """<!DOCTYPE html>
<html><head><title>Letter | Site</title><style>p {color: red}</style><script>var a = "<p>no</p>";</script></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div class="cookie-bar social" style="display:none">Accept everything</div>
<main><article>
<h1>ОТКРЫТОЕ ПИСЬМО</h1>
<p>Общественный фонд «Чистая&nbsp;река»</p>
<p>Алматы, 19&#32;декабря 2022 года</p>
<p>Генеральному прокурору Республики Казахстан<br>Законникову Б.Н.</p>
<p>Уважаемый <b>Борис Николаевич!</b></p>
<p>Мы, жители посёлка, обращаемся к&nbsp;вам в связи с <strong>обмелением </strong>нашей реки<sup><a href="#fn1" id="ref1">1</a></sup>.</p>
<h2>Требуем:</h2>
<ol><li>Проверить плотину.<ul><li>старую</li><li>новую</li></ul></li><li><p>Наказать виновных.</p></li></ol>
<blockquote><p>Река мелеет.</p><p>Рыбы нет.</p></blockquote>
<p>Читайте <a href="https://example.org/r?a=1&amp;b=(2)">доклад</a> и <a href="javascript:alert(1)">это</a>.</p>
<ol><li id="fn1">По данным 2021 года. <a href="#ref1">↑</a></li></ol>
<p>С уважением,</p>
<ul><li>Илана Ручьёва, журналист</li><li>Пётр Дубов, правозащитник</li></ul>
</article></main>
<footer><p>© 2022 Site</p><form><button>Подписаться</button></form></footer>
</body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_a_page_saved_from_a_site(encoding: str) -> None:
    draft = read(PAGE.encode(encoding, "xmlcharrefreplace"), "page.html")
    assert draft.title == "ОТКРЫТОЕ ПИСЬМО"
    assert draft.letterhead == ("Общественный фонд «Чистая река»",)
    assert [(one.name, one.title) for one in draft.recipients] == [
        ("Законникову Б.Н.", "Генеральному прокурору Республики Казахстан")
    ]
    assert draft.salutation == "Уважаемый Борис Николаевич!"
    assert draft.body == (
        "Мы, жители посёлка, обращаемся к\u00a0вам в связи с **обмелением** нашей реки[^1].\n\n## Требуем:\n\n"
        "1. Проверить плотину.\n   - старую\n   - новую\n2. Наказать виновных.\n\n> Река мелеет.\n>\n> Рыбы нет.\n\n"
        "Читайте [доклад](https://example.org/r?a=1&b=%282%29) и это.\n\n[^1]: По данным 2021 года."
    )
    assert [line.name for line in draft.lines] == ["Илана Ручьёва", "Пётр Дубов"]
    assert draft.left_over == ()
    assert [(around.line, around.why) for around in draft.around] == [
        ("Home", "menu or footer of the site"),
        ("News", "menu or footer of the site"),
        ("Accept everything", "hidden in the file"),
        ("© 2022 Site", "menu or footer of the site"),
        ("Подписаться", "menu or footer of the site"),
    ]


def test_signs_of_markdown_in_a_page_stay_signs() -> None:
    draft = read(
        b"<html><body><p>We paid 5 * 3 * 2 [dollars] for `it` &lt;b&gt; and a_b_c.</p><p># not a heading at all, says he</p></body></html>"
    )
    assert (
        draft.body == r"We paid 5 \* 3 \* 2 \[dollars\] for \`it\` \<b> and a_b_c."
        "\n\n"
        r"\# not a heading at all, says he"
    )


def test_the_bytes_tell_the_format_and_not_the_name() -> None:
    has_all_parts(read(TEXT.encode(), "letter.docx"))
    assert read(opendocument(), "letter.txt").title == "ОТКРЫТОЕ ПИСЬМО"
    assert read(PAGE.encode(), "letter").title == "ОТКРЫТОЕ ПИСЬМО"
