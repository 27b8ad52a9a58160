"""Which lines of a list say more of the name above or below them, told from all of the list together."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence, Set
from itertools import groupby, pairwise, takewhile

from petition.core import contacts
from petition.core.text import is_small, squeeze
from petition.lexicon.places import could_be_town, is_place
from petition.lexicon.quoting import first_part, segments, words_of
from petition.lexicon.refusals import keeps_back
from petition.lexicon.role_phrase import is_degree, says_role
from petition.lexicon.roles import GIVEN, body_weight, is_modifier, is_role, tells
from petition.reading.blocks import has_marker, is_bold, plain
from petition.reading.lines.bodies import is_body, is_surely_body, names_person
from petition.reading.lines.labels import is_label, label_of
from petition.reading.lines.marks import without_marks
from petition.reading.lines.names import (
    bare_head,
    cased,
    ends_like_family,
    has_several_words,
    is_full_name,
    is_name,
    is_patronymic,
    is_plain_name,
    tells_nothing_else,
)
from petition.reading.naming import legends, wishes
from petition.reading.signatories import nobody
from petition.reading.signatories.listed import TypedLine

_COUNTED = (re.compile(r"\s*(\d{1,5})[.)](?!\d)"), re.compile(r"\s*(\d{1,5})\s+(?=[^\W\d_])"))
_FEW = 3  # lines that say what the person above does
_MANY = 8  # signatures over several lines show that all of a list stand so
_TALL = 4  # lines of a post
_MOST = 0.7  # of the blocks of several lines: by these all are told


def alone(rows: list[TypedLine]) -> list[TypedLine]:
    """The rows, a name and what is said of it a block of their own where only names and posts stand, either first.

    A post below a name is one line, above it up to three, which are put below it; so they are in each of several blocks.
    """
    if led := _led_in_blocks(rows):
        return led
    named: list[bool] = []
    for row in rows:
        named.append(_is_plain_person(row.typed))
        if named[-2:] == [True, True]:
            return rows  # as in most lists
    if sum(named) < 2:
        return rows
    if named == [True, False] * (len(rows) // 2) and len({row.block for row in rows}) == 1:
        posts = [row.typed for row in rows[1::2]]
        described = all((says_role(post) or is_body(post)) and not has_marker(post) for post in posts)
        return [row._replace(block=nth // 2) for nth, row in enumerate(rows)] if described else rows
    names = [at for at, is_person in enumerate(named, 1) if is_person]
    return _led_by_posts(rows, [at + len([*takewhile(_is_wish, rows[at:])]) for at in names])


def _led_in_blocks(rows: list[TypedLine]) -> list[TypedLine]:
    """The rows with each name above its post, in the blocks of several lines that end in a name; none where none do.

    Others may begin with one. Where posts are known above some names those are posts as well which stand above others that
    alone are in bold.
    """
    blocks = [list(group) for _, group in groupby(rows, key=lambda row: row.block)]
    led = _which_are_led(blocks)
    if not any(led):
        return []
    both = list(zip(blocks, led, strict=True))
    headed = [block for block, is_led in both if not is_led and _is_plain_person(block[0].typed)]
    above = blocks[: led.index(True)][-1:] if sum(led) == 1 else []  # whose the one post may be
    is_torn = any(_is_plain_person(row.typed) for block in headed for row in block[1:])
    if is_torn or any(len(block) == 1 and block in headed for block in above):
        return []
    return [row for block, is_led in both for row in (_turned(block) if is_led else block)]


def _which_are_led(blocks: Sequence[Sequence[TypedLine]]) -> list[bool]:
    parts = list(map(_parts, blocks))
    signed = [[row.is_signed for row in block] for block in blocks]
    many = sum(map(sum, signed)) > 1
    known = [
        (_is_led(posts, name) and _are_known_posts(posts))
        or (many and sum(signs) == 1 and 0 < signs.index(True) == len(posts) < _TALL)
        for signs, (posts, name, _) in zip(signed, parts, strict=True)
    ]
    return [
        is_so or (any(known) and _is_led(posts, name) and is_bold(name))
        for (posts, name, _), is_so in zip(parts, known, strict=True)
    ]


def _parts(block: Sequence[TypedLine]) -> tuple[list[str], str, list[str]]:
    """The lines above the name that a block may end in, that, and wishes below it."""
    below = len([*takewhile(_is_wish, block[:0:-1])])
    *posts, name = [row.typed for row in block[: len(block) - below]]
    return posts, name, [row.typed for row in block[len(block) - below :]]


def _is_wish(row: TypedLine) -> bool:
    return wishes.may_be_of_one_above(plain(row.typed))


def _turned(block: list[TypedLine]) -> list[TypedLine]:
    """The lines of a block that posts lead, with its name first."""
    (posts, name, below), is_kept_back = _parts(block), any(row.kept_back for row in block)
    said = zip(block, (name, *posts, *below), strict=True)
    return [
        row._replace(typed=line, kept_back=is_kept_back, is_large=False, is_led=True) for row, line in said
    ]


def _below_signed(rows: Sequence[TypedLine]) -> set[int]:
    """The rows, by their numbers, that say more of the one in their block of whom alone a word says that they signed."""
    found = set[int]()
    blocks = groupby(enumerate(rows), key=lambda each: each[1].block)
    for (_, first), *below in (list(group) for _, group in blocks if sum(row.is_signed for row in rows) > 1):
        is_first = first.is_signed and not any(
            row.is_signed or _is_plain_person(row.typed) for _, row in below
        )
        if is_first or (first.is_led and sum(row.is_signed for _, row in below) == 1):
            found |= {nth for nth, _ in below}
    return found


def _is_led(posts: Sequence[str], name: str) -> bool:
    """Whether a block ends in a name, and above it up to three lines may be posts."""
    may_be = not any(has_marker(post) or is_bold(post) or post[-1] in ".:：" for post in posts)
    return 0 < len(posts) < _TALL and may_be and _is_plain_person(plain(name))


def _are_known_posts(lines: Sequence[str]) -> bool:
    """Whether lines say what somebody does, and perhaps where, and name nobody: not "poet Anna Ruel"."""
    heads = [first_part(plain(line)) for line in lines]
    if any(map(_ends_in_name, heads)):
        return False
    posts = [says_role(head) or (is_small(head[0]) and not tells_nothing_else(head)) for head in heads]
    return any(posts) and all(is_so or is_surely_body(head) for head, is_so in zip(heads, posts, strict=True))


def _led_by_posts(rows: list[TypedLine], ends: list[int]) -> list[TypedLine]:
    """The rows with each name above its post, where every name stands below one; `ends` are where the names do."""
    groups = [rows[start:end] for start, end in pairwise([0, *ends])]
    posts = [_parts(group)[0] for group in groups]
    are_led = all(0 < len(each) < _TALL and _is_post(" ".join(each)) for each in posts)
    whole = sum(_ends_in_name(post) for each in posts for post in each)
    if not are_led or whole > 1 or any(_is_post(row.typed) for row in rows[ends[-1] :]):
        return rows  # "Editor of the Oar Jane Roe" is an entry of its own
    groups = [[row._replace(block=nth) for row in group] for nth, group in enumerate(groups)]
    rest = [row._replace(block=len(groups)) for row in rows[ends[-1] :]]
    return [row for group in groups for row in _turned(group)] + rest


def _ends_in_name(text: str) -> bool:
    """Whether a line ends in two words that are surely somebody's name, one like a family name, or right behind a post."""
    words = words_of(text)
    last = words[-2:]
    is_sure = any(map(ends_like_family, last)) or any(map(is_role, words[-3:-2]))
    is_sure = is_sure and not tells(last)
    return len(last) > 1 and is_sure and is_plain_name(" ".join(last))


