"""What people say of themselves beside their name: what they do, where, in which town. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from petition.core import contacts
from petition.core.text import squeeze
from petition.interpret.person_names import has_no_capitals, is_of_known_words
from petition.lexicon.phrases import FAREWELL, GREETING, LINK, NO_NAMES, WISH, spelled, words_in
from petition.lexicon.places import is_place
from petition.lexicon.quoting import bracket_spans, segments
from petition.lexicon.role_phrase import Phrase, looks_like_body, read_phrase, says_role
from petition.lexicon.roles import is_modifier
from petition.lexicon.vocabulary import expression

_UNSAYABLE = re.compile(
    "[\u2190-\u2bff\u3000-\u303f\ufe00-\ufe0f\U0001f000-\U0001faff\u200d]+|(?<!\\w)[:;]-?[)(DP]+(?!\\w)|"
    "\\^_*\\^|(?<=\\s)[)]{2,}|(?<=\\w )x{1,3}$"
)
_SMILED = re.compile(r"(?<=[\w!.?])[)]+(?=\s|$)")
_REACHED = expression(
    r"^\W*(?:(?:[^\W\d_]/)?[^\W\d_]{1,20}\b\W*)?[+(]?\d[\d\s()+.-]{6,}.*$|^\W*(?:@reached)"
    r"\b\.?\s*[:.]?.{0,60}$|@|^[^\W\d_][^:\d]{2,20}:\s.{0,30}\b\d{1,2}(?:[:.]\d\d)?\s?[-–]\s?\d"
)
_AGED = expression("@aged")
_LIVES = expression(r"^(?:(?:@lives)\s+)?(?:@lives.from)\s+(?:@lives.kind)?(?P<place>[^\W\d_][^,;.]{1,40})$")
_KIND_OF_TOWN = re.compile(
    r"^(?:г|гор|с|п|пос|к|қ|м|смт)\.\s*(?=\S)|^(?:город|гор|қала)\s+(?=[^\W\d_])", re.IGNORECASE
)
_I_AM = expression(r"^(?:(?:@introducing.self)\s*[,—–-]?\s+)+(?:an? |the )?")
_IN_TOWN = re.compile(
    r"^(?P<what>\S.{1,80}?),? (?:из|iz|from|in|at|aus|в|во|"
    r"near) (?P<town>[^\W\d_a-zа-яёәғқңөұүһі][\w-]+(?: [^\W\d_a-zа-яё][\w-]+)?)$"
)
_LIVES_KK = expression(
    r"^(?:өзім |мен )?(?P<place>[^\W\d_][\w-]{1,40}?)(?: (?:қала|ауыл)[сы]{0,2})?(?:@lives.kk)$"
)
I_AM_KK = re.compile(r"(?<=\w{3})[мпб][ыі]н$")  # «мұғаліммін», «Тасовпын»: I am …
_HOURS = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)?(?: ?[^\W\d_]{1,3}\b)? ?(?:[-–]|\b[^\W\d_]{1,3}\b) ?\d{1,2}(?:[:.h]\d\d| ?[^\W\d_]{1,3})?\b"
)
_LEARNED = expression(r"\b(?:@learned)$")  # in a subject: "Senior Lecturer in Hydrology"
_MEMBER = re.compile(r"^(?:a |the )?member of (?:the )?(?:\w+ )?parliament$", re.IGNORECASE)
_REGISTERED = re.compile(
    r"[^\W\d_](?:[\w.]{1,15} ){0,4}[\w.№]{0,12}[:.]? ?\d{5,15}"
)  # "Registered charity no. 1234567"
_STREET = expression(r"\b(?:@streets.said)\b\.?")
_ONCE = expression(r"(?:@once)\b")
LONGEST = 200
_HOUSE = re.compile(r"\d{1,4} [A-Z]")  # "114 Birch Hall"
_STATE = re.compile("[A-Z]{2}")  # of America, behind the town
_MOST_OF_STREET = 4
_AND = expression(r"\s@and\s")


@dataclass(frozen=True, slots=True)
class Details:
    """What was said beside a name; '' where nothing was."""

    role: str = ""
    affiliation: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.role or self.affiliation or self.place)

    def with_more(self, other: "Details") -> "Details":
        """This, and what another says that this does not."""
        return Details(
            self.role or other.role, self.affiliation or other.affiliation, self.place or other.place
        )

    def as_said(self) -> "Details":
        """This with the capitals of a town that was typed without."""
        return Details(
            self.role, self.affiliation, self.place.title() if self.place.islower() else self.place
        )


def without_pictures(text: str) -> str:
    """A line without pictures and smiles; between words they part like a comma."""
    if "(" not in text:
        text = _SMILED.sub(" :) ", text)
    parts = [part for each in _UNSAYABLE.split(text) if (part := squeeze(each))]
    marked = [part if part[-1] in ",.!?:;—–-(" else f"{part}," for part in parts[:-1]]
    return " ".join([*marked, *parts[-1:]])


def is_reached_at(line: str) -> bool:
    """Whether a line of a signature block tells how somebody is reached: a phone, an address on the net."""
    return len(line) <= LONGEST and bool(_REACHED.search(line) or LINK.search(line))


def cleaned(value: str) -> str:
    """What is said without the marks around it."""
    return without_pictures(value).strip(" .;,!")


def told_in(parts: Iterable[str], *, below: bool = False) -> Details:
    """What these phrases say, those after a name or the lines below it, where a word that nobody knows is a town."""
    gathered = _Gathered(below=below)
    for part in [piece for each in parts for piece in _opened(each)]:
        bare = squeeze(_I_AM.sub("", cleaned(part).strip("—–- ")))
        if bare and len(bare) <= 120 and not _is_beside(bare):
            gathered.hear(bare)
    return gathered.told()


def _is_beside(bare: str) -> bool:
    """Whether a phrase tells something else than a line of the letter holds: an age, a phone, a street, a farewell."""
    heard = spelled(bare)
    return bool(
        not re.match(r"[\"«“„№#]?\w", bare)
        or bare.isdigit()
        or is_reached_at(bare)
        or bool(contacts.kind_in(bare))
        or is_of_known_words(bare)
        or any(each.search(bare) for each in (_AGED, _STREET, _HOURS))
        or any(each.match(heard) for each in (FAREWELL, GREETING))
        or any(each.match(bare) for each in (_ONCE, _HOUSE))
        or (WISH.match(heard) and not (says_role(bare) or looks_like_body(bare)))
    )


class _Gathered:
    """Roles, bodies and places as they are heard; `unknown` is what only the others can explain."""

    def __init__(self, *, below: bool) -> None:
        self.below = below
        self.roles: list[str] = []
        self.bodies: list[str] = []
        self.places: list[str] = []
        self.unknown: list[str] = []

    def hear(self, bare: str) -> None:
        if says_role(trade := I_AM_KK.sub("", bare)):
            bare = trade
        flat = bare.isupper() and len(bare) > 3
        town = _KIND_OF_TOWN.sub("", bare)
        shown = town.title() if flat or bare.islower() else town
        if self.unknown and _STATE.fullmatch(bare):
            self.places.append(f"{self.unknown.pop()}, {bare}")
        elif town != bare or is_place(bare) or is_place(shown):
            self.places.append(town)
        elif _MEMBER.match(bare):
            self.roles.append(bare)
        elif (lives := _LIVES_KK.match(bare)) or ((lives := _LIVES.match(bare)) and not says_role(bare)):
            self.places.append(lives["place"])
        else:
            self._hear_phrase(bare, read_phrase(bare.lower() if flat else bare), flat=flat)

    def _hear_phrase(self, bare: str, read: Phrase, *, flat: bool) -> None:
        if has_no_capitals(bare):
            self.unknown.append(bare)  # of a script without capitals: only what stands beside it tells
        elif flat and read.role and not read.affiliation and says_role(bare.lower()):
            self.roles.append(bare)
        elif flat and read.role:
            self.unknown.append(bare)
        elif read.role:
            self._hear_role(bare, read)
        elif _tells_a_story(bare):
            return
        elif (looks_like_body(bare) or len(bare.split()) > 3) and not flat:
            self.bodies.append(read.affiliation)
        else:
            self.unknown.append(bare)

    def _hear_role(self, bare: str, read: Phrase) -> None:
        role, place = (read.role, "") if read.affiliation else _parted(read.role)
        body, town = _parted(read.affiliation)
        short = (
            len(role.split()) <= 4 and not _tells_a_story(role) and NO_NAMES.isdisjoint(words_in(role)[:1])
        )
        if says_role(bare) or (short and not self.roles):
            self.roles.append(role)
            self.bodies += filter(None, [body])
            self.places += filter(None, [read.place or place or town])

    def told(self) -> Details:
        for at, bare in enumerate(self.unknown):
            self._list_for(bare, at).append(bare)
        return Details(*(", ".join(dict.fromkeys(each)) for each in (self.roles, self.bodies, self.places)))

    def _list_for(self, bare: str, at: int) -> list[str]:
        """What a phrase that nothing explains tells, by how it is written and what is told beside it."""
        more = len(self.unknown) > at + 1 or bool(self.places) or (bool(self.bodies) and not at)
        plain = bare.isupper() or (len(bare.split()) == 1 and bare.title() == bare)
        if not self.roles and (_is_post(bare) or (more and plain)):
            return self.roles
        if len(bare.split()) > 1 and self.unknown[at + 1 :] and self.roles and not self.places:
            return self.bodies  # "editor, The Water Monitor, Bristol": the town comes last
        if (self.roles or self.bodies or plain or (self.below and bare.istitle())) and not self.places:
            return self.places
        return self.bodies


def _is_post(phrase: str) -> bool:
    """Whether a phrase is typed small, or begins as a post does, of whatever trade: "Regional Organiser"."""
    first, _, rest = phrase.partition(" ")
    return phrase[0].islower() or (first.isascii() and bool(rest) and is_modifier(first))


def _parted(phrase: str) -> tuple[str, str]:
    """A phrase and the town at its end: "crofter at Lochinver", «сварщик из Темиртау», "a college in Aktau"."""
    what, _, last = phrase.rpartition(" ")
    if what and phrase.islower() and is_place(last.title()):
        return what, last
    found = _IN_TOWN.match(phrase)
    if not found or looks_like_body(found["town"]) or _LEARNED.search(found["what"]):
        return phrase, ""
    return found["what"], found["town"]


def tells_of_writer(text: str) -> bool:
    """Whether a short line of its own says what its writer does or where they live."""
    bare = cleaned(text)
    return (
        0 < len(bare) <= 70
        and sum(word in NO_NAMES for word in words_in(bare)) < 3
        and not WISH.search(spelled(bare))
        and (says_role(_I_AM.sub("", bare)) or is_place(bare))
    )


def is_only_of_writer(text: str) -> bool:
    """Whether every part of a line is known for what somebody does, a body, a town, or how they are reached."""
    parts = [part for each in re.split(r"[,;|/•·]|\s[—–-]+\s", text) if (part := cleaned(each))]
    if any(map(is_reached_at, parts)):  # with a phone it is of an office, whose name may be any
        return len(text) <= 70 and not any(part[0].islower() for part in parts)
    return len(text) <= 70 and all(
        _is_body(part) or all(map(_is_of_writer, _AND.split(part))) for part in parts
    )


def _is_of_writer(part: str) -> bool:
    """Whether part of a line tells one thing of its writer: "lawyer and against it" tells two."""
    return bool(
        is_place(_KIND_OF_TOWN.sub("", part))
        or is_place(part.title())
        or part.isdigit()
        or _REGISTERED.fullmatch(part)
        or (part.isalpha() and part.istitle() and read_phrase(part).role == part)  # a German trade
        or (_STREET.search(part) and len(part.split()) <= _MOST_OF_STREET)
        or (says_role(part) and (part.isalpha() or NO_NAMES.isdisjoint(words_in(part))))
        or _is_body(part)
    )


def _is_body(part: str) -> bool:
    return looks_like_body(part) and not part[0].islower()


def _tells_a_story(text: str) -> bool:
    """Whether a phrase goes on telling, as what one does or where one lives does not."""
    words = words_in(text)
    small = sum(word in NO_NAMES for word in text.split())
    return len(words) > 9 or (len(words) > 2 and small > len(words) // 2)


def _opened(text: str) -> list[str]:
    """The phrases of a text, those in brackets too."""
    phrases: list[str] = []
    at, text = 0, re.sub(r"(?:^|\s)/\s", ", ", text)
    for start, end, content in bracket_spans(text):
        phrases += [*segments(text[at:start]), *segments(content)]
        at = end
    return [*phrases, *segments(text[at:])]
