"""Bring compose.yaml up by the words of docs/deploy.md ("In containers"), sign, back up, restore, upgrade under load.

    debootstrap --variant=minbase --include=ca-certificates,iproute2 bookworm /tmp/bare
    python bench/containers.py /tmp/bare [--ca FOLDER] [--pip-conf FILE]

As root, with a Docker daemon (apt install docker.io) and Compose 2.23.1 or newer, where no registry of images is reached:
for Python, PostgreSQL, nginx and Caddy stand images of Debian's packages under the names of the real ones, unless those are
there; for Let's Encrypt Pebble (apt install pebble), and a mail server that keeps what it is given. All else is the file as
it is. Ports 80 and 443 must be free. Prints each step with its seconds; exits 1 at the first that fails, or where a request
is lost.
"""

import argparse
import re
import shutil
import subprocess
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.bare import blocks, certificate, done  # noqa: E402
from bench.newcomer import LETTER  # noqa: E402
from bench.upgrades import SLUG  # noqa: E402
from bench.visitors import NAME, Behind, Site, until  # noqa: E402

APT = "RUN apt-get update && apt-get install -y --no-install-recommends"
IMAGES = {
    "docker.io/library/python:3.11-slim-bookworm": f"{APT} python3 python3-venv python-is-python3",
    # as much of the official image's entrypoint as is asked of it: a cluster with a user, a password and a database
    "docker.io/library/postgres:15-bookworm": f"""{APT} postgresql-15
ENV PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/data
COPY start-postgres /usr/local/bin/
CMD ["sh", "/usr/local/bin/start-postgres"]""",
    # the official one writes below /var/cache/nginx, and its logs to the terminal
    "docker.io/library/nginx:1.26-bookworm": f"""{APT} nginx-light
RUN rm -r /etc/nginx/sites-enabled/default /var/lib/nginx && ln -s /var/cache/nginx /var/lib/nginx \\
 && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
CMD ["nginx", "-g", "daemon off;"]""",
    "docker.io/library/caddy:2": f"""{APT} caddy
ENV XDG_DATA_HOME=/data XDG_CONFIG_HOME=/config
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]""",
    "acme": "COPY pebble /usr/local/bin/",
}
POSTGRES = """set -e
install -d -o postgres -m 700 "$PGDATA" && install -d -o postgres /run/postgresql
as() { runuser -u postgres -- "$@"; }
if [ ! -e "$PGDATA/PG_VERSION" ]; then
  install -o postgres -m 400 "$POSTGRES_PASSWORD_FILE" /tmp/password
  as initdb -D "$PGDATA" -E UTF8 -U "$POSTGRES_USER" --pwfile=/tmp/password -A scram-sha-256 --auth-local=trust
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  as pg_ctl -w -D "$PGDATA" -o "-c listen_addresses=''" start
  as createdb -U "$POSTGRES_USER" "$POSTGRES_DB"
  as pg_ctl -w -D "$PGDATA" stop
fi
exec runuser -u postgres -- postgres -D "$PGDATA" -c listen_addresses='*'
"""
MAIL = """import time
from aiosmtpd.controller import Controller

class Keep:
    async def handle_DATA(self, _server, _session, envelope):
        open(f"/world/mails/{time.time_ns()}.eml", "wb").write(envelope.content)
        return "250 OK"

Controller(Keep(), "0.0.0.0", 2525).start()
while True:
    time.sleep(60)
"""
PEBBLE = """{"pebble": {"listenAddress": "0.0.0.0:14000", "managementListenAddress": "0.0.0.0:15000",
"certificate": "/world/cert", "privateKey": "/world/key", "httpPort": 80, "tlsPort": 443}}"""
AROUND = """services:
  acme:
    image: acme
    command: [pebble, -config, /world/pebble.json]
    environment: {PEBBLE_VA_NOSLEEP: "1"}
    volumes: ["WORLD:/world:ro"]
  mail:
    image: petition
    command: [python, /world/mail.py]
    user: root
    volumes: ["WORLD:/world"]
    healthcheck: {disable: true}
  caddy:
    volumes: ["WORLD:/world:ro"]
    networks: {default: {aliases: [appeals.example.org]}}
configs:
  caddy:
    content: |
"""


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("base", type=Path)
    options.add_argument("--ca", type=Path, help="a folder of certificates that this machine's packages need")
    options.add_argument("--pip-conf", type=Path)
    asked = options.parse_args()
    with TemporaryDirectory(prefix="containers-") as name:
        trial = Trial(Path(name))
        try:
            images(trial, asked)
            around(trial.folder)
            used(trial)
        finally:
            trial.run("cd deploy && docker compose --profile receive down -v --remove-orphans")


