"""Questions that another entry would win: while somebody types by what the bot knows now, once saved for certain.

Only what has learnt a version can tell for certain, and learning takes seconds to a minute. What is saved is learnt
anyway, so that costs nothing more; it is waited for beside the web. For a draft nothing is learnt: a question that is
new there is put to the version in use, and leads elsewhere when it says nearly the same as another entry's.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import structlog
from rapidfuzz import fuzz

from bot.logs import trace
from bot.services import Library
from faq.match import Match
from faq.model import Entry, FaqInvalid, Place, Problem
from faq.source import shown
from faq.text import clean, folded_words
from faq.versions import Folders, Snapshot
from intents.courtesy import without_courtesy
from intents.knowledge import Knowledge
from intents.language import detect
from intents.model import Intent
from intents.rivals import lost_questions

log = structlog.get_logger()

_KEPT = 2  # versions
_SAME = 85  # of 100: as alike as this, two questions cannot both be sure of their entry


def near_doubles(item: Entry | Intent, knowledge: Knowledge) -> Iterator[Problem]:
    """The new questions of a draft of an entry that another one has already, in nearly the same words."""
    known = knowledge.find(item.id)
    old = {text for texts in known.questions.values() for text in texts} if known else set()
    for language, texts in item.questions.items():
        for number, text in enumerate(texts):
            if text not in old and (winner := _other(item.id, text, language, knowledge)):
                there = knowledge.find(winner.id)
                where = f" ({there.place})" if there else ""
                yield Problem(
                    place=item.at(f"questions.{language}.{number}"),
                    what=f'"{text}" may lead to "{winner.id}"{where}, because of "{winner.example}" there.',
                    todo="Keep it where it is answered best, or reword one of the two.",
                    severity="warning",
                )


def _other(name: str, text: str, language: str, knowledge: Knowledge) -> Match | None:
    """The other entry that gets it now, if that has nearly the same question."""
    asked = language if detect(text) else None
    found = knowledge.matcher.rank(without_courtesy(clean(text)), language=asked, limit=1)
    if not found or found[0].id == name:
        return None
    one, other = (" ".join(folded_words(each, vietnamese=language == "vi")) for each in (text, found[0].example))
    return found[0] if fuzz.token_sort_ratio(one, other) >= _SAME else None


class Lost(NamedTuple):
    """The questions of one version that lead elsewhere, and its entries as they were read."""

    problems: Sequence[Problem]
    items: Mapping[str, Entry | Intent]

    def of(self, name: str) -> tuple[Entry | Intent | None, list[Problem]]:
        """An entry with its questions that lead elsewhere, and those of others that lead to it."""
        item = self.items.get(name)
        places = {_spot(place) for place in (item.place, *map(item.at, item.spots))} if item else set()
        mine = f'leads to "{name}"'
        return item, [each for each in self.problems if _spot(each.place) in places or mine in each.what]


class Rivals:
    """What this process knows of versions that were saved, each asked about by the page of an entry."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[str, Lost | None] = {}  # None: it could not be worked out
        self._newest = ""
        self._changing = threading.Lock()
        self._turn = threading.Lock()
        self._begun: set[str] = set()

    def is_done(self, saved: Snapshot) -> bool:
        """Whether it is known by now; if not, work on it begins."""
        with self._changing:
            self._newest = saved.version
            if saved.version in self._known:
                return True
            if saved.version not in self._begun:
                self._begun.add(saved.version)
                # A stop of the program need not wait for it: nothing is written.
                threading.Thread(target=self._run, args=(saved,), name="rivals", daemon=True).start()
            return False

    def found(self, saved: Snapshot) -> Lost | None:
        """None: it is not known, or cannot be."""
        return self._known.get(saved.version)

    def _run(self, saved: Snapshot) -> None:
        with self._turn:
            if self._newest == saved.version:
                self._keep(saved.version, self._lost(saved))
        with self._changing:
            self._begun.discard(saved.version)

    def _lost(self, saved: Snapshot) -> Lost | None:
        try:
            knowledge = self._library.learnt(saved).knowledge
            problems = [_named(each, self._library.folders) for each in lost_questions(knowledge)]
            return Lost(problems, {each.id: each for each in knowledge.items()})  # the matcher itself is large
        except FaqInvalid:
            return None  # the banner on top says why
        except Exception as error:  # nobody's edit is held up by this
            log.error("rivals_failed", error=trace(error))
            return None

    def _keep(self, version: str, found: Lost | None) -> None:
        with self._changing:
            self._known[version] = found
            for old in list(self._known)[:-_KEPT]:
                del self._known[old]


def _spot(place: Place) -> tuple[str, int, int]:
    return Path(place.file).name, place.line, place.column


def _named(problem: Problem, folders: Folders) -> Problem:
    """With the real files' names: a version that is not in use is read from a copy."""
    root = Path(problem.place.file).parent.parent.as_posix()
    what, file = problem.what, problem.place.file
    for part, folder in zip(("faq", "intents"), folders, strict=True):
        copy, real = f"{root}/{part}/", f"{shown(folder)}/"
        what, file = what.replace(copy, real), file.replace(copy, real)
    return replace(problem, what=what, place=replace(problem.place, file=file))
