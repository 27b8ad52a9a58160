"""The set phrases by which a letter shows its parts: greetings, closings, labels, in three languages and some more."""

import re

from petition.core.text import squeeze
from petition.lexicon.vocabulary import expression, words

_SALUTATION = expression("^@signals.salutations")
_ADDRESSES = expression(r"[\s*_]*@signals.addresses")
_FORMULA = expression("^@signals.formulas")
_CLOSING = expression(r"^@signals.closings(?:[\s,.:;!،，：。՝—–-]|$|(?<=[\u0590-\u06ff\u4e00-\u9fff]))")
_BRACKETED = re.compile(r"\s?\([^()]*\):?$")  # what is said of a list behind its heading
_UPON = re.compile("[\u064b-\u0652\u0640]")
_SIGNED = expression("@signals.announce")
_FEW = 8  # words with which leave is taken
TITLE_LABEL = expression(r"^@signals.subject\s*:\s*(?=\S)")
TITLE_WORDS = expression("^@signals.titles")
_ENDS_AS_TITLE = expression(r"(?:\s|(?<=[\u3040-\u9fff]))@signals.titles(?=$|:)")
TO_LABEL = expression("@signals.to")
COPY_LABEL = expression(r"^@signals.copy(?:\s*:?(?=\s|$)|：)")
FROM_LABEL = expression(r"^@signals.from(?:\s*:\s*|\s+)")
DELIVERY = expression("@signals.delivery")


def bare(line: str) -> str:
    """A line as it is compared with set phrases: without marks upon Arabic letters, and with no capital of two signs."""
    return _UPON.sub("", squeeze(line).replace("İ", "i"))


def is_letter_title(line: str) -> bool:
    """Whether a line says what the letter is: "Open letter on …", in Turkish or Armenian in its last words."""
    return bool(TITLE_WORDS.match(line) or (_ENDS_AS_TITLE.search(line) and not line.isascii()))


def is_salutation(line: str) -> bool:
    """Whether a line greets the recipient: "Dear ...", «Уважаемый ...!», «Құрметті ...!»."""
    text = bare(line)
    if not _SALUTATION.match(text) or len(text) > 140:
        return False
    parts = re.split(r"[,!] (?=[a-zа-яёәғқңөұүһі])", text.replace(", and ", " and "))
    if len(parts) > 1 and len(text.split()) > 7 and not all(map(_SALUTATION.match, parts)):
        return False  # a greeting and the first sentence in one line
    return (text[-1] in ",!:.،，：！" and len(text.split()) <= 16) or len(text.split()) <= 9


def salutation_end(line: str) -> int:
    """Where the greeting ends inside a longer line that begins with one; 0 if the line begins with none."""
    text = line[:160]
    if not _SALUTATION.match(text.lstrip(" *_")) or not _ADDRESSES.match(text):
        return 0
    found = re.search(r"[!,:][*_]*(?=\s)", text)
    return found.end() if found and len(text[: found.end()].split()) <= 12 else 0


def is_closing(line: str) -> bool:
    """Whether a line ends the letter: "Sincerely,", «Подписи:», «Құрметпен,»."""
    text = bare(line)
    if len(text) <= 220 and _FORMULA.match(text):
        return True
    said = _BRACKETED.sub("", text)
    most = 160 if said.endswith((":", ",")) else 60
    return bool(_CLOSING.match(text)) and len(said) <= most


def may_take_leave(line: str) -> bool:
    """Whether a line may take leave, in whatever language: a few words and a comma."""
    return line[-1:] in {",", "،", "，"} and len(line.split()) < _FEW


def takes_leave(line: str) -> bool:
    """Whether a line between text and names is a closing, in whatever language."""
    return is_closing(line) or may_take_leave(line)


def opens_list(line: str) -> bool:
    """Whether a closing line announces signatures, so that what follows must be the list."""
    return bool(_SIGNED.search(bare(line)))


def closing_end(line: str) -> int:
    """Where the words of closing end in a line that goes on with a name ("Sincerely, Jane Roe"); 0 if it does not."""
    found = re.match(r"^[^,:\n]{3,40}[,:]\s+(?=\S)", line)
    return found.end() if found and _CLOSING.match(line) else 0


# What a label says is said by the part it leads to: the recipient needs no "To:", the title no "Subject:".
LABEL_WORDS = words("labels")
