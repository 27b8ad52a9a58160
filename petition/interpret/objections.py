"""What speaks against taking a message for a signature: no, only if, a question, for somebody else, in jest. Pure.

A refusal is told by its phrase, not by a word: "I refuse to stay silent", «не могу не подписать», «су жоқ» refuse nothing,
«мою подпись снимите» does even after «да». What is doubtful goes to a person; nothing here ever makes a signature.
"""

import re
from functools import cache
from itertools import pairwise
from typing import Literal

from petition.lexicon.language import is_strange
from petition.lexicon.phrases import (
    CONTRAST,
    CORRECTED,
    GREETING,
    HOW,
    NOT_ABROAD,
    NOT_AT_ALL,
    WISH,
    WISH_NOW,
    denied,
    family,
    spelled,
    without_addresses,
    words,
    words_in,
)
from petition.lexicon.quoting import bracket_spans
from petition.lexicon.refusals import (
    asks_not,
    hides_name,
    is_name_for_some,
    keeps_names_back,
    only_hides,
    withholds,
)
from petition.lexicon.vocabulary import expression
from petition.reading.naming.consent import says_no_name

Against = Literal["", "no", "question", "several", "prose"]

# --- families ---------------------------------------------------------------------------------------------------------

_TWICE_NO = family("twice-no")
_OUT = family("out")
_GLADLY = spelled("подписываю")  # what is meant by who says no to a no
_AM_AGAINST = expression("@against")
_MAY_I, _PART_OUT, _ONLY_ONE = map(family, ("may-i", "part-out", "only-one"))
_NOT_NI = re.compile(
    r"(?i:\bніж\b)|\bN(?:í|i|ic) (?=[A-ZÁÉÍÓÚ])"
)  # "than", and of Irish names: both sound like «ни»
_MAILINGS = family("mailings")
_OF_ONESELF = frozenset(map(spelled, words("of-oneself")))
_SAYS_I = frozenset({"i", "i've", "я", "мен"})
_DENIED = family("denied")
_NOT_WISHED = denied("wish")
_NOT_EVEN = words("not-at-all-too")
_YES, _AGREEING = words("yes"), words("yes", "agreeing")
_WITHDRAWS = words("withdrawing")
_MOST_OF_NO = 16

_CONDITION = family("condition")
_POLITE = family("polite")
_RESERVED = family("reserved")
_UNNAMED = family("unnamed")
_JEST = family("jest")
_NOT_YET = family("as-yet")
_FOR_ANOTHER = family("for-another")
_WOULD_HAVE = family("would-have")
_SEVERAL = family("several")
_MISTAKE = family("mistake")
_REQUEST = family("request")
_ASKED = re.compile(r"(?:^|(?<=[.!?\n]))[^.!?\n]*+\?")  # "May one sign who is no citizen?" refuses nothing
_NUMBER = re.compile(r"\bno ?[:.°º] ?(?=\d)", re.IGNORECASE)  # "No: 17" of a street
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")
_TURNS = expression(r"\b(?:@turning)\b")
_CLAUSES = expression(r"[.!?,;:—–()\n]+|\b(?:@because)\b")
_UNSPACED = re.compile("[不没沒未勿]|ない|ません|않|못")  # the same in writing without spaces
_WHERE_TO_SIGN = family("where-to-sign")
_ASKS_HOW = family("asks-how")
_OF_HOW_MANY = family("how-many")
_OTHERS_WISH = family("others-wish")
_ON_BEHALF = expression(r"(?<!не )(?<!not )\b(?:@on-behalf) (?!my|me\b|mí|moi|себя|мен)")
_IN_FILE = family("in-a-file")


# --- what is said -----------------------------------------------------------------------------------------------------


