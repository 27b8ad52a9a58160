"""Those who lead an appeal: the entrance, lists, what is to be decided, drafts."""

import base64
import io
import re

from bench.same_bytes.supporters import confirm, sign
from bench.same_bytes.walk import DESK, LANGS, Walk

TABLE = (
    "Name,Email,City\nOlga Kim,invited@example.org,Taraz\nDana Omarova,,Taraz\n"
    "no one,nobody at,Taraz\nBad 8 701 1234567,,Taraz\n"
)
LINES = "Marat Suleev, engineer (Aqbulaq)\nEditorial office of the newspaper “Well Times”\nAru Bekova, +7 701 123 45 67\n"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LETTER = (
    "Friends of the Well\n\nTo the Mayor of Qarasu\n\nDear Mayor,\n\n"
    "The well is old and good.\n\nWith respect,\n\nAru Bekova, teacher\n"
)


def enter(walk: Walk, link: str) -> None:
    walk.get(link, walk.organiser)
    walk.press("let in", link, "", walk.organiser)
    walk.get(link)  # used up


def leave_and_enter(walk: Walk) -> None:
    """Out, and in again by the code that the entrance sends."""
    walk.desk("sign out", "/desk/", "/desk/sign-out")
    walk.get("/desk/", walk.organiser)
    walk.press("sign in again", "/desk/sign-in", email="organiser@example.org")
    walk.carry()
    walk.press(
        "desk code", "/desk/sent", "/desk/code", walk.organiser, code=walk.code("organiser@example.org")
    )
    walk.get("/desk", walk.organiser)
    walk.desk("trust the clock", "/desk/", "/desk/clock", says=walk.now.isoformat())
    walk.desk("trust the clock badly", "/desk/", "/desk/clock", says="now")


def desk_in_all_languages(walk: Walk, *, files: bool = False) -> None:
    for lang in (*LANGS[1:], LANGS[0]):
        walk.desk(f"speak {lang}", "/desk/", "/desk/language", lang=lang)
        walk.crawl(walk.organiser, ["/desk/"], f"desk-{lang}", "/desk", files=files and lang == "en")


def entrance(walk: Walk) -> None:
    for email in ("", "nobody", "organiser@example.org"):
        walk.press(f"sign in {email}", "/desk/sign-in", email=email)
    for code in ("", "AAAA-2222"):
        walk.press(f"desk code {code}", "/desk/sent", "/desk/code", code=code)


def lists(walk: Walk) -> None:
    for name, lines in {"nothing": "", "table": TABLE, "lines": LINES, "dropped": LINES}.items():
        brought = {"file": (io.BytesIO(lines.encode()), "list.csv")} if name == "table" else {"lines": lines}
        kept = walk.desk(f"bring {name}", f"{DESK}/signatories", **brought).headers.get("Location", "")
        if not kept:
            continue
        walk.get(kept, walk.organiser)
        if name == "table":
            walk.desk("columns badly", kept, button="columns", **{"columns-0": ""})
            walk.desk("columns", kept, button="columns")
            walk.get(kept, walk.organiser)
            walk.get(f"{kept}/unread.csv", walk.organiser)
        walk.desk(f"add {name}", kept, button="drop" if name == "dropped" else "add")
        walk.get(kept, walk.organiser)
        if name == "lines":
            walk.desk("undo", kept, button="undo")
    first = re.search(
        rf"{DESK}/signatories/[\w-]{{16}}(?![\w-])", walk.organiser.get(f"{DESK}/signatories").text
    )
    if first:
        walk.desk("line badly", first[0], name="")
        walk.desk("line", first[0], name="Somebody Else", as_typed="")
        walk.desk("take off", first[0], button="take_off")


