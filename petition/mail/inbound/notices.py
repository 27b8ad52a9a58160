"""Takes out what offices and programs put under every mail: that it is confidential, scanned, not to be printed. Pure.

It says "delete" or "confirm" to somebody else. A notice is known by how its paragraph begins and by what it speaks of,
both; somebody who writes "keep my name confidential" wrote that themselves.
"""

import re

from petition.lexicon.vocabulary import alternatives, expression

_BEGINS = re.compile(rf"^[\W_]*(?:{alternatives('notices.begin')})", re.IGNORECASE)
_SPEAKS_OF = re.compile(alternatives("notices.speak"), re.IGNORECASE)
_HEADED = expression(r"^[\W_]*(?:@notices.headings)\b")
_IMPRINT = re.compile(
    rf"\b(?:{alternatives('notices.imprint')})\b", re.IGNORECASE
)  # Directive (EU) 2017/1132, 26
_TAGGED = re.compile(r"\[([^\W\d][^\]\d]{4,40})\][\s:.!–—-]+\S")  # "[EXTERNAL EMAIL] Do not open …"
_LONGEST_HEAD = 2000


def without_notices(text: str) -> str:
    """The text without the notices under it; those within a paragraph end it."""
    kept: list[str] = []
    within = False
    for line in text.split("\n"):
        bare = line.strip()
        if not bare:
            within = False
        elif _is_notice(bare):
            within = True
        if not within:
            kept.append(line)
    return "\n".join(kept).strip()


def _is_notice(line: str) -> bool:
    head = line[:_LONGEST_HEAD]
    if (tag := _TAGGED.match(head)) and tag[1].isupper():
        return True
    if len({found.lower() for found in _IMPRINT.findall(head)}) > 1:
        return True
    spoken_of = {found.lower() for found in _SPEAKS_OF.findall(head)}
    return bool(_HEADED.match(head) or (spoken_of and (_BEGINS.match(head) or len(spoken_of) > 1)))
