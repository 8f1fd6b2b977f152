"""A folder that is gone or empty is a mishap, and never a version without answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from faq.load import load_faq
from faq.model import FaqInvalid
from intents.load import load_intents


@pytest.mark.parametrize("name", ["content", "moved-away"])
def test_folder_without_entries_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "content").mkdir()

    with pytest.raises(FaqInvalid, match="no entry"):
        load_faq(tmp_path / name)
    with pytest.raises(FaqInvalid, match="no intent"):
        load_intents(tmp_path / name)
