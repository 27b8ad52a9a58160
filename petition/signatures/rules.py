"""What a signature is before it is kept, how it is shown, and how often a mailbox may be written to. Pure."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from petition.core import text

Kind = Literal["person", "organisation"]
Visibility = Literal["public", "initials", "hidden"]

MAILS_AN_HOUR = 3  # to one mailbox, over all appeals
MAILS_IN_ALL = 5  # to one mailbox, for one appeal
WRONG_CODES_AN_HOUR = 200  # for one appeal; a code has 40 bits

# Without the letters and digits that are read for one another (Crockford's base 32).
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is personal about a signature, kept as one sealed value; '' where not given."""

    name: str
    mailbox: str = ""
    role: str = ""
    affiliation: str = ""
    place: str = ""
    acronym: str = ""
    representative: str = ""
    as_typed: str = ""

    def as_json(self) -> dict[str, str]:
        """What is not empty, as JSON."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The particulars that `as_json` gave."""
        return cls(**value)

    @property
    def line(self) -> str:
        """The signatory's line in full: as it was typed in a list, else put together."""
        if self.as_typed:
            return self.as_typed
        name = f"{self.name} ({self.acronym})" if self.acronym else self.name
        line = ", ".join(part for part in (name, self.role, self.affiliation) if part)
        return f"{line} ({self.place})" if self.place else line


@dataclass(frozen=True, slots=True)
class Signing:
    """A form filled in: values that may stand, the mailbox as it is written."""

    particulars: Particulars
    kind: Kind = "person"
    visibility: Visibility = "public"
    lang: str = "en"

    @property
    def typed(self) -> str:
        """Equal for two signings of one appeal in which the same was typed."""
        values = [text.same_mailbox(self.particulars.mailbox), self.kind, self.visibility]
        fields = self.particulars.as_json()
        return "\0".join(
            [*values, *(f"{name}={fields[name]}" for name in sorted(fields) if name != "mailbox")]
        )


def initials(name: str) -> str:
    """A name as its initials: "Aigerim Bek-Tanova" becomes "A. B.-T."; marks stay with their letters."""
    words = re.sub(r"\(.*?\)", " ", unicodedata.normalize("NFC", name)).split()
    shown = ["-".join(_initial(part) for part in word.split("-") if _initial(part)) for word in words]
    return " ".join(each for each in shown if each)


def _initial(part: str) -> str:
    letters = [letter for letter in part if unicodedata.category(letter).startswith("L")]
    return f"{letters[0].upper()}." if letters else ""


def shown(particulars: Particulars, visibility: str) -> str:
    """The line that others may read; '' for a signature that is not named."""
    if visibility == "hidden":
        return ""
    return initials(particulars.name) if visibility == "initials" else particulars.line


def code_from(number: int) -> str:
    """Forty bits as eight signs that can be typed from a mail: "K7QF-3MXD"."""
    signs = "".join(_CODE_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{signs[:4]}-{signs[4:]}"


def read_code(typed: str) -> str:
    """A code as somebody typed it, in the form that `code_from` gives; '' if it cannot be one."""
    signs = "".join(each for each in typed.upper().translate(_READ_AS) if each in _CODE_ALPHABET)
    return f"{signs[:4]}-{signs[4:]}" if len(signs) == 8 else ""
