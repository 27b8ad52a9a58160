"""The crowd: a process of its own that sends requests as many people would, and tells what came back. Standard library only.

    python bench/load/generator.py < plan.json

Reads a plan and writes two lines of JSON: one when what is measured begins, one with the result. A plan says

    port         where the service listens on this machine
    ports        where several machines listen, if there are: each connection goes to one of them, to another if that refuses
    connections  how many people are at it at once; each goes on a journey, then on the next
    seconds      for how long; `warm` seconds before them are not measured
    pace         instead: [[seconds, journeys a second], ...], begun at these instants however slow the answers are
    fresh        whether each journey has a connection of its own
    journeys     by name: `weight`, `steps`, and `values`, of which each journey uses up one; none left, none begins

A step has a `name`, `path`, `expect` (statuses), and may have `form`, `headers`, and `wait`, seconds before it. In all of
them "{n}" becomes a number that is new for each journey, "{ip}" an address of its own, "{value}" its value. A journey ends
with the first step that is answered otherwise. Times are in milliseconds; in a plan with a pace they count from when the
journey was due, so that whoever waits behind a slow answer is counted. `each` tells of every answer besides.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import quote_plus

_PATIENCE = 60  # seconds that somebody waits for an answer


class Line(asyncio.Protocol):
    """One connection: sends a request and reads the answer, no more than one at a time."""

    def __init__(self) -> None:
        self.is_open, self.kept = False, b""
        self.answered: asyncio.Future[int] | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport, self.is_open = transport, True

    def connection_lost(self, _error: Exception | None) -> None:
        """End; who waits is told."""
        self.is_open = False
        if self.answered and not self.answered.done():
            self.answered.set_result(0)

    def data_received(self, data: bytes) -> None:
        """Tell who waits, once the answer is whole."""
        self.kept += data
        head, found, body = self.kept.partition(b"\r\n\r\n")
        if found and self.answered and _is_whole(head.lower(), body) and not self.answered.done():
            if b"\r\nconnection: close" in head.lower():
                self.transport.close()
                self.is_open = False
            self.answered.set_result(int(head[9:12]))

    async def ask(self, request: bytes) -> int:
        """The status of the answer; 0 where the connection broke or nobody waits any longer."""
        self.kept, self.answered = b"", asyncio.get_running_loop().create_future()
        self.transport.write(request)
        try:
            return await asyncio.wait_for(self.answered, _PATIENCE)
        except TimeoutError:
            self.transport.abort()
            return 0


def _is_whole(head: bytes, body: bytes) -> bool:
    if b"\r\ntransfer-encoding: chunked" in head:
        return body.endswith(b"0\r\n\r\n")
    _, found, rest = head.partition(b"\r\ncontent-length: ")
    return not found or len(body) >= int(rest.partition(b"\r\n")[0])


class Met(NamedTuple):
    """One answer: when it was asked for and came, by one clock; its status; the number of who asked."""

    asked: float
    came: float
    status: int
    number: str


class Crowd:
    """Everybody who is on a journey, and what they met."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan, self.journeys = plan, list(plan["journeys"].values())
        self.weights = [each.get("weight", 1) for each in self.journeys]
        self.left = [iter(each["values"]) if "values" in each else None for each in self.journeys]
        self.numbers = Numbers(plan.get("first", 1))
        self.met: dict[str, list[Met]] = defaultdict(list)
        self.begins = self.ends = 0.0

    async def go(self) -> None:
        """Send everybody on their way until the time is over."""
        now = time.perf_counter()
        pace = self.plan.get("pace")
        self.begins = now + self.plan.get("warm", 0)
        self.ends = self.begins + (sum(part[0] for part in pace) if pace else self.plan["seconds"])
        asyncio.get_running_loop().call_at(
            asyncio.get_running_loop().time() + self.begins - now,
            lambda: print(json.dumps({"begun": time.time()}), flush=True),
        )
        if pace:
            await self._paced(pace)
        else:
            await asyncio.gather(*(self._closed() for _ in range(self.plan["connections"])))

    async def _closed(self) -> None:
        """One after another, as soon as the last was answered."""
        line = None
        while time.perf_counter() < self.ends and (journey := self._next()):
            line = await self._travel(journey, line, None)
        if line and line.is_open:
            line.transport.close()

    async def _paced(self, pace: list[tuple[float, float]]) -> None:
        """So many a second, whatever becomes of those before."""
        due, on_their_way = self.begins, set()
        for seconds, rate in pace:
            end = due + seconds
            while due < end:
                await asyncio.sleep(max(0, due - time.perf_counter()))
                if journey := self._next():
                    task = asyncio.create_task(self._travel(journey, None, due))
                    on_their_way.add(task)
                    task.add_done_callback(on_their_way.discard)
                due += random.expovariate(rate)
            due = end
        await asyncio.gather(*on_their_way)

    def _next(self) -> tuple[list[Any], dict[str, str]] | None:
        """A journey by its weight, with what is its own; None where it has no value left."""
        (at,) = random.choices(range(len(self.journeys)), self.weights)
        own, values = next(self.numbers), self.left[at]
        if values is not None:
            value = next(values, None)
            if value is None:
                return None
            own["value"] = value
        return self.journeys[at]["steps"], own

    async def _travel(
        self, journey: tuple[list[Any], dict[str, str]], line: Line | None, due: float | None
    ) -> Line | None:
        steps, own = journey
        set_out = time.perf_counter() if due is None else due
        for step in steps:
            await asyncio.sleep(step.get("wait", 0))
            request = written(self.plan["port"], step, own)
            sent = time.perf_counter()
            status = 0
            try:
                is_old = line is not None and line.is_open
                line = line if is_old else await self._connected()
                status = await line.ask(request)
                if not status and is_old and "form" not in step:  # closed just then: a proxy asks again
                    line = await self._connected()
                    status = await line.ask(request)
            except OSError:
                await asyncio.sleep(0.05)
            begun = sent if due is None else due
            self.met[step["name"]].append(Met(begun, time.perf_counter(), status, own["n"]))
            if status not in step["expect"]:
                break
            due = None
        else:
            self.met["journey"].append(Met(set_out, time.perf_counter(), 0, own["n"]))
        if line and line.is_open and (self.plan.get("fresh") or self.plan.get("pace")):
            line.transport.close()
        return line

    async def _connected(self) -> Line:
        """A connection to a machine that takes it, as a proxy makes one."""
        ports = self.plan.get("ports", [self.plan["port"]])
        for port in random.sample(ports, len(ports)):
            with suppress(ConnectionRefusedError):
                return (await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port))[1]
        raise ConnectionRefusedError

    def told(self) -> dict[str, Any]:
        """What was met, by the names of the steps."""
        wall = time.time() - time.perf_counter()
        expected = {
            step["name"]: set(step["expect"]) for journey in self.journeys for step in journey["steps"]
        } | {"journey": {0}}
        result: dict[str, Any] = {"steps": {}}
        for name, met in self.met.items():
            good = [each for each in met if each.status in expected[name]]
            within = [each for each in good if each.asked >= self.begins and each.came <= self.ends]
            last = max((each.came for each in within), default=self.begins)
            seconds = (self.ends if last > self.ends - 0.5 else last) - self.begins
            took = sorted(1000 * (each.came - each.asked) for each in good if each.asked >= self.begins)
            result["steps"][name] = {
                "good": len(good),
                "bad": len(met) - len(good),
                "statuses": Counter(each.status for each in met),
                "measured": len(took),
                "rate": len(within) / seconds if seconds > 0 else 0,
            } | {f"p{share}": _at(took, share / 100) for share in (50, 95, 99, 100)}
            if self.plan.get("each"):
                result["steps"][name]["each"] = [
                    (wall + each.asked, wall + each.came, each.status, each.number) for each in met
                ]
        return result


