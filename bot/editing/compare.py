"""Two versions of the files side by side: what the same questions get from each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

from bot.ask import Asker
from bot.model import Decision

_ANSWERED = ("answer", "ticket", "out_of_scope", "not_eligible", "smalltalk", "clarify", "credentials")
_SHAKY = 0.5  # a new answer that is less likely than this should be looked at


class Kind(IntEnum):
    """How much a difference matters, the worst first."""

    REFUSED = 0
    DOUBTFUL = 1
    OTHER = 2
    REWORDED = 3


class Example(NamedTuple):
    """A test sentence of an editor: the entry that it must get, or must not."""

    text: str
    entry: str
    wanted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One question that gets something else now, and how often it was asked."""

    kind: Kind
    question: str
    before: Decision
    after: Decision
    times: int = 1
    example: Example | None = None


def compare(
    old: Asker,
    new: Asker,
    chats: Iterable[Sequence[str]],
    examples: Iterable[Example],
    *,
    at: datetime,
    step: Callable[[], None] = lambda: None,
) -> list[Difference]:
    """Everything that changes, the worst first. What was asked with the same words is told once."""
    found: dict[tuple[str, str | None, str | None], Difference] = {}
    for difference in (*_of_chats(old, new, chats, at, step), *_of_examples(old, new, examples, at, step)):
        key = (difference.question.casefold(), difference.before.entry, difference.after.entry)
        known = found.get(key)
        times = difference.times + known.times if known else difference.times
        kept = min(known or difference, difference, key=lambda each: each.kind)
        found[key] = _counted(kept, times, (known or difference).example or difference.example)
    return sorted(found.values(), key=lambda each: (each.kind, -each.times, each.question))


def examples_of(*askers: Asker) -> list[Example]:
    """The test sentences of both versions; an entry that is gone in the last one wants nothing any more."""
    found: dict[Example, None] = {}
    for asker in askers:
        for item in asker.knowledge.items():
            if askers[-1].knowledge.find(item.id):
                found |= dict.fromkeys(Example(text, item.id, True) for text in item.must_match)
                found |= dict.fromkeys(Example(text, item.id, False) for text in item.must_not_match)
    return list(found)


def _counted(difference: Difference, times: int, example: Example | None) -> Difference:
    return Difference(
        kind=difference.kind,
        question=difference.question,
        before=difference.before,
        after=difference.after,
        times=times,
        example=example,
    )


def _of_chats(
    old: Asker, new: Asker, chats: Iterable[Sequence[str]], at: datetime, step: Callable[[], None]
) -> Iterator[Difference]:
    for turns in chats:
        for text, before, after in zip(turns, old.each(turns, at=at), new.each(turns, at=at), strict=True):
            kind = _kind(before, after)
            if kind is not None:
                yield Difference(kind=kind, question=text, before=before, after=after)
        step()


def _of_examples(
    old: Asker, new: Asker, examples: Iterable[Example], at: datetime, step: Callable[[], None]
) -> Iterator[Difference]:
    for example in examples:
        before, after = old.converse([example.text], at=at), new.converse([example.text], at=at)
        kind = _kind(before, after)
        if kind is not None:
            was_right, is_right = (((each.entry == example.entry) == example.wanted) for each in (before, after))
            if kind == Kind.OTHER and was_right and not is_right:
                kind = Kind.DOUBTFUL
            elif kind == Kind.DOUBTFUL and is_right:
                kind = Kind.OTHER
            yield Difference(kind=kind, question=example.text, before=before, after=after, times=0, example=example)
        step()


def _kind(before: Decision, after: Decision) -> Kind | None:
    """None: nothing has changed for the customer."""
    if (before.route, before.entry) == (after.route, after.entry):
        return Kind.REWORDED if _words(before) != _words(after) else None
    if before.route in _ANSWERED and after.route not in _ANSWERED:
        return Kind.REFUSED
    if after.route == "answer" and (before.route == "answer" or after.score < _SHAKY):
        return Kind.DOUBTFUL
    if before.route == "ticket" and after.route == "answer":
        return Kind.DOUBTFUL  # an account matter that would be answered in the chat
    return Kind.OTHER


def _words(decision: Decision) -> tuple[object, ...]:
    return tuple((each.text, each.links, each.choices) for each in decision.replies)


def reworded(found: Iterable[Difference]) -> Counter[str]:
    """Entries that say something else now, with how many questions that concerns: nobody wants to read each."""
    return Counter(each.after.entry or each.after.route or "" for each in found if each.kind == Kind.REWORDED)
