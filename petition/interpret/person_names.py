"""What a person's name looks like, who is the same person, and what of it the sender's own name bears out. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from petition.lexicon.fold import fold
from petition.lexicon.phrases import NO_NAMES, without_points, words, words_in
from petition.lexicon.places import is_place
from petition.lexicon.roles import GIVEN, TITLES, body_weight
from petition.lexicon.vocabulary import expression
from petition.lexicon.vocabulary import words as listed
from petition.reading.lines.names import is_initials

_PARTICLES = listed("particles", "patronymic-words", "born")
JOINING = frozenset({"e", "y", "i", "und"})  # "and", which stands within names too: "Vidal i Puig"
_NAMES_TOO = words("names-too")
_AFTER_NAME = words("after-names") | listed("patronymic-words")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`‘־-][^\W\d_]+)*[’']?")
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]{2,5}|[\uac00-\ud7af]{2,4}")  # a whole name without a space
_ABJAD = re.compile("[\u0590-\u07bf]")
_ELIDED = re.compile("[dl]['’][A-ZÀ-Ý]")  # d'Arbaumont
_SAID = re.compile(r"[^\W\d_]+(?:['’ʼ‘`][^\W\d_]+)*")
_SHORTENED = re.compile(r"(?:i|it|that|let|he|she|we|you|they|there)['’]\w")
_MOST_WORDS = 6  # beside particles
_FAMILY_NAME = expression(r"\b(?:@labels.family)\s*[:—–-]?\s*(?P<name>[^\W\d_]{2,30}(?:-[^\W\d_]{2,30})?)")
_GIVEN_NAME = expression(r"\b(?:@labels.given)\s*[:—–-]?\s*(?P<name>[^\W\d_]{2,30})")

SAID_BEFORE = words("yes", "agreeing", "agreeing-too")  # «Верно, Анна»
PATRONYMIC = re.compile("(?:[вч]на|[вьт]ич|ұлы|қызы)$")


@dataclass(frozen=True)
class Sender:
    """Whom the From header names, and the local part of the address."""

    name: str
    address: str

    @cached_property
    def _named(self) -> tuple[str, ...]:
        return tuple(word for each in words_in(self.name) if len(word := fold(each)) > 1)

    @cached_property
    def _mailbox(self) -> str:
        local = self.address.partition("@")[0]
        return " ".join(map(fold, re.findall(r"[^\W\d_]+", local)))

    def knows(self, word: str) -> int:
        """How far a word of a name agrees: 2 with the From header, 1 with the address, 0 not at all."""
        folded = fold(word)
        if len(folded) < 2 or word.lower() in NO_NAMES - _NAMES_TOO:
            return 0
        if any(_alike(folded, each) for each in self._named):
            return 2
        if _ABJAD.match(word):
            own = {*map(_consonants, words_in(self.name))}
            return 2 if any(len(each) > 1 and each in own for each in map(_consonants, words_in(word))) else 0
        alike = any(_alike(folded, each) for each in self._mailbox.split())
        return 1 if alike or (len(folded) >= 4 and folded in self._mailbox.replace(" ", "")) else 0

    def bears(self, word: str) -> bool:
        """Whether the From header has this word, which is none of a name elsewhere: «Can Yılmaz»."""
        return word.lower() in _NAMES_TOO and begins_great(word) and self.knows(word) == 2

    def begins_in(self, line: str) -> int:
        """Where the name of the From header stands whole in a line, each initial for the next word; -1 where it does not."""
        said = [(found.start(), fold(found[0])) for found in _SAID.finditer(line)]
        own = [fold(each) for each in words_in(self.name)]
        at = [next((at for at, word in said if _alike(each, word)), -1) for each in own if len(each) > 1]
        if len(own) < 2 or not at or -1 in at:
            return -1
        behind = len(own[0]) > 1  # where the initials stand in the header
        for initial in (each for each in own if len(each) == 1):
            near = (each for each, word in said if word[:1] == initial and each not in at)
            at.append(min(near, key=lambda each: ((each > at[0]) != behind, abs(each - at[0])), default=-1))
        return min(at)

    def has_initials(self, text: str) -> bool:
        """Whether a text is nothing but first letters of the name: «А. Б.»."""
        letters = re.findall(r"[^\W_]", text)
        own = {word[0].upper() for word in words_in(self.name)}
        return 0 < len(letters) <= 3 and own.issuperset(letters) and all(map(str.isupper, letters))

    def is_shortened(self, name: str) -> bool:
        """Whether a name is no more than the sender's, words of it cut to first letters: «Anna R.», "JM Roe"."""
        words = re.findall(r"[^\W\d_]+", name)
        short = [word for word in words if len(word) == 1 or (len(word) < 4 and word.isupper())]
        firsts = {word[0].upper() for word in re.findall(r"[^\W\d_]+", self.name)}
        return (
            bool(short)
            and firsts.issuperset("".join(short).upper())
            and all(self.knows(each) for each in words if each not in short)
        )


