"""What mail programs make of what their user typed: parts, charset, quotation, footer, each as it sends them.

A row names its program as «name.language», with a charset where it is not UTF-8 («thunderbird.pl.iso-8859-2») and what
servers add («+smime», «+pgp», «+gate»). `{>}` in the text is where the quotation goes; without it, below.
"""

import re
from base64 import encodebytes
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr
from html import escape
from quopri import encodestring
from textwrap import wrap
from typing import NamedTuple

from tests.inbox.program_words import APPLE, FEET, GMAIL, HEADERS, ORIGINAL, RE, THUNDERBIRD


class Answered(NamedTuple):
    """The mail that is answered, as its reader has it."""

    who: str
    at: str
    to: str
    subject: str
    plain: str
    rich: str

    def introduced(self, by: dict[str, str], lang: str) -> str:
        return by.get(lang, by["en"]).format(who=self.who, at=self.at)

    def headed(self, lang: str) -> list[tuple[str, str]]:
        *names, date = HEADERS.get(lang, HEADERS["en"])
        return list(zip(names, (f"{self.who} <{self.at}>", date, self.to, self.subject), strict=True))

    def quoted(self, width: int = 0) -> str:
        """Line by line; where a width is told, lines that are longer are broken as the program breaks them."""
        lines = self.plain.split("\n")
        if width:
            lines = [
                part
                for line in lines
                for part in wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
            ]
        return "\n".join(f"> {line}".rstrip() for line in lines)


def answered(mail: EmailMessage, to: str) -> Answered:
    """The facts of a mail of ours that its reader's program quotes."""
    who, at = parseaddr(str(mail["From"]))
    plain, rich = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert rich
    return Answered(
        who, at, to, str(mail["Subject"]), _unix(str(plain.get_content())), str(rich.get_content())
    )  # fmt: skip


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").strip("\n")


def as_sent(program: str, text: str, answer: Answered | None) -> bytes:
    """The headers that speak of the content, and the content, as a program sends it."""
    named, *gates = program.split("+")
    name, lang, charset = [*named.split(".", 2), "", ""][:3]
    kind = name if name in _MADE else "plain"
    content = _MADE[kind](name, lang or "en", charset or "utf-8", text, answer)
    for gate in gates:
        content = _GATES[gate](content)
    return content


def subject_of(program: str, answer: Answered) -> str:
    name, lang, *_ = [*program.split("+", maxsplit=1)[0].split("."), ""]
    return (RE.get(lang, "RE: ") if name.startswith("outlook") else "Re: ") + answer.subject


def _part(kind: str, text: str, charset: str = "utf-8", cte: str = "", *, flowed: bool = False) -> bytes:
    text = text.replace("\r\n", "\n")
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:  # programs take UTF-8 then
        charset, data = "utf-8", text.encode()
    cte = cte or ("7bit" if data.isascii() and max(map(len, data.split(b"\n"))) < 900 else "quoted-printable")
    body = {"base64": encodebytes, "quoted-printable": encodestring}.get(cte, bytes)(data)
    more = "; format=flowed" if flowed else ""
    return (
        f"Content-Type: text/{kind}; charset={charset}{more}\nContent-Transfer-Encoding: {cte}\n\n".encode()
        + body
    )


def _multi(kind: str, *parts: bytes, mark: str = "----=_Part_1_28.1764321300") -> bytes:
    return (
        f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n'.encode()
        + b"".join(b"--" + mark.encode() + b"\n" + part.rstrip(b"\n") + b"\n" for part in parts)
        + f"--{mark}--\n".encode()
    )


def _lines(text: str, tag: str = "div") -> str:
    return "".join(f"<{tag}>{escape(line) or '<br>'}</{tag}>" for line in text.split("\n"))


def _around(text: str, quote: str) -> str:
    return text.replace("{>}", quote) if "{>}" in text else f"{text}\n\n{quote}" if quote else text


def _inner(rich: str) -> str:
    return re.sub(r"(?s)^.*?<body[^>]*>|</body>.*$", "", rich)


def _plain(name: str, lang: str, charset: str, text: str, answer: Answered | None) -> bytes:
    """Thunderbird, Roundcube, K-9 and other programs of plain text."""
    quote = f"{answer.introduced(THUNDERBIRD, lang)}\n{answer.quoted()}" if answer else ""
    if name == "gmx" and answer:
        head = "\n".join(f"{field}: {value}" for field, value in answer.headed(lang))
        quote = f"{head}\n{answer.plain}"
    if name == "proton" and answer:
        quote = (
            f"-------- Original Message --------\nOn Saturday, 11/28/26 at "
            f"10:15 {answer.who} <{answer.at}> wrote:\n\n{answer.quoted()}"
        )
    if name == "apple" and answer:
        quote = f"{answer.introduced(APPLE, lang)}\n\n{answer.quoted()}"
    return _part("plain", _around(text, quote), charset, flowed=name in {"thunderbird", "roundcube"})


