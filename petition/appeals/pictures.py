"""The pictures in the text of an appeal: drawn anew from a file, kept by their numbers, named in the text as `picture:3`.

A picture never changes, and its number is given once: so a published text keeps the pictures it was published with.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from sqlalchemy import ForeignKey, String, delete, false, select, update
from sqlalchemy.orm import Mapped, mapped_column

from petition.appeals.models import Appeal, AppealVersion
from petition.appeals.text import Text
from petition.core import markdown, markdown_json
from petition.core.db import Base, db
from petition.core.drawing import Drawn
from petition.core.markdown import Document
from petition.core.markdown_html import PictureSource
from petition.core.vault import Unreadable, leave_out

_IN_TEXT = re.compile(r"!\[((?:\\.|[^\[\]\\\n])*)\]\(picture:([1-9]\d{0,3})\)")


class AppealPicture(Base):
    """One of them, sealed with the key of its appeal, for a draft is nobody's to see."""

    __tablename__ = "appeal_pictures"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(4))  # the ending of its file: png or jpg
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str] = mapped_column(
        String(64)
    )  # SHA-256 of its bytes, part of the fingerprint of a version
    # Whether it only adorns: then it needs no words.
    adorns: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether a published text has it: then everybody may see it, and it stays.
    published: Mapped[bool] = mapped_column(default=False, server_default=false())
    sealed: Mapped[bytes] = mapped_column(deferred=True)

    def data(self, appeal: Appeal) -> bytes:
        """Its bytes; raises Unreadable."""
        return appeal.key.unseal(self.sealed, _place(appeal, self.number))


def _place(appeal: Appeal, number: int) -> str:
    return f"appeal_pictures|sealed|{number}|{appeal.id}"


def of(appeal: Appeal) -> list[AppealPicture]:
    """All that are kept with an appeal, by number."""
    found = select(AppealPicture).where(AppealPicture.appeal_id == appeal.id)
    return list(db.session.scalars(found.order_by(AppealPicture.number)))


def one(appeal: Appeal, number: int) -> AppealPicture | None:
    """The picture of that number."""
    return db.session.get(AppealPicture, (appeal.id, number))


def numbered(appeal: Appeal, found: Mapping[int, Drawn]) -> dict[int, int]:
    """The number that each of some pictures has here, or is kept by next, by its number where it comes from.

    With a new appeal these are the same.
    """
    kept = {each.digest: each.number for each in of(appeal)}
    new = count(max(kept.values(), default=0) + 1)
    return {number: kept.get(_digest(drawn)) or next(new) for number, drawn in found.items()}


def _digest(drawn: Drawn) -> str:
    return hashlib.sha256(drawn.data).hexdigest()


def keep(appeal: Appeal, found: Mapping[int, Drawn]) -> dict[int, int]:
    """Keep pictures that are not kept yet; gives the number of each, as `numbered`."""
    numbers, there = numbered(appeal, found), {each.number for each in of(appeal)}
    for comes_from, drawn in found.items():
        if (number := numbers[comes_from]) not in there:
            sealed = appeal.key.seal(drawn.data, _place(appeal, number))
            about = {
                "kind": drawn.kind,
                "width": drawn.width,
                "height": drawn.height,
                "digest": _digest(drawn),
            }
            db.session.add(AppealPicture(appeal_id=appeal.id, number=number, sealed=sealed, **about))
    db.session.flush()
    return numbers


def renumbered(text: Text, numbers: Mapping[int, int]) -> Text:
    """A text that names its pictures by other numbers; one that has none there goes."""

    def named(found: re.Match[str]) -> str:
        number = numbers.get(int(found[2]))
        return f"![{found[1]}](picture:{number})" if number else found[1]

    return replace(text, body=_IN_TEXT.sub(named, text.body)) if "](picture:" in text.body else text


def copy(appeal: Appeal, copied: Appeal) -> None:
    """Keep the pictures of an appeal with another too, by the same numbers."""
    for each in of(appeal):
        about = {
            name: getattr(each, name) for name in ("number", "kind", "width", "height", "digest", "adorns")
        }
        sealed = copied.key.seal(each.data(appeal), _place(copied, each.number))
        db.session.add(AppealPicture(appeal_id=copied.id, sealed=sealed, **about))


# --- in the text ------------------------------------------------------------------------------------------------------


