"""The typefaces of the pages, cut down to the signs they need: petition/static/*.woff2 (docs/adr/0059).

Run: make fonts      (needs npm, for Golos Text is in no Python package; Source Serif 4 comes with requirements.txt)

Source Serif's name is reserved (OFL, 3), so what is made of it here is called Letter Serif, and Golos Text Letter Sans.
"""

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import fontpkg_source_serif_4
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parents[1] / "petition/static"
GOLOS = "@expo-google-fonts/golos-text@0.4.2"
SERIF = Path(fontpkg_source_serif_4.__file__).parent / "files"


def signs(ranges: str) -> set[int]:
    """The code points of '20-7E A0'."""
    pairs = (part.partition("-") for part in ranges.split())
    return {code for first, _, last in pairs for code in range(int(first, 16), int(last or first, 16) + 1)}


LATIN = (
    "20-7E A0 A7 AB AD B0 B7 BB D7 2010-2014 2018-201A 201C-201E 2022 2026 2039 203A 2116 2212 20AC 20B8 20BD"
)
CYRILLIC = (
    "401 404 406 407 40E 410-44F 451 454 456 457 45E 490-493 49A 49B 4A2 4A3 4AE-4B1 4BA 4BB 4D8 4D9 4E8 4E9"
)
BASIC = signs(LATIN) | signs(CYRILLIC)
"""What Kazakh, Russian, Ukrainian, Belarusian and English are written in."""
NEAR = signs(
    "C1 C4 C7 C9 D6 D8 DC DF E0-E2 E4 E5 E7-EB ED-EF F1-F4 F6 F8-FC 105 107 10C 10D 119 11E 11F 130 131 141 142 144 "
    "15A 15B 15E 15F 160 161 17A 17C-17E 18F 259"
)
FURTHER = signs("A1-A6 A8-AA AC AE AF B1-B6 B8-BA BC-D6 D8-17F 18F 218-21B 259 1E9E")
"""Latin letters of other languages, those of many names and the rest: in files of their own, which a browser fetches
for a page that has one of them."""

# Name, source, its axes, signs, kerning below which a pair is left as it is (None: no kerning), units per em.
# Drawn to a 500th of an em, which no screen shows: a page with every face, and with names of neighbours, has less than
# 60 kB of them.
FACES = (
    ("serif", "SourceSerif4[opsz,wght].ttf", {"wght": 400, "opsz": 18}, BASIC, 15, 500),
    ("serif-near", "SourceSerif4[opsz,wght].ttf", {"wght": 400, "opsz": 18}, NEAR, None, 500),
    ("serif-further", "SourceSerif4[opsz,wght].ttf", {"wght": 400, "opsz": 18}, FURTHER - NEAR, None, 500),
    ("serif-bold", "SourceSerif4[opsz,wght].ttf", {"wght": 600, "opsz": 18}, BASIC, None, 500),
    ("serif-italic", "SourceSerif4-Italic[opsz,wght].ttf", {"wght": 400, "opsz": 18}, BASIC, None, 500),
    ("sans", "400Regular/GolosText_400Regular.ttf", {}, BASIC, None, 500),
    ("sans-further", "400Regular/GolosText_400Regular.ttf", {}, FURTHER, None, 500),
    ("sans-bold", "600SemiBold/GolosText_600SemiBold.ttf", {}, BASIC, None, 500),
)


def cut(source: Path, axes: dict[str, int], kept: set[int], least: int | None, units: int) -> TTFont:
    """A face with these signs alone; pairs that move by less than `least` units are not kerned, for screens show no less."""
    font = TTFont(source)
    wanted = subset.Options(
        layout_features=[] if least is None else ["kern"], hinting=False, glyph_names=False, name_IDs=[1, 2]
    )
    wanted.drop_tables += ["STAT"]
    cutter = subset.Subsetter(wanted)
    cutter.populate(unicodes=kept)
    cutter.subset(font)
    if axes:
        font = instancer.instantiateVariableFont(font, axes)
    if units != font["head"].unitsPerEm:
        scale_upem(font, units)
    if least:
        straighten(font, least)
    return font


def straighten(font: TTFont, least: int) -> None:
    """Take out the kerning that nobody sees."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            for first in getattr(table, "Class1Record", ()):
                for value in (second.Value1 for second in first.Class2Record):
                    if value is not None and abs(getattr(value, "XAdvance", 0)) < least:
                        value.XAdvance = 0


def named(font: TTFont, name: str) -> bytes:
    """The file of a face under its new name."""
    family = "Letter Serif" if name.startswith("serif") else "Letter Sans"
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = family
    font["head"].modified = font["head"].created  # the same bytes each time
    font.recalcTimestamp = False
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def main() -> None:
    with TemporaryDirectory() as folder:
        fetched = subprocess.run(
            ["npm", "pack", "--silent", GOLOS], cwd=folder, check=True, capture_output=True
        )
        with tarfile.open(Path(folder) / fetched.stdout.decode().strip()) as package:
            package.extractall(folder, filter="data")
        for name, source, axes, kept, least, units in FACES:
            where = SERIF if name.startswith("serif") else Path(folder) / "package"
            made = named(cut(where / source, axes, kept, least, units), name)
            (HERE / f"{name}.woff2").write_bytes(made)
            print(f"{name}.woff2", len(made), "bytes")


if __name__ == "__main__":
    main()
