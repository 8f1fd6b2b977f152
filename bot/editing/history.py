"""What became of one entry: each change with its date, its editor and a readable diff.

Git knows all of it, where the files are kept in git. Elsewhere the versions that customers were answered with tell
what changed, and the console's log who did that there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from bot.editing.checkout import MOST_COMMITS, commits_of
from faq.load import contents
from faq.versions import Folders, Shelf

MOST = 30  # changes; who wants older ones asks git


class Deed(NamedTuple):
    """Somebody saved this entry in the console, or went back to a version (then `version` names it)."""

    at: datetime
    who: str
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """The entry's text at one time. `at` is None for the file as it is, `version` empty where it was not published."""

    text: str
    at: datetime | None = None
    who: str = ""
    what: str = ""
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """From one stage to the next, as lines that begin with "+", "-" or a space; "@" stands for what was left out."""

    to: Stage
    lines: Sequence[str]


def history(name: str, path: Path, folders: Folders, shelf: Shelf | None, deeds: Sequence[Deed]) -> list[Change]:
    """What changed in this entry, newest first. `path` is the file in which it stands now."""
    now = Stage(text=block(_read(path), name))
    stages = _from_git(name, path) or _from_shelf(name, path, folders, shelf, deeds)
    return list(_changes([now, *stages]))[:MOST]


def block(text: str, name: str) -> str:
    """The lines of an entry in its file, without the notes that stand before the next one; empty where it is not."""
    lines = text.replace("\r\n", "\n").split("\n")
    wanted = re.compile(rf"( *)(- +)?id: *[\"']?{re.escape(name)}[\"']? *(#.*)?$")
    found = next((n for n, line in enumerate(lines) if wanted.match(line)), None)
    if found is None:
        return ""
    inner = _indent(lines[found]) + lines[found].lstrip().startswith("-")
    dashes = (n for n in range(found, -1, -1) if lines[n].lstrip().startswith("- ") and _indent(lines[n]) < inner)
    first = next(dashes, found)
    margin = _indent(lines[first])
    last = first
    for number in range(first + 1, len(lines)):
        bare = lines[number].strip()
        within = _indent(lines[number]) > margin
        if bare and not within and not bare.startswith("#"):
            break
        last = number if bare and within else last
    return dedent("\n".join(lines[first : last + 1]))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _changes(stages: Sequence[Stage]) -> Iterator[Change]:
    """Where a stage says something else than the one before."""
    for newer, older in pairwise(stages):
        if newer.text != older.text:
            yield Change(to=newer, lines=_diff(older.text, newer.text))


def _diff(before: str, after: str) -> list[str]:
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    lines = ["@" if line.startswith("@@") else line for line in found if line[:3] not in ("---", "+++")]
    return lines[1:]  # the first says only where it begins


def _from_git(name: str, path: Path) -> list[Stage]:
    found = [
        Stage(text=block(text, name), at=each.at, who=each.by, what=each.subject) for each, text in commits_of(path)
    ]
    return [*found, Stage(text="")] if found and len(found) < MOST_COMMITS else found


def _from_shelf(name: str, path: Path, folders: Folders, shelf: Shelf | None, deeds: Iterable[Deed]) -> list[Stage]:
    """The kept versions, each with the deed that led to it: the last one since the version before."""
    if shelf is None:
        return []
    part = folders.index(path.parent)
    kept = shelf.published()
    found = []
    done = sorted(deeds, key=lambda each: each.at)
    for each, before in zip(kept, [*kept[1:], None], strict=True):
        since = before.at if before else datetime.min.replace(tzinfo=UTC)
        who = [deed.who for deed in done if since < deed.at <= each.at and deed.version in ("", each.version)]
        text = _in_folder(shelf.folders(each.version)[part], path.name, name)
        found.append(Stage(text=text, at=each.at, who=who[-1] if who else "", version=each.version))
    return found


def _in_folder(folder: Path, file: str, name: str) -> str:
    """The entry's text in a version; it may have stood in another file then."""
    found = block(_read(folder / file), name)
    if found:
        return found
    others = (block(content.decode(errors="replace"), name) for content in contents(folder).values())
    return next(filter(None, others), "")


def _read(path: Path) -> str:
    return path.read_bytes().decode(errors="replace") if path.is_file() else ""
