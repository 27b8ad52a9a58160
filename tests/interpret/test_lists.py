"""The lists of phrases hold nothing but what somebody wrote."""

import re
from pathlib import Path

from petition.lexicon import phrases
from petition.lexicon.phrases import spelled, words_in
from tests.interpret.kept import kept

PETITION = Path(phrases.__file__).parents[1]
LISTS = Path(phrases.__file__).parent / "vocabulary" / "phrases"


def expressions() -> set[str]:
    """The names of the lists whose lines are phrases; those of the others are words."""
    source = "".join(path.read_text(encoding="utf-8") for path in PETITION.rglob("*.py"))
    found = re.findall(r'(?:family|denied)\("([\w-]+)"\)', source)
    return {*found, *re.findall(r'"([\w-]+)"', "".join(re.findall(r"map\(family, \(([^)]*)\)", source)))}


def unmatched() -> list[str]:
    """The lines of lists that match no kept message."""
    texts = kept()
    heard = "\n\n".join(map(spelled, texts))
    unbroken = re.sub(r"[.!?:;,]+", " ", heard)
    said = {word for text in texts for word in words_in(text)}
    are_phrases = expressions()
    found = []
    for path in sorted(LISTS.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            if path.stem in are_phrases:
                phrase = re.compile(rf"\b(?:{phrases._phrase(line)})\b")
                matches = bool(phrase.search(heard) or phrase.search(unbroken))
            else:
                matches = any(_is_said(word, said) for word in line.split())
            if not matches:
                found.append(f"{path.name}: {line}")
    return found


def _is_said(word: str, said: set[str]) -> bool:
    return word in said or (word.endswith("*") and any(each.startswith(word[:-1]) for each in said))


def test_every_line_of_a_list_matches_a_kept_message() -> None:
    assert unmatched() == []
