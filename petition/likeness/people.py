"""How two people's names stand to each other: the one question where a wrong answer erases somebody.

Order and script never matter; a patronymic, maiden name or title may be missing; what contradicts ends the
matter.
"""

from itertools import permutations
from typing import NamedTuple

from rapidfuzz.distance import OSA

from petition.lexicon.fold import Word
from petition.likeness.names import Name
from petition.likeness.vocabulary import family_like, man_and_woman, one_given_name, short_form_groups

_VOWELS = str.maketrans("", "", "aeiouh")


class Relation(NamedTuple):
    """What two names are to each other. `kind` is a reason's code; `apart` says that they are two people.

    `shared` are the words both bear, `mine` and `theirs` the words in which they differ.
    """

    kind: str
    apart: bool = False
    shared: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


_OTHER = Relation("other_name", apart=True)


def same_word(a: Word, b: Word) -> bool:
    """Whether two words are one, a lost mark allowed: Ayşe and Ayse, never Айше and Ayse."""
    return b.fold in (a.fold, a.bare) or a.fold == b.bare


def relate(a: Name, b: Name) -> Relation:
    """Say how two names stand to each other."""
    if a.generation and b.generation and a.generation != b.generation:
        return Relation("other_generation", apart=True)
    shared, mine, theirs = _match(a.words, b.words)
    has_middle = a.patronymic or a.initials or b.patronymic or b.initials
    if has_middle and (clash := _patronymics_clash(a, b, bool(mine or theirs))):
        return Relation(clash, apart=True, shared=shared)
    if not mine and not theirs:
        return _all_shared(a, b, shared)
    if not shared:
        return _nothing_shared(a, b)
    if not mine or not theirs:
        return _one_sided(a, b, shared, mine, theirs)
    return _differing(a, b, shared, mine, theirs)


def _match(a: tuple[Word, ...], b: tuple[Word, ...]) -> tuple[tuple[str, ...], list[Word], list[Word]]:
    shared: list[str] = []
    mine: list[Word] = []
    theirs = list(b)
    for word in a:
        fold, bare = word
        for other in theirs:
            if other[0] == fold or other[0] == bare or other[1] == fold:
                shared.append(fold)
                theirs.remove(other)
                break
        else:
            mine.append(word)
    return tuple(shared), mine, theirs


def _all_shared(a: Name, b: Name, shared: tuple[str, ...]) -> Relation:
    if len(shared) > 1:
        return Relation("same_name", shared=shared)
    if not shared:
        return _OTHER
    if a.initials and b.initials:
        if _fits(a.initials[0], b.initials[0]):
            return Relation("both_initials", shared=shared)
        return Relation("other_initials", apart=True, shared=shared)
    if a.initials or b.initials:  # Petrov against A. Petrov: next to nothing
        return Relation("one_has_more", shared=shared)
    return Relation("same_name", shared=shared)


def _nothing_shared(a: Name, b: Name) -> Relation:
    """No word in common: still one name where the spaces moved, or every word only sounds another way."""
    if _spaces_moved(a, b):
        return Relation("spaces_moved")
    mine, theirs = tuple(w.fold for w in a.words), tuple(w.fold for w in b.words)
    if len(mine) == len(theirs) == 2 and any(
        all(map(_sound_alike, mine, order)) for order in (theirs, theirs[::-1])
    ):
        return Relation("close_name", mine=mine, theirs=theirs)
    return _OTHER


def _sound_alike(one: str, other: str) -> bool:
    """Huda and Hoda, Cherif and Sherif: forms of one given name, or the same consonants."""
    if man_and_woman(one, other):
        return False
    sounds = consonants(one)
    return one_given_name(one, other) or (len(sounds) > 2 and sounds == consonants(other))


def consonants(word: str) -> str:
    """What is left of a folded word where vowels are a matter of taste, as in names written in Arabic."""
    return without_article(word).replace("ch", "s").replace("sh", "s").translate(_VOWELS)


def without_article(word: str) -> str:
    """Alsabbagh and Elsabbagh without what Al-Sabbagh loses as a particle; any other word loses it too, alike."""
    return word[2:] if len(word) > 5 and word.startswith(("al", "el")) else word


