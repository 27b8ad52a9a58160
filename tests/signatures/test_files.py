"""Every reason for which reading refuses a file can be said in the reader's language."""

from petition.reading.draft import Reason
from petition.signatures import files


def test_every_reason_has_its_sentence() -> None:
    assert set(files._WHY) == set(Reason)
