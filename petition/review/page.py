"""What the desk shows of a case: both signatures side by side, and what agrees, clashes and is missing, row by row."""

from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext

from petition.appeals.models import Appeal
from petition.core import i18n
from petition.core.vault import readable
from petition.lexicon.signatory import Kind, Visibility
from petition.likeness.reasons import Reason
from petition.review import rules, service, words
from petition.review.models import LINKED, SAME, Case, unsealed
from petition.signatures.models import Signature

_LABELS = {
    "name": lazy_gettext("Name"),
    "bearers": lazy_gettext("How many have this name"),
    "mailbox": lazy_gettext("Email address"),
    "role": lazy_gettext("Job or role"),
    "affiliation": lazy_gettext("Organisation"),
    "place": lazy_gettext("Town"),
    "kind": lazy_gettext("Who signs"),
    "visibility": lazy_gettext("Shown as"),
    "signed": lazy_gettext("Signed"),
    "source": lazy_gettext("Came by"),
    "": "",
}
_VALUES = {
    Kind.PERSON: lazy_gettext("A person"),
    Kind.ORGANISATION: lazy_gettext("An organisation"),
    Visibility.PUBLIC: lazy_gettext("Name in full"),
    Visibility.INITIALS: lazy_gettext("Initials only"),
    Visibility.HIDDEN: lazy_gettext("Counted, not named"),
    "form": lazy_gettext("The form, confirmed by email"),
    "message": lazy_gettext("A message, confirmed by email"),
    "invited": lazy_gettext("A list of yours, confirmed by email"),
    "list": lazy_gettext("A list of yours"),
}
_ONLY_WHERE_THEY_DIFFER = ("kind", "visibility")
_MAY_BE_MISSING = ("role", "affiliation", "place")


@dataclass(frozen=True, slots=True)
class ShownForm:
    """One of the two signatures. `printed`: it is the one printed of several; `choosable`: it could be."""

    id: int
    line: str
    hidden: bool
    printed: bool = False
    choosable: bool = False


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing compared. `side` is agrees, clashes, missing or ''; `says` puts it in words."""

    label: str
    a: str
    b: str
    side: str
    says: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as a page shows it. `printed_as` is the line printed where that is neither of the two."""

    id: int
    state: str
    a: ShownForm
    b: ShownForm
    rows: tuple[ComparedRow, ...]
    printed_as: str
    because: str


def shown(appeal: Appeal, cases: list[Case]) -> list[ShownCase]:
    """The cases as a page shows them, in the same order. Mailboxes are compared, never shown."""
    ids = {each for case in cases for each in (case.a_id, case.b_id)}
    signatures = {each.id: each for each in service.forms(appeal, ids)}
    return list(readable("cases", cases, lambda case: _shown(appeal, case, signatures)))


def lines(appeal: Appeal, cases: list[Case]) -> list[str]:
    """The signatures of some cases as they are printed, each once."""
    ids = {each for case in cases for each in (case.a_id, case.b_id)}
    forms = [each for each in service.forms(appeal, ids) if each.id in ids]
    return list(readable("signatures", sorted(forms, key=lambda each: each.id), lambda each: each.own.line))


def _shown(appeal: Appeal, case: Case, signatures: dict[int, Signature]) -> ShownCase:
    a, b = signatures[case.a_id], signatures[case.b_id]
    seen = unsealed(appeal.key, appeal.id, (case.a_id, case.b_id), case.seen)
    head = a.printed_as_id or a.id
    several = [each for each in signatures.values() if head in (each.id, each.printed_as_id)]
    linked = case.state in (SAME, LINKED) and len(several) > 1
    forms = [_form(each, head, several if linked else []) for each in (a, b)]
    return ShownCase(
        id=case.id,
        state=case.state,
        a=forms[0],
        b=forms[1],
        rows=tuple(_rows(appeal, a, b, seen.reasons, seen.bearers)),
        printed_as=signatures[head].own.line if linked and head not in (a.id, b.id) else "",
        because="; ".join(words.said(reason)[2] for reason in seen.reasons),
    )


def _form(signature: Signature, head: int, several: list[Signature]) -> ShownForm:
    may = bool(several) and rules.may_be_chosen(service.as_form(signature), map(service.as_form, several))
    return ShownForm(
        id=signature.id,
        line=signature.own.line,
        hidden=signature.visibility == Visibility.HIDDEN,
        printed=bool(several) and signature.id == head,
        choosable=may and signature.id != head,
    )


def _rows(
    appeal: Appeal, a: Signature, b: Signature, reasons: tuple[Reason, ...], bearers: tuple[int, int]
) -> list[ComparedRow]:
    mine, theirs = _values(appeal, a, bearers[0]), _values(appeal, b, bearers[1])
    said: dict[str, list[tuple[str, str]]] = {}
    for reason in reasons:
        field, side, sentence = words.said(reason)
        said.setdefault(field, []).append((side, sentence))
    rows = []
    for field, label in _LABELS.items():
        one, other = mine.get(field, ""), theirs.get(field, "")
        if field in _ONLY_WHERE_THEY_DIFFER and one == other:
            continue
        if one or other or field in said:
            side, says = _verdict(field, one, other, said.get(field, []))
            rows.append(ComparedRow(str(label), one, other, side, says))
    return rows


def _verdict(field: str, one: str, other: str, said: list[tuple[str, str]]) -> tuple[str, str]:
    """Which way a row speaks, and its words; what is against is never hidden behind what is for."""
    if said:
        sides = {side for side, _ in said}
        side = next((side for side in (words.CLASHES, words.AGREES) if side in sides), words.NEITHER)
        return side, "; ".join(sentence for _, sentence in said)
    if field in _MAY_BE_MISSING and bool(one) != bool(other):
        return "missing", gettext("only one of them gives it")
    return words.NEITHER, ""


def _values(appeal: Appeal, signature: Signature, bearers: int) -> dict[str, str]:
    """What is compared. Of who is not named in full no more than its day and words, as everywhere at the desk."""
    own, is_named = signature.own, signature.visibility is Visibility.PUBLIC
    when = i18n.at if is_named else i18n.day_at
    return {
        "name": f"{own.name} ({own.acronym})" if own.acronym else own.name,
        "bearers": i18n.number(bearers) if bearers else "",
        "mailbox": gettext("kept, never shown") if own.mailbox else "",
        "role": own.role,
        "affiliation": own.affiliation,
        "place": own.place,
        "kind": str(_VALUES[signature.kind]),
        "visibility": str(_VALUES[signature.visibility]),
        "signed": when(signature.signed_at, appeal.zone),
        "source": str(_VALUES[signature.source]) if is_named else "",
    }
