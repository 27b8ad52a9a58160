"""What a message says where we wrote before it: in the lines of our link to sign, and beside our answer."""

import re
from dataclasses import replace

from flask_babel import force_locale

from petition.appeals.models import Appeal
from petition.core import codes, i18n, text
from petition.core.settings import settings
from petition.interpret.consent import agrees, holds_back, name_given, thanks
from petition.interpret.labels import labelled, of_form
from petition.interpret.objections import speaks_against_yes as is_against
from petition.interpret.person_names import (
    Sender,
    could_sign_as,
    same_person,
    says_otherwise,
    with_capitals,
)
from petition.interpret.sentences import rows_of
from petition.interpret.understood import Understood
from petition.lexicon.fold import fold
from petition.lexicon.phrases import words_in
from petition.lexicon.refusals import denies, is_for_some
from petition.lexicon.signatory import Kind
from petition.lexicon.vocabulary import expression
from petition.likeness.names import read_name
from petition.likeness.people import relate
from petition.mail.inbound.incoming import Addressed, Inbound
from petition.mail.inbound.own_words import OwnWords, own_words
from petition.mail.inbound.parts import text_of_html
from petition.mail.inbound.subjects import ANSWER
from petition.mail.out.message import Message, said
from petition.reading.draft import Line
from petition.reading.naming.beside_name import asks_no_name
from petition.signatures import by_message, signing
from petition.signatures.models import Signature

_SAME = {"same_name", "one_has_more", "spaces_moved"}  # what a likeness says that can be but one person's
_MOST_BESIDE_LINES = 20  # words that say what is corrected
_MOST_BESIDE_CODE = 8
_MOST_LINES, _HASH = 60, 8
_SAYS = re.compile(r"[^\W\d_]{2}|\d{3}")
_LONGEST_UNBROKEN = 40  # of what stands in a line beside its label
_OF_TOWN = r"(?:\b[гсаa]\.\s*)?"  # «г. Рудный»
_WE = expression(r"\b(?!my\b)@pronouns.we\b")  # "my name is"
_REMARKS = re.compile(r"[?!→⇒]|[-=]>")  # no name, post or town has them


def hashed_lines(message: Inbound, appeal: Appeal) -> bytes:
    """Keyed hashes of the lines of a message, by which they are known when its sender's program writes them again."""
    said = dict.fromkeys(map(text.squeeze, message.text.split("\n")[:_MOST_LINES]))
    return b"".join(_hashed(line, appeal) for line in said if _SAYS.search(line))


def _hashed(line: str, appeal: Appeal) -> bytes:
    return appeal.key.fingerprint("line", line)[:_HASH]


def _said_anew(message: Inbound, appeal: Appeal, before: bytes) -> str:
    """A text without the lines that stood in the message before we asked, but those that agree, or head a block."""
    writer = Sender(message.from_name, message.from_address)
    known = {before[at : at + _HASH] for at in range(0, len(before), _HASH)}
    lines = ((line, text.squeeze(line)) for line in message.text.split("\n"))
    return "\n".join(
        ""
        if known
        and _SAYS.search(said)
        and _hashed(said, appeal) in known
        and not (agrees([said]) or writer.begins_in(said) >= 0)
        else line
        for line, said in lines
    )


def without_ours(
    message: Inbound, asked: Signature, before: bytes = b"", answer: Message | None = None
) -> Inbound:
    """A message read again without what our `answer` about this signature says, and what stood `before` that in another."""
    answer = answer or signing.answer_about(asked)
    ours = {name: label for name, label, _value in signing.lines_to_edit(asked)}
    own = own_words(
        _said_anew(message, asked.appeal, before),
        ours=f"{said(answer)}\n{text_of_html(said(answer, 'body.html'))}",
        from_us=settings().mail_from.lower(),
        labels=list(ours.values()),
    )
    in_order, rest = of_form(own.text.split("\n"))
    theirs, rest = labelled(rest)
    theirs = in_order | theirs
    if ours and ours.keys() >= theirs.keys():
        filled = tuple((ours[name], value) for name, value in theirs.items())
        own = replace(own, text="\n".join(rest).strip(), filled=filled + own.filled)
    return replace(message, own=own)


