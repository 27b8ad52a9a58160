"""How gunicorn serves the service: few processes, some threads, and the worker beside them."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from ipaddress import ip_address

from gunicorn.glogging import Logger

from petition import data_key, preload
from petition.core import logs, meter, other_machines
from petition.core.db import db
from petition.core.environment import Environment
from petition.core.fair_shares import Share

_told = Environment.of(os.environ)  # what is wrong with it is named when the application is made


def _number(name):
    value = _told.get(name)
    return int(value if value.isascii() and value.isdigit() else _told.defaults[name])


bind = f"{_told.get('HOST')}:{_number('PORT')}"
workers = _number("WEB_CONCURRENCY")
worker_class = "petition.core.whole_requests.WholeRequests"  # gthread that waits for no sender
threads = 8  # half of which sleep off the blur of an answer (web.blurs_its_time) or wait for a turn to write
timeout = 60
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
preload_app = True  # wrong settings end the start at once, with exit 1
accesslog = None  # addresses hold tokens; petition.core.web logs the template of each
control_socket_disable = True
# No header says under which name, scheme or prefix the service stands: PUBLIC_URL does. Who asks is read from
# X-Forwarded-For by the application, for as many proxies as TRUSTED_PROXIES says.
forwarder_headers = ""
secure_scheme_headers = {}
forwarded_allow_ips = proxy_allow_ips = uwsgi_allow_ips = ""


class _JsonLog(Logger):
    """gunicorn's own lines, from its first one on, in the form of all others."""

    def setup(self, cfg):
        """Have the lines made by our formatter."""
        super().setup(cfg)
        logs.shape(self.error_log)


if _told.get("LOG") == "json":
    logger_class = _JsonLog


class _Beside:
    """The worker, when it was started, and when it may be started again."""

    process = None
    made = time.monotonic()
    begun = due = 0.0
    pause = 1
    longest = 60  # seconds, for a worker that dies at once


def on_starting(server):
    """Refuse to be reached by slow connections, and keep addresses, of people and of pages, out of the log."""
    outside = [sock for sock in server.cfg.address if isinstance(sock, tuple) and not _is_here(sock[0])]
    if outside and _told.get("TRUSTED_PROXIES", "0") == "0":
        print(  # noqa: T201  before the log says anything
            f"Wrong settings:\nHOST: others can reach {outside[0][0]}, where a few slow connections would keep everybody "
            "waiting; put a proxy in front and set TRUSTED_PROXIES=1, or leave HOST at 127.0.0.1",
            file=sys.stderr,
        )
        sys.exit(1)
    server.log.error_log.addFilter(_quiet)
    preload.load()  # while there is one process
    _check_data_key(server.app.wsgi())
    meter.start_anew()


def _check_data_key(app):
    """Refuse to start with a key that opens nothing of this database; the processes to come share no connection."""
    if app.extensions["settings"].unkept_keys:
        sys.exit("Nothing is set, and nothing was begun here: begin with make run, or flask db upgrade.")
    with app.app_context():
        try:
            data_key.check()
            db.session.commit()
        except data_key.WrongKey:
            print(f"Wrong settings:\n{data_key.WRONG}", file=sys.stderr)  # noqa: T201  before the log says anything
            sys.exit(1)
        finally:
            db.session.remove()
            db.engine.dispose()


def _is_here(host):
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _quiet(record):
    """Whether a record is kept: lines of broken requests are not, and of faults only kind and place."""
    return not str(record.msg).startswith("Invalid request") and logs.without_words(record)


def when_ready(server):
    """Start `flask work`, and again when it has died, unless it is run apart (WORKER=apart).

    Looked after by an alarm, not by a thread: nothing may be started while gunicorn forks.
    """
    if _told.get("WORKER") == "beside":
        signal.signal(signal.SIGALRM, _keep_working)
        signal.setitimer(signal.ITIMER_REAL, 1, 1)
        _keep_working()


def post_worker_init(worker):
    """Look at what other machines and the replica do."""
    other_machines.begin(worker.app.wsgi())


def child_exit(server, worker):
    """Leave no connection to a process that has ended."""
    Share(worker.age).end()


def _keep_working(*_signal):
    now = time.monotonic()
    if now < _Beside.due or (_Beside.process and _Beside.process.poll() is None):
        return
    _Beside.pause = 1 if now - _Beside.begun > _Beside.longest else min(2 * _Beside.pause, _Beside.longest)
    _Beside.begun, _Beside.due = now, now + _Beside.pause
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "work", "--with-parent"]
    environment = os.environ.copy()
    if told := environment.get("CLOCK"):  # as late for the worker as it is by now for the web
        gone = timedelta(seconds=now - _Beside.made)
        environment["CLOCK"] = (datetime.fromisoformat(told) + gone).isoformat()
    _Beside.process = subprocess.Popen(command, env=environment)  # noqa: S603  of words of our own
    # Where there is too much for the machine, who signs goes before mail, which is kept and leaves a little later.
    os.setpriority(os.PRIO_PROCESS, _Beside.process.pid, 19)


def on_exit(server):
    """Let the worker finish the mail it carries."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    if worker := _Beside.process:
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
