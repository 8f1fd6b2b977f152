"""A command imports what it needs: who waits for `faq check` does not wait for the web, SQL or Meta's client."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TINY

ROOT = Path(__file__).parent.parent.parent
_LISTED = "import sys; sys.argv[1:] = {}; from bot.cli import main\ntry: main()\nfinally: print(*sys.modules)"


def run(folder: Path, *arguments: str) -> tuple[int, set[str]]:
    """The exit code, and every module that was imported."""
    environ = os.environ | {
        "PYTHONPATH": str(ROOT),
        "FAQ_DIR": str(TINY / "faq"),
        "INTENTS_DIR": str(TINY / "intents"),
        "DATABASE_URL": "",
    }
    told = [sys.executable, "-c", _LISTED.format(list(arguments))]
    done = subprocess.run(told, cwd=folder, env=environ, capture_output=True, text=True, timeout=120)
    return done.returncode, set(done.stdout.split())


@pytest.mark.parametrize("command", ["check", "test"])
def test_commands_of_editors_need_no_web_and_no_database(tmp_path: Path, command: str) -> None:
    code, imported = run(tmp_path, "faq", command)

    assert code == 0
    assert "faq.fit" in imported
    assert imported & {"flask", "sqlalchemy", "requests", "apprise", "pygal", "alembic", "waitress"} == set()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["faq", "--help"], {"check", "calibrate", "diff", "gaps", "rollback", "versions"}),
        (["--help"], {"ask", "db", "doctor", "faq", "hours", "privacy", "queue", "serve", "staff"}),
        (["faq", "diff", "--help"], {"--ref"}),
        (["ask", "--help"], {"TEXT"}),
    ],
)
def test_every_command_is_found_and_listed(tmp_path: Path, arguments: list[str], words: set[str]) -> None:
    code, said = run(tmp_path, *arguments)

    assert code == 0
    assert words <= said


def test_a_command_that_is_none_is_the_users_mistake(tmp_path: Path) -> None:
    assert run(tmp_path, "faq", "chekc")[0] == 1
    assert run(tmp_path, "faqs")[0] == 1
