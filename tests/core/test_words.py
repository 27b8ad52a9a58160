"""Pages, emails and the dashboard use the usual words: none of those that docs/glossary.md keeps out of them."""

import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from config import ROOT
from tests.core.test_translations import forms, sentences

_NOT = {
    "en": (
        r"\bmails?\b(?! (server|provider|program))|\bmailbox|put your name|\bbears?\b|a word from you|\baim\b|"
        r"those who publish|\bwhoever\b|\banew\b|\bbesides\b|for good\b|\bare shown\b|take it back|this was not me|"
        r"\berased?\b|pass it on|square code|the entrance|\bappeals?\b|show (it|them) to nobody|stands? under|"
        r"give (your|the) address|look(ed)? (it )?over|found no place|set aside|by itself|\bmoved? (it|the deadline) on|"
        r"\bbegin (an?|your|with)\b|\bappeal is over|\blast day\b|letter is complete|signed twice\?|"
        r"language of the desk|^(desk|terms|begin|aim)$|\bneed not\b|those who run|thrown away|has become of|this is over|"
        r"linked automatically|have to do anything|too many tries|hopefully|dealt with|made out\b|"
        r"of them confirmed|what they do|where they belong|for a person to read|nothing waits|called back|throw-?away|"
        r"\)s\s(person|people)\s(has|have)\ssigned"  # organisations sign, too
    ),
    "ru": (
        r"обращени[еяюй]|дело завершено|почтовый ящик|тем, кто (ведёт|публикует)|надеемся|наш\w* письм|контролёр|"
        r"\)s\sчеловека?\sподписал|ключ\w* доступа|страниц\w+ для всех"
    ),
    "kk": (
        r"үндеу|іс аяқталды|пошта жәшігі|жүргізушілер|үміттен|пішін|\bнысан(?!а)|\bкоманда|түйме|\)s\sадам\sқол\sқойды|"
        r"шапка|бланк|болдырма|\bалушы|қолданба(?![йлуғ])|\bжалпыға ашық|\bаттар(?!ы)|хаттағы сілтеме|есептелесіз"
    ),
}


# Sentences that may say a word which others may not.
_MAY = {
    "Mailbox": "the page of local runs, which shows what a mailbox would hold",
    "Почтовый ящик": "the same page",
    "Пошта жәшігі": "the same page",
}


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_no_word_that_the_glossary_keeps_out_is_read_by_anybody(lang: str) -> None:
    said = {
        form
        for each in sentences("ru" if lang == "en" else lang)
        for form in forms(each.id if lang == "en" else each.string)
    }
    assert len(said) > 1000
    assert sorted(form for form in said - _MAY.keys() if re.search(_NOT[lang], form, re.IGNORECASE)) == []


DOCUMENTS = (
    "README.md",
    *(f"docs/{name}.md" for name in ("deploy", "desk", "letter", "mail", "operating", "roles", "settings")),
)
_LITERAL = re.compile(r"```.*?```|`[^`]*`|^ {4}.*?$|\]\([^)]*\)", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nor_is_it_read_in_a_document_for_organisers_and_operators(document: str) -> None:
    said = _LITERAL.sub("", (ROOT / document).read_text())
    assert [each[0] for each in re.finditer(_NOT["en"], said, re.IGNORECASE)] == []


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_nor_in_the_help_of_a_command(app: Flask) -> None:
    def helps(command: click.Command) -> Iterator[str]:
        yield command.help or ""
        yield from (getattr(each, "help", "") or "" for each in command.params)
        for each in getattr(command, "commands", {}).values():
            yield from helps(each)

    said = [each for each in helps(app.cli) if re.search(_NOT["en"], each, re.IGNORECASE)]
    assert [each for each in said if "Flask" not in each] == []