def with_form(message: Inbound, appeal: Appeal) -> tuple[Inbound, str]:
    """A first message without the lines that our link to sign began, and in which language these were; '' for none.

    What stands behind them is `filled`, by field. One of them alone is what people write by themselves.
    """
    found = [_form_in(message.own.text.split("\n"), appeal, lang) for lang in i18n.languages()]
    own, lang = max(found, key=lambda each: len(each[0].filled))
    if len(own.filled) < 2:
        return message, ""
    return replace(message, own=replace(message.own, text=own.text, filled=own.filled)), lang


def _form_in(lines: list[str], appeal: Appeal, lang: str) -> tuple[OwnWords, str]:
    with force_locale(lang):
        fields = {label.casefold(): name for name, label in by_message.labels(appeal).items()}
    said = [line.partition(":") for line in lines]
    names = [colon and fields.get(label.strip("*_ ").casefold()) for label, colon, _value in said]
    filled = tuple(
        (name, value.strip("*_ ")) for name, (_l, _c, value) in zip(names, said, strict=True) if name
    )
    rest = [line for name, line in zip(names, lines, strict=True) if not name]
    return OwnWords("\n".join(rest).strip(), filled=filled), lang


def only_corrects(message: Inbound, understood: Understood) -> bool:
    """Whether a reply with corrected lines says nothing besides but yes, or what they are corrected for."""
    sentences = [row.text for row in rows_of(message.own.text)]
    return understood.says == "yes" or (
        understood.says != "no"
        and sum(len(words_in(each)) for each in sentences) <= _MOST_BESIDE_LINES
        and not any(map(holds_back, sentences))
    )


def speaks_against_yes(message: Inbound) -> bool:
    """Whether words in a message to the address that says yes speak against it."""
    said = message.own.text
    return is_against(said) or any(map(holds_back, said.split("\n")))


def tells_who(line: Line, message: Inbound, asked: Signature) -> bool:
    """Whether words of an answer tell more of who signs than initials: else they say something that was not understood."""
    told = {fold(word) for word in words_in(message.own.text)}
    is_new = not Sender(asked.own.name, "").is_shortened(line.name)
    return bool(line.role or line.affiliation or line.place) or (
        is_new and not told.isdisjoint(fold(word) for word in words_in(line.name))
    )


def is_by_address(message: Inbound, addressed: Addressed) -> bool:
    """Whether it came to an address that says yes or no, with the subject that our link gave it or none."""
    words = message.subject.split()
    ours = len(words) == 2 and codes.read_code(words[1]) == codes.read_code(addressed.code)
    return bool(addressed.deed) and (ours or not words)


def says_yes(message: Inbound, understood: Understood, asked: Signature) -> bool:
    """Whether it says yes to what we asked: in words, with the code, or in a subject of its own."""
    if corrected(message, asked):
        return False
    own = message.own
    written = own.text or ("" if ANSWER.match(message.subject) else message.subject)
    if _holds_code(written, understood, asked) or (not own.text and agrees([written])):
        return True
    return (understood.says == "yes" and _is_of(understood, asked, message)) or _repeats(
        understood, asked, own.text
    )


def _repeats(understood: Understood, asked: Signature, written: str) -> bool:
    """Whether it agrees, and says besides who signs as we understood it, word for word: "Yes, I am Ann Ruel, teacher"."""
    line, own = understood.line, asked.own
    told = (own.name, own.role, own.affiliation, own.place)
    if line is None or "?" in written or (line.name, line.role, line.affiliation, line.place) != told:
        return False
    for each in filter(None, told):
        written = re.sub((_OF_TOWN if each == own.place else "") + re.escape(each), " ", written)
    return not _WE.search(written) and agrees([written])


