"""The commands of whoever runs the service: how it is set up, and whether all is well."""

import base64
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from petition import data_key, doctor
from petition.commands.common import in_one_line, refusals, refuse, refuse_wrong_key
from petition.core import clock, text, vault
from petition.core.db import db
from petition.core.settings import settings
from petition.mail.out import dkim

keys = AppGroup("keys", help="SECRET_KEY and DATA_KEY: other ones in their place.")
mail = AppGroup("mail", help="Email: the keys it is signed with.")


@click.command("settings")
@in_one_line
def show_settings() -> None:
    """Print every setting: its value (secrets masked), where it came from, and what it is; exit 1 for a wrong DATA_KEY."""
    for each in settings().told:
        click.echo(str(each))
    if not settings().unkept_keys:
        refuse_wrong_key()


@click.command("doctor")
@click.option("--send-to", default="", metavar="ADDRESS", help="Send a test email to this address.")
@in_one_line
def examine(send_to: str) -> None:
    """Check the database, keys, clock, disk, worker, email, DNS and public address: a line each; exit 1 if one fails."""
    failed, send_to = False, send_to and text.mailbox(send_to, may_be_test=True)
    for each in doctor.examine(clock.now(), send_to):
        click.echo(str(each))
        failed = failed or each.outcome == "FAULT"
    sys.exit(1 if failed else 0)


@keys.command("new")
@refusals
def new_data_key() -> None:
    """Print a DATA_KEY to follow the present one, with the same keyed hashes; changes nothing."""
    if settings().data_key_old:
        refuse(
            "DATA_KEY_OLD is set: a key is being changed already, and a third one would open nothing of what the first "
            "encrypted. Go on with flask keys rotate; once it says 0 take DATA_KEY_OLD away."
        )
    click.echo(base64.b64encode(vault.successor(settings().data_key)).decode())


@keys.command("rotate")
@refusals
def rotate_data_key() -> None:
    """Encrypt by DATA_KEY what DATA_KEY_OLD encrypted, while people sign; killed, it goes on where it was."""
    if not settings().data_key_old:
        refuse("DATA_KEY_OLD must be set: it is the key until now, and DATA_KEY what flask keys new printed.")
    anew = unreadable = 0
    for step in data_key.seal_anew():
        db.session.commit()
        anew, unreadable = anew + step.anew, unreadable + step.unreadable
    click.echo(f"{anew} values encrypted anew.")
    if unreadable:
        refuse(
            f"{unreadable} values are opened by neither key: they were unreadable before, or by another key."
        )
    click.echo(
        "Run it again once every process has both keys, until it says 0."
        if anew
        else "Nothing is left by DATA_KEY_OLD: take it away and restart."
    )


@mail.command("keys")
@click.option("--selector", required=True, help="A name for them in the DNS, such as s2026.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Where they are kept; those that are there are not replaced.",
)
@refusals
def make_mail_keys(selector: str, folder: Path) -> None:
    """Make keys to sign emails with (DKIM), and print the settings and the DNS records that go with them."""
    domain = settings().mail_from.rpartition("@")[2]
    try:
        made = dkim.kept(folder.absolute(), selector)
    except ValueError as error:
        refuse(str(error))
    for name, (key, path) in zip(("DKIM", "DKIM_ED25519"), made, strict=True):
        click.echo(f"{name}_SELECTOR={key.selector}\n{name}_KEY={path}")
    click.echo()
    for key, _path in made:
        parts = [
            key.record[nth : nth + 250] for nth in range(0, len(key.record), 250)
        ]  # RFC 1035: 255 at most
        click.echo(f"{key.selector}._domainkey.{domain}. TXT " + " ".join(f'"{part}"' for part in parts))
    comes_back = (settings().mail_bounces or settings().mail_from).rpartition("@")[2]
    click.echo(
        f'{comes_back}. TXT "v=spf1 ... -all" (for ... what names the server of MAIL_URL: docs/mail.md)'
    )
    click.echo(f'_dmarc.{domain}. TXT "v=DMARC1; p=none; adkim=s"')
