"""An appeal signed by sending messages, as people were asked to in 2022: at a real port, confirmed by reply and by link."""

import re
import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest

from petition.appeals import service as appeals
from petition.core import clock
from petition.core.db import db
from petition.lists import add, store
from tests import factories
from tests.forked import Forked
from tests.interpret.corpus import mail
from tests.journeys.conftest import Site, Visitor, served, text_of
from tests.nameserver import NameServer, running, signed
from tests.ports import free_port, wait_for
from tests.reading.pasted import read_lines
from tests.waiting import PATIENCE, until

Visitors = Callable[..., Visitor]

LETTER = """Keep the well open

To the Mayor of Qarasu

Dear Mayor,

We, who drink from it, ask you to keep the old well open. It has given water since 1904, and nobody was asked.

With respect,

Marat Suleev, engineer
"""


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    """The name server that the service asks; example.org has published its key there."""
    with running() as server:
        server.publish_key("example.org")
        yield server


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, names: NameServer) -> Iterator[Site]:
    """The service, told where appeals are signed by message."""
    told = {"SIGN_ADDRESS": "sign@sign.example.org", "DNS_SERVER": names.address}
    with served(tmp_path_factory.mktemp("site"), **told) as found:
        yield found


@pytest.fixture(scope="module")
def port(site: Site) -> Iterator[int]:
    """Where the mail server of this machine hands messages over."""
    number = free_port()
    command = ("flask", "--app", "wsgi", "receive", "--listen", f"lmtp://127.0.0.1:{number}")
    process = Forked(*command, environment=site.environment, log=site.instance / "receive.log")
    wait_for(number)
    yield number
    process.terminate()
    process.wait(PATIENCE)


def deliver(port: int, raw: bytes, to: str) -> None:
    with smtplib.LMTP("127.0.0.1", port, timeout=PATIENCE) as server:
        assert server.sendmail("someone@example.org", [to], raw) == {}


def answer_to(site: Site, address: str, holding: str = "") -> EmailMessage:
    """The next unread mail to an address; waits for the worker to send it."""
    return site.unread(address, re.compile(re.escape(holding)))


def publish(visitor: Visitor, site: Site) -> str:
    """The organiser: imports the letter, lets it be signed by message, publishes it. Gives its slug."""
    (site.instance / "letter.txt").write_text(LETTER)
    said = site.flask(
        "appeal",
        "import",
        str(site.instance / "letter.txt"),
        "--team",
        "Well",
        "--deadline",
        "2031-12-19 16:00",
    )
    slug = said.splitlines()[0].rpartition("/")[2]
    page = visitor.go(site.flask("organiser", "invite", "organiser@example.org", "--team", "Well"))
    page.get_by_role("button").locator("visible=true").first.click()
    visitor.go(f"/desk/a/{slug}/terms")
    page.locator("input[name=by_message]").check()
    visitor.examine()
    page.locator("form:has(input[name=by_message]) button").first.click()
    assert page.locator("input[name=by_message]").is_checked()
    visitor.go(f"/desk/a/{slug}/publish")
    page.locator("main form button").last.click()
    return slug


WRITERS = (
    ("kk", "Айгүл Бекова", "Қол қоямын.\n\nАйгүл Бекова, мұғалім, Тараз\n", "мұғалім", "Тараз"),
    ("ru", "Вера Ли", "Подписываю.\n\nВера Ли, врач, Семей\n", "врач", "Семей"),
    ("en", "Asel Kim", "I sign the letter.\n\nAsel Kim, nurse, Aktau\n", "nurse", "Aktau"),
)


def confirming(lang: str, sender: str, answer: EmailMessage) -> tuple[str, bytes]:
    """Where a yes to our answer goes, and that yes: a word, the address, a corrected line."""
    told = f"In-Reply-To: {answer['Message-ID']}"
    if lang == "kk":
        return str(answer["Reply-To"]), mail("Иә\n\niPhone-нан жіберілді\n", sender, "Re: Растаңыз", told)
    if lang == "ru":
        page = answer.get_body(("html",))
        link = re.search(
            r'href="mailto:(\S+\.yes\.\S+)\?subject=([^"]+)"', page.get_content() if page else ""
        )
        assert link
        return link[1], mail("", sender, link[2].replace("%20", " "))
    quoted = "\n".join(
        f"> {line}" for line in text_of(answer).replace("Town: Aktau", "Town: Aktobe city").split("\n")
    )
    text = f"Yes, but the town is another\n\nOn 22 Nov 2026, at 10:15, X wrote:\n{quoted}\n"
    return str(answer["Reply-To"]), mail(text, sender, "Re: Please confirm", told)


