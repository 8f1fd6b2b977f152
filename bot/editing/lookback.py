"""What the last weeks tell the editors: what nobody could answer, and which entries need a look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ask import Asker
from bot.editing.gaps import Gap, asides_of, grouped, is_aside, likenesses, missed
from bot.numbers import EntryUse
from bot.store import gaps as rows
from bot.store.engine import Store
from bot.store.numbers import find
from faq.model import Entry
from intents.model import Intent

DAYS = 30
MOST = 200  # gaps; nobody reads more
_UNANSWERED = ("fallback", "clarify", "human", None)
_MAY_BE_CLOSED = ("not known", "none of these")


@dataclass(frozen=True, kw_only=True, slots=True)
class Lookback:
    """Gaps newest first; `aside` are those that need no answer. Entries stand in the order of the files."""

    days: int
    gaps: Sequence[Gap]
    aside: Sequence[Gap]
    unused: Sequence[Entry]
    disliked: Sequence[EntryUse]
    overdue: Sequence[Entry | Intent]

    def gap(self, key: str) -> Gap | None:
        return next((each for each in (*self.gaps, *self.aside) if each.key == key), None)


def look_back(store: Store, asker: Asker, *, page: str, now: datetime, days: int = DAYS) -> Lookback:
    """The last days of a page's chats, seen with what the bot knows now."""
    since = now - timedelta(days=days)
    with store.reading.connect() as connection:
        found = grouped(missed(rows.lines(connection, page=page, since=since)))
        uses = {each.entry: each for each in find(connection, page=page, since=since).entries}
        asides = rows.asides(connection, page=page)
    wanted = [(gap, is_aside(gap, asides)) for gap in _open(found[:MOST], asker, now)]
    today = now.astimezone(asker.hours.zone).date()
    entries = asker.knowledge.faq.entries
    return Lookback(
        days=days,
        gaps=[gap for gap, aside in wanted if not aside],
        aside=[gap for gap, aside in wanted if aside],
        unused=[entry for entry in entries.values() if entry.id not in uses] if uses else [],
        disliked=[each for each in uses.values() if each.entry in entries and each.down > max(1, each.up)],
        overdue=[each for each in asker.knowledge.items() if each.review_by and each.review_by < today],
    )


def set_aside(store: Store, gap: Gap, *, page: str, at: datetime, by: str) -> None:
    """This needs no answer, as far as it was asked until then."""
    with store.engine.begin() as connection:
        rows.set_aside(connection, asides_of(gap, at=at), page=page, by=by)


def put_back(store: Store, gap: Gap, *, page: str) -> None:
    """It needs one after all."""
    with store.engine.begin() as connection:
        rows.put_back(connection, likenesses(gap, rows.asides(connection, page=page)), page=page)


def _open(found: Sequence[Gap], asker: Asker, now: datetime) -> Iterator[Gap]:
    """A gap that an edit has closed meanwhile is none any more, without anybody having to say so."""
    for gap in found:
        asks_what_is_known = all(why in _MAY_BE_CLOSED for why, _ in gap.whys)
        if not asks_what_is_known or asker.converse([gap.text], at=now).route in _UNANSWERED:
            yield gap
