"""Going back to a version that was published before, in one step."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bot.editing.checkout import NotCommitted, commit
from faq.versions import Folders, Shelf, restore


class WentBack(NamedTuple):
    """What was done: to which version, which files changed, and why git has not got it (empty: it has, or need not)."""

    version: str
    files: list[Path]
    not_committed: str = ""


def go_back(shelf: Shelf, folders: Folders, version: str = "", *, by: str) -> WentBack:
    """Restore the files of a version; without a name, of the one before.

    Raises:
        NoSuchVersion
    """
    version = shelf.folders(version)[0].parent.name if version else shelf.before(folders)
    files = restore(shelf, version, folders)
    try:
        for folder in folders:
            commit([each for each in files if each.parent == folder], f"Go back to version {version}", by=by)
    except NotCommitted as refused:
        return WentBack(version, files, str(refused))
    return WentBack(version, files)
