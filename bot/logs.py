"""Logs for machines and tired people: one line each, a constant name, fields. Ids only, never texts or tokens."""

from __future__ import annotations

import logging
import sys
from traceback import walk_tb
from typing import Any

import structlog

_FRAMES = 8


def trace(error: BaseException) -> str:
    """What went wrong and on which way it came about, without the error's own words: they may quote a customer."""
    frames = [f"{frame.f_globals.get('__name__')}:{line}" for frame, line in walk_tb(error.__traceback__)]
    return " > ".join([*frames[-_FRAMES:], type(error).__name__])


def set_up_logs(level: str, *, as_json: bool | None = None, report: Any = None) -> None:
    """To stderr: JSON when it is piped, readable when somebody watches. `report` is a step that passes errors on."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.processors.KeyValueRenderer(key_order=["level", "event"])
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            *([report] if report else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # Libraries: waitress tells of a full queue, urllib3 of addresses (which could hold a token).
    layout = "level=%(levelname)s event=%(name)s %(message)r"
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format=layout)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
