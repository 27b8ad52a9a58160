"""The pictures in docs/letter.md, made anew: our own letter, and a list of a thousand invented names in eight scripts.

Run: python docs/make_pictures.py      (needs pdftoppm of poppler-utils and soffice of LibreOffice)
"""

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from petition.appeals.logo import drawn_anew
from petition.core.markdown import blocks
from petition.letters.composing.compose import compose
from petition.letters.composing.letter import Choices, Entry, Letter
from petition.letters.render import FORMATS
from tests.letters.invented import TEXT

HERE = Path(__file__).parent / "pictures"
DPI, GAP, INK = 50, 12, 16

# Given names, family names and a town of each script. Nobody here exists.
SCRIPTS = (
    (
        "Ada Bruno Clara Edvin Freya Ingrid Milan Søren",
        "Ashgrove Brookmeadow Fernholt Larkwold Thornebury",
        "Oral",
    ),
    (
        "Айсұлу Гүлнұр Ерасыл Мирас Өркен Ұлжан Іңкәр Яромир",
        "Бұлақбаев Дариғаева Қайыңов Өріктаев Ясенцев",
        "Алматы",
    ),
    ("Ανδρέας Δάφνη Ελένη Θάλεια Ίων Ξένια", "Αμπελάκης Βουνίδης Ελατάκης Πηγαδίδης", "Βόλος"),
    ("איילת בועז גלית דרור הדס יובל", "אלונים ברושי גפנוני דקלאי", "חיפה"),
    ("بدور جواد ريم زياد سلمى نادر", "البستاني السنديان النخلاوي الياسمين", "عمّان"),
    ("ბექა გვანცა დათუნა ელენე თამთა ლევანი", "ვაზიშვილი მუხაძე ცაცხვიშვილი წყაროსანი", "თბილისი"),
    ("Անուշ Գարեգին Դավիթ Լիլիթ Նարե Վահագն", "Աղբյուրյան Կաղնունի Ուռենյան Ծիրանյան", "Գյումրի"),
    ("春蕾 嘉禾 明泉 若溪 思源 雨桐", "柏 柳 松 竹", "兰州"),
)
ROLES = ("", "teacher", "журналист", "дәрігер", "editor", "")


def signed(number: int) -> Iterator[Entry]:
    dice, start = random.Random(8), datetime(2030, 1, 1, tzinfo=UTC)
    for at in range(number):
        given, family, town = SCRIPTS[
            0 if at % 3 == 0 else 1 if at % 3 == 1 else dice.randrange(2, len(SCRIPTS))
        ]
        first, last = dice.choice(given.split()), dice.choice(family.split())
        is_chinese = town == SCRIPTS[-1][2]
        yield Entry(
            "person",
            f"{last}{first}" if is_chinese else f"{first} {last}",
            start + timedelta(minutes=at),
            tie=f"{at:04}",
            role=dice.choice(ROLES) if at % 3 < 2 else "",
            place=town if dice.random() < 0.7 else "",
            visibility="hidden" if at % 97 == 0 else "public",
            rank=at if 0 < at < 6 else None,
        )


def letter(number: int, **choices: object) -> Letter:
    return compose(
        TEXT,
        signed(number),
        body=blocks(TEXT.body),
        slug="open-councils",
        address="https://example.org/a/open-councils",
        lang="en",
        version="1",
        received=number,
        choices=Choices(**choices),  # type: ignore[arg-type]
        preview=False,
        logo=drawn_anew(_door(), "An open door"),
    )


def _door() -> bytes:
    out, picture = BytesIO(), Image.new("RGBA", (360, 360), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((0, 0, 359, 359), fill="#1e468c")
    pen.polygon(((130, 80), (240, 110), (240, 310), (130, 280)), fill="#ffffff")
    picture.save(out, "PNG")
    return out.getvalue()


def pages(composed: Letter, form: str) -> list[Image.Image]:
    """The pages of a letter as pictures; a Word file is laid out by LibreOffice."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"letter.{form}"
        with path.open("wb+") as file:
            FORMATS[form].write(composed, file)
        if form == "docx":
            office = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, path]
            subprocess.run(office, check=True, capture_output=True)
        drawing = [
            "pdftoppm",
            "-r",
            str(DPI),
            "-gray",
            "-png",
            path.with_suffix(".pdf"),
            Path(folder) / "page",
        ]
        subprocess.run(drawing, check=True)
        return [Image.open(BytesIO(page.read_bytes())) for page in sorted(Path(folder).glob("page*.png"))]


def keep(name: str, shown: list[Image.Image]) -> None:
    """Pages side by side as one small picture."""
    wide = sum(page.width + GAP for page in shown) + GAP
    sheet = Image.new("L", (wide, shown[0].height + 2 * GAP), 205)
    at = GAP
    for page in shown:
        sheet.paste(page, (at, GAP))
        at += page.width + GAP
    sheet.quantize(INK).save(HERE / f"{name}.png", optimize=True)
    print(f"{name}.png", (HERE / f"{name}.png").stat().st_size // 1024, "KB")


def main() -> None:
    if missing := [tool for tool in ("pdftoppm", "soffice") if shutil.which(tool) is None]:
        sys.exit(f"not found: {', '.join(missing)}")
    short = pages(letter(40), "pdf")
    keep("letter-pdf", [short[0], short[-1], pages(letter(40, window=True), "pdf")[0]])
    for form in ("pdf", "docx"):
        long = pages(letter(1000, order="as_signed"), form)
        keep(f"thousand-{form}", [long[1], long[len(long) // 2], long[-1]])
    keep("choices", [pages(letter(1000, columns=3, details=False), "pdf")[1],
                     pages(letter(1000, order="place", columns=2, headings="kk"), "pdf")[3],
                     pages(replace(letter(1000), preview=True), "pdf")[2]])  # fmt: skip


if __name__ == "__main__":
    main()
