"""Learning in a process of its own, so that the one that serves customers keeps its memory and its pace.

    python -m faq.learner < TASK

The task is one JSON object. What is learnt is a file in the cache, there as a whole or not at all. Should the process
not start, the asking one learns for itself: slower, with the same result. Should it be killed, memory is short: then
the asking one learns in the way that takes little, rather than be killed as well.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from faq.arrays import Arrays, read, write
from faq.index import build
from faq.learnt import Question
from faq.meaning import Meanings
from faq.sentences import meanings, model_in

WORTH_A_PROCESS = 400  # questions; fewer are learnt sooner than a process starts
LONGEST = 30 * 60  # seconds; a process that takes longer hangs


def learn(questions: Sequence[Question], table: Meanings | None, meaning: float, path: Path) -> Arrays:
    """What is to be learnt of the questions, kept at `path` as well."""
    killed = len(questions) >= WORTH_A_PROCESS and _learn_apart(questions, table, meaning, path) < 0
    learnt = read(path)
    if learnt is None:
        learnt = build(questions, table, meaning, sparing=killed).arrays()
        with contextlib.suppress(OSError):  # a read-only disk costs time and memory, nothing else
            write(path, learnt)
    return learnt


def _learn_apart(questions: Sequence[Question], table: Meanings | None, meaning: float, path: Path) -> int:
    """How the process ended: below zero when it was killed."""
    task = {
        "questions": questions,
        "table": table.fingerprint if table else None,
        "model": str(model_in(table) or ""),
        "meaning": meaning,
        "path": str(path.absolute()),
    }
    command = [sys.executable, "-m", "faq.learner"]
    paths = os.pathsep.join(p or os.getcwd() for p in sys.path)
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(  # noqa: S603  # our own module
            command,
            input=json.dumps(task).encode(),
            env=os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": str(os.cpu_count() or 1)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=LONGEST,
        ).returncode
    return 1


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Waits until no other process learns for this folder: what it learnt may be what we need."""
    with contextlib.ExitStack() as held:
        # Where there are no locks, the same may be learnt twice, which harms nobody.
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            folder.mkdir(parents=True, exist_ok=True)
            lock = held.enter_context((folder / "learning.lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Do one task."""
    if hasattr(os, "nice"):
        os.nice(10)  # customers first
    with contextlib.suppress(OSError):  # only Linux has it: when memory runs short, this process goes first
        Path("/proc/self/oom_score_adj").write_text("1000")
    task = json.load(sys.stdin)
    path = Path(task["path"])
    table = meanings(Path(task["model"]) if task["model"] else None) if task["table"] else None
    if table and table.fingerprint != task["table"]:
        sys.exit("these are not the meanings that were asked for")
    questions = [Question(*fields) for fields in task["questions"]]
    write(path, build(questions, table, task["meaning"]).arrays())


if __name__ == "__main__":
    main()
