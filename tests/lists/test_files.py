"""Every reason for which reading refuses a file can be said in the reader's language."""

from petition.lists import refusals
from petition.reading.refusals import Refusal


def test_every_reason_has_its_sentence() -> None:
    assert set(refusals._WHY) == set(Refusal)
