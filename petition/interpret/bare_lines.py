"""Bares a line to the name that it holds: without titles, degrees, call names and honours around it, the family name last.

Done once, before anybody is looked for. Only who presents themselves so, behind a colon, keeps a title.
"""

import re

from petition.interpret.person_names import (
    PATRONYMIC,
    SAID_BEFORE,
    Sender,
    could_be_name,
    could_sign_as,
    has_no_capitals,
)
from petition.lexicon.phrases import FAREWELL, GREETING, NO_NAMES, WISH, spelled, words, words_in
from petition.lexicon.places import is_place
from petition.lexicon.roles import GIVEN, TITLES, body_weight, is_role
from petition.lexicon.vocabulary import expression
from petition.lexicon.vocabulary import words as listed
from petition.reading.lines.names import is_title
from petition.reading.lines.tidied import PRONOUNS

_OWN_TITLES = TITLES | listed("titles.long")
_OF_CHURCHES = listed("titles.church")
_SO_CALLED = frozenset({"as", "als", "como", "come", "как", "як"})
_CALL_NAME = re.compile(
    r"(?:\b[^\W\d_]{1,2}\.\s?){1,4}\((?P<called>[^\W\d_]{2,20})\)\s+(?=[^\W\d_])"
)  # "M. (Mirjam) Dijk"
_NICKNAME = re.compile(
    r"(?<=[^\W\d_]) [\"“„«][^\W\d_]{2,20}[\"”“»](?= [^\W\d_a-zа-яёәғқңөұүһіїє])"
)  # 'Thomas "Tommy" Okonjo'
_BESIDEGIVEN = re.compile(r"(?<=[^\W\d_]) \((?P<called>[^\W\d_]{2,20})\)(?= [^\W\d_a-zа-яёәғқңөұүһіїє])")
_BY_ORDER = re.compile(r"^(?:i\. ?[AV]|ppa)\. ?(?=[^\W\d_]{2})|\b(?:i\. ?R|a\. ?D)\. ?")  # of German offices
_TITLE_APART = re.compile(r"^\((?P<title>[^\W\d_]{1,8}\.?)\)\s+(?=[^\W\d_])")
_WORD = re.compile(r"[^\s,;:()|/]+")
_DEGREES = expression(
    r"(?:,? (?:@degrees|(?-i:[A-Z]{2,6}|[A-Z]{2,4}[a-z][A-Za-z]{0,7}))(?![\w'’])\.?)+(?=\s*(?:[,(|/—–-]|$))"
)
_DEGREE = expression(r"[, ]+@degrees\.?")
_FAMILY_FIRST = re.compile(
    r"(?P<family>[^\W\d_]{2,25}(?:-[^\W\d_]{2,25})?), (?P<given>[^\W\d_]{2,20}(?: [^\W\d_]{2,25})?)(?=[.,;]|$)"
)  # «Тен, Виктория»
_NO = words("negation", "not-at-all")
_LONGEST_HEAD = 100
_SHORTENED = re.compile(
    r"(?:[^\W\d_]+\.)*[^\W\d_]{2,8}\.|[^\W\d_]{1,4}[\"״׳'][^\W\d_]{0,3}|"
    r"(?-i:[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{2,5})"
)  # "Av.", "r.pr.", «עו"ד», "Cllr": with a stop, a mark within, or no vowel
_OF_FAMILY = re.compile(r"^(?:fam\.|fam[ií]l\w+|семья)\s+", re.IGNORECASE)
_NO_VOWEL = re.compile("[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{2,5}")


def bare(text: str, sender: Sender, *, presented: bool = False) -> str:
    """The line as it names its writer and no more; with its titles where they are `presented` so."""
    text = _BESIDEGIVEN.sub(
        lambda found: "" if sender.knows(found["called"]) or found["called"].lower() in GIVEN else found[0],
        text,
    )  # "Aizhan (Jane) Omarova"
    text = _NICKNAME.sub("", _CALL_NAME.sub(r"\g<called> ", PRONOUNS.sub("", _BY_ORDER.sub("", text))))
    apart = _TITLE_APART.match(text)
    text = text[apart.end() :] if apart and _is_title(apart["title"]) else text
    text = _without_degrees(text if presented else without_titles(text), sender)
    turned = _FAMILY_FIRST.match(text)
    if turned and _is_turned(turned["family"], turned["given"].split(), sender):
        return f"{turned['given']} {turned['family']}{text[turned.end() :]}"
    return text


