"""Files that are kept in git: each edit is a commit by its editor."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.faq import faq as commands
from bot.commands.faq_versions import rollback
from bot.editing import checkout
from bot.editing.rollback import go_back
from bot.services import Library
from faq.versions import KEPT, Shelf, snapshot


def git(folder: Path, *arguments: str) -> str:
    told = ("-c", "user.name=Setup", "-c", "user.email=setup@example.com")
    return subprocess.run(["git", *told, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def kept(content: Path) -> Path:
    """The content in git, beside a file that is none of ours."""
    git(content, "init", "--quiet")
    (content / "other.txt").write_text("as it was", encoding="utf-8")
    git(content, "add", ".")
    git(content, "commit", "--quiet", "-m", "First")
    return content


def last(folder: Path) -> str:
    return git(folder, "log", "-1", "--format=%an|%s", "--name-only").strip()


def test_an_edit_is_a_commit_of_its_files_alone(kept: Path) -> None:
    (kept / "other.txt").write_text("half done", encoding="utf-8")
    new = kept / "faq" / "gift.yaml"
    new.write_text("entries: []\n", encoding="utf-8")

    assert checkout.commit([new], "Add gift", by="mai.anh")
    assert last(kept) == "mai.anh|Add gift\n\nfaq/gift.yaml"
    assert git(kept, "status", "--porcelain").strip() == "M other.txt"


def test_nothing_changed_is_no_commit(kept: Path) -> None:
    assert not checkout.commit([kept / "faq" / "refund.yaml"], "Nothing", by="mai")
    assert last(kept).startswith("Setup|First")


def test_files_outside_of_git_are_left_alone(content: Path) -> None:
    assert not checkout.commit([content / "faq" / "refund.yaml"], "Edit", by="mai")


def test_files_that_git_is_told_to_ignore_are_left_alone(kept: Path) -> None:
    (kept / ".gitignore").write_text("faq/\n", encoding="utf-8")
    new = kept / "faq" / "gift.yaml"
    new.write_text("entries: []\n", encoding="utf-8")

    assert not checkout.commit([new], "Add gift", by="mai")


def test_git_that_refuses_is_told(kept: Path) -> None:
    (kept / "faq" / "refund.yaml").write_text("changed", encoding="utf-8")
    (kept / ".git" / "index.lock").write_text("", encoding="utf-8")

    with pytest.raises(checkout.NotCommitted, match=r"index\.lock"):
        checkout.commit([kept / "faq" / "refund.yaml"], "Edit", by="mai")


def test_a_name_cannot_bring_anything_else_into_the_commit(kept: Path) -> None:
    (kept / "faq" / "refund.yaml").write_text("changed", encoding="utf-8")

    checkout.commit([kept / "faq" / "refund.yaml"], "Edit", by="mai <x@y>\nEvil: yes")
    assert git(kept, "log", "-1", "--format=%an").strip() == "mai x@yEvil: yes"


def test_the_files_of_an_older_commit_are_read(kept: Path) -> None:
    refund = kept / "faq" / "refund.yaml"
    before = refund.read_bytes()
    refund.write_text("changed", encoding="utf-8")

    assert checkout.at("HEAD", kept / "faq") == {"refund.yaml": before}
    assert checkout.is_changed("HEAD", kept / "faq")
    with pytest.raises(checkout.NoSuchRef):
        checkout.at("--all", kept / "faq")


def test_going_back_is_a_commit_too(kept: Path, library: Library, shelf: Shelf) -> None:
    library.current()
    refund = kept / "faq" / "refund.yaml"
    refund.write_text(refund.read_text(encoding="utf-8").replace("30 days", "14 days"), encoding="utf-8")
    checkout.commit([refund], "Shorten", by="tom")
    library.refresh()

    done = go_back(shelf, library.folders, by="mai")

    assert done.files == [refund]
    assert last(kept) == f"mai|Go back to version {done.version}\n\nfaq/refund.yaml"


def test_the_command_goes_back_and_says_so(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAQ_DIR", str(content / "faq"))
    monkeypatch.setenv("INTENTS_DIR", str(content / "intents"))
    first = snapshot((content / "faq", content / "intents"))
    Shelf(KEPT).keep(first)
    (content / "faq" / "gift.yaml").write_text("broken", encoding="utf-8")

    listed = CliRunner().invoke(commands, ["versions"]).output
    assert listed.startswith(f"{first.version}  20")
    assert "were not published" in listed
    done = CliRunner().invoke(rollback, [])

    assert done.output == f"  content/faq/gift.yaml (taken away)\nBack at version {first.version}: 1 file changed.\n"
    assert CliRunner().invoke(rollback, ["zzz"]).exit_code == 1
