"""Errors to Sentry, where the operator wants that: the name of what happened and the way it came about.

Only what our own log lines say is passed on, and of that neither customers' numbers nor addresses. Sentry's
own collecting (requests, variables, breadcrumbs, error texts) stays off, because those hold people's words.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from bot.logs import set_up_logs
from bot.settings import Settings, SettingsInvalid

Fields = MutableMapping[str, Any]

FAR_ENOUGH = ("error", "critical")
PASSED_ON = ("error", "kind", "code", "subcode", "setting", "attempt", "where")


def start_logs(settings: Settings) -> None:
    """Logs as the settings want them, with errors passed on where they say so.

    Raises:
        SettingsInvalid: SENTRY_DSN is set, and its package is missing.
    """
    set_up_logs(settings.log_level, report=start(settings.sentry_dsn) if settings.sentry_dsn else None)


def start(dsn: str, *, transport: Any = None) -> Callable[[Any, str, Fields], Fields]:
    """Connect, and return what passes errors on: a step for the log.

    Raises:
        SettingsInvalid: the package is missing.
    """
    try:
        import sentry_sdk
    except ImportError:
        raise SettingsInvalid({"SENTRY_DSN": ["needs one more package: pip install 'piotnet-bot[sentry]'."]}) from None
    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        server_name="",
        before_send=_only_ours,
    )

    def pass_on(_logger: Any, _method: str, fields: Fields) -> Fields:
        if fields.get("level") in FAR_ENOUGH:
            known = {name: str(fields[name]) for name in PASSED_ON if name in fields}
            event = {"message": str(fields.get("event")), "level": "error", "tags": known, "logger": "piotnet-bot"}
            sentry_sdk.capture_event(event)  # type: ignore[arg-type]
        return fields

    return pass_on


def _only_ours(event: Any, _hint: Any) -> Any:
    """The last gate: whatever somebody may switch on later, this is all that leaves."""
    kept = ("event_id", "timestamp", "message", "level", "tags", "logger", "platform", "release", "environment", "sdk")
    return {name: event[name] for name in kept if name in event}
