"""What is judged: one signature, reduced to what tells people apart."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """A signature as typed. All but `id` and `name` may be empty; `kind` is person, organisation or ''."""

    id: str
    name: str
    mailbox: str = ""
    affiliation: str = ""
    role: str = ""
    place: str = ""
    country: str = ""
    lang: str = ""
    kind: str = ""
    signed_at: str = ""
