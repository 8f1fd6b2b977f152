"""Bringing a database to the newest form. Only forwards; safe to repeat."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from bot.store.engine import open_store

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, *, to: str = "head") -> None:
    """Create or upgrade the tables."""
    store = open_store(url)
    try:
        with store.engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, to)
    finally:
        store.close()
