"""Debian's Prometheus watches a running service for some minutes: every panel's query and every alert rule is asked of it.

    python bench/watching.py [--minutes 5] [--out docs/pictures/watching.png]

Starts the service with METRICS on PostgreSQL, `flask receive` beside it, and Prometheus (apt install prometheus) with the
shipped alerts.yml, while a few read and sign. Then asks Prometheus for each query of dashboard.json over that time and for
the state of each rule, and draws the dashboard from the answers by its own grid, with titles, units and legends of the file:
a picture of the data, not of Grafana. Exits 1 where a query is refused or gives nothing, or a rule is not well.
"""

import argparse
import html
import json
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.load import site  # noqa: E402
from bench.upgrades import SLUG, Crowd, run  # noqa: E402
from tests import browser  # noqa: E402

MONITORING = ROOT / "deploy/monitoring"
COLOURS = ("#1a6", "#c50", "#27c", "#a2a", "#880", "#b22", "#077", "#555")
STYLE = """body { margin: 0; background: #eee; font: 11px sans-serif }
div { position: absolute; background: #fff } h2 { font-size: 12px; margin: 4px 8px } p { margin: 0 8px }"""
WIDE, HIGH, GRID = 400, 150, 50  # of a drawing, and pixels of a column of Grafana's grid of 24


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--port", type=int, default=28100, help="the first of four")
    options.add_argument("--out", type=Path)
    asked = options.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="watching-")))
        database = stack.enter_context(site.database("postgresql", folder))
        begun = time.time()
        watched(folder, database.url, asked, stack)
        said = Prometheus(asked.port + 3)
        wrong = said.rules()
        panels = json.loads((MONITORING / "dashboard.json").read_text())["panels"]
        drawn = [said.panel(each, begun, time.time()) for each in panels]
        wrong += [each for panel in drawn for each in panel.wrong]
        if asked.out:
            page = folder / "page.html"
            page.write_text(page_of(drawn))
            command = [
                str(browser.found()),
                "--headless",
                "--no-sandbox",
                "--hide-scrollbars",
                "--window-size=1240,900",
            ]
            subprocess.run(
                [*command, f"--screenshot={asked.out.absolute()}", page.as_uri()],
                check=True,
                capture_output=True,
            )
    print("\n".join(wrong) or "every query has answers, every rule is well")
    sys.exit(bool(wrong))


def watched(folder: Path, url: str, asked: argparse.Namespace, stack: ExitStack) -> None:
    """Let the service run under a little load, watched, for so many minutes."""
    port, lmtp, metrics, watch = range(asked.port, asked.port + 4)
    env = {"INSTANCE": str(folder), "DATABASE_URL": url, "PATH": "/usr/bin:/bin", "TRUSTED_PROXIES": "1", "PORT": str(port),
           "METRICS": f"127.0.0.1:{metrics}", "SIGN_ADDRESS": "sign@sign.example.org", "PYTHONPATH": str(ROOT)}  # fmt: skip
    run(["-m", "flask", "--app", "wsgi", "db", "upgrade"], ROOT, env)
    run(["-m", "flask", "--app", "wsgi", "sample", "--signatures", "500"], ROOT, env)
    scrapes = {
        "job_name": "petition",
        "scrape_interval": "5s",
        "static_configs": [{"targets": [f"127.0.0.1:{metrics}"]}],
    }
    told = {
        "global": {"evaluation_interval": "5s"},
        "scrape_configs": [scrapes],
        "rule_files": [str(MONITORING / "alerts.yml")],
    }
    (folder / "prometheus.yml").write_text(json.dumps(told))
    at = [
        f"--web.listen-address=127.0.0.1:{watch}",
        f"--storage.tsdb.path={folder}/tsdb",
        f"--config.file={folder}/prometheus.yml",
    ]
    log = stack.enter_context((folder / "log").open("w"))
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    for command, number in (
        (["prometheus", *at], watch),
        ([sys.executable, "-m", "gunicorn", "wsgi:app"], port),
        ([*flask, "receive", "--listen", f"lmtp://127.0.0.1:{lmtp}"], lmtp),
    ):
        program = site.Program(command, number, cwd=ROOT, env=env, stdout=log, stderr=log)
        stack.callback(program.end)
    crowd = Calm(port)
    crowd.threads = crowd.threads[:3] + crowd.threads[-1:]
    crowd.begin()
    time.sleep(60 * asked.minutes)
    crowd.end()
    print(crowd.told(), flush=True)


