"""Attack the service through a real Caddy and a real nginx, set up as deploy/ has them, and compare the next visitor's page.

    python bench/proxies.py [--port 18000] [--slow 300]

Starts the service as it is served in public (one process, so that all share its pages), alone and behind each web server
with the configuration of deploy/Caddyfile and deploy/nginx.conf, on 127.0.0.1. Sends requests that claim to have come
elsewhere, forwarded headers, and requests that two servers may part differently, each for a page that nobody has asked
for yet; then compares what the next visitor is given with the same page asked for without an attack. Next it holds
connections open that never finish or never read, and times a page meanwhile. Then it counts what nginx gives of its own,
and what of a flood from one address is turned away. Last it stops the service and looks for keys, queries and
addresses in what the web servers have logged. Needs caddy and nginx, and says which is missing.
"""

import argparse
import base64
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
NAME = "appeals.example.org"
PAGES = ("/", "/privacy", "/mine", "/a/keep-the-reading-room/ru", "/a/keep-the-reading-room/sign")
PATIENCE = 0.3  # seconds without a byte after which an answer is taken for whole
LONG = 10  # seconds
KEY = "aKeyThatNobodyMayRead"
VISITORS = ("127.0.0.2", "127.0.0.3")  # addresses of this machine

# {path} is a page that nobody has asked for yet, {name} the name of the service.
ATTACKS = {
    "script name of another host": ("//evil.example{path}", "Host: {name}\nSCRIPT_NAME: //evil.example"),
    "script name below ours": ("/evil{path}", "Host: {name}\nSCRIPT_NAME: /evil\nPATH_INFO: {path}"),
    "script name with a hyphen": ("//evil.example{path}", "Host: {name}\nSCRIPT-NAME: //evil.example"),
    "prefix": ("{path}", "Host: {name}\nX-Forwarded-Prefix: //evil.example\nX-Script-Name: /evil"),
    "forwarded host": ("{path}", "Host: {name}\nX-Forwarded-Host: evil.example\nX-Forwarded-Port: 66"),
    "forwarded": ("{path}", "Host: {name}\nForwarded: for=1.2.3.4;host=evil.example;proto=gopher"),
    "scheme": ("{path}", "Host: {name}\nX-Forwarded-Proto: http\nX-Forwarded-Ssl: off"),
    "original and rewritten URL": ("{path}", "Host: {name}\nX-Original-URL: /evil\nX-Rewrite-URL: /evil"),
    "another host": ("{path}", "Host: evil.example"),
    "another port": ("{path}", "Host: {name}:6666"),
    "two hosts": ("{path}", "Host: {name}\nHost: evil.example"),
    "absolute target": ("http://evil.example{path}", "Host: {name}"),
    "absolute target of ours": ("http://{name}{path}", "Host: evil.example"),
    "headers named as hop by hop": ("{path}", "Host: {name}\nConnection: Host, X-Forwarded-For"),
    "a folded line": ("{path}", "Host: {name}\nX: y\n SCRIPT_NAME: //evil.example"),
}
# Two requests of which a web server may see one; the second is the first of ATTACKS.
SMUGGLED = {
    "a body below a GET": ("GET", "Content-Length: 90", ""),
    "length and chunks": ("POST", "Content-Length: 6\nTransfer-Encoding: chunked", "0\n\n"),
    "chunks spelt oddly": ("POST", "Transfer-Encoding: xchunked\nContent-Length: 5", "0\n\n"),
    "chunks after a space": ("POST", "Transfer-Encoding : chunked\nContent-Length: 5", "0\n\n"),
    "chunks twice": ("POST", "Transfer-Encoding: chunked\nTransfer-Encoding: identity", "0\n\n"),
    "two lengths": ("POST", "Content-Length: 0\nContent-Length: 90", ""),
    "a length with a sign": ("POST", "Content-Length: +0", ""),
}


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--port", type=int, default=18000, help="the first of the ports to use")
    options.add_argument("--slow", type=int, default=300, help="connections to hold open")
    given = options.parse_args()
    missing = [name for name in ("caddy", "nginx") if not shutil.which(name)]
    if missing:
        sys.exit(f"Not installed: {', '.join(missing)} (Debian: apt install {' '.join(missing)})")
    differing = 0
    with TemporaryDirectory(prefix="petition-") as name:
        folder = Path(name)
        settings = prepared(folder, given.port)
        for server, front in (("gunicorn alone", None), ("caddy", caddy), ("nginx", nginx)):
            with ExitStack() as running:
                service = running.enter_context(gunicorn(folder, given.port, settings))
                port = given.port
                if front:
                    port = given.port + 1
                    running.enter_context(front(folder, port, given.port))
                differing += attacked(server, port)
                slow(server, port, given.slow)
                if front is nginx:
                    differing += cached(port, folder) + flooded(port)
                if front:
                    ask_for_keys(port)
                    service.terminate()
                    service.wait()
                    ask_for_keys(port)
            lines = [
                line for log in folder.rglob("*.log") for line in log.read_text(errors="replace").splitlines()
            ]
            logged = sum(any(each in line for each in (KEY, *VISITORS)) for line in lines)
            print(
                f"{server}: {len(lines)} lines logged, with a key, a query or an address in them: {logged}\n"
            )
            differing += logged
    sys.exit(1 if differing else 0)


