"""Nobody in a list is exposed: whoever could have said no is hidden until a person has decided. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.lexicon.signatory import Visibility
from petition.reading.naming import consent
from petition.reading.signatories import pasted
from petition.reading.tables.columns import ASKED
from tests.reading.pasted import read_pasted
from tests.reading.test_lists_read import people, said, table

WORDINGS = [
    ("May I print your name?", "No", "Yes"),
    ("I object to my name being published", "Yes", "No"),
    ("Opt out of the public list", "x", ""),
    ("Keep me off the website", "TRUE", "FALSE"),
    ("Do not show my name publicly", "Yes", "No"),
    ("Do you not want to be named?", "yes", "no"),
    ("Hide my name from the public", "Yes", "No"),
    ("How should we list you?", "Anonymously", "By name"),
    ("Name display", "No thanks", "Yes please"),
    ("GDPR", "declined", "accepted"),
    ("Privacy", "private", "public"),
    ("Consent to be listed publicly", "No, keep it private", "Yes, of course"),
    ("Приватность", "скрыть", "показать"),
    ("Возражаю против публикации", "да", "нет"),
    ("Можно ли назвать вас?", "нет", "да"),
    ("Не хочу, чтобы имя видели", "1", "0"),
    ("Разрешение на обработку и публикацию", "не даю", "даю"),
    ("Атымды жарияламаңыз", "иә", "жоқ"),
    ("Атыңызды көрсетуге бола ма?", "жоқ", "иә"),
    ("Dürfen wir Ihren Namen nennen?", "Nein", "Ja"),
    ("Ich möchte nicht genannt werden", "ja", "nein"),
    ("Ne pas publier mon nom", "oui", "non"),
    ("¿Podemos publicar su nombre?", "No", "Sí"),
    ("Adım gizli kalsın", "Evet", "Hayır"),
    ("Ismim ko'rsatilmasin", "ha", "yo'q"),
    ("Zgoda na publikację", "nie", "tak"),
    ("Атымды жашыруу", "ооба", "жок"),
    ("Остаться неназванным", "+", "-"),
    ("KVKK: adım yayımlanmasın", "Evet", "Hayır"),
    ("Subscription: hide me", "yes", "no"),
    ("LGPD: não divulgar meu nome", "Sim", "Não"),
    ("Brak zgody na publikację nazwiska", "TAK", "NIE"),
    ("Acceptez-vous que votre nom ne soit pas cité ?", "Oui", "Non"),
    ("عدم نشر اسمي", "نعم", "لا"),
    ("お名前の公開について", "公開しない", "公開してよい"),
    ("Autoriza a divulgação do seu nome?", "Sim, sem nome", "Sim"),
    ("Ismimni e’lon qilishga roziman", "Yo‘q", "Ha"),  # beside "Familiya", no half of a name
]


@pytest.mark.parametrize(("heading", "hides", "shows"), WORDINGS)
def test_whoever_says_no_in_any_wording_is_never_shown_before_a_person_has_decided(
    heading: str, hides: str, shows: str
) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["Name", "Email", heading], ["Anna Ruel", "a@example.org", hides], ["Boris Lind", "b@example.org", shows]]
    )  # fmt: skip
    found = table(out.getvalue())
    assert people(found)["Anna Ruel"]["visibility"] == "hidden"
    assert ASKED in found.columns or people(found)["Boris Lind"]["visibility"] == "public"


@given(
    st.sampled_from(
        ["Show my name", "Public", "Do not publish my name", "Anonymous", "Имя публиковать", "Жасырын"]
    ),
    st.text(st.characters(categories=["Ll", "Lu"]), min_size=2, max_size=12),
    st.integers(0, 3),
)
@settings(max_examples=60)
def test_a_heading_with_a_word_that_is_not_known_is_asked_about(heading: str, word: str, at: int) -> None:
    words = heading.split()
    wording = " ".join([*words[:at], word, *words[at:]])
    if consent.meaning(wording):  # the word happens to be known
        return
    found = table(f'Name,"{wording}"\nAnna Ruel,yes\nBoris Lind,no\n')
    assert found.columns[1] == ASKED
    assert {row["visibility"] for row in people(found).values()} == {"hidden"}


@pytest.mark.parametrize(
    "answer", ["yes, but only if others do", "да, но без должности", "maybe", "ask me first"]
)
def test_an_answer_that_is_more_than_yes_hides_until_it_is_decided(answer: str) -> None:
    found = table(f'Name,Show my name\nAnna Ruel,"{answer}"\nBoris Lind,yes\n')
    assert people(found)["Anna Ruel"]["visibility"] == "hidden"
    assert dict(found.asks[0].unclear) == {answer: 1}


@pytest.mark.parametrize(
    "words",
    [
        "anonymous",
        "please do not publish my name",
        "аноним",
        "не публиковать имя",
        "жасырын",
        "don't show this, thanks",
        "I'd rather my name wasn't printed",
        "ask me first",
    ],
)
def test_words_beside_a_name_that_ask_not_to_show_it_hide_it(words: str) -> None:
    for line in (f"Anna Ruel ({words})", f"Anna Ruel, teacher, {words.split(',', maxsplit=1)[0]}"):
        (placed,) = pasted.read(line)
        assert placed.listed
        assert (placed.listed.visibility, placed.listed.line.doubt) == (Visibility.HIDDEN, "naming")
    found = table(f'Name,Email,Remarks\nAnna Ruel,a@example.org,"{words}"\nBoris Lind,b@example.org,hello\n')
    assert found.columns[2] == ASKED or people(found)["Anna Ruel"]["visibility"] == "hidden"


@pytest.mark.parametrize(
    "remark",
    [
        "please do not print my name", "without my name", "bitte nicht veröffentlichen", "möchte anonym bleiben", "ne pas citer",
        "sin publicar mi nombre", "просит не называть", "имя не указывать", "атымды жарияламаңыз", "жариялауға болмайды", "ismim yayınlanmasın",
        "请勿公开姓名", "عدم نشر الاسم", "לא לפרסם", "არ გამოაქვეყნოთ", "не вказувати ім’я", "senza nome", "nie publikować",
    ],
)  # fmt: skip
def test_a_remark_that_may_refuse_hides_in_any_language_and_place(remark: str) -> None:
    typed = f"Anna Ruel, teacher\nBoris Lind ({remark})\nCem Ozan – {remark}\nDora Klee, poet\n"
    shown = {row["name"] for row in people(read_pasted(typed)).values() if row["visibility"] == "public"}
    assert shown == {"Anna Ruel", "Dora Klee"}
    beside = people(
        table(f"Name,Remarks\nAnna Ruel,\nBoris Lind,{remark}\nCem Ozan,great letter\nEla Pak,\n")
    )
    assert beside["Boris Lind"]["visibility"] == "hidden"


def test_an_answer_of_its_own_in_a_column_that_is_asked_about_leaves_its_row_doubtful() -> None:
    found = table("Name,Kept\nAnna Ruel,yes\nBoris Lind,revoked\nCem Ozan,\n")
    assert said(found) == "Anna Ruel/hidden; Boris Lind/hidden/?naming; Cem Ozan/hidden; ask Kept"


def test_a_column_that_says_something_of_a_few_in_words_is_asked_about() -> None:
    found = table("Name(s),Bemerkung\nAnna Ruel,\nBoris Lind,bitte streichen\nCem Ozan,\nDora Klee,\n")
    assert (
        said(found)
        == "Anna Ruel/hidden; Boris Lind/hidden/?naming; Cem Ozan/hidden; Dora Klee/hidden; ask Bemerkung"
    )


def test_a_remark_in_a_line_of_its_own_may_be_about_everybody() -> None:
    found = people(table("Name,City\nAnna Ruel,Bern\nBoris Lind,Nyon\nRed = do not publish,\n"))
    assert {row["visibility"] for row in found.values()} == {"hidden"}


def test_an_empty_box_among_ticked_ones_has_not_signed_and_one_beside_a_name_keeps_it_back() -> None:
    rows = people(read_pasted("☑ Ada Sand, nurse\n☐ Ben Oak, poet\n☑ Cy Holm, welder (☐ publish my name)\n"))
    assert {name: row["visibility"] for name, row in rows.items()} == {"Ada Sand": "public", "Cy Holm": "hidden"}  # fmt: skip


def test_a_cancelled_order_has_not_signed_and_a_ditto_is_the_cell_above() -> None:
    text = 'Name\tTown\tOrder status\nAda Sand\tLeeds\tCompleted\nBen Oak\t—"—\tCancelled\nCy Holm\t-//-\tCompleted\n'
    rows = people(read_pasted(text))
    assert {name: row["place"] for name, row in rows.items()} == {"Ada Sand": "Leeds", "Cy Holm": "Leeds"}


@pytest.mark.parametrize(
    "remark", ["Ben Oak – asked not to be named", "P.S. Please do not print Ben's name."]
)
def test_a_remark_below_a_table_hides_whom_it_names_or_all(remark: str) -> None:
    rows = people(table(f"Name,Town\nAda Sand,Leeds\nBen Oak,York\nCy Holm,York\n{remark},\n"))
    assert rows["Ben Oak"]["visibility"] == "hidden"
