"""Reasons of likeness in the organiser's language, each beside what it speaks of, and whether it speaks for or against."""

from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petition.likeness.reasons import Reason, in_words

AGREES, CLASHES, NEITHER = "agrees", "clashes", ""


class Said(NamedTuple):
    """A reason: the field it speaks of ('' for the pair as a whole), which way, and its sentence."""

    field: str
    side: str
    sentence: LazyString


_REASONS = {
    # the names
    "same_name": Said("name", AGREES, _l("the same name, order and script aside")),
    "short_form": Said("name", AGREES, _l("one given name in two forms")),
    "maiden_name": Said("name", AGREES, _l("the maiden name of one is the family name of the other")),
    "initials": Said("name", AGREES, _l("the initials of the one fit the full name of the other")),
    "both_initials": Said("name", AGREES, _l("the same family name and initials")),
    "one_has_more": Said("name", AGREES, _l("one name has a word more than the other")),
    "other_keyboard": Said("name", AGREES, _l("the same name, typed with the other keyboard")),
    "garbled": Said("name", AGREES, _l("the same name in the wrong encoding")),
    "cut_short": Said("name", AGREES, _l("the given name is cut short")),
    "other_gender": Said("name", AGREES, _l("the other gender's form of the family name")),
    "spaces_moved": Said("name", AGREES, _l("the same letters, with the spaces elsewhere")),
    "close_name": Said("name", AGREES, _l("nearly the same name")),
    "same_patronymic": Said("name", AGREES, _l("the same patronymic")),
    "patronymic_fits": Said("name", AGREES, _l("the patronymic fits the initial")),
    "maiden_agrees": Said("name", AGREES, _l("the same maiden name")),
    "borne_by": Said("bearers", NEITHER, _l("%(bearers)s signatures here have this name")),
    "rare_name": Said("bearers", AGREES, _l("hardly anybody else here could have this name")),
    # the mailbox
    "same_mailbox": Said("mailbox", AGREES, _l("the same email address")),
    "same_local_part": Said("mailbox", AGREES, _l("the same address at another provider")),
    "short_local_part": Said("mailbox", NEITHER, _l("the same short address at another provider")),
    "same_numbers": Said(
        "mailbox", AGREES, _l("the same address at another provider, with the same numbers")
    ),
    "name_in_local_part": Said("mailbox", NEITHER, _l("both addresses spell the name the same way")),
    "mailbox_spells_other": Said(
        "mailbox", AGREES, _l("the email address of one spells the name of the other")
    ),
    "other_numbers": Said("mailbox", CLASHES, _l("both addresses spell the name, with other numbers")),
    "other_mailbox": Said("mailbox", NEITHER, _l("different email addresses")),
    "mailboxes_tell_apart": Said(
        "mailbox", CLASHES, _l("each email address spells the name of its own owner")
    ),
    "mailbox_names_another": Said("mailbox", CLASHES, _l("the email address spells another given name")),
    "mailbox_shared": Said(
        "mailbox", NEITHER, _l("the same email address under another name: spouses, or a newsroom")
    ),
    # other fields
    "same_affiliation": Said("affiliation", AGREES, _l("the same organisation")),
    "affiliation_short": Said("affiliation", AGREES, _l("one organisation, in short and in full")),
    "other_affiliation": Said("affiliation", CLASHES, _l("different organisations")),
    "same_role": Said("role", AGREES, _l("the same job or role")),
    "stock_role": Said("role", NEITHER, _l("the same job or role, as many here have it")),
    "other_role": Said("role", CLASHES, _l("different jobs or roles")),
    "same_place": Said("place", AGREES, _l("the same place")),
    "common_place": Said("place", NEITHER, _l("the same place, where many here are")),
    "other_place": Said("place", CLASHES, _l("different places")),
    "other_country": Said("place", CLASHES, _l("different countries")),
    # apart
    "other_name": Said("name", CLASHES, _l("different names")),
    "man_and_woman": Said("name", CLASHES, _l("a man's and a woman's form of one family name")),
    "other_patronymic": Said("name", CLASHES, _l("different patronymics")),
    "other_initials": Said("name", CLASHES, _l("the initials do not fit")),
    "other_generation": Said("name", CLASHES, _l("father and son, by their own marking")),
    "person_and_organisation": Said("", CLASHES, _l("a person and an organisation")),
    # organisations
    "same_organisation": Said("name", AGREES, _l("the same organisation")),
    "organisation_short": Said("name", AGREES, _l("an acronym or a part of the name, and the full name")),
    "editorial_office": Said("name", CLASHES, _l("one is the editorial office")),
    "other_organisation": Said("name", CLASHES, _l("different organisations")),
}


def said(reason: Reason) -> tuple[str, str, str]:
    """The field a reason speaks of, which way it speaks, and its sentence in the language being spoken."""
    field, side, sentence = _REASONS[reason.code]
    return field, side, in_words(reason, {reason.code: str(sentence)})