def ask_for_keys(port: int) -> None:
    """Ask for what nobody may read in a log: keys in paths and in queries, by known ways and unknown ones."""
    paths = "/c/{} /s/{} /s/{}/data.json /u/{} /m/{} /desk/enter/{} /{} //{} /c//{} /C/{} /?{} /mine?{} /a/{} /a/x?{}"
    odd = "/a/{}/sign?{} /%63/{} /x/../c/{} /c/{}%0a /c/x?email={} /c;{} /c%2f{} /static/{} /a/x/letter.{}"
    for path in f"{paths} {odd}".split():
        for method in ("GET", "POST"):
            text = f"{method} {path.replace('{}', KEY)} HTTP/1.1\nHost: {NAME}\nCookie: session={KEY}\nContent-Length: 0\n"
            send(port, f"{text}Referer: https://{NAME}/c/{KEY}\nUser-Agent: {KEY}\nConnection: close\n\n")
    send(port, f"GET /c/{KEY} HTTP/9\n\n")
    send(port, f"GET /c/{KEY} {KEY}\n\n")


def cached(port: int, folder: Path) -> int:
    """Whether a page is nginx's own for one visitor, and asked for anew for one with a cookie; 1 where it is not."""
    log = folder / "petition.log"
    before = len(log.read_text().splitlines())
    for cookie in ("", "", "", "Cookie: session=x\n"):
        send(
            port,
            f"GET /a/keep-the-reading-room HTTP/1.1\nHost: {NAME}\n{cookie}Accept-Language: en\nConnection: close\n\n",
        )
    said = [line.split()[4] for line in log.read_text().splitlines()[before:]]
    print(f"nginx: the same page, asked for thrice and once with a cookie, is {' '.join(said)}")
    return said[1:] != ["HIT", "HIT", "BYPASS"]


def flooded(port: int) -> int:
    """A flood from one address is cut, and another address notices nothing; 1 where it is not so."""
    text = f"GET /privacy HTTP/1.1\nHost: {NAME}\nConnection: close\n\n"
    begun = time.monotonic()
    flood = [send(port, text)[9:12] for _ in range(1000)]
    took = time.monotonic() - begun
    others = [send(port, text, VISITORS[1])[9:12] for _ in range(20)]
    print(f"nginx: of 1000 in {took:.1f} s from one address {flood.count(b'200')} are answered, {flood.count(b'429')} "
          f"turned away; of 20 from another {others.count(b'200')} are answered")  # fmt: skip
    return not (flood.count(b"429") and others.count(b"200") == 20)


def attacked(server: str, port: int) -> int:
    """Attack in each way, for each page; how many pages of the next visitor differ."""
    differing = 0
    for nth, attack in enumerate([*ATTACKS, *SMUGGLED]):
        statuses, wrong = [], 0
        for number, page in enumerate(PAGES):
            path = f"{page}?lang=x-{nth}-{number}"
            statuses.append(send(port, request(attack, path))[9:12].decode() or "---")
            after, clean = visited(port, path), visited(port, f"{page}?lang=x-clean-{number}")
            wrong += after != clean or b"evil" in after
        differing += wrong
        seen = f"{wrong} of {len(PAGES)} DIFFER" if wrong else "same bytes"
        print(f"{server:15} {attack:28} answered {' '.join(statuses)}  next visitor: {seen}", flush=True)
    return differing


def request(attack: str, path: str) -> str:
    """The words of an attack."""
    if attack in ATTACKS:
        target, headers = ATTACKS[attack]
        text = f"GET {target} HTTP/1.1\n{headers}\n" + (
            "" if "Connection" in headers else "Connection: close\n"
        )
        return text.format(path=path, name=NAME) + "\n"
    method, headers, body = SMUGGLED[attack]
    return f"{method} {path} HTTP/1.1\nHost: {NAME}\n{headers}\n\n{body}" + request(next(iter(ATTACKS)), path)


def visited(port: int, path: str) -> bytes:
    """What an ordinary visitor is given, but for the moment, the token of the form, and the address itself."""
    answer = send(port, f"GET {path} HTTP/1.1\nHost: {NAME}\nAccept-Language: en\nConnection: close\n\n")
    assert b" 200 " in answer[:16], answer[:400]
    answer = re.sub(rb'(?i)(date|etag): [^\r]*|(?<=value=")[\w.-]{60,}', b"", answer)
    return answer.replace(path.encode(), b"")


