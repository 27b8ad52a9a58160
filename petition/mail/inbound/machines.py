"""Tells what a machine wrote though no header says so: an answer of somebody away, a receipt, a ticket, a reaction. Pure.

It is told by its shape: by how its subject begins or by its first line, where nobody in it wishes to sign or says yes or no.
"""

import re

from petition.lexicon.phrases import (
    GREETED,
    GREETING,
    WISH,
    family,
    spelled,
    without_addresses,
    words,
    words_in,
)
from petition.mail.inbound.subjects import bare_subject

_SUBJECT, _SAYS, _REACTION = map(family, ("machine-subject", "machine-says", "reaction"))
_HELPDESK = family("helpdesk")
_ANYWHERE = family("machine-anywhere")
_SAID = words("yes", "not-at-all")
_REPORT = re.compile(
    r"^##-.*-##|^(?:Reporting-MTA|Action|Final-Recipient) *:|\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b",
    re.MULTILINE,
)
_LABELLED = re.compile(r"^[ \t]*[^\W\d_]+:.*$", re.MULTILINE)  # of our mail, as a receipt repeats it
_TICKET = re.compile(r"[\[(]#? ?[\w-]*\d{3,}[\])]|#\d{4,}")  # the number under which a desk keeps it
_LONGEST = 600
_STOPS = re.compile(r"[.!?:;,]+")
_CONTRAST = re.compile(r"\b(?:но|but|бірақ|однако|однак|але|aber)\b", re.IGNORECASE)
_TAPPED = '“"«„'


def is_by_machine(subject: str, text: str, *, answers: bool) -> bool:
    """Whether no person wrote a message of this subject and these words; `answers` if it answers a mail of ours."""
    heard = spelled(text[:4000])
    if _REPORT.search(text) or _ANYWHERE.search(heard):
        return True
    if WISH.search(_HELPDESK.sub(" ", spelled(without_addresses(_LABELLED.sub(" ", text[:4000]))))):
        return False
    first = _first(text)
    if _TICKET.search(subject) and not (answers and _SAID.intersection(words_in(first)[:3])):
        return True
    if _SUBJECT.match(spelled(bare_subject(subject))):
        return True
    if _REACTION.search(spelled(first[:200])) or (answers and _is_tapback(first)):
        return True
    return begins_like_machine(text) and not _CONTRAST.search(text[:_LONGEST])


def begins_like_machine(text: str) -> bool:
    """Whether a text begins as such answers do, though somebody may go on: "I am on leave, but for this…"."""
    return bool(_SAYS.search(spelled(_STOPS.sub(" ", _first(text)))))


def _is_tapback(first: str) -> bool:
    """Whether a word stands before what is quoted in one line: "Liked “…”"."""
    said = first.split(maxsplit=1)
    return len(said) > 1 and said[1][:1] in _TAPPED and len(said[1]) > 20


def _first(text: str) -> str:
    """What a message begins with after its greeting: two lines of it, which may be one sentence."""
    lines = [line for line in text.split("\n") if line.strip()]
    while lines and GREETING.match(spelled(lines[0])) and len(lines[0].split()) < 6:
        lines = lines[1:]
    return GREETED.sub("", " ".join(lines[:2]))[:_LONGEST]
