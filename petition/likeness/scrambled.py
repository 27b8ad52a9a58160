"""Text read in the wrong encoding, read again in the right one: lists come from old spreadsheets and from forwarded mails.

Only for comparing; what was typed stays as it is.
"""

import re

# UTF-8 taken for cp1251 (РЎРµСЂРёРє) or cp1252 (Ð¡ÐµÑÐ¸Ðº), and cp1251 taken for cp1252 (Ñåðèê).
_TAKEN_FOR = (
    (re.compile(r"(?:[РС][^\sа-яё]){3}"), "cp1251", "utf-8"),
    (re.compile(r"(?:[ÐÑÒÓ][^\sa-zà-ÿ]){3}"), "cp1252", "utf-8"),
    (re.compile(r"^[À-ÿ¸¨³²\W]{5,}$"), "cp1252", "cp1251"),
)
_LETTERS_OF_EAST = re.compile(r"[а-яёА-ЯЁәғқңөұүһіӘҒҚҢӨҰҮҺІ\s\W\d_]*")


def mended(text: str) -> str:
    """The text as it was meant where it was scrambled so, else the text itself."""
    if text.isascii():
        return text
    for shape, seen, meant in _TAKEN_FOR:
        if shape.search(text):
            try:
                found = text.encode(seen).decode(meant)
            except UnicodeError:
                continue
            if _LETTERS_OF_EAST.fullmatch(found):
                return found
    return text