def _gmail(_name: str, lang: str, charset: str, text: str, answer: Answered | None) -> bytes:
    said = answer.introduced(GMAIL, lang) if answer else ""
    quote = f"{said}\n\n{answer.quoted(74)}" if answer else ""
    rich = f'<div dir="ltr">{_lines(text.replace("{>}", ""))}</div>'
    if answer:
        rich += (
            '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
            f"{escape(said)}<br></div>"
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">'
            f"{_inner(answer.rich)}</blockquote></div>"
        )
    return _multi(
        "alternative",
        _part("plain", _around(text, quote), cte="base64"),
        _part("html", rich, cte="quoted-printable"),
        mark="000000000000a1b2c3064",
    )


def _ios(_name: str, lang: str, charset: str, text: str, answer: Answered | None) -> bytes:
    foot = FEET["ios"].get(lang, FEET["ios"]["en"])
    if not answer:
        return _part("plain", f"{text}\n\n{foot}", cte="base64")
    said = answer.introduced(APPLE, lang)
    quote = f"{foot}\n\n> {said}\n> \n{answer.quoted()}"
    rich = (
        f'<html><head><meta http-equiv="content-type" content="text/html; '
        f'charset=utf-8"></head><body dir="auto">{_lines(text)}'
        f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{foot}</div>'
        f'<div dir="ltr"><br><blockquote type="cite">'
        f'{escape(said)}<br><br></blockquote></div><blockquote type="cite">'
        f'<div dir="ltr">\ufeff{_inner(answer.rich)}</div></blockquote>'
        f"</body></html>"
    )
    return _multi(
        "alternative",
        _part("plain", f"{text}\n\n{quote}", cte="base64"),
        _part("html", rich),
        mark="Apple-Mail-5A1B",
    )


def _outlook(name: str, lang: str, charset: str, text: str, answer: Answered | None) -> bytes:
    foot = FEET["outlook-app"].get(lang, FEET["outlook-app"]["en"]) if name == "outlook-app" else ""
    typed = f"{text}\n\n{foot}" if foot else text
    if not answer:
        plain, rich = typed, _lines(typed, "p")
    else:
        heads = answer.headed(lang)
        rule = "_" * 32 + "\n" if foot else ""
        plain = (
            f"{typed}\n\n{rule}"
            + "\n".join(f"{field}: {value}" for field, value in heads)
            + f"\n\n{answer.plain}"
        )
        told = "<br>".join(f"<b>{field}:</b> {escape(value)}" for field, value in heads)
        rich = (
            f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><body '
            f'lang=RU><div class=WordSection1>{_lines(typed, "p class=MsoNormal")}'
            f"<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt "
            f"0cm 0cm 0cm'><p class=MsoNormal>{told}</p></div></div>"
            f"<p class=MsoNormal><o:p>&nbsp;</o:p></p>{_inner(answer.rich)}</div></body></html>"
        ).replace("</p class=MsoNormal>", "</p>")  # fmt: skip
    parts = _part("plain", plain, charset), _part("html", rich, charset)
    return _multi("alternative", *parts, mark="----=_NextPart_000_0012_01DC5FA1.7F3A2B10")


def _samsung(name: str, lang: str, charset: str, text: str, answer: Answered | None) -> bytes:
    typed = f"{text}\n\n\n{FEET['samsung'].get(lang, FEET['samsung']['en'])}"
    if answer:
        field = HEADERS.get(lang, HEADERS["en"])
        typed += (
            f"\n-------- {ORIGINAL.get(lang, ORIGINAL['en'])} --------\n{field[0]}: {answer.who} <{answer.at}> \n"
            f"{'Date' if lang == 'en' else 'Дата'}: 28.11.26  10:15  (GMT+05:00) "
            f"\n{field[2]}: {answer.to} \n{field[3]}: {answer.subject} \n\n"
        )
    rich = f'<html><body dir="auto">{_lines(typed)}{_inner(answer.rich) if answer else ""}</body></html>'
    plain = typed + (answer.plain if answer else "")
    return _multi(
        "alternative",
        _part("plain", plain, cte="base64"),
        _part("html", rich, cte="base64"),
        mark="--_com.samsung.android.email_1",
    )


def _mailru(name: str, lang: str, charset: str, text: str, answer: Answered | None) -> bytes:
    typed = text + (f"\n\n{FEET['mailru-app']['ru']}" if name == "mailru-app" else "")
    said = f"Суббота, 28 ноября 2026, 10:15 +05:00 от {answer.who} <{answer.at}>:" if answer else ""
    plain = f"\n{typed}\n \n>{said}\n>\n" + answer.quoted().replace("> ", ">") if answer else f"\n{typed}\n "
    rich = f"<HTML><BODY>{_lines(typed)}<div>&nbsp;</div>"
    if answer:
        rich += (
            '<blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">'
            f"{escape(said)}<br>&nbsp;<div><div>{_inner(answer.rich)}</div></div></blockquote>"
        )
    return _multi(
        "alternative",
        _part("plain", plain, cte="base64"),
        _part("html", rich + "</BODY></HTML>", cte="base64"),
        mark="--ALT--a1B2c3",
    )


