"""The letter, in every format and language, and as one that is long."""

from bench.same_bytes.walk import DESK, LANGS, PAGE, SLUG, Walk


def letters(walk: Walk) -> None:
    for lang in LANGS:
        walk.get(f"{PAGE}/letter?lang={lang}", lang=lang)
        for form in ("pdf", "docx", "txt", "md", "csv", "xlsx", "json", "html"):
            walk.get(f"{PAGE}/letter.{form}?lang={lang}", lang=lang)
            file = walk.instance / f"letter-{lang}.{form}"
            walk.flask("letter", "export", SLUG, "--format", form, "--out", str(file), "--lang", lang)
            if file.exists():
                walk.keep(f"exported {file.name}", file.read_bytes())
        walk.desk(
            "order",
            f"{DESK}/letter?lang={lang}",
            f"{DESK}/letter",
            order="place",
            columns="2",
            show="1",
            lang=lang,
        )


def long_letter(walk: Walk) -> None:
    """The letter as one that is too long to be made while somebody waits."""
    enters = {
        cookie: walk.organiser.get_cookie(cookie, path="/desk")
        for cookie in ("desk", "session", "remember_token")
    }
    walk.begin(letter_at_once=5)
    for name, cookie in enters.items():
        if cookie:
            walk.organiser.set_cookie(name, cookie.value, path="/desk")
    for _turn in ("asked", "made"):
        for path in (f"{PAGE}/letter", f"{PAGE}/letter.txt", f"{PAGE}/letter.json"):
            walk.get(path)
        walk.get(f"{DESK}/letter", walk.organiser)
        walk.desk("make a file", f"{DESK}/letter", f"{DESK}/letter/files", lang="en", format="md")
        walk.carry()
