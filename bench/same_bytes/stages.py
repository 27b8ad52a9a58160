"""The way through the life of an appeal."""

import re
from urllib.parse import urlsplit

from bench.same_bytes.commands import commands, helps
from bench.same_bytes.letters import letters, long_letter
from bench.same_bytes.messages import MESSAGES, write
from bench.same_bytes.organisers import (
    changed_text,
    decide,
    desk_in_all_languages,
    drafts,
    enter,
    entrance,
    leave_and_enter,
    lists,
)
from bench.same_bytes.supporters import confirm, first_look, sign, they_answer, they_come_back, they_sign
from bench.same_bytes.walk import DESK, LANGS, PAGE, SLUG, Walk


def until_the_desk(walk: Walk) -> None:
    """The first hours: signing, confirming, coming back."""
    with walk.at("01-sample"):
        walk.flask("db", "upgrade")
        link = urlsplit(re.findall(r"http\S+/desk/enter/\S+", walk.flask("sample"))[0]).path
        walk.flask("sample")
        first_look(walk)
        walk.carry()
        walk.crawl(walk.visitor, ["/mailbox"], "mailbox", "/mailbox")
        helps(walk)
    with walk.at("02-signing", minutes=10):
        entrance(walk)
        enter(walk, link)
        walk.desk("by message", f"{DESK}/terms", by_message="y", asks=["role", "place"])
        they_sign(walk)
        walk.carry()
    with walk.at("03-answering", hours=1):
        leave_and_enter(walk)
        they_answer(walk)
        write(walk, MESSAGES)
        walk.carry()
    with walk.at("04-back", hours=3):
        they_come_back(walk)
        write(
            walk,
            {f"writes.{lang}": word for lang, word in {"en": "Yes", "ru": "Да", "kk": "Иә"}.items()},
            answers=True,
        )
        walk.carry()


def until_the_end(walk: Walk) -> None:
    """The desk, a new text, the last days."""
    with walk.at("05-desk", hours=5):
        desk_in_all_languages(walk, files=True)
        lists(walk)
        decide(walk)
        drafts(walk)
        walk.carry()
        desk_in_all_languages(walk)
    with walk.at("06-changed", days=2):
        changed_text(walk)
        walk.carry()
        walk.crawl(walk.visitor, ["/", PAGE], "en", "/a/")
        for lang in LANGS:
            walk.press(
                f"{lang} sign the new text",
                walk.link(f"anna.{lang}@example.org", "/s/"),
                button="sign_new_text",
            )
    for day in (5, 12, 26, 27):
        with walk.at(f"07-day-{day}", days=day):
            for lang in LANGS:
                sign(walk, f"day{day}", lang)
            walk.carry()
    with walk.at("08-ended", days=28, hours=9):  # signing has ended, confirming has not
        write(walk, {f"tardy.{lang}": MESSAGES[f"writes.{lang}"] for lang in LANGS})
        for lang in LANGS:
            walk.crawl(walk.visitor, ["/", PAGE], lang, "/a/")
            sign(walk, "tardy", lang)
            confirm(walk, f"day27.{lang}@example.org")
        walk.carry()


def afterwards(walk: Walk) -> None:
    """The letter, the commands, and what is left after months."""
    with walk.at("09-closed", days=31):
        for lang in LANGS:
            walk.crawl(walk.visitor, ["/", PAGE], lang, "/a/", files=False)
            walk.get(walk.link(f"day26.{lang}@example.org"))
        walk.carry()
        letters(walk)
        desk_in_all_languages(walk)
        mine = walk.link("twice.en@example.org", "/s/")
        walk.press("withdraw from the letter", mine, button="withdraw")
        walk.get(f"{PAGE}/letter")
        walk.get(f"{PAGE}/letter.txt")
        long_letter(walk)
        walk.begin()
    with walk.at("10-commands", days=31, hours=1):
        commands(walk)
    for day in (120, 178, 190):
        with walk.at(f"11-day-{day}", days=day):
            walk.carry()
            walk.crawl(walk.visitor, ["/", PAGE], "en", "/a/", files=False)
            walk.get(walk.link("anna.en@example.org", "/s/"))
            walk.flask("appeal", "held-data", SLUG)
