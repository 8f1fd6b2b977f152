"""The few things everybody needs, made in one place and passed on."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple, Protocol

import structlog

from bot.handover import HandoverRules, Setup, Us
from bot.hours import Hours, build_hours
from bot.messenger.client import PageBot, PastMessage
from bot.metrics import Metrics
from bot.regular import Regular
from bot.settings import Settings
from bot.store.engine import Store, open_store
from faq.hours_file import HoursRules, read_hours
from faq.load import HOURS_FILE, version_of
from faq.model import FaqInvalid, Problem
from faq.versions import Folders, Shelf, Snapshot, snapshot
from intents.knowledge import INDEX, Contents, Knowledge, fitted, read

log = structlog.get_logger()

_MOST_MET = 1_000

Clock = Callable[[], datetime]


class Messenger(Protocol):
    """What the bot does at Meta's. `PageBot` is the real one."""

    usage: float

    def send(self, customer_id: str, message: dict[str, Any], *, metadata: str, human_agent: bool = False) -> str: ...

    def act(self, customer_id: str, action: Literal["mark_seen", "typing_on", "typing_off"]) -> None: ...

    def recent_messages(self, customer_id: str) -> list[PastMessage]: ...

    def pass_thread(self, customer_id: str, *, target_app_id: str, metadata: str = "") -> None: ...

    def take_thread(self, customer_id: str, *, metadata: str = "") -> None: ...


class Known(NamedTuple):
    """One version of what staff wrote."""

    knowledge: Knowledge
    hours: Hours


class Library:
    """The current version of what staff wrote. Replaced as a whole, and only by one without mistakes.

    It is read when it is first asked for: a process that only receives needs none. Every version that is used
    is put on the shelf, so that staff can go back to it, and so that a restart has something to answer with.
    """

    def __init__(
        self,
        faq_dir: Path,
        intents_dir: Path,
        *,
        cache: Path | None = None,
        shelf: Shelf | None = None,
        model: Path | None = None,
    ) -> None:
        self.folders = (faq_dir, intents_dir)
        self.shelf = shelf
        self._cache = cache
        self._model = model
        self._looked = ""
        self._seen = ""
        self._known: Known | None = None
        self._refreshing = threading.Lock()
        self.load_seconds = 0.0  # what the last reading and learning took
        self.problem: str | None = None  # why the newest files are not used, for the editors

    def current(self) -> Known:
        """What to answer with now.

        Raises:
            FaqInvalid: there is no first version yet, because the files hold mistakes.
        """
        return self._known or self._first()

    def look(self) -> bool:
        """Refresh, once two looks in a row saw the same files: one that is being written still changes."""
        version = version_of(*self.folders)
        before, self._looked = self._looked, version
        return version == before and version != self._seen and self.refresh()

    def refresh(self) -> bool:
        """Read the files again if they have changed. With mistakes in them the last good version stays."""
        with self._refreshing:
            if self._known is None:
                return False
            version = version_of(*self.folders)
            if version == self._seen:
                return False
            self._seen = version
            try:
                known = self._known = self._read(self.folders)
            except FaqInvalid as invalid:
                self._refused(invalid)
                return False
            self._seen = known.knowledge.version
            self.problem = None
            log.info("content_loaded", version=known.knowledge.version)
            return True

    def _first(self) -> Known:
        with self._refreshing:
            if self._known is None:
                self._seen = version_of(*self.folders)
                try:
                    self._known = self._read(self.folders)
                except FaqInvalid as invalid:
                    self._known = self._last_good(invalid)
            return self._known

    def _last_good(self, invalid: FaqInvalid) -> Known:
        """What customers were answered with before this process started."""
        for folders in self.shelf.every() if self.shelf else ():
            try:
                known = self._read(folders)
            except FaqInvalid:
                continue  # our rules have become stricter since
            self._refused(invalid)
            return known
        raise invalid

    def _refused(self, invalid: FaqInvalid) -> None:
        self.problem = str(invalid)
        log.error("content_invalid", problems=len(invalid.problems), first=str(invalid.problems[0].place))

    def learnt(self, found: Snapshot) -> Known:
        """Another version, which nobody is answered with by this.

        Raises:
            FaqInvalid: it holds mistakes.
        """
        if self._known and self._known.knowledge.version == found.version:
            return self._known
        with tempfile.TemporaryDirectory() as place:
            folders = _written(found, Path(place))
            rules, problems = _hours_rules(folders[0] / HOURS_FILE)
            return self._learnt(read(*folders, also=problems), rules)

    def _learnt(self, contents: Contents, rules: HoursRules) -> Known:
        return Known(knowledge=fitted(contents, cache=self._cache, model=self._model), hours=build_hours(rules))

    def _read(self, folders: tuple[Path, Path]) -> Known:
        """Files that change while they are read are read again: what comes out is one version."""
        while True:
            found = snapshot(folders)
            rules, problems = _hours_rules(folders[0] / HOURS_FILE)
            contents = read(*folders, also=problems)
            if contents.version == found.version:
                break
        began = time.perf_counter()
        known = self._learnt(contents, rules)
        self.load_seconds = time.perf_counter() - began
        if self.shelf:
            try:
                self.shelf.keep(found)
            except OSError as error:  # a full or read-only disk costs the way back, and no answers
                log.warning("version_not_kept", version=found.version, error=type(error).__name__)
        return known


