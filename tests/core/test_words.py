"""Pages and emails of supporters use the usual words: none of those that docs/glossary.md keeps out of them."""

import re

import pytest

from tests.core.test_translations import forms, sentences, sources

# What supporters read; the desk has words of its own to mend.
_PLACES = (
    "templates/signatures/", "templates/mail/", "templates/appeals/index.html", "templates/base.html",
    "templates/error.html", "templates/letters/signatories.html", "templates/letters/not_yet.html",
    "templates/letters/letter.html", "petition/signatures/",
)  # fmt: skip
_NOT = {
    "en": (
        r"\bmails?\b(?! (server|provider|program))|\bmailbox|put your name|\bbears?\b|a word from you|\baim\b|"
        r"those who publish|\bwhoever\b|\banew\b|\bbesides\b|for good\b|\bare shown\b|take it back|this was not me|"
        r"\berased?\b|pass it on|square code|the entrance|\bappeals?\b|show (it|them) to nobody|stands? under|"
        r"give (your|the) address"
    ),
    "ru": r"обращени[еяюй]|дело завершено|почтовый ящик",
    "kk": r"үндеу|іс аяқталды|пошта жәшігі",
}


def of_supporters() -> set[str]:
    """The first form of every sentence that supporters read."""
    return {
        forms(each.id)[0]
        for each in sources()
        if each.id and any(str(path).startswith(_PLACES) for path, _line in each.locations)
    }


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_no_word_that_the_glossary_keeps_out_is_read_by_supporters(lang: str) -> None:
    theirs = of_supporters()
    said = [
        form
        for each in sentences("ru" if lang == "en" else lang)
        if forms(each.id)[0] in theirs
        for form in forms(each.id if lang == "en" else each.string)
    ]
    assert len(said) > 200
    assert [form for form in said if re.search(_NOT[lang], form, re.IGNORECASE)] == []
