"""Words by which somebody asks that a name is not shown, or refuses something, whatever it is (vocabulary/naming.txt)."""

import re

from petition.core import text
from petition.lexicon import vocabulary
from petition.lexicon.places import is_place
from petition.lexicon.vocabulary import expression

_UNPARTED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")  # scripts that part no words
_SAID_IN_VERB = re.compile(  # "wasn't"; Turkic verbs say no in their midst: «жарияламаңыз», «болмайды», "yayınlanmasın"
    r"\w[мбп][ае](?:ңыз|ңіз|сын|сін|й(?:ды|ді|мын|мін|мыз|міз|-а[қк])$|у(?:ы?ңыз|і?ңіз)?(?:ын|ін|[дт][ыі])?$|са(?:ңыз|ңызшы|ңыздар|қ)$"
    r"|се(?:ңіз|ңізші|ңіздер|к)$)|\wm[ae](?:sın|sin|yın|yin|k$|yacak|yecek)|n't$"
)
_WHOLE = re.compile(r"[\w'-]+")
_KEPT_NOT = re.compile(r"[мбп][ае]й?$")  # «атымды жасырмай» keeps none back
_NUMBERED = re.compile(r"\bno\.?\s*\d+")  # "School No. 5" refuses nothing
_FRENCH = re.compile(r"\b(?:ne |n')(\S+ )(?=pas\b)")  # two words that refuse once
_CLAUSES = re.compile(r"[,;:.!?–—]\s")
_LONG = 160  # letters of a remark
_SENTENCE, _NEAR = 3, 4  # words, of which fewer are no sentence; and those from a refusal to what it refuses
_ASKED_NOT = re.compile(  # verbs that ask, with their no
    r"\bне \w+(?:[йи]те|іть)(?:сь)?\b|\b(?:прошу|просьба)\b.*\bне \w+ть\b|\w[мбп][ае](?:ңыз|ңіз)"
    r"|^(?:but |and |please |just )*(?:do not|don't|never)\b|\bbitte\b.*\bnicht\b"
)
_ASKED_FIRST = expression("@asking-first")
_BESIDE_NAME = re.compile(r"\b(?:перепут|путайте|должност|телефон|номер|phone|number)")
_REMARK = 8  # words, of which fewer are a remark


class _WordsAmong:
    """Words that are found among others: "*" ends one that may go on; some are several, some of scripts without spaces."""

    def __init__(self, *keys: str, within: re.Pattern[str] | None = None) -> None:
        entries = frozenset[str]().union(*(vocabulary.grouped("naming")[key] for key in keys))
        self._anywhere = re.compile(
            "|".join(re.escape(each) for each in entries if " " in each or _UNPARTED.search(each)) or r"(?!)"
        )
        self._whole = entries
        self._stems: dict[str, tuple[str, ...]] = {}
        for stem in (each[:-1] for each in entries if each[-1] == "*"):
            self._stems[stem[0]] = (*self._stems.get(stem[0], ()), stem)
        self._within = within

    def has(self, word: str) -> bool:
        """Whether a folded word is one of them."""
        return word in self._whole or word.startswith(self._stems.get(word[0], ()))

    def are_in(self, said: str) -> bool:
        """Whether one of them stands in a folded text; written out, for it is asked of every cell of every list."""
        whole, stems, within = self._whole, self._stems, self._within
        for word in _WHOLE.findall(said):
            for each in (word, word.rpartition("'")[2] or word) if "'" in word else (word,):  # "l'anonymat"
                if (
                    each in whole
                    or each.startswith(stems.get(each[0], ()))
                    or (within and within.search(each))
                ):
                    return True
        return bool(self._anywhere.search(said))


_KEEPS, _ONLY = _WordsAmong("keeps"), _WordsAmong("only")
_OF_NAMES, _SHOWN, _NAMES = _WordsAmong("names"), _WordsAmong("shown"), _WordsAmong("names", "shown")
_DENIES = _WordsAmong("denies", within=_SAID_IN_VERB)
_OTHER_ACTS, _MINE, _YOURS = _WordsAmong("acts"), _WordsAmong("mine"), _WordsAmong("yours")
_CHANGES = _WordsAmong("changes")
_SHOWS, _FILLER = _WordsAmong("show"), _WordsAmong("filler")
_CALLED, _HELD, _ON_BEHALF = _WordsAmong("called"), _WordsAmong("held"), expression(r"\b@on-behalf\b")
# Without one of these nothing is kept back: most cells are done with so.
_TELLING = _WordsAmong("keeps", "names", "shown", "called")


def folded(value: str) -> str:
    """A text folded, without the sign of a number, of which folding would make "No", and so a refusal."""
    return text.folded(value.replace("№", " "))


def keeps_back(value: str) -> bool:
    """Whether a few words may ask that a name is not shown: enough to hide it until somebody has looked."""
    said = folded(value).replace("’", "'")
    if len(said) > _LONG:
        return False
    said = _NUMBERED.sub("", said) if "no" in said else said
    if not _TELLING.are_in(said):
        return False
    said = _without_other_refusals(said)
    is_denied = _NAMES.are_in(said) and _DENIES.are_in(said)
    is_held = not is_denied and _CALLED.are_in(said) and (_HELD.are_in(said) or _is_for_few(said))
    return (_KEEPS.are_in(said) or is_denied or is_held) and not is_place(value)


