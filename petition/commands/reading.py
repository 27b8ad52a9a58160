"""Commands that read a letter from a file: into an appeal, or only to tell what was found, saving nothing."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import click

from petition.accounts import members
from petition.appeals import deadline, rules
from petition.appeals import service as appeals
from petition.commands.appeals import instant, until_when
from petition.commands.appeals import publish as publish_letter
from petition.commands.common import (
    GivenFile,
    address,
    content,
    in_one_line,
    json_to_output,
    refusals,
    refuse,
)
from petition.core import clock, i18n, web
from petition.core.db import db
from petition.core.settings import settings
from petition.desk import service
from petition.reading import brought, report

_OPEN_FOR = timedelta(days=30)


@click.command("import")
@click.argument("file", type=GivenFile())
@click.option("--team", default="Organisers", show_default=True, help="The team it will belong to.")
@click.option(
    "--publish",
    is_flag=True,
    help="Publish it at once; refused while a signatory is doubtful, a line is left over or a picture is not said in words.",
)
@click.option(
    "--accept-doubtful",
    is_flag=True,
    help="Add doubtful signatories, without contact data, and leave out what is left over.",
)
@click.option("--slug", default="", help="The name in its address; made from the title unless given.")
@click.option("--lang", default="", help="The language of the text; found out unless given.")
@click.option("--deadline", "closes", default="", help='Local time, such as "2026-12-19 16:00".')
@click.option("--zone", default="", help="IANA time zone of the deadline; TIME_ZONE unless given.")
@click.option(
    "--by-message", is_flag=True, help="People may sign it by email message too; needs SIGN_ADDRESS."
)
@refusals
def import_appeal(  # noqa: PLR0913  an option each
    file: Path,
    team: str,
    publish: bool,
    accept_doubtful: bool,
    slug: str,
    lang: str,
    closes: str,
    zone: str,
    *,
    by_message: bool,
) -> None:
    """Read a letter with its list of signatories from FILE (text, Markdown, HTML, Word, OpenDocument, RTF, email, PDF)."""
    now = clock.now()
    zone = _zone(zone)
    until = instant(closes, zone) if closes else None
    if lang and not i18n.is_language(lang):
        refuse(f"{lang} is no language code.")
    if by_message and not settings().sign_address:
        refuse("Nobody can sign by message here: SIGN_ADDRESS is not set.")
    if slug and slug != rules.slug_for(slug):
        refuse(f"{slug} cannot be part of an address; use small letters, digits and hyphens.")
    if slug and appeals.by_slug(slug):
        refuse(f"There is an appeal {slug} already.")
    draft = brought.letter_in_file(content(file), file.name)
    found = service.begin_from_draft(
        members.team_named(team, now=now), draft, lang=lang, zone=zone, slug=slug, organiser_id=None, now=now
    )
    added, doubtful = service.add_lists(found, accept_doubtful=accept_doubtful, now=now)
    left = "" if accept_doubtful else report.left_over_in_brief(draft)
    wordless = report.wordless_in_brief(draft)
    if publish:
        _refuse_unseen(wordless, doubtful, left)
    for said in filter(None, (left, wordless)):
        click.echo(said, err=True)
    if doubtful:
        at = web.address(f"/desk/a/{found.slug}/signatories")
        click.echo(f"The signatories are not added yet. {doubtful} Check them at {at}", err=True)
    found.by_message = by_message
    found.closes_at = until or _stated(draft.call.deadline, draft.date_iso, zone, now)
    if publish:
        if found.closes_at is None:
            found.closes_at = _at_end_of_day(now + _OPEN_FOR, zone)
            click.echo(
                "The letter states no deadline that is still to come; it is open for thirty days.", err=True
            )
        publish_letter(found, now)
    db.session.commit()
    click.echo(address(found))
    click.echo(
        f"{added} first signatories. {'Published' if publish else 'A draft'}. {until_when(found)}".strip()
    )


def _refuse_unseen(wordless: str, doubtful: str, left: str) -> None:
    """Refuse to publish what a person has to look at first."""
    if wordless:
        refuse(
            f"Not published. {wordless} Import without --publish, and say on the dashboard what they show."
        )
    if doubtful or left:
        refuse(
            f"Not published. {doubtful} {left} "
            "Add --accept-doubtful, or import without --publish and check them."
        )


def _zone(name: str) -> str:
    name = name or settings().time_zone
    if name not in available_timezones():
        refuse(f"{name} is no IANA time zone.")
    return name


def _stated(phrase: str, date_iso: str, zone: str, now: datetime) -> datetime | None:
    """The deadline that the letter states, where it is still to come."""
    year = int(date_iso[:4]) if date_iso else appeals.local(now, zone).year
    local = deadline.stated(phrase, year)
    found = rules.instants(local, zone) if local else []
    return found[0] if found and found[0] > now else None


def _at_end_of_day(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(hour=23, minute=59, second=0, microsecond=0)


@click.command("read")
@click.argument("file", type=GivenFile())
@click.option("--json", "is_json", is_flag=True, help="Print it as JSON.")
@in_one_line
def read_appeal(file: Path, is_json: bool) -> None:
    """Print what would be read of the letter in FILE: parts, doubts and why, what is left over. Saves nothing."""
    draft = brought.letter_in_file(content(file), file.name)
    if is_json:
        json_to_output(report.as_json(draft), indent=2)
        return
    for line in report.as_lines(draft):
        click.echo(line)
