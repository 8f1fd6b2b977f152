"""`piotnet-bot staff …`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.staff import staff
from tests.staff.conftest import PASSWORD


@pytest.fixture
def run(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    return Run()


class Run:
    """The command as one types it."""

    def __call__(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(staff, words, input=typed)


def twice(password: str) -> str:
    return f"{password}\n{password}\n"


def test_a_password_is_asked_for_twice_and_never_shown(run: Run) -> None:
    answer = run("add", "mai.anh", "--role", "admin", typed=twice(PASSWORD))

    assert answer.exit_code == 0
    assert "mai.anh may log in at /staff/ as admin." in answer.output
    assert PASSWORD not in answer.output
    assert "mai.anh  admin  never seen" in run("list").output


def test_a_made_password_is_shown_once(run: Run) -> None:
    answer = run("add", "mai", "--generate")

    assert re.search(r"shown only now: [a-z2-9]{5}(-[a-z2-9]{5}){3}\n", answer.output)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "mai-mai-mai-2026"])
def test_a_password_that_is_easy_to_guess_is_refused(run: Run, password: str) -> None:
    assert run("add", "mai", typed=twice(password)).exit_code == 1
    assert "There are no accounts yet." in run("list").output


@pytest.mark.parametrize("name", ["M", "mai anh", "mai:anh", "../mai"])
def test_a_name_has_letters_and_digits(run: Run, name: str) -> None:
    assert "A name has 2 to 32 letters" in run("add", name, typed=twice(PASSWORD)).output


def test_a_name_is_given_once(run: Run) -> None:
    run("add", "mai", typed=twice(PASSWORD))

    assert 'There is an account "mai" already.' in run("add", "mai", typed=twice(PASSWORD)).output


def test_an_account_is_disabled_and_enabled(run: Run) -> None:
    run("add", "mai", typed=twice(PASSWORD))
    run("disable", "mai")
    assert run("list").output.rstrip().endswith("disabled")
    run("enable", "mai")

    assert "disabled" not in run("list").output


@pytest.mark.parametrize("command", ["disable", "enable", "password"])
def test_an_account_that_does_not_exist_is_named(run: Run, command: str) -> None:
    answer = run(command, "nobody", typed=twice(PASSWORD))

    assert answer.exit_code == 1
    assert 'There is no account "nobody".' in answer.output


def test_the_playground_has_accounts_of_its_own(run: Run) -> None:
    run("add", "mai", "--playground", typed=twice(PASSWORD))

    assert "There are no accounts yet." in run("list").output
    assert "mai" in run("list", "--playground").output