class Trial:
    """What is run is printed with its seconds, as in a checkout of one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.begun, self.where = folder, time.monotonic(), folder / "petition"
        self.mails = Mails(folder)
        done("git", "clone", "-q", ROOT, self.where)

    def run(self, command: str, told: bytes = b"") -> str:
        """Run it in a shell; what it printed."""
        begun = time.monotonic()
        files = f"export COMPOSE_PROGRESS=quiet COMPOSE_FILE=compose.yaml:{self.folder}/around.yaml"
        words = ["bash", "-ec", f"exec 2>&1; {files}\n{command}"]
        ended = subprocess.run(words, cwd=self.where, input=told, stdout=subprocess.PIPE, check=False)
        said = ended.stdout.decode().strip()
        self.told(f"{time.monotonic() - begun:.1f} s  $ {command}\n" + "\n".join(said.splitlines()[-12:]))
        if ended.returncode:
            raise SystemExit("It stumbles here.")
        return said

    def told(self, words: str) -> None:
        """Say something, after how many seconds."""
        print(
            f"{time.monotonic() - self.begun:7.1f} s  " + words.strip().replace("\n", "\n           "),
            flush=True,
        )


def images(trial: Trial, asked: argparse.Namespace) -> None:
    """Stand-ins for the images that the file names, where those are not there."""
    context = trial.folder / "images"
    context.mkdir()
    (context / "start-postgres").write_text(POSTGRES)
    shutil.copy(shutil.which("pebble") or sys.exit("pebble is not installed"), context)
    for each in asked.ca.glob("*.crt") if asked.ca else []:
        shutil.copy(each, context)
    shutil.copy(asked.pip_conf or "/dev/null", context / "pip.conf")
    (context / "none.crt").touch()
    trial.run(f"tar -C {asked.base} -c . | docker import - bare")
    for name, steps in IMAGES.items():
        begins = "FROM bare\nCOPY *.crt /usr/local/share/ca-certificates/\nCOPY pip.conf /etc/\nRUN update-ca-certificates\n"
        (context / "Containerfile").write_text(begins + steps)
        trial.run(
            f"docker image inspect {name} >/dev/null 2>&1 || docker build -q -t {name} -f {context}/Containerfile {context}"
        )


def around(folder: Path) -> None:
    """What stands around the service, beside the file as it is."""
    (folder / "mails").mkdir()
    for name, text in (("pebble.json", PEBBLE), ("mail.py", MAIL)):
        (folder / name).write_text(text)
    certificate(folder, "acme")
    folder.chmod(0o755)
    caddy = re.search(
        r"  caddy:\n    content: \|\n((?:      .*\n)+)", (ROOT / "deploy/compose.yaml").read_text()
    )
    assert caddy
    asks = caddy[1].replace(
        "{\n", "{\n        acme_ca https://acme:14000/dir\n        acme_ca_root /world/cert\n", 1
    )
    (folder / "around.yaml").write_text(AROUND.replace("WORLD", str(folder)) + asks)


class Mails:
    """What the mail server was given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "mails"

    def link(self, to: str, way: str) -> str:
        """The path of a link in a mail to somebody, once it is there."""
        until(lambda: self._links(to, way))
        return self._links(to, way)[-1]

    def _links(self, to: str, way: str) -> list[str]:
        mails = (
            message_from_bytes(each.read_bytes(), policy=policy.default)
            for each in sorted(self.folder.iterdir())
        )
        return [link for mail in mails if mail["To"] == to
                for link in re.findall(rf"https://{NAME}(/{way}/\S+)", mail.get_body(("plain",)).get_content())]  # fmt: skip


def used(trial: Trial) -> None:
    """The section "In containers", from the first key to an upgrade."""
    begins, upgrade, backup = blocks("deploy.md", "In containers")
    trial.run(begins.replace("smtps://name:password@mail.example.org", "smtp://mail:2525?tls=no"))
    trial.told("it is up")
    site = Site(trial)
    asking = (
        "import ssl, urllib.request as r; unverified = ssl._create_unverified_context()\n"
        "print(r.urlopen('https://acme:15000/roots/0', context=unverified).read().decode())"
    )
    site.context.load_verify_locations(
        cadata=trial.run(f'cd deploy; docker compose exec -T web python -c "{asking}"')
    )
    until(site.is_up)
    trial.told("the service answers behind Caddy and nginx")
    trial.run(
        "cd deploy; docker compose exec -T web sh -c 'cat > /tmp/letter.md'", (ROOT / LETTER).read_bytes()
    )
    made = f"flask appeal import /tmp/letter.md --slug {SLUG} --publish --accept-doubtful --deadline '2027-01-19 16:00'"
    trial.run(f"cd deploy; docker compose exec -T web {made}")
    site.signs("first")
    trial.run(LOOK)
    key = done("age-keygen")
    (trial.where / "deploy/key.txt").write_text(key)
    (public,) = re.findall("age1[a-z0-9]+", key)
    trial.run(f"cd deploy; echo BACKUP_RECIPIENT={public} >> .env")
    first, *others = backup.splitlines()
    said = trial.run(f"cd deploy; {first}")
    (name,) = re.findall(r"petition-[\w-]+\.age", said)
    trial.run("cd deploy\n" + "\n".join(others).replace("petition-2026-12-01T031000Z.age", name))
    until(site.is_up)
    until(lambda: "Aru First" in site.names())
    trial.told("restored: the first stands on the page")
    upgraded(trial, site, upgrade)


LOOK = """cd deploy
docker compose exec -T web sh -c 'id; grep -E "CapEff|NoNewPrivs" /proc/self/status; touch /app/x /etc/x 2>&1 || true'
docker compose ps --format '{{.Service}} {{.Status}}'
docker image inspect petition --format '{{.Size}} bytes'"""


def upgraded(trial: Trial, site: Site, upgrade: str) -> None:
    """A changed image in place of the one that runs, while people read and sign."""
    trial.run("echo '# changed' >> wsgi.py")
    crowd = Behind(site)
    crowd.threads = (
        crowd.threads[:2] + crowd.threads[-2:]
    )  # all come from one address, of which nginx takes 50 a second
    crowd.begin()
    crowd.wait(50)
    try:
        trial.run(f"cd deploy; {upgrade}")
        crowd.wait(crowd.answers.total() + 100)
    finally:
        crowd.end()
    trial.told(crowd.told())
    if crowd.lost():
        raise SystemExit("Requests were lost.")


if __name__ == "__main__":
    main()
