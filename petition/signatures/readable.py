"""What is read of the signatures that a duty of the worker goes through."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from petition import duties
from petition.appeals.models import Appeal
from petition.core.vault import Unreadable
from petition.signatures.models import unsealed
from petition.signatures.rules import Particulars


def readable_of(
    appeal: Appeal, rows: Iterable[Row[*tuple[Any, ...]]], now: datetime
) -> Iterator[tuple[Row[*tuple[Any, ...]], Particulars]]:
    """Each row with its particulars; one that cannot be unsealed is passed over and counted.

    Raises Unreadable where it is the appeal's key that does not open.
    """
    unreadable = 0
    for row in rows:
        try:
            own = unsealed(appeal.key, appeal.id, row.ref, row.particulars)
        except Unreadable:
            _ = appeal.key  # which raises, too
            unreadable += 1
        else:
            yield row, own
    duties.skipped(appeal.id, unreadable, now=now)