def send(port: int, text: str, visitor: str = VISITORS[0]) -> bytes:
    """All that comes back until the other side closes, or is silent for a moment."""
    data = b""
    with socket.create_connection(("127.0.0.1", port), source_address=(visitor, 0)) as line:
        line.settimeout(LONG)
        try:
            line.sendall(text.replace("\n", "\r\n").encode())
            while piece := line.recv(65536):
                data += piece
                line.settimeout(PATIENCE)
        except OSError:
            pass
    return data


def slow(server: str, port: int, number: int) -> None:
    """Hold connections open in three ways, and time a page meanwhile."""
    post = f"POST /a/keep-the-reading-room/sign HTTP/1.1\r\nHost: {NAME}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 90000\r\n\r\nname="
    ways = (
        (0, "nothing", ""),
        (number, "heads that never end", post),
        (number, "bodies that never end", post + form),
        (12, "answers that are never read", f"GET /static/style.css HTTP/1.1\r\nHost: {NAME}\r\n\r\n" * 400),
    )
    for many, way, text in ways:
        with ExitStack() as held:
            for _ in range(many):
                line = held.enter_context(socket.socket())
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                line.connect(("127.0.0.1", port))
                line.sendall(text.encode())
            time.sleep(8 if 0 < many < number else 2)  # until what the kernel holds of answers is full
            times = []
            while len(times) < 5 and max(times, default=0) < LONG:
                times.append(timed(port))
        took = f"{1000 * sorted(times)[len(times) // 2]:.0f} ms" if max(times) < LONG else f"over {LONG} s"
        print(f"{server:15} {many:4} × {way:28} a page takes {took}", flush=True)


def timed(port: int) -> float:
    """Seconds that a page takes."""
    begun = time.perf_counter()
    answer = send(port, f"GET /privacy HTTP/1.1\nHost: {NAME}\nConnection: close\n\n")
    return time.perf_counter() - begun if answer.startswith(b"HTTP/1.1 200 ") else float("inf")


def prepared(folder: Path, port: int) -> dict[str, str]:
    """A database with the sample letter, and the settings of a service that others can reach."""
    keys = {
        "PATH": os.environ["PATH"],
        "INSTANCE": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(32),
        "DATA_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "PORT": str(port),
    }
    for command in (["db", "upgrade"], ["sample"]):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=ROOT, env=keys, check=True, capture_output=True,
        )  # fmt: skip
    return keys | {
        "PUBLIC_URL": f"https://{NAME}",
        "MAIL_URL": "smtp://127.0.0.1:9",
        "TRUSTED_PROXIES": "1",
        "WORKER": "apart",
        "WEB_CONCURRENCY": "1",
    }


@contextmanager
def gunicorn(folder: Path, port: int, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "gunicorn", "wsgi:app"]
    with started(command, folder / "gunicorn.log", port, cwd=ROOT, env=settings) as service:
        yield service


@contextmanager
def caddy(folder: Path, port: int, behind: int) -> Iterator[None]:
    """Caddy as deploy/Caddyfile has it, but for a port of this machine and no certificate."""
    text = (ROOT / "deploy/Caddyfile").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    text = text.replace("/var/log/caddy/petition.log", f"{folder}/caddy-access.log")
    text = text.replace(f"\n{NAME} {{", f"\nhttp://{NAME} {{\n\tbind 127.0.0.1")
    (folder / "Caddyfile").write_text(
        text.replace("\n{\n", f"\n{{\n\thttp_port {port}\n\tadmin off\n\tauto_https off\n", 1)
    )
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    home = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    with started(command, folder / "caddy.log", port, cwd=folder, env=home):
        yield


@contextmanager
def nginx(folder: Path, port: int, behind: int) -> Iterator[None]:
    """Nginx as deploy/nginx.conf has it, but for a port of this machine and no certificate."""
    text = (ROOT / "deploy/nginx.conf").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    text = re.sub(r"\n    ssl_[^\n]*|\n    listen \[[^\n]*", "", text)
    text = text.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port + 1};")
    text = text.replace("/run/petition-cache", f"{folder}/cache").replace("/var/log/nginx", str(folder))
    paths = "".join(
        f"{each}_temp_path {folder}/nginx-{each};"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"user {getuser()}; pid {folder}/nginx.pid; daemon off; error_log {folder}/nginx.log;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{ {paths} access_log {folder}/nginx-access.log;\n{text}\n}}\n"
    )
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with started(command, folder / "nginx-start.log", port, cwd=folder, env=dict(os.environ)):
        yield


@contextmanager
def started(
    command: list[str], log: Path, port: int, *, cwd: Path, env: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that listens on a port, ended when the block ends."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=out, stderr=out)
    try:
        until = time.monotonic() + 120  # on a busy machine
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    sys.exit(f"{command[0]} did not start:\n{log.read_text()}")
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
