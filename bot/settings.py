"""What the operator sets, read once at the start.

Everything wrong or missing is reported together, by name, before anything runs. The environment
is passed in; only the command line knows where it comes from.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError
from marshmallow import ValidationError, validate

from bot.handover import Setup
from bot.messenger.graph import GRAPH_URL, GRAPH_VERSION
from faq.sentences import HOW_TO_INSTALL, is_installed, model_file

DEFAULT_DATABASE = "sqlite:///data/bot.db"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
IN_FILES = (
    "PAGE_ACCESS_TOKEN", "APP_SECRET", "VERIFY_TOKEN", "SECRET_KEY", "DATABASE_URL", "METRICS_TOKEN", "SENTRY_DSN",
)  # fmt: skip
_KEPT = validate.Range(1, 3650)
_CONTENT = Path(__file__).parent.parent


class SettingsInvalid(Exception):
    """The operator has to mend the settings. The text names every one that is wrong or missing."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        self.problems = {name: " ".join(texts) for name, texts in problems.items()}
        lines = [f"  {name}: {text}" for name, text in sorted(self.problems.items())]
        super().__init__("\n".join(["These settings are wrong or missing:", *lines]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """All settings, checked. What opens doors is left out of its repr, and so out of every log."""

    page_id: str = ""
    page_access_token: str = field(default="", repr=False)
    app_id: str = ""
    app_secret: str = field(default="", repr=False)
    verify_token: str = field(default="", repr=False)
    graph_url: str = GRAPH_URL
    graph_version: str = GRAPH_VERSION
    database_url: str = field(default=DEFAULT_DATABASE, repr=False)  # may hold a password
    secret_key: str = field(default="", repr=False)
    faq_dir: Path = _CONTENT / "faq" / "content"
    intents_dir: Path = _CONTENT / "intents" / "content"
    automation_app_ids: frozenset[str] = frozenset()
    port: int = 8000
    log_level: str = "INFO"
    durability: str = "process"  # what a stored event survives: a killed process, or a power cut
    ambiguous: str = "resend"  # what happens to a message of which nobody can tell whether it arrived
    ask_feedback: str = "on"  # whether customers are asked if an answer helped: on, off
    burst_seconds: float = 1.5  # the longest pause in which further lines are waited for; 0: none
    handover_setup: Setup = "none"  # which app has the page's threads by default
    handover_idle_minutes: int = 120  # of opening hours, after which a silent person has left the chat
    handover_remind_minutes: int = 30  # of opening hours, after which staff hear again that a customer waits
    keep_days: int = 7  # how long handled events stay in the queue's tables
    keep_transcript_days: int = 180  # how long the words of a chat stay, and who had it
    keep_chat_days: int = 180  # how long what the bot remembers of a chat stays when nobody writes there
    keep_notes_days: int = 365  # how long the colleagues' notes and tags stay
    keep_audit_days: int = 365  # how long it stays who did what in the console, and which data was erased
    profile_file: Path = Path(__file__).parent / "profile.yaml"  # what Messenger shows around the chat
    notify_urls: tuple[str, ...] = field(default=(), repr=False)  # where staff are told; addresses with passwords
    notify_urls_file: Path | None = None  # the same from a file, for those who keep secrets in files
    notify_quiet: str = "never"  # when staff are told nothing: never, or while support is closed
    notify_language: str = "en"
    metrics_port: int = 0  # where a worker of its own tells Prometheus; 0: nowhere
    metrics_token: str = field(default="", repr=False)  # without it everybody who reaches /metrics may read it
    sentry_dsn: str = field(default="", repr=False)
    public_url: str = ""  # where the web part is seen from outside, for links
    semantic: str = "off"  # on: sentences are compared by their meaning too; needs the extra
    semantic_model: Path | None = None  # its model, where it is not the one that the extra installs
    trusted_proxies: int = 0  # how many reverse proxies are in front, whose word about https and addresses counts

    @property
    def semantic_file(self) -> Path | None:
        """The model of the semantic extra, when that is switched on."""
        return (self.semantic_model or model_file()) if self.semantic == "on" else None

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.database_url.startswith("sqlite")


class _Environment(Env):
    """environs reads the process's environment; this one reads what it is given."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(eager=False)
        # An empty line in .env means "not set", as people expect.
        self._values = {name: value.strip() for name, value in values.items() if value.strip()}

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self._values.get(env_key, default)


def read_settings(environ: Mapping[str, str], *, need_page: bool = True) -> Settings:
    """The settings. `need_page`: whether the page's ids and secrets have to be there.

    Raises:
        SettingsInvalid: with all that is wrong, by name.
    """
    environ, problems = _with_files(environ)
    env = _Environment(environ)
    digits = validate.Regexp(r"^\d+$", error="must be a number, such as 104857600000001.")
    page: dict[str, Any] = {} if need_page else {"default": ""}
    number: dict[str, Any] = {"validate": digits} if need_page else {"default": ""}
    defaults = Settings()
    values: dict[str, Any] = {
        "page_id": env.str("PAGE_ID", **number),
        "page_access_token": env.str("PAGE_ACCESS_TOKEN", **page),
        "app_id": env.str("APP_ID", **number),
        "app_secret": env.str("APP_SECRET", **page),
        "verify_token": env.str("VERIFY_TOKEN", **page),
        "graph_url": env.str("GRAPH_URL", GRAPH_URL, validate=_is_web_address),
        "graph_version": env.str("GRAPH_VERSION", GRAPH_VERSION, validate=validate.Regexp(r"^v?\d+\.\d+$")),
        "database_url": env.str("DATABASE_URL", DEFAULT_DATABASE, validate=_is_database),
        "secret_key": env.str("SECRET_KEY", ""),
        "faq_dir": env.path("FAQ_DIR", defaults.faq_dir, validate=_is_folder),
        "intents_dir": env.path("INTENTS_DIR", defaults.intents_dir, validate=_is_folder),
        "automation_app_ids": env.list("AUTOMATION_APP_IDS", [], subcast=str),
        "port": env.int("PORT", defaults.port, validate=validate.Range(0, 65535)),
        "log_level": env.str("LOG_LEVEL", defaults.log_level, validate=_is_level),
        "durability": env.str("DURABILITY", defaults.durability, validate=validate.OneOf(["process", "power"])),
        "ambiguous": env.str("AMBIGUOUS", defaults.ambiguous, validate=validate.OneOf(["resend", "skip"])),
        "ask_feedback": env.str("ASK_FEEDBACK", defaults.ask_feedback, validate=validate.OneOf(["on", "off"])),
        "burst_seconds": env.float("BURST_SECONDS", defaults.burst_seconds, validate=validate.Range(0, 10)),
        "handover_setup": env.str(
            "HANDOVER_SETUP", defaults.handover_setup, validate=validate.OneOf(["none", "bot", "inbox"])
        ),
        "handover_idle_minutes": env.int(
            "HANDOVER_IDLE_MINUTES", defaults.handover_idle_minutes, validate=validate.Range(1, 10_000)
        ),
        "handover_remind_minutes": env.int(
            "HANDOVER_REMIND_MINUTES", defaults.handover_remind_minutes, validate=validate.Range(1, 10_000)
        ),
        "keep_days": env.int("KEEP_DAYS", defaults.keep_days, validate=validate.Range(1, 365)),
        "keep_transcript_days": env.int("KEEP_TRANSCRIPT_DAYS", defaults.keep_transcript_days, validate=_KEPT),
        "keep_chat_days": env.int("KEEP_CHAT_DAYS", defaults.keep_chat_days, validate=_KEPT),
        "keep_notes_days": env.int("KEEP_NOTES_DAYS", defaults.keep_notes_days, validate=_KEPT),
        "keep_audit_days": env.int("KEEP_AUDIT_DAYS", defaults.keep_audit_days, validate=_KEPT),
        "profile_file": env.path("PROFILE_FILE", defaults.profile_file, validate=_is_file),
        "notify_urls": env.str("NOTIFY_URLS", "", validate=_are_channels),
        "notify_urls_file": env.path("NOTIFY_URLS_FILE", None, validate=_is_file_of_channels),
        "notify_quiet": env.str("NOTIFY_QUIET", defaults.notify_quiet, validate=validate.OneOf(["closed", "never"])),
        "notify_language": env.str("NOTIFY_LANGUAGE", defaults.notify_language, validate=validate.OneOf(["en", "vi"])),
        "metrics_port": env.int("METRICS_PORT", defaults.metrics_port, validate=validate.Range(0, 65535)),
        "metrics_token": env.str("METRICS_TOKEN", ""),
        "sentry_dsn": env.str("SENTRY_DSN", "", validate=_is_web_address_or_empty),
        "semantic": env.str("SEMANTIC", defaults.semantic, validate=[validate.OneOf(["on", "off"]), _is_installed]),
        "semantic_model": env.path("SEMANTIC_MODEL", defaults.semantic_model, validate=_is_file_or_none),
        "trusted_proxies": env.int("TRUSTED_PROXIES", defaults.trusted_proxies, validate=validate.Range(0, 5)),
        "public_url": env.str("PUBLIC_URL", "", validate=_is_web_address_or_empty),
    }
    try:
        env.seal()
    except EnvValidationError as error:
        raise SettingsInvalid(_readable(error.error_messages) | problems) from None
    if problems:
        raise SettingsInvalid(problems)
    return Settings(
        **values
        | {
            "database_url": with_driver(values["database_url"]),
            "automation_app_ids": frozenset(each.strip() for each in values["automation_app_ids"] if each.strip()),
            "log_level": values["log_level"].upper(),
            "notify_urls": (*_channels(values["notify_urls"]), *_in_file(values["notify_urls_file"])),
            "public_url": values["public_url"].rstrip("/"),
            # Without one, logins end when the process does: fine for one machine, and never a known secret.
            "secret_key": values["secret_key"] or secrets.token_hex(32),
        }
    )


def _with_files(environ: Mapping[str, str]) -> tuple[Mapping[str, str], dict[str, list[str]]]:
    """Secrets may stand in files, as containers and systemd hand them over: APP_SECRET_FILE instead of APP_SECRET."""
    found, problems = dict(environ), {}
    for name in IN_FILES:
        path = environ.get(f"{name}_FILE", "").strip()
        if path and environ.get(name, "").strip():
            problems[f"{name}_FILE"] = [f"is set, and so is {name}: one of them is enough."]
        elif path:
            try:
                found[name] = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                problems[f"{name}_FILE"] = [f"{path} cannot be read."]
    return found, problems


def with_driver(url: str) -> str:
    """Heroku and others write postgres:// or postgresql://; SQLAlchemy wants to know the driver too."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _readable(messages: Any) -> dict[str, list[str]]:
    missing = "Environment variable not set."
    return {
        name: ["is not set." if text == missing else str(text) for text in texts] for name, texts in messages.items()
    }


def _is_web_address(value: str) -> None:
    if not value.startswith(("https://", "http://")):
        raise ValidationError("must begin with https://")


def _is_web_address_or_empty(value: str) -> None:
    if value:
        _is_web_address(value)


def _channels(text: str) -> list[str]:
    """Addresses between commas or in lines. A comma inside of one (several recipients) does not end it."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [each.strip() for line in lines for each in re.split(r",\s*(?=[a-z0-9]+://)", line) if each.strip()]


def _in_file(path: Path | None) -> list[str]:
    return _channels(path.read_text(encoding="utf-8")) if path else []


def _are_channels(value: str) -> None:
    # They hold passwords: they are not repeated.
    for number, each in enumerate(_channels(value), start=1):
        if not re.match(r"[a-z0-9]+://\S+$", each):
            raise ValidationError(f"number {number} is no address such as mailtos://user:password@example.com")


def _is_file_of_channels(value: Path | None) -> None:
    if value is None:
        return
    try:
        text = value.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValidationError(f"{value} cannot be read.") from None
    _are_channels(text)


def _is_database(value: str) -> None:
    # Commands that need no database do without the tenth of a second that this takes.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    # The value may hold a password: it is not repeated.
    try:
        backend = make_url(with_driver(value)).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise ValidationError("must begin with sqlite:/// or postgresql://")


def _is_folder(value: Path) -> None:
    if not value.is_dir():
        raise ValidationError(f"there is no folder {value}")


def _is_installed(value: str) -> None:
    if value == "on" and not is_installed():
        raise ValidationError(f"the semantic extra is not there; {HOW_TO_INSTALL}")


def _is_file_or_none(value: Path | None) -> None:
    if value is not None:
        _is_file(value)


def _is_file(value: Path) -> None:
    if not value.is_file():
        raise ValidationError(f"there is no file {value}")


def _is_level(value: str) -> None:
    if value.upper() not in LOG_LEVELS:
        raise ValidationError(f"must be one of: {', '.join(LOG_LEVELS)}.")
