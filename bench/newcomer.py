"""A new operator's way through docs/deploy.md, mail.md and operating.md on a bare Debian, with a stopwatch.

    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates,iproute2 bookworm /tmp/bare
    python bench/newcomer.py /tmp/bare [--from 068a087] [--ca FOLDER] [--pip-conf FILE]

As root. Boots a copy of that root with its own systemd (systemd-nspawn), and runs in it what the documents say, word for
word, from their blocks: from `git clone` to the first signature confirmed behind nginx and PostgreSQL, a backup, the restore
drill, both keys rotated. With --from the clone is at that commit; a crowd reads and signs while it is upgraded to the
present one, and lost requests are counted; without, what an operator in a hurry does wrong is tried, a further version,
the way back, and the other servers of the documents. bench/bare.py says what stands in for the world.
Ports 80, 443, 465, 2525, 8000 and 8443 must be free: run it in a network namespace of its own (nsenter --net=...). Needs
systemd-nspawn, pebble, age and openssl of Debian. Exits 1 at the first thing that stumbles.
"""

import argparse
import re
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.bare import Machine, Provider, block, done, point, world  # noqa: E402
from bench.upgrades import SLUG  # noqa: E402
from bench.visitors import NAME, Behind, Site, until  # noqa: E402

LETTER = "petition/desk/sample_letter/en.md"
IN_TEN_MINUTES = "In ten minutes, on Debian"
ENV, SECRETS = "/etc/petition/petition.env", "/etc/petition/secrets"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("base", type=Path)
    options.add_argument("--from", dest="old", default="", help="install this commit, and upgrade it")
    options.add_argument("--ca", type=Path, help="a folder of certificates that this machine's packages need")
    options.add_argument("--pip-conf", type=Path)
    asked = options.parse_args()
    present = done("git", "rev-parse", "HEAD")
    with TemporaryDirectory(prefix="newcomer-") as folder, world(Path(folder), asked) as machine:
        begun = time.monotonic()
        site = installed(machine, hurries=not asked.old)
        first = site.signs("first")
        machine.told(f"from nothing to the first confirmed signature: {time.monotonic() - begun:.0f} s")
        if asked.old:
            upgraded(machine, site, present)
        else:
            backed_up(machine, site)
            other_keys(machine, site, first)
            the_rest(machine, site)
            in_a_hurry(machine)
            other_version(machine, site)
            other_servers(machine, site)
        machine.run("petition doctor || true")
        units = "petition-web petition-worker petition-receive petition-backup"
        machine.run(f"for each in {units}; do systemd-analyze security $each --no-pager | tail -1; done")
        machine.run("journalctl -p err -u 'petition-*' --no-pager")


def installed(machine: Machine, *, hurries: bool) -> Site:
    """The section "In ten minutes, on Debian", with what the README says of the first appeal.

    With `hurries` after settings that cannot be right, which nothing before 0.1.0 names in time.
    """
    packages, clone, *rest = block("deploy.md", IN_TEN_MINUTES, "git clone").splitlines()
    machine.run(packages)
    machine.run(clone)
    machine.where = "/root/petition"
    machine.told("the clone is here")
    if hurries:
        wrong = "PUBLIC_URL=http://appeals.example.org MAIL_URL=mail deploy/install"
        machine.refuses(wrong, "PUBLIC_URL: must be like")
    said = machine.run("\n".join(rest))
    machine.told("the installer is done")
    machine.run(block("deploy.md", IN_TEN_MINUTES, "apt install nginx").replace("YOUR.NAME", NAME))
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
    machine.run("systemctl restart petition-backup")
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
    kept = block("deploy.md", "Deleted is deleted", "wal_recycle")
    told = "\n".join(re.findall(r"^\w+ = \S+", kept, re.MULTILINE))
    machine.run(
        f"echo '{told}' > $(ls -d /etc/postgresql/*/main/conf.d)/petition.conf; systemctl restart postgresql"
    )
    for statement in (
        "VACUUM (FULL) signatures",
        "SELECT pg_switch_wal(); CHECKPOINT;",
        "ALTER ROLE petition SET jit = off",
    ):
        machine.run(f'cd / && runuser -u postgres -- psql -Xtc "{statement}" petition')
    assert machine.run(BY_IPV6) == "200"
    machine.run(block("operating.md", "Further languages", "pybabel init"))
    more = f"SIGN_ADDRESS=sign@{NAME}\nMETRICS=127.0.0.1:9100\nTRANSLATIONS=/srv/translations\nLANGUAGES=uk,kk,ru,en"
    machine.run(
        f"echo '{more}' >> /etc/petition/petition.env; systemctl restart petition-web petition-worker"
    )
    machine.run("systemctl enable --now petition-receive")
    until(lambda: 'lang="uk"' in site.ask("GET", "/?lang=uk")[1])
    asks = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:9100/metrics').read().decode())"
    machine.run(f'until python3 -c "{asks}" 2>/dev/null | grep petition_messages; do sleep 1; done')


