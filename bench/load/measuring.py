"""Sends the crowd, and looks at what the service spends meanwhile."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.load import site
from bench.load.rows import Plan
from petition.core.db import db
from petition.mail.out.message import Priority
from petition.mail.out.models import OutboxMessage

_GENERATOR = Path(__file__).with_name("generator.py")
Crowd = subprocess.Popen[str]


def sent(port: int, plan: Plan) -> Crowd:
    """A crowd on its way, once what is measured has begun."""
    crowd = subprocess.Popen(
        [sys.executable, _GENERATOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert crowd.stdin
    assert crowd.stdout
    crowd.stdin.write(json.dumps(plan | {"port": port}))
    crowd.stdin.close()
    crowd.stdout.readline()
    return crowd


def met(crowd: Crowd) -> dict[str, Any]:
    """What a crowd met, by the names of the steps, once all have been answered."""
    assert crowd.stdout
    result: dict[str, Any] = json.loads(crowd.stdout.readline())
    crowd.wait()
    return result["steps"]


def measured(
    served: site.Served, plan: Plan, *, bare: bool = False
) -> tuple[dict[str, Any], tuple[float, float]]:
    """Let a crowd come; gives what it met, and the seconds of processor of web and worker."""
    crowd = sent(served.bare_port if bare else served.port, plan)
    before = site.seen(served, bare=bare)
    steps = met(crowd)
    web = site.used(before, site.seen(served, bare=bare)).web
    drained()
    return steps, (web, site.used(before, site.seen(served, bare=bare)).worker)


def drained(seconds: float = 60) -> None:
    """Wait until no mail is left, or none has left for so many seconds: how quickly they leave is the machine's matter."""
    left, until = unsent(), time.monotonic() + seconds
    while left and time.monotonic() < until:
        db.session.commit()
        time.sleep(0.2)
        if (now := unsent()) != left:
            left, until = now, time.monotonic() + seconds
    db.session.commit()


def unsent() -> int:
    """How many mails wait to be sent, but for those of a flood, whose turn comes hours later."""
    waits = (OutboxMessage.state == "waiting", OutboxMessage.priority != Priority.CROWD)
    return int(db.session.execute(select(func.count()).where(*waits)).scalar_one())
