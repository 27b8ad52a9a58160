"""What stands around a letter on its page: menus, buttons, footers, tags of templates. Told, and never a person in it.

Where such a part holds what could be signatories it is left over for a person to look at, as all is that fits nowhere.
"""

import re
from collections.abc import Sequence

from petition.core.text import squeeze
from petition.lexicon import vocabulary
from petition.lexicon.places import is_place
from petition.lexicon.quoting import segments
from petition.lexicon.roles import body_weight, tells
from petition.reading.blocks import Aside, Why
from petition.reading.lines.bodies import is_body
from petition.reading.lines.could_sign import could_be_signatory
from petition.reading.lines.names import are_somebody, is_name

_AROUND = frozenset({Why.MENU, Why.TEMPLATE, Why.REMARK})
_MENU = vocabulary.words("menus")


def is_around(aside: Aside) -> bool:
    """Whether what was set aside is no part of the letter, and nobody can be lost with it."""
    if aside.why is Why.REMARK:
        return not any(map(is_somebody, aside.lines))
    if aside.why is Why.HIDDEN:
        return all(map(_is_of_menu, aside.lines))
    return aside.why in _AROUND and not may_be_signed(aside.lines)


def may_be_signed(lines: Sequence[str]) -> bool:
    """Whether signatories may stand in these lines: somebody surely named or described, or more names than words of menus.

    The names of one body or two may be whose page it is.
    """
    people = named = menus = 0
    for line in filter(None, map(squeeze, lines)):
        if " " not in line or not could_be_signatory(line):
            continue
        if _is_of_menu(line):
            menus += 1
        elif is_somebody(line):
            return True
        elif is_body(line):
            named += 1
        else:
            people += not is_place(line)
    return people > menus or named > menus + 2


def is_of_page(line: str) -> bool:
    """Whether a line is all numbers and words of menus and buttons: "Like", "View 38 more comments", "12"."""
    return all(word in _MENU for word in re.findall(r"[^\W\d_]+", line.lower()))


def _is_of_menu(line: str) -> bool:
    """Whether a line is short and has a word of menus in it."""
    words = line.split()
    return len(words) <= 8 and any(word.lower().strip(".,:→»›") in _MENU for word in words)


def is_somebody(line: str) -> bool:
    """Whether a line has what no menu has: initials, a title, a name that is given to people, or what its bearer does."""
    head, *said = segments(line) or ("",)
    words = head.split()
    if not is_name(head) or any(map(body_weight, words)):
        return False
    return are_somebody(words) or any(tells(part.split()) for part in said)
