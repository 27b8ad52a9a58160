"""What the desk's page of signatures takes at 100,000: a page, the last page, a filter, and names that are there or not.

Run it with: PYTHONPATH=. python bench/signatures.py [how many]; DATABASE_URL names an empty database, else a fresh SQLite.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from flask_migrate import upgrade
from sqlalchemy import insert

from config import Config
from petition.app import create_app
from petition.core import clock
from petition.core.db import db
from petition.lexicon.signatory import Visibility
from petition.moderation import search
from petition.moderation.rules import Wanted
from petition.signatures.models import Signature, new_row
from petition.signatures.rules import Particulars, Signing, Source, State
from petition.signatures.ticket import Ticket
from tests.factories import make_appeal


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.db'}")
        app = create_app(Config.from_env({"INSTANCE": folder, "DATABASE_URL": url}))
        with app.app_context():
            upgrade()
            measure(many)
            db.session.remove()
            db.engine.dispose()


def measure(many: int) -> None:
    appeal, now = make_appeal(), clock.now()
    for start in range(0, many, 5_000):
        rows = []
        for nth in range(start, min(start + 5_000, many)):
            name = f"Нұржан Өтеберген {nth}" if nth % 1_000 != 7 else f"Оксана Романюк {nth}"
            own = Particulars(name, f"p{nth}@example.org", "жедел жәрдем жүргізушісі", "", "Самалбұлақ")
            visibility = Visibility.PUBLIC if nth % 10 else Visibility.HIDDEN
            rows.append(
                new_row(
                    appeal,
                    Signing(own, visibility=visibility, lang="kk"),
                    Ticket.new(),
                    state=State.CONFIRMED,
                    source=Source.FORM,
                    signed_at=now,
                    mailbox_key=nth.to_bytes(32),
                    typed_key=nth.to_bytes(32),
                    confirmed_at=now,
                )
            )
        db.session.execute(insert(Signature), rows)
    db.session.commit()
    for what, wanted, page in (
        ("first page", Wanted(), 1),
        ("the page in the middle", Wanted(), many // search.A_PAGE // 2),
        ("last page", Wanted(), many // search.A_PAGE),
        ("a filter", Wanted(lang="kk", state=State.CONFIRMED), 1),
        ("a name of few", Wanted(name="роман"), 1),
        ("a name of nobody", Wanted(name="voldemort"), 1),
        ("a name of all", Wanted(name="өтебер"), 1),
    ):
        begun = process_time()
        found = search.look(appeal, wanted, page=page)
        print(f"{what}: {found.count:,} in {1000 * (process_time() - begun):,.0f} ms of the processor")
        db.session.rollback()


if __name__ == "__main__":
    main()
