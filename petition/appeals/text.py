"""The text of an appeal in one language: what is drafted, hashed when it is published, shown and printed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import rfc8785

from petition.lexicon.vocabulary import expression
from petition.reading.draft import Call, Draft, Recipient
from petition.reading.lines.signals import is_letter_title

_NO_CALL = Call()
_COPY = expression(r"(?:@signals.copy)\s?[:：]|cc(?=\s)")
_NAME_LAST = {"kk", "ru", "uk", "be", "ky"}  # «Президенту Республики» stands above who that is


@dataclass(frozen=True, slots=True)
class Text:
    """The parts of a letter; '' and () where there is nothing. `body` is Markdown.

    `call` and `left_over` are for the organisers alone; `titled` tells whether the title is printed in the letter too.
    """

    title: str = ""
    letterhead: tuple[str, ...] = ()
    place: str = ""
    date: str = ""
    recipients: tuple[Recipient, ...] = ()
    delivery: str = ""
    subject: str = ""
    salutation: str = ""
    body: str = ""
    closing: str = ""
    titled: bool = True
    call: Call = _NO_CALL
    left_over: tuple[str, ...] = ()

    @property
    def place_and_date(self) -> str:
        """'Almaty, 1 May 2030', or the half of it that is known."""
        return ", ".join(part for part in (self.place, self.date) if part)

    def addressed_to(self, lang: str) -> str:
        """Whom the letter addresses, in one line of this language."""
        shortened = [
            replace(each, organisation="" if each.title else each.organisation) for each in self.recipients
        ]
        first = [called(each, lang) for each in shortened if not is_copy(each)]
        return "; ".join(first + [", ".join(who(each, lang)) for each in shortened if is_copy(each)])

    @property
    def says_what_it_is(self) -> bool:
        """Whether its title begins as most letters do, "Open letter on …", so that no word of ours need say it again."""
        return is_letter_title(self.title)

    def as_json(self) -> dict[str, Any]:
        """The text as JSON, to be kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The text that `as_json` gave."""
        return cls(
            **{
                **value,
                "letterhead": tuple(value["letterhead"]),
                "recipients": tuple(
                    Recipient(**{**each, "address": tuple(each["address"])}) for each in value["recipients"]
                ),
                "call": Call(**value["call"]),
                "left_over": tuple(value["left_over"]),
            }
        )

    @classmethod
    def from_draft(cls, draft: Draft) -> Self:
        """What reading found in a letter; the list of lines goes its own way."""
        return cls(
            title=draft.title or _first_words(draft.body),
            titled=bool(draft.title or not draft.body),  # no working title was made
            letterhead=draft.letterhead,
            place=draft.place,
            date=draft.date,
            recipients=draft.recipients,
            delivery=draft.delivery,
            salutation=draft.salutation,
            body=draft.body,
            closing=draft.closing,
            call=draft.call,
            left_over=draft.left_over,
        )

    def printed(self) -> dict[str, Any]:
        """The parts that a supporter puts their name to."""
        return {name: value for name, value in self.as_json().items() if name not in {"call", "left_over"}}


def _first_words(body: str) -> str:
    """A working title for a letter that has none: its first sentence, or as much as fits; never cut with "…"."""
    most = 90
    words = re.sub(r"!\[[^\]]*\]\(picture:\d+\)|\[\^[^\]]*\]|\]\([^()]*\)|[*#>\[\]]", "", body).split()
    title, clause = "", ""
    for word in words:
        if len(title) + len(word) + 1 > most:
            return (clause or title).rstrip(",;:—–- ")
        title = f"{title} {word}".strip()
        if len(title) > 20 and word.endswith((".", "!", "?", "。")):
            break
        if len(title) > 40 and word.endswith((",", ";", ":", "—")):
            clause = title
    return title[:most].rstrip(".。,;: ")


def who(recipient: Recipient, lang: str) -> tuple[str, ...]:
    """Name, job and organisation of a recipient, as far as there are any: in Kazakh and the like the name comes last.

    The label of a copy leads, wherever it was typed: "Copy to: Jane Roe", "Minister".
    """
    office = (recipient.title, recipient.organisation)
    parts = (*office, recipient.name) if lang.partition("-")[0] in _NAME_LAST else (recipient.name, *office)
    said, label = [each for each in parts if each], _copy_label(recipient)
    if label:
        bare = list(filter(None, (each.removeprefix(label).lstrip() for each in said)))
        said = [" ".join([label, *bare[:1]]), *bare[1:]]
    return tuple(said)


def called(recipient: Recipient, lang: str) -> str:
    """A recipient in one line, without the label of a copy."""
    return ", ".join(who(recipient, lang)).removeprefix(_copy_label(recipient)).lstrip()


def is_copy(recipient: Recipient) -> bool:
    """Whether somebody is sent the letter as a copy, as the label in front of their name or office says."""
    return bool(_copy_label(recipient))


def _copy_label(recipient: Recipient) -> str:
    found = map(_COPY.match, (recipient.title, recipient.name, recipient.organisation))
    return next((each[0] for each in found if each), "")


def address_block(recipient: Recipient, lang: str) -> tuple[str, ...]:
    """The lines that address a recipient, each that has something in it."""
    return (*who(recipient, lang), *filter(None, recipient.address))


def fingerprint(slug: str, number: int, texts: Mapping[str, Text], pictures: Mapping[str, str]) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of a version's texts and pictures, as hexadecimal digits.

    `pictures`: the SHA-256 of each, by its number. Subject and pictures are left out where there are none: so have texts
    been hashed that are older than these.
    """
    return hashlib.sha256(rfc8785.dumps(stated(slug, number, texts, pictures))).hexdigest()


def stated(slug: str, number: int, texts: Mapping[str, Text], pictures: Mapping[str, str]) -> Any:
    """What that fingerprint is of, as a JSON value."""
    value = {
        "appeal": slug,
        "version": number,
        "texts": {lang: _hashed(text) for lang, text in texts.items()},
        **({"pictures": pictures} if pictures else {}),
    }
    return _plain(value)


def _hashed(text: Text) -> dict[str, Any]:
    return {name: value for name, value in text.printed().items() if name != "subject" or value}


def _plain(value: Any) -> Any:
    """Tuples as the lists that JSON knows."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value
