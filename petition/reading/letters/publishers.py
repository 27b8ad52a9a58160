"""The organisations over a letter that they publish together and do not sign below: offered as first signatories."""

from dataclasses import replace

from petition.core import contacts
from petition.core.text import folded
from petition.lexicon.language import language_of
from petition.lexicon.role_phrase import is_domain
from petition.lexicon.signatory import Kind
from petition.reading.draft import Doubt, Draft, Line
from petition.reading.lines.bodies import is_surely_body
from petition.reading.lines.entry import read_entry


def publishers_of(draft: Draft) -> tuple[Line, ...]:
    """The organisations in the letterhead, each doubtful, where there are several; one in several languages is one."""
    bodies = [line for line in draft.letterhead if is_surely_body(line)]
    bodies = [line for line in bodies if not (is_domain(line) or contacts.kind_in(line))]
    if len(bodies) < 2 or len(set(map(language_of, bodies))) == len(bodies):
        return ()
    signed = {folded(line.name) for line in draft.lines}
    read = (read_entry(body, kind=Kind.ORGANISATION) for body in bodies)
    return tuple(replace(line, doubt=Doubt.PUBLISHER) for line in read if folded(line.name) not in signed)
