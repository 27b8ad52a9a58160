"""What somebody who writes in wants: to sign, and as whom; to say yes or no; or something a person must read. Pure.

A wish to sign only leads to one mail that repeats what was understood and asks. So whoever writes with such a wish, or names
nobody but themselves as signatories do, and is one person by all evidence, signs, whatever else they tell; unless something
speaks against it (`objections.py`). Only a yes counts somebody: it must be plain in every word (`yes.py`).
"""

import re
from dataclasses import astuple, replace

from petition.interpret import candidates, details, objections, organisations
from petition.interpret.bare_lines import of_sender
from petition.interpret.block import without_block
from petition.interpret.candidates import Named
from petition.interpret.heard import HeardMessage
from petition.interpret.person_names import Sender, could_sign_as
from petition.interpret.sentences import Sentence
from petition.interpret.several import are_several, asks_for_another, tells_of_kin
from petition.interpret.signatory import best_of
from petition.interpret.understood import Understood, Why
from petition.interpret.yes import agreed
from petition.lexicon.language import is_known, is_strange
from petition.lexicon.phrases import CONTRAST, NO_NAMES, PLUS_ONE, family, spelled, words, words_in
from petition.mail.inbound.incoming import Inbound
from petition.mail.inbound.machines import begins_like_machine
from petition.mail.inbound.subjects import ANSWER, bare_subject
from petition.reading.draft import Line

_WITHIN_NAMES = words("within-names")
_WE_SIGN = family("we-sign")
_OF_MONEY = re.compile(r"[$€£₽₸] ?\d|\d[,.]\d{3}[,.]\d{3}\b|\d ?[$€£₽₸]|\b\d{1,3}[,.]\d [^\W\d_]")
_MOST_IN_STORY = 45  # words of who says no more of signing than a line of the letter
_MOST_UNDER_SUBJECT = 12
_MOST_IN_STRANGE = 30
_MOST_FOR_BODY = 2  # who stand under a body's signature: its head, and who writes; more are a list
_MOST_BESIDE = 2  # words beside who somebody is, where they do not say that they sign


def understand(message: Inbound, *, asked: bool = False) -> Understood:
    """What a message says; `asked` if it answers a mail of ours that asks whether its sender signs."""
    sender = Sender(of_sender(message.from_name), message.from_address)
    message = replace(message, own=without_block(message.own, sender, asked=asked))
    own = message.own
    answers = asked or own.quotes or bool(ANSWER.match(message.subject))
    subject = "" if ANSWER.match(message.subject) else message.subject
    if why := _is_of_others(message, asked=asked):
        return Understood("unclear", why=why)
    if begins_like_machine(own.text) and not objections.wishes(own.text):
        return Understood("unclear", why="prose")
    heard = HeardMessage(message, sender, subject, () if asked else own.filled)
    yes = agreed(heard, answers=answers, asked=asked)
    above = _said_above(message, asked=asked)
    if yes and (answers or yes.line) and not objections.speaks_against_yes(own.text, subject=above):
        return yes
    withdraws = asked and heard.withdraws
    if against := "no" if withdraws else objections.against(own.text, subject=above, answers=answers):
        return Understood("no" if against == "no" else "unclear", why=against)
    if heard.is_letter or (not answers and is_strange(own.text) and objections.denies_abroad(own.text)):
        return Understood("unclear", why="prose")
    return _judged(heard, answers=answers)


def _said_above(message: Inbound, *, asked: bool) -> str:
    """What the subject says that may speak against: of an answer nothing, unless it is to us."""
    said = bare_subject(message.subject)
    return said if asked or said == message.subject.strip() else ""


def _is_of_others(message: Inbound, *, asked: bool) -> Why:
    """Why a message is not its writer's own words: they stand in files, are another's, or there are none."""
    own = message.own
    says_little = not ((asked and own.text) or objections.wishes(own.text))
    if message.unread or (message.files and says_little) or objections.in_a_file(own.text):
        return "attached"
    if own.forwards and not own.text:
        return "forwarded"
    if message.is_doubtful and not asked:
        return "forwarded"
    return "empty" if own.quotes and not own.text else ""


def _judged(heard: HeardMessage, *, answers: bool) -> Understood:
    """Who signs, or why a person must read it."""
    about = _wishes(heard.subject.partition(":")[0])
    wish = _wishes(heard.text) or heard.is_form
    spoken_for = organisations.speaks_for_body(f"{heard.subject}\n{heard.text}")
    rows, people = [*heard.rows, *heard.block], heard.people()
    if not people and not heard.labels.get("name") and heard.subject:
        rows = candidates.rows_with_names(heard.subject, heard.sender)
        people = candidates.named_in(rows, heard.sender)
    signing = heard.bodies(people, spoken_for=spoken_for)
    if signing and (wish or about or spoken_for):
        return _for_body(heard, signing, people)
    labelled = heard.labelled()
    another = not signing and objections.is_for_another(heard.text)
    if another or _are_several(heard, people, rows, labelled):
        return Understood("unclear", why="several")
    named = labelled or best_of(people, heard.from_name)
    told = [row.text for row in heard.rows if details.tells_of_writer(row.text)]
    line = heard.completed(named, told)
    why = _why_no_signature(heard, named, wish=wish, about=about)
    is_guess = bool(why) and not answers and _may_wish(heard, named, about=about)
    if why and not is_guess:
        return Understood("unclear", why=why)
    return Understood("signs", line, is_guess=is_guess) if line else Understood("unclear", why="no_name")


