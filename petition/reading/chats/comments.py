"""Comments below a post, copied from its page: each has its writer above, and below it when it was written and "Reply"."""

import re
from collections import Counter
from collections.abc import Collection, Container, Sequence
from itertools import pairwise

from petition.lexicon.places import is_place
from petition.lexicon.refusals import keeps_back
from petition.lexicon.role_phrase import says_role
from petition.reading.chats.messages import ChatLine, is_talk, names_somebody, only_signs, sent_again, told_by
from petition.reading.lines.bodies import is_surely_body
from petition.reading.lines.names import is_name, is_plain_name, name_of
from petition.reading.naming.wishes import CONDITION

# When it was written stands below, and who wrote it above.
_BELOW = re.compile(r"^(?:[^\W\d_]{2,12}\.?,?\s)?\d{1,2}[:.]\d\d(?:\s?[apAP]\.?[mM]\.?)?$")
_LATELY = re.compile(  # "2 h", "yesterday at 19:10", "14 Nov at 12:11"
    r"^(?:(?:[^\W\d_]{1,12}\.?,?|\d{1,2}\.?|\d{4},?)\s){0,5}\d{1,2}[:.]\d\d(?:\s?[apAP]\.?[mM]\.?)?$|^\d{1,3}\s?[^\W\d_]{1,8}\.?$"
)


def comments_in(lines: Sequence[str], blocks: Sequence[int]) -> list[list[int]]:
    """The comments below a post, by the numbers of their lines: who wrote each, what it says, and no more.

    Each says below when it was written, and stands in a block of its own, of several paragraphs perhaps, or above the next.
    """
    below, ends = _below_comments(lines, blocks)
    are_parted = len({blocks[nth] for nth in ends}) == len(ends)
    found, said, ended = list[list[int]](), list[int](), False
    for nth in range(len(lines)):
        is_below = not are_parted and nth - 1 in below and nth not in below
        begins = nth > 0 and (is_below or blocks[nth] != blocks[nth - 1])
        is_other = begins and said and " " not in lines[said[0]] and is_plain_name(lines[nth])
        if begins and (ended or is_other or not (found and is_name(lines[said[0]]))):
            said, ended = [], False
        if nth in below:
            found += [said] * (len(said) > 1 and not ended)
            ended = True
        elif not ended:
            said.append(nth)
    return found


def messages_of(lines: Sequence[str], comments: Sequence[Sequence[int]]) -> list[ChatLine]:
    """Comments below a post, each whoever wrote it and what they say: its writer signs where it names nobody and is no talk.

    Whether they do is then not sure. What stands around the comments is nobody, unless it is much: a list, perhaps.
    """
    first = comments[0][0]
    is_list = 3 * first > len(lines)
    texts, silent = list(lines), set(range(first if is_list else 0, len(lines)))
    asked, begins, yes = set[int](), set[int](), set[int]()
    own = {nth for nth, line in enumerate(lines[:first]) if CONDITION.search(line)}
    are_twice = 2 * sum(lines[first] == lines[said] for first, said, *_ in comments) > len(comments)
    for first, *said in comments:
        told = {nth: told_by(lines[nth], lines[first]) for nth in said[are_twice:]}
        wishes = any(keeps_back(lines[nth]) for nth in said)
        named = [nth for nth, text in told.items() if names_somebody(text)]
        may_sign = not is_list and is_plain_name(lines[first])
        if may_sign and _is_of_writer(lines[first], told.values(), wishes=wishes):
            says_yes = any(map(only_signs, told.values())) and not wishes
            named, wishes = [first], not says_yes
            yes.update(named * says_yes)
        asked.update(
            nth
            for nth in named
            if wishes or _is_of_another(lines[first], lines[nth], told.get(nth, lines[nth]))
        )
        own.update({*said}.difference(named))
        begins.update(named[:1])
        silent.difference_update(named)
        for nth, text in told.items():
            texts[nth] = text
    again, unlike = sent_again(texts, silent)
    facts = silent | again, asked | unlike, own, begins, yes
    return [ChatLine(nth, text, *(nth in each for each in facts)) for nth, text in enumerate(texts)]


def _is_of_writer(who: str, told: Collection[str], *, wishes: bool) -> bool:
    """Whether a comment that names no person says something by which its writer may sign, or asks not to be named."""
    named = list(filter(names_somebody, told))
    if any(not is_surely_body(name_of(text)) or who in text for text in named):
        return False
    return wishes or bool(named) or not all(is_talk(text, ()) for text in told)


def _is_of_another(who: str, line: str, text: str) -> bool:
    """Whether words in a comment lead to a name that shares no first letter with its writer's."""
    letters = {word[0] for word in who.split()}.intersection(word[0] for word in name_of(text).split())
    return text != line and is_plain_name(who) and not letters


def _below_comments(lines: Sequence[str], blocks: Sequence[int]) -> tuple[set[int], list[int]]:
    """The numbers of the lines that say when a comment was written, or stand below others too; and which end a comment.

    Those do that say the hour, or when it was beside words that come again, do not begin a comment and are no role or place.
    """
    when = {nth for nth, line in enumerate(lines) if _LATELY.match(line)}
    if len(when) < 2:
        return set(), []
    again = _coming_again(lines, blocks, when)
    words = {nth for nth, line in enumerate(lines) if line in again} - when
    below = when | words | {nth for nth, line in enumerate(lines) if line.isdecimal()}
    return below, sorted(nth for nth in when if {nth - 1, nth + 1} & words or _BELOW.match(lines[nth]))


def _coming_again(lines: Sequence[str], blocks: Sequence[int], when: Container[int]) -> set[str]:
    """The lines below many comments, or beside who wrote them: no role or place, and no name that begins a comment."""
    counted = Counter(line for above, line in pairwise(["", *lines]) if line != above)
    again = {line for line, count in counted.items() if count > 1 and not (is_place(line) or says_role(line))}
    none = {line for line in again if not is_plain_name(line)}
    ended = {nth for nth, line in enumerate(lines) if nth in when or line in none}
    starts = {0, *(nth for nth in range(1, len(lines)) if nth - 1 in ended or blocks[nth] != blocks[nth - 1])}
    again -= {lines[nth] for nth in starts if is_plain_name(lines[nth])}
    return again