def _is_for_few(said: str) -> bool:
    """Whether a folded text says of names that they are for some only, and tells no reader how to write theirs."""
    words = list(_WHOLE.finditer(said))
    named = next((word.end() for word in words if _CALLED.has(word[0])), len(said))
    return _ONLY.are_in(said[named:]) and not any(_YOURS.has(word[0]) for word in words)


def _without_other_refusals(said: str) -> str:
    """A folded text without its clauses that say no to something else than to a name: "Do not forget to add your name"."""
    if len(said.split()) < _SENTENCE or not _DENIES.are_in(said):
        return said
    clauses = (_FRENCH.sub(r"\1", each) for each in _CLAUSES.split(said))
    return " . ".join(each for each in clauses if not _refuses_other(_WHOLE.findall(each)))


def _refuses_other(words: list[str]) -> bool:
    """Whether the one refusal of a clause is of what is done to no name, or tells a reader to do something with theirs."""
    at = [nth for nth, word in enumerate(words) if _DENIES.are_in(word)]
    if len(at) != 1 or any(map(_MINE.has, words)):
        return False
    near = words[at[0] : at[0] + _NEAR]
    is_other = any(_OTHER_ACTS.has(word) for word in (*words[max(at[0] - 2, 0) : at[0]], *near))
    is_change = any(map(_CHANGES.has, near)) and not any(map(_OF_NAMES.has, words[at[0] :]))
    return is_other or is_change or (len(near) > 2 and _YOURS.has(near[2]) and not _NAMES.has(near[1]))


def speaks_of_name(value: str) -> bool:
    """Whether some words beside a name speak of a name, so that they may keep it back, whatever they say of it."""
    said = folded(value).replace("’", "'")
    return _CALLED.are_in(said) and len(said) <= _LONG and not (_ON_BEHALF.search(said) or is_place(value))


def hides_name(clause: str) -> bool:
    """Whether a clause that somebody writes denies once what would show a name, or says that it is kept.

    "I do not object to my name being printed" denies twice; "Anonymous Coward Smith" is a name.
    """
    said = folded(clause).replace("’", "'")
    if len(said) > _LONG or not _OF_NAMES.are_in(said):
        return False
    denials = sum(map(_DENIES.are_in, _WHOLE.findall(_NUMBERED.sub("", said))))
    small = " ".join(
        folded(word) for word in clause.split() if not (word[0].isupper() or _KEPT_NOT.search(word))
    )
    return (denials == 1 and _SHOWN.are_in(said)) or (not denials and _KEEPS.are_in(small))


def only_hides(sentence: str) -> bool:
    """Whether a sentence denies that something is shown, and names nothing that this may be: "Please do not publish"."""
    words = _WHOLE.findall(folded(sentence).replace("’", "'"))
    told = [word for word in words if not _FILLER.has(word)]
    denies, shows = map(_DENIES.are_in, told), map(_SHOWN.are_in, told)
    either = list(zip(denies, shows, strict=True))
    return all(map(any, either)) and {True} == {any(each) for each in zip(*either, strict=True)}


def wants_shown(value: str) -> bool:
    """Whether some words ask that something is shown, and deny nothing."""
    return _SHOWS.are_in(folded(value)) and not denies(value)


def speaks_of_showing(word: str) -> bool:
    """Whether a word is of names or of where they are shown."""
    return _NAMES.are_in(folded(word))


def keeps_names_back(value: str) -> bool:
    """Whether a few words speak of names, or of showing them, and say no."""
    said = folded(value).replace("’", "'")
    return keeps_back(value) and _NAMES.are_in(said) and _DENIES.are_in(said)


def withholds(value: str) -> bool:
    """Whether a few words say that something is kept back, whatever it is: "Name withheld"."""
    return _KEEPS.are_in(folded(value))


def asks_not(clause: str) -> bool:
    """Whether a clause asks that something is not done with what is its writer's: «мои данные не передавайте»."""
    said = folded(clause).replace("’", "'")
    words = _WHOLE.findall(said)
    is_other = any(map(_OTHER_ACTS.has, words)) or bool(_BESIDE_NAME.search(said))
    return (
        len(said) <= _LONG and bool(_ASKED_NOT.search(said)) and any(map(_MINE.has, words)) and not is_other
    )


def is_name_for_some(sentence: str) -> bool:
    """Whether a few words say for whom alone a name is: "My name is for the editor only", and not "One name only"."""
    said = folded(sentence).replace("’", "'")
    called = [_CALLED.has(word) for word in _WHOLE.findall(said)]
    return len(called) < _REMARK and any(called[:-2]) and _is_for_few(said)


def asks_first(value: str) -> bool:
    """Whether a few words ask that nothing is done before their writer was asked: "ask me first"."""
    return len(value) <= _LONG and bool(_ASKED_FIRST.search(value))


def denies(value: str) -> bool:
    """Whether a few words say no to something, whatever it is."""
    return _DENIES.are_in(_NUMBERED.sub("", folded(value)))


def is_for_some(value: str) -> bool:
    """Whether a few words keep something for some: "for the embassy only"."""
    said = _NUMBERED.sub("", folded(value))
    return len(value.split()) > 1 and _ONLY.are_in(said) and "identif" not in said
