"""The fonts a letter is printed in, and the order in which they are asked for a sign.

The serif is that of the pages (docs/adr/0059). Beside Libertinus, which Typst brings along, they come as pinned packages
(all under the SIL Open Font License), so that one list can hold names in every script its signatories write and is the same
bytes on every machine. What a machine happens to have installed is never used.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

_PACKAGES = (
    "fontpkg_source_serif_4",
    "fontpkg_noto_serif",
    "fontpkg_amiri",
    "manimgx_fonts",
    "manimgx_fonts_cjk",
)

_SERIF = ("Source Serif 4", "Libertinus Serif", "Noto Serif", "Amiri")
_SCRIPTS = (
    "Hebrew", "Arabic", "Georgian", "Armenian", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil",
    "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Ethiopic",
)  # fmt: skip
_LAST = ("Noto Sans", "Noto Sans Symbols", "Noto Emoji")
_HAN = {"ja": "JP", "ko": "KR", "zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK"}
"""How a language writes the signs that Chinese, Japanese and Korean share; without a word, as in mainland China."""


@cache
def loaded(folders: tuple[Path, ...]) -> typst.Fonts:
    """The fonts of the packages, and after them those of these folders."""
    packages = [str(files(package)) for package in _PACKAGES]
    return typst.Fonts(include_system_fonts=False, font_paths=[*packages, *map(str, folders)])


def families(lang: str, folders: tuple[Path, ...]) -> list[str]:
    """The names of all families, the first one asked first: ours by hand, then those of the folders by alphabet."""
    tag = lang.lower().replace("_", "-")
    han = _HAN.get(tag, _HAN.get(tag.partition("-")[0], "SC"))
    ours = [*_SERIF, *(f"Noto Sans {script}" for script in _SCRIPTS), f"Noto Sans CJK {han}", *_LAST]
    others = set(loaded(folders).families()) - set(loaded(()).families()) if folders else set[str]()
    return [*ours, *sorted(others)]