def test_a_letter_is_signed_by_sending_messages(visitor: Visitors, site: Site, port: int) -> None:
    organiser = visitor("en")
    slug = publish(organiser, site)

    for lang, hour in (("en", "16:00"), ("ru", "16:00"), ("kk", "16:00")):
        reader = visitor(lang)
        page = reader.go(f"/a/{slug}/{lang}" if lang != "en" else f"/a/{slug}")
        (reader.examine if lang == "kk" else reader.measure)()
        said = page.locator("p", has=page.locator("a[href^='mailto:sign+']")).last
        assert hour in said.inner_text()
        assert "UTC+5" in said.inner_text()
    address = page.locator("a[href^='mailto:sign+']").last.inner_text()

    # Somebody writes in each language, is told what was understood, and answers: with one word, by the address that says
    # yes, with a line corrected where it is quoted.
    for lang, who, asks, role, town in WRITERS:
        sender = f"{who} <{lang}@example.org>"
        deliver(port, signed(mail(asks, sender), "example.org"), address)
        answer = answer_to(site, f"{lang}@example.org")
        assert all(each in text_of(answer) for each in (who, role, town))
        assert answer["Content-Language"] == lang
        to, reply = confirming(lang, sender, answer)
        deliver(port, signed(reply, "example.org"), to)
        owner = visitor(lang)
        owner.go(site.mail_to(f"{lang}@example.org", "/s/"))
        (owner.examine if lang == "ru" else owner.measure)()
    shown_at_once = [f"{who}, {role} ({town})" for _lang, who, _asks, role, town in WRITERS[:2]]

    def is_listed() -> bool:
        listed = " ".join(reader.go(f"/a/{slug}/kk").locator("main").inner_text().split())
        return all(each in listed for each in (*shown_at_once, "Aktobe city"))

    until(is_listed)  # a page is made anew every two seconds

    # Somebody whose provider signs nothing is sent the link, and chooses there how to be shown.
    deliver(port, mail("Подписываюсь: Анна Лесная, врач\n", "Анна Лесная <anna@unsigned.example>"), address)
    supporter = visitor("ru")
    page = supporter.go(site.mail_to("anna@unsigned.example", "/c/"))
    supporter.examine()
    page.locator("input[name=visibility][value=initials]").check()
    page.locator("button[value=confirm]").click()
    supporter.examine()

    # Who withdraws by a reply to the thanks is told so, and stands in no letter.
    bek = "Bek Aruov <bek@example.org>"

    def written(text: str, to: str, holding: str) -> EmailMessage:
        deliver(port, signed(mail(text, bek, "Re: Well"), "example.org"), to)
        return answer_to(site, "bek@example.org", holding)

    answer = written("I sign the letter. Bek Aruov, baker, Aral\n", address, "Bek Aruov")
    thanks = written("Yes\n", str(answer["Reply-To"]), "You have signed this letter")
    written("Withdraw my signature\n", str(thanks["Reply-To"]), "no longer on this letter")

    # What is not understood is laid before the organiser, who enters it; its sender confirms.
    deliver(
        port, mail("Hello! Is it too late?\nDana from the mill <b>\n", "dana <dana@example.org>"), address
    )
    page = organiser.go(f"/desk/a/{slug}")
    assert "1 message waits to be read" in page.content()
    organiser.examine()
    page.get_by_role("link", name=re.compile("Read the messages")).click()
    organiser.examine()
    page.locator("input[name$='-name']").fill("")
    page.get_by_role("button", name="Ask the sender to confirm this").click()
    organiser.examine()
    page.locator("input[name$='-name']").fill("Dana Omar")
    page.get_by_role("button", name="Ask the sender to confirm this").click()
    organiser.examine()
    dana = visitor("en")
    page = dana.go(site.mail_to("dana@example.org", "/c/"))
    page.locator("button[value=confirm]").click()

    page = organiser.go(f"/desk/a/{slug}/letter")
    said_at_the_desk = page.content()
    for shown in (*shown_at_once, "А. Л.", "Dana Omar"):
        assert shown in said_at_the_desk
    assert "Лесная" not in said_at_the_desk
    correct_and_change(organiser, site, slug, {*shown_at_once, "А. Л.", "Dana Omar"})


def correct_and_change(organiser: Visitor, site: Site, slug: str, by_message: set[str]) -> None:
    """A correction keeps who signed by form, list and message; a new text nobody, until one press takes them back."""
    with site.behind():
        appeal = appeals.by_slug(slug)
        assert appeal is not None
        kept = store.keep_list(appeal, list(read_lines("Olga Kim, nurse\nIvan Bek, baker")), now=clock.now())
        add.accept_list(kept, range(2), now=clock.now())
        db.session.commit()
        factories.signed(appeal, "Farida Form")
    all_of_them = {*by_message, "Marat Suleev", "Olga Kim", "Ivan Bek", "Farida Form"}

    def named(names: set[str]) -> set[str]:
        said = organiser.go(f"/desk/a/{slug}/letter").content()
        return {each for each in names if each in said}

    def publish_anew(closing: str) -> None:
        organiser.go(f"/desk/a/{slug}/text/en?step=letter").get_by_label("Closing").fill(closing)
        organiser.press("Save")
        organiser.go(f"/desk/a/{slug}/publish").get_by_label("What has changed, and why").fill(
            f"It ends “{closing}”"
        )

    publish_anew("With great respect,")
    organiser.page.get_by_label("Count the signatures under the new text too").check()
    organiser.press("Publish the new text")
    assert named(all_of_them) == all_of_them
    publish_anew("With hope, and a further demand,")
    doors = organiser.page.locator("tbody tr").all_inner_texts()
    assert {re.sub(r"\s+", " ", each).partition(" We ")[0].partition(" Nobody")[0] for each in doors} == {
        "On the page 1",
        "By message 5",
        "From lists, by your word 3",
    }
    organiser.page.get_by_label("Keep the signatures on the old text").check()
    organiser.page.get_by_label("Count signatures from lists").uncheck()
    organiser.press("Publish the new text")
    assert "Check the numbers above" in organiser.page.locator("main").inner_text()
    organiser.page.get_by_label("I understand how many names").check()
    organiser.press("Publish the new text")
    assert "9 signatures stay with the old text" in organiser.page.content()
    with site.behind():
        appeal = appeals.by_slug(slug)
        assert appeal is not None
        factories.signed(appeal, "Nadia New")
    assert named({*all_of_them, "Nadia New"}) == {"Nadia New"}
    organiser.go(f"/desk/a/{slug}")
    organiser.examine()
    organiser.press("Count them under the new text")
    assert named({*all_of_them, "Nadia New"}) == {*all_of_them, "Nadia New"}
