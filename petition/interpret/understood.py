"""What somebody who writes in wants, as a value."""

from dataclasses import dataclass
from typing import Literal

from petition.reading.draft import Line

Says = Literal["signs", "yes", "no", "unclear"]
Why = Literal[
    "", "empty", "attached", "forwarded", "several", "question", "no_name", "no", "prose", "refused"
]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message says; `line` is who signs, `representative` who does so for a body, `why` sends it to a person.

    `is_guess`: nothing told that they wish to sign, and nothing that they do not.
    `named` is the name that stands in the text of a yes: the From header may be a parish's, or a spouse's.
    """

    says: Says
    line: Line | None = None
    representative: str = ""
    why: Why = ""
    named: str = ""
    is_guess: bool = False
