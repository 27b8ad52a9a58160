"""Why two signatures may be one, or may not: codes with values, put into words in one place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was seen. `code` is a key of MESSAGES, `values` what its sentence names."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


MESSAGES = {
    # the names
    "same_name": "the same name, order and script aside",
    "short_form": "one given name in two forms",
    "maiden_name": "the maiden name of one is the family name of the other",
    "initials": "initials of the one fit the full name of the other",
    "both_initials": "the same family name and initials",
    "one_has_more": "one name has a word more than the other",
    "spaces_moved": "the same letters, spaces set otherwise",
    "close_name": "nearly the same name",
    "other_keyboard": "the same name, typed with the other keyboard",
    "garbled": "the same name in the wrong encoding",
    "cut_short": "the given name is cut short",
    "other_gender": "the other gender's form of the family name",
    "same_patronymic": "the same patronymic",
    "patronymic_fits": "the patronymic fits the initial",
    "maiden_agrees": "the same maiden name",
    "borne_by": "%(bearers)s signatures here have this name",
    "rare_name": "hardly anybody else here could have this name",
    # the mailbox
    "same_mailbox": "the same email address",
    "same_local_part": "the same address at another provider",
    "short_local_part": "the same short address at another provider",
    "same_numbers": "the same address at another provider, with the same numbers",
    "name_in_local_part": "both addresses spell the name the same way",
    "mailbox_spells_other": "the email address of one spells the name of the other",
    "other_numbers": "both addresses spell the name, with other numbers",
    # other fields
    "same_affiliation": "the same organisation",
    "affiliation_short": "one organisation in short and in full",
    "same_role": "the same role",
    "stock_role": "the same role, borne by many",
    "same_place": "the same place",
    "common_place": "the same place, where many are",
    # against
    "other_affiliation": "different organisations",
    "other_role": "different roles",
    "other_place": "different places",
    "other_country": "different countries",
    "other_mailbox": "different email addresses",
    # apart
    "other_name": "different names",
    "man_and_woman": "a man's and a woman's form of one family name",
    "other_patronymic": "different patronymics",
    "other_initials": "the initials do not fit",
    "other_generation": "father and son by their own marking",
    "mailboxes_tell_apart": "each email address spells its owner's own name",
    "mailbox_names_another": "the email address spells another given name",
    "person_and_organisation": "a person and an organisation",
    "mailbox_shared": "the same email address under another name: spouses or a newsroom",
    # organisations
    "same_organisation": "the same organisation",
    "organisation_short": "an acronym or a part of the name against the full name",
    "editorial_office": "one is the editorial office",
    "other_organisation": "different organisations",
}


def in_words(reason: Reason, messages: dict[str, str] = MESSAGES) -> str:
    """The sentence of a reason; `messages` may be a translation with the same codes and parameters."""
    return messages[reason.code] % dict(reason.values)


def sentence(reasons: Iterable[Reason]) -> str:
    """Several reasons in one line, in the order given."""
    return "; ".join(map(in_words, reasons))
