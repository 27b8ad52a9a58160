"""Whether a message says yes: only that counts somebody, so it must be plain in every word. Pure."""

from dataclasses import replace

from petition.interpret import candidates, consent, details
from petition.interpret.details import Details
from petition.interpret.heard import HeardMessage
from petition.interpret.person_names import could_sign_as
from petition.interpret.sentences import Sentence
from petition.interpret.understood import Understood
from petition.lexicon.phrases import NO_NAMES, words_in
from petition.lexicon.places import is_place

_DOUBTS = frozenset("?🤔")
_MOST_OF_LINE = 2  # lines under a yes that may correct what we understood; more are a block of one's own


def agreed(heard: HeardMessage, *, answers: bool, asked: bool) -> Understood | None:
    """Its yes, if it says nothing besides but thanks, a farewell, and who its writer is.

    Who says yes in one breath with "name, role, town", and answers nobody, signs.
    """
    said, writer, beside = _parted(heard, answers=answers)
    agrees = consent.agrees_with(said, beside) if asked else not beside and consent.agrees(said)
    if heard.labels or not _DOUBTS.isdisjoint(heard.text) or not agrees or _names_another(heard, said):
        return None
    signed = [
        each
        for each in candidates.named_in(writer, heard.sender)
        if _is_own_name(heard, writer[each.row].text)
    ]
    best = max(signed, key=lambda each: each.weight, default=None)
    if best and asked and _is_block(writer):
        best = replace(best, told=Details())
    if best and heard.sender.is_shortened(best.name):
        best = None  # who they are, and no other name
    line = best.line() if best and len(best.name.split()) > 1 else heard.completed(best, [])
    return Understood("yes", line, named=best.name if best else "")


def _names_another(heard: HeardMessage, said: list[str]) -> bool:
    """Whether somebody tells how a name is written, which is not theirs."""
    rows = [row for row in heard.rows if row.text in said and consent.tells_of_name(row.text)]
    told = " ".join(each.name for each in candidates.named_in(rows, heard.sender)).split()
    return not all(
        heard.sender.knows(word) for word in told if len(word) > 1
    )  # also "Field-Brook" of a Field


def _parted(heard: HeardMessage, *, answers: bool) -> tuple[list[str], list[Sentence], list[str]]:
    """The sentences that may say yes; the rows below that tell who the writer is; what else stands among these."""
    said: list[str] = []
    writer: list[Sentence] = []
    beside: list[str] = []
    for row in heard.rows:
        if consent.thanks(row.text):
            continue
        own_name = _is_own_name(heard, row.text)
        if writer or (said and row.left):
            known = own_name or details.is_only_of_writer(row.text)
            writer += [row] if known else []
            beside += [] if known else [row.text]
        elif said and own_name and (row.alone or answers or "," not in row.text):
            writer.append(row)
        else:
            said.append(row.text)
    return said, writer, beside


def _is_own_name(heard: HeardMessage, text: str) -> bool:
    name, _, rest = text.strip(" .!").replace(" | ", ", ").partition(",")
    words = [word for word in words_in(name) if len(word) > 1]
    if heard.sender.has_initials(text):
        return True
    if (
        ":" in text
        or (text.endswith("!") and not any(map(heard.sender.knows, words)))
        or not 0 < len(words) <= 5
        or not NO_NAMES.isdisjoint(words)
        or not details.is_only_of_writer(rest)
    ):
        return False
    return any(map(heard.sender.knows, words)) or (could_sign_as(name) and not consent.agrees([text]))


def _is_block(writer: list[Sentence]) -> bool:
    """Whether what tells of the writer is a block of their own: of several lines, or under a farewell."""
    apart = all(row.alone and row.block > 0 for row in writer)
    # What somebody types to correct begins small, or is a town.
    typed = any(not row.text[:1].isupper() or is_place(row.text) for row in writer)
    named = could_sign_as(writer[0].text) and len(writer) > 1
    lines = apart and (len(writer) > _MOST_OF_LINE or (named and not typed))
    return lines or all(row.left for row in writer)
