"""The pictures of the desk in docs/desk.md, made anew: the sample letter, signed by 2,000 people who do not exist.

Run: python docs/make_desk_pictures.py                                        (needs Chromium)
     FOLDER=/tmp/look python docs/make_desk_pictures.py kk:390 ru:1280   more pages, whole, to look at
"""

import os
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from petition.core import clock
from petition.core.db import db
from petition.desk import invented, sample
from petition.moderation import manage
from petition.moderation.manage import Action
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.browser import found
from tests.journeys.conftest import Site, served

FOLDER = Path(os.environ.get("FOLDER", Path(__file__).parent / "pictures"))
IS_LOOK = "FOLDER" in os.environ
AT = f"/desk/a/{sample.SLUG}"
PAGES = {
    "front": "/desk/",
    "overview": AT,
    "signatures": f"{AT}/signatures",
    "figures": f"{AT}/figures",
    "held": f"{AT}/held",
    "one": "",
    "activity": f"{AT}/activity",
    "emergency": f"{AT}/emergency",
    "settings": f"{AT}/terms",
}
KEPT = ("front", "overview", "signatures", "figures")
HIGH, COLOURS = 900, 32


def fill(site: Site) -> None:
    with site.behind():
        now = clock.now()
        appeal = sample.make(now=now)
        for _ in invented.fill(appeal, 2_000, seed=55, now=now):
            db.session.commit()
        some = (
            db.select(Signature.ref).where(Signature.state == State.CONFIRMED).order_by(Signature.id.desc())
        )
        refs = list(db.session.scalars(some.limit(9)))
        manage.act(appeal, Action.HOLD, refs[:4], organiser_id=1, now=now)
        manage.act(appeal, Action.TAKE_OFF, refs[4:], reason="no person", organiser_id=1, now=now)
        PAGES["one"] = f"{AT}/signatures/{refs[4]}"
        db.session.commit()


def main() -> None:
    with TemporaryDirectory() as instance, served(Path(instance)) as site, sync_playwright() as playwright:
        fill(site)
        chromium = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
        for lang, width in (each.split(":") for each in sys.argv[1:] or ["en:1280"]):
            page = chromium.new_page(viewport={"width": int(width), "height": HIGH}, locale=lang)
            page.goto(site.flask("organiser", "invite", sample.ORGANISER, "--team", sample.TEAM))
            page.get_by_role("button").locator("visible=true").first.click()
            page.goto(f"{site.address}/desk/")
            page.locator(f"button[name=lang][value={lang}]").click()
            for name, path in PAGES.items():
                if IS_LOOK or name in KEPT:
                    page.goto(f"{site.address}{path}")
                    keep(
                        page.screenshot(full_page=IS_LOOK),
                        f"{name}-{lang}-{width}" if IS_LOOK else f"desk-{name}",
                    )


def keep(shot: bytes, name: str) -> None:
    to = FOLDER / f"{name}.png"
    Image.open(BytesIO(shot)).convert("RGB").quantize(COLOURS).save(to, optimize=True)
    print(to.name, to.stat().st_size // 1024, "KB")


if __name__ == "__main__":
    main()
