"""The migrations make the tables that the code expects."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.store.engine import open_store
from bot.store.migrate import upgrade
from bot.store.tables import metadata


def test_upgraded_database_is_what_the_code_describes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/bot.db"
    upgrade(url)
    upgrade(url)  # nothing to do, and nothing breaks
    store = open_store(url)
    with store.reading.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()
