"""Lists in letters of eight bits, and any bytes at all."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from petition.reading import listing
from petition.reading.files.eight_bit import NEAR
from petition.reading.files.encodings import decoded, read_again
from petition.reading.refusals import NotATable
from petition.reading.report import list_as_json

TEXTS = {
    "Имя;Город\nИванова Мария;Павлодар\nСидоров Пётр;Омск": ["cp1251", "koi8-r", "cp866", "mac-cyrillic"],
    "Аты-жөні;Қаласы\nҚасымова Әлия;Шымкент\nҰлан Ерғали;Өскемен": ["kz1048", "ptcp154"],
    "Прізвище;Місто\nКоваленко Олена;Київ\nЇжакевич Петро;Львів": ["cp1251", "koi8-u", "mac-cyrillic"],
    "Όνομα;Πόλη\nΓιώργος Παπαδόπουλος;Αθήνα\nΕλένη Νικολάου;Θεσσαλονίκη": ["cp1253"],
    "Imię;Miasto\nŁukasz Żółć;Kraków\nAgnieszka Wiśniewska;Gdańsk": ["cp1250"],
    "Ad;Şehir\nAyşe Yılmaz;İzmir\nOğuz Çağlar;Muğla": ["cp1254"],
    "Name;Ort\nJürgen Großmann;Köln\nZoë Bénard;Orléans": ["cp1252"],
    "氏名,メール\n山田 花子,先生です\n佐藤 健,東京に住む": ["cp932"],
}


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, each) for text, known in TEXTS.items() for each in known]
)
def test_eight_bit_letters_are_told_by_the_language_they_spell(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)).text == text


def test_where_two_encodings_read_alike_the_other_is_named_to_choose_from() -> None:
    found = decoded("Név\nKovács Győző".encode("cp1250"))
    assert found.others
    assert read_again(found.text, found.encoding, found.others[0]) == "Név\nKovács Gyõzõ"
    assert 0 < NEAR < 1


@given(st.binary(max_size=200))
@example(b"%PDF")
@example(b"|")
@settings(max_examples=60)
def test_any_file_is_a_list_or_a_refusal(data: bytes) -> None:
    try:
        found = listing.read(data, "list.csv")
    except NotATable:
        return
    assert list_as_json(found)["account"]
