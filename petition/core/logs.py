"""What a log may hold: of what kind a fault is and where it arose, never its words.

The words of a fault may repeat the address of the page, which is often a key, or what somebody typed.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

_FRAMES = 6


class JsonLines(logging.Formatter):
    """An object a line, for programs that gather logs; a record may bring `facts` of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """When (UTC), how grave, of which part, what; and its facts."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"at": at, "level": record.levelname, "of": record.name, "says": record.getMessage()}
        return json.dumps(said | getattr(record, "facts", {}), ensure_ascii=False)


def init(form: str = "text") -> None:
    """Write to stderr, whoever logs: this service, a library, a thread that died; as "text" or as "json"."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    if form == "json":
        shape(logging.getLogger())
    logging.getLogger("pikepdf").setLevel(logging.WARNING)  # tells that it was imported
    for handler in logging.getLogger().handlers:
        handler.addFilter(without_words)


def ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell in a line what a process or a thread of ours died of, as sys.excepthook does in many, with its words."""
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, trace)  # Ctrl-C
        return
    logging.getLogger("petition").critical("ended", exc_info=(kind, error, trace))


def shape(logger: logging.Logger) -> None:
    """Let what a logger writes be JSON."""
    for handler in logger.handlers:
        handler.setFormatter(JsonLines())


def where(trace: TracebackType | None) -> str:
    """The lines of code that led to a fault, the last one first."""
    return " < ".join(
        f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace)[-_FRAMES:])
    )


def without_words(record: logging.LogRecord) -> bool:
    """Put kind and place for the traceback of a record and for what was put into its message; a filter for handlers."""
    if record.exc_info and record.exc_info[0]:
        kind, _error, trace = record.exc_info
        record.args = (str(record.msg).partition("%")[0].rstrip(" :"), kind.__name__, where(trace))
        record.msg = "%s: %s at %s"
        record.exc_info = record.exc_text = None
    return True
