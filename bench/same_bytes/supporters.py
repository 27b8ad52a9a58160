"""Those who sign, confirm, and come back."""

from werkzeug.test import TestResponse

from bench.same_bytes.random_parts import shown
from bench.same_bytes.walk import LANGS, NAMES, PAGE, Walk


def sign(walk: Walk, who: str, lang: str, /, at: str = PAGE, **fields: str) -> TestResponse:
    told = {"name": NAMES[lang], "email": f"{who}.{lang}@example.org", "lang": lang} | fields
    return walk.press(f"{lang} sign {who}", f"{at}/sign?lang={lang}", f"{at}/sign", **told)


WELL = {
    "anna": {}, "silent": {}, "notme": {}, "leaves": {}, "anew": {}, "codes": {}, "twice": {"role": "teacher"},
    "initials": {"visibility": "initials"}, "hidden": {"visibility": "hidden"},
    "thrown": {"email": "thrown.{lang}@yopmail.com", "name": "Olga Reed"},
    "refused": {"email": "refused.{lang}@yopmail.com", "name": "Ivan Reed"},
    "undecided": {"email": "undecided.{lang}@yopmail.com", "name": "Nina Reed"},
    "body": {"kind": "organisation", "name": "Union of Readers", "representative": "Dana Omarova, chair"},
}  # fmt: skip
BADLY = {
    "nothing": {"name": "", "email": ""}, "contact": {"name": "Aru +7 701 123 45 67"}, "long": {"name": "Aru " * 60},
    "no address": {"email": "nobody at example"}, "marks": {"name": "A" + "\u0301" * 30},
    "control": {"name": "A\u200bb\u0007"}, "stale": {"token": "x"},
    "typo": {"email": "aru@gmial.com"}, "kind": {"kind": "other", "visibility": "other"},
    "role": {"role": "http://example.org", "place": "a@example.org"}, "lang": {"lang": "xx"},
}  # fmt: skip


def first_look(walk: Walk) -> None:
    """Every public page, and addresses where none is."""
    for lang in LANGS:
        walk.crawl(walk.visitor, ["/", f"/?lang={lang}", "/privacy", "/mine", "/desk/sign-in"], lang)
        for path in ("/a/nothing", "/nothing", f"{PAGE}/letter", f"{PAGE}/letter.pdf", "/c/x", "/s/x", "/u/x", "/m/x",
                     "/desk/enter/x", "/desk/", f"{PAGE}/check-mail?lang={lang}", f"{PAGE}/resend?lang={lang}",
                     "/mine/sent", "/desk/sent", "/healthz", "/readyz", "/page/2", f"{PAGE}/ar", f"{PAGE}/zz"):  # fmt: skip
            walk.get(path, lang=lang, under=f"{lang} ")
        walk.keep(f"{lang} delete", shown(walk.visitor.delete("/", headers={"Accept-Language": lang})))
        foreign = {"Accept-Language": lang, "Origin": "https://elsewhere.example"}
        walk.keep(f"{lang} foreign", shown(walk.visitor.post(f"{PAGE}/sign", headers=foreign)))


def they_sign(walk: Walk) -> None:
    for lang in LANGS:
        for name, fields in BADLY.items():
            sign(walk, f"badly {name}", lang, **fields)
        for name, fields in WELL.items():
            sign(walk, name, lang, **{field: value.format(lang=lang) for field, value in fields.items()})
        sign(walk, "anna", lang)  # again, before it was confirmed
        for typed in ("", "AAAA-2222"):
            walk.press(
                f"{lang} wrong code {typed}", f"{PAGE}/check-mail?lang={lang}", f"{PAGE}/code", code=typed
            )
        for to in ("", "nobody", f"silent.{lang}@example.org"):
            walk.press(f"{lang} resend {to}", f"{PAGE}/resend?lang={lang}", f"{PAGE}/resend", email=to)
            walk.press(f"{lang} lost {to}", f"/mine?lang={lang}", email=to)


def they_answer(walk: Walk) -> None:
    for lang in LANGS:
        for name in ("anna", "leaves", "initials", "hidden", "body", "twice"):
            confirm(walk, f"{name}.{lang}@example.org")
        for name in ("thrown", "refused", "undecided"):
            confirm(walk, f"{name}.{lang}@yopmail.com")
        for button in ("not_me", "anew"):
            to = walk.link(f"{button.replace('_', '')}.{lang}@example.org")
            walk.press(f"{lang} press {button}", to, button=button)
            walk.get(to, under=f"{lang} after {button} ")
        code = {"code": walk.code(f"codes.{lang}@example.org")}
        walk.press(f"{lang} code", f"{PAGE}/check-mail?lang={lang}", f"{PAGE}/code", **code)
        walk.get(walk.link(f"silent.{lang}@example.org", "/m/"), under=f"{lang} ")  # lives for an hour
        sign(walk, "later", lang)


def confirm(walk: Walk, to: str) -> None:
    page = walk.link(to)
    walk.get(page, under=f"before {to} ")
    walk.press(f"confirm {to}", page)
    walk.get(page, under=f"after {to} ")


def they_come_back(walk: Walk) -> None:
    for lang in LANGS:
        mine = walk.link(f"anna.{lang}@example.org", "/s/")
        walk.get(mine, under=f"{lang} ")
        walk.get(f"{mine}/data.json", under=f"{lang} ")
        for seen in ("hidden", "initials", "public", "other"):
            walk.press(f"{lang} visibility {seen}", mine, visibility=seen)
        for button in ("no_mails", "mails", "nothing"):
            walk.press(f"{lang} press {button}", mine, button=button)
            walk.get(mine, under=f"{lang} after {button} ")
        ended = walk.link(f"initials.{lang}@example.org", "/u/")
        for turn in ("before", "pressed", "after"):
            if turn == "pressed":
                walk.press(f"{lang} unsubscribe", ended)
            else:
                walk.get(ended, under=f"{lang} {turn} ")
        leaves = walk.link(f"leaves.{lang}@example.org", "/s/")
        walk.press(f"{lang} withdraw", leaves, button="withdraw")
        walk.get(leaves, under=f"{lang} after withdraw ")
        for who in ("anna", "notme", "leaves"):  # once more
            sign(walk, who, lang)
