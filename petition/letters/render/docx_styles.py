"""The styles of a letter in Word: whoever goes on working with it changes a style and not three hundred lines."""

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from petition.letters.composing.letter import Letter
from petition.letters.composing.words import language
from petition.letters.render.docx_body import INDENT, SIGNATORIES

FONT = (
    "Times New Roman"  # the one serif with Kazakh letters that every office suite has, or has the likeness of
)
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
_GREY, _RED = "595959", "A01818"


def set_styles(word: WordDocument, letter: Letter, *, text_width: int) -> None:
    """Put the letter's styles in place of the template's; `text_width` is where the footer's tab stands."""
    styles = word.styles.element
    ours = parse_xml(
        f"<w:styles {nsdecls('w')}>{_defaults(letter)}{''.join(_STYLES)}{_footer(text_width)}</w:styles>"
    )
    replaced = {style.get(qn("w:styleId")) for style in ours.findall(qn("w:style"))}
    for old in styles.findall(qn("w:style")):
        if old.get(qn("w:styleId")) in replaced:
            styles.remove(old)
    styles.remove(styles.find(qn("w:docDefaults")))
    styles.insert(0, ours[0])
    styles.extend(list(ours))


def _defaults(letter: Letter) -> str:
    lang = LOCALES.get(language(letter.lang), letter.lang)
    rtl = ("<w:rtl/>", "<w:bidi/>") if letter.right_to_left else ("", "")
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" '
        f'w:cs="{FONT}"/><w:sz w:val="24"/><w:szCs w:val="24"/>{rtl[0]}<w:lang w:val="{lang}" w:eastAsia="zh-CN" '
        f'w:bidi="{lang if letter.right_to_left else "ar-SA"}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        f'{rtl[1]}<w:spacing w:after="0" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )


def _style(identity: str, name: str, paragraph: str = "", letters: str = "", based_on: str = "Normal") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if identity != "Normal" else ""
    own = ' w:default="1"' if identity == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{identity}"><w:name w:val="{name}"/>{base}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _character(identity: str, name: str, letters: str) -> str:
    return f'<w:style w:type="character" w:styleId="{identity}"><w:name w:val="{name}"/><w:rPr>{letters}</w:rPr></w:style>'


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_KEPT, _WHOLE, _CENTRED = "<w:keepNext/>", "<w:keepLines/>", '<w:jc w:val="center"/>'
_RULED = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="8" w:color="auto"/></w:pBdr>'
_HANGING = f'<w:ind w:left="{INDENT}" w:hanging="{INDENT}"/>'
_NUMBERED = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{SIGNATORIES}"/></w:numPr>'
_BOLD, _ITALIC = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"

_STYLES = [
    _style("Normal", "Normal"),
    _style("BodyText", "Body Text", _space(0, 160)),
    _style("Letterhead", "Letterhead", _RULED + _space(0, 360) + _CENTRED, _size(26)),
    _style("LetterDate", "Letter Date", _space(0, 300)),
    _style("Recipient", "Recipient", _WHOLE + _space(0, 260)),
    _style("Delivery", "Delivery", _space(60, 260), _ITALIC),
    _style("Title", "Title", _KEPT + _WHOLE + _space(320, 320), _BOLD + _size(32)),
    _style("Subject", "Subject", _KEPT + _WHOLE + _space(200, 200), _BOLD),
    _style("Salutation", "Salutation", _KEPT + _space(200, 200)),
    _style("Closing", "Closing", _KEPT + _WHOLE + _space(280, 240)),
    _style("Statement", "Statement", _KEPT + _WHOLE + _space(400, 160), _BOLD),
    _style("Signatory", "Signatory", _WHOLE + _space(0, 60) + _HANGING, _size(22)),
    _style("SectionEnd", "Section End", _space(0, 0), _size(2)),
    _style("NumberedSignatory", "Numbered Signatory", _NUMBERED, based_on="Signatory"),
    _style("NotNamed", "Not Named", _space(200, 0), _ITALIC),
    _style("Published", "Published", _space(480, 0), f'<w:color w:val="{_GREY}"/>' + _size(18)),
    _style("Preview", "Preview", _CENTRED, _BOLD + f'<w:color w:val="{_RED}"/>' + _size(20)),
    _style("Break", "Break", _space(120, 280) + _CENTRED),
    _style("Quote", "Quote", _space(160, 160) + '<w:ind w:left="567" w:right="567"/>'),
    _style("FootnoteText", "footnote text", _space(0, 40), _size(19)),
    *(
        _style(
            f"Heading{level}",
            f"heading {level}",
            f'{_KEPT}{_WHOLE}{_space(280, 120)}<w:outlineLvl w:val="{level - 1}"/>',
            (_BOLD if level < 3 else _ITALIC) + _size(24),
        )
        for level in range(1, 7)
    ),
    _character("Hyperlink", "Hyperlink", '<w:u w:val="single"/>'),
    _character("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
]


def _footer(text_width: int) -> str:
    """Two sides and a tab between them; the template's own tabs are cleared."""
    cleared = "".join(f'<w:tab w:val="clear" w:pos="{at}"/>' for at in (4320, 8640))
    tabs = f'<w:tabs>{cleared}<w:tab w:val="right" w:pos="{text_width}"/></w:tabs>'
    return _style("Footer", "footer", tabs, f'<w:color w:val="{_GREY}"/>{_size(17)}')
