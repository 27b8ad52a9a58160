"""Names in every script: found again in the PDF, and spelled out there where no font draws a sign."""

import re
import unicodedata
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from petition.letters.composing.letter import Letter
from petition.letters.render import as_pdf
from petition.letters.render.fonts import families, loaded
from petition.letters.render.spelling import EVERYDAY, spelled, units
from petition.letters.render.typesetting import undrawn
from tests.letters.invented import SIGNED, TEXT, letter, person, written

NAMES = {
    "Latin": "Zoë Łukašević",
    "Cyrillic": "Әсел Өтегенова",
    "Chechen": "Ӏеламан Ӏабдула",
    "Greek": "Ελένη Παπαδοπούλου",
    "Hebrew": "שרה לוי",
    "Arabic": "فاطمة محمود",
    "Persian": "ایرج کریمی",
    "Georgian": "ნინო ბერიძე",
    "Armenian": "Անահիտ Պետրոսյան",
    "Chinese": "歐陽小明",
    "Japanese": "山田さくら",
    "Korean": "김철수",
    "Thai": "สมชาย ใจดี",
    "Devanagari": "अनीता शर्मा",
    "Khmer": "សុខ សុភា",
    "Tamil": "முருகன் செல்வி",
    "Telugu": "శ్రీనివాస్ రెడ్డి",
    "Bengali": "রবীন সেন",
    "Ethiopic": "አበበ ቢቂላ",
    "Burmese": "မင်းအောင်",
    "Sinhala": "නිමල් පෙරේරා",
    "Emoji": "Dana 😀 ☕",
}


def text_of(data: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)


def letters_of(text: str) -> set[str]:
    """The letters alone, for readers of PDF hand Arabic out in the order seen and as presentation forms."""
    return set(unicodedata.normalize("NFKC", text)) - set(" \n")


@pytest.fixture(scope="module")
def everybody() -> Letter:
    return letter(*(person(name, at) for at, name in enumerate(NAMES.values())), order="as_signed")


def test_names_of_every_script_stand_in_one_list(everybody: Letter) -> None:
    found = letters_of(text_of(written("pdf", everybody)))
    assert {script: lost for script, name in NAMES.items() if (lost := letters_of(name) - found)} == {}


def test_nothing_of_them_is_spelled_out(everybody: Letter) -> None:
    assert as_pdf.spelled_out(everybody) == ()


@pytest.mark.parametrize("lang", ["ja", "ko", "zh-Hant", "ar", "kk"])
def test_the_letter_itself_may_be_in_any_of_them(lang: str) -> None:
    text = replace(TEXT, body="\n\n".join(NAMES.values()), closing=NAMES["Chinese"])
    assert letters_of(NAMES["Chinese"]) <= letters_of(
        text_of(written("pdf", letter(*SIGNED, text=text, lang=lang)))
    )


def test_every_family_that_is_asked_is_there() -> None:
    there = set(loaded(()).families())
    assert [
        family for lang in ("kk", "ja", "ko", "zh-TW") for family in families(lang, ()) if family not in there
    ] == []


def test_each_language_of_the_east_has_its_own_forms() -> None:
    asked = [families(lang, ())[-4] for lang in ("ja", "ko", "zh_Hant", "zh-CN", "kk")]
    assert [family.removeprefix("Noto Sans CJK ") for family in asked] == ["JP", "KR", "TC", "SC", "SC"]


def test_everyday_letters_are_all_drawn() -> None:
    everyday = [
        sign for sign in map(chr, range(0x20, 0x2200)) if re.match(f"[{EVERYDAY}]", sign) and sign.strip()
    ]
    assert undrawn([sign for sign in everyday if unicodedata.category(sign) != "Cn"], "kk", ()) == set()


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Dana 𒀀 Name", "Dana [U+12000 cuneiform sign a] Name"),
        ("Dana 𒀀𒀁", "Dana [U+12000 cuneiform sign a, U+12001 cuneiform sign a times a]"),
        ("Dana \ue000", "Dana [U+E000]"),
    ],
)
def test_nobody_keeps_a_letter_from_being_printed_by_a_sign_in_their_name(name: str, printed: str) -> None:
    composed = letter(*SIGNED, person(name, 99))
    assert printed in re.sub(r"\s+", " ", text_of(written("pdf", composed)))
    assert [line.name for line in as_pdf.spelled_out(composed)] == [name]
    assert name in written("txt", composed).decode()


@pytest.mark.parametrize(
    "name",
    [
        "\u0301\u0301 Ann",
        "Ann \u0489\ufe0f",
        "Ann \U000e0041",
        "Ann \ufffe\x01",
        "🇰🇿🇰",
        "A\u200d\u0d4d",
        "\u2028\x85Ann",
    ],
)
def test_no_sign_at_all_keeps_a_letter_from_being_printed(name: str) -> None:
    assert written("pdf", letter(*SIGNED, person(name, 99)))


def test_a_sign_carries_its_marks_with_it() -> None:
    assert units(["Ann 𒀀\u0301x", "Әсел № 1 — Ёж"]) == ["x", "𒀀\u0301"]
    assert spelled("a 𒀀\u0301𒀀", {"𒀀"}) == "a [U+12000 cuneiform sign a]\u0301[U+12000 cuneiform sign a]"


def test_folders_of_fonts_are_asked_after_our_own(tmp_path: Path) -> None:
    font = Path(str(files("manimgx_fonts"))) / "NotoSansLao[wght].ttf"
    renamed = font.read_bytes().replace(
        "Noto Sans Lao".encode("utf-16-be"), "Town Hall Lao".encode("utf-16-be")
    )
    (tmp_path / "town.ttf").write_bytes(renamed)
    assert families("kk", (tmp_path,)) == [*families("kk", ()), "Town Hall Lao"]
    file = BytesIO()
    as_pdf.write(letter(*SIGNED), file, fonts=(tmp_path,))
    assert file.getvalue() == written("pdf", letter(*SIGNED))
