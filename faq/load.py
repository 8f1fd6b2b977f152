"""Reads the folder of FAQ files into one `Faq`, or raises `FaqInvalid` with everything that is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from faq.entries import read_entry
from faq.model import Entry, Faq, FaqInvalid, Place, Problem, Written
from faq.products import read_products
from faq.reader import Reader
from faq.source import shown
from faq.texts import text_problems
from faq.thresholds import THRESHOLDS_FILE, read_thresholds

HERE = Path(__file__).parent / "content"
PRODUCTS_FILE = "products.yaml"
HOURS_FILE = "hours.yaml"

_W = TypeVar("_W", bound=Written)


def files_in(folder: Path) -> list[Path]:
    """The YAML files of a folder, in a fixed order. Hidden and half-written ones are not looked at."""
    return sorted(p for p in folder.glob("*.y*ml") if not p.name.startswith("."))


def version_of(*folders: Path) -> str:
    """A short name for exactly this content: it changes when a byte of a file does."""
    return name_of(*map(contents, folders))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder as it is now, by its name."""
    return {path.name: path.read_bytes() for path in files_in(folder)}


def name_of(*folders: Mapping[str, bytes]) -> str:
    """The version that these files are."""
    digest = hashlib.sha256()
    for files in folders:
        for name, content in files.items():
            digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]


def load_faq(folder: Path = HERE) -> Faq:
    """All entries and products of the folder.

    Raises:
        FaqInvalid: something in the files is wrong; it lists all of it, with file and line.
    """
    faq, problems = read_faq(folder)
    if problems:
        raise FaqInvalid(problems)
    return faq


def read_faq(folder: Path) -> tuple[Faq, list[Problem]]:
    """The same, as far as it can be read, and what is wrong."""
    products_path = folder / PRODUCTS_FILE
    company, products, problems = read_products(products_path) if products_path.is_file() else ({}, {}, [])
    entries: dict[str, Entry] = {}
    for path in files_in(folder):
        if path.name in (PRODUCTS_FILE, HOURS_FILE, THRESHOLDS_FILE):
            continue
        reader = Reader(path)
        for node in reader.items(reader.root, "entries"):
            entry = read_entry(reader, node, products)
            add_unique(reader, entry.id, entry, entries)
        problems += reader.problems
    thresholds, more = read_thresholds(folder / THRESHOLDS_FILE)
    problems += more
    faq = Faq(entries=entries, products=products, company=company, thresholds=thresholds, version=version_of(folder))
    for entry in entries.values():
        problems += text_problems(entry, faq)
    return faq, problems or nothing_there(folder, entries, "entry")


def add_unique(reader: Reader, name: str, item: _W, taken: dict[str, _W]) -> None:
    """Take an item in, and note an id that is missing or used before."""
    if not name:
        _say(reader, item.place, "this entry has no id.", 'Write "id: some-name" as its first line.')
    elif name in taken:
        said = f'the id "{name}" is already used in {taken[name].place}.'
        _say(reader, item.at("id"), said, "Choose another id; every id may be used once.")
    taken.setdefault(name, item)


def _say(reader: Reader, place: Place, what: str, todo: str) -> None:
    reader.problems.append(Problem(place=place, what=what, todo=todo))


def nothing_there(folder: Path, found: dict[str, _W], what: str) -> list[Problem]:
    """A folder that was moved away or emptied is a mishap; the bot goes on with what it knows."""
    place = Place(file=shown(folder), line=1)
    return (
        [] if found else [Problem(place=place, what=f"there is no {what} in this folder.", todo="Put the files back.")]
    )