def _written(found: Snapshot, place: Path) -> Folders:
    folders = (place / "faq", place / "intents")
    for folder, files in zip(folders, found.files, strict=True):
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
    return folders


def _hours_rules(path: Path) -> tuple[HoursRules, list[Problem]]:
    try:
        return read_hours(path), []
    except FaqInvalid as invalid:
        return HoursRules(), invalid.problems


class Watcher(Regular):
    """Looks after changed files every second: never while a customer waits."""

    def __init__(self, library: Library, *, every: float = 1.0) -> None:
        super().__init__("library", every=every)
        self._library = library

    def work(self) -> None:
        self._library.look()


@dataclass(frozen=True, kw_only=True)
class Services:
    """`clock` is the time as the bot believes it (the playground may set it); `wall` the real one."""

    settings: Settings
    store: Store
    messenger: Messenger
    library: Library
    us: Us
    clock: Clock
    wall: Clock
    monotonic: Callable[[], float]
    random: Random
    setup: Callable[[], Setup] | None = None  # where it can change while we run: in the playground
    metrics: Metrics = field(default_factory=Metrics, repr=False)
    _met: set[str] = field(default_factory=set, repr=False)

    @property
    def rules(self) -> HandoverRules:
        """What the operator chose about taking chats over."""
        return HandoverRules(
            idle=timedelta(minutes=self.settings.handover_idle_minutes),
            remind=timedelta(minutes=self.settings.handover_remind_minutes),
            setup=self.setup() if self.setup else self.settings.handover_setup,
            ask_feedback=self.settings.ask_feedback == "on",
        )

    def is_new(self, name: str) -> bool:
        """Whether this is the first time that this process meets something, to tell of it once."""
        if name in self._met or len(self._met) >= _MOST_MET:
            return False
        self._met.add(name)
        return True

    def close(self) -> None:
        self.store.close()


def now() -> datetime:
    return datetime.now(UTC)


def build(
    settings: Settings,
    *,
    clock: Clock = now,
    wall: Clock = now,
    monotonic: Callable[[], float] = time.monotonic,
    messenger: Messenger | None = None,
    library: Library | None = None,
    random: Random | None = None,
    setup: Callable[[], Setup] | None = None,
) -> Services:
    """Everything from the settings; a part that is passed in is used as it is."""
    return Services(
        settings=settings,
        store=open_store(settings.database_url, durability=settings.durability),
        messenger=messenger or _page_bot(settings),
        library=library or _library(settings),
        us=Us(app_id=settings.app_id, automation_app_ids=settings.automation_app_ids),
        clock=clock,
        wall=wall,
        monotonic=monotonic,
        random=random or Random(),
        setup=setup,
    )


def _library(settings: Settings) -> Library:
    return Library(
        settings.faq_dir,
        settings.intents_dir,
        cache=INDEX,
        shelf=Shelf(),
        model=settings.semantic_file,
    )


def _page_bot(settings: Settings) -> PageBot:
    return PageBot(
        settings.page_access_token,
        app_secret=settings.app_secret,
        graph_url=settings.graph_url,
        graph_version=settings.graph_version,
    )
