"""How sure the bot has to be, found by trying: what labelled messages would get at each point.

The real decision path decides, with other thresholds; only what the matcher finds is remembered, since
that is the same at every point. Same files, same figures.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.ask import Asker
from bot.model import Decision
from faq.match import Match, Matcher
from faq.model import Thresholds
from intents.language import detect

Outcome = Literal["right", "wrong", "asked back", "passed on"]
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "asked back", "passed on")
ORDER = ("sure", "alone", "maybe", "ticket", "clear")  # in which the points are chosen, the weightiest first
STEP = 0.05
_STEPS = 4  # to either side of where it stands
_WORTH = 0.005  # of the messages
LEAST = 50  # labelled messages; fewer say too little to choose by


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A message and what is right for it: one of these routes and entries, where any are named.

    `unwanted`: the entry that it must not get.
    """

    turns: tuple[str, ...]
    at: datetime
    language: str
    routes: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    unwanted: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What the messages of each language get with one point at one value."""

    value: float
    counts: Mapping[str, Counter[Outcome]]
    cost: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Sweep:
    """One point at all its values, the others as they were chosen before."""

    point: str
    before: float
    chosen: float
    rows: Sequence[Row]


def labels_of(asker: Asker, *, at: datetime) -> Iterator[Label]:
    """The editors' own test sentences."""
    for item in asker.knowledge.items():
        for text in item.must_match:
            yield Label(turns=(text,), at=at, language=detect(text) or "en", entries=(item.id,))
        for text in item.must_not_match:
            yield Label(turns=(text,), at=at, language=detect(text) or "en", unwanted=item.id)


def labels_in(text: str, *, at: datetime) -> Iterator[Label]:
    """Labelled conversations, one JSON object a line: {"turns", "route", "accept_routes", "entry", "language", "at"}.

    Raises:
        ValueError: with the line's number.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            when = datetime.fromisoformat(found["at"]) if found.get("at") else at
            routes = tuple(found.get("accept_routes") or [found["route"]])
            yield Label(
                turns=tuple(found["turns"]),
                at=when,
                language=found.get("language", "en"),
                routes=routes,
                entries=tuple(found.get("entry") or ()),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"line {number}: {error!r}") from None


def calibrate(
    asker: Asker, labels: Sequence[Label], *, wrong_costs: float, step: Callable[[], None] = lambda: None
) -> tuple[Thresholds, list[Sweep]]:
    """The best points, chosen one after the other, and the figures. Of equally good ones the nearest to today's."""
    points = asker.knowledge.faq.thresholds
    matcher = _Remembering(asker.knowledge.matcher)
    sweeps = []
    for name in ORDER:
        before = getattr(points, name)
        rows = []
        for value in _values(points, name):
            rows.append(_row(asker, matcher, replace(points, **{name: value}), labels, value, wrong_costs))
            step()
        best = _best(rows, before, len(labels))
        sweeps.append(Sweep(point=name, before=before, chosen=best.value, rows=rows))
        points = replace(points, **{name: best.value})
    return points, sweeps


def steps() -> int:
    """How often `step` is called at most, for whoever shows the progress."""
    return len(ORDER) * (2 * _STEPS + 1)


def _best(rows: Sequence[Row], before: float, messages: int) -> Row:
    """Today's value stays unless another one is plainly better: one message more or less is chance."""
    now = next(row for row in rows if row.value == before)
    best = min(rows, key=lambda row: (round(row.cost, 6), abs(row.value - before), row.value))
    return best if now.cost - best.cost >= _WORTH * messages else now


def _values(points: Thresholds, name: str) -> list[float]:
    """Around where it stands, as far as the points keep their order."""
    here = getattr(points, name)
    low = {"sure": points.alone, "alone": points.maybe}.get(name, STEP)
    high = {"alone": points.sure, "maybe": points.alone}.get(name, 0.95)
    around = {round(here + n * STEP, 4) for n in range(-_STEPS, _STEPS + 1)}
    return sorted({here} | {value for value in around if low <= value <= high})


def _row(
    asker: Asker, matcher: Matcher, points: Thresholds, labels: Sequence[Label], value: float, wrong_costs: float
) -> Row:
    faq = replace(asker.knowledge.faq, thresholds=points)
    tried = Asker(replace(asker.knowledge, faq=faq, matcher=matcher), asker.hours)
    counts: dict[str, Counter[Outcome]] = {}
    for label in labels:
        outcome = outcome_of(label, tried.converse(label.turns, at=label.at))
        counts.setdefault(label.language, Counter())[outcome] += 1
    total = sum(counts.values(), Counter[Outcome]())
    return Row(value=value, counts=counts, cost=_cost(total, wrong_costs))


def _cost(found: Counter[Outcome], wrong_costs: float) -> float:
    return wrong_costs * found["wrong"] + found["asked back"] + found["passed on"]


def outcome_of(label: Label, decision: Decision) -> Outcome:
    """How a customer fared with it."""
    if label.unwanted:
        return "wrong" if decision.entry == label.unwanted else "right"
    fits = not label.routes or decision.route in label.routes
    named = not label.entries or decision.entry in label.entries
    if fits and named:
        return "right"
    if decision.route == "clarify":
        return "right" if "clarify" in label.routes else "asked back"
    if fits and label.routes and decision.route != label.routes[0]:
        return "right"  # another route that will do; which entry belongs to it is not labelled
    return "passed on" if decision.route in ("fallback", "human") else "wrong"


class _Remembering:
    """The matcher, asked each question once."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._known: dict[tuple[str, str | None, int], list[Match]] = {}

    def rank(self, text: str, *, language: str | None = None, limit: int = 5) -> list[Match]:
        key = (text, language, limit)
        if key not in self._known:
            self._known[key] = self._matcher.rank(text, language=language, limit=limit)
        return self._known[key]

    def unrivalled(self) -> set[tuple[str, str]]:
        return self._matcher.unrivalled()


def shares(found: Iterable[Row], language: str) -> Iterator[tuple[float, list[int]]]:
    """Of 100 messages in a language: how many get each outcome, at each value."""
    for row in found:
        count = row.counts.get(language, Counter())
        total = count.total() or 1
        yield row.value, [round(100 * count[outcome] / total) for outcome in OUTCOMES]