def decide(walk: Walk) -> None:
    """Held signatures, doubtful messages, who signed twice."""
    walk.desk("count nothing", f"{DESK}/held", button="other")
    held = re.findall(r'name="held"\s+value="([\w-]{16})"', walk.organiser.get(f"{DESK}/held").text)
    for button, refs in {"refuse": held[3:6], "count": held[:3]}.items():
        walk.desk(f"held {button}", f"{DESK}/held", button=button, held=refs)
        walk.get(f"{DESK}/held?show=refused", walk.organiser)
    case = (
        re.findall(rf"{DESK}/review/\d+", walk.organiser.get(f"{DESK}/review").text)
        or [f"{DESK}/review/999999"]
    )[0]
    for button in ("same", "undo", "different", "undo", "later", "nothing"):
        walk.desk(f"review {button}", f"{DESK}/review?done={case.rpartition('/')[2]}", case, button=button)
        for part in ("open", "done", "later", "linked"):
            walk.get(f"{DESK}/review?show={part}", walk.organiser)
    kept = dict.fromkeys(
        re.findall(rf"{DESK}/messages/[\w-]{{16}}", walk.organiser.get(f"{DESK}/messages").text)
    )
    for button, each in zip(("enter", "aside", "enter"), kept, strict=False):
        ref = each.rpartition("/")[2]
        walk.desk(f"message badly {button}", f"{DESK}/messages", each, button=button, **{f"{ref}-name": ""})
        walk.desk(f"message {button}", f"{DESK}/messages", each, button=button, **{f"{ref}-name": "Who Asks"})
        walk.get(f"{DESK}/messages", walk.organiser)


def drafts(walk: Walk) -> None:
    """A new appeal, from a draft that lacks everything to its end; and forms filled in badly."""
    walk.desk("new badly", "/desk/new", file=(io.BytesIO(b"%PDF-1.4"), "letter.pdf"))
    walk.desk("new empty", "/desk/new")
    at = new(walk, "new", LETTER)
    text = f"{at}/text/en"
    for page in (f"{at}/read", text):
        walk.get(page, walk.organiser)
    walk.desk("publish too early", f"{at}/publish")
    for name, fields in {
        "badly": {"title": "", "place": "x" * 300},
        "well": {"title": "Keep the well", "body": "**Old** well."},
    }.items():
        walk.desk(f"text {name}", text, **fields)
    walk.desk("language badly", text, f"{at}/language", lang="nothing")
    walk.desk("language", text, f"{at}/language", lang="ru")
    walk.desk("drop language", f"{at}/text/ru/drop")
    for name, data in {"badly": b"no picture", "well": PICTURE}.items():
        walk.desk(f"logo {name}", f"{at}/logo", file=(io.BytesIO(data), "logo.png"), alt="A well")
        walk.get(f"{at}/logo", walk.organiser, under=f"after {name} ")
    for name, fields in {
        "hour alone": {"closes_on": "", "closes_time": "16:00"}, "well": {"closes_on": "2026-12-20", "closes_time": "16:00"},
        "no numbers": {"grace_hours": "", "target": "x", "pending_days": "99"},
        "twice": {"closes_on": "2027-10-31", "closes_time": "02:30", "zone": "Europe/Berlin"},
        "never": {"closes_on": "2027-03-28", "closes_time": "02:30", "zone": "Europe/Berlin"},
    }.items():  # fmt: skip
        walk.desk(f"terms {name}", f"{at}/terms", **fields)
    walk.crawl(walk.organiser, [at], "draft", at)
    walk.desk("drop logo", f"{at}/logo", f"{at}/logo/drop")
    walk.desk("publish", f"{at}/publish")
    well = at.removeprefix("/desk")
    for lang in LANGS:
        sign(walk, "well", lang, at=well)
    walk.carry()
    for lang in LANGS:
        confirm(walk, f"well.{lang}@example.org")
    walk.desk("extend badly", f"{at}/extend", closes_on="2020-01-01", reason="")
    walk.desk("extend far", f"{at}/extend", closes_on="2029-01-01", reason="Later.")
    walk.desk("publish unchanged", f"{at}/publish")
    walk.desk("close", f"{at}/close")
    walk.desk("withdraw badly", f"{at}/withdraw")
    walk.desk("withdraw", f"{at}/withdraw", sure="y", reason="The well was repaired.")
    walk.crawl(walk.organiser, [at], "withdrawn", at)
    walk.get(well)
    left = new(walk, "left alone", LETTER.replace("well", "bridge"))
    kept = walk.desk("a list of a draft", f"{left}/signatories", lines=LINES).headers["Location"]
    walk.desk("add to a draft", kept, button="add")


def new(walk: Walk, name: str, letter: str) -> str:
    """Paste a letter; gives the address of its draft."""
    return walk.desk(name, "/desk/new", paste=letter).headers["Location"].removesuffix("/read")


def changed_text(walk: Walk) -> None:
    walk.desk("change the text", f"{DESK}/text/en", salutation="Dear Mayor and Council,")
    walk.desk("publish again", f"{DESK}/publish", note="The salutation was changed.", carries="no")
    walk.desk("extend", f"{DESK}/extend", closes_on="2026-12-20", reason="More towns.", tell="y")
