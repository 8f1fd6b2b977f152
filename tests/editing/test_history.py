"""What became of one entry, as git knows it, or the kept versions where there is no git."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from bot.editing.history import Deed, block, history
from bot.services import Library
from faq.versions import Folders
from tests.editing.conftest import REFUND, send
from tests.staff.conftest import Colleague


@pytest.fixture
def folders(content: Path) -> Folders:
    return content / "faq", content / "intents"


def git(folder: Path, *arguments: str, by: str = "Tom") -> None:
    told = ("-c", f"user.name={by}", "-c", "user.email=tom@example.com")
    subprocess.run(["git", *told, *arguments], cwd=folder, check=True, capture_output=True)


def commit(content: Path, old: str, new: str, *, by: str = "Tom") -> None:
    file = content / "faq" / "refund.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    git(content, "add", ".")
    git(content, "commit", "-qm", f"Write {new}", by=by)


@pytest.fixture
def repository(content: Path) -> Path:
    git(content, "init", "-q")
    git(content, "add", ".")
    git(content, "commit", "-qm", "First")
    return content


def told(name: str, folders: Folders, *, file: str = "refund.yaml") -> list[tuple[str, str, list[str]]]:
    found = history(name, folders[0] / file, folders, None, [])
    return [(each.to.who, each.to.what, [line for line in each.lines if line[0] in "+-"]) for each in found]


def test_git_tells_each_change_of_this_entry_and_of_no_other(repository: Path, folders: Folders) -> None:
    commit(repository, "within 30 days", "within 14 days", by="Mai")
    commit(repository, "Stripe is supported", "Stripe works")

    newest, first = told("refund", folders)

    assert newest == (
        "Mai",
        "Write within 14 days",
        ["-    en: You can ask for a refund within 30 days.", "+    en: You can ask for a refund within 14 days."],
    )
    assert first[:2] == ("Tom", "First")
    assert all(line.startswith("+") for line in first[2])


def test_what_is_not_committed_comes_first(repository: Path, folders: Folders) -> None:
    file = repository / "faq" / "refund.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Stripe is supported", "Stripe works"), encoding="utf-8")

    now, _first = history("stripe", file, folders, None, [])

    assert now.to.at is None
    assert "+    en: Yes, Stripe works." in now.lines


def test_a_file_that_was_away_for_a_while_is_no_trouble(repository: Path, folders: Folders) -> None:
    git(repository, "mv", "faq/refund.yaml", "faq/money.yaml")
    git(repository, "commit", "-qm", "Call it money")
    git(repository, "mv", "faq/money.yaml", "faq/refund.yaml")
    git(repository, "commit", "-qm", "Call it refund again")

    assert [what for _, what, _ in told("stripe", folders)] == ["Call it refund again", "Call it money", "First"]


def test_without_git_the_kept_versions_tell_and_the_log_says_who(
    mai: Colleague, library: Library, folders: Folders
) -> None:
    send(mai, REFUND, {"answer.en": "Within 14 days."})
    library.refresh()
    who = [Deed(datetime.now(UTC).replace(year=2020), "tom"), Deed(library.shelf.published()[0].at, "mai")]

    (change,) = history("refund", folders[0] / "refund.yaml", folders, library.shelf, who)

    assert (change.to.who, change.to.version) == ("mai", library.current().knowledge.version)
    assert "+    en: Within 14 days." in change.lines
    assert history("stripe", folders[0] / "refund.yaml", folders, library.shelf, who) == []


@pytest.mark.usefixtures("repository")
def test_the_page_of_an_entry_shows_them(mai: Colleague) -> None:
    send(mai, REFUND, {"answer.en": "Within 14 days."})

    page = unescape(mai.read(REFUND)).split('id="history"')[1]

    assert 'mai · <span class="soft">Change refund</span>' in page
    assert '<code class="added">+    en: Within 14 days.</code>' in page
    assert 'id="history"' not in mai.read("/staff/faq/entries/new")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("entries:\n  - id: a\n    x: 1\n\n  # of b\n  - id: b\n", "- id: a\n  x: 1"),
        ("- id: 'a'  # one\n  x: |\n    - z: b\n\n    y\n- id: b\n", "- id: 'a'  # one\n  x: |\n    - z: b\n\n    y"),
        ("entries:\n  - x: 1\n    id: a\n", "- x: 1\n  id: a"),
        ("entries:\n  - x:\n      - 1\n    id: a\n", "- x:\n    - 1\n  id: a"),
        ("entries:\n  - id: aa\n", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_an_entry_is_cut_out_of_its_file(text: str, found: str) -> None:
    assert block(text, "a") == found
