"""What time alone changes in a chat: the return to the bot, the closing notice, what staff are told again.

Everything follows from the conversation and the opening hours, so nothing has to be remembered
but `due`, the next moment at which something happens. `catch_up` does all that is due; it is
called when that moment has come, and before anything else that happens later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.handover import HandoverRules, move
from bot.hours import Hours
from bot.model import Conversation, Notice, NoticeKind

FREE_WINDOW = timedelta(hours=24)  # since the customer's last act: anybody may write
HUMAN_WINDOW = timedelta(days=7)  # only people may
REMINDERS = 3
_WARNED_BEFORE = ((FREE_WINDOW, timedelta(hours=2)), (HUMAN_WINDOW, timedelta(hours=24)))
_LATE = timedelta(minutes=15)  # in the evening a colleague who just wrote may still be there


@dataclass(frozen=True, kw_only=True, slots=True)
class CaughtUp:
    """The conversation as it is now. `closing`: the customer has to be told what happens next."""

    conversation: Conversation
    notices: tuple[Notice, ...] = ()
    closing: bool = False


def catch_up(conversation: Conversation, hours: Hours, rules: HandoverRules, now: datetime) -> CaughtUp:
    """Everything that became due until now."""
    conversation, notices = _told(conversation, hours, rules, now)
    if _is_past(_returns_at(conversation, hours, rules), now):
        waits = conversation.customer_waits_since is not None
        conversation = move(conversation, "left_waiting" if waits else "idle", at=now)
    if conversation.owner == "asked" and _is_past(window_end(conversation, HUMAN_WINDOW), now):
        conversation = move(conversation, "window_over", at=now)
    closing = conversation.owner == "asked" and _is_past(_closing_at(conversation, hours), now)
    if closing:
        conversation = replace(conversation, closing_told=conversation.customer_waits_since)
    return CaughtUp(conversation=conversation, notices=notices, closing=closing and not hours.is_open(now))


def due(conversation: Conversation, hours: Hours, rules: HandoverRules, now: datetime) -> datetime | None:
    """When something happens next without anybody writing."""
    if conversation.owner == "bot":
        return None
    moments = [
        _returns_at(conversation, hours, rules),
        _reminds_at(conversation, hours, rules),
        *(at for _, at in _warnings(conversation)),
    ]
    if conversation.owner == "asked":
        moments += [window_end(conversation, HUMAN_WINDOW), _closing_at(conversation, hours)]
        moments.append(_thread_moves_at(hours, rules, now))
    return min((each for each in moments if each), default=None)


def asked_notice(conversation: Conversation, kind: NoticeKind, *, about: str = "", number: int = 0) -> Notice:
    """What staff are told, from what is known of the chat."""
    return Notice(
        kind=kind,
        about=about,
        number=number,
        question=conversation.question,
        product=conversation.product,
        language=conversation.language,
        source=conversation.source,
        tried=conversation.tried,
        free_until=window_end(conversation, FREE_WINDOW),
        human_until=window_end(conversation, HUMAN_WINDOW),
        waiting_since=conversation.customer_waits_since,
    )


def _told(
    conversation: Conversation, hours: Hours, rules: HandoverRules, now: datetime
) -> tuple[Conversation, tuple[Notice, ...]]:
    """Staff hear again of a customer who waits, and before nobody may write any more."""
    notices = []
    if _is_past(_reminds_at(conversation, hours, rules), now):
        while _is_past(_reminds_at(conversation, hours, rules), now):
            conversation = replace(conversation, reminders=conversation.reminders + 1)
        about = f"{conversation.customer_waits_since:%Y%m%d%H%M%S}:{conversation.reminders}"
        notices.append(asked_notice(conversation, "reminder", about=about, number=conversation.reminders))
    for end, at in _warnings(conversation):
        if at <= now:
            conversation = replace(conversation, warned_of=end)
            if now < end:
                notices.append(asked_notice(conversation, "window_closing", about=f"{end:%Y%m%d%H%M%S}"))
    return conversation, tuple(notices)


def _returns_at(conversation: Conversation, hours: Hours, rules: HandoverRules) -> datetime | None:
    """When a person's chat goes back: idle, or closed for the day, but not while a colleague holds it."""
    if conversation.owner != "person":
        return None
    since, person_at = conversation.owner_since, conversation.person_at
    was_there = person_at is not None and (since is None or person_at >= since)
    left = hours.after_working(person_at, rules.idle) if person_at and was_there else None
    moments = [each for each in (left, _closing_at(conversation, hours)) if each]
    held = [each for each in (conversation.later_until, conversation.muted_until) if each]
    if moments and not (conversation.muted_until and not was_there):
        return max([min(moments), *held])
    return max(held, default=None)  # muted without a person in it: until the end of that


def _closing_at(conversation: Conversation, hours: Hours) -> datetime | None:
    """When the day ends on which the customer waits in vain; told once for each wait."""
    since = conversation.customer_waits_since
    if since is None or conversation.closing_told == since:
        return None
    left = conversation.owner_since if conversation.owner_why == "left_waiting" else None
    if left and left > since and hours.is_open(left):
        since = left  # a colleague had held it over the first closing time
    if hours.is_open(since):
        return hours.closing_time(since)
    return max(since, conversation.person_at or since) + _LATE


def _reminds_at(conversation: Conversation, hours: Hours, rules: HandoverRules) -> datetime | None:
    """After N working minutes, 2 N, 4 N; not while a colleague said that it has time."""
    since = conversation.customer_waits_since
    if since is None or conversation.reminders >= REMINDERS or conversation.owner == "bot":
        return None
    at = hours.after_working(since, rules.remind * 2**conversation.reminders)
    held = [each for each in (conversation.later_until, conversation.muted_until) if each]
    return max([at, *held]) if at else None


def _warnings(conversation: Conversation) -> Iterator[tuple[datetime, datetime]]:
    """The ends of the windows that nobody was warned of yet, and when to warn."""
    if conversation.customer_waits_since is None or conversation.owner == "bot":
        return
    warned = conversation.warned_of
    for length, before in _WARNED_BEFORE:
        end = window_end(conversation, length)
        if end and (warned is None or warned < end):
            yield end, end - before


def window_end(conversation: Conversation, length: timedelta) -> datetime | None:
    last = conversation.last_customer_at
    return last + length if last else None


def _thread_moves_at(hours: Hours, rules: HandoverRules, now: datetime) -> datetime | None:
    """While support is open the inbox has the thread of a customer who waits for a person; else the bot."""
    if rules.setup == "none":
        return None
    if hours.is_open(now):
        return hours.closing_time(now)
    try:
        return hours.next_opening(now)
    except ValueError:
        return None


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