def against(text: str, *, subject: str, answers: bool) -> Against:
    """What speaks against a signature in a text: "no", or why a person must read it; "" where nothing does.

    `answers` tells that it replies to somebody, so that "wrong town" corrects what we understood.
    """
    text = _NOT_NI.sub(" ", text)
    heard = _without_offers(spelled(f"{subject}\n\n{text}"), answers=answers)
    heard = "".join(each for each in re.split(r"(?<=[?])", heard) if not _asks_whether(each))
    unnamed = hides(f"{subject}\n{text}")
    bare = _UNNAMED.sub(" , ", _RESERVED.sub(" , ", _TWICE_NO.sub(f" , {_GLADLY} , ", heard)))
    another = bool(_FOR_ANOTHER.search(_WOULD_HAVE.sub(" ", heard)))
    partly = _is_conditional(heard) or bool(_RESERVED.search(heard))
    later = bool(_NOT_YET.search(heard))
    if _PART_OUT.search(heard):
        return "prose"
    if refused := _refused(bare, text, answers=answers):
        outright = bool(_OUT.search(bare)) and not _is_conditional(heard)
        held = [another, not outright and (partly or later), _turns_from_yes(text)]
        return "prose" if any(held) else refused
    if _SEVERAL.search(heard) and not _ONLY_ONE.search(heard):
        return "several"
    if another or partly or _JEST.search(heard) or _corrects(heard, answers=answers):
        return "prose"
    return _doubts(text, answers=answers) or ("prose" if unnamed else "")


def _without_offers(heard: str, *, answers: bool) -> str:
    """A first message without the lines that offer to end a mailing: "Newsletter | Unsubscribe"; not of who says only so."""
    kept = [
        each
        for each in heard.split("\n")
        if not _MAILINGS.search(each) or not _OF_ONESELF.isdisjoint(words_in(each))
    ]
    return "\n".join(kept) if not answers and any(len(words_in(each)) > 3 for each in kept) else heard


def _asks_whether(heard: str) -> bool:
    """Whether a question asks what one may do later: "Can I withdraw?"."""
    return heard.endswith("?") and bool(_MAY_I.search(re.split(r"[.!\n]", heard)[-1]))


def _corrects(heard: str, *, answers: bool) -> bool:
    """Whether an answer says that something is otherwise than we understood, or anybody that a letter has a mistake."""
    told = CORRECTED if answers else _MISTAKE
    return not WISH_NOW.search(heard) and bool(told.search(heard))


def wishes(text: str) -> bool:
    """Whether somebody wants to sign; "how many have signed" is of others."""
    return bool(WISH.search(_OF_HOW_MANY.sub(" ", spelled(without_addresses(text)))))


def asks(text: str) -> bool:
    """Whether a text asks something, or where and how to sign."""
    return "?" in text or bool(_ASKS_HOW.search(spelled(text)))


def is_against_plainly(text: str) -> bool:
    """Whether a text refuses outright, or asks not to be named, whatever stands beside it."""
    return bool(_OUT.search(spelled(text))) or hides(text)


def hides(text: str) -> bool:
    """Whether a text asks that its writer is not named."""
    whole = [each.rstrip(" .!") for each in _SENTENCES.split(text)]
    bracketed = [said for _, _, said in bracket_spans(text)]
    ends = [_CLAUSES.split(each)[-1] for each in whole]  # "Do not publish, please, my number" is of a number
    return (
        bool(_UNNAMED.search(spelled(text)))
        or any(hides_name(each) or asks_not(each) for each in _CLAUSES.split(text))
        or any(map(only_hides, whole + ends))
        or any(map(is_name_for_some, whole + bracketed))
        or any(says_no_name(said) or withholds(said) or keeps_names_back(said) for said in bracketed)
    )


def asks_for_change(text: str) -> bool:
    """Whether a text asks for something of the signature to be otherwise, or not to be shown."""
    heard = spelled(text)
    return hides(text) or any(each.search(heard) for each in (CORRECTED, _PART_OUT))


def is_for_another(text: str) -> bool:
    """Whether somebody writes in another's name, or tells that another wants to sign and not that they do."""
    heard = spelled(text)
    wished = _OTHERS_WISH.search(heard) and not WISH_NOW.search(heard)
    return bool(wished or _ON_BEHALF.search(text))


