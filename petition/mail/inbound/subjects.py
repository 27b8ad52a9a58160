"""What the subject of an answer says before it repeats ours. Pure."""

import re

ANSWER = re.compile(
    r"^\s*(?:re|aw|отв|ответ|на|нa|fw|fwd|wg|vs|rv|tr|жауап|ynt|antw|sv|odp|res|ref|رد|回复|回覆|ynt|пересл)\s*(?:\[\d+\])?\s*:\s*",
    re.IGNORECASE,
)


def bare_subject(subject: str) -> str:
    """A subject without "Re:" and its like."""
    while found := ANSWER.match(subject):
        subject = subject[found.end() :]
    return subject.strip()
