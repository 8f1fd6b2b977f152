"""Versions are kept as they go out, and one step leads back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.services import Library
from faq.model import FaqInvalid
from faq.versions import NoSuchVersion, Shelf, restore, snapshot

BROKEN = "entries:\n  - id: gift\n    titel: {en: Gifts, vi: Quà}\n"


def save(library: Library, old: str, new: str) -> str:
    """An edit that goes out; returns its version."""
    file = library.folders[0] / "refund.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    library.refresh()
    return library.current().knowledge.version


def answer(library: Library) -> str:
    return library.current().knowledge.faq.entries["refund"].answer["en"]


def test_an_edit_goes_out_at_the_second_look_that_sees_it(library: Library, content: Path) -> None:
    library.current()
    (content / "faq" / "gift.yaml").write_text("entries: []\n", encoding="utf-8")

    assert [library.look(), library.look(), library.look()] == [False, True, False]


def test_all_that_is_wrong_in_all_files_is_told_at_once(library: Library, content: Path) -> None:
    (content / "faq" / "gift.yaml").write_text(BROKEN, encoding="utf-8")
    (content / "faq" / "hours.yaml").write_text("weak: {}\n", encoding="utf-8")
    (content / "intents" / "more.yaml").write_text("intents:\n  - id: refund\n    route: chat\n", encoding="utf-8")

    with pytest.raises(FaqInvalid) as invalid:
        library.current()

    files = {Path(problem.place.file).name for problem in invalid.value.problems}
    assert files == {"gift.yaml", "hours.yaml", "more.yaml"}
    assert 'the id "refund" is already used' in str(invalid.value)


def test_each_version_that_goes_out_is_kept(library: Library, shelf: Shelf) -> None:
    first = library.current().knowledge.version
    second = save(library, "30 days", "14 days")

    assert [each.version for each in shelf.published()] == [second, first]
    kept = shelf.folders(first[:6])[0] / "refund.yaml"
    assert "30 days" in kept.read_text(encoding="utf-8")


def test_a_broken_version_is_not_kept(library: Library, shelf: Shelf, content: Path) -> None:
    library.current()
    (content / "faq" / "gift.yaml").write_text(BROKEN, encoding="utf-8")
    library.refresh()

    assert len(shelf.published()) == 1
    assert "gift.yaml" in (library.problem or "")


def test_one_step_leads_back_and_another_one_forth(library: Library, shelf: Shelf) -> None:
    library.current()
    save(library, "30 days", "14 days")

    for expected in ("30 days", "14 days"):
        restore(shelf, shelf.before(library.folders), library.folders)
        library.refresh()
        assert expected in answer(library)


def test_the_way_back_from_broken_files_is_the_version_that_answers_now(
    library: Library, shelf: Shelf, content: Path
) -> None:
    version = library.current().knowledge.version
    (content / "faq" / "gift.yaml").write_text(BROKEN, encoding="utf-8")
    library.refresh()

    assert shelf.before(library.folders) == version
    assert restore(shelf, version, library.folders) == [content / "faq" / "gift.yaml"]
    library.refresh()
    assert library.problem is None


def test_a_restart_with_broken_files_answers_with_the_last_good_version(
    library: Library, shelf: Shelf, content: Path
) -> None:
    version = library.current().knowledge.version
    (content / "faq" / "gift.yaml").write_text(BROKEN, encoding="utf-8")
    restarted = Library(*library.folders, shelf=shelf)

    assert restarted.current().knowledge.version == version
    assert "gift.yaml" in (restarted.problem or "")
    (content / "faq" / "gift.yaml").unlink()
    restarted.refresh()
    assert restarted.problem is None


def test_only_the_newest_versions_are_kept(content: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "few", most=2)
    versions = []
    for number in range(4):
        (content / "faq" / "gift.yaml").write_text(f"# {number}", encoding="utf-8")
        found = snapshot((content / "faq", content / "intents"))
        shelf.keep(found)
        versions.append(found.version)

    assert [each.version for each in shelf.published()] == versions[:1:-1]
    with pytest.raises(NoSuchVersion):
        shelf.folders(versions[0])


def test_a_disk_without_room_costs_no_answers(content: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    library = Library(content / "faq", content / "intents", shelf=Shelf(tmp_path / "file"))

    assert library.current().knowledge.version


def test_folders_that_are_gone_leave_the_last_version(library: Library, content: Path) -> None:
    library.current()
    shutil.rmtree(content / "faq")

    assert not library.refresh()
    assert "30 days" in answer(library)
