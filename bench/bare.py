"""A bare Debian that is booted with its own systemd, and what is around it, for trials of a whole set-up.

What stands in for the world: Pebble for Let's Encrypt, a mail server with TLS that keeps what it is given, and one without
that a mail server of the machine's own hands on to, a provider of OpenID Connect that says of itself what it must, a bare
repository for git.example.org, /etc/hosts for the DNS. What apt asks is answered with "yes".
"""

import argparse
import json
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import AuthResult  # noqa: E402

from bench.visitors import NAME, PATIENCE, until  # noqa: E402

AS_AN_OPERATOR = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "DEBIAN_FRONTEND": "noninteractive",
}
NSPAWN = ["systemd-nspawn", "-q", "--register=no", "--keep-unit", "-D"]
AROUND = {
    "etc/hosts": f"127.0.0.1 localhost {NAME} mail.example.org id.example.org\n",
    "etc/apt/apt.conf.d/yes": 'APT::Get::Assume-Yes "true";\n',
    "etc/gitconfig": '[url "file:///srv/petition.git"]\n\tinsteadOf = https://git.example.org/petition.git\n'
    "[safe]\n\tdirectory = *\n",
    "root/.config/letsencrypt/cli.ini": "server = https://127.0.0.1:14000/dir\nno-verify-ssl = true\nagree-tos = true\n"
    "register-unsafely-without-email = true\n",
    "srv/pebble.json": '{"pebble": {"listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000", '
    '"certificate": "/srv/cert", "privateKey": "/srv/key", "httpPort": 80, "tlsPort": 443}}',
}


