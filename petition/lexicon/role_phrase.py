"""Reads one phrase after a name: what the person does, where, in which body.

English and Russian put the role first ("editor of X", «редактор газеты «X»»), Kazakh last («X» газетінің редакторы), and
English newspapers too ("X reporter"); so both ends are tried.
"""

import re
from dataclasses import dataclass

from petition.core.text import is_small, squeeze
from petition.lexicon import roles, vocabulary
from petition.lexicon.grammar import nominative
from petition.lexicon.places import as_town, could_be_town, is_country, is_house, is_place
from petition.lexicon.quoting import is_quoted, segments, words_of
from petition.lexicon.vocabulary import expression

_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=\S)", re.IGNORECASE)
PREPOSITIONS = vocabulary.words("prepositions")
_ON_BEHALF = re.compile(
    r"^(?:for|from|at|(?:for and )?on behalf of|representing|für|pour|от имени)\s+(?:the\s+)?(?=[^\W\d_a-zа-яё])"
)
_BRAND = re.compile(
    r"[a-z]+-?[A-Z]\w*|[a-z]{2,}(?:health|soft|ware|labs?|hub|tech|net|desk|works|media|bank|book|hosting|cloud|web|data|pay)"
)
_PLACE_PREPOSITION = frozenset(["from", "in", "из", "в", "во"])
_AT = re.compile(r"\s(?:at|with) (?:the )?(?=\S)")
_WORKS_AT = re.compile(r"\s(?:chez|bei(?: de[rm])?|@)\s(?=\S)")
_KIND_OF_TOWN = re.compile(
    r"^(?:(?:the )?city of|города|г\.|(?:the )?village of|села|пос[её]лка)\s*", re.IGNORECASE
)
_PLURAL = re.compile(r"^[A-Z][a-z]+s$|^[А-ЯЁ][а-яё]+[иы]$|^\w+(?:лар|лер|дар|дер|тар|тер)$")
_AND = frozenset({"and", "&", "/", "и", "және", "мен", "пен", "-", "–"})
# Tried where a name can begin, not at each dot and hyphen in it: a line of ten thousand dots took a second and a half.
_DOMAIN = re.compile(
    r"(?<![\w@-])(?<!\w\.)[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,6}|рф|қаз|[A-Z]{2,5})(?!\w)", re.IGNORECASE
)
_DEGREE = expression(r"@degrees\.?")
DEGREE_OF = expression(r"(@degrees.of)(?:\s+(?=\S)|$)")
_LEGAL = expression(r"(?:^|\s)@legal-forms$", 0)
INITIAL_AND_NAME = re.compile(r"(?:[^\W\d_]\.){1,3}(?=[^\W\d_]{2})(?-i:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")  # "N.Minkov"
_STOPS = re.compile(r"^[\s.]*\.(?=\s)\s*|[\s.;,]+$")  # but not of ".NET developer"
_GENITIVE = tuple(f"{letter}{ending}" for letter in "нтд" for ending in ("ың", "ің"))  # of a word in Kazakh
_ORDINAL = re.compile(r"\d\.")  # "1. Vorsitzende"
_FIELD = 3  # letters, of which shorter words join a role to a body
_IN_POST = re.compile("[/#+-]")  # "C++ Developer"
_TRADE = expression("@trades.de|@trades.fr", 0)
_POSTS = vocabulary.words("posts.en")
_TAUGHT = vocabulary.words("taught")
_PRODUCT = vocabulary.words("products")
_WITHIN_BODY = expression("@within-bodies")
_RETIRED = expression(r"[^()]+\(@retired\)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase says: any of the three, '' where it does not."""

    role: str = ""
    affiliation: str = ""
    place: str = ""


def looks_like_body(text: str) -> bool:
    """Whether the words are the name of a body: its kind, a quoted name, an address on the net."""
    is_told = (is_quoted(word) or roles.body_weight(word) == 2 for word in words_of(text))
    return any(is_told) or bool(_DOMAIN.search(text))


def is_domain(text: str) -> bool:
    """Whether the text is nothing but an address on the net ("exclusive.kz")."""
    return bool(_DOMAIN.fullmatch(text)) and not INITIAL_AND_NAME.match(text)


def is_degree(text: str) -> bool:
    """Whether the text is nothing but a degree or letters behind a name: "PhD", "Master of Science", "Jr."."""
    return bool(_DEGREE.fullmatch(text.strip()) or DEGREE_OF.fullmatch(text.strip()))


def is_legal_form(text: str) -> bool:
    """Whether the text is nothing but the form of a body in law."""
    return bool(_LEGAL.fullmatch(text.strip()))


def has_legal_form(text: str) -> bool:
    """Whether the text ends with the form of a body in law: "e. V.", "Ltd"."""
    return bool(_LEGAL.search(text))


def read_phrase(segment: str) -> Phrase:
    """The role, body and place in one phrase."""
    text = squeeze(segment).strip(" ;,")
    if is_degree(text) or _RETIRED.fullmatch(text):
        return Phrase(role=text)
    text = _ON_BEHALF.sub("", text if has_legal_form(text) else _STOPS.sub("", text))
    if is_place(text) or is_house(text):
        return Phrase(place=as_town(text))
    found = _at_body(text) or _role_or_body(text)
    is_whole = text in {found.role, found.affiliation}
    is_town = is_whole and could_be_town(text) and not roles.tells(words_of(text))
    return Phrase(place=text) if is_town else found


def _at_body(text: str) -> Phrase | None:
    """As in "Tech Lead chez Riverdesk": a word that says nothing but that somebody works there parts the two."""
    role, *rest = _WORKS_AT.split(text, maxsplit=1)
    is_so = rest and (rest[0][0].isupper() or looks_like_body(rest[0])) and not looks_like_body(role)
    return Phrase(role=role, affiliation=rest[0]) if is_so else None


def _role_or_body(text: str) -> Phrase:
    typed, text = text, _ARTICLE.sub("", text)
    words = words_of(text)
    if not words:
        return Phrase()
    if _is_post(words) and not looks_like_body(text):
        return Phrase(role=text)
    if found := _beside_role(words, text):
        return found
    uncased = len(words) < 4 and text[0].isalpha() and not text[0].isupper()
    brand = len(words) == 1 and bool(_BRAND.fullmatch(text))  # "openRoom", "athenahealth", "ex-Brightwell"
    brand = brand or "№" in text  # "горбольница № 2"
    if (is_small(words[0][0]) or uncased or _is_trade(words)) and not brand and not looks_like_body(text):
        return Phrase(role=text)
    whole = Phrase(affiliation=typed if typed[0].isupper() else text)  # "The Current" is called so
    return whole if brand else _unknown_role(words) or whole


def _beside_role(words: list[str], text: str) -> Phrase | None:
    """What a role tells that a text begins or ends with, in Kazakh behind a body: «ата-аналар комитетінің төрайымы»."""
    tail = _trailing_role(words)
    is_last = tail and "".join(words[:-tail]).endswith(_GENITIVE)
    if not is_last and (lead := _leading_role(words)) and not ("," in text and has_legal_form(text)):
        return _role_first(words, lead)
    return _role_last(words, tail) if tail else None


def _is_trade(words: list[str]) -> bool:
    """As in "Softwareentwicklerin", "Restauratrice d'objets": one capital word that ends as trades do in some languages."""
    return bool((len(words) == 1 or is_small(words[1][0])) and _TRADE.search(words[0]))


def _unknown_role(words: list[str]) -> Phrase | None:
    """As in "przewodnicząca Stowarzyszenia „Szyna”": small words of which nothing is known, and then a body."""
    is_named = (not is_small(word[0]) or any(map(str.isupper, word)) for word in words)  # "iSPIRT"
    at = next((at for at, is_so in enumerate(is_named) if is_so), 0)
    role = words[:at]
    if not role or any(map(roles.body_weight, role)):
        return None
    while len(role) > 1 and len(role[-1]) < 4:
        role.pop()  # "de la"
    return Phrase(role=" ".join(role), affiliation=" ".join(words[at:]))


def says_role(text: str) -> bool:
    """Whether the text begins with a role: "Executive Director", «главный редактор газеты «X»»."""
    parts = segments(squeeze(text).strip(" .;,"))
    words = words_of(_ARTICLE.sub("", parts[0])) if parts else []
    return bool(_leading_role(words) or _trailing_role(words))


def _is_post(words: list[str]) -> bool:
    """As in "Growth Marketer", "Research Scientist": words in capitals that end in a post no newspaper is called by."""
    are_words = (word[0].isupper() and _IN_POST.sub("", word).isalpha() for word in words)
    is_post = 1 < len(words) < 7 and words[-1].lower() in _POSTS and words[0].lower() != "the"
    return is_post and all(are_words)


def _is_group(words: list[str]) -> bool:
    """As in "Reporters Without Borders": many of a trade, in capitals, are a body."""
    is_plural = len(words) > 1 and bool(_PLURAL.match(words[0])) and roles.is_role(words[0])
    return is_plural and not roles.is_modifier(words[0])  # "Emeritus Professor"


def _leading_role(words: list[str]) -> int:
    """How many words at the start make a role: its modifiers, its noun, and others joined by "and"."""
    end = _taught(words)
    for at, word in enumerate([] if end or _is_group(words) else words[:12]):
        if roles.is_role(word):
            is_post = at + 1 < len(words) and words[at + 1] == "of"  # "former Member of the Board"
            if word[0].isupper() and at and is_small(words[at - 1][0]) and not (end or is_post):
                break
            end = at + 1
        elif not (roles.is_modifier(word) or word.lower() in _AND or _ORDINAL.fullmatch(word)):
            break
    return end


def _taught(words: list[str]) -> int:
    """As in "Research Professor of Law": how many words are who teaches or learns what follows, whatever stands before."""
    at = next((at for at, word in enumerate(words[:4]) if word.lower() in _TAUGHT), 0)
    is_so = at and words[at + 1 : at + 2] and words[at + 1] in {"of", "in"}
    return at + 1 if is_so and all(word.isalpha() and word.istitle() for word in words[:at]) else 0


def _trailing_role(words: list[str]) -> int:
    """How many words at the end make a role, as in "River Voice weekly reporter" or «газетінің бас редакторы»."""
    is_so = len(words) > 1 and roles.is_role(words[-1]) and not words[-1][0].isupper()
    if not is_so or words[-2].lower() in PREPOSITIONS:
        return 0
    tail = 1
    while tail < len(words) and _is_of_role(words[-tail - 1]):
        tail += 1
    return tail


def _is_of_role(word: str) -> bool:
    """Whether a word before a role, and behind the body perhaps, is of the role: no genitive of a body."""
    small = not (is_quoted(word) or word[0].isupper()) and (roles.is_modifier(word) or roles.is_role(word))
    return small and (word.isascii() or roles.body_weight(word) < 2)


@dataclass(frozen=True, slots=True)
class _Said:
    """A phrase that begins with a role: the role, a preposition perhaps, and what follows."""

    role: list[str]
    preposition: str
    rest: list[str]

    @property
    def title(self) -> str:
        return " ".join(self.role)

    @property
    def whole(self) -> str:
        return " ".join(filter(None, [*self.role, self.preposition, *self.rest]))

    @property
    def target(self) -> str:
        return _ARTICLE.sub("", " ".join(self.rest))


def _role_first(words: list[str], lead: int) -> Phrase:
    role, rest = words[:lead], words[lead:]
    whole = Phrase(role=" ".join(words))
    if not rest or roles.is_personal(role[-1]) or roles.is_citizen(role[-1]):
        return whole
    preposition = rest[0] if rest[0].lower() in PREPOSITIONS else ""
    said = _Said(role, preposition, rest[1:] if preposition else rest)
    if not said.target:
        return whole
    for reading in (_somewhere, _field_at_body, _office_within_body, _of_product, _of_body):
        if phrase := reading(said):
            return phrase
    return whole


def _somewhere(said: _Said) -> Phrase | None:
    """As in "Resident of Taraz", "journalist from Taraz", but "Mayor of Taraz" and "President of Kazakhstan" stay whole."""
    target, preposition = said.target, said.preposition.lower()
    if roles.is_resident(said.role[-1]) and (target[0].isupper() or is_place(target)):
        return Phrase(role=said.title, place=as_town(_KIND_OF_TOWN.sub("", target)))
    if preposition == "из" and target[0].isupper() and not looks_like_body(target):
        return Phrase(role=said.title, place=as_town(target))
    if not is_place(target):
        return None
    if preposition in _PLACE_PREPOSITION:
        return Phrase(role=said.title, place=as_town(target))
    return Phrase(role=said.whole, place="" if is_country(target) else as_town(target))


def _field_at_body(said: _Said) -> Phrase | None:
    """As in "Teacher of French at the Hill School": the field belongs to the role."""
    at = _AT.search(said.target)
    if (
        not at
        or looks_like_body(said.target[: at.start()])
        or not (looks_like_body(body := said.target[at.end() :]) or body[:1].isupper())
    ):
        return None
    role = said.whole[: said.whole.rindex(at[0])].strip()
    return Phrase(role=role, affiliation=said.target[at.end() :])


def _office_within_body(said: _Said) -> Phrase | None:
    """As in "Chairman of the Board of the Union": the board belongs to the role."""
    within = _WITHIN_BODY.match(said.target)
    if not within:
        return None
    beyond = said.target[within.end() :]
    body = _ARTICLE.sub("", re.sub(r"^\s*(?:of|at)\s+", "", beyond).strip())
    return Phrase(role=said.whole.removesuffix(beyond).strip(), affiliation=nominative(body))


def _of_product(said: _Said) -> Phrase | None:
    """As in "Host of the program “X” on a channel": the programme belongs to the role, the channel is the body."""
    if not any(word.lower() in _PRODUCT for word in words_of(said.target)[:2]):
        return None
    words = words_of(said.whole)
    quoted = next((at for at, word in enumerate(words) if is_quoted(word)), len(words) - 1)
    body = re.sub(r"^(?:on|at|of|на)\s+(?:the )?", "", " ".join(words[quoted + 1 :]))
    return Phrase(role=" ".join(words[: quoted + 1]), affiliation=nominative(body))


def _of_body(said: _Said) -> Phrase | None:
    """As in "Editor of X", «учитель истории школы»: the body, from its kind or its capital on."""
    target = said.target
    if not said.preposition and len(said.role) > 1 and roles.is_outlet(said.role[0]) and target[0].isupper():
        # "newspaper editor Current"
        return Phrase(role=" ".join(said.role[1:]), affiliation=f"{said.role[0]} {target}")
    is_taught = said.role[-1].lower() in _TAUGHT and said.preposition.lower() in {"of", "in"}
    if looks_like_body(target):
        field = 0 if said.preposition else _field_of_role(said.rest)
        body = " ".join(said.rest[field:]) if field else target
        told = [*said.role, *said.rest[:field]]
        while len(told) > len(said.role) and len(told[-1]) < _FIELD:
            told.pop()  # "technicienne en université", "presidenta de la asociación"
        return Phrase(role=" ".join(told), affiliation=nominative(body))
    if is_taught or (not said.preposition and roles.leads_field(said.role[-1])):
        return None  # what is taught: "Professor of Law"; a field: "Développeur Web"
    if target[0].isupper() and len(target) > 1 and said.preposition.lower() not in {"on", "in", "по", "to"}:
        return Phrase(role=said.title, affiliation=target)
    return None


def _field_of_role(words: list[str]) -> int:
    """How many words after the role still tell its field: «учитель истории школы» teaches history, at the school."""
    for at, word in enumerate(words):
        if not is_small(word[0]) or roles.body_weight(word) or roles.is_modifier(word) or is_domain(word):
            return at
    return 0


def _role_last(words: list[str], tail: int) -> Phrase:
    """As in "X reporter", «X» газетінің редакторы: the body stands before the role."""
    named, role = " ".join(words[:-tail]), " ".join(words[-tail:])
    whole = Phrase(role=" ".join(words))
    bare = nominative(named)
    if named and is_small(named[0]) and (named.isalpha() or roles.is_modifier(words[0])):
        return whole  # «мұражай қызметкері», a kind of body and none; "former board member"
    if not named or roles.is_citizen(words[-1]) or roles.is_personal(words[-1]):
        return whole
    if roles.is_resident(words[-1]):
        return Phrase(role=role, place=as_town(bare))
    if not looks_like_body(named) and is_place(bare):
        return Phrase(role=whole.role, place="" if is_country(bare) else bare)
    if looks_like_body(named) or (named[0].isupper() and roles.is_office(words[-1])):
        return Phrase(role=role, affiliation=bare)
    return whole
