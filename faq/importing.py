"""Writes what a table changes into the files of a folder: as a whole, notes and order kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

from faq.edit import add_entry, change_entry
from faq.files import write_whole
from faq.sheet import Change, Value


def changed_files(folder: Path, changes: Iterable[Change]) -> dict[str, str]:
    """The new text of every file that changes, by its name. Nothing is written."""
    texts: dict[str, str] = {}
    for change in changes:
        name = _name(change.file)
        path = folder / name
        if name not in texts:
            texts[name] = path.read_bytes().decode("utf-8") if path.is_file() else ""
        fields = {path: _typed(path, after) for path, (_, after) in change.fields.items()}
        texts[name] = (
            add_entry(texts[name], {"id": change.id} | fields)
            if change.is_new
            else change_entry(texts[name], change.id, fields)
        )
    return texts


def write_files(folder: Path, texts: dict[str, str]) -> None:
    """Each file in one step."""
    for name, text in texts.items():
        write_whole(folder / name, text)


def _name(file: str) -> str:
    """A name inside the folder, whatever the table says."""
    name = PurePath(file.replace("\\", "/")).name.lstrip(".")
    return name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"


def _typed(path: str, value: Value | None) -> Any:
    if path == "ask_product" and value:
        return True
    if path == "threshold" and isinstance(value, str):
        return float(value) if value.replace(".", "", 1).isdigit() else value
    return list(value) if isinstance(value, tuple) else value
