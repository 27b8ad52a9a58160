"""Whom a wish not to be named hides, wherever it stands: whoever it may speak of, and nobody else. All names are invented."""
# ruff: noqa: E501 - what people type stands here as they type it

import pytest

from petition.reading import listing
from petition.reading.draft import Doubt
from petition.reading.report import list_as_json
from tests.reading.pasted import read_pasted
from tests.reading.signed_below import read_below
from tests.reading.test_lists_read import people

NAMES = ["Anna Ruel", "Boris Lind", "Clara Moss", "David Orme"]
LIST = "Anna Ruel, teacher\nBoris Lind, poet\nClara Moss, nurse\nDavid Orme, baker\n"
NUMBERED = "".join(f"{nth}. {line}\n" for nth, line in enumerate(LIST.splitlines(), 1))


def hidden(text: str) -> list[str]:
    rows = people(read_pasted(text))
    assert rows.keys() >= {*NAMES}
    return [name for name in NAMES if rows[name]["visibility"] == "hidden"]


@pytest.mark.parametrize(
    "wish",
    [
        "Names not for publication", "Имена не публиковать", "Bitte die Namen nicht veröffentlichen", "Ne pas publier les noms",
        "Аттарын жарияламаңыздар!", "Ismimiz yayınlanmasın", "Prosimy nie publikować nazwisk", "NB: we would all rather stay anonymous",
        "P.S. not for the newspaper please", "Thanks to Boris Lind for collecting these, please leave the names out of the paper.",
        "Maria Kern collected these, but please leave the names out of the paper.", "None of us wants to be named!", "No. 1 must not be named; neither must Boris.",
        f"I asked many people this week{' and the week before that' * 5}, and nearly all were glad. None wants to be named in public.",
    ],
)  # fmt: skip
def test_a_wish_above_all_names_or_below_them_may_mean_everybody_with_a_full_stop_or_without(
    wish: str,
) -> None:
    for text in (f"{LIST}\n{wish}", f"{NUMBERED}{wish}", f"{wish}\n\n{LIST}", f"# {wish}\n\n{NUMBERED}"):
        assert hidden(text) == NAMES


def test_a_call_to_sign_around_a_list_keeps_nobody_back() -> None:
    for said in ("Do not forget to add your name!", "Анонимные подписи не принимаются."):
        assert hidden(f"{LIST}\n{said}") == hidden(f"{said}\n\n{LIST}") == []


@pytest.mark.parametrize(
    ("line", "others"),
    [
        ("Boris Lind, poet - works in the council, without giving the surname!!", []),
        ("Boris Lind, teacher and poet, please don't print my name!", []),
        ("Boris Lind, poet. Просит фамилию не указывать.", []),
        ("Boris Lind (aged 12), poet", []),
        ("Boris Lind, poet -> bitte nur intern, nicht ins Netz", []),
        ("Boris Lind, poet (happy to sign but don't put my name online, I work for the council)", []),
        ("Boris Lind, poet. We all want to stay anonymous!", ["Anna Ruel", "Clara Moss", "David Orme"]),
        ("Boris Lind, poet (Clara Moss, my wife, does not want to be named).", ["Clara Moss"]),
        (
            "Boris Lind, poet (please don't print my name and that of my wife)",
            ["Anna Ruel", "Clara Moss", "David Orme"],
        ),
        ("Boris Lind, poet (не на сайт и мужа тоже)", ["Anna Ruel", "Clara Moss", "David Orme"]),
        ("Boris Lind, poet. Clara doesn't want her name printed.", ["Clara Moss"]),
    ],
)
def test_a_wish_in_somebodys_own_line_is_theirs_unless_it_speaks_of_others(
    line: str, others: list[str]
) -> None:
    assert hidden(LIST.replace("Boris Lind, poet", line)) == sorted({"Boris Lind", *others})
    rows = people(read_pasted(LIST.replace("Boris Lind, poet", line)))
    assert rows["Boris Lind"]["role"] in {"poet", "teacher and poet"}


