"""A bot over a FAQ of its own, which a test may edit."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from bot.services import Library
from faq.versions import Shelf
from tests.conftest import TINY


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Folders faq and intents."""
    return copytree(TINY, tmp_path / "content")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "versions", most=50)


@pytest.fixture
def library(content: Path, shelf: Shelf) -> Library:
    return Library(content / "faq", content / "intents", shelf=shelf)
