"""How gunicorn serves the service: few processes, some threads, and the worker beside them."""

import os
import subprocess
import sys

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
preload_app = True  # wrong settings end the start at once, with exit 1
accesslog = None  # addresses hold tokens; petition.core.web logs the template of each
control_socket_disable = True

_beside = []


def on_starting(server):
    """Keep network addresses and the lines of broken requests out of the log."""
    server.log.error_log.addFilter(lambda record: not str(record.msg).startswith("Invalid request"))


def when_ready(server):
    """Start `flask work` unless it is run apart (WORKER=apart)."""
    if os.environ.get("WORKER", "beside") == "beside":
        _beside.append(
            subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "work", "--with-parent"])
        )


def on_exit(server):
    """Let the worker finish the mail it carries."""
    for worker in _beside:
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()