@pytest.mark.parametrize(
    ("wish", "whom"),
    [
        ("Boris Lind asks not to be named.", ["Boris Lind"]),
        ("Ms Moss would rather not be named.", ["Clara Moss"]),
        ("Anna Ruel asks not to be named in the paper and on the site.", ["Anna Ruel"]),
        ("No 4 and Anna Ruel ask not to be named; please print the list without them.", NAMES),
        ("Anna Ruel asks not to be named on the web and her son too.", NAMES),
        ("Anna Ruel does not want her name and that of her husband printed.", NAMES),
        ("Anna Ruel asks not to be named and for her son the same.", NAMES),
        ("Anna Ruel просит не называть её на сайте и мужа тоже.", NAMES),
        ("Anna Ruel; Boris Lind: not to be named.", ["Anna Ruel", "Boris Lind"]),
        ("und zwei davon möchten nicht genannt werden", NAMES),
        ("Plus two above must not be named.", NAMES),
        ("и он просит не называть его", NAMES),
        ("Two teachers: names withheld", NAMES),
        ("Two teachers, initials only", ["Anna Ruel", "David Orme"]),  # of whom nothing is known that he does
        ("Madame Moss ne souhaite pas que son nom soit publié.", ["Clara Moss"]),
        ("Anna Ruel told me that her colleague the nurse must not be named.", ["Anna Ruel", "Clara Moss"]),
        ("Maria Kern signs too, but does not want to be named.", []),
        ("Maria Kern signs too and asks not to be named, as do the nurses.", ["Clara Moss"]),
        ("The poet does not want to be named.", NAMES),
        ("Boris Lind and his wife do not want to be named.", NAMES),
    ],
)
def test_a_wish_beside_a_list_is_of_those_whom_it_names_or_of_anybody(wish: str, whom: list[str]) -> None:
    assert hidden(f"{LIST}\n{wish}") == whom


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("Анна Ким", "По просьбе Анны имена не публикуем."), ("Дана Ким", "Данные и имена подписавших не публиковать."),
        ("Вера Ким", "Имена не публиковать до Веры Павловны из мэрии."), ("Вера Ким", "Верим что имена не будут опубликованы."),
        ("Люба Ким", "Любые имена просим не публиковать."), ("Люда Ким", "Люди просят не называть."), ("Света Ким", "Светить имена не надо."),
        ("Аким Лан", "Акимату не называть."), ("Ару Ким", "Арудың өтініші бойынша есімдер жарияланбасын."), ("Тема Ким", "Темы и имена не публиковать."),
        ("Анна Ким", "п. 2 не называть"), ("Tessa Kim", "At Tessa’s request the names are not to be published."),
    ],
)  # fmt: skip
def test_a_word_that_begins_like_a_name_makes_no_wish_for_all_one_of_its_bearer(name: str, wish: str) -> None:
    assert hidden(f"{NUMBERED}5. {name}\n\n{wish}") == NAMES
    assert [line.doubt for line in read_below(f"Yours,\n\n{NUMBERED}5. {name}\n\n{wish}").lines][:5] == [Doubt.NAMING] * 5  # fmt: skip


def test_a_wish_of_numbers_is_of_those_whom_it_names_as_well() -> None:
    assert hidden(f"{NUMBERED}\nNo. 1 must not be named, neither must Boris.") == ["Anna Ruel", "Boris Lind"]
    assert hidden(f"{NUMBERED}(2) and (3) not to be named.") == ["Boris Lind", "Clara Moss"]
    assert hidden(f"{LIST}(2) and (3) not to be named.") == NAMES
    assert hidden(f"{NUMBERED}5. Cy Holm\n\nп. 2 анонимно") == ["Boris Lind"]


@pytest.mark.parametrize(
    ("wish", "whom", "name"),
    [
        ("Атымды жарияламаңыздар - Жанат Т.", [], "Жанат Т."),
        ("Не публикуйте мое имя - Вера Холм, врач.", [], "Вера Холм"),
        (
            "Please do not print my name.",
            ["David Orme"],
            "Please do",
        ),  # whoever went on with a line of theirs
        ("Please do not print our names.", NAMES, "Please do"),
        ("Please do not print my name and that of my wife.", NAMES, "Cora Kern"),
    ],
)
def test_a_wish_with_a_number_of_its_own_is_of_whoever_speaks_in_it(
    wish: str, whom: list[str], name: str
) -> None:
    typed = f"{NUMBERED}5. {wish}\n6. Cora Kern, cook\n"
    assert hidden(typed) == whom
    assert people(read_pasted(typed))[name]["visibility"] == "hidden"


@pytest.mark.parametrize("sign", ["1. ", "1) ", "(1) ", "1 - ", "1 ", "№1 "])
@pytest.mark.parametrize("wish", ["1. is not to be named", "(1) is not to be named", "1 - not to be named", "1 is not to be named.", "№ 1 просил не называть.", "Nr. 1 möchte nicht genannt werden."])  # fmt: skip
def test_a_number_in_a_wish_is_of_whoever_bears_it_however_both_are_written(sign: str, wish: str) -> None:
    typed = "".join(f"{sign.replace('1', str(nth))}{line}\n" for nth, line in enumerate(LIST.splitlines(), 1))
    rows = list_as_json(read_pasted(typed + wish))["rows"]
    assert all(any(name in row["name"] for row in rows) for name in NAMES)
    assert {row["visibility"] for row in rows if "Anna Ruel" in row["name"]} == {"hidden"}