class Calm(Crowd):
    """Who reads and who signs, without hurry; now and then one asks for what is not there."""

    def ask(self, method: str, path: str, body: str = "") -> tuple[str, str]:
        """One request, after a while."""
        time.sleep(0.3)
        if next(self.number) % 20 == 0:
            super().ask("GET", f"/a/{SLUG}-nowhere")
        return super().ask(method, path, body)


class Panel:
    """A panel of the dashboard, with what its queries gave."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.unit = told.get("fieldConfig", {}).get("defaults", {}).get("unit", "short")
        self.lines: list[tuple[str, list[tuple[float, float]]]] = []
        self.wrong: list[str] = []


class Prometheus:
    """What it is asked over HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, **words: object) -> Any:
        """One question; what is refused says why."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(words)}"
            ) as answer:
                return json.loads(answer.read())["data"]
        except urllib.error.HTTPError as error:
            return {"result": [], "groups": [], "error": error.read().decode()}

    def rules(self) -> list[str]:
        """Print each rule with its state; those that cannot be evaluated."""
        found = [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]
        for rule in found:
            print(f"{rule['health']:4} {rule['state']:9} {rule['name']:18} {rule['query']}")
        return (
            [f"{rule['name']}: {rule.get('lastError')}" for rule in found if rule["health"] != "ok"] or []
            if found
            else ["no rules"]
        )

    def panel(self, told: dict[str, Any], begun: float, ended: float) -> Panel:
        """Ask each query of a panel over the time."""
        made = Panel(told)
        for target in told["targets"]:
            result = self.ask("query_range", query=target["expr"], start=begun, end=ended, step=5)["result"]
            points = 0
            for series in result:
                values = [(float(at), float(value)) for at, value in series["values"] if value != "NaN"]
                points += len(values)
                legend = re.sub(
                    r"{{ *(\w+) *}}",
                    lambda found, of=series: of["metric"].get(found[1], ""),
                    target.get("legendFormat", ""),
                )
                made.lines.append((legend or target["expr"], values))
            print(f"{points:5} points of {len(result)} series  {told['title']}: {target['expr']}")
            if not points:
                made.wrong.append(f"{told['title']}: {target['expr']} gives nothing")
        return made


def page_of(panels: list[Panel]) -> str:
    """The dashboard as a page, by its own grid."""
    boxes = []
    for each in panels:
        at = each.told["gridPos"]
        place = f"left:{at['x'] * GRID + 8}px;top:{at['y'] * 27 + 8}px"
        size = f"width:{at['w'] * GRID - 8}px;height:{at['h'] * 27 - 8}px"
        boxes.append(
            f'<div style="{place};{size}"><h2>{html.escape(each.told["title"])}</h2>{drawing(each)}</div>'
        )
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>" + "".join(boxes)


def drawing(panel: Panel) -> str:
    """The lines of a panel as SVG, with its largest value and a legend."""
    points = [point for _name, line in panel.lines for point in line]
    if not points:
        return "<p>No data</p>"
    left, right = min(at for at, _ in points), max(at for at, _ in points)
    top = max(1e-9, *(value for _, value in points)) * 1.1
    drawn, legend = [], []
    for nth, (name, line) in enumerate(panel.lines):
        colour = COLOURS[nth % len(COLOURS)]
        path = " ".join(
            f"{(at - left) / max(right - left, 1) * WIDE:.1f},{HIGH - value / top * (HIGH - 12):.1f}"
            for at, value in line
        )
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        legend.append(f'<span style="color:{colour}">{html.escape(name[:44])}</span>')
    said = f'<text x="4" y="10">{top / 1.1:.4g} {panel.unit}</text>'
    box = f'width="100%" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none"'
    return f"<svg {box}>{''.join(drawn)}{said}</svg><p>{' '.join(legend)}</p>"


if __name__ == "__main__":
    main()
