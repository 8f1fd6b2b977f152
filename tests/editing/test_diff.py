"""What two versions of the files answer to the same questions."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from bot.commands.faq_diff import diff
from tests.conftest import PAGE, TINY, Bot

STRIPE = "  - id: stripe"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an editor stands: the old files in `old`, those of today in `now`."""
    for name in ("old", "now"):
        copytree(TINY, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAQ_DIR", "now/faq")
    monkeypatch.setenv("INTENTS_DIR", "now/intents")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///bot.db")
    monkeypatch.setenv("PAGE_ID", PAGE)
    return tmp_path


def edit(folder: Path, old: str, new: str, *, name: str = "now") -> None:
    file = folder / name / "faq" / "refund.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(diff, list(arguments))
    assert not result.exception or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.mark.usefixtures("folder")
def test_nothing_changed_is_said_in_one_line() -> None:
    assert run("old").stdout == "0 real questions and 0 test sentences: 0 get something else.\n"


def test_refusals_come_first_then_what_may_be_wrong(folder: Path, bot: Bot) -> None:
    edit(
        folder,
        "questions:\n      en: [what is your",
        "must_match: [do refunds work]\n    questions:\n      en: [what is your",
    )
    for customer in "12":
        bot.say("have you got stripe?", customer=customer)
    bot.say("what is your refund policy?")
    text = (folder / "now" / "faq" / "refund.yaml").read_text(encoding="utf-8")
    (folder / "now" / "faq" / "refund.yaml").write_text(text[: text.index(STRIPE)], encoding="utf-8")

    lines = run("old").stdout.splitlines()

    assert lines[0] == "Answered before, and not any more:"
    assert lines[1].startswith('  "have you got stripe?" (asked 2 times): stripe (')
    assert lines[1].endswith("-> fallback")
    assert lines[-1] == "3 real questions and 1 test sentence: 1 gets something else."


def test_an_answer_that_only_reads_differently_is_told_by_entry(folder: Path, bot: Bot) -> None:
    bot.say("what is your refund policy?")
    edit(folder, "within 30 days", "within 14 days")

    assert "The same entry, which says something else now:\n  refund (1 question)\n" in run("old").stdout


def test_a_test_sentence_that_gets_another_entry_may_be_wrong(folder: Path) -> None:
    for name in ("old", "now"):
        edit(
            folder,
            "questions:\n      en: [do you support",
            "must_match: [card payments]\n    questions:\n      en: [do you support",
            name=name,
        )
    edit(folder, "how do refunds work?]", "how do refunds work?, card payments]")

    output = run("old").stdout

    assert "Another answer, which may be wrong:\n" in output
    assert "[must get stripe]" in output


def test_the_old_files_may_be_a_commit(folder: Path) -> None:
    for command in (["init", "-q"], ["add", "now"], ["commit", "-qm", "First"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *command], cwd=folder, check=True)
    edit(folder, "within 30 days", "within 14 days")

    assert run("--ref", "HEAD").exit_code == 0
    assert run().exit_code == 0


@pytest.mark.usefixtures("folder")
def test_a_name_that_is_nothing_is_refused() -> None:
    result = run("nowhere")

    assert result.exit_code == 1
    assert '"nowhere" is neither a folder' in result.output
