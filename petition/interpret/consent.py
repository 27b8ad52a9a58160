"""Tells a yes to the mail in which we repeat what was understood. Pure.

Here a mistake would count somebody. Either every word agrees, when thanks, the farewell and the writer's own name are set
aside; or it is said twice, "Yes, all correct", and what is told besides takes nothing back: it denies nothing, hangs on
nothing, puts nothing off, asks nothing, and names no role and no place.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import dropwhile, pairwise

from petition.interpret.person_names import could_sign_as
from petition.lexicon.language import is_strange, language_of
from petition.lexicon.phrases import (
    CONTRAST,
    CORRECTED,
    FAREWELL,
    GREETING,
    HOW,
    NOT_ABROAD,
    NOT_AT_ALL,
    WISH,
    WISH_NOW,
    family,
    spelled,
    words,
    words_in,
)
from petition.lexicon.places import is_place
from petition.lexicon.refusals import keeps_back, speaks_of_name, wants_shown
from petition.lexicon.roles import is_role

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_YES = words("yes")
_RIGHT = words("agreeing")
_AGREES = _YES | _RIGHT
_KNOWN = _AGREES | words("agreeing-too")
_ADDS = _KNOWN | {"add", "include"}
_ASKS = family("asks-unmarked")
_IF_TOO = frozenset({"si", "ha"})  # yes in one language, "if" in another
_BUT_TOO = {
    "men": {"ja", "jo", "joo", "ok", "okej"},
    "ma": {"si", "sì", "ok"},
}  # "but" after these, else "I", "my"
_ONLY_BESIDE = {"jest": {"tak", "wszystko"}, "así": {"es"}}  # without these, a jest in another language
_ASKING_LAST = frozenset({"mi", "бе", "ме"})
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")  # kana and ideographs
_NO_MISTAKES = family("no-mistakes")
_APOLOGY = family("apology")
_THANKS_LAST = family("thanks-last")
_NUMBERED = re.compile(r"\bno[.:]? ?(?=\d)", re.IGNORECASE)  # "Registered charity no. 17"
_OF_THIS = (WISH, *map(family, ("of-the-matter", "of-wanting")))
_OF_ONESELF = words("of-oneself")
_NOT_OF_ONESELF = tuple(map(family, ("of-others", "of-the-matter")))
_HOLDS_BACK = tuple(map(family, ("condition", "part-out", "not-yet", "for-another", "several")))
_DENIES_KK = re.compile(
    r"\b\w{2,}[mpb][ae](?:im[ia]n|imiz|idi|i|d[ia]m|dik|di|gan\w*|niz\w*|niz|sin\w*|stan)\b"
)
_AND = re.compile(r"^\W*(?:and|и|және|ал|und|et|і|та|й)\s+", re.IGNORECASE)
_CLAUSES = re.compile(r"[,;:—–()\n]+|(?<=[.!])\s+|\s-+\s")
_NOT_READ = re.compile("[\u0590-\u1cff\u3040-\ud7ff]")  # scripts of which no word is known here
_STOP = re.compile(r"[.,;!\n]")
_NAMING = words("naming-anew")
_SAID_OF_NAME = _NAMING | words("naming-anew-too") | _AGREES
_WITHDRAWS, _SIGNATURE = words("withdrawing"), words("withdrawing-what")
_SAID_OF_IT = _WITHDRAWS | _SIGNATURE | words("withdrawing-too")
_NO_NAME = re.compile(r"[^\w\s.'’ʼ-]|\d|\n")
_MOST = 20
_SHORT = 5  # so few words deny what was asked
_FEW_STRANGE = 2  # words of a language of which no word is known here
_MOST_OF_CLAUSE = 9
_MOST_BESIDE = 70
_LONGEST = 70  # of a line in the block under a name


def agrees_with(sentences: Sequence[str], beside: Sequence[str]) -> bool:
    """Whether these sentences agree, and what stands under the writer's name or the farewell takes nothing back."""
    return (not beside and (agrees(sentences, asked=True) or _goes_on_of_oneself(sentences))) or (
        is_sure(sentences) and not any(takes_back(each) or len(each) > _LONGEST for each in beside)
    )


def _goes_on_of_oneself(sentences: Sequence[str]) -> bool:
    """Whether a sentence that agrees comes first, and the writer tells a little of themselves, nothing of the signature."""
    rest = sentences[1:]
    said = [word for each in rest for word in words_in(each)]
    return (
        0 < len(said) <= _MOST
        and agrees(sentences[:1])
        and not _OF_ONESELF.isdisjoint(said)
        and not any(
            takes_back(each)
            or _describes(each)
            or _denies(heard)
            or any(of.search(heard) for of in _NOT_OF_ONESELF)
            for each in rest
            for heard in [spelled(each)]
        )
        and not any(map(_is_unreadable, rest))
    )


