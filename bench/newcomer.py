"""A new operator's way through docs/deploy.md and docs/operating.md on a bare Debian, with a stopwatch.

    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates,iproute2 bookworm /tmp/bare
    python bench/newcomer.py /tmp/bare [--from 068a087] [--ca FOLDER] [--pip-conf FILE]

As root. Boots a copy of that root with its own systemd (systemd-nspawn), and runs in it what the documents say, word for
word, from their blocks: from `git clone` to the first signature confirmed behind nginx and PostgreSQL, a backup, the restore
drill, both keys rotated. With --from the clone is at that commit; a crowd reads and signs while it is upgraded to the
present one, and lost requests are counted. What stands in for the world: Pebble for Let's Encrypt, a mail server with TLS
that keeps what it is given, a bare repository for git.example.org, /etc/hosts for the DNS. What apt asks is answered with
"yes". Ports 80, 443, 465 and 8000 must be free: run it in a network namespace of its own (nsenter --net=...). Needs
systemd-nspawn, pebble, age and openssl of Debian. Exits 1 at the first thing that stumbles.
"""

import argparse
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import AuthResult  # noqa: E402

from bench.upgrades import SLUG  # noqa: E402
from bench.visitors import NAME, PATIENCE, Behind, Site, until  # noqa: E402

LETTER = "petition/desk/sample_letter/en.md"
AS_AN_OPERATOR = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "DEBIAN_FRONTEND": "noninteractive",
}
NSPAWN = ["systemd-nspawn", "-q", "--register=no", "--keep-unit", "-D"]
AROUND = {
    "etc/hosts": f"127.0.0.1 localhost {NAME} mail.example.org\n",
    "etc/apt/apt.conf.d/yes": 'APT::Get::Assume-Yes "true";\n',
    "etc/gitconfig": '[url "file:///srv/petition.git"]\n\tinsteadOf = https://git.example.org/petition.git\n'
    "[safe]\n\tdirectory = *\n",
    "root/.config/letsencrypt/cli.ini": "server = https://127.0.0.1:14000/dir\nno-verify-ssl = true\nagree-tos = true\n"
    "register-unsafely-without-email = true\n",
    "srv/pebble.json": '{"pebble": {"listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000", '
    '"certificate": "/srv/cert", "privateKey": "/srv/key", "httpPort": 80, "tlsPort": 443}}',
}


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("base", type=Path)
    options.add_argument("--from", dest="old", default="", help="install this commit, and upgrade it")
    options.add_argument("--ca", type=Path, help="a folder of certificates that this machine's packages need")
    options.add_argument("--pip-conf", type=Path)
    asked = options.parse_args()
    with TemporaryDirectory(prefix="newcomer-") as folder, world(Path(folder), asked) as machine:
        begun = time.monotonic()
        site = installed(machine)
        first = site.signs("first")
        machine.told(f"from nothing to the first confirmed signature: {time.monotonic() - begun:.0f} s")
        if asked.old:
            upgraded(machine, site)
        else:
            backed_up(machine, site)
            other_keys(machine, site, first)
            the_rest(machine, site)
        machine.run("petition doctor || true")
        units = "petition-web petition-worker petition-receive petition-backup"
        machine.run(f"for each in {units}; do systemd-analyze security $each --no-pager | tail -1; done")
        machine.run("journalctl -p err -u 'petition-*' --no-pager")


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
            sys.exit("It stumbles here.")
        return said

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
    certificate(root / "srv", "mail.example.org")
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
    mails = Mailboxes(root / "srv")
    machine = Machine(root, folder, mails)
    try:
        machine.run("systemd-run -q --setenv=PEBBLE_VA_NOSLEEP=1 pebble -config /srv/pebble.json")
        yield machine
    finally:
        mails.end()
        machine.end()


def certificate(folder: Path, name: str) -> None:
    """A certificate of one's own and its key, as files that everybody may read."""
    made = ["-keyout", folder / "key", "-out", folder / "cert", "-subj", f"/CN={name}"]
    names = f"subjectAltName=DNS:{name},IP:127.0.0.1"
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
        self.server.start()

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
        self.server.stop()


def installed(machine: Machine) -> Site:
    """The section "In ten minutes, on Debian", with what the README says of the first appeal."""
    heading = "In ten minutes, on Debian"
    packages, clone, *rest = block("deploy.md", heading, "git clone").splitlines()
    machine.run(packages)
    machine.run(clone)
    machine.where = "/root/petition"
    machine.told("the clone is here")
    said = machine.run("\n".join(rest))
    machine.told("the installer is done")
    machine.run(block("deploy.md", heading, "apt install nginx").replace("YOUR.NAME", NAME))
    site = Site(machine)
    root = "https://127.0.0.1:15000/roots/0"
    unverified = "context=ssl._create_unverified_context()"
    asking = f"import ssl, urllib.request as r; print(r.urlopen('{root}', {unverified}).read().decode())"
    site.context.load_verify_locations(cadata=machine.run(f'python3 -c "{asking}"'))
    link = re.search(rf"https://{NAME}(/desk/enter/\S+)", said)
    assert link, said
    until(site.is_up)
    machine.told("the service answers behind the web server")
    assert site.ask("POST", link[1])[0] == 303, "the first organiser cannot come in"
    machine.run(f"install -m 644 {LETTER} /tmp/letter.md\n"
                f"petition appeal import /tmp/letter.md --slug {SLUG} --team 'Friends of the Well' "
                '--deadline "2027-01-19 16:00" --zone Asia/Almaty --publish --accept-doubtful')  # fmt: skip
    return site


