"""The engine's tests run on both databases."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.migrate import upgrade
from tests.postgres import Postgres, needed, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    needed()
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    name = postgres.create()
    upgrade(postgres.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[str]:
    if request.param == "sqlite":
        path = tmp_path / "bot.db"
        path.write_bytes(empty_database.read_bytes())
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create(template=request.getfixturevalue("template"))
    yield server.url(name)
    with warnings.catch_warnings():
        server.drop(name)
