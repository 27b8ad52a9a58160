"""Whether mail of ours can leave, arrive and be believed: the server, and what the DNS says about our domain."""

import imaplib
import re
import secrets
import smtplib
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from imap_tools.errors import ImapToolsError

from petition.core.checks import CheckFailed, texts, why
from petition.core.settings import settings
from petition.mail.inbound import imap
from petition.mail.out import dkim, transport


def server() -> str:
    """The mail server answers and lets us in; mail to a folder needs none."""
    if folder := settings().mail_folder:
        return f"emails are written to {folder}, none is sent"
    host = urlsplit(settings().mail_url).hostname
    try:
        is_private = transport.try_out(settings().mail_url)
    except smtplib.SMTPAuthenticationError as error:
        raise CheckFailed(
            f"{host} refuses the name or the password ({error.smtp_code}): look at MAIL_URL"
        ) from None
    except smtplib.SMTPResponseException as error:
        raise CheckFailed(f"{host} refuses us ({error.smtp_code}): look at MAIL_URL") from None
    except (smtplib.SMTPException, OSError) as error:
        raise CheckFailed(f"{host} cannot be spoken to ({why(error)}): look at MAIL_URL") from None
    return f"{host} answers, {'with' if is_private else 'without'} TLS"


def send_test(to: str, now: datetime) -> str:
    """Send one email, signed as all are, to an address."""
    ref, mail_from = secrets.token_hex(16), settings().mail_from
    domain = mail_from.rpartition("@")[2]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Date"] = mail_from, to, now
    mail["Subject"], mail["Message-ID"] = f"Test of {settings().public_url}", f"<{ref}@{domain}>"
    mail.set_content("This is a test. Look into the headers for spf=pass, dkim=pass and dmarc=pass.\n")
    content = dkim.signed(
        mail.as_bytes().replace(b"\n", b"\r\n"), dkim.keys(settings().dkim), domain=domain, now=now
    )
    try:
        with transport.opened(settings().mail_url) as way:
            way.send(transport.Envelope(ref, settings().mail_bounces or mail_from, to, content))
    except (transport.MailRefused, transport.NotNow) as error:
        raise CheckFailed(f"the test was not taken ({error.code}): look at MAIL_URL and MAIL_FROM") from None
    return "the test was handed over: look whether it arrives, and not as spam"


def mailbox() -> str:
    """The mailbox that messages are fetched from can be opened, and none waits there for a person."""
    host = urlsplit(settings().imap_url).hostname
    try:
        failed = imap.failed(settings().imap_url)
    except (ImapToolsError, imaplib.IMAP4.error):
        raise CheckFailed(f"{host} refuses the name, the password or the folder: look at IMAP_URL") from None
    except OSError as error:
        raise CheckFailed(f"{host} cannot be spoken to ({why(error)}): look at IMAP_URL") from None
    if failed:
        raise CheckFailed(
            f"{failed} messages could not be read: look into its folder {imap.FAILED}, and move them back once it is mended"
        )
    return f"{host} lets us in"


def spf() -> str:
    """One SPF record says who sends for the domain that mail comes back to (RFC 7208, 3 and 4.5)."""
    domain = (settings().mail_bounces or settings().mail_from).rpartition("@")[2]
    found = [each for each in texts(domain, settings().dns_server) if re.match(r"v=spf1( |$)", each)]
    if not found:
        raise CheckFailed(
            f'{domain} has no SPF record: publish TXT "v=spf1 … -all" that names the mail server'
        )
    if len(found) > 1:
        raise CheckFailed(f"{domain} has {len(found)} SPF records, of which none counts: leave one")
    if re.search(r" \+?all$", found[0]):
        raise CheckFailed(f"the SPF record of {domain} lets anybody send: end it with -all")
    return f"{domain} says {found[0]}"


def dkim_records() -> str:
    """Each key that signs mail has its record, with its public half (RFC 6376, 3.6.1)."""
    domain = settings().mail_from.rpartition("@")[2]
    keys = dkim.keys(settings().dkim)
    for key in keys:
        name = f"{key.selector}._domainkey.{domain}"
        found = texts(name, settings().dns_server)
        if not found:
            raise CheckFailed(f"{name} has no record: publish what flask mail keys prints")
        if _public(key.record) not in {_public(each) for each in found}:
            raise CheckFailed(
                f"the record of {name} is not that of the key that signs: publish what flask mail keys prints"
            )
    return (
        f"{len(keys)} keys stand in the DNS" if keys else "emails are not signed here: the mail server must"
    )


def dmarc() -> str:
    """The domain, or one above it, says what becomes of mail that is not signed (RFC 7489, 6.6.3)."""
    domain = settings().mail_from.rpartition("@")[2]
    labels = domain.split(".")
    for nth in range(len(labels) - 1):
        name = "_dmarc." + ".".join(labels[nth:])
        for found in texts(name, settings().dns_server):
            if found.startswith("v=DMARC1"):
                return f"{name} says {found}"
    raise CheckFailed(
        f'{domain} has no DMARC record: publish TXT of _dmarc.{domain}, "v=DMARC1; p=none" to begin with'
    )


def _public(record: str) -> str:
    tags = dict(re.findall(r"\s*(\w+)\s*=\s*([^;]*)", record))
    return re.sub(r"\s", "", tags.get("p", ""))
