"""What a table says of whether a name may be shown: by the heading of a column, and by each answer in it.

Both are understood only where every word of them is known. A wording with one word more may mean the reverse ("I object to
my name being published"), so it is not understood, and a person is asked; whoever stands in such a row is hidden until then.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from petition.core.text import folded
from petition.lexicon import vocabulary
from petition.lexicon.refusals import keeps_back
from petition.lexicon.signatory import Visibility
from petition.lexicon.vocabulary import expression
from petition.reading.lines.headings import surely

_SAID = vocabulary.grouped("naming")
_YES, _NO, _SHOW, _HIDE = _SAID["yes"], _SAID["no"], _SAID["show"], _SAID["hide"]
_INITIALS, _FILLERS = _SAID["initials"], _SAID["filler"]
_KNOWN = _YES | _NO | _SHOW | _HIDE | _INITIALS | _FILLERS
# Parts of words by which a heading is likely about naming, whatever its language: enough to ask, never to decide.
_ABOUT_NAMING = expression("@naming.headings")
_OF_NEWS = expression("@news.headings")
_NAMES = expression("@naming.words")
_NOT = re.compile(r"\b(n)e pas ", re.IGNORECASE)
_DOTTED = re.compile(r"\b([^\W\d_])\.\s?([^\W\d_])\.\s?([^\W\d_])\b\.?")  # "Ф.И.О."
_WORD = re.compile(r"[\w'’]+|[+✓✔☑☒✗✘☐]|(?<!\w)[–—-](?!\w)")  # no hyphen says no
_EMPTY = re.compile(r"[\s\[\]()_.…]*")  # a box that nobody ticked
_HAN = re.compile(  # words of scripts that part none
    "|".join(
        sorted(
            (each for each in _KNOWN if re.match("[\u3040-\u30ff\u4e00-\u9fff]", each)), key=len, reverse=True
        )
    )
)
_PAIRS = vocabulary.words("naming.boxes")
_FEW = 4  # answers to a question that can be ticked
_SOME = 0.1  # of the cells of a column of comments may well begin with "no"


def _words(value: str) -> list[str]:
    value = _HAN.sub(r" \g<0> ", folded(value).replace("_", " ").replace("’", "'"))
    return _WORD.findall(_DOTTED.sub(r"\1\2\3", value))


def meaning(heading: str) -> Literal["visibility", "unnamed", ""]:
    """Whether yes under this heading lets a name be shown or keeps it back; '' where not every word is understood.

    Where it asks in several languages, it is what each of them says.
    """
    first, *more = heading.split(" / ")
    if more and all(meaning(each) == meaning(first) for each in more):
        return meaning(first)
    words = _words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _without_answers(heading)))
    said = set(words)
    shows, hides, refuses = said & _SHOW, said & _HIDE, said & _NO
    if not words or not (said <= _KNOWN) or said & _INITIALS or bool(shows) == bool(hides):
        return ""
    if hides:
        return "" if refuses else "unnamed"
    if not refuses:
        return "visibility"
    before = words[: min(words.index(each) for each in shows)]
    return "unnamed" if len(refuses) == 1 and refuses <= set(before) else ""


def _without_answers(heading: str) -> str:
    """A heading without the answers that it ends with: "Publish (yes/no)"; what says no in two words says it in one."""
    heading = _NOT.sub(r"\1e ", heading)
    asked, _, answers = heading.rstrip(" )?:").rpartition("(")
    said = [says_yes(each) for each in answers.split("/")]
    return asked if asked and True in said and None not in said else heading


def says_yes(answer: str) -> bool | None:
    """Whether an answer says yes to whatever was asked; None where it says neither, or more than is understood."""
    said = set(_words(answer))
    if not said or not said <= _KNOWN or said & _INITIALS:
        return None
    refuses = bool(said & _NO)
    if said & _HIDE or not (said & _YES or refuses):
        return None
    return not refuses


def shown(answer: str, column: str) -> Visibility | None:
    """How somebody is shown by an answer in a column of that meaning; None where the answer is not understood.

    Only yes is yes where the column asks whether a name may be shown; silence is no there, and asks nothing elsewhere.
    """
    said = set(_words(answer))
    is_silent = not said and bool(
        _EMPTY.fullmatch(answer)
    )  # but a sign that nobody knows, "○", may tick a box
    first, *more = re.split(r"[,;.!:(—–]", answer, maxsplit=1)
    # "No, only for the minister" is no, whatever follows.
    is_refused = any(more) and says_yes(first) is (column != "visibility")
    if is_silent or is_refused:
        return Visibility.HIDDEN if is_refused or column == "visibility" else Visibility.PUBLIC
    if said & _INITIALS and not (said & _NO or said & _HIDE):
        return Visibility.INITIALS
    if said <= _KNOWN and said & _HIDE and not said & (_NO | _SHOW):
        return Visibility.HIDDEN
    if said <= _KNOWN and said & _SHOW and not said & _HIDE:
        return Visibility.HIDDEN if said & _NO else Visibility.PUBLIC
    if (answered := says_yes(answer)) is None:
        return None
    return Visibility.PUBLIC if answered == (column == "visibility") else Visibility.HIDDEN


def is_unclear(answer: str, column: str = "") -> bool:
    """Whether an answer is neither yes nor no in a column of that meaning, or in either where nobody has said which."""
    meant = ("visibility", "unnamed") if column not in {"visibility", "unnamed"} else (column,)
    return any(shown(answer, each) is None for each in meant)


def may_ask(value: str) -> bool:
    """Whether a cell keeps a name back, or says nothing but that it is not to be named."""
    return keeps_back(value) or says_no_name(value)


def says_no_name(value: str) -> bool:
    """Whether a cell that holds something else usually ("Anna Ruel (private)") asks not to be named."""
    words = _words(value)
    return not _HIDE.isdisjoint(words) and set(words) <= _HIDE | _YES | _FILLERS


def is_of_news(heading: str) -> bool:
    """Whether a heading asks to send news, or tells of a notice on data, and speaks of no name."""
    return bool(_OF_NEWS.search(heading)) and not (_NAMES.search(heading) or keeps_back(heading))


def speaks_of_naming(heading: str) -> bool:
    """Whether a heading is likely about naming."""
    return bool(_ABOUT_NAMING.search(heading))


def may_be_about_naming(heading: str, values: Sequence[str]) -> bool:
    """Whether a column that is not understood may say who is not to be named: by its heading or by the shape of its answers.

    It may where some cell holds a word of consent or refusal, where a few answers come again and again, and where a question
    was asked.
    """
    answers = [each for value in values if (each := folded(value))]
    if not answers or set(answers) == {folded(heading)}:  # "Signature" over "signature" in each row
        return speaks_of_naming(heading)
    is_asked = speaks_of_naming(heading) or heading.rstrip().endswith(("?", "？"))
    often = sum(map(_is_answer, answers)) >= max(1, _SOME * len(answers))
    if is_asked or often or any(set(answers) <= set(pair) for pair in _PAIRS):
        return _not_codes(answers)
    return _come_again(answers) or (not heading.isascii() and _could_be_ticked(answers))


def _is_answer(answer: str) -> bool:
    """Whether a cell says yes, no or how to be shown, as a whole or in its first word."""
    if not any(map(str.isalnum, answer)):
        return not answer.isascii()  # "✓", "🚫"
    words = _words(answer)
    if not 0 < len(words) <= 15 or answer in {"ok", "okay"} or not answer[0].isalpha() or len(answer) == 1:
        return False
    if (len(words[0]) > 1 and words[0] in _YES | _NO) or set(words) <= _KNOWN - _FILLERS:
        return True
    return keeps_back(answer) or any(map(meaning, re.split(r"[,;]", answer)))  # of each box that is ticked


def _not_codes(answers: Iterable[str]) -> bool:
    """Whether these are answers rather than dates, addresses of machines, numbers that count, or long texts."""
    return any(
        len(each) == 1 or 2 * sum(map(str.isalpha, each)) > len(each) or not any(map(str.isalnum, each))
        for each in answers
    )


def _come_again(answers: Sequence[str]) -> bool:
    told = Counter(answers)
    return 1 < len(told) <= _FEW and 2 * len(told) <= len(answers) and _not_codes(told)


def _could_be_ticked(answers: Sequence[str]) -> bool:
    """Whether these could be answers to tick, under a heading in a language that nothing is known of here."""
    told = set(answers)
    words = (len(each.split()) <= 3 and not (any(map(str.isdigit, each)) or "//" in each) for each in told)
    return len(told) <= _FEW and all(words)


def is_heading(cell: str) -> bool:
    """Whether a cell is surely a heading: the whole of it is known, or it asks whether a name may be shown."""
    return bool(surely(cell) or meaning(cell))
