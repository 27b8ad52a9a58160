"""Who signed by a row of a table: the name in its cells, whether it is that of a body, and whether it may be none."""

from collections.abc import Mapping
from functools import lru_cache

from petition.core import text
from petition.lexicon.no_name import is_filler
from petition.lexicon.places import is_place
from petition.lexicon.quoting import QUOTES, first_part, segments
from petition.lexicon.role_phrase import is_legal_form, says_role
from petition.lexicon.roles import GIVEN, is_connector, is_of_several, tells
from petition.lexicon.signatory import Kind
from petition.reading.draft import Doubt, Line
from petition.reading.lines import many_in_line
from petition.reading.lines.bodies import is_body, is_surely_body, says_we
from petition.reading.lines.entry import REPRESENTED, is_represented, read_entry
from petition.reading.lines.names import are_somebody, is_name, is_plain_name, is_title
from petition.reading.naming import beside_name
from petition.reading.signatories import doubts
from petition.reading.signatories.listed import Unread
from petition.reading.tables.kinds import says_organisation, signs_as
from petition.reading.tables.name_parts import given_first, parts_in_order


def joined(*said: str) -> str:
    """What is said, with commas between."""
    return ", ".join(filter(None, said))


def parted_name(typed: str, fields: dict[str, str], *, of_bodies: bool) -> tuple[str, bool, str]:
    """The name in a cell that says more, whether a body's, and what is not printed of it; the rest goes to the fields."""
    whole = read_entry(typed, mostly_bodies=of_bodies)
    if of_bodies and whole.kind is Kind.PERSON and not are_somebody(whole.name.split()):
        return typed, True, ""  # "Oars, the club of the Lune"
    return _parted(typed, whole, fields)


def _parted(typed: str, whole: Line, fields: dict[str, str]) -> tuple[str, bool, str]:
    rest, is_body = typed.removeprefix(whole.name), whole.kind is Kind.ORGANISATION
    if is_body and rest[:2] == " (" and not (whole.acronym or whole.place):
        return whole.name, True, rest.strip(" ()")
    said = rest.strip(" ()–—-")
    if not (whole.role or whole.affiliation or whole.place) or said.isdecimal():
        return given_first(typed, is_body=is_body), False, ""
    is_known = is_place(said) or says_role(said) or (rest[-1] != ")" and text.is_small(said[:1]))
    is_behind = "," in typed or (is_known and (is_body or is_plain_name(whole.name)))
    if whole.name != typed and is_behind and not any(fields.values()):
        fields |= {"role": whole.role, "affiliation": whole.affiliation, "place": whole.place}
        return whole.name, is_body, ""
    return (whole.name if _says_post_too(typed, whole, fields) else typed), False, ""


def _says_post_too(typed: str, whole: Line, fields: dict[str, str]) -> bool:
    """Whether a cell beside others says no more than a name and what somebody does, which goes to the fields."""
    is_one = is_plain_name(whole.name) or many_in_line.are_two(whole.name)
    said = segments(whole.role)
    is_alone = len(said) == 1 and text.is_small(said[0][0]) and not any(map(str.isdigit, said[0]))
    is_said = all(map(says_role, said)) or (is_alone and "(" not in typed)
    is_elsewhere = fields["affiliation"] or not said or is_plain_name(whole.affiliation)
    works_twice = whole.affiliation and is_elsewhere
    if not (is_one and is_said) or whole.place or works_twice:
        return False
    fields["affiliation"] = whole.affiliation or fields["affiliation"]
    fields["role"] = joined(whole.role, fields["role"])
    return True


def name_in(said: Mapping[str, str], *, is_clean: bool, is_sorted: bool) -> tuple[str, bool]:
    """The name, and whether it is that of an organisation beside which no name stands.

    `is_clean`: no cell holds contact data, so that only cells put together may.
    """
    parts = parts_in_order(said, is_sorted=is_sorted)
    name = " ".join(filter(None, parts)) or said.get("name", "")
    body = not name and bool(said.get("affiliation"))
    name = name or said.get("affiliation", "")
    if not name:
        raise Unread("name", "missing")
    if name.startswith("~~"):
        raise Unread("name", "retracted")
    bare = " ".join(beside_name.without_wishes_in_brackets(name).split())
    is_public = not is_clean or len(parts) > 1 or bare != name
    try:
        return text.line(bare, needs_letter=True, is_public=is_public), body
    except text.Refused as refusal:
        raise Unread("name", refusal.code) from None


