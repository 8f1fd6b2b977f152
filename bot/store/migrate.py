"""Bringing a database to the newest form. Only forwards; safe to repeat."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from bot.store.engine import Store, open_store

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, *, to: str = "head") -> None:
    """Create or upgrade the tables."""
    store = open_store(url)
    try:
        with store.engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, to)
    finally:
        store.close()


def forms(store: Store) -> tuple[str | None, str, bool]:
    """The form that the database has (None: it is empty), the newest, and whether we know its own."""
    scripts = ScriptDirectory.from_config(_config())
    with store.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    try:
        known = now is None or scripts.get_revision(now) is not None
    except CommandError:
        known = False
    return now, scripts.get_current_head() or "", known


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
