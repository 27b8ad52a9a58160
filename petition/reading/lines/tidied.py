"""A line of a list as it is read: what people type in place of a comma becomes one, quotes around every part fall away."""

import re

from petition.core.text import squeeze
from petition.lexicon.quoting import QUOTES, narrowed, segments
from petition.lexicon.roles import GIVEN
from petition.lexicon.vocabulary import expression
from petition.reading.blocks import PICTURES
from petition.reading.lines.could_sign import with_role_behind
from petition.reading.lines.names import is_name, is_plain_name

PRONOUNS = expression(r"\s*[(\[]@pronouns.stated(?:\s?/\s?\w{2,6}){1,2}[)\]]")
# As in "丁　兰".
_PADDED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\u3000([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
# As in "李慧 小学教师".
_BEHIND = re.compile(r"^([\u4e00-\u9fff]{2,4})\s+(?=[\u4e00-\u9fff]{4})(?!\S{0,2}(?:先生|女士|教授|博士)$)")
_DOTTED = re.compile(r"(?<=[\u4e00-\u9fff])・(?=[\u4e00-\u9fff]+\))")  # "(湊大学・教授)"
_SIGN = rf"[{PICTURES}\u2b00-\u2bff\U0001f000-\U0001f2ff\u200d\u20e3\ufe0e\ufe0f]"
_EMOJI = re.compile(rf"^(?:\d?{_SIGN}+\s*)+|(?<!{_SIGN})(?<!\s)(?:\s*{_SIGN})+(?=$|\s[–—-]\s)")
# That somebody signed, or that what stands above stands here too ("—//—")
_SIGNED = expression(r",\s*+[^\w\s,;()\[\]\"«»“”„+&@#?!.]++(?=\s*+(?:,|$))|,\s*@signed.behind$")
# “Studio 5"TV; Hebrew shortens so.
_GLUED_QUOTE = re.compile(rf"(?<=[^\s\u0590-\u05ff])([{QUOTES}])(?=[^\W\d_])")
_GLUED_BRACKET = re.compile(r"(?<=[^\s(])\(")
_SPACED_DEGREE = re.compile(r"(?<!\w)([he]\.|rer\.|i\.)\s(?=[chRr]\.)")  # "Dr. h. c."
_DASHED_DEGREE = re.compile(r"(?<!\w)(dr|dipl)\.\s?-\s?(?=ing\b)", re.IGNORECASE)  # "Dr. - Ing."
_SLASHED = re.compile(r"\s/\s*(?=,|$)")  # "/ Anna Ruel /, teacher"
_EMPTY = re.compile(r"(?<=[^\W\d_])\s*[-–—]$")  # "Anna Ruel -"
_HOUSE = expression(  # or the code of a post: "Anna Ruel 20357 Hamburg"
    r"(?<=[^\W\d_]{2})(?:\s+(?=@houses\b\.?\s?№?\s?\d{1,4}\w?$)|\.?\s+(?=\d{5}\s[^\W\d_]))"
)
_BEHALF = expression(r"^([^,;|()]{3,60}?),?\s+@on-behalf\s+(?:the\s+)?(?=\S)")
_FROM = re.compile(r"^([^,;|()]{3,60}?)\s+(?:from|at|with)\s+(?=[^\W\d_a-zа-яё])")
_FOR_IN_BRACKETS = expression(r"^([^,;|()]{3,60}?)\s+\(@for-body\s+([^()]+)\)$", 0)


def tidied(typed: str) -> str:
    """The line with its parts parted by commas, without pronouns, with spaces where quotes and brackets are glued."""
    line = _BEHIND.sub(r"\1, ", squeeze(_PADDED.sub(r"\1\2", _DOTTED.sub(", ", narrowed(typed)))))
    line = with_role_behind(_SIGNED.sub("", _EMOJI.sub("", line)))
    line = PRONOUNS.sub("", _unquoted(line))
    line = _GLUED_BRACKET.sub(
        " (", _GLUED_QUOTE.sub(lambda mark: mark[1] if mark[1] in "„«‹“" else f"{mark[1]} ", line)
    ).strip(" ;,")
    line = _DASHED_DEGREE.sub(r"\1.-", _SPACED_DEGREE.sub(r"\1", line))
    line = _EMPTY.sub("", _SLASHED.sub("", line))
    if (house := _HOUSE.search(line)) and is_plain_name(line[: house.start()]):
        return f"{line[: house.start()]}, {line[house.end() :]}"
    return _parted_from_body(line)


def _unquoted(line: str) -> str:
    """The line without the quotes around each of its parts: `"Jane Roe", "Teacher"`."""
    if not line or line[0] not in QUOTES:
        return line
    parts = segments(line)
    bare = [part[1:-1].strip() for part in parts if part[0] in QUOTES and part[-1] in QUOTES]
    if len(bare) != len(parts) or len(parts) < 2 or not is_name(bare[0]):
        return line
    return ", ".join(bare)


def quoted_person(line: str) -> tuple[str, bool]:
    """The name of a person that stands alone in quotes, '' where there is none; and whether it is surely one.

    Bodies are called in quotes more often, so it is sure only where the name is one that people are given.
    """
    is_quoted = [mark in QUOTES for mark in line]
    if len(line) < 3 or not (is_quoted[0] and is_quoted[-1] and sum(is_quoted) == 2):
        return "", False
    words = line[1:-1].split()
    is_person = 1 < len(words) < 4 and all(word[0].isupper() for word in words) and is_plain_name(line[1:-1])
    is_given = is_person and bool(GIVEN & {words[0].lower(), words[-1].lower()})
    return " ".join(words) if is_person else "", is_given


def _parted_from_body(line: str) -> str:
    """The line with a comma between a person and the body they sign for, where a word says so: "Jane Roe for Well Fund"."""
    if (found := _FOR_IN_BRACKETS.match(line)) and is_plain_name(found[1]):
        return f"{found[1]}, {found[2]}"
    found = _BEHALF.match(line) or _FROM.match(line)
    return f"{found[1]}, {line[found.end() :]}" if found and is_plain_name(found[1]) else line