def agrees(sentences: Iterable[str], *, asked: bool = False) -> bool:
    """Whether every word of these sentences agrees or thanks, and one agrees plainly; or, of who is `asked`, signs."""
    parts = clauses(sentences)
    if [part.strip(" .!") for part in parts] == ["+"]:
        return True
    every = [_once(each) for part in parts for word in words_in(part) for each in _parted(word)]
    signs = asked and any(WISH_NOW.search(spelled(part)) for part in parts)
    plainly = signs or not _AGREES.isdisjoint(every)
    return (
        plainly
        and len(every) <= _MOST
        and (_ADDS if asked else _KNOWN).issuperset(every)
        and not _may_hang(parts)
    )


def name_given(sentences: Sequence[str]) -> str:
    """The name that who agrees wants to be written with, «Да. Имя пишите так: Анна Лесная»; '' where anything else is said.

    As in a yes, every word has to be known: what stands behind the last of them is the name.
    """
    text = "\n".join(sentences)
    agreed = max((each.start() for each in _STOP.finditer(text) if agrees([text[: each.start()]])), default=0)
    said = [*_WORD.finditer(text)]
    known = [each[0].lower() in _SAID_OF_NAME or each.end() <= agreed for each in said]
    either = zip(known, said, strict=True)  # a letter alone is the one that the name is written with
    begin = next((at for at, (told, each) in enumerate(either) if not told and len(each[0]) > 1), len(said))
    name = text[said[begin - 1].end() :].strip(' :—–-"«»“”„.!\n') if begin else ""
    before = [each[0].lower() for each in said[:begin]]
    return (
        name
        if agreed
        and "?" not in text
        and not _NAMING.isdisjoint(words_in(text[agreed : said[begin - 1].end()]))
        and not (any(known[begin:]) or _NO_NAME.search(name) or _may_hang([" ".join(before)]))
        and could_sign_as(name)
        else ""
    )


def tells_of_name(sentence: str) -> bool:
    """Whether a sentence holds a word for a name, or for writing it."""
    return not _NAMING.isdisjoint(words_in(sentence))


def _may_hang(clauses: Sequence[str]) -> bool:
    """Whether what is said in known words may be a condition or a question all the same: «Ha minden rendben», "doğru mi"."""
    said = [words_in(clause) for clause in clauses]
    is_short = sum(map(len, said)) < 3  # "si confirmo"
    hangs = any(len(each) > 1 and not _IF_TOO.isdisjoint(each) for each in said)
    every = [word for each in said for word in each]
    turns = any(before in _BUT_TOO.get(word, ()) for before, word in pairwise(every))
    is_strange_word = any(
        word in _ONLY_BESIDE and _ONLY_BESIDE[word].isdisjoint(every[max(at - 1, 0) : at + 2])
        for at, word in enumerate(every)
    )
    asks = any(_ASKS.match(spelled(" ".join(dropwhile(_YES.__contains__, each)))) for each in said)
    return (
        (hangs and not is_short)
        or turns
        or is_strange_word
        or asks
        or any(not HOW.isdisjoint(each[:1]) for each in said)
        or any(not _ASKING_LAST.isdisjoint(each[-1:]) for each in said)
    )


def _parted(word: str) -> list[str]:
    """The word; in writing without spaces the known words in it, and each letter beside them: «信息无误»."""
    word = word[1:] if word[0] in "وו" and word[1:] in _KNOWN else word  # "and", as one with what follows
    return _unspaced().findall(word) if _UNSPACED.fullmatch(word) else [word]


@cache
def _unspaced() -> re.Pattern[str]:
    known = sorted(filter(_UNSPACED.fullmatch, _KNOWN), key=len, reverse=True)
    return re.compile("|".join([*known, "."]))


def thanks(sentence: str) -> bool:
    """Whether a sentence does nothing but thank, take leave, or wish us well."""
    return not clauses([sentence])


def only_agrees(said: Iterable[str]) -> bool:
    """Whether these words do nothing but agree, or may stand beside what agrees."""
    return _KNOWN.issuperset(said)


def is_sure(sentences: Sequence[str]) -> bool:
    """Whether it is said twice, and nothing that is told besides takes it back."""
    parts = clauses(sentences)
    if _may_hang(parts):
        return False
    if len(parts) == 1:
        parts = words_in(parts[0])  # of who writes without a comma
    sure, plain = sum(map(_is_sure, parts)), sum(map(_is_plain, parts))
    beside = sum(len(words_in(each)) for each in parts if not (_is_sure(each) or _is_plain(each)))
    return (
        plain + sure > 1
        and (sure > 0 or plain > 2)
        and beside <= _MOST_BESIDE
        and not any(takes_back(each) or _describes(each) or _is_unreadable(each) for each in sentences)
    )


