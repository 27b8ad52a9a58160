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
from petition.lexicon.places import is_place
from petition.lexicon.quoting import bracket_spans, segments
from petition.lexicon.signatory import Visibility

_SAID = {
    key: frozenset(word for said, words in vocabulary.lines("naming") if said == key for word in words)
    for key in ("yes", "no", "show", "hide", "initials", "filler")
}
_YES, _NO, _SHOW, _HIDE, _INITIALS, _FILLERS = _SAID.values()
_KNOWN = _YES | _NO | _SHOW | _HIDE | _INITIALS | _FILLERS
# Among other words a mark or a letter is part of a name ("Editor-in-Chief, N. Bek Publishing House").
_SAID_NO = frozenset(each for each in _NO if len(each) > 1)
# Parts of words by which a heading is likely about naming, whatever its language: enough to ask, never to decide.
_ABOUT_NAMING = re.compile(
    r"anon|аноним|privat|приват|publi|публи|hid(?:e|den)\b|скры|show|display|withh|consent|соглас|agree|gdpr|visib|жария|"
    r"жасыр|көрсет|келіс|öffentl|zustimm|einverst|veröff|affich|consenti|opt.?(?:in|out)\b|показ|разреш|рұқсат|permission|"
    r"confiden|жашыр|oshkor|maxfiy|zgod|rıza|gizl|privé|geheim|souhlas|hozzájár|suostu|samtyc",
    re.IGNORECASE,
)
_KEEPS_BACK = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(_HIDE | _SHOW))) + r")(?!\w)")
_WORD = re.compile(r"[\w'’]+|[+✓✔☑☒✗✘☐–—-]")
_FEW = 4  # answers to a question that can be ticked
_MANY_ROWS = 8
_SOME = 0.1  # of the cells of a column of comments may well begin with "no"


def _words(value: str) -> list[str]:
    return _WORD.findall(folded(value).replace("_", " ").replace("’", "'"))


def meaning(heading: str) -> Literal["visibility", "unnamed", ""]:
    """Whether yes under this heading lets a name be shown or keeps it back; '' where not every word is understood."""
    words = _words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
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
    if not said:
        return Visibility.HIDDEN if column == "visibility" else Visibility.PUBLIC
    if said & _INITIALS and not (said & _NO or said & _HIDE):
        return Visibility.INITIALS
    if said <= _KNOWN and said & _HIDE and not said & (_NO | _SHOW):
        return Visibility.HIDDEN
    if said <= _KNOWN and said & _SHOW and not said & _HIDE:
        return Visibility.HIDDEN if said & _NO else Visibility.PUBLIC
    answered = says_yes(answer)
    if answered is None:
        return None
    return Visibility.PUBLIC if answered == (column == "visibility") else Visibility.HIDDEN


def is_unclear(answer: str) -> bool:
    """Whether an answer is neither yes nor no, whatever the column asks."""
    return shown(answer, "visibility") is None or shown(answer, "unnamed") is None


def wants_no_name(value: str) -> bool:
    """Whether a few words beside a name may ask that it is not shown: enough to hide it until somebody has looked."""
    said = set(_words(value))
    return len(said) <= 12 and (bool(said & _HIDE) or refuses(value))


def says_no_name(value: str) -> bool:
    """Whether a cell that holds something else usually ("Anna Ruel (anonymous)") asks surely not to be named."""
    said = set(_words(value))
    return (bool(said & _HIDE) and said <= _HIDE | _YES | _FILLERS) or (
        bool(said & _NO and said & _SHOW) and said <= _KNOWN
    )


def asks_no_name(typed: str) -> bool:
    """Whether words beside a name in a line, in brackets or after a comma, ask that it is not shown."""
    if not may_say_no(typed):
        return False
    said = [typed, *(content for _, _, content in bracket_spans(typed)), *segments(typed)[1:]]
    return any(says_no_name(each) or refuses(each) for each in said if not is_place(each))


def may_say_no(value: str) -> bool:
    """Whether it is worth a closer look: most cells hold no word that keeps a name back."""
    return bool(_KEEPS_BACK.search(folded(value)))


def refuses(value: str) -> bool:
    """Whether some words refuse that something is shown, whatever else they say ("please don't publish this, thanks")."""
    said = set(_words(value))
    return bool(said & _SAID_NO and said & _SHOW)


def may_be_about_naming(heading: str, values: Sequence[str]) -> bool:
    """Whether a column that is not understood may say who is not to be named: by its heading or by the shape of its answers.

    It may where some cell holds a word of consent or refusal, where a few answers come again and again, and where a question
    was asked.
    """
    answers = [each for value in values if (each := folded(value))]
    if not answers:
        return bool(_ABOUT_NAMING.search(heading))
    if (
        _ABOUT_NAMING.search(heading)
        or _are_marks(answers)
        or _answer_often(answers)
        or heading.rstrip().endswith(("?", "？"))
    ):
        return _not_codes(answers)
    return _come_again(answers)


def _answer_often(answers: Sequence[str]) -> bool:
    return sum(map(_is_answer, answers)) >= max(1, _SOME * len(answers))


def _is_answer(answer: str) -> bool:
    """Whether a cell says yes, no or how to be shown, as a whole or in its first word."""
    words = _words(answer)
    if not words or len(words) > 15 or answer in {"ok", "okay"}:
        return False
    if len(answer) == 1 or not answer[0].isalpha():
        return answer in {"✓", "✔", "☑", "☒", "✗", "✘", "☐"}
    return (
        (len(words[0]) > 1 and words[0] in _YES | _NO)
        or set(words) <= _KNOWN - _FILLERS
        or wants_no_name(answer)
    )


def _are_marks(answers: Iterable[str]) -> bool:
    """Whether these are the two signs of a box that is ticked or not, or one of them."""
    return any(set(answers) <= set(pair) for pair in ("01", "yn", "tf", "x", "+-", "дн", "х", "иж"))


def _not_codes(answers: Iterable[str]) -> bool:
    """Whether these are answers rather than dates, addresses of machines, numbers that count, or long texts."""
    return any(
        sum(map(str.isalpha, each)) > len(each) / 2 or each in {"0", "1", "+", "-"} or len(each) == 1
        for each in answers
    )


def _come_again(answers: Sequence[str]) -> bool:
    told = Counter(answers)
    return len(answers) >= _MANY_ROWS and len(told) <= _FEW and len(told) > 1 and _not_codes(told)


def counted(values: Iterable[str], most: int = 30) -> list[tuple[str, int]]:
    """The answers as typed, the commonest first."""
    return Counter(each.strip() for each in values if each.strip()).most_common(most)
