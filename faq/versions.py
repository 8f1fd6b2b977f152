"""Every version that customers were answered with, kept as files: to look at, to compare, and to go back to.

A version lives in a folder named after it, with the YAML files in `faq` and `intents` below. The folder's
time says when it went out last.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from faq.files import write_whole
from faq.load import contents, name_of, version_of

MOST = 50  # a version is some 400 KB
KEPT = Path("data/versions")
_PARTS = ("faq", "intents")

Folders = tuple[Path, Path]  # of the FAQ, of the intents


class NoSuchVersion(Exception):
    """It was never published here, or is too old to be kept."""


class Snapshot(NamedTuple):
    """Both folders at one moment."""

    version: str
    files: tuple[Mapping[str, bytes], Mapping[str, bytes]]


class Published(NamedTuple):
    """A kept version, and when it went out last."""

    version: str
    at: datetime


def snapshot(folders: Folders) -> Snapshot:
    """What stands in the folders now."""
    files = (contents(folders[0]), contents(folders[1]))
    return Snapshot(name_of(*files), files)


class Shelf:
    """The kept versions, newest first."""

    def __init__(self, place: Path = KEPT, *, most: int = MOST) -> None:
        self._place = place
        self._most = most

    def keep(self, found: Snapshot) -> None:
        """Put a version on the shelf; one that is there already becomes the newest."""
        target = self._place / found.version
        if target.is_dir():
            os.utime(target)
        else:
            self._place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".", dir=self._place) as new:
                whole = Path(new) / found.version
                _write(found, whole)
                whole.rename(target)
        for old in self.published()[self._most :]:
            shutil.rmtree(self._place / old.version, ignore_errors=True)

    def published(self) -> list[Published]:
        """What is kept, newest first."""
        kept = [each for each in self._place.glob("[!.]*") if each.is_dir()] if self._place.is_dir() else []
        kept.sort(key=lambda each: (-each.stat().st_mtime_ns, each.name))
        return [Published(each.name, datetime.fromtimestamp(each.stat().st_mtime, UTC)) for each in kept]

    def folders(self, version: str) -> Folders:
        """Where the files of a version stand; some of its first letters are enough.

        Raises:
            NoSuchVersion
        """
        found = [each.version for each in self.published() if version and each.version.startswith(version)]
        if len(found) != 1:
            raise NoSuchVersion(version)
        return self._folders(found[0])

    def every(self) -> Iterator[Folders]:
        """The files of all versions, newest first."""
        yield from (self._folders(each.version) for each in self.published())

    def _folders(self, version: str) -> Folders:
        return self._place / version / _PARTS[0], self._place / version / _PARTS[1]

    def before(self, folders: Folders) -> str:
        """The version to go back to: the newest that is not what stands in the folders now.

        Raises:
            NoSuchVersion: there is none.
        """
        now = version_of(*folders)
        for each in self.published():
            if each.version != now:
                return each.version
        raise NoSuchVersion("")


def restore(shelf: Shelf, version: str, folders: Folders) -> list[Path]:
    """Bring the files of a kept version back. Returns those that were written or taken away."""
    changed = []
    for kept, folder in zip(shelf.folders(version), folders, strict=True):
        wanted, there = contents(kept), contents(folder)
        for name in sorted({*wanted, *there}):
            if wanted.get(name) == there.get(name):
                continue
            changed.append(folder / name)
            if name in wanted:
                write_whole(folder / name, wanted[name].decode("utf-8"))
            else:
                (folder / name).unlink()
    return changed


def _write(found: Snapshot, place: Path) -> None:
    for part, files in zip(_PARTS, found.files, strict=True):
        (place / part).mkdir(parents=True)
        for name, content in files.items():
            (place / part / name).write_bytes(content)