def takes_back(sentence: str) -> bool:
    """Whether a sentence denies, turns, corrects, asks, hangs on something, puts off, or may keep a name back."""
    heard = _NO_MISTAKES.sub(" ", spelled(_NUMBERED.sub(" ", sentence)))
    return (
        ":" in sentence
        or bool(CONTRAST.search(sentence))
        or (_denies(heard) and _denies_this(heard))
        or bool(CORRECTED.search(heard))
        or keeps_back(sentence)
        or any(map(_may_hide, _CLAUSES.split(sentence)))
        or holds_back(sentence)
    )


def _may_hide(clause: str) -> bool:
    """Whether a clause keeps a name back, or speaks of one and neither wants it shown nor says that it is right."""
    return keeps_back(clause) or (speaks_of_name(clause) and not (wants_shown(clause) or _is_sure(clause)))


def _denies_this(heard: str) -> bool:
    """Whether what is denied may be what was asked: in a few words, in one that a no begins, or as it is spoken of."""
    said = heard.split()
    return len(said) < _SHORT or _denies(said[0]) or any(each.search(heard) for each in _OF_THIS)


def _denies(heard: str) -> bool:
    return not _denials().isdisjoint(words_in(heard)) or bool(_DENIES_KK.search(heard))


def holds_back(sentence: str) -> bool:
    """Whether a sentence asks, hangs on something, puts off, speaks for another, or cannot be read."""
    heard = spelled(sentence)
    return (
        "?" in sentence or bool(_NOT_READ.search(sentence)) or any(each.search(heard) for each in _HOLDS_BACK)
    )


def _is_unreadable(sentence: str) -> bool:
    """Whether a sentence of a strange language does not agree, and denies or may."""
    said = {*words_in(sentence)}
    may_deny = language_of(sentence) in {"", "en"} or not NOT_ABROAD.isdisjoint(said)
    return (
        is_strange(sentence) and may_deny and _AGREES.isdisjoint(said) and len(said - _KNOWN) > _FEW_STRANGE
    )


def withdraws(sentences: Iterable[str]) -> bool:
    """Whether every word of these sentences is known to take one's signature back, beside a plain no before it."""
    parts = (words_in(each) for each in clauses(sentences))
    every = [word for part in parts if not NOT_AT_ALL.issuperset(part) for word in part]
    return speaks_of_withdrawing(every) and len(every) <= _MOST and _SAID_OF_IT.issuperset(every)


def speaks_of_withdrawing(said: Iterable[str]) -> bool:
    """Whether words name a signature, and tell to take something back."""
    every = {*said}
    return not (_WITHDRAWS.isdisjoint(every) or _SIGNATURE.isdisjoint(every))


def begins_with_yes(text: str) -> bool:
    """Whether somebody began with a yes, in one of many languages, whatever follows it."""
    return not _YES.isdisjoint(words_in(text)[:1])


def _describes(sentence: str) -> bool:
    """Whether a sentence names what somebody does or a place, which may be another than we understood."""
    return any(is_role(word) or is_place(word.title()) for word in words_in(sentence))


@cache
def _denials() -> frozenset[str]:
    return frozenset(map(spelled, words("negation", "negation-after", "not-at-all")))


def clauses(sentences: Iterable[str]) -> list[str]:
    """The parts of sentences but those that thank, take leave, or wish us well."""
    parts = (part.strip() for sentence in sentences for part in _CLAUSES.split(sentence))
    kind = (FAREWELL, GREETING, _APOLOGY)
    heard = ((part, spelled(_AND.sub("", part.lstrip("¡")))) for part in parts if part)
    return [
        part
        for part, said in heard
        if not (_ends_in_thanks(part, said) or any(each.match(said) for each in kind)) or takes_back(part)
    ]


def _ends_in_thanks(clause: str, heard: str) -> bool:
    """Whether a clause thanks at its end, and agrees to nothing: «осындай істі бастағандарыңызға рахмет»."""
    ends = len(heard.rstrip(" .!"))
    thanks = any(each.end() >= ends for each in _THANKS_LAST.finditer(heard))
    return thanks and _AGREES.isdisjoint(words_in(clause))


def _is_plain(clause: str) -> bool:
    """Whether a part of a sentence says only yes."""
    said = [_once(word) for word in words_in(clause)]
    return bool(said) and _YES.issuperset(said)


def _is_sure(clause: str) -> bool:
    """Whether a part of a sentence says that it is right, or that its writer confirms or signs."""
    heard = _NO_MISTAKES.sub(" right ", spelled(clause))
    said = [*map(_once, words_in(clause))]
    agrees_here = not _RIGHT.isdisjoint([*said, *words_in(heard)]) or WISH_NOW.search(heard)
    return len(said) <= _MOST_OF_CLAUSE and bool(agrees_here)


def _once(word: str) -> str:
    """A word with each letter once that was typed twice in a row: "yess", «дда»."""
    return word if word in _ADDS else re.sub(r"(.)\1+", r"\1", word)
