"""What organisers tell everybody, in each language of a letter: a field for the first one, and one for each other one."""

from wtforms import Field, FieldList

from petition.appeals.models import Appeal
from petition.core import i18n


def ask(appeal: Appeal, first: Field, others: FieldList) -> list[tuple[str, str, Field]]:
    """The fields for a page: language, direction, field. Where there are several, each is called by its language."""
    langs = appeal.langs
    while len(others) < len(langs) - 1:
        others.append_entry("")
    fields = list(zip(langs, (first, *others), strict=False))
    called = str(first.label.text)
    for lang, field in fields[: len(fields) if len(fields) > 1 else 0]:
        field.label.text = f"{called} ({i18n.own_name(lang)})"
    return [(lang, i18n.direction(lang), field) for lang, field in fields]


def typed(appeal: Appeal, others: FieldList) -> dict[str, str]:
    """What was typed in the other languages, without those that were left empty."""
    words = ((field.data or "").strip() for field in others)
    return {lang: said for lang, said in zip(appeal.langs[1:], words, strict=False) if said}