def _is_post(text: str) -> bool:
    """Whether a text says what somebody does: in a role, or begun small as no name is."""
    return text[-1] not in ".:：" and (says_role(text) or is_small(text[0]))


def _is_plain_person(line: str) -> bool:
    head, *said = segments(line) or ("",)
    return names_person(head) and all(map(is_degree, said))


def stacked_blocks(rows: Sequence[TypedLine]) -> set[int]:
    """The blocks that are each a signature over several lines: a name, and below it posts that are nobody else's name.

    Told from all of them together: where one block holds names one below the other, all do.
    """
    blocks: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        blocks[row.block].append(squeeze(without_marks(plain(row.typed))))
    tall = {block: lines for block, lines in blocks.items() if len(lines) > 1}
    if not tall or len(blocks) < 2 or max(map(len, tall.values())) > 6:
        return set()
    led = {row.block for row in rows if row.is_led}
    described = led | {block for block, lines in tall.items() if _is_described(lines)}
    if len(tall) >= _FEW and len(described) > _MOST * len(tall):
        return described
    return led | _headed_by_names(tall, led)


def _headed_by_names(tall: dict[int, list[str]], led: set[int]) -> set[int]:
    """The blocks of several lines that begin with a name, if most do and hang together, or are `led` by posts."""
    heads = {block: bare_head(lines[0]) for block, lines in tall.items()}
    like = {block for block, head in heads.items() if _is_person(head) and _hangs_together(tall[block])}
    if len(like | led) <= _MOST * len(tall):
        return set()
    many = len(like) >= _MANY
    return {
        block for block, head in heads.items() if is_name(head) or (many and _hangs_together(tall[block]))
    }