BY_IPV6 = f"""python3 -c "import socket, ssl
line = ssl._create_unverified_context().wrap_socket(socket.create_connection(('::1', 443)), server_hostname='{NAME}')
line.sendall(b'GET /healthz HTTP/1.0\\r\\nHost: {NAME}\\r\\n\\r\\n'); print(line.recv(99).split()[1].decode())" """


def in_a_hurry(machine: Machine) -> None:
    """What goes wrong in a hurry is refused in words that say what to do, and the service goes on."""
    machine.refuses("runuser -u petition -- petition doctor", "Only root can read the settings")
    machine.refuses("flock /run/petition-install deploy/install", "runs already: wait")
    machine.refuses("petition restore /etc/hostname", "Not possible: pg_restore: ")
    for spoilt, put_right, why in (
        (f"mv {SECRETS}/DATA_KEY /root/", f"mv /root/DATA_KEY {SECRETS}/", "DATA_KEY is gone: put your copy"),
        (f"sed -i 's/$/\\r/' {ENV}", f"sed -i 's/\\r$//' {ENV}", "end as on Windows: sed -i"),
        (f"echo TIME_ZONE=Almaty >> {ENV}", f"sed -i '$d' {ENV}", "TIME_ZONE: "),
    ):
        machine.run(spoilt)
        machine.refuses("deploy/install", why)
        machine.run(put_right)
    machine.run("mkdir /mnt/full; mount -t tmpfs -o size=64k,uid=petition tmpfs /mnt/full")
    machine.refuses("petition backup --to /mnt/full", " has 0 MB left, a backup takes about ")
    machine.run("petition work --once; systemctl is-active petition-web petition-worker")  # a second worker


def other_version(machine: Machine, site: Site) -> None:
    """A further version: made by halves, its terminal gone while the old one stops, tables first; and back again."""
    machine.run("systemctl restart petition-backup")
    file = machine.run("ls /var/lib/petition/backups/*.age").split()[-1]
    with_another_table(machine)
    machine.run("git pull -q; timeout -s KILL 25 deploy/install || true")
    machine.run(GONE)
    until(site.is_up)
    machine.run(block("deploy.md", "Upgrades", "--while-running"))
    until(site.is_up)
    back = block("deploy.md", "Upgrades", "VERSION && deploy/install").replace("VERSION", "HEAD~1")
    machine.refuses(back, "is of a newer version")
    assert site.is_up()
    back = block("deploy.md", "Upgrades", "RELEASE=").replace("VERSION", "HEAD~1")
    back = back.replace("petition-2026-12-01T031000Z.age", Path(file).name)
    machine.run("git checkout -q main\n" + back + "\ngit checkout -q main; readlink /opt/petition/current")
    until(site.is_up)
    site.signs("late")