def _holds_code(written: str, understood: Understood, asked: Signature) -> bool:
    """Whether the code of this signature stands in a few words that hold nothing back."""
    code, words = asked.ticket.code(asked.appeal.key), written.split()
    if code == codes.read_code(written):
        return understood.says != "no"
    beside = [each for each in words if codes.read_code(each) != code]
    is_short = len(words) <= _MOST_BESIDE_CODE and not holds_back(written)
    return len(beside) < len(words) and understood.says != "no" and (is_short or agrees([" ".join(beside)]))


def corrected(message: Inbound, asked: Signature) -> dict[str, str]:
    """The fields whose lines in our answer were changed, with what stands there now."""
    found: dict[str, str] = {}
    for name, label, value in signing.lines_to_edit(asked):
        filled = [_filled(each) for said, each in message.own.filled if said == label]
        changed = [each for each in filled if not _is_same(each, value)]
        if changed:
            found[name] = changed[0]
    return found


def _filled(value: str) -> str:
    """What stands in a line; nothing where it is a dash alone."""
    return text.squeeze(value) if any(map(str.isalnum, value)) else ""


def are_values(lines: dict[str, str], asked: Signature | None = None) -> bool:
    """Whether corrected lines hold only what is to be printed: no wish not to be named, no remark on what stood there.

    Of who was `asked`, a name has to be one that could be signed with: else it is what they say of it, or initials.
    """
    name = lines.get("name", "")
    if asked and name and asked.kind == Kind.PERSON and not _could_be_theirs(name, asked):
        return False
    return not any(
        _REMARKS.search(value)
        or asks_no_name(value)
        or is_for_some(value)
        or holds_back(value)
        or (denies(value) and (name != "affiliation" or " " not in value))  # "Médecins Sans Frontières"
        for name, value in lines.items()
    )


def _could_be_theirs(name: str, asked: Signature) -> bool:
    """Whether it is a part of a person's name, or a name; in small letters one that may be theirs."""
    is_part = {*words_in(name)} <= {*words_in(asked.own.name)}
    return is_part or (
        could_sign_as(with_capitals(name)) and (is_of_same(name, asked, "") or not name.islower())
    )


def renamed(message: Inbound, asked: Signature) -> dict[str, str]:
    """The name that a yes in words gives, where it is surely that of who signed, spelled otherwise or with more of it."""
    own, writer = message.own, Sender(message.from_name, message.from_address)
    said = [row.text for row in rows_of(own.text) if not thanks(row.text)]
    if len(said) > 1 and all(map(writer.knows, words_in(said[-1]))):
        said.pop()  # by whom it is signed
    name = "" if own.forwards or message.unread or asked.kind != Kind.PERSON else name_given(said)
    alike = relate(read_name(asked.own.name), read_name(name))
    return {"name": name} if name and not alike.apart and alike.kind in _SAME else {}


def is_of_same(name: str, asked: Signature, from_name: str) -> bool:
    """Whether a name in a reply may be that of who signed, written otherwise, or the writer's: nobody signs for another."""
    known = {fold(word) for each in (asked.own.name, from_name) for word in words_in(each)}
    return not known or not known.isdisjoint(fold(word) for word in words_in(name))


def _is_same(one: str, other: str) -> bool:
    """Whether a line says what we wrote in it; one so long that programs break it may have lost its end."""
    one, other = text.folded(one), text.folded(other)
    return one == other or (len(other) > _LONGEST_UNBROKEN and other.startswith(one))


def _is_of(understood: Understood, signature: Signature, message: Inbound) -> bool:
    """Whether who says yes names themselves as the signature does, if at all; a new name is a new signature.

    The mailbox and the mail it answers tell whose yes it is; only what is written in the answer speaks against them: another
    name, or under the same one another role or town, which is then asked about anew.
    """
    if not understood.named or signature.kind != Kind.PERSON:
        return True
    told, own = understood.line, signature.own
    names = [understood.named]
    if Sender("", message.from_address).knows(understood.named):
        names.append(message.from_name)  # "Pippa" of pippa.goss@…
    return any(same_person(each, own.name) for each in names) and not (
        told and (says_otherwise(told.role, own.role) or says_otherwise(told.place, own.place))
    )