class Numbers:
    """What each journey has of its own."""

    def __init__(self, first: int) -> None:
        self.n = first

    def __next__(self) -> dict[str, str]:
        self.n += 1
        return {"n": str(self.n), "ip": f"10.{self.n >> 16 & 255}.{self.n >> 8 & 255}.{self.n & 255}"}

    def __iter__(self) -> Iterator[dict[str, str]]:
        return self


def written(port: int, step: dict[str, Any], own: dict[str, str]) -> bytes:
    """A request as a browser sends it."""
    form = step.get("form")
    body = (
        "&".join(f"{name}={quote_plus(filled(value, own))}" for name, value in form.items()) if form else ""
    )
    headers = {"Host": f"127.0.0.1:{port}", "Accept-Encoding": "gzip", "Accept-Language": "en"}
    headers |= step.get("headers", {})
    if form is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = [f"{'GET' if form is None else 'POST'} {filled(step['path'], own)} HTTP/1.1"]
    lines += [f"{name}: {filled(value, own)}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def filled(template: str, own: dict[str, str]) -> str:
    """A template with what is one journey's own."""
    if "{" in template:
        for name, value in own.items():
            template = template.replace(f"{{{name}}}", value)
    return template


def _at(took: list[float], share: float) -> float:
    return took[min(len(took) - 1, int(share * len(took)))] if took else 0.0


def main() -> None:
    crowd = Crowd(json.load(sys.stdin))
    asyncio.run(crowd.go())
    print(json.dumps(crowd.told()), flush=True)


if __name__ == "__main__":
    main()