def with_another_table(machine: Machine) -> None:
    """Let the repository that is cloned be at a commit that changes the tables."""
    another = machine.root / "srv/another"
    done("git", "clone", "-q", machine.root / "srv/petition.git", another)
    (last,) = {each.stem[:4] for each in sorted((another / "migrations/versions").glob("0*.py"))[-1:]}
    (another / "migrations/versions/9999_another.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\n\nrevision = '9999'\ndown_revision = '{last}'\n\n\n"
        "def upgrade():\n    op.create_table('another', sa.Column('id', sa.Integer(), primary_key=True))\n"
    )
    git = ["git", "-C", str(another), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    done(*git, "add", "-A")
    done(*git, "commit", "-qm", "Another table")
    done(*git, "push", "-q")


GONE = """deploy/install > /tmp/said 2>&1 & told=$!
until grep Stopping /tmp/said || ! kill -0 $told; do sleep 0.05; done
kill -HUP $told; wait $told || true
test ! -e /run/petition-upgrade; systemctl is-active petition-web petition-worker; readlink /opt/petition/current"""


def other_servers(machine: Machine, site: Site) -> None:
    """Caddy in place of nginx, backups fetched, Postfix for mail both ways, an organisation's own sign-in."""
    machine.run("systemctl disable -q --now nginx\n"
                r"sed -i '0,/^{/s||{\n\tacme_ca https://127.0.0.1:14000/dir\n\tacme_ca_root /srv/cert|' deploy/Caddyfile")  # fmt: skip  # noqa: E501
    machine.run(block("deploy.md", IN_TEN_MINUTES, "apt install caddy").replace("YOUR.NAME", NAME))
    until(site.is_up)
    site.signs("fifth")
    machine.run(REACHED)
    machine.run("cd /root; " + block("deploy.md", "Backups", "rsync -a") + "; ls backups")
    told = block("mail.md", "Signing by message", "recipient_delimiter")
    machine.run(f"apt-get -qq install postfix >/dev/null\ncat >> /etc/postfix/main.cf <<'END'\n{told}\nEND\n"
                "postconf -e relayhost=[127.0.0.1]:2525; systemctl restart postfix")  # fmt: skip
    machine.run(block("mail.md", "Emails that arrive", "secrets/MAIL_URL"))
    site.signs("sixth")
    machine.run("petition appeal import /tmp/letter.md --slug by-mail --team 'Friends of the Well' --by-message "
                '--deadline "2027-01-19 16:00" --publish --accept-doubtful')  # fmt: skip
    machine.run(f"cat > /tmp/post.py <<'END'\n{POST}END\npython3 /tmp/post.py")
    machine.mails.link("zara@people.example", "c")
    machine.told("who signed by a message through Postfix is asked back")
    issuer = "https://id.example.org/realms/friends"
    machine.run(
        block("operating.md", "An organisation's own sign-in", "OIDC_ISSUER").replace(issuer, Provider.issuer)
    )
    machine.run('petition doctor | grep "ok     organisation\'s sign-in"')


REACHED = f"""apt-get -qq install rsync openssh-server >/dev/null; systemctl start ssh
ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519; cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys
ssh-keyscan -t ed25519 {NAME} > /root/.ssh/known_hosts"""
POST = f"""import smtplib, subprocess, time
here = subprocess.check_output(["hostname", "-I"], text=True).split()[0]  # not 127.0.0.1, to which Postfix believes more

def sent(to):
    for _ in range(20):
        with smtplib.SMTP(here) as line:
            line.ehlo("people.example")
            line.mail("zara@people.example")
            code = line.rcpt(to)[0]
            if code == 250:
                return line.data(f"From: zara@people.example\\nTo: {{to}}\\nMessage-ID: <1@people.example>\\n"
                                 "Subject: I sign\\n\\nI want to sign this letter.\\nZara Omarova\\n")[0]
        if code == 550:
            return code
        time.sleep(1)  # 450: Postfix asks whether there is such an address

assert sent("sign+nobody@{NAME}") == 550
assert sent("sign+by-mail@{NAME}") == 250
"""


def upgraded(machine: Machine, site: Site, present: str) -> None:
    """The section "Upgrades", while people read and sign; no request is lost, and who was thanked is there."""
    crowd = Behind(site)
    crowd.begin()
    try:
        crowd.wait(200)
        point(machine.root, present)
        machine.run(
            block("deploy.md", "Upgrades", "petition-backup")
            .replace("cd petition && ", "")
            .replace("systemctl restart petition-backup\n", "")
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
