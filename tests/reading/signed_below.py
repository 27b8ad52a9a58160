"""Letters of a short text with whoever signs below it, and how tests write down whom they found."""

from petition.reading import read_text
from petition.reading.draft import Doubt, Draft

TEXT = """\
Dear Mayor,

The ferry across the bay has not sailed since the first of May, and nobody has told us when it will.

We ask you to let it sail again before the summer.

"""


def read_below(below: str, above: str = TEXT) -> Draft:
    return read_text(above + below)


def who_signs(draft: Draft) -> str:
    """Who signs, "?" behind whoever is kept back."""
    return "; ".join(line.name + "?" * (line.doubt == Doubt.NAMING) for line in draft.lines)
