"""A message as it is heard: its rows, who is named in them, and by what evidence. Pure."""

import re
from dataclasses import replace

from petition.interpret import candidates, consent, details, labels, organisations
from petition.interpret.bare_lines import bare
from petition.interpret.candidates import Named
from petition.interpret.details import Details
from petition.interpret.person_names import Sender, could_sign_as, named_apart, same_person, with_capitals
from petition.interpret.signatory import is_where, with_block
from petition.lexicon.phrases import LINK, words_in
from petition.lexicon.roles import GIVEN, is_post
from petition.mail.inbound.incoming import Inbound
from petition.reading.draft import Line
from petition.reading.lines.bodies import is_body
from petition.reading.lines.names import ends_like_family

Filled = tuple[tuple[str, str], ...]  # the lines of our link to sign: the field, and what stands there

_ADDRESS = re.compile(r"(?:mailto:)?[^\s@<>]{1,64}@[^\s@<>]{1,255}")
_MOST_WORDS = 260  # beyond that it is a letter of its own, for a person to read
_SURE = 6  # evidence with which one word is a name, though no other is known


class HeardMessage:
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

    def bodies(self, people: list[Named], *, spoken_for: bool) -> list[Line]:
        """The bodies that sign; beside somebody named only one that is spoken for, or says itself that it signs."""
        if spoken_for or not (people or self.labelled()):
            # Under a farewell alone it is a reception desk's: somebody has to sign for it.
            rows = [row for row in self.rows if spoken_for or self.from_name or not row.left]
            return organisations.bodies_in(rows, spoken_for=spoken_for)
        return organisations.that_sign(self.rows)

    def people(self) -> list[Named]:
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

    def labelled(self) -> Named | None:
        """Who is named behind a label, with what stands behind others."""
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

    def completed(self, named: Named | None, told: list[str]) -> Line | None:
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


def _is_told_of_fully(named: Named) -> bool:
    return bool(named.agrees and named.told.role and named.told.place)


def _presented(from_name: str) -> str:
    """The name of a From header as one signs with it: "Family, Given" turned round; '' where it is no person's."""
    family, comma, given = from_name.partition(",")
    name = f"{given.strip()} {family.strip()}" if comma and given.strip() else from_name
    name = with_capitals(details.without_pictures(name))
    return name if could_sign_as(name, heads=True) and not (is_body(name) or is_post(name.split())) else ""
