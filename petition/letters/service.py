"""From an appeal to its letter: gather, compose, render. The same appeal gives the same bytes."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast

from flask_babel import force_locale

from petition import audit
from petition.appeals import delivery, pictures
from petition.appeals.models import Appeal
from petition.appeals.rules import Phase
from petition.core import i18n, web
from petition.core.settings import settings
from petition.letters import gather
from petition.letters.composing import sheet as sheets
from petition.letters.composing.compose import Kinds, compose
from petition.letters.composing.covering import CoveringNote
from petition.letters.composing.errata import errata
from petition.letters.composing.letter import Choices, Entry, Letter, LetterVersion, SealSaid, Signatory
from petition.letters.render import FORMATS, as_csv
from petition.letters.seal_check import in_groups
from petition.signatures import counts

DELIVERED = ("pdf", "docx", "txt", "md", "csv", "xlsx", "json")  # what a closed appeal's page offers


_TOLD_EVERY = 500  # signatures read
_FIRST_SHOWN = 300

Progress = Callable[[int, int], None]  # signatures read, of how many


class NoSuchText(Exception):
    """The appeal has no text in that language."""


def letter(
    appeal: Appeal,
    lang: str = "",
    *,
    now: datetime,
    progress: Progress | None = None,
    chosen: Choices | None = None,
) -> Letter:
    """The letter in one of the appeal's languages, its first unless told. Before the end of signing it is a preview.

    `chosen`: choices that are looked at and not yet kept.
    It is read in several steps: where others write meanwhile, the caller takes a `snapshot` of the database first.
    """
    entries = gather.entries(appeal)
    if progress is not None:
        entries = _told(entries, counts.confirmed(appeal) - counts.folded(appeal), progress)
    return _letter(appeal, lang, entries, chosen, now=now)


def _letter(
    appeal: Appeal,
    lang: str,
    entries: Iterable[Entry],
    chosen: Choices | None,
    *,
    of: Kinds | None = None,
    now: datetime,
) -> Letter:
    lang = lang or appeal.first_lang
    text = appeal.published(lang) if appeal.version else appeal.draft(lang)
    if text is None:
        raise NoSuchText(lang)
    version = appeal.version
    body = appeal.body(lang, draft=not version)
    composed = compose(
        text,
        entries,
        body=body,
        of=of,
        slug=appeal.slug,
        address=web.address(f"/a/{appeal.slug}"),
        lang=lang,
        version=f"{version.number} sha256:{version.hash}" if version else "",
        received=counts.received(appeal, now),
        folded=counts.folded(appeal),
        choices=chosen or choices(appeal),
        logo=appeal.logo,
        preview=appeal.phase(now) is not Phase.CLOSED,
        identification_only=appeal.identification_only,
        errata=errata(gather.changes_since_complete(appeal, now), lang),
    )
    return replace(
        composed,
        pictures=pictures.drawn(appeal, body, draft=not version),
        versions=_versions(appeal),
        paper=gather.on_paper(appeal, lang),
        seal=_seal(appeal),
    )


def _seal(appeal: Appeal) -> SealSaid | None:
    last = next(reversed(gather.seals(appeal)), None)
    if last is None:
        return None
    day = date.fromisoformat(last.manifest["day"])
    return SealSaid(last.number, day, in_groups(last.root), last.fingerprint)


def _versions(appeal: Appeal) -> tuple[LetterVersion, ...]:
    given = counts.by_version(appeal)
    return tuple(
        LetterVersion(
            each.number,
            each.hash,
            delivery.day_of(appeal, each.published_at).isoformat(),
            each.carries,
            given[each.id],
        )
        for each in appeal.versions
    )


def _told(entries: Iterable[Entry], of: int, progress: Progress) -> Iterator[Entry]:
    for done, entry in enumerate(entries):
        if done % _TOLD_EVERY == 0:
            progress(done, of)
        yield entry
    progress(of, of)


def sheet(appeal: Appeal, lang: str) -> bytes:
    """The PDF of a sheet on which a published appeal is signed by hand; raises NoSuchText or MissingGlyphs."""
    from petition.letters.render import as_sheet

    text = appeal.published(lang)
    if text is None:
        raise NoSuchText(lang)
    with force_locale(i18n.known(lang)):
        until = i18n.at(appeal.closes_at, appeal.zone) if appeal.closes_at else ""
    asked = "" if lang == appeal.first_lang else f"?lang={lang}"
    known = sheets.SheetFacts(
        address=web.address(f"/a/{appeal.slug}"),
        to_sign=web.address(f"/a/{appeal.slug}/sign{asked}"),
        team=appeal.publishers,
        contact=appeal.contact or settings().contact,
        until=until,
        days=appeal.days_kept,
    )
    made = sheets.sheet(text, appeal.body(lang), known, lang=lang)
    out = BytesIO()
    as_sheet.write(made, out, fonts=_fonts())
    return out.getvalue()


def write_covering(note: CoveringNote, form: str, file: BinaryIO) -> None:
    """Write a covering note as "pdf" or "docx"; raises MissingGlyphs."""
    from petition.letters.render import as_covering

    if form == "docx":
        as_covering.write_docx(note, file)
    else:
        as_covering.write_pdf(note, file, fonts=_fonts())


def choices(appeal: Appeal) -> Choices:
    """How the organisers want the list printed."""
    return Choices(**appeal.choices)


def choose(appeal: Appeal, chosen: dict[str, Any], *, organiser_id: int, now: datetime) -> None:
    """Keep how the list is to be printed; raises TypeError or ValueError for what is no choice."""
    if replace(Choices(**chosen), before="all") != replace(choices(appeal), before="all"):
        audit.record("letter.laid out", appeal_id=appeal.id, organiser_id=organiser_id, now=now, folded=0)
    appeal.choices = chosen


def beginning(appeal: Appeal, lang: str = "", *, now: datetime, chosen: Choices | None = None) -> Letter:
    """The letter with some of its first signatories alone, and the counts of all: what a page shows of a long one."""
    chosen = chosen or choices(appeal)
    most = _FIRST_SHOWN if chosen.first is None else min(_FIRST_SHOWN, chosen.first)
    return _letter(appeal, lang, gather.first(appeal, most), chosen, of=gather.kinds(appeal), now=now)


def rendered(composed: Letter, form: str) -> bytes:
    """A letter in one format."""
    out = BytesIO()
    write(composed, form, out)
    return out.getvalue()


def with_semicolons(composed: Letter) -> bytes:
    """The table of a letter whose values are parted by semicolons."""
    out = BytesIO()
    as_csv.write(composed, out, separator=";")
    return out.getvalue()


def export(composed: Letter, form: str, path: Path) -> None:
    """Write a letter into a file that is whole or absent: an earlier one of that name is replaced at once or stays."""
    folder = path.absolute().parent
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=path.suffix, delete=False) as unfinished:
        try:
            write(composed, form, cast("BinaryIO", unfinished))
            unfinished.flush()
            os.fsync(unfinished.fileno())
            Path(unfinished.name).replace(path)
        except BaseException:
            Path(unfinished.name).unlink(missing_ok=True)
            raise


def spelled_out(composed: Letter) -> tuple[Signatory, ...]:
    """The signatories in whose lines the PDF spells out a sign that no font draws, for the organiser to look at."""
    from petition.letters.render import as_pdf

    return as_pdf.spelled_out(composed, fonts=_fonts())


def write(composed: Letter, form: str, file: BinaryIO) -> None:
    """Write a letter in one format, forward only; raises MissingGlyphs, or ValueError where a format cannot hold it."""
    if form == "pdf":
        from petition.letters.render import as_pdf

        as_pdf.write(composed, file, fonts=_fonts())
    else:
        FORMATS[form].write(composed, file)


def _fonts() -> tuple[Path, ...]:
    folders: tuple[Path, ...] = settings().font_path
    return folders
