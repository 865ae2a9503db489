"""Structured logs with an allow-list: a key that isn't on it is dropped with its value.

What a person wrote, what they are called and the bot's token can't get into a log this way,
not even inside an exception: only the names of exceptions are logged.
"""

import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import structlog

ALLOWED: Final = frozenset(
    {"event", "level", "timestamp", "error", "code", "where", "tries", "count", "seconds", "port",
     "url", "process", "version", "kind", "pid"}
)  # fmt: skip

logger: Final = structlog.get_logger()


def configure(level: str = "INFO") -> None:
    """Log to standard error from now on; other libraries only from WARNING, without messages."""
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _crashed
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    root = logging.getLogger()
    root.handlers = [_Others()]
    root.setLevel(logging.WARNING)


def only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Keep the keys of the allow-list, and only plain values."""
    return {
        key: value
        for key, value in event.items()
        if key in ALLOWED and isinstance(value, str | int | float | bool)
    }


def _crashed(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """The end of the process: what and where, not the message, which may hold words or a token."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    logger.critical("crashed", error=kind.__name__, where=where)


def _unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    """An error where nobody could take it (while something is cleared away): as little of it."""
    logger.error("unraisable", error=unraisable.exc_type.__name__)


def _in_thread(args: threading.ExceptHookArgs) -> None:
    """An error that ended a thread: as little of it."""
    logger.error("thread_ended", error=args.exc_type.__name__)


class _Others(logging.Handler):
    """Records of other libraries: where they come from, never what they say."""

    def emit(self, record: logging.LogRecord) -> None:
        logger.warning("library", where=record.name, kind=record.levelname)
