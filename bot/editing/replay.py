"""What customers asked lately, put to two versions beside the bot's work: on a thread of its own, one pair at a time.

Learning a version runs in a process of its own already, and the rest are short steps of Python, so that customers and
colleagues are answered meanwhile. What was found is kept in memory, for some minutes only: it holds customers' words.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.ask import Asker
from bot.editing.compare import Difference, compare, examples_of
from bot.logs import trace
from bot.services import Library
from bot.store.engine import Store
from bot.store.questions import last
from faq.load import name_of
from faq.model import FaqInvalid
from faq.versions import Folders, Snapshot

log = structlog.get_logger()

QUESTIONS = 500  # the last ones; asking both versions takes some seconds
KEPT = timedelta(minutes=10)

Pair = tuple[str, str]  # the versions: the old one, the new one


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What changes from one version to the other, and how much was asked to find it."""

    differences: Sequence[Difference]
    questions: int
    examples: int


def changed(found: Snapshot, folders: Folders, path: Path, text: str) -> Snapshot:
    """The same files, with another text in the one that stands at this path."""
    files = tuple(
        dict(sorted(({**each} | ({path.name: text.encode("utf-8")} if path.parent == folder else {})).items()))
        for each, folder in zip(found.files, folders, strict=True)
    )
    return Snapshot(name_of(*files), (files[0], files[1]))


class Replay:
    """One comparison, from its beginning on. Read by requests while its thread writes."""

    def __init__(self, old: Snapshot, new: Snapshot, at: datetime) -> None:
        self.old = old
        self.new = new
        self.at = at
        self.asked = 0
        self.total = 0  # 0: the versions are still being learnt
        self.found: Found | None = None
        self.invalid = ""  # why one of the two can answer nobody
        self.failed = False

    @property
    def is_done(self) -> bool:
        return self.found is not None or self.failed or bool(self.invalid)


class Replays:
    """The comparisons of this process."""

    def __init__(self, library: Library, store: Store, *, page: str, clock: Callable[[], datetime]) -> None:
        self._library = library
        self._store = store
        self._page = page
        self._clock = clock
        self._kept: dict[Pair, Replay] = {}
        self._changing = threading.Lock()
        self._turn = threading.Lock()

    def begun(self, pair: Pair) -> Replay | None:
        """A comparison that was asked for in the last minutes."""
        with self._changing:
            self._forget()
            return self._kept.get(pair)

    def begin(self, old: Snapshot, new: Snapshot, *, again: bool = False) -> Replay:
        """Compare, unless that was asked for already. Comes back at once."""
        with self._changing:
            self._forget()
            known = self._kept.get((old.version, new.version))
            if known and not (again and known.is_done):
                return known
            replay = self._kept[old.version, new.version] = Replay(old, new, self._clock())
        # A stop of the program need not wait for it: nothing is written.
        threading.Thread(target=self._run, args=(replay,), name="replay", daemon=True).start()
        return replay

    def _forget(self) -> None:
        since = self._clock() - KEPT
        for pair in [pair for pair, each in self._kept.items() if each.is_done and each.at < since]:
            del self._kept[pair]

    def _run(self, replay: Replay) -> None:
        try:
            with self._turn:
                replay.found = self._found(replay)
        except FaqInvalid as invalid:
            first = invalid.problems[0]
            replay.invalid = f"{Path(first.place.file).name}, line {first.place.line}: {first.what}"
        except Exception as error:  # whatever it is, whoever waits for the page has to be told
            log.error("replay_failed", error=trace(error))
            replay.failed = True

    def _found(self, replay: Replay) -> Found:
        if replay.old.version == replay.new.version:
            return Found(differences=(), questions=0, examples=0)
        before, after = (Asker(*self._library.learnt(each)) for each in (replay.old, replay.new))
        with self._store.reading.connect() as connection:
            chats = list(last(connection, page=self._page, most=QUESTIONS))
        examples = examples_of(before, after)
        replay.total = len(chats) + len(examples)

        def step() -> None:
            replay.asked += 1

        differences = compare(before, after, chats, examples, at=self._clock(), step=step)
        return Found(differences=differences, questions=sum(map(len, chats)), examples=len(examples))
