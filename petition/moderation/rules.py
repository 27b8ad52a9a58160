"""What organisers may look for among signatures, and the reasons for taking one off."""

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from petition.lexicon.signatory import Visibility
from petition.signatures.rules import Source, State

STATES = {
    State.CONFIRMED: _l("Confirmed"),
    State.HELD: _l("Held"),
    State.REJECTED: _l("Taken off"),
}
SOURCES = {
    Source.FORM: _l("Form"),
    Source.MESSAGE: _l("Message"),
    Source.LIST: _l("List"),
    Source.INVITED: _l("List, confirmed by email"),
}
VISIBILITIES = {
    Visibility.PUBLIC: _l("Name"),
    Visibility.INITIALS: _l("Initials"),
    Visibility.HIDDEN: _l("Not named"),
}
WHY = {  # words, for free text in the log could name somebody
    "no name": _l("Not a name"),
    "no person": _l("Not a real person or organisation"),
    "another's name": _l("Somebody else’s name"),
    "twice": _l("Signed twice"),
    "asked": _l("We were asked to"),
    "other": _l("Another reason"),
}


HELD_FOR = {
    "crowd": _l("Very many from one network"),
    "service": _l("Very many from one email service"),
    "disposable": _l("Temporary email address"),
    "name": _l("Perhaps not a name"),
    "watched": _l("On your list of names"),
    "all": _l("You check all signatures first"),
    "organisers": _l("Held by your team"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty value asks for nothing. `version` is the number of a text, days are the appeal's own.

    `mailbox` is a whole email address, `domain` what stands behind its @: for an appeal that lets its team search by them.
    """

    name: str = ""
    mailbox: str = ""
    domain: str = ""
    held_for: str = ""
    state: State | None = None
    source: Source | None = None
    lang: str = ""
    visibility: Visibility | None = None
    version: int | None = None
    since: date | None = None
    until: date | None = None