def backed_up(machine: Machine, site: Site) -> None:
    """A backup by the timer's service, and the drill: who left after it stays away, who signed after it is not there."""
    made = done("age-keygen")
    (key,) = re.findall("age1[a-z0-9]+", made)
    leaves = site.signs("second")
    machine.run(
        f"sed -i 's/^BACKUP_RECIPIENT=.*/BACKUP_RECIPIENT=\"{key}\"/' /etc/petition/petition.env\ndeploy/install"
    )
    machine.run("systemctl start petition-backup")
    file = machine.run("ls /var/lib/petition/backups/*.age").split()[-1]
    site.press(leaves, "withdraw")
    site.signs("third")
    (machine.root / "root/petition/key.txt").write_text(made)
    drill = block("deploy.md", "Backups", "petition restore").replace(
        "petition-2026-12-01T031000Z.age", Path(file).name
    )
    machine.run(drill)
    until(site.is_up)
    machine.told("the restored service answers")
    until(lambda: site.names() == {"Aru First"})
    machine.told(f"restored: {site.names()}; the second withdrew after the backup, the third signed after it")


def other_keys(machine: Machine, site: Site, first: str) -> None:
    """Both keys rotated, and a link from before read."""
    for word in ("SECRET_KEY_OLD_UNTIL", "keys rotate"):
        said = machine.run(block("operating.md", "Other keys", word))
        until(lambda: site.ask("GET", first)[0] == 200)
        machine.told("a link signed before is read")
    assert "\n0 values" in said, "not all was encrypted anew"
    site.signs("fourth")


def the_rest(machine: Machine, site: Site) -> None:
    """What else the documents tell an operator of this machine to run."""
    machine.run(
        "deploy/install --help; petition settings; petition organiser list; journalctl -u 'petition-*' --no-pager | tail -3"
    )
    machine.run("petition mail keys --selector s2026 --folder /var/lib/petition/dkim")
    machine.run(
        "petition backup /var/lib/petition/plain; petition work --trust-clock --once; petition restore --replay"
    )
    kept = block("deploy.md", "Erased is erased", "wal_recycle")
    told = "\n".join(re.findall(r"^\w+ = \S+", kept, re.MULTILINE))
    machine.run(f"echo '{told}' > /etc/postgresql/15/main/conf.d/petition.conf; systemctl restart postgresql")
    for statement in (
        "VACUUM (FULL) signatures",
        "SELECT pg_switch_wal(); CHECKPOINT;",
        "ALTER ROLE petition SET jit = off",
    ):
        machine.run(f'cd / && runuser -u postgres -- psql -Xtc "{statement}" petition')
    machine.run(block("operating.md", "Further languages", "pybabel init"))
    more = f"SIGN_ADDRESS=sign@{NAME}\nMETRICS=127.0.0.1:9100\nTRANSLATIONS=/srv/translations\nLANGUAGES=uk,kk,ru,en"
    machine.run(
        f"echo '{more}' >> /etc/petition/petition.env; systemctl restart petition-web petition-worker"
    )
    machine.run("systemctl enable --now petition-receive")
    until(lambda: 'lang="uk"' in site.ask("GET", "/?lang=uk")[1])
    asks = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:9100/metrics').read().decode())"
    machine.run(f'until python3 -c "{asks}" 2>/dev/null | grep petition_messages; do sleep 1; done')


def upgraded(machine: Machine, site: Site) -> None:
    """The section "Upgrades", while people read and sign; no request is lost, and who was thanked is there."""
    crowd = Behind(site)
    crowd.begin()
    crowd.wait(200)
    point(machine.root, "HEAD")
    try:
        machine.run(
            block("deploy.md", "Upgrades", "git pull")
            .replace("cd petition && ", "")
            .replace("systemctl start petition-backup\n", "")
        )
        until(lambda: site.ask("GET", "/readyz")[0] == 200)
        crowd.wait(crowd.answers.total() + 200)
    finally:
        crowd.end()
    count = "SELECT count(*) FROM signatures WHERE state IN ('pending', 'held')"
    there = machine.run(f'cd / && runuser -u postgres -- psql -XtAc "{count}" petition')
    machine.told(f"{crowd.told()}; {len(crowd.thanked)} were thanked, {there} wait in the database")
    if crowd.lost() or int(there) < len(crowd.thanked):
        sys.exit("Requests were lost.")


if __name__ == "__main__":
    main()
