"""/metrics: read by prometheus-client's own parser from a running service; alerts and dashboard ask for what is there."""

import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from config import ROOT, Config, ConfigError
from petition import duties, metrics
from petition.core import clock, meter
from petition.core.db import db
from tests.conftest import make_app, migrate
from tests.factories import make_appeal, sign
from tests.ports import free_port, wait_for
from tests.server import running
from tests.waiting import PATIENCE

MONITORING = ROOT / "deploy/monitoring"
Numbers = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(port: int) -> Numbers:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    return {
        (each.name, tuple(sorted(each.labels.items()))): each.value
        for one in families
        for each in one.samples
    }


def test_what_happens_is_counted_by_all_processes_and_no_label_names_anybody(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    migrate(app)
    with app.app_context():
        slug, draft = (
            make_appeal(slug="the-well").slug,
            make_appeal(slug="secret-draft", published=False).slug,
        )
        sign(app.test_client(), slug)
        db.session.remove()
        db.engine.dispose()
    port = free_port()
    told = {"METRICS": f"127.0.0.1:{port}", "WORKER": "beside", "SECRET_KEY": "s" * 40}
    with running("wsgi", tmp_path, **told, WEB_CONCURRENCY="2") as server:
        host = f"Host: 127.0.0.1:{server.port}\nConnection: close\n\n"
        wait_for(port)
        for _ in range(4):
            assert server.send(f"GET /a/{slug} HTTP/1.1\n{host}").status == 200
            assert server.send(f"GET /a/{draft} HTTP/1.1\n{host}").status == 404
        found = read(port)
        files = [each.stat() for each in tmp_path.rglob("metrics/*.db")]
    assert files
    # Each process has them in its memory, where a hole that a full disk cannot fill is its death (SIGBUS).
    assert [each.st_size for each in files if each.st_blocks * 512 < each.st_size] == []
    pages = {labels: value for (name, labels), value in found.items() if name == "petition_pages_total"}
    assert sum(pages.values()) >= 4
    requests = sum(value for (name, _), value in found.items() if name == "petition_requests_total")
    assert requests >= 4
    assert found["petition_signatures", (("state", "pending"),)] == 1
    assert found["petition_database_up", ()] == 1
    names = {name for name, _labels in found}
    asked = re.findall(r"\bpetition_\w+", (MONITORING / "alerts.yml").read_text())
    for panel in json.loads((MONITORING / "dashboard.json").read_text())["panels"]:
        asked += [
            name for target in panel["targets"] for name in re.findall(r"\bpetition_\w+", target["expr"])
        ]
    assert len(set(asked)) > 15
    assert not set(asked) - names
    values = {value for _name, labels in found for _label, value in labels}
    assert not [value for value in values if re.search(r"the-well|secret-draft|@|Aru", value)]


def test_how_things_stand_is_told_of_both_databases_and_of_one_that_is_away(
    app: Flask, tmp_path: Path
) -> None:
    make_appeal()
    sign(app.test_client(), "keep-the-well-open")
    duties.finished(clock.now())
    duties.failed("reminders due", 1, ValueError(), now=clock.now())
    db.session.commit()
    found = {each.name: each for each in metrics.Standing(app).collect()}
    one = {name: each.samples[0].value for name, each in found.items() if name != "petition_signatures"}
    assert (
        one["petition_outbox_waiting"] == one["petition_duties_failing"] == one["petition_database_up"] == 1
    )
    assert 0 <= clock.now().timestamp() - one["petition_duties_last_done_timestamp_seconds"] < 60
    away = make_app(tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    gone = {each.name: each for each in metrics.Standing(away).collect()}
    assert gone["petition_database_up"].samples[0].value == 0
    with away.app_context():
        db.engine.dispose()


def test_nothing_is_counted_unless_somebody_asks() -> None:
    assert not meter._Meter.is_on
    with pytest.raises(ConfigError, match="METRICS: must be like"):
        Config.from_env({"METRICS": "everywhere:9100"})
