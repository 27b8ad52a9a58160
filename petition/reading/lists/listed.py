"""Who stands in a list, and what is said of a row that is nobody, or cannot stand."""

from dataclasses import dataclass, replace

from petition.lexicon.signatory import Visibility
from petition.reading.draft import Doubt, Line


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who stands in a list: the line, and what else the list says of them. `signed_on` is YYYY-MM-DD or ''."""

    line: Line
    mailbox: str = ""
    visibility: Visibility = Visibility.PUBLIC
    signed_on: str = ""

    def kept_back(self) -> "Listed":
        """The same, not named and doubtful, because something elsewhere in the list may ask for that."""
        return replace(self, line=replace(self.line, doubt=Doubt.NAMING), visibility=Visibility.HIDDEN)


class Unread(ValueError):
    """A row that cannot stand: `column` is what is wrong with it, `code` is one of core.text.Refused, or "missing"."""

    def __init__(self, column: str, code: str) -> None:
        super().__init__(f"{column}: {code}")
        self.column, self.code = column, code


class Nobody(Unread):
    """A row that is no signatory and nothing to mend: "headings", "total", "section", "comment", "repeated" and the like."""

    def __init__(self, code: str) -> None:
        super().__init__("", code)
