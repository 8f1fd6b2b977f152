"""A private PostgreSQL on this machine, as durable as a real one, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench._bot import cpu_of


class Postgres:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://bench@/postgres?host={self._folder}"

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return cpu_of(int((self._folder / "data" / "postmaster.pid").read_text().split()[0]), with_children=True)


@contextmanager
def server() -> Iterator[Postgres]:
    """Start one, and stop it whatever happens.

    Raises:
        RuntimeError: PostgreSQL is not installed.
    """
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb") or next((str(each / "initdb") for each in folders), None)
    if not found:
        raise RuntimeError("PostgreSQL is not installed (apt-get install postgresql)")
    programs = Path(found).parent
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # as which PostgreSQL refuses to run
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    try:
        run("initdb", "-U", "bench", "--auth=trust", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses='' -k {folder} -c max_connections=200"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Postgres(folder)
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
