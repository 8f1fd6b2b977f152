"""The staff's files in git, where they are in git: a commit for each edit, and their content at an older one."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from faq.load import contents

MOST_COMMITS = 100  # of one file
_LONGEST = 30.0  # seconds
_HOST = "piotnet-bot.invalid"  # accounts have no e-mail address; this one can never exist
_ODD = re.compile(r"[<>\"\x00-\x1f]")


class NotCommitted(Exception):
    """The files are as they should be, but git did not take them."""


class NoSuchRef(Exception):
    """Git knows no commit, branch or tag of this name."""


def commit(paths: Sequence[Path], message: str, *, by: str) -> bool:
    """Commit exactly these files in the editor's name. False: they are not kept in git, or nothing has changed.

    What else is changed in the checkout stays as it is.

    Raises:
        NotCommitted: with git's words.
    """
    folder = paths[0].parent if paths else Path()
    if not paths or not _is_kept(folder):
        return False
    names = [str(each.absolute()) for each in paths]
    # A file that is new has to be known first; one that is gone and was never known is nobody's business.
    _run(folder, "add", "--intent-to-add", "--", *(name for name in names if Path(name).exists()))
    changed = _run(folder, "status", "--porcelain", "--", *names)
    if changed.returncode or not changed.stdout.strip():
        return False
    who = _ODD.sub("", by) or "console"
    told = ("-c", f"user.name={who}", "-c", f"user.email={who.replace(' ', '.')}@{_HOST}")
    done = _run(folder, *told, "commit", "--quiet", "--no-verify", "--only", "-m", message, "--", *names)
    if done.returncode:
        raise NotCommitted((done.stderr or done.stdout).decode(errors="replace").strip())
    return True


def at(ref: str, folder: Path) -> dict[str, bytes]:
    """The folder's files at a commit, as `contents` gives them now.

    Raises:
        NoSuchRef
    """
    found = _run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if found.returncode:
        raise NoSuchRef(ref)
    name = found.stdout.decode().strip()
    listed = _run(folder, "ls-tree", "--name-only", "-z", name, "./").stdout.decode().split("\0")
    wanted = sorted(each for each in listed if re.search(r"\.y[^/]*ml$", each) and not each.startswith("."))
    return {each: _run(folder, "cat-file", "blob", f"{name}:./{each}").stdout for each in wanted}


class Commit(NamedTuple):
    """Who changed a file, when, and how they called it."""

    name: str
    by: str
    at: datetime
    subject: str


def commits_of(path: Path) -> list[tuple[Commit, str]]:
    """The last commits that changed a file, newest first, each with the file's text then. None without git."""
    told = "--format=%H%x1f%an%x1f%aI%x1f%s"
    if not _is_kept(path.parent):
        return []
    logged = _run(path.parent, "log", f"--max-count={MOST_COMMITS}", told, "--", f"./{path.name}")
    found = [line.split("\x1f", 3) for line in logged.stdout.decode(errors="replace").splitlines()]
    commits = [Commit(name, by, datetime.fromisoformat(at), subject) for name, by, at, subject in found]
    wanted = "".join(f"{each.name}:./{path.name}\n" for each in commits)
    texts = _batch(_run(path.parent, "cat-file", "--batch", given=wanted.encode()).stdout)
    return list(zip(commits, texts, strict=False))


def _batch(answer: bytes) -> Iterator[str]:
    """Each object is told with its size, or that it is missing: the commit took the file away."""
    place = 0
    while place < len(answer):
        end = answer.index(b"\n", place)
        size = answer[place:end].rpartition(b" ")[2]
        place = end + 1
        if size == b"missing":
            yield ""
        else:
            yield answer[place : place + int(size)].decode(errors="replace")
            place += int(size) + 1


def is_changed(ref: str, folder: Path) -> bool:
    """Whether the folder's files are others than at a commit."""
    return at(ref, folder) != contents(folder)


def _is_kept(folder: Path) -> bool:
    """In a checkout, and not left out of it on purpose."""
    inside = _run(folder, "rev-parse", "--is-inside-work-tree")
    return inside.stdout.strip() == b"true" and bool(_run(folder, "check-ignore", "--quiet", ".").returncode)


def _run(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    # A hook of git's sets these, and would lead us into its own index.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(  # noqa: S603
            ["git", *arguments],  # noqa: S607
            cwd=folder,
            env=environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
            input=given,
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:  # there is no git here, or it hangs
        return subprocess.CompletedProcess(arguments, 128, b"", type(error).__name__.encode())
