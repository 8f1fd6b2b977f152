"""The editors' pages over a FAQ of their own, which a test may edit."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest

from bot.services import Library
from faq.versions import Shelf
from tests.conftest import TINY
from tests.staff.conftest import Colleague, Made, app, make

__all__ = ["app", "make"]

NOTED = "# Read by Tom in November.\n"
REFUND = "/staff/faq/entries/refund"


def fields(page: str) -> dict[str, str]:
    """What the form would send as it stands."""
    form = page.split('id="entry"')[1].split("</form>")[0]
    found = {name: unescape(value) for name, value in re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', form)}
    found |= {name: unescape(text) for name, text in re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>([^<]*)<', form)}
    for name, options in re.findall(r'<select[^>]*? name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", options)
        found[name] = (chosen[1] or chosen[2]) if chosen else ""
    return found


def send(mai: Colleague, path: str, changed: dict[str, str], *, like: str = ""):  # type: ignore[no-untyped-def]
    return mai.client.post(path, data=fields(like or mai.read(path)) | changed)


def refund(content: Path) -> str:
    return (content / "faq" / "refund.yaml").read_text(encoding="utf-8")


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
