"""The SQL of every kind of change: one statement each, however many rows there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, SmallInteger, Table, Text, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.rows import Columns, columns_of, text_of
from bot.store.tables import (
    SendStatus,
    conversations,
    erasures,
    heartbeats,
    inbox,
    notices,
    outbox,
    ownership,
    page_state,
    transcript,
)


class Statement(NamedTuple):
    """A statement over given rows, and the members of a row in their order."""

    sql: str
    names: Sequence[str]


_Finish = Callable[[Any, Columns], Any]
_Maker = Callable[[ColumnElement[str]], Statement]

# What a row is about, for kinds whose statement may meet a row only once.
KEYS = {
    "echoed": ("b_id",),
    "sends": ("b_id",),
    "events": ("b_id",),
    "conversations": ("customer", "page"),
    "pages": ("page",),
    "sent": ("b_id",),
    "beats": ("name",),
    "delivered": ("b_customer", "b_page"),
    "read": ("b_customer", "b_page"),
}
_LATER = {
    *(inbox.c[name] for name in ("id", "status", "attempts", "not_before", "error")),
    *(outbox.c[name] for name in ("status", "attempts", "not_before", "sending_at", "sent_mid", "error")),
    *(transcript.c[name] for name in ("id", "sent_at", "delivered_at", "read_at")),
    *(notices.c[name] for name in ("id", "status", "attempts", "error")),
    ownership.c.id,
    *(erasures.c[name] for name in ("done_at", "removed")),
}
_ID = {"b_id": BigInteger}
_TOLD = {"b_customer": Text, "b_page": Text}
_SENT = _ID | {"b_mid": Text}
_EVENT = _ID | {"b_status": SmallInteger, "b_attempts": SmallInteger, "b_not_before": BigInteger, "b_error": Text}
_SEND = _SENT | {"b_status": SmallInteger, "b_not_before": BigInteger, "b_error": Text}
_WATERMARK = _TOLD | {"b_until": BigInteger, "b_at": BigInteger}


def statements(dialect: str, given: Callable[[str], ColumnElement[str]]) -> dict[str, Statement]:
    """One statement for each kind of row, in the order in which they run. `given`: where a kind's rows come from.

    What arrives comes first: a person's echo in the same group keeps back the replies in it.
    """
    add, change = partial(_insert, dialect), partial(_update, dialect)
    makers = {
        "arrived": add(inbox, partial(_or_nothing, ["page", "key"])),
        "echoed": change(outbox, _SENT | _TOLD, _echoed),
        "sends": change(outbox, _SEND, _send),
        "events": change(inbox, _EVENT, _event),
        "conversations": add(conversations, partial(_or_update, ["customer", "page"])),
        "pages": add(page_state, partial(_or_update, ["page"])),
        "said": add(transcript),
        "replies": add(outbox),
        "owned": add(ownership),
        "notices": add(notices, partial(_or_nothing, ["key"])),
        "wishes": add(erasures, partial(_or_nothing, ["code"])),
        "beats": add(heartbeats, partial(_or_update, ["name"])),
        "sent": change(transcript, _SENT | {"b_at": BigInteger}, _sent),
        "delivered": change(transcript, _WATERMARK, partial(_watermark, transcript.c.delivered_at)),
        "read": change(transcript, _WATERMARK, partial(_watermark, transcript.c.read_at)),
        "forgotten": change(transcript, _TOLD | {"b_mid": Text}, _forgotten),
    }
    return {kind: make(given(kind)) for kind, make in makers.items()}


def _insert(dialect: str, table: Table, finish: _Finish = lambda new, _: new) -> _Maker:
    """Add rows; what only becomes known later begins with its default."""
    types = {each.name: each.type for each in table.columns if each not in _LATER}
    new = (sqlite if dialect == "sqlite" else postgresql).insert(table)

    def make(given: ColumnElement[str]) -> Statement:
        # SQLite would take ON CONFLICT for a part of a join if there were no WHERE.
        rows = select(*columns_of(dialect, types, given).values()).where(text("true"))
        return Statement(text_of(dialect, finish(new.from_select(list(types), rows), {})), list(types))

    return make


def _or_nothing(key: list[str], new: Any, _given: Columns) -> Any:
    return new.on_conflict_do_nothing(index_elements=key)


def _or_update(key: list[str], new: Any, _given: Columns) -> Any:
    changed = {column.name: new.excluded[column.name] for column in new.table.columns if column.name not in key}
    return new.on_conflict_do_update(index_elements=key, set_=changed)


def _update(dialect: str, table: Table, types: dict[str, Any], finish: _Finish) -> _Maker:
    def make(given: ColumnElement[str]) -> Statement:
        return Statement(text_of(dialect, finish(update(table), columns_of(dialect, types, given))), list(types))

    return make


def _echoed(change: Any, given: Columns) -> Any:
    whose = (outbox.c.page == given["b_page"], outbox.c.customer == given["b_customer"])
    return change.where(outbox.c.id == given["b_id"], *whose, outbox.c.status != SendStatus.SENT.value).values(
        status=SendStatus.SENT.value, sent_mid=given["b_mid"], error=""
    )


def _send(change: Any, given: Columns) -> Any:
    return change.where(outbox.c.id == given["b_id"], outbox.c.status != SendStatus.SENT.value).values(
        status=given["b_status"], not_before=given["b_not_before"], sent_mid=given["b_mid"], error=given["b_error"]
    )


def _event(change: Any, given: Columns) -> Any:
    return change.where(inbox.c.id == given["b_id"]).values(
        status=given["b_status"],
        attempts=given["b_attempts"],
        not_before=given["b_not_before"],
        error=given["b_error"],
    )


def _sent(change: Any, given: Columns) -> Any:
    return change.where(transcript.c.outbox_id == given["b_id"], transcript.c.sent_at.is_(None)).values(
        sent_at=given["b_at"], mid=given["b_mid"]
    )


def _watermark(moment: Any, change: Any, given: Columns) -> Any:
    ours = (transcript.c.outbox_id.is_not(None), transcript.c.at <= given["b_until"], moment.is_(None))
    return change.where(*_told(given), *ours).values({moment: given["b_at"]})


def _forgotten(change: Any, given: Columns) -> Any:
    return change.where(*_told(given), transcript.c.mid == given["b_mid"]).values(text="")


def _told(given: Columns) -> tuple[Any, Any]:
    return transcript.c.customer == given["b_customer"], transcript.c.page == given["b_page"]
