"""A private PostgreSQL for the tests: its own folder, its own socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

_NUMBERS = count(1)


def programs() -> Path | None:
    """Where initdb and postgres are; None if PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if on_path:
        folders.append(Path(on_path).parent)
    return next((each for each in folders if (each / "initdb").exists() and (each / "pg_ctl").exists()), None)


def needed() -> None:
    """Skip, loudly, where PostgreSQL is not installed; in the project's own check that is a failure."""
    if programs() is None:
        missing = "NOT TESTED ON POSTGRESQL: it is not installed (apt-get install postgresql)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)


class Postgres:
    """A running server. `create` makes a database and returns its address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://test@/{name}?host={self._folder}"

    def create(self, *, template: str = "template0") -> str:
        name = f"bot_{next(_NUMBERS)}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def _admin(self, statement: str) -> None:
        with psycopg.connect(f"postgresql://test@/postgres?host={self._folder}", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]  # names of our own


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server, and stop it whatever happens."""
    binaries = programs()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user = _as_unprivileged(folder)
    data = folder / "data"
    fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    run = lambda *command: subprocess.run([*as_user, *map(str, command)], check=True, capture_output=True, cwd=folder)  # noqa: E731
    try:
        run(binaries / "initdb", "-D", data, "-U", "test", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses='' -k {folder} {fast}"
        run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield Postgres(folder)
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; then its own user is taken."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
