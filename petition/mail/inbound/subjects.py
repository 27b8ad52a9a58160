"""What the subject of an answer says before it repeats ours. Pure."""

from petition.lexicon.vocabulary import expression

ANSWER = expression(r"^\s*(?:@mail.subjects)\s*(?:\[\d+\])?\s*:\s*")


def bare_subject(subject: str) -> str:
    """A subject without "Re:" and its like."""
    while found := ANSWER.match(subject):
        subject = subject[found.end() :]
    return subject.strip()
