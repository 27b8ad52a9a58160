"""All commands, and what they say of themselves."""

import os
import subprocess
import sys
from typing import Any

from bench.same_bytes.organisers import LETTER
from bench.same_bytes.random_parts import stable
from bench.same_bytes.walk import SLUG, Walk


def helps(walk: Walk) -> None:
    """What each command of the service says of itself, and the whole list in a process of its own."""

    def each(group: Any, words: tuple[str, ...]) -> None:
        walk.flask(*words, "--help")
        for name, command in sorted(getattr(group, "commands", {}).items()):
            if words or name not in ("run", "shell", "routes", "db"):  # those of the libraries
                each(command, (*words, name))

    each(walk.app.cli, ())
    env = os.environ | walk.env | {"FLASK_APP": "wsgi", "CLOCK": walk.now.isoformat()}
    for words in (["--help"], ["appeal", "list"], ["appeal", "extend", SLUG]):
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words], env=env, capture_output=True, text=True, check=False
        )
        walk.keep(
            f"by itself flask {' '.join(words)}",
            stable(f"{done.stdout}{done.stderr}exit {done.returncode}\n"),
        )


def commands(walk: Walk) -> None:
    letter = walk.instance / "brought.txt"
    letter.write_text(LETTER + "Dana Omarova, dana@example.org\n")
    walk.flask("appeal", "import", str(letter), "--team", "Friends", "--slug", "brought", "--publish")
    walk.flask(
        "appeal",
        "import",
        str(letter),
        "--team",
        "Friends",
        "--slug",
        "brought",
        "--publish",
        "--accept-doubtful",
    )
    walk.flask("appeal", "import", str(letter), "--slug", "No Slug")
    walk.flask("appeal", "extend", "brought", "--until", "2029-01-01 10:00", "--reason", "Later.")
    walk.flask("appeal", "extend", "brought", "--until", "2027-02-01 10:00", "--reason", "Later.")
    walk.flask("appeal", "publish", "brought")
    walk.flask("appeal", "close", "brought")
    walk.flask("appeal", "withdraw", "brought", "--reason", " ")
    walk.flask("appeal", "withdraw", "brought", "--reason", "A mistake.", "--yes")
    walk.flask("appeal", "held-data", SLUG)
    walk.flask("appeal", "held-data", "nothing")
    walk.flask("appeal", "list")
    walk.flask("organiser", "invite", "other@example.org", "--team", "Friends", "--lang", "ru")
    walk.flask("organiser", "erase", "nobody@example.org", "--yes")
    walk.flask("receive", "--listen", "nowhere")
    (names := walk.instance / "names.csv").write_text(
        "id,name,email\n1,Aru Bekova,a@example.org\n2,Bekova Aru,a@example.org\n"
    )
    walk.flask(
        "likeness", "judge", str(names), "--links", str(names) + ".links", "--cases", str(names) + ".cases"
    )
    for file in sorted(walk.instance.glob("names.csv.*")):
        walk.keep(file.name, file.read_bytes())
    walk.flask("work", "--once", "--trust-clock")
    walk.flask("appeal", "erase", "brought", "--yes")
    walk.flask("appeal", "held-data", "brought")
    walk.get("/a/brought")
