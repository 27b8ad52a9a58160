"""Build and run the image of deploy/Containerfile where there is no builder, in a bare Debian root instead of its base.

    debootstrap --variant=minbase --include=python3,python3-venv,python-is-python3,ca-certificates bookworm /tmp/base
    python bench/image.py /tmp/base [--pip-conf /etc/pip.conf] [--bind /opt/wheels]

As root. Each line of the file is carried out as a builder would: FROM copies the base (Debian's Python stands in for that of
python:3.11-slim), RUN in a root of its own, COPY, ENV, USER. Then the image's own command runs as its own user, with no
capabilities and a read-only root but /data and /tmp, and its HEALTHCHECK is asked, before and after it is ended.
Prints each step with its seconds, and the size of what was added to the base. Needs systemd-nspawn.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {
    "PUBLIC_URL": "https://appeals.example.org",
    "SECRET_KEY": "s" * 40,
    "DATA_KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
    "MAIL_URL": "smtp://127.0.0.1:9",
    "TRUSTED_PROXIES": "2",
    "WORKER": "apart",
    "PORT": "28000",
}


@dataclass
class Stage:
    """One root that is being made, and what was said of it."""

    root: Path
    where: str = "/"
    user: str = "root"
    env: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    )
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("base", type=Path)
    options.add_argument(
        "--bind", action="append", default=[], help="a folder of this machine that pip reads"
    )
    options.add_argument("--pip-conf", type=Path)
    asked = options.parse_args()
    with TemporaryDirectory(prefix="image-") as folder:
        stages: dict[str, Stage] = {}
        for line in steps():
            begun = time.monotonic()
            stage = carried_out(line, stages, Path(folder), asked)
            print(f"{time.monotonic() - begun:6.1f} s  {line[:110]}", flush=True)
        added = size(stage.root) - size(asked.base)
        print(
            f"          {added / 1e6:.0f} MB more than the base; {size(stage.root / 'app') / 1e6:.0f} MB of it are /app"
        )
        sys.exit(not works(stage, Path(folder)))


def steps() -> list[str]:
    """The lines of the Containerfile, continued ones joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "deploy/Containerfile").read_text(), flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", "").splitlines() if line.strip()]


def carried_out(line: str, stages: dict[str, Stage], folder: Path, asked: argparse.Namespace) -> Stage:
    """One step of a builder; gives the stage that it belongs to."""
    word, _, rest = line.partition(" ")
    if word == "FROM":
        name = rest.partition(" AS ")[2] or "last"
        stages["now"] = stages[name] = Stage(folder / name)
        subprocess.run(["cp", "-a", asked.base, stages[name].root], check=True)
        if asked.pip_conf:
            shutil.copy(asked.pip_conf, stages[name].root / "etc/pip.conf")
    stage = stages["now"]
    if word == "RUN":
        inside(stage, ["/bin/sh", "-c", rest], *(f"--bind-ro={each}" for each in asked.bind))
    elif word == "COPY":
        copied(rest.split(), stage, stages)
    else:
        noted(stage, word, rest)
    return stage


def copied(words: list[str], stage: Stage, stages: dict[str, Stage]) -> None:
    """COPY, from the checkout or from another stage."""
    *sources, target = words
    of = stages[sources.pop(0).partition("=")[2]].root if sources[0].startswith("--from=") else ROOT
    put = stage.root / (target if target.startswith("/") else f"{stage.where}/{target}").lstrip("/")
    for each in sources:
        source = of / each.lstrip("/")
        subprocess.run(["cp", "-aT" if source.is_dir() else "-a", source, put], check=True)


def noted(stage: Stage, word: str, rest: str) -> None:
    """What is said of the image, and changes no file but its folder."""
    if word == "WORKDIR":
        stage.where = rest
        (stage.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif word == "ENV":
        stage.env |= dict(each.replace("$PATH", stage.env["PATH"]).split("=", 1) for each in rest.split())
    elif word == "USER":
        stage.user = rest
    elif word == "CMD":
        stage.command = json.loads(rest)
    elif word == "HEALTHCHECK":
        stage.health = json.loads(rest.partition("CMD ")[2])


def inside(stage: Stage, command: list[str], *how: str) -> None:
    """Run a command in a root, with the network of this machine."""
    subprocess.run(nspawn(stage, command, *how), check=True)


def nspawn(stage: Stage, command: list[str], *how: str) -> list[str | Path]:
    told = [f"--setenv={name}={value}" for name, value in stage.env.items()]
    return ["systemd-nspawn", "-q", "--register=no", "--keep-unit", "--pipe", "-D", stage.root, f"--chdir={stage.where}",
            f"--user={stage.user}", *told, *how, *command]  # fmt: skip


def works(stage: Stage, folder: Path) -> bool:
    """Whether what was made runs as it will: its own user, no capabilities, a read-only root."""
    data = folder / "data"
    shutil.copytree(stage.root / "data", data)
    shutil.chown(data, 10001, 10001)
    stage.env |= SETTINGS
    how = [
        "--read-only",
        "--tmpfs=/tmp:mode=1777",
        f"--bind={data}:/data",
        "--drop-capability=all",
        "--no-new-privileges=yes",
    ]
    inside(stage, ["flask", "db", "upgrade"], *how)
    inside(stage, ["sh", "-c", "id; ! touch /app/x /etc/x 2>/dev/null && echo nothing can be written"], *how)
    with subprocess.Popen(nspawn(stage, stage.command, *how), stdin=subprocess.DEVNULL) as web:
        time.sleep(15)
        alive = subprocess.run(nspawn(stage, stage.health, *how), check=False).returncode == 0
        web.terminate()
    dead = (
        subprocess.run(nspawn(stage, stage.health, *how), check=False, stderr=subprocess.DEVNULL).returncode
        != 0
    )
    print(f"          healthy while it runs: {alive}; not when it has ended: {dead}")
    return alive and dead


def size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_symlink() and path.is_file())


if __name__ == "__main__":
    main()
