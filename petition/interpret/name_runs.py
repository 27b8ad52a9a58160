"""Cuts a run of words that may be a name to the name: without trades before it, and what is told behind it. Pure."""

import re
from collections.abc import Sequence
from itertools import takewhile

from petition.interpret.person_names import PATRONYMIC, SAID_BEFORE, Sender, Token, is_particle, is_too_long
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.roles import GIVEN, TITLES, body_weight, is_modifier, is_post, is_role, is_role_and_name
from petition.lexicon.vocabulary import words as listed
from petition.reading.lines.names import ends_like_family, is_initials

_ARTICLES = listed("articles")


def trimmed(run: list[Token], sender: Sender, *, towns: bool) -> list[Token]:
    """The run without roles before the name, and `towns` behind it; none where it is a body or a place."""
    while run and (_is_title_of_trade(run, sender) or is_particle(run[0])):
        run = run[1:]
    run = run[: _town_within(run, sender)] if towns else run
    while len(run) > 1 and _is_told_behind(run, sender, towns=towns):
        run = run[:-1]
    if (
        not run
        or is_too_long(run)
        or _is_of_office(run, sender)
        or _is_of_post(run, sender)
        or _is_of_body(run, sender)
    ):
        return []
    bare = " ".join(token.core for token in run)
    return [] if is_place(bare) or all(is_initials(token.core) for token in run) else run


def _is_of_post(run: Sequence[Token], sender: Sender) -> bool:
    """Whether a run begins as a post does, and nothing of it is the sender's: "Regional Organiser"."""
    begins = run[0].core.isascii() and is_modifier(run[0].core)
    return begins and not any(sender.knows(each.core) for each in run)


def _is_of_office(run: Sequence[Token], sender: Sender) -> bool:
    """Whether a word stands behind an article that the sender does not bear: "Le Secrétariat"."""
    first, second = run[0].core.lower(), run[-1].core.lower()
    own = sender.knows(first) and not body_weight(second)
    return len(run) == 2 and first in _ARTICLES and not own and second not in GIVEN


def _is_of_body(run: Sequence[Token], sender: Sender) -> bool:
    words = [word for token in run for word in (token.core, token.core.rpartition("-")[2])]
    return any(body_weight(word) == 2 and not sender.knows(word) for word in words)


def _town_within(run: Sequence[Token], sender: Sender) -> int:
    """Where a town stands behind a whole name and before more of an address: «Сәуле Қожабекова Шымкент Самал базары»."""
    for at in range(2, len(run) - 1):
        is_whole = any(ends_like_family(each.core) for each in run[:at])
        if is_whole and is_place(run[at].core) and not sender.knows(run[at].core):
            return at
    return len(run)


def _is_told_behind(run: Sequence[Token], sender: Sender, *, towns: bool) -> bool:
    """Whether the last word is no part of the name: a town behind two words, or what somebody does.

    Not a town where another stands below: «Pedro Aguirre Lagos» of Calama.
    """
    last = run[-1].core
    if sender.knows(last) and not is_post([token.core for token in run]):
        return False
    begins = ends_like_family(run[0].core) and not PATRONYMIC.search(
        last.lower()
    )  # the family name stands first
    is_town = towns and len(run) > 2 and (could_be_town(last) if begins else is_place(last))
    is_town = is_town and not ends_like_family(last)
    doubled = last.istitle() and last.count("-") == 1  # a family name: "Miller-Stone"
    does = is_role(last) and not is_role_and_name(last) and not doubled
    return is_town or does or last in {"г.", "с.", "п.", "м."}


def _is_title_of_trade(run: Sequence[Token], sender: Sender) -> bool:
    """Whether the first word is what the person does: a known trade, or one that the sender's own name leaves over."""
    first = run[0].core
    if is_initials(first) or first.lower() in TITLES or sender.knows(first) > is_role(first):
        return False
    if is_role(first) or (len(run) > 2 and is_modifier(first) and is_role(run[1].core)):
        return len(run) > 2 or not is_role_and_name(first)
    if len(run) == 3 and is_place(first):
        return True
    return (
        len(run) >= 3
        and all(sender.knows(token.core) > (not sender.name) for token in run[1:])
        and first.lower() not in GIVEN - SAID_BEFORE
        and not (ends_like_family(first) or PATRONYMIC.search(run[-1].core))
    )


def flat_trimmed(run: list[Token], text: str, sender: Sender) -> list[Token]:
    """Of words without telling capitals: those around what agrees with the sender, or up to what is no name."""
    kept: list[Token] = []
    for at, token in enumerate(run):
        typed = text[token.start : token.end]
        follows = run[at + 1].core if at + 1 < len(run) else ""
        if not sender.knows(typed) and (
            is_role(typed)
            or (is_modifier(typed) and is_role(follows))
            or (len(kept) > 1 and is_place(typed.title()))
        ):
            break
        kept.append(token)
    agreeing = sum(map(bool, (sender.knows(token.core) for token in kept)))
    most = 2 if text.islower() and not any(map(_is_like_family, kept[2:3])) else 3  # «анна лесная живу»
    return kept if len(kept) <= most and agreeing < 2 else _shortened(kept, sender)


def _shortened(kept: list[Token], sender: Sender) -> list[Token]:
    """Of too many words those that are a name: from the first to the last that agree, else as many as names have."""
    agreeing = [at for at, token in enumerate(kept) if sender.knows(token.core)]
    if agreeing:
        first = next((at for at in range(agreeing[0]) if kept[at].core.lower() in GIVEN), agreeing[0])
        last = max(agreeing[0] + 1, agreeing[-1])
        return [*kept[first : last + 1], *takewhile(_is_like_family, kept[last + 1 :])]
    if any(is_initials(token.core) for token in kept):
        return kept[:4]
    return kept[:3] if ends_like_family(kept[2].core) else kept[:2]


def _is_like_family(token: Token) -> bool:
    return bool(re.search("[вч]на$", token.core.lower())) or ends_like_family(token.core.lower())
