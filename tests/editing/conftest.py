"""The editors' pages over a FAQ of their own, which a test may edit."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from bot.services import Library
from faq.versions import Shelf
from tests.conftest import TINY
from tests.staff.conftest import Colleague, Made, app, make

__all__ = ["app", "make"]

NOTED = "# Read by Tom in November.\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Folders faq and intents; notes stand in the file."""
    copytree(TINY, tmp_path / "content")
    refund = tmp_path / "content" / "faq" / "refund.yaml"
    text = refund.read_text(encoding="utf-8")
    text = text.replace("  - id: refund\n", f"  {NOTED}  - id: refund  # the most asked one\n")
    refund.write_text(text, encoding="utf-8")
    return tmp_path / "content"


@pytest.fixture
def library(content: Path, tmp_path: Path) -> Library:
    found = Library(content / "faq", content / "intents", shelf=Shelf(tmp_path / "versions"))
    found.current()
    return found


@pytest.fixture
def mai(make: Made) -> Colleague:
    """An editor."""
    return make("mai", role="editor")