def _alike(one: str, other: str) -> bool:
    """Whether two folded words are one name: umlauts either way, г as g or h, х as x, Ю as Ju or Iu, the end left out."""
    shorter, longer = sorted(
        (
            re.sub("(?<=[aou])e", "", re.sub("^j(?=[aou])", "i", each)).replace("ks", "h").replace("h", "g")
            for each in (one, other)
        ),
        key=len,
    )
    return one == other or (len(shorter) >= 3 and longer.startswith(shorter))


def _consonants(word: str) -> str:
    """What a name in Arabic or Hebrew letters has in common with how it is spelled in others."""
    bare = fold(re.sub("^(?:ال|al)(?=\\w{3})", "", word))
    return re.sub(r"(\w)\1+", r"\1", re.sub("[abeiouvwy]", "", bare))


def same_person(one: str, other: str) -> bool:
    """Whether two names in one message are the same person's: in another order, spelling, shortened, or with more said."""
    mine, theirs = _name_words(one), _name_words(other)
    fewer, more = sorted((mine, theirs), key=len)
    if bool(_ABJAD.match(one)) != bool(_ABJAD.match(other)):
        return len({*map(_consonants, words_in(one))} & {*map(_consonants, words_in(other))}) > 1
    return bool(fewer) and all(
        any(word == each or (len(min(word, each, key=len)) == 1 and word[0] == each[0]) for each in more)
        for word in fewer
    )


def says_otherwise(one: str, other: str) -> bool:
    """Whether both say something, and no word of the one, however spelled, stands in the other."""
    return bool(one and other) and set(_name_words(one)).isdisjoint(_name_words(other))


def as_called(name: str) -> str:
    """A name as its owner is called: with capitals where it was typed without, and in the first case.

    «Запишите меня, Кузовлеву Тамару Ильиничну»: a patronymic in -вну, -чну or -вича tells the case.
    """
    name = with_capitals(name)
    words = name.split()
    if any(re.search("(?:в|ч)ну$", word) for word in words):
        return " ".join(re.sub("у$", "а", re.sub("ю$", "я", word)) for word in words)
    if any(re.search("[а-яё]{2}ича$", word) for word in words):
        return " ".join(re.sub("(?<=[аеи])я$", "й", re.sub("а$", "", word)) for word in words)
    return name


def with_capitals(name: str) -> str:
    """A name as it is, with capitals where it was typed without any."""
    small = name.islower() and not has_no_capitals(name)
    return " ".join(each if each in _PARTICLES else each.title() for each in name.split()) if small else name


def could_sign_as(name: str, *, heads: bool = False) -> bool:
    """Whether a name is one to sign with: two words or more that could be a person's. `heads`: it is of a From header."""
    tokens = tokens_of(name)
    too = _NAMES_TOO if heads else frozenset()
    return bool(_IDEOGRAPHS.fullmatch(name)) or (
        len(tokens) > 1
        and not is_too_long(tokens)
        and all(could_be_name(token.core) or token.core.lower() in _PARTICLES | too for token in tokens)
        and not all(is_initials(token.core) for token in tokens)
        and not is_place(name)
        and not any(body_weight(token.core) == 2 for token in tokens)
    )


def _name_words(name: str) -> list[str]:
    return [folded for word in words_in(name) if (folded := fold(word))]