def headed_by_name(line: str, sender: Sender) -> str:
    """A line of its sender's whole name behind titles of any trade, "Av.", «עו"ד», as the name; posts go behind it."""
    begin = sender.begins_in(line) if len(line) <= _LONGEST_HEAD else -1
    lead = line[: max(begin, 0)].strip()
    heard = spelled(lead)
    if (
        not lead
        or ":" in line
        or not (SAID_BEFORE | NO_NAMES | _NO).isdisjoint(words_in(lead))
        or any(each.search(heard) for each in (WISH, GREETING, FAREWELL))
    ):
        return line
    if "," in lead and lead[-1] not in ",.":
        return f"{line[begin:]}, {lead}"
    titles = lead.split()
    are_short = all(map(_SHORTENED.fullmatch, titles)) and GIVEN.isdisjoint(map(str.lower, titles))  # "Md."
    return line[begin:] if are_short and not all(map(_is_title, titles)) else line


def of_sender(from_name: str) -> str:
    """The name of a From header without titles, and without what stands before them: "Practice Dr. Kirchmayr"."""
    if _OF_FAMILY.match(from_name):
        return ""  # which of them writes stands in the text
    from_name = from_name.partition("|")[0].strip()  # "Jane Field | Miller & Co."
    words = from_name.split()
    at = max((at for at, word in enumerate(words[:-1]) if _is_title(word)), default=0)
    if (
        len(words) > 1
        and not at
        and (is_role(words[0]) or (len(words) > 2 and _NO_VOWEL.fullmatch(words[0])))
    ):
        return " ".join(words[1:])
    return without_titles(from_name if "," in from_name or not at else " ".join(words[at:]))


def without_titles(text: str) -> str:
    """A text without the titles that stand before a name."""
    kept, at, begun = "", 0, -1
    for word in _WORD.finditer(text):
        if _is_title(word[0]) or (word[0] == "The" and any(map(_is_title, text[word.end() :].split()[:1]))):
            begun = word.start() if begun < 0 else begun
            continue
        if (
            begun >= 0
            and could_be_name(word[0].rstrip(".!?"))
            and _SO_CALLED.isdisjoint(words_in(text[:begun])[-1:])
        ):
            kept, at = kept + text[at:begun], word.start()
        begun = -1
    return kept + text[at:]


def _is_title(word: str) -> bool:
    """Whether a word is a title; of those that are names elsewhere only one typed small or shortened: "don", "Dra."."""
    if len(word) == 2 and word.endswith(".") and word[0].isupper():
        return False  # an initial
    if word[1:].islower() and word.count(".") > 1:
        return True  # «к.м.н.»
    shortened = word.endswith(".") and len(word) > 2
    own = word.lower() in _OWN_TITLES and not is_role(word)
    return own or word.lower() in _OF_CHURCHES or (is_title(word) and (shortened or word.islower()))


def _without_degrees(text: str, sender: Sender) -> str:
    """A line without the degrees and honours behind a full name: "Jane Field, PhD", "Jane Field CMG" of who is so called."""
    found = _DEGREES.search(text)
    if not found or text.isupper():
        return text
    name = words_in(text[: found.start()])
    whole = sum(bool(sender.knows(each)) for each in name) > 1 and bool(sender.knows(name[-1]))
    known = _DEGREE.match(found[0]) and could_sign_as(text[: found.start()])
    said = [  # beside degrees
        each
        for each in words_in(_DEGREE.sub(" ", found[0]))
        if sender.knows(each) or is_place(each.upper()) or is_role(each)
    ]
    is_honour = whole and found[0][0] == " " and name[-1] not in GIVEN
    return text[: found.start()] + text[found.end() :] if (known or is_honour) and not said else text


def _is_turned(family: str, given: list[str], sender: Sender) -> bool:
    """Whether two parts of a line are "Family, Given": the second a given name that many have, or the sender's."""
    whole = [family, *given]
    if has_no_capitals(family) or any(
        is_role(each) or is_place(each) or body_weight(each) or not could_be_name(each) for each in whole
    ):
        return False
    known = given[0].lower() in GIVEN or sender.knows(given[0]) or PATRONYMIC.search(given[-1])
    heard = spelled(family)
    said = family.lower() in SAID_BEFORE or any(each.search(heard) for each in (WISH, GREETING, FAREWELL))
    return bool(known) and family.lower() not in GIVEN and not said