def blocks(document: str, heading: str) -> list[str]:
    """The commands that stand under a heading of a document, block by block."""
    text = (ROOT / "docs" / document).read_text()
    part = re.split(r"^## ", text.partition(f"\n## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", part, re.MULTILINE)
    return [re.sub(r"^    ", "", each, flags=re.MULTILINE).strip() for each in found]


def block(document: str, heading: str, word: str) -> str:
    """The one block under a heading that has a word in it."""
    (found,) = [each for each in blocks(document, heading) if word in each]
    return found


class Machine:
    """A Debian that has been booted; what is run in it is printed with its seconds."""

    def __init__(self, root: Path, folder: Path, mails: "Mailboxes") -> None:
        self.root, self.mails, self.begun, self.where, self.leader = root, mails, time.monotonic(), "/root", 0
        command = [*NSPAWN, root, "-b", "--console=pipe"]
        with (folder / "boot.log").open("w") as log:
            self.boot = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until(self._is_up)

    def _is_up(self) -> bool:
        look = ["pgrep", "-P", str(self.boot.pid), "systemd"]
        found = subprocess.run(look, capture_output=True, text=True, check=False).stdout.split()
        self.leader = int(found[0]) if found else 0
        asked = ["systemctl", "is-system-running"]
        return bool(found) and self._in(asked).stdout.strip() in {"running", "degraded"}

    def _in(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        enter = (
            f"nsenter --target={self.leader} --mount --pid --ipc --uts --cgroup --wdns={self.where} env -i"
        )
        words = [*enter.split(), *(f"{name}={value}" for name, value in AS_AN_OPERATOR.items()), *command]
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def run(self, command: str) -> str:
        """Run what a document says, in a shell; what it printed. Ends the trial where it fails."""
        begun = time.monotonic()
        done = self._in(["bash", "-ec", command])
        said = (done.stdout + done.stderr).strip()
        lines = ["$ " + command.replace("\n", "\n      "), *said.splitlines()[-40:]]
        print("\n".join(f"    {line}" for line in lines))
        self.told(f"{time.monotonic() - begun:.1f} s")
        if done.returncode:
            print(self._in(["journalctl", "-n", "30", "--no-pager"]).stdout)
            sys.exit("It stumbles here.")
        return said

    def refuses(self, command: str, why: str) -> None:
        """Run what an operator in a hurry runs; it is refused, with words of ours that say why."""
        done = self._in(["bash", "-c", command])
        said = (done.stdout + done.stderr).strip()
        self.told(f"$ {command}\n    {said.splitlines()[-1] if said else ''}")
        if not done.returncode or not re.search(why, said) or "Traceback" in said:
            sys.exit(f"It was to be refused with: {why}\n{said}")

    def told(self, words: str) -> None:
        """Say something, after how many seconds."""
        print(f"{time.monotonic() - self.begun:7.1f} s  {words}", flush=True)

    def end(self) -> None:
        """Switch it off."""
        self.boot.terminate()
        self.boot.wait(PATIENCE)


@contextmanager
def world(folder: Path, asked: argparse.Namespace) -> Iterator[Machine]:
    """The bare Debian, and what is around it."""
    root = folder / "root"
    done("cp", "-a", asked.base, root)
    certificate(root / "srv", "mail.example.org", "id.example.org")
    trusted = root / "usr/local/share/ca-certificates"
    shutil.copy(root / "srv/cert", trusted / "mail.crt")
    for each in asked.ca.glob("*.crt") if asked.ca else []:
        shutil.copy(each, trusted)
    if asked.pip_conf:
        shutil.copy(asked.pip_conf, root / "etc/pip.conf")
    done("git", "clone", "-q", "--bare", ROOT, root / "srv/petition.git")
    point(root, asked.old or "HEAD")
    shutil.copy(shutil.which("pebble") or sys.exit("pebble is not installed"), root / "usr/local/bin/pebble")
    for name, text in AROUND.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    done(*NSPAWN, root, "update-ca-certificates")
    mails, signs_in = Mailboxes(root / "srv"), provider(root / "srv")
    machine = Machine(root, folder, mails)
    try:
        machine.run("systemd-run -q --setenv=PEBBLE_VA_NOSLEEP=1 pebble -config /srv/pebble.json")
        yield machine
    finally:
        mails.end()
        signs_in.shutdown()
        machine.end()


def certificate(folder: Path, *hosts: str) -> None:
    """A certificate of one's own and its key, as files that everybody may read."""
    made = ["-keyout", folder / "key", "-out", folder / "cert", "-subj", f"/CN={hosts[0]}"]
    names = f"subjectAltName={','.join(f'DNS:{each}' for each in hosts)},IP:127.0.0.1"
    done("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", *made, "-addext", names)
    (folder / "key").chmod(0o644)


def done(*command: str | Path) -> str:
    """Run a command of this machine; what it printed."""
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def point(root: Path, commit: str) -> None:
    """Let the repository that is cloned be at a commit."""
    git = ["git", "-C", str(root / "srv/petition.git")]
    done(*git, "update-ref", "refs/heads/main", done("git", "rev-parse", commit))
    done(*git, "symbolic-ref", "HEAD", "refs/heads/main")


class Mailboxes:
    """The mail server mail.example.org: TLS, a name and a password, every mail kept."""

    def __init__(self, folder: Path) -> None:
        self.kept: list[tuple[str, str]] = []
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "cert", folder / "key")
        self.server = Controller(
            self,
            "127.0.0.1",
            465,
            ssl_context=context,
            authenticator=self._knows,
            auth_required=True,
            auth_require_tls=False,
        )
        self.plain = Controller(self, "127.0.0.1", 2525, server_hostname="mail.example.org")
        for each in (self.server, self.plain):
            each.start()

    @staticmethod
    def _knows(
        _server: object, _session: object, _envelope: object, _mechanism: str, given: object
    ) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"name", b"password"))  # type: ignore[attr-defined]

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        """Keep a mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[attr-defined]
        self.kept.append((envelope.rcpt_tos[0], mail.get_body(("plain",)).get_content()))  # type: ignore[attr-defined]
        return "250 OK"

    def link(self, to: str, way: str) -> str:
        """The path of a link in a mail to somebody, once it is there."""
        pattern = rf"https://{NAME}(/{way}/\S+)"
        until(lambda: any(each == to and re.search(pattern, text) for each, text in self.kept))
        return next(
            found[1]
            for each, text in reversed(self.kept)
            if each == to and (found := re.search(pattern, text))
        )

    def end(self) -> None:
        """Take no more."""
        for each in (self.server, self.plain):
            each.stop()


class Provider(BaseHTTPRequestHandler):
    """What a provider of OpenID Connect says of itself (Discovery 1.0, 4)."""

    issuer = "https://id.example.org:8443/realms/friends"

    def do_GET(self) -> None:
        """Say it."""
        ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        said = {"issuer": self.issuer} | {each: f"{self.issuer}/{each}" for each in ends}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing of it."""


def provider(folder: Path) -> HTTPServer:
    """Run it, with the certificate in a folder."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert", folder / "key")
    server = HTTPServer(("127.0.0.1", 8443), Provider)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