def words_in(body: str, number: int) -> str | None:
    """What the text says that a picture shows; None where it does not stand in it."""
    found = next((each for each in _IN_TEXT.finditer(body) if int(each[2]) == number), None)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else None


def with_words(body: str, number: int, words: str) -> str:
    """The text with other words for a picture, which is put at its end where it does not stand in it."""
    escaped = re.sub(r"([\\`*_\[\]<>&!])", r"\\\1", words)
    named = f"![{escaped}](picture:{number})"
    if words_in(body, number) is None:
        return f"{body.rstrip()}\n\n{named}"
    return _IN_TEXT.sub(lambda found: named if int(found[2]) == number else found[0], body)


def without(body: str, number: int) -> str:
    """The text without a picture."""
    rest = _IN_TEXT.sub(lambda found: "" if int(found[2]) == number else found[0], body)
    return re.sub(r"\n{3,}", "\n\n", rest).strip()


def unknown(appeal: Appeal, body: Document) -> list[int]:
    """The numbers by which a text names pictures that are not kept."""
    named = _numbers(body)
    return sorted(named - {each.number for each in of(appeal)}) if named else []


def wordless(appeal: Appeal, lang: str) -> list[int]:
    """The pictures that the draft in a language does not say in words, though they do not only adorn."""
    named = {each.number for each in _all_in(appeal.body(lang, draft=True)) if not each.alt}
    return sorted(named & {each.number for each in of(appeal) if not each.adorns}) if named else []


def _all_in(body: Document) -> Iterable[markdown.Figure]:
    return markdown.pictures_in([*body.blocks, *(block for note in body.notes for block in note)])


def _numbers(body: Document) -> set[int]:
    return {each.number for each in _all_in(body)}


# --- where they are shown ---------------------------------------------------------------------------------------------


def named_by(version: AppealVersion) -> set[int]:
    """The numbers of the pictures in a published text."""
    return set[int]().union(*(_numbers(markdown_json.from_json(tree)) for tree in version.trees.values()))


def drop_unnamed(appeal: Appeal, numbers: set[int]) -> None:
    """Erase those of these pictures that no version and no draft names any more."""
    drafts = (_numbers(markdown_json.from_json(each.tree)) for each in appeal.texts)
    gone = numbers.difference(*map(named_by, appeal.versions), *drafts)
    of_appeal = AppealPicture.appeal_id == appeal.id
    db.session.execute(delete(AppealPicture).where(of_appeal, AppealPicture.number.in_(gone)))


def address(appeal: Appeal, picture: AppealPicture, *, draft: bool = False) -> str:
    """Where a page finds it; the address of what is public changes with what it shows."""
    at = f"{appeal.slug}/picture/{picture.number}.{picture.kind}"
    return f"/desk/a/{at}" if draft else f"/a/{at}?v={tag(picture)}"


def tag(picture: AppealPicture) -> str:
    """What tells it from any other in an address."""
    return picture.digest[:12]


def sources(appeal: Appeal, body: Document, *, draft: bool) -> dict[int, PictureSource]:
    """Where a page finds the pictures of a text; without looking at them."""
    return {
        each.number: PictureSource(address(appeal, each, draft=draft), each.width, each.height)
        for each in _named_in(appeal, body)
    }


def drawn(appeal: Appeal, body: Document, *, draft: bool) -> dict[int, Drawn]:
    """The pictures of a text; one that cannot be read is left out."""
    found = {}
    for each in _named_in(appeal, body):
        try:
            at = address(appeal, each, draft=draft)
            found[each.number] = Drawn(each.data(appeal), each.width, each.height, at)
        except Unreadable:
            leave_out("appeal_pictures", each.number)
    return found


def _named_in(appeal: Appeal, body: Document) -> Sequence[AppealPicture]:
    named = _numbers(body)
    return [each for each in of(appeal) if each.number in named] if named else []


def publish(appeal: Appeal) -> dict[str, str]:
    """Let everybody see those of the draft, and drop those that no text has: the digests of the draft's, by number."""
    named = set[int]().union(*(_numbers(appeal.body(lang, draft=True)) for lang in appeal.langs))
    of_appeal = AppealPicture.appeal_id == appeal.id
    kept = update(AppealPicture).where(of_appeal, AppealPicture.number.in_(named)).values(published=True)
    db.session.execute(kept)
    db.session.execute(delete(AppealPicture).where(of_appeal, AppealPicture.published.is_(False)))
    return {str(each.number): each.digest for each in of(appeal) if each.number in named}