def speaks_against_yes(text: str, *, subject: str = "") -> bool:
    """Whether something in a text that agrees, or in its subject, speaks against it, or speaks for another."""
    return any(is_for_another(each) or against(each, subject="", answers=True) for each in (subject, text))


def in_a_file(text: str) -> bool:
    """Whether a few words say that the signature stands in a file: who signs does not stand in them."""
    return len(words_in(text)) < _MOST_OF_NO and bool(_IN_FILE.search(spelled(text)))


def _doubts(text: str, *, answers: bool) -> Against:
    """A question, or a denial in each sentence that wishes, where no clause says "I sign" plainly."""
    pieces = [each for each in _SENTENCES.split(text) if not _is_no_question(each, text)]
    asks = "?" in "".join(pieces)
    heard = [_TWICE_NO.sub(_GLADLY, spelled(_in_clauses(each, asks=asks))) for each in pieces]
    wished = [each for each in heard if WISH.search(each)]
    clauses = [part for each in wished if "?" not in each for part in each.split(",")]
    if any(WISH_NOW.search(each) and not denies(each) for each in clauses) and not (asks and answers):
        return ""
    if asks:
        return "question"
    return "prose" if wished and all(map(denies, wished)) else ""


def _in_clauses(sentence: str, *, asks: bool) -> str:
    """A sentence in its clauses; of who `asks` what they turn to: «in general I support it, but …» says nothing plainly."""
    if "?" in sentence:
        return sentence
    return _CLAUSES.sub(" , ", CONTRAST.split(sentence)[-1] if asks else sentence)


def denies(heard: str) -> bool:
    """Whether a spelled text holds a word that turns a wish into its contrary."""
    said = {*words_in(heard)}
    if "dont" in said and is_strange(heard):
        said.remove("dont")  # "whose" in French
    return not _denials().isdisjoint(said)


def denies_abroad(text: str) -> bool:
    """Whether a text in a language that is not known here denies: in a clause that wishes, after a "but", or in one word."""
    clauses = _CLAUSES.split(_NUMBER.sub(" ", text))
    wished = [each for each in clauses if WISH.search(spelled(each))] or clauses
    turned = [
        _TURNS.split(each, maxsplit=1)[-1] for each in re.split(r"[.!?\n]+", text) if _TURNS.search(each)
    ]
    alone = [each for each in clauses if (NOT_AT_ALL & NOT_ABROAD).issuperset(words_in(each))]
    said = " ".join([*wished, *turned, *alone])
    return bool(NOT_ABROAD.intersection(words_in(said)) or _UNSPACED.search(said))


@cache
def _denials() -> frozenset[str]:
    return frozenset(map(spelled, words("negation", "negation-after")))


def _refused(heard: str, text: str, *, answers: bool) -> Against:
    if _is_either(words_in(text)):
        return ""
    if _stays(text):
        return "prose"
    if _OUT.search(heard) or (answers and _begins_with_no(text)):
        return "no"
    if _AM_AGAINST.search(text):
        return "prose" if WISH_NOW.search(heard) else "no"
    return _denied(heard, text)


def _denied(heard: str, text: str) -> Against:
    """Of who "cannot" or "never signed": no, unless they say after it that this time they do."""
    heard = _ASKED.sub(" ", heard)
    found = sorted([*_DENIED.finditer(heard), *_NOT_WISHED.finditer(heard)], key=lambda each: each.end())
    if found and WISH_NOW.search(heard, found[-1].end()) and not any(WISH.search(each[0]) for each in found):
        return ""  # "They were not allowed to ask. I sign."
    if not found:
        return "no" if _only_no(text) and not WISH_NOW.search(heard) else ""
    rest = _NOT_WISHED.sub(" , ", _DENIED.sub(" , ", heard))
    if not WISH_NOW.search(rest):
        return "no"
    after = heard[found[-1].end() :]
    turned = WISH_NOW.search(after) and CONTRAST.search(text)
    return "" if turned else "no" if not WISH_NOW.search(after) else "prose"