def test_in_a_chat_a_wish_is_of_whoever_wrote_it_unless_it_speaks_of_others() -> None:
    def chat(*said: str) -> str:
        writers = ("Org", "A", "B", "C", "D", "A")
        return "".join(
            f"[02/03/25, 18:{nth:02}:12] {who}: {text}\n" for nth, (who, text) in enumerate(zip(writers, said, strict=False))
        )  # fmt: skip

    said = ("Chi non vuole comparire lo dica.", "Anna Ruel, teacher", "Boris Lind, poet. Però senza nome!",
            "Also sign: \n- Clara Moss, nurse", "David Orme")  # fmt: skip
    assert "Boris Lind" in hidden(chat(*said))
    assert {"Anna Ruel", "David Orme"}.isdisjoint(hidden(chat(*said)))
    assert {"Boris Lind", "David Orme"} <= {*hidden(chat(*said, "By the way David doesn't want to be named"))}
    assert hidden(chat(*said, "Let's all stay anonymous please.")) == NAMES


def test_comments_below_a_post_are_messages_of_whoever_wrote_them() -> None:
    said = [
        ("Annie R", "Anna Ruel, teacher"), ("Boris Lind", "Count me in - Boris Lind, poet"), ("Gemma Lowe", "please add me but don't put my name up"),
        ("Clara Moss", "Top fan\nSigned. Clara Moss, nurse"), ("Ada Sand", "Rob Sell and Cy Holm you two should sign this now"),
        ("Peter Vance", "Great initiative"), ("David Orme", "David Orme"), ("Mill Lane Union", "Mill Lane Union supports this!"),
    ]  # fmt: skip
    post = "Save the pond\n3 May at 18:20\n\nComment with your name. If you'd rather not be named, say so.\n\nYou and 12 others\n\n"
    for between in ("\n", ""):
        text = post + "".join(
            f"{who}\n{text}\n{nth}d\nLike\nReply\n{between}" for nth, (who, text) in enumerate(said, 1)
        )
        rows = people(listing.read(text.encode(), "comments.txt"))
        assert {name for name, row in rows.items() if row["visibility"] == "public" and row["sure"]} == {
            *NAMES,
            "Mill Lane Union",
        }
        assert {name for name, row in rows.items() if row["visibility"] == "hidden"} == {
            "Gemma Lowe",
            "Peter Vance",
        }


def test_who_sends_a_list_in_a_mail_and_whom_they_greet_are_nobody() -> None:
    mail = (
        "From: Ben Oak <ben@example.org>\nTo: Kate Sand <kate@example.org>\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nSubject: names\n"
        'Content-Type: text/plain; charset="utf-8"\nMIME-Version: 1.0\n\n'
        f"Hei Kate,\n\nhere is who signs:\n\n{NUMBERED}\nMaria Kern signs too, but does not want to be named.\n\nHjertelig hilsen\nBen\n"
    )
    rows = people(listing.read(mail.encode(), "names.eml"))
    assert {name for name, row in rows.items() if row["visibility"] == "public"} == {*NAMES}
    assert not {"Ben", "Hei Kate", "Hjertelig hilsen"} & rows.keys()


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_leave_above_a_telephone_number_and_a_mail_quoted_without_the_hour_are_nobody(kind: str) -> None:
    lines = [
        "Dear Kate,",
        "here is who signs.",
        LIST.strip(),
        "With best wishes,\nBen Oak\n01632 960 114",
        "On Mon, 24 Feb 2025, Kate Sand wrote:",
    ]
    quoted = ["Dear Ben, who signs?", "Best, Kate"]
    said = "\n\n".join(lines) + "\n> " + "\n> ".join(quoted)
    if kind == "html":
        said = (
            "".join(f"<p>{each}</p>" for each in lines).replace("\n", "<br>")
            + f"<blockquote>{'<br>'.join(quoted)}</blockquote>"
        )
    head = f"From: Ben Oak <ben@example.org>\nTo: Kate Sand <kate@example.org>\nDate: Mon, 24 Feb 2025 21:47:03 +0100\nContent-Type: text/{kind}\n"
    rows = people(listing.read(f"{head}\n{said}\n".encode(), "names.eml"))
    assert not {"With best wishes", "Ben Oak", "Best, Kate"} & rows.keys()
    assert {name for name, row in rows.items() if row["visibility"] == "public"} >= {*NAMES}