def _is_person(head: str) -> bool:
    return is_name(head) and not is_body(head)


def said_below(lines: Sequence[str], rows: Sequence[TypedLine]) -> set[int]:
    """The lines in small letters, by their numbers, that say what the person above does where capitals begin each name.

    No two of them stand together, none begins as a name does, and many are one word, which names nobody. So do those, in
    whatever letters, in whose block a word says of one alone that they signed.
    """
    found = {nth for nth, line in enumerate(lines) if _is_small_throughout(line)}
    words = [words_of(first_part(lines[nth])) for nth in found]
    alone = sum(len(each) == 1 or says_role(" ".join(each)) for each in words)
    is_so = len(found) >= _FEW and 3 * alone >= len(found) and not any(nth - 1 in found for nth in found)
    is_so = is_so and not any(each[0] in GIVEN for each in words if each)
    return _below_signed(rows) | (found if is_so else set())


def said_again(lines: Sequence[str]) -> set[int]:
    """The lines, by their numbers, that say the same of one after another ("Riverdesk student"), or say it in these words.

    They are so many that nobody's name comes again like that, and the first line is none.
    """
    again, said = _repeated(lines)
    if not again or _TALL * sum(map(again.__contains__, lines)) < len(lines) or lines[0] in again:
        return set()
    below = {nth for nth, line in enumerate(lines) if nth and (line in again or _says_in(said, line))}
    between = {nth - 1 for nth in below if lines[nth] in again} - {nth + 1 for nth in below} - below - {0}
    heads = ((nth, first_part(lines[nth])) for nth in between if has_several_words(lines[nth]))
    return below | {nth for nth, head in heads if not is_full_name(head)}


def _repeated(lines: Sequence[str]) -> tuple[set[str], set[str]]:
    """The lines that come again, those of a post or in a word of one ("Riverdesk faculty"), and their words."""
    heads = {line: words_of(first_part(line)) for line, times in Counter(lines).items() if times >= _FEW}
    posts = {word for words in heads.values() if tells(words) for word in words if word.lower() not in GIVEN}
    again = {line for line, words in heads.items() if not (posts.isdisjoint(words) or nobody.why(line))}
    return again, posts.union(*map(heads.__getitem__, again))


def _says_in(said: Set[str], line: str) -> bool:
    """Whether a line says in these words what somebody does, and begins with no name, or goes on with a post."""
    words = words_of(line) or [""]
    same = said & {*words}
    is_one = words[0].lower() in GIVEN and words[-1] not in said
    may_be_one = words[0] not in said and not tells(words[:1])  # of a name that ends in a post: "Ida Dean"
    return not is_one and (len(same) > 1 or (bool(same) and tells(words) and not may_be_one))


