"""Starting the playground, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playground.run import AlreadyRunning, Running
from bot.store.hold import FileHold, hold_beside


def test_second_playground_in_a_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    first = FileHold(hold_beside(tmp_path / "data" / "playground.db"))
    first.refresh()

    with pytest.raises(AlreadyRunning, match="already"):
        Running(port=0, environ={})
    first.release()
