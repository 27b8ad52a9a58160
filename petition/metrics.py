"""What whoever watches the service asks for: the counts of the web's processes, and how things stand in the database.

Served by the worker on an address of its own (METRICS), never by the web. Numbers alone: a label is a state or a part of the
code. How things stand is looked up when it is asked for, signatures at most once a minute, for all of them are counted.
"""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from petition import clock_watch, doctor, duties, erasure_journal
from petition.core import checks, clock
from petition.core.db import db
from petition.core.settings import settings
from petition.mail.out.models import OutboxMessage
from petition.signatures.models import Signature
from petition.signatures.rules import State

_COUNTED_FOR = 60  # seconds
_LOOKED_FOR = 3600
_LOCKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
_log = logging.getLogger("petition.metrics")


class PublicAddress:
    """Whether the public address fails: no answer, or a certificate that nobody renewed. Looked up beside who asks."""

    def __init__(self) -> None:
        """Nothing is known yet; `looked` is set once something is."""
        self.fails, self.looked = False, threading.Event()
        self._looked_at = -float(_LOOKED_FOR)

    def look(self, public_url: str, dns_server: str) -> bool:
        """What the last look said; begins another once that is an hour old, for which nobody waits."""
        if time.monotonic() - self._looked_at >= _LOOKED_FOR:
            self._looked_at = time.monotonic()
            threading.Thread(target=self._look, args=(public_url, dns_server), daemon=True).start()
        return self.fails

    def _look(self, *where: str) -> None:
        fails = True
        try:
            checks.public_address(*where)
            fails = False
        except checks.CheckFailed:
            pass
        finally:
            self.fails = fails
            self.looked.set()


class Standing:
    """How things stand, as gauges; what prometheus_client calls a collector."""

    def __init__(self, app: Flask) -> None:
        """Ask the database of this application."""
        self.app = app
        self.public = PublicAddress()
        self._counted: dict[str, int] = {}
        self._counted_at = -float(_COUNTED_FOR)

    def collect(self) -> Iterator[Any]:
        """Every gauge; where the database is away, that alone."""
        from prometheus_client.core import GaugeMetricFamily

        with self.app.app_context():
            try:
                found = self._of_database(clock.now())
            except SQLAlchemyError:
                found = {"database_up": ("Whether the database answers", 0)}
            finally:
                db.session.remove()
            found["disk_free_bytes"] = ("Room where the service writes, at the fullest place", doctor.free())
            told = settings()
            found["public_address_fails"] = (
                "Whether the public address does not answer, or its certificate was not renewed",
                not told.is_local and self.public.look(told.public_url, told.dns_server),
            )
            for name, (words, value) in found.items():
                yield GaugeMetricFamily(f"petition_{name}", words, value)
            by_state = GaugeMetricFamily(
                "petition_signatures", "Signatures of all appeals by state", labels=["state"]
            )
            for state, number in self._counted.items():
                by_state.add_metric([state], number)
            yield by_state

    def _of_database(self, now: datetime) -> dict[str, tuple[str, float]]:
        self._count()
        waiting, oldest = db.session.execute(
            select(func.count(), func.min(OutboxMessage.due_at)).where(OutboxMessage.state == "waiting")
        ).one()
        left, refused = doctor.refused(now)
        last, troubles = duties.last_done(), duties.troubles()
        way = doctor.awaited()
        # Where none are awaited, or made, they are never late.
        taken_in = duties.last_done(way) if way else now
        backed_up = duties.last_done(duties.Round.BACKUP) if settings().backup_recipient else now
        is_postgresql = db.engine.dialect.name == "postgresql"
        locked = db.session.execute(db.text(_LOCKED)).scalar_one() if is_postgresql else 0
        return {
            "database_up": ("Whether the database answers", 1),
            "database_lock_waits": ("Connections of PostgreSQL that wait for a lock", locked),
            "outbox_waiting": ("Emails that wait", waiting),
            "outbox_late_seconds": (
                "How long the email that waits longest is due",
                max(0.0, (now - oldest).total_seconds()) if oldest else 0,
            ),
            "outbox_sent": ("Emails that left in the last hour", left),
            "outbox_refused": (
                "Emails that servers refused in the last hour, or put off for a quarter of an hour",
                refused.total(),
            ),
            "duties_last_done_timestamp_seconds": (
                "When the worker last finished its duties",
                last.timestamp() if last else 0,
            ),
            "messages_last_timestamp_seconds": (
                "When messages that sign could last be taken in",
                taken_in.timestamp() if taken_in else 0,
            ),
            "backup_last_timestamp_seconds": (
                "When the last encrypted backup was made",
                backed_up.timestamp() if backed_up else 0,
            ),
            "workers_silent": (
                "Workers that go on no more, while another does",
                len(duties.silent(duties.Round.DUTIES, now)),
            ),
            "receivers_silent": (
                "Places where no message can be taken in, while another does",
                len(duties.silent(duties.Round.RECEIVE, now)),
            ),
            "duties_failing": ("Duties of the worker that fail", troubles.failing),
            "values_not_unsealed": ("Values that could not be decrypted", troubles.unreadable),
            "clock_doubted": ("Whether the clock may be wrong", clock_watch.doubted(now)),
            "journal_lags": ("Whether the journal of erasures cannot be written", erasure_journal.lags()),
        }

    def _count(self) -> None:
        if time.monotonic() - self._counted_at < _COUNTED_FOR:
            return
        rows = db.session.execute(select(Signature.state, func.count()).group_by(Signature.state)).all()
        self._counted = {str(state): 0 for state in State} | {str(state): number for state, number in rows}
        self._counted_at = time.monotonic()


def serve(app: Flask) -> None:
    """Answer at METRICS, in threads of this process, until it ends; where another worker does so already, do nothing."""
    if not settings().metrics:
        return
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Standing(app))
    host, _, port = settings().metrics.rpartition(":")
    try:
        start_http_server(int(port), host.strip("[]"), registry)
    except OSError as error:
        _log.warning("METRICS: %s at %s", error.strerror or "no answer", settings().metrics)