def beside_numbers(lines: Sequence[str], rows: Sequence[TypedLine]) -> tuple[set[int], set[int]]:
    """The lines, by their numbers, beside those that a list counts one by one.

    Those which go on with the one above, for they can be nobody of their own; and those which can be none.
    """
    tried = (
        {nth: int(said[1]) for nth, line in enumerate(lines) if (said := each.match(line))}
        for each in _COUNTED
    )
    numbers = next(filter(None, tried), {})
    counted = list(numbers.values())
    if len(counted) <= _FEW or counted != list(range(counted[0], counted[0] + len(counted))):
        return set(), set()
    below, none = set[int](), set[int]()
    others = {*range(len(lines))} - {*range(min(numbers), max(numbers))}
    has_parts = any(is_label(lines[nth]) and nth + 1 in others - numbers.keys() for nth in others)
    own = numbers.keys() | _labelled(lines, numbers)
    for nth, line in enumerate(lines):
        if nth in own or nobody.why(line):
            continue
        is_told = nth - 1 in numbers or nth - 1 in below
        is_right_below = is_told and rows[nth].block == rows[nth - 1].block
        is_between = min(numbers) < nth < max(numbers)
        if (is_between and _says_no_more(line)) or (is_right_below and not _may_be_own(line)):
            below.add(nth)
        elif not (has_parts or has_marker(line) or _may_be_own(line)):
            none.add(nth)
    return below, none


def _labelled(lines: Sequence[str], numbers: Container[int]) -> set[int]:
    """The lines from a label ("Organisations") to the next of the list of numbers, which make a part of their own."""
    found, is_labelled = set[int](), False
    for nth, line in enumerate(lines):
        is_labelled = nth not in numbers and (is_labelled or label_of(line) is not None)
        found |= {nth} if is_labelled else set()
    return found


def _may_be_own(line: str) -> bool:
    """Whether a line may be somebody, who stands in a list of numbers without one: a name, a body, or a wish."""
    if "\t" in line or keeps_back(line) or is_surely_body(line):
        return True
    is_named = any(word.lower() in GIVEN for word in words_of(line)) and line[0] != "(" and "!" not in line
    is_named |= len(segments(line)) > 2
    return is_named or any(is_full_name(cased(part)) or says_role(part) for part in segments(line))


def _says_no_more(line: str) -> bool:
    """Whether a line of no columns is a word, begins small, or names a body or a town."""
    if "\t" in line or is_patronymic(line):
        return False
    return " " not in line.strip() or is_small(line[0]) or is_body(line) or could_be_town(line)


def _is_small_throughout(line: str) -> bool:
    head = (segments(line) or [line])[0]
    is_small_head = head.islower() and not any(map(str.isdigit, head))
    return is_small_head and not (has_marker(line) or contacts.kind_in(line) or nobody.why(line))


def _hangs_together(lines: Sequence[str]) -> bool:
    return (
        not any(has_marker(line) or _own_entry(line) for line in lines[1:])
        and sum(_could_be_another(line) for line in lines[1:]) < len(lines) - 1
    )


def _is_described(lines: Sequence[str]) -> bool:
    """Whether of two lines the first is somebody's name and no more, and the second says several things, or a role."""
    name, *said = lines
    if len(said) != 1 or len(segments(name)) != 1 or not _is_plain_person(name):
        return False
    return len(segments(said[0])) > 1 or says_role(said[0]) or is_surely_body(said[0])


def _could_be_another(line: str) -> bool:
    """Whether a line below a name could as well be the name of somebody else."""
    line = legends.set_apart(line) or line
    return has_several_words(line) and is_name(line) and not tells(line.split()) and not is_place(line)


def _own_entry(line: str) -> bool:
    """Whether the line stands on its own: a name of two words or more with something said of it."""
    head, *said = segments(line) or ("",)
    described = any(is_role(word) or is_modifier(word) or body_weight(word) for word in head.split())
    return bool(said) and is_name(head) and has_several_words(head) and not described