def _are_several(
    heard: HeardMessage, people: list[Named], rows: list[Sentence], labelled: Named | None
) -> bool:
    """Whether several sign, or a shop or a family of whom nobody is named."""
    unnamed = len(people) + bool(labelled) != 1 and bool(_WE_SIGN.search(spelled(heard.text)))
    return unnamed or tells_of_kin(rows) or are_several(people, rows, labelled)


def _why_no_signature(heard: HeardMessage, named: Named | None, *, wish: bool, about: bool) -> Why:
    """Why a message that asks, or wishes nothing, must be read; '' where a signatory stands in it all the same."""
    if named is None and objections.asks(heard.text):
        return "question"
    if named and asks_for_another(named, heard.sender, heard.from_name, heard.subject, heard.text):
        return "several"
    if wish or (about and not _goes_on(heard)):
        return ""
    is_of_block = named and heard.block and named.row >= len(heard.rows)
    if named and not is_of_block and (_says_only(heard, named) or _stands_as_in_letter(heard, named)):
        return ""  # what programs put under every mail is no evidence
    return "prose" if heard.text else "empty" if not heard.subject else "no_name"


def _may_wish(heard: HeardMessage, named: Named | None, *, about: bool) -> bool:
    """Whether somebody says little beside their own name in a language that is not known here: our answer asks."""
    if named is None or _why_no_signature(heard, named, wish=True, about=about):
        return False
    is_short = len(words_in(heard.text)) - len(words_in(named.name)) <= _MOST_IN_STRANGE
    own = bool(named.agrees) and could_sign_as(named.name) and bool(named.weight)
    dated = re.search(r"\d", heard.text)  # a day of who is away, or the price of an offer
    return own and is_short and not dated and is_strange(heard.text)


def _stands_as_in_letter(heard: HeardMessage, named: Named) -> bool:
    """Whether somebody stands behind a label, or in one line, "name, role, town"; a program's block has more."""
    if heard.labels.keys() > {"name"} and named.agrees_with(heard.sender):
        return len(words_in(heard.text)) <= _MOST_IN_STORY
    if _OF_MONEY.search(heard.text) or any("@" in row.text for row in heard.rows):
        return False  # a stranger's story, which asks to be written to elsewhere
    near = " ".join(row.text for row in heard.rows[max(0, named.row - 1) : named.row + 1])
    if not is_known(heard.text) or (objections.denies(spelled(near)) and not CONTRAST.search(near)):
        return False
    after = heard.rows[named.row].text.partition(named.name)[2].lstrip(" )") if heard.rows else ""
    told = named.told.role or named.told.place
    in_line = after[:1] in {*",(—–|-"} and told and told in after and named.stands_as_signatory
    return bool(heard.labels.get("name") or in_line) and len(words_in(heard.text)) <= _MOST_IN_STORY


def _goes_on(heard: HeardMessage) -> bool:
    """Whether it says more under a subject that wishes than a line of the letter and a few words."""
    return sum(len(words_in(row.text)) for row in heard.rows) > _MOST_UNDER_SUBJECT


def _says_only(heard: HeardMessage, named: Named) -> bool:
    """Whether somebody who stands as signatories do says nothing but who they are, and so can only mean to sign."""
    who = {word for each in (named.name, *astuple(named.told)) for word in words_in(each)}
    who -= NO_NAMES - _WITHIN_NAMES  # "would like to"
    beside = [word for row in heard.rows for word in words_in(row.text) if word not in who]
    return len(beside) <= _MOST_BESIDE and named.stands_as_signatory and not _OF_MONEY.search(heard.text)


def _for_body(heard: HeardMessage, signing: list[Line], people: list[Named]) -> Understood:
    if heard.files or len(signing) > 1:
        return Understood("unclear", why="attached" if heard.files else "several")
    others = [each for each in people if each.name not in signing[0].as_typed]
    if sum(each.entry and len(each.name.split()) > 1 for each in others) > _MOST_FOR_BODY:
        return Understood("unclear", why="several")
    best = max(others, key=lambda each: each.weight, default=None)
    return Understood("signs", signing[0], representative=best.name if best else heard.from_name)


def _wishes(text: str) -> bool:
    return objections.wishes(text) or bool(PLUS_ONE.search(text))
