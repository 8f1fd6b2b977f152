"""What the numbers page counts, exactly. Pure: what the database found goes in, figures come out.

A chat is what one customer writes without a break of 24 hours. It belongs to the Vietnam day on
which it began, and has one outcome:

- handed over: the customer asked for a person or a person came, from its beginning until the next
  chat of this customer, or until 7 days after their last message;
- answered by the bot: not handed over, and the bot answered at least one message (with an entry of
  the FAQ, the way to a ticket, what support does not cover, who can help, or a warning);
- not answered: not handed over, and all the bot said was "did you mean" or that it does not know;
- only a greeting: nothing was asked.

Time to a person counts from each time a customer asks for a person to the first message that a
person writes, within 7 days and before they ask again, in working minutes: those in which support
was open. Who was not answered has no time, and is counted apart.

Durable resolution: the bot answered, no person came, and the customer did not write again within 7
days of their last message. Only chats whose 7 days are over count, and no greetings.

An entry was used each time the bot answered with it. It was followed by a hand-over when the chat
left the bot within 24 hours of that. Thumbs are those that the customer left last under an answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, TypeVar

from bot.hours import Hours

GAP = timedelta(hours=24)  # a longer silence ends a chat
SETTLED = timedelta(days=7)
FOLLOWED = timedelta(hours=24)
ANSWERED = ("answer", "ticket", "out_of_scope", "not_eligible", "credentials")  # routes
_BEFORE = timedelta(minutes=1)  # Meta's clock, which dates messages, and ours may differ

Outcome = Literal["bot", "person", "unanswered", "greeting"]
OUTCOMES: tuple[Outcome, ...] = ("bot", "person", "unanswered", "greeting")
Who = tuple[str, str]  # page, customer


class ChatRow(NamedTuple):
    """A chat: its customer's first and last message, whether they asked something and the bot answered."""

    who: Who
    began: datetime
    ended: datetime
    asked: bool
    answered: bool


class Moment(NamedTuple):
    """Something that happened once in somebody's chat."""

    who: Who
    at: datetime


class EntryUse(NamedTuple):
    """How an entry did."""

    entry: str
    used: int
    handed_over: int
    up: int = 0
    down: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What the database has of a period. `left_bot`: when a chat went to a person, or the customer asked for one."""

    chats: Sequence[ChatRow] = ()
    left_bot: Sequence[Moment] = ()
    asked: Sequence[Moment] = ()
    person_wrote: Sequence[Moment] = ()
    entries: Sequence[EntryUse] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """The figures of a day, or of the whole period. `minutes` are the working minutes to a person, in order."""

    outcomes: Mapping[Outcome, int]
    asked: int
    minutes: Sequence[float]
    settled: int
    durable: int

    @property
    def chats(self) -> int:
        return sum(self.outcomes.values())

    @property
    def median(self) -> float | None:
        """Half waited no longer."""
        if not self.minutes:
            return None
        middle = len(self.minutes) // 2
        return self.minutes[middle] if len(self.minutes) % 2 else sum(self.minutes[middle - 1 : middle + 1]) / 2

    @property
    def p90(self) -> float | None:
        """Nine of ten waited no longer."""
        return self.minutes[-(-len(self.minutes) * 9 // 10) - 1] if self.minutes else None

    @property
    def durable_share(self) -> float | None:
        return self.durable / self.settled if self.settled else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The whole page."""

    total: Count
    days: Mapping[date, Count]
    entries: Sequence[EntryUse]


def first_moment(days: int, now: datetime, hours: Hours) -> datetime:
    """When a period of so many days began, today included."""
    today = now.astimezone(hours.zone)
    return (today - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)


def count(found: Found, *, days: int, now: datetime, hours: Hours) -> Figures:
    """All figures of the last so many days."""
    first = first_moment(days, now, hours).date()
    every = [first + timedelta(days=n) for n in range(days)]
    chats = _by_day(_judged(found, now), hours)
    waits = _by_day(_waits(found, hours), hours)
    return Figures(
        total=_count([each for day in every for each in chats[day]], [each for day in every for each in waits[day]]),
        days={day: _count(chats[day], waits[day]) for day in every},
        entries=sorted(found.entries, key=lambda each: (-each.used, each.entry)),
    )


class _Chat(NamedTuple):
    at: datetime
    outcome: Outcome
    settled: bool
    durable: bool


class _Wait(NamedTuple):
    at: datetime
    minutes: float | None


_Row = TypeVar("_Row", _Chat, _Wait)


def _judged(found: Found, now: datetime) -> Iterable[_Chat]:
    persons = _times([*found.left_bot, *found.person_wrote])
    by_customer: dict[Who, list[ChatRow]] = defaultdict(list)
    for chat in sorted(found.chats, key=lambda each: each.began):
        by_customer[chat.who].append(chat)
    for who, chats in by_customer.items():
        for chat, following in zip(chats, [*chats[1:], None], strict=True):
            over = chat.ended + SETTLED
            until = min(following.began - _BEFORE, over) if following else over
            outcome = _outcome(chat, _is_within(persons[who], chat.began - _BEFORE, until))
            settled = over <= now and outcome != "greeting"
            reopened = following is not None and following.began < over
            yield _Chat(chat.began, outcome, settled, settled and outcome == "bot" and not reopened)


def _outcome(chat: ChatRow, has_person: bool) -> Outcome:
    if has_person:
        return "person"
    if chat.answered:
        return "bot"
    return "unanswered" if chat.asked else "greeting"


def _waits(found: Found, hours: Hours) -> Iterable[_Wait]:
    wrote, asks = _times(found.person_wrote), _times(found.asked)
    for who, times in asks.items():
        for asked, again in zip(times, [*times[1:], None], strict=True):
            until = min(again or asked + SETTLED, asked + SETTLED)
            answer = _first_within(wrote[who], asked, until)
            yield _Wait(asked, hours.working_time(asked, answer) / timedelta(minutes=1) if answer else None)


def _count(chats: Sequence[_Chat], waits: Sequence[_Wait]) -> Count:
    return Count(
        outcomes={outcome: sum(each.outcome == outcome for each in chats) for outcome in OUTCOMES},
        asked=len(waits),
        minutes=sorted(each.minutes for each in waits if each.minutes is not None),
        settled=sum(each.settled for each in chats),
        durable=sum(each.durable for each in chats),
    )


def _by_day(rows: Iterable[_Row], hours: Hours) -> dict[date, list[_Row]]:
    found: dict[date, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.at.astimezone(hours.zone).date()].append(row)
    return found


def _times(moments: Iterable[Moment]) -> dict[Who, list[datetime]]:
    found: dict[Who, list[datetime]] = defaultdict(list)
    for moment in sorted(moments, key=lambda each: each.at):
        found[moment.who].append(moment.at)
    return found


def _first_within(times: Sequence[datetime], since: datetime, until: datetime) -> datetime | None:
    place = bisect_left(times, since)
    return times[place] if place < len(times) and times[place] < until else None


def _is_within(times: Sequence[datetime], since: datetime, until: datetime) -> bool:
    return _first_within(times, since, until) is not None
