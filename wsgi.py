"""Where gunicorn and the flask command find the application."""

import gc
import os
import sys
import threading

gc.disable()  # nothing that is imported is ever let go: looking through it again and again takes a sixth of the start

from config import Config, ConfigError
from petition.app import create_app
from petition.core import logs

try:
    app = create_app(Config.from_env(os.environ))
except ConfigError as error:
    # Named, exit 1, nothing half-started: neither server nor command sees a traceback.
    print(f"Wrong settings:\n{error}", file=sys.stderr)  # noqa: T201  before there is any logging
    sys.exit(1)

# A command, a worker or a thread that dies of a fault of ours says its kind and place, and nobody's name.
sys.excepthook = logs.ended
threading.excepthook = lambda died: logs.ended(
    died.exc_type, died.exc_value or died.exc_type(), died.exc_traceback
)

gc.freeze()
gc.enable()
