"""card.png: the picture that a link to a letter is shown with (1200 x 630, as Open Graph and its readers want it)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from petition.letters.render.fonts import families, loaded

_TEMPLATE = (Path(__file__).parent / "card.typ").read_bytes()


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands on it."""

    lang: str
    rtl: bool
    kicker: str
    title: str
    count: str
    paper: str
    foot: str
    accent: str


def drawn(card: Picture, *, fonts: Sequence[Path] = ()) -> bytes:
    """The picture; a sign that no font draws is left a box, for a card is no letter."""
    folders = tuple(fonts)
    lang = card.lang.partition("-")[0]
    values = asdict(card) | {"lang": lang if len(lang) in {2, 3} else "und"}
    data = {"card": json.dumps(values), "families": json.dumps(families(card.lang, folders))}
    return typst.compile(_TEMPLATE, format="png", ppi=72, font_paths=loaded(folders), sys_inputs=data)
