"""The covering note of a complete letter: what the database knows of how its signatures came, as a value."""

from flask_babel import force_locale

from petition.appeals.models import Appeal
from petition.core import i18n, web
from petition.core.settings import settings
from petition.letters import gather
from petition.letters.composing import covering
from petition.signatures import counts
from petition.signatures.rules import Source


def covering_note(appeal: Appeal, lang: str, *, reply_to: str = "") -> covering.CoveringNote:
    """The note in one of the languages in which the letter is published: to sign, or by email to answer."""
    text = appeal.published(lang)
    assert text is not None
    folded, paper = counts.folded(appeal), gather.on_paper(appeal, lang)
    doors, given = counts.by_door(appeal), counts.by_version(appeal)
    by = {source: sum(door.number for door in doors if door.source is source) for source in Source}
    with force_locale(i18n.known(lang)):
        assert appeal.published_at is not None and appeal.closes_at is not None  # noqa: PT018  of what is closed
        method = covering.Method(
            address=web.address(f"/a/{appeal.slug}"),
            contact=appeal.contact or settings().contact,
            published=i18n.day_at(appeal.published_at, appeal.zone),
            until=i18n.at(appeal.closes_at, appeal.zone),
            confirmed_until=i18n.at(appeal.closes_at + appeal.grace, appeal.zone) if appeal.grace else "",
            extensions=tuple(
                (
                    i18n.day_at(each.extended_at, appeal.zone),
                    i18n.at(each.before, appeal.zone) if each.before else "",
                    each.said(lang),
                )
                for each in appeal.extensions
            ),
            ended_early=any(each.until > appeal.closes_at for each in appeal.extensions[-1:]),
            versions=tuple(
                covering.VersionFacts(
                    each.number,
                    i18n.day_at(each.published_at, appeal.zone),
                    each.hash,
                    each.said(lang),
                    each.carries,
                    given[each.id],
                )
                for each in appeal.versions
            ),
            on_page=by[Source.FORM],
            by_message=by[Source.MESSAGE],
            invited=by[Source.INVITED],
            on_lists=by[Source.LIST],
            folded=folded,
            not_named=counts.unlisted(appeal, complete=True).not_named,
            taken_off=counts.taken_off(appeal),
            paper=paper.statement(lang) if paper else "",
            reply_to=reply_to,
        )
    return covering.note(
        text, method, lang=lang, team=appeal.publishers, count=counts.confirmed(appeal) - folded
    )
