"""What somebody who writes in wants: to sign, and as whom; to say yes or no; or something a person must read. Pure.

A wish to sign only leads to one mail that repeats what was understood and asks. So whoever writes with such a wish, or names
nobody but themselves as signatories do, and is one person by all evidence, signs, whatever else they tell; unless something
speaks against it (refusing). Only a yes counts somebody: it must be plain in every word (agreeing).
"""

import re
from dataclasses import astuple, dataclass, replace
from typing import Literal

from petition.interpret import candidates, consent, details, labels, objections, organisations
from petition.interpret.bare_lines import bare, of_sender
from petition.interpret.block import without_block
from petition.interpret.candidates import Named
from petition.interpret.details import Details
from petition.interpret.person_names import (
    Sender,
    could_sign_as,
    named_apart,
    same_person,
    with_capitals,
)
from petition.interpret.sentences import Sentence
from petition.interpret.several import are_several, asks_for_another, tells_of_kin
from petition.interpret.signatory import best_of, is_where, with_block
from petition.lexicon.language import is_known, is_strange
from petition.lexicon.phrases import CONTRAST, LINK, NO_NAMES, PLUS_ONE, family, spelled, words, words_in
from petition.lexicon.places import is_place
from petition.lexicon.roles import GIVEN, is_post
from petition.mail.inbound.incoming import Inbound
from petition.mail.inbound.machines import begins_like_machine
from petition.mail.inbound.subjects import ANSWER, bare_subject
from petition.reading.draft import Line
from petition.reading.lines.bodies import is_body
from petition.reading.lines.names import ends_like_family

Filled = tuple[tuple[str, str], ...]  # the lines of our link to sign: the field, and what stands there
Says = Literal["signs", "yes", "no", "unclear"]
Why = Literal[
    "", "empty", "attached", "forwarded", "several", "question", "no_name", "no", "prose", "refused"
]

_WITHIN_NAMES = words("within-names")
_WE_SIGN = family("we-sign")
_OF_MONEY = re.compile(r"[$€£₽₸] ?\d|\d[,.]\d{3}[,.]\d{3}\b|\d ?[$€£₽₸]|\b\d{1,3}[,.]\d [^\W\d_]")
_ADDRESS = re.compile(r"(?:mailto:)?[^\s@<>]{1,64}@[^\s@<>]{1,255}")
_DOUBTS = frozenset("?🤔")
_MOST_WORDS = 260  # beyond that it is a letter of its own, for a person to read
_SURE = 6  # evidence with which one word is a name, though no other is known
_MOST_IN_STORY = 45  # words of who says no more of signing than a line of the letter
_MOST_UNDER_SUBJECT = 12
_MOST_IN_STRANGE = 30
_MOST_OF_LINE = 2  # lines under a yes that may correct what we understood; more are a block of one's own
_MOST_FOR_BODY = 2  # who stand under a body's signature: its head, and who writes; more are a list
_MOST_BESIDE = 2  # words beside who somebody is, where they do not say that they sign


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
    heard = _Heard(message, sender, subject, () if asked else own.filled)
    yes = heard.agrees(answers=answers, asked=asked)
    above = _said_above(message, asked=asked)
    if yes and (answers or yes.line) and not objections.speaks_against_yes(own.text, subject=above):
        return yes
    withdraws = asked and heard.withdraws
    if against := "no" if withdraws else objections.against(own.text, subject=above, answers=answers):
        return Understood("no" if against == "no" else "unclear", why=against)
    if heard.is_letter or (not answers and is_strange(own.text) and objections.denies_abroad(own.text)):
        return Understood("unclear", why="prose")
    return heard.judged(answers=answers)


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


