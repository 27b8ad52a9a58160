"""What happens once, and what must be true of it: a minute of a mixed crowd, the last minute before a deadline, a flood."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.request import Request, urlopen

from sqlalchemy import func, select

from bench.load import site
from bench.load.measuring import drained, met, sent, unsent
from bench.load.rows import (
    CONFIRMED,
    MAILBOX,
    SIGNED,
    Plan,
    Told,
    confirm_steps,
    links,
    numbers,
    page_step,
    sign_step,
    unequal,
    unexpected,
)
from petition.appeals.models import Appeal
from petition.core import clock
from petition.core.db import db
from petition.core.settings import settings
from petition.desk import invented
from petition.mail.out.models import OutboxMessage
from petition.signatures.keys import mailbox_key_of
from petition.signatures.models import Signature
from petition.signatures.rules import State
from tests.factories import make_appeal

_ONE_NETWORK = {"headers": {"X-Forwarded-For": "203.0.113.7"}}
_NORMAL = 4  # signatures a second on an ordinary day; ten times that is more than any site in life has seen
RIGHT_WITHIN = 10  # seconds after which every page says the right number
_GROWN = 1.1  # memory that has grown by more is not flat

Story = tuple[list[str], list[str]]  # what is told, what was wrong


def crowd(served: site.Served, appeal: Appeal, told: Told) -> Story:
    """Of a hundred, 95 read, four sign, one confirms; the worker sends, and memory is looked at meanwhile."""
    journeys = {
        "read": {"weight": 95, "steps": [page_step(appeal)]},
        "sign": {"weight": 4, "steps": [sign_step(appeal)]},
        "confirm": {"weight": 1, "steps": confirm_steps(), "values": links(appeal, round(60 * told.seconds))},
    }
    plan = {"connections": 64, "seconds": told.seconds, "first": told.first, "journeys": journeys}
    drained()  # what the sample itself has to say
    listed, mailed = invented.number(appeal, State.CONFIRMED), _posted()
    before, began = numbers(appeal.id, SIGNED | CONFIRMED), site.seen(served)
    memories: list[float] = []
    over = threading.Event()
    watching = threading.Thread(target=_watch, args=(served, memories, over))
    watching.start()
    steps = met(sent(served.port, plan))
    over.set()
    watching.join()
    drained()
    wrong = unexpected(steps) + unequal(before, numbers(appeal.id, SIGNED | CONFIRMED), steps)
    signed, confirmed = steps["sign"]["good"], steps["press"]["good"]
    if _posted() - mailed != signed + confirmed:
        wrong.append(f"{signed + confirmed} mails due, {_posted() - mailed} sent")
    third = len(memories) // 3
    first, last = max(memories[third : 2 * third]), max(memories[-third:])
    if last > _GROWN * first:
        wrong.append(f"memory grew from {first:.0f} to {last:.0f} MB")
    used = site.used(began, site.seen(served))
    said = [f"{listed:,} signatures when it began"]
    said += [f"{name} {figures(steps[name])}" for name in ("page", "sign", "confirm page", "press")]
    said += [f"memory {first:.0f} to {last:.0f} MB"]
    said += [f"{used.web:.0f} s of processor in web and database, {used.worker:.0f} for the worker"]
    late = shown_after(served, served.port, appeal, f"/a/{appeal.slug}/en")
    said += [f"its number was on the page after {late:.0f} s"]
    if late > RIGHT_WITHIN:
        wrong.append(f"the page did not show the number within {RIGHT_WITHIN} s")
    return said, wrong


def rush(served: site.Served, _appeal: Appeal, told: Told) -> Story:
    """In the last minute before a deadline ten times as many sign as before, and go on when it is over."""
    calm, after = told.seconds / 3, told.seconds / 6
    ends = clock.now() + timedelta(seconds=calm + told.seconds + 2)
    appeal = make_appeal(slug="rush", closes_at=ends)
    left = (ends - clock.now()).total_seconds()
    pace = [(left - told.seconds - 0.3, _NORMAL), (told.seconds + after, 10 * _NORMAL)]
    steps = met(sent(served.port, _paced(told, pace, sign=sign_step(appeal))))
    signs = steps["sign"]
    acknowledged = [each for each in signs["each"] if each[2] == 303]
    refused = [each for each in signs["each"] if each[2] == 410]
    rows = list(
        db.session.execute(select(Signature.signed_at).where(Signature.appeal_id == appeal.id)).scalars()
    )
    db.session.commit()
    instant = ends.timestamp()
    found = {
        "answered otherwise than thanked or closed": len(signs["each"]) - len(acknowledged) - len(refused),
        "thanked though sent after the deadline": sum(sent_at > instant for sent_at, *_ in acknowledged),
        "refused though answered before the deadline": sum(at < instant for _sent, at, *_ in refused),
        "thanked and not there": len(acknowledged) - len(rows),
        "there with a later time": sum(at > ends for at in rows),
    }
    said = [f"{len(acknowledged)} thanked, {len(refused)} told that it is over", f"sign {figures(signs)}"]
    wrong = [f"{count} {what}" for what, count in found.items() if count]
    return said, [*wrong, f"answers {signs['statuses']}"] if wrong else []


def flood(served: site.Served, _appeal: Appeal, told: Told) -> Story:
    """From one network as many sign as it can send, beside honest people from many, and readers."""
    appeal, begun = make_appeal(slug="flood"), clock.now()
    seconds = told.seconds / 2
    flooding = {
        "connections": 16,
        "seconds": seconds,
        "first": told.first + 500_000,
        "journeys": {
            "flood": {
                "steps": [sign_step(appeal) | _ONE_NETWORK | {"name": "flood", "expect": [303, 422, 429]}]
            }
        },
    }
    crowds = [
        sent(served.port, plan)
        for plan in (
            flooding,
            _paced(told, [(seconds, _NORMAL)], sign=sign_step(appeal)),
            _paced(told, [(seconds, 10 * _NORMAL)], page=page_step(appeal)),
        )
    ]
    flooded, honest, readers = (met(each) for each in crowds)
    held = Signature.held_at.is_not(None)
    count = select(func.count()).where(Signature.appeal_id == appeal.id)
    pending, crowded = db.session.scalar(count) or 0, db.session.scalar(count.where(held)) or 0
    db.session.commit()
    hours = clock.now().hour != begun.hour  # they are counted by the hour of the clock
    most = settings().network_per_hour * (1 + hours)
    kept = pending - honest["sign"]["good"]
    wrong = unexpected(honest) + unexpected(readers) + unexpected(flooded)
    if kept - crowded > most:
        wrong.append(f"{kept - crowded} of the flood are not held")
    said = [
        f"flood {flooded['flood']['statuses']}, {kept} kept, {crowded} of them held",
        f"honest {figures(honest['sign'])}",
        f"readers {figures(readers['page'])}",
    ]
    return said, wrong


def crash(served: site.Served, _appeal: Appeal, told: Told) -> Story:
    """The database server, where there is one, and then the web with the worker are killed with -9 while people sign."""
    appeal = make_appeal(slug="crash")
    plan = _paced(told, [(told.seconds, 5 * _NORMAL)], sign=sign_step(appeal) | {"expect": [303, 503, 0]})
    crowd, killed = sent(served.port, plan), []
    for program in filter(None, (served.database.server, served.web)):
        time.sleep(told.seconds / 6)
        killed.append(time.time())
        program.kill()
        program.start()
    answers = met(crowd)["sign"]["each"]
    thanked = [(at, number) for _sent, at, status, number in answers if status == 303]
    again = [
        min((at for at, _number in thanked if at > instant + 0.5), default=0) - instant for instant in killed
    ]
    site.hurry(served)
    drained()
    found = {
        "thanked and not there": len(lost(appeal, [number for _at, number in thanked])),
        "mails not sent": unsent(),
        "never again served": sum(each < 0 for each in again),
    }
    db.session.commit()
    statuses = Counter(status for _sent, _at, status, _number in answers)
    said = [f"{len(killed)} killed, {len(answers)} tried", f"answers {dict(statuses)}"]
    said += [f"served again after {', '.join(f'{each:.1f}' for each in again)} s"]
    return said, [f"{count} {what}" for what, count in found.items() if count]


STORIES: dict[str, Callable[[site.Served, Appeal, Told], Story]] = {
    "crowd": crowd,
    "rush": rush,
    "flood": flood,
    "crash": crash,
}


def lost(appeal: Appeal, thanked: list[str]) -> list[str]:
    """Of the numbers of those who were thanked for signing, those who are not in the database."""
    keys = set(db.session.scalars(select(Signature.mailbox_key).where(Signature.appeal_id == appeal.id)))
    return [n for n in thanked if mailbox_key_of(appeal, MAILBOX.format(n=n)) not in keys]


def _paced(told: Told, pace: list[tuple[float, float]], **steps: dict[str, Any]) -> Plan:
    journeys = {name: {"steps": [step]} for name, step in steps.items()}
    return {"pace": pace, "each": True, "first": told.first, "journeys": journeys}


def shown_after(served: site.Served, port: int, appeal: Appeal, page: str) -> float:
    """Seconds until a page of a machine says how many have signed."""
    number, begun = f"{invented.number(appeal, State.CONFIRMED):,}", time.monotonic()
    db.session.commit()
    asks = Request(
        f"http://127.0.0.1:{port}{page}",
        headers={"Accept-Language": "en", "Host": f"127.0.0.1:{served.port}"},
    )
    while (spent := time.monotonic() - begun) < 2 * RIGHT_WITHIN:
        if f">{number}</strong>" in urlopen(asks).read().decode():
            break
        time.sleep(0.2)
    return spent


def figures(step: dict[str, Any]) -> str:
    """What was met in a step."""
    times = ", ".join(
        f"{name} {step[p]:.0f}" for name, p in (("p50", "p50"), ("p99", "p99"), ("max", "p100"))
    )
    return f"{step['good']:,} ({step['rate']:.0f} a second; {times} ms)"


def _watch(served: site.Served, memories: list[float], over: threading.Event) -> None:
    while not over.wait(2):
        memories.append(site.memory(served))


def _posted() -> int:
    query = select(func.count()).where(OutboxMessage.state == "sent")
    found = int(db.session.execute(query).scalar_one())
    db.session.commit()
    return found