def _stays(text: str) -> bool:
    """Whether a clause denies to withdraw: «не отзываю подпись»."""
    clauses = map(words_in, re.split(r"[^\w\s'’]+|\n", text))
    return any(
        word in _WITHDRAWS and (before in NOT_AT_ALL or spelled(before) in _denials())
        for each in clauses
        for before, word in pairwise(each)
    )


def _turns_from_yes(text: str) -> bool:
    """Whether a text begins with a yes and turns, to speak of us: "Yes, but do not write my surname" takes nothing back."""
    first, *rest = re.split(r"[\s,.;!—–-]+", text.strip().lower(), maxsplit=1) or [""]
    turned = f" {rest[0]}" if rest else ""
    turns = bool(CONTRAST.match(turned) or _TURNS.match(turned.strip()))
    return first in _YES and turns and _SAYS_I.isdisjoint(words_in(turned))


def _begins_with_no(text: str) -> bool:
    """Whether a short answer begins with a plain no: "No, please delete this", and nothing in it agrees or corrects."""
    heard, first = spelled(text), set(words_in(re.split(r"[,.!?;\n]+", text.strip()[:200])[0]))
    if len(words_in(text)) > _MOST_OF_NO or WISH_NOW.search(heard) or CORRECTED.search(heard):
        return False
    said = ["", *words_in(text)]
    agrees = len(said) > 3 and any(
        word in _AGREEING and spelled(before) not in _denials() for before, word in pairwise(said)
    )
    return not agrees and bool(first & NOT_AT_ALL) and first <= NOT_AT_ALL | _NOT_EVEN


def _is_either(said: list[str]) -> bool:
    """Whether words say yes and no, and nothing else: "Nu, ja" begins with "now"."""
    return (NOT_AT_ALL | _YES).issuperset(said) and not _YES.isdisjoint(said)


def _only_no(text: str) -> bool:
    """Whether a sentence of the first three says nothing but no."""
    for sentence in re.split(r"[.!?\n]+", text[:400])[:3]:
        said = set(words_in(sentence))
        if said & NOT_AT_ALL and said <= NOT_AT_ALL | _NOT_EVEN:
            return True
        if said and not GREETING.match(spelled(sentence.strip())):
            return False
    return False


def _is_conditional(heard: str) -> bool:
    return any(
        (
            WISH.search(each)
            or _OUT.search(each)
            or not (_agreeing().isdisjoint(words_in(each)) and _YES.isdisjoint(words_in(each)[:1]))
        )
        and _CONDITION.search(each)
        and not _asks_for_nothing(each)
        for each in re.split(r"[.!?;]+|\n\s*\n", heard)
    )


def _asks_for_nothing(heard: str) -> bool:
    """Whether a condition is politeness: "if it is not too late", "if you can", but not "if you can tell who pays"."""
    said = _POLITE.search(heard)
    goes_on = said and said[0].endswith(("kan", "kould")) and len(words_in(heard[said.end() :])) > 1
    return bool(said and not (goes_on and not WISH.search(heard, said.end())))


@cache
def _agreeing() -> frozenset[str]:
    return frozenset(map(spelled, words("agreeing")))


def _is_no_question(asked: str, text: str) -> bool:
    """Whether it greets («Сәлеметсіз бе?»), asks to be added, or where to sign and goes on."""
    if "?" not in asked:
        return False
    heard, said = spelled(asked), words_in(asked)
    greets = bool(GREETING.match(heard.strip())) and len(said) < 5
    signs = bool(_WHERE_TO_SIGN.search(heard)) and len(words_in(text)) > len(said) + 1
    return greets or signs or bool(_REQUEST.search(heard) and WISH.search(heard) and HOW.isdisjoint(said))