class _Heard:
    """A message as it is heard: its rows, who is named in them, what is told without a name."""

    def __init__(self, message: Inbound, sender: Sender, subject: str, form: Filled) -> None:
        self.text, self.subject = message.own.text, subject
        self.files, self.sender = message.files, sender
        whole = f"{self.text}\n{message.own.block}"
        self.from_name = "" if organisations.is_quoted_in(sender.name, whole) else _presented(sender.name)
        lines = [details.without_pictures(line) for line in self.text.split("\n")]
        kept = [line for line in lines if not (details.is_reached_at(line) and len(words_in(line)) < 10)]
        in_order, rest = labels.of_form(kept)
        self.labels, rest = labels.labelled(rest)
        self.is_form = bool(form)
        self.labels |= in_order | {name: value for name, value in form if value}
        self.rows = candidates.rows_with_names("\n".join(rest), self.sender)
        block = _ADDRESS.sub("", message.own.block)  # beside a name
        self.block = candidates.rows_with_names(block, self.sender, left=True)
        self.is_letter = (
            any(LINK.search(row.text) for row in self.rows) or len(words_in(self.text)) > _MOST_WORDS
        )

    @property
    def withdraws(self) -> bool:
        """Whether it takes a signature back, and says nothing besides."""
        return "?" not in self.text and consent.withdraws(each.text for each in self.rows)

    def agrees(self, *, answers: bool, asked: bool) -> Understood | None:
        """Its yes, if it says nothing besides but thanks, a farewell, and who its writer is.

        Who says yes in one breath with "name, role, town", and answers nobody, signs.
        """
        said, writer, beside = self._parted(answers=answers)
        agrees = consent.agrees_with(said, beside) if asked else not beside and consent.agrees(said)
        if self.labels or not _DOUBTS.isdisjoint(self.text) or not agrees or self._names_another(said):
            return None
        signed = [
            each
            for each in candidates.named_in(writer, self.sender)
            if self._is_own_name(writer[each.row].text)
        ]
        best = max(signed, key=lambda each: each.weight, default=None)
        if best and asked and _is_block(writer):
            best = replace(best, told=Details())
        if best and self.sender.is_shortened(best.name):
            best = None  # who they are, and no other name
        line = best.line() if best and len(best.name.split()) > 1 else self._completed(best, [])
        return Understood("yes", line, named=best.name if best else "")

    def _names_another(self, said: list[str]) -> bool:
        """Whether somebody tells how a name is written, which is not theirs."""
        rows = [row for row in self.rows if row.text in said and consent.tells_of_name(row.text)]
        told = " ".join(each.name for each in candidates.named_in(rows, self.sender)).split()
        return not all(
            self.sender.knows(word) for word in told if len(word) > 1
        )  # also "Field-Brook" of a Field

    def _parted(self, *, answers: bool) -> tuple[list[str], list[Sentence], list[str]]:
        """The sentences that may say yes; the rows below that tell who the writer is; what else stands among these."""
        said: list[str] = []
        writer: list[Sentence] = []
        beside: list[str] = []
        for row in self.rows:
            if consent.thanks(row.text):
                continue
            own_name = self._is_own_name(row.text)
            if writer or (said and row.left):
                known = own_name or details.is_only_of_writer(row.text)
                writer += [row] if known else []
                beside += [] if known else [row.text]
            elif said and own_name and (row.alone or answers or "," not in row.text):
                writer.append(row)
            else:
                said.append(row.text)
        return said, writer, beside

    def _is_own_name(self, text: str) -> bool:
        name, _, rest = text.strip(" .!").replace(" | ", ", ").partition(",")
        words = [word for word in words_in(name) if len(word) > 1]
        if self.sender.has_initials(text):
            return True
        if (
            ":" in text
            or (text.endswith("!") and not any(map(self.sender.knows, words)))
            or not 0 < len(words) <= 5
            or not NO_NAMES.isdisjoint(words)
            or not details.is_only_of_writer(rest)
        ):
            return False
        return any(map(self.sender.knows, words)) or (could_sign_as(name) and not consent.agrees([text]))

    def judged(self, *, answers: bool) -> Understood:
        """Who signs, or why a person must read it."""
        about = _wishes(self.subject.partition(":")[0])
        wish = _wishes(self.text) or self.is_form
        spoken_for = organisations.speaks_for_body(f"{self.subject}\n{self.text}")
        rows, people = [*self.rows, *self.block], self._people()
        if not people and not self.labels.get("name") and self.subject:
            rows = candidates.rows_with_names(self.subject, self.sender)
            people = candidates.named_in(rows, self.sender)
        signing = self._bodies(people, spoken_for=spoken_for)
        if signing and (wish or about or spoken_for):
            return self._for_body(signing, people)
        labelled = self._labelled()
        another = not signing and objections.is_for_another(self.text)
        if another or self._are_several(people, rows, labelled):
            return Understood("unclear", why="several")
        named = labelled or best_of(people, self.from_name)
        told = [row.text for row in self.rows if details.tells_of_writer(row.text)]
        line = self._completed(named, told)
        why = self._why_no_signature(named, wish=wish, about=about)
        is_guess = bool(why) and not answers and self._may_wish(named, about=about)
        if why and not is_guess:
            return Understood("unclear", why=why)
        return Understood("signs", line, is_guess=is_guess) if line else Understood("unclear", why="no_name")

    def _are_several(self, people: list[Named], rows: list[Sentence], labelled: Named | None) -> bool:
        """Whether several sign, or a shop or a family of whom nobody is named."""
        unnamed = len(people) + bool(labelled) != 1 and bool(_WE_SIGN.search(spelled(self.text)))
        return unnamed or tells_of_kin(rows) or are_several(people, rows, labelled)

    def _why_no_signature(self, named: Named | None, *, wish: bool, about: bool) -> Why:
        """Why a message that asks, or wishes nothing, must be read; '' where a signatory stands in it all the same."""
        if named is None and objections.asks(self.text):
            return "question"
        if named and asks_for_another(named, self.sender, self.from_name, self.subject, self.text):
            return "several"
        if wish or (about and not self._goes_on()):
            return ""
        is_of_block = named and self.block and named.row >= len(self.rows)
        if named and not is_of_block and (self._says_only(named) or self._stands_as_in_letter(named)):
            return ""  # what programs put under every mail is no evidence
        return "prose" if self.text else "empty" if not self.subject else "no_name"

    def _may_wish(self, named: Named | None, *, about: bool) -> bool:
        """Whether somebody says little beside their own name in a language that is not known here: our answer asks."""
        if named is None or self._why_no_signature(named, wish=True, about=about):
            return False
        is_short = len(words_in(self.text)) - len(words_in(named.name)) <= _MOST_IN_STRANGE
        own = bool(named.agrees) and could_sign_as(named.name) and bool(named.weight)
        dated = re.search(r"\d", self.text)  # a day of who is away, or the price of an offer
        return own and is_short and not dated and is_strange(self.text)

    def _stands_as_in_letter(self, named: Named) -> bool:
        """Whether somebody stands behind a label, or in one line, "name, role, town"; a program's block has more."""
        if self.labels.keys() > {"name"} and named.agrees_with(self.sender):
            return len(words_in(self.text)) <= _MOST_IN_STORY
        if _OF_MONEY.search(self.text) or any("@" in row.text for row in self.rows):
            return False  # a stranger's story, which asks to be written to elsewhere
        near = " ".join(row.text for row in self.rows[max(0, named.row - 1) : named.row + 1])
        if not is_known(self.text) or (objections.denies(spelled(near)) and not CONTRAST.search(near)):
            return False
        after = self.rows[named.row].text.partition(named.name)[2].lstrip(" )") if self.rows else ""
        told = named.told.role or named.told.place
        in_line = after[:1] in {*",(—–|-"} and told and told in after and named.stands_as_signatory
        return bool(self.labels.get("name") or in_line) and len(words_in(self.text)) <= _MOST_IN_STORY

    def _goes_on(self) -> bool:
        """Whether it says more under a subject that wishes than a line of the letter and a few words."""
        return sum(len(words_in(row.text)) for row in self.rows) > _MOST_UNDER_SUBJECT

    def _says_only(self, named: Named) -> bool:
        """Whether somebody who stands as signatories do says nothing but who they are, and so can only mean to sign."""
        who = {word for each in (named.name, *astuple(named.told)) for word in words_in(each)}
        who -= NO_NAMES - _WITHIN_NAMES  # "would like to"
        beside = [word for row in self.rows for word in words_in(row.text) if word not in who]
        return len(beside) <= _MOST_BESIDE and named.stands_as_signatory and not _OF_MONEY.search(self.text)

    def _bodies(self, people: list[Named], *, spoken_for: bool) -> list[Line]:
        """The bodies that sign; beside somebody named only one that is spoken for, or says itself that it signs."""
        if spoken_for or not (people or self._labelled()):
            # Under a farewell alone it is a reception desk's: somebody has to sign for it.
            rows = [row for row in self.rows if spoken_for or self.from_name or not row.left]
            return organisations.bodies_in(rows, spoken_for=spoken_for)
        return organisations.that_sign(self.rows)

    def _people(self) -> list[Named]:
        """Everybody named in what was written; of the block below its owner, if nobody else is."""
        own, below = (candidates.named_in(rows, self.sender) for rows in (self.rows, self.block))
        own = [each for each in own if not any(is_where(each, other, self.rows) for other in own)]
        owner = (
            replace(each, row=each.row + len(self.rows)) for each in below if self._owns_block(each, own)
        )
        if self.from_name:
            own = [each for each in own if self._is_spoken_for(each)]
        return with_block(own, list(owner))

    def _is_spoken_for(self, named: Named) -> bool:
        """Whether anything speaks for what looks like a name beside the sender's: not for "Super Sache!"."""
        if named.agrees or named.introduced or named.told or named.joined:
            return True
        row = self.rows[named.row]
        exclaims = row.text.endswith("!") or (not row.alone and row.text.strip(" .") == named.name)
        is_known = any(ends_like_family(word) or word.lower() in GIVEN for word in named.name.split()[:2])
        return (bool(named.weight) or named.entry) and (is_known or not exclaims)

    def _owns_block(self, named: Named, own: list[Named]) -> bool:
        """Whether somebody heads a block and is nobody else than who wrote, who told nothing of themselves above it."""
        first = next(
            (at for at, row in enumerate(self.block) if not details.is_only_of_writer(row.text)), named.row
        )
        heads = named.row <= first and (not self.from_name or same_person(named.name, self.from_name))
        others = [
            each
            for each in own
            if each.stands_as_signatory
            and (each.told or (each.row and each.is_whole and not same_person(each.name, named.name)))
        ]
        return named.is_whole and not others and (heads or named.agrees_with(self.sender))

    def _for_body(self, signing: list[Line], people: list[Named]) -> Understood:
        if self.files or len(signing) > 1:
            return Understood("unclear", why="attached" if self.files else "several")
        others = [each for each in people if each.name not in signing[0].as_typed]
        if sum(each.entry and len(each.name.split()) > 1 for each in others) > _MOST_FOR_BODY:
            return Understood("unclear", why="several")
        best = max(others, key=lambda each: each.weight, default=None)
        return Understood("signs", signing[0], representative=best.name if best else self.from_name)

    def _labelled(self) -> Named | None:
        name, apart = self.labels.get("name", ""), named_apart(self.text)
        name = bare(apart if apart and len(name.split()) < 2 else name, self.sender)
        if not name:
            return None
        family, _, rest = name.partition(",")
        if len(family.split()) == 1 and not details.tells_of_writer(rest) and (turned := _presented(name)):
            name = turned  # "Thomsen, Wiebke-Marie"
        told = details.told_in(name.split(",")[1:])
        said = Details(*(self.labels.get(each, "") for each in ("role", "affiliation", "place")))
        return Named(
            name.split(",")[0].strip(" ."), 10, 0, entry=True, introduced=True, told=said.with_more(told)
        )

    def _completed(self, named: Named | None, told: list[str]) -> Line | None:
        """The line with what was said elsewhere: the full name of the From header, a role in a line of its own."""
        named = self._with_full_name(named)
        if named is None:
            return None
        said = Details(*(self.labels.get(each, "") for each in ("role", "affiliation", "place")))
        found = named.told.with_more(said)
        if told and not (found.role and found.place):
            found = found.with_more(details.told_in(each for each in told if named.name not in each))
        return replace(named, told=found).line()

    def _with_full_name(self, named: Named | None) -> Named | None:
        """Who is named, with the rest of the name from the From header."""
        if named and (named.is_whole or _is_told_of_fully(named)):
            return named
        if self.from_name and (named is None or named.weight < _SURE):
            return Named(self.from_name, 0, 0, told=named.told if named else Details())
        return named if named and named.weight >= _SURE else None


def _wishes(text: str) -> bool:
    return objections.wishes(text) or bool(PLUS_ONE.search(text))


def _is_told_of_fully(named: Named) -> bool:
    return bool(named.agrees and named.told.role and named.told.place)


def _presented(from_name: str) -> str:
    """The name of a From header as one signs with it: "Family, Given" turned round; '' where it is no person's."""
    family, comma, given = from_name.partition(",")
    name = f"{given.strip()} {family.strip()}" if comma and given.strip() else from_name
    name = with_capitals(details.without_pictures(name))
    return name if could_sign_as(name, heads=True) and not (is_body(name) or is_post(name.split())) else ""


def _is_block(writer: list[Sentence]) -> bool:
    """Whether what tells of the writer is a block of their own: of several lines, or under a farewell."""
    apart = all(row.alone and row.block > 0 for row in writer)
    # What somebody types to correct begins small, or is a town.
    typed = any(not row.text[:1].isupper() or is_place(row.text) for row in writer)
    named = could_sign_as(writer[0].text) and len(writer) > 1
    lines = apart and (len(writer) > _MOST_OF_LINE or (named and not typed))
    return lines or all(row.left for row in writer)