def _spaces_moved(a: Name, b: Name) -> bool:
    """Serikbolat and Serik Bolat: one's letters, run together in some order, are the other's."""
    one, two = "".join(w.fold for w in a.words), "".join(w.fold for w in b.words)
    if (
        len(one) != len(two)
        or len(one) < 6
        or sorted(one) != sorted(two)
        or max(len(a.words), len(b.words)) > 4
    ):
        return False
    orders = {"".join(order) for order in permutations(w.fold for w in a.words)}
    return any("".join(order) in orders for order in permutations(w.fold for w in b.words))


def _one_sided(a: Name, b: Name, shared: tuple[str, ...], mine: list[Word], theirs: list[Word]) -> Relation:
    """One name has words the other lacks: initials stand for them, or there is simply more."""
    short, extra = (b, mine) if mine else (a, theirs)
    words = tuple(word.fold for word in extra)
    if short.initials:
        meant = [word for word in words if word[0] in short.initials[0]]
        if meant:
            return Relation(
                "initials", shared=shared, mine=words if mine else (), theirs=words if theirs else ()
            )
        return Relation("other_initials", apart=True, shared=shared)
    if len(shared) > 1:
        return Relation(
            "one_has_more", shared=shared, mine=words if mine else (), theirs=words if theirs else ()
        )
    if _spaces_moved(a, b):
        return Relation("spaces_moved", shared=shared)
    return _OTHER


def _differing(a: Name, b: Name, shared: tuple[str, ...], mine: list[Word], theirs: list[Word]) -> Relation:
    """Each has words the other lacks, and some are shared."""
    if (a.maiden or b.maiden) and (_bears(a.maiden, theirs) or _bears(b.maiden, mine)):
        kind = "maiden_name"
    elif len(a.words) != len(b.words) and _spaces_moved(a, b):
        return Relation("spaces_moved", shared=shared)
    elif len(mine) == 1 and len(theirs) == 1:
        kind = _words_apart(mine[0].fold, theirs[0].fold)
    else:
        return _OTHER
    if not kind:
        return _OTHER
    folds, others = tuple(w.fold for w in mine), tuple(w.fold for w in theirs)
    return Relation(kind, kind == "man_and_woman", shared, folds, others)


def _words_apart(one: str, other: str) -> str:
    """What the only two words that differ are to each other: a code, '' for two words."""
    if one_given_name(one, other):
        return "short_form"
    if one[:2] == other[:2] and man_and_woman(one, other):
        return "man_and_woman"
    return "close_name" if is_close(one, other) else ""


def _bears(maiden: tuple[Word, ...], words: list[Word]) -> bool:
    return any(same_word(word, other) for word in words for other in maiden)


def is_close(one: str, other: str) -> bool:
    """One slip of the fingers, two in a long word. Two known given names are two names, however close."""
    longest = max(len(one), len(other))
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips > (2 if longest > 8 else 1) or longest < 4:
        return without_article(one) == without_article(other)
    return not (short_form_groups(one) and short_form_groups(other))


def _fits(one: str, other: str) -> bool:
    """Whether two initials may be one; each holds the letters it may stand for."""
    return not set(one).isdisjoint(other)


def _patronymics_clash(a: Name, b: Name, words_differ: bool) -> str:
    """The reason's code where patronymics contradict, in full or by their initial; else ''."""
    if a.patronymic and b.patronymic:
        return "" if same_patronymic(a.patronymic, b.patronymic) else "other_patronymic"
    mine, theirs = patronymic_initial(a), patronymic_initial(b)
    if not mine or not theirs or _fits(mine, theirs):
        return ""
    if not (a.patronymic or b.patronymic) and words_differ and (len(a.initials) > 1) != (len(b.initials) > 1):
        return ""  # a lone initial beside a full given name may be a second name
    return "other_patronymic"


def patronymic_initial(name: Name) -> str:
    """The letters the patronymic may begin with: from itself, or the initial behind the given name's."""
    if name.patronymic:
        return name.patronymic[0]
    if len(name.initials) > 1:
        return name.initials[1]
    return name.initials[0] if name.initials and len(name.words) > 1 else ""


def same_patronymic(one: str, other: str) -> bool:
    """Two stems of a patronymic: Нұрланұлы and Nurlanovich agree, a letter's slip allowed in long ones."""
    return one == other or (min(len(one), len(other)) > 4 and OSA.distance(one, other, score_cutoff=1) <= 1)


def likely_family(words: tuple[str, ...]) -> str:
    """The word that ends as family names do where exactly one does, else ''; a given name may, as Irina."""
    found = [word for word in words if family_like(word) and not short_form_groups(word)]
    return found[0] if len(found) == 1 else ""