def _yandex(name: str, lang: str, charset: str, text: str, answer: Answered | None) -> bytes:
    """HTML alone; the newest writes whom it was for and of what, too."""
    typed = text + (f"\n\n{FEET['yandex-app']['ru']}" if name == "yandex-app" else "")
    rich = _lines(typed)
    if answer and name == "yandex-new":
        rich += (
            f"<div>&nbsp;</div><div>----------------</div><div>Кому: {escape(answer.to)};</div>"
            f"<div>Тема: {escape(answer.subject)};</div><div>28.11.2026, 10:15, "
            f"&quot;{answer.who}&quot; &lt;{answer.at}&gt;:</div><blockquote>"
            f"{_inner(answer.rich)}</blockquote>"
        )
    elif answer:
        rich += (
            f'<div>&nbsp;</div><div>28.11.2026, 10:15, "{answer.who}" &lt;{answer.at}&gt;:</div>'
            f"<blockquote>{_inner(answer.rich)}</blockquote>"
        )
    return _part("html", rich, cte="base64")


_MADE: dict[str, Callable[[str, str, str, str, Answered | None], bytes]] = {
    "plain": _plain,
    "gmail": _gmail,
    "ios": _ios,
    "outlook": _outlook,
    "outlook-app": _outlook,
    "samsung": _samsung,
    "mailru": _mailru,
    "mailru-app": _mailru,
    "yandex": _yandex,
    "yandex-new": _yandex,
    "yandex-app": _yandex,
}

_DISCLAIMER = (
    "This e-mail and any attachments are confidential and may be privileged. If you are not the intended recipient,\n"
    "please notify the sender, delete it and do not copy or disclose its contents."
)


def _gate(content: bytes) -> bytes:
    """A gateway puts its notice before and below the text."""
    said = content.replace(
        b"\n\n", b"\n\nCAUTION: This email originated from outside of the organisation.\n\n", 1
    )
    return said.rstrip(b"\n") + f"\n\n{_DISCLAIMER}\n".encode()


def _smime(content: bytes) -> bytes:
    sign = (
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\n'
        b"Content-Transfer-Encoding: base64\nContent-Disposition: attachment; "
        b'filename="smime.p7s"\n\nMIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCABgkqhkiG9w0B\n'
    )
    return _multi(
        'signed; protocol="application/pkcs7-signature"; micalg=sha-256',
        content,
        sign,
        mark="------------ms0306",
    )


def _pgp(content: bytes) -> bytes:
    key = (
        b'Content-Type: application/pgp-keys; name="OpenPGP_0xAB.asc"\n'
        b'Content-Disposition: attachment; filename="OpenPGP_0xAB.asc"\n'
        b"\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxjMEZ\n-----END PGP "
        b"PUBLIC KEY BLOCK-----\n"
    )
    sign = (
        b'Content-Type: application/pgp-signature; name="OpenPGP_signature.asc"\n'
        b"Content-Description: OpenPGP digital signature\n\n-----BEGIN "
        b"PGP SIGNATURE-----\n\nwsB5BAABCAAjFiEE\n-----END PGP SIGNATURE-----\n"
    )
    return _multi(
        'signed; protocol="application/pgp-signature"; micalg=pgp-sha512',
        _multi("mixed", content, key, mark="------------inner"),
        sign,
        mark="------------outer",
    )


def _clear(content: bytes) -> bytes:
    """PGP armour about the text itself, as Enigmail and FairEmail write it."""
    head, _, body = content.partition(b"\n\n")
    return (
        head
        + b"\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
        + body.rstrip(b"\n")
        + b"\n-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCgAdFiEE\n=Ab1C\n-----END PGP SIGNATURE-----\n"
    )


def _card(content: bytes) -> bytes:
    card = (
        b'Content-Type: text/vcard; charset=utf-8; name="card.vcf"\nContent-Disposition: '
        b'attachment; filename="card.vcf"\n\nBEGIN:VCARD\nVERSION:4.0\n'
        b"FN:Somebody Else\nEND:VCARD\n"
    )
    logo = (
        b'Content-Type: image/png; name="image001.png"\nContent-Transfer-Encoding: '
        b"base64\nContent-ID: <image001.png@01DC>\n\niVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ\n"
    )
    return _multi("mixed", content, card, logo, mark="_004_card")


_GATES: dict[str, Callable[[bytes], bytes]] = {
    "gate": _gate,
    "smime": _smime,
    "pgp": _pgp,
    "clear": _clear,
    "card": _card,
}
