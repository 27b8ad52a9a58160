"""Contact data is told from all else that people write beside a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.core import contacts
from petition.core.contacts import Contact

EMAILS = """anna@example.org | anna.k+tag@mail.example.co.uk | "Anna" <anna@example.org> | anna (at) example.org
anna[at]example[dot]org | anna at example dot org | anna собака mail точка ru | anna (собака) mail.ru | anna＠example.org
anna @ example.org | почта: анна@почта.рф | E-mail: anna@example.org | mailto:anna@example.org | anna@localhost"""
PHONES = """+7 777 123 45 67 | +77771234567 | 8 (727) 250-12-34 | 8-777-123-45-67 | 87771234567 | 8 777 1234567 | 250-12-34
тел. 27-54-32 | тел.: 250 12 34 | тел./факс: 8 (7172) 74-12-34, доб. 105 | моб. тел. 777 123 45 67 | т. 2725432
+44 20 7946 0958 | +44 (0)20 7946 0958 ext. 12 | (212) 555-0123 | 777-123-4567 | 01 23 45 67 89 | 030/1234567 | 030 1234567
WhatsApp +7 701 111 22 33 | ұялы: 8 701 123 45 67 | 600 123 456 | +7.777.123.45.67 | 8 707 123 4567 (WhatsApp)
Тел.: 8(727)2501234 | ＋７ ７７７ １２３ ４５ ６７ | ٠١٢٣ ٤٥٦ ٧٨٩ | ИИН 850101300123"""
LINKS = """https://example.org/x | http://anna.blog | www.anna.kz | facebook.com/anna.k | t.me/anna | wa.me/77771234567
@anna | Telegram: anna_k | Telegram: @anna | сайт: anna.kz | tel:+77771234567"""
NONE = """teacher, school № 17 | школа № 1234567 | veteran 1941–1945 | журналист (1990—2005) | born 12.05.1950 | 2026-05-12
2026-05-12 14:03:11 | ул. Абая 150/230, кв. 12 | Almaty 050000 | case № 7523-22-00-2/1234 | дело 7523-22-00-2/1234 | Vlast.kz
REPUBLIC.kz.media | editor of exclusive.kz | reporter at bellingcat.com | и.о. редактора | Ph.D. | A. Smith/B. Jones
union of 1 000 000 members | 12 345 678 | 1,000,000 | Studio 5 TV | Radio 101.7 | School No. 12345678 | class of 2019 2020
ISBN 978-3-16-148410-0 | БИН 123456789012 | 9-1-1 | ст. 174-1, 405 | депутат 2012-2016, 2016-2021 | кв. 17-2-5
Мектеп 25, 7 «А» сынып | teacher at School 5 dot class | Department of Signal: Processing | Telegram: Channel of News
AT & T | Телеканал 31 | г. Алматы, 1-12-45 | участник войны 1979-1989 гг."""


def written(values: str) -> list[str]:
    return [value.strip() for line in values.splitlines() for value in line.split("|")]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        *((value, Contact.EMAIL) for value in written(EMAILS)),
        *((value, Contact.PHONE) for value in written(PHONES)),
        *((value, Contact.LINK) for value in written(LINKS)),
    ],
)
def test_contact_data_is_found_however_it_is_written(value: str, kind: Contact) -> None:
    assert contacts.kind_in(value) is kind
    assert contacts.parted(f"Anna Ruel, teacher, {value}").rest.startswith("Anna Ruel, teacher")
    assert contacts.kind_in(contacts.without(f"Anna Ruel ({value}), teacher")) is None


@pytest.mark.parametrize("value", written(NONE))
def test_years_numbers_and_names_of_media_are_no_contact_data(value: str) -> None:
    assert contacts.kind_in(value) is None
    assert contacts.without(value) == value


@pytest.mark.parametrize(
    ("value", "rest", "taken"),
    [
        ("Anna Ruel <anna@example.org>", "Anna Ruel", "anna@example.org"),
        ("Anna Ruel (@anna), teacher", "Anna Ruel, teacher", "@anna"),
        ("Anna Ruel — t.me/anna — teacher", "Anna Ruel — teacher", "t.me/anna"),
        ("teacher (school 5, tel. 123-45-67)", "teacher (school 5)", "tel. 123-45-67"),
        ("anna@example.org, +7 777 123 45 67, nurse", "nurse", "anna@example.org, +7 777 123 45 67"),
        ("Anna  Ruel,\u00a0teacher | 250-12-34", "Anna  Ruel,\u00a0teacher", "250-12-34"),
        (
            "Ada Sand (Bell Guild, https://bell.example); nurse",
            "Ada Sand (Bell Guild); nurse",
            "https://bell.example",
        ),
        (
            "Ada Sand (https://bell.example/a_(b), Bell Guild)",
            "Ada Sand (Bell Guild)",
            "https://bell.example/a_(b)",
        ),
    ],
)
def test_what_is_left_is_as_it_was_typed(value: str, rest: str, taken: str) -> None:
    assert contacts.parted(value)[:2] == (rest, taken)


@given(st.text(st.sampled_from("a1 7+.-()@:/,[t]at\u0430\uff20\n"), max_size=60))
def test_nothing_is_left_of_contact_data(value: str) -> None:
    assert contacts.kind_in(contacts.without(value)) is None


def test_no_line_takes_long_to_look_at() -> None:
    for value in ("a." * 2_000 + "@", "a-" * 2_400 + ":", "+1 " * 1_600, "тел." * 1_200 + "@ 12345"):
        contacts.without(value)
    assert contacts.without("a." * 1_000_000 + "@") == ""