def _may_head_part(name: str, said: Mapping[str, str]) -> bool:
    """Whether what stands alone in its row may head the rows below, or count them: "Bodies", "Sum: 5", "Young poets"."""
    filled = list(filter(None, said.values()))
    alone = len(said) > 1 and bool(filled) and all(map(str.isdecimal, filled[1:]))
    words = name.split()
    are_many = is_of_several(words[-1]) and not is_surely_body(name)
    return alone and (len(words) == 1 or are_many or any(map(str.isdigit, name)))


@lru_cache(maxsize=8)  # asked twice of each name
def _is_plain(name: str) -> bool:
    """Whether a name is two or three words that say nothing else, as most of a long list are, so that no more is asked."""
    words = name.split(" ")
    is_short = len(words) in {2, 3} and len({*words}) == len(words) and name.istitle()
    return is_short and all(map(_only_names, words)) and not is_filler(name)


@lru_cache(maxsize=10_000)
def _only_names(word: str) -> bool:
    if not (len(word) > 1 and word.isalpha() and is_name(word)) or tells([word]):
        return False
    return not (is_title(word) or is_legal_form(word) or is_connector(word) or says_we(f"{word} the x"))


def signs_as_body(said: Mapping[str, str], name: str, role: str, *, of_bodies: bool) -> bool:
    """Whether a body signs by a row, as a cell of it says, or as its name does."""
    if said.get("kind"):
        return says_organisation(said["kind"])
    if said.get("affiliation") == name:
        return not (is_filler(name) or name.split(maxsplit=1)[0].lower() in GIVEN)
    are_two = said.get("given") and many_in_line.are_two(name)
    of_bodies = of_bodies and name.split(maxsplit=1)[0].lower() not in GIVEN
    is_so = not (are_two or (_is_plain(name) and not of_bodies)) and is_body(name, mostly_bodies=of_bodies)
    if not role or not (is_so or is_represented(joined(name, role))):
        return is_so
    if names_speaker(role):
        return bool(REPRESENTED.match(role)) or is_surely_body(name)
    return signs_as(role) == {"body"} or (name[-1:] in QUOTES and is_surely_body(name))  # "association"


@lru_cache(maxsize=10_000)
def names_speaker(role: str) -> bool:
    """Whether a cell for what somebody does says who speaks for the body that signs: "signed by: Ann Ruel, chair"."""
    name = first_part(REPRESENTED.sub("", role).rpartition(": ")[2])
    return is_plain_name(name) and not says_role(name)


def doubt_of_name(line: Line, said: Mapping[str, str]) -> str:
    """Whether a name may be none, or half of one; half it is where its columns hold parts of names, and one is empty."""
    if _may_head_part(line.name, said) or (said.get("patronymic") and not {"family", "name"} & said.keys()):
        return Doubt.HALF
    if line.name[0] in "([" and line.name[-1] in ")]":  # "(illegible)"
        return Doubt.NAME
    if line.kind is Kind.ORGANISATION:
        is_told = said.get("kind") or said.get("affiliation") == line.name or not _is_plain(line.name)
        return "" if is_told or not names_speaker(said.get("role", "")) else Doubt.NAME
    if _is_plain(line.name):
        return ""
    parts = [said[part] for part in ("given", "family") if part in said]
    if len(parts) > 1 and not all(parts) and len(line.name.split()) > len(parts):
        return Doubt.NAME  # a remark in one of the two cells of a name
    in_parts = bool(parts) and "name" not in said
    return doubts.of_name(line, doubts.Habits(halves=not in_parts, small=" " in line.name, cells=True))


def checked_line(column: str, value: str) -> str:
    """What a cell says, fit to be printed. Raises Unread."""
    try:
        return _line_of(value) if value else ""
    except text.Refused as refusal:
        raise Unread(column, refusal.code) from None


@lru_cache(maxsize=10_000)
def _line_of(value: str) -> str:
    """What people do, and where, is said again and again in a long list."""
    return text.line(" ".join(value.split()))
