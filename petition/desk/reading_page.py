"""“What was read”: what reading made of the letter in a file, where each line of it went, and what is to be done next."""

from collections import Counter
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from petition.accounts.roles import Permission
from petition.appeals import pictures
from petition.appeals.models import Appeal
from petition.appeals.text import Text
from petition.core import i18n
from petition.lists import lookup, words
from petition.lists.models import LineList
from petition.lists.words import ReadPlace, Step
from petition.reading.blocks import Why
from petition.reading.draft import Draft, Place

_PLACES = {
    Place.LETTERHEAD: _l("Letterhead"),
    Place.DATE: _l("Place and date"),
    Place.TITLE: _l("Title"),
    Place.RECIPIENTS: _l("Recipients"),
    Place.DELIVERY: _l("Where it is delivered"),
    Place.SALUTATION: _l("Salutation"),
    Place.BODY: _l("Letter"),
    Place.NOTES: _l("Footnotes"),
    Place.PICTURES: _l("Pictures in the letter"),
    Place.CLOSING: _l("Closing"),
    Place.SIGNATORIES: _l("Signatories"),
    Place.HEADINGS: _l("Headings of the list"),
    Place.CALL: _l("Call to sign"),
    Place.LEFT_OVER: _l("Not understood"),
    Place.AROUND: _l("Not of the letter"),
    Place.RULE: _l("Lines across the page"),
}
_WHY = {
    Why.HEADER: _l("Header of the pages"),
    Why.FOOTER: _l("Footer of the pages"),
    Why.MENU: _l("Menu or footer of the site"),
    Why.REMARK: _l("Remark beside a signatory"),
    Why.HIDDEN: _l("Hidden in the file"),
    Why.PICTURE: _l("Picture"),
    Why.STRUCK: _l("Struck out"),
    Why.COMMENT: _l("Comment"),
    Why.HEAD: _l("Head of the file"),
    Why.MAIL: _l("Email around the letter"),
    Why.TEMPLATE: _l("Tag of a template"),
    Why.NOTE: _l("Note that nothing refers to"),
    Why.PLACE: _l("Not understood"),
}


def figures_of(draft: Draft) -> dict[str, Any]:
    """What is kept of a reading beside its text: how many of what and where lines went, no word of any of them."""
    return {
        "lines": draft.lines_read,
        "placed": [[str(each.place), each.lines, each.why] for each in draft.account],
        "signatories": len(draft.lines),
        "doubts": dict(Counter(str(line.doubt) for line in draft.lines if line.doubt)),
        "notes": len(draft.notes),
        "because": list(draft.because),
        "langs": list(draft.langs),
    }


def page(appeal: Appeal) -> dict[str, Any] | None:
    """What the page shows; None for an appeal that came in no file."""
    kept = next((each for each in appeal.texts if each.lang == appeal.first_lang), None)
    if kept is None or not kept.reading:
        return None
    read, text, waiting = kept.reading, kept.text, lookup.waiting_lists(appeal)
    because = read["because"] if len(read["because"]) == len(text.left_over) else []
    return {
        "text": text,
        "read": read,
        "sure": read["signatories"] - sum(read["doubts"].values()),
        "doubtful": sum(read["doubts"].values()),
        "reasons": words.reasons(read["doubts"]),
        "left_over": [
            (line, _WHY.get(because[nth], "") if because and because[nth] != Why.PLACE else "")
            for nth, line in enumerate(text.left_over)
        ],
        "account": _account(read),
        "steps": list(_steps(appeal, text, waiting)),
        "lang_name": i18n.name_here(appeal.first_lang),
        "other_langs": _other_langs(appeal, read),
    }


def _account(read: dict[str, Any]) -> list[ReadPlace]:
    """Where its lines went, and what came of those of the list: of one line several signatories, or one of several."""
    doubtful = sum(read["doubts"].values())
    signed = [(gettext("Sure"), read["signatories"] - doubtful), (gettext("To check"), doubtful)]
    places = [
        ReadPlace(gettext("Lines"), [(_place(*each), each[1]) for each in read["placed"]]),
        ReadPlace(gettext("Names"), [each for each in signed if each[1]]),
    ]
    return [place for place in places if place.total]


def _other_langs(appeal: Appeal, read: dict[str, Any]) -> list[tuple[str, str]]:
    """The further languages of the file, and the address of the text where it became one; '' where it did not."""
    texts = {each.lang for each in appeal.texts}
    return [
        (
            i18n.name_here(lang),
            url_for("appeals.text", slug=appeal.slug, lang=lang) if lang in texts else "",
        )
        for lang in read.get("langs", [])
        if lang != appeal.first_lang
    ]


def _place(place: str, _lines: int, why: str) -> str:
    if place == Place.LEFT_OVER and why in _WHY:
        return str(_WHY[Why(why)])
    name = str(_PLACES[Place(place)]) if place in _PLACES else place
    return f"{name}: {_WHY[Why(why)]}" if place == Place.AROUND and why in _WHY else name


def _steps(appeal: Appeal, text: Text, waiting: list[LineList]) -> list[Step]:
    """One button for each thing to do, in the order in which to do it."""
    at_text = url_for("appeals.text", slug=appeal.slug, lang=appeal.first_lang)
    steps = [Step(gettext("Check the text"), at_text, Permission.TEXT)]
    wordless = {number for lang in appeal.langs for number in pictures.wordless(appeal, lang)}
    if wordless:
        said = ngettext(
            "Say what %(number)s picture shows",
            "Say what %(number)s pictures show",
            len(wordless),
            number=i18n.number(len(wordless)),
        )
        steps.append(Step(said, "#pictures", Permission.TEXT))
    steps += [_step_of_list(appeal, kept) for kept in waiting]
    if text.left_over:
        count = len(text.left_over)
        said = ngettext(
            "Place %(number)s line that was not understood",
            "Place %(number)s lines that were not understood",
            count,
            number=i18n.number(count),
        )
        steps.append(Step(said, f"{at_text}#left-over", Permission.TEXT))
    if appeal.closes_at is None:
        steps.append(
            Step(gettext("Set the deadline"), url_for("appeals.terms", slug=appeal.slug), Permission.TEXT)
        )
    return steps


def _step_of_list(appeal: Appeal, kept: LineList) -> Step:
    doubtful = kept.figures.get("doubtful", 0)
    said = words.to_check(doubtful or kept.rows, are_doubtful=doubtful > 0)
    only = "doubtful" if doubtful else None
    return Step(said, url_for("lists.one", slug=appeal.slug, ref=kept.ref, only=only))
