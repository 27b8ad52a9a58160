"""What is random in an answer or a mail, under the kind of name it is given."""

import re
from email.message import EmailMessage

from werkzeug.test import TestResponse

RANDOM = {
    "TOKEN": r"(\.?[\w-]+\.[\w-]{6}\.[\w-]{27,})",
    "HEX": r"\b([0-9a-f]{32,64})\b",
    "REF": r"(?:/list/|/signatories/|/messages/|name=\"held\"\s+value=\")([\w-]{16})(?![\w-])",
    "CODE": r"(?<![\w-])((?=[A-Z]*[0-9]|[0-9]*[A-Z])[A-Z0-9]{4}-[A-Z0-9]{4})(?![\w-])",
    "REPLY": r"\+[\w-]+\.([a-z0-9]{8})@",
    "FINGERPRINT": r"/static/[\w./-]+\?v?=?([\w-]+)",
}
_SECONDS = re.compile(r"(?<=:\d\d):\d\d")  # some are written by a process whose clock goes on


def stable(text: str) -> str:
    """The text with each random part under its name, the first of a kind being number 1."""
    for kind, pattern in RANDOM.items():
        for nth, found in enumerate(dict.fromkeys(re.findall(pattern, text)), 1):
            text = text.replace(found, f"{kind}-{nth}")
    return text


def shown(answer: TestResponse) -> bytes:
    """An answer as it is kept: status, the headers that say something to a reader, the body."""
    names = (
        "Location",
        "Content-Type",
        "Content-Language",
        "Content-Disposition",
        "Cache-Control",
        "Retry-After",
    )
    head = [answer.status, *(f"{name}: {answer.headers[name]}" for name in names if name in answer.headers)]
    head += [f"Set-Cookie: {each.split('=')[0]}" for each in answer.headers.getlist("Set-Cookie")]
    if is_text(answer):
        return stable("\n".join([*head, "", answer.text])).encode()
    return answer.data


def is_text(answer: TestResponse) -> bool:
    return answer.mimetype.startswith("text/") or answer.mimetype.endswith(("json", "xml"))


def mail_shown(mail: EmailMessage) -> str:
    """A mail with its parts decoded, so that no random part is broken over two lines."""
    head = [f"{name}: {_SECONDS.sub('', value) if name == 'Date' else value}" for name, value in mail.items()]
    parts = [
        "\n".join([*(f"{name}: {value}" for name, value in part.items()), "", part.get_content()])
        for part in mail.walk()
        if not part.is_multipart()
    ]
    return stable("\n\n----\n".join(["\n".join(head), *parts]))