def named_apart(text: str) -> str:
    """The name of who gives family and given name apart: «фамилия Сейітов, имя Арман»; '' where nobody does."""
    text = text[:4000].title() if text.islower() else text[:4000]
    family, given = _FAMILY_NAME.search(text), _GIVEN_NAME.search(text)
    if (
        not family
        or not given
        or not (could_be_name(family["name"]) and could_be_name(given["name"]))
        or family["name"] == given["name"]
    ):
        return ""
    return " ".join(found["name"] for found in sorted((family, given), key=lambda each: each.start()))


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, and whether something parts it from those around it."""

    core: str
    start: int
    end: int
    breaks_before: bool
    breaks_after: bool


def is_too_long(tokens: Sequence[Token]) -> bool:
    """Whether a run has more words than names have."""
    return sum(not is_particle(token) for token in tokens) > _MOST_WORDS


def is_particle(token: Token) -> bool:
    """Whether a word stands between names: "de la", «аль»."""
    return token.core in _PARTICLES


def tokens_of(text: str) -> list[Token]:
    """The words of a text, each without the marks around it; initials and titles keep their full stop."""
    tokens: list[Token] = []
    parted, ended = False, 0
    for found in re.finditer(r"[^\s,;:!?…()\[\]{}\"“”„«»‹›|/—–]+", text):
        core = found[0].rstrip(".*_")
        start = found.start() + len(core) - len(core.lstrip("*_-.")) if core else found.start()
        core = core.strip("*_-.")
        dotted = found[0].endswith(".")
        if dotted and (
            is_initials(f"{core}.") or core.lower() in TITLES | _AFTER_NAME or f"{core}.".lower() in GIVEN
        ):
            core, dotted = f"{core}.", False
        if not core:
            parted = True
            continue
        between, after = text[ended : found.start()], text[found.end() :]
        ended = found.end()
        tokens.append(
            Token(
                core,
                start,
                start + len(core),
                parted or between[-1:] != " " or bool(between.strip()),
                dotted or not after or after[0] != " ",
            )
        )
        parted = False
    return tokens


def could_be_name(word: str) -> bool:
    """Whether a word may be part of a name: initials, or a capital and nothing that explains the word otherwise."""
    if is_initials(word):
        return begins_great(word)
    word = without_points(word.rstrip(".") if word.lower() in GIVEN else word)
    if not _NAME_WORD.fullmatch(word) or is_of_known_words(word):
        return False
    if word.lower() in NO_NAMES or _SHORTENED.match(word.lower()):
        return False
    return begins_great(word)


def has_no_capitals(text: str) -> bool:
    """Whether a text is of a script that knows no capitals, such as Arabic, Hebrew, Georgian or Chinese."""
    return text.title() == text and not any(map(str.isupper, text))


def is_of_known_words(text: str) -> bool:
    """Whether a text in a script without capitals, where a name shows in nothing else, holds words that agree or thank."""
    return has_no_capitals(text) and SAID_BEFORE.issuperset(words_in(text))


def begins_great(word: str) -> bool:
    """Whether a word begins with a capital, or is of a script that has none."""
    return word[0].title() == word[0] or bool(_ELIDED.match(word))


def _fits(word: str, sender: Sender) -> bool:
    is_title = word.lower() in TITLES and word[0].isupper()
    return could_be_name(word) or sender.bears(word) or is_title


def _is_within(word: str, before: int, behind: Sequence[Token]) -> bool:
    """Whether a small word goes on with a name of so many words: "oğlu", or "de" and "i" before another word of it."""
    follows = behind[0].core if behind else ""
    joins = word in JOINING and before > 1
    particle = word in _PARTICLES and word not in NO_NAMES
    goes_on = bool(follows) and (could_be_name(follows) or (particle and follows in _PARTICLES))
    return word.rstrip(".") in _AFTER_NAME or ((joins or particle) and goes_on)


def runs_of(tokens: Sequence[Token], sender: Sender) -> list[list[Token]]:
    """The runs of words that may be names: capitals, initials, small particles between them."""
    runs: list[list[Token]] = []
    run: list[Token] = []
    for at, token in enumerate(tokens):
        within = (
            bool(run) and token.core.islower() and _is_within(token.core, len(run), tokens[at + 1 : at + 2])
        )
        fits = within or _fits(token.core, sender)
        if run and (token.breaks_before or not fits):
            runs.append(run)
            run = []
        if fits:
            run.append(token)
            if token.breaks_after:
                runs.append(run)
                run = []
    return [each for each in [*runs, run] if each]
