"""The tables, the same on SQLite and PostgreSQL.

Times are milliseconds since 1970 (UTC). A page's customers are divided into 64 parts; on
PostgreSQL each part belongs to one worker at a time, so a customer's events are handled by one.
"""

from __future__ import annotations

from enum import IntEnum
from hashlib import blake2b

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    literal_column,
    text,
)

PARTS = 64
REPLIES_PER_EVENT = 1000  # an outbox id is inbox id * 1000 + its number: known before it is stored


class EventStatus(IntEnum):
    """What became of an event."""

    NEW = 0
    HANDLED = 1
    DEAD = 3  # its handling failed again and again; staff can retry or drop it


class SendStatus(IntEnum):
    """What became of a message of ours."""

    PENDING = 0
    SENDING = 1  # the call may have been made: never repeated before that is settled
    SENT = 2
    DEAD = 3  # Meta refuses it for good, or it failed too often; staff can retry or drop it
    SKIPPED = 4  # not sent on purpose: a person has the chat, the window is closed, …


def part_of(customer_id: str) -> int:
    """Which part a customer belongs to. Not hash(): that differs from process to process."""
    return blake2b(customer_id.encode(), digest_size=1).digest()[0] % PARTS


metadata = MetaData()

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only in INTEGER PRIMARY KEY

inbox = Table(
    "inbox",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("page", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("takes_over", Boolean, nullable=False, server_default=false()),
    Column("at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("status", SmallInteger, nullable=False, server_default=text("0")),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("not_before", BigInteger, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
    UniqueConstraint("page", "key", name="inbox_key"),
)
# Written out, not bound: a database uses a partial index only if it can see that it fits.
EVENT_OPEN = inbox.c.status == literal_column("0")
EVENT_TAKES_OVER = and_(EVENT_OPEN, inbox.c.takes_over)
EVENT_DEAD = inbox.c.status == literal_column("3")
Index("inbox_open", inbox.c.part, inbox.c.id, sqlite_where=EVENT_OPEN, postgresql_where=EVENT_OPEN)
Index("inbox_taken", inbox.c.customer, inbox.c.page, sqlite_where=EVENT_TAKES_OVER, postgresql_where=EVENT_TAKES_OVER)
Index("inbox_dead", inbox.c.id, sqlite_where=EVENT_DEAD, postgresql_where=EVENT_DEAD)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("inbox_id", BigInteger, nullable=False),
    Column("seq", SmallInteger, nullable=False),
    Column("page", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("answers", Text, nullable=False, server_default=""),
    Column("body", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False, server_default=text("0")),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("not_before", BigInteger, nullable=False, server_default=text("0")),
    Column("sending_at", BigInteger, nullable=False, server_default=text("0")),
    Column("sent_mid", Text, nullable=False, server_default=""),
    Column("error", Text, nullable=False, server_default=""),
    Column("by", Text, nullable=False, server_default=""),  # the colleague who wrote it; empty: the assistant
    UniqueConstraint("inbox_id", "seq", name="outbox_seq"),
)
UNSENT = outbox.c.status < literal_column("2")
SEND_DEAD = outbox.c.status == literal_column("3")
Index("outbox_open", outbox.c.part, outbox.c.customer, sqlite_where=UNSENT, postgresql_where=UNSENT)
Index("outbox_dead", outbox.c.id, sqlite_where=SEND_DEAD, postgresql_where=SEND_DEAD)

conversations = Table(
    "conversations",
    metadata,
    Column("customer", Text, primary_key=True),
    Column("page", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("window_until", BigInteger, nullable=False, server_default=text("0")),
    Column("updated_at", BigInteger, nullable=False),
    Column("waiting_since", BigInteger),  # a person is awaited since then, and has not answered
    Column("due_at", BigInteger),  # when something happens here without anybody writing
)
Index("conversations_due", conversations.c.due_at)
Index("conversations_waiting", conversations.c.waiting_since)

transcript = Table(
    "transcript",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("page", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),  # customer, bot, staff
    Column("kind", Text, nullable=False, server_default=""),
    Column("inbox_id", BigInteger),
    Column("outbox_id", BigInteger),
    Column("mid", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False, server_default=""),
    # The decision, on the customer's message it was about.
    Column("route", Text, nullable=False, server_default=""),
    Column("entry", Text, nullable=False, server_default=""),
    Column("score", Float, nullable=False, server_default=text("0")),
    Column("product", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("candidates", Text, nullable=False, server_default=""),  # JSON: [[id, score], …]
    Column("knowledge", Text, nullable=False, server_default=""),  # the version that decided
    Column("sent_at", BigInteger),  # of the bot's own: empty until Meta has it
    Column("delivered_at", BigInteger),
    Column("read_at", BigInteger),
    Column("by", Text, nullable=False, server_default=""),  # which colleague, where that is known
)
Index("transcript_chat", transcript.c.customer, transcript.c.page, transcript.c.id)
Index("transcript_outbox", transcript.c.outbox_id)
Index("transcript_mid", transcript.c.mid)
Index("transcript_at", transcript.c.at)

page_state = Table(
    "page_state",
    metadata,
    Column("page", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("until", BigInteger),
    Column("strikes", Integer, nullable=False, server_default=text("0")),
    Column("since", BigInteger, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
)

partitions = Table(
    "partitions",
    metadata,
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False, server_default=""),
    Column("epoch", BigInteger, nullable=False, server_default=text("0")),
)

# When something that has to be at work was last seen so: one row, written anew, whatever its number of processes.
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

# Who had the chat, and why that changed.
ownership = Table(
    "ownership",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("page", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("change", Text, nullable=False),  # as bot.handover names it
    Column("by", Text, nullable=False, server_default=""),
    Column("inbox_id", BigInteger),
)
Index("ownership_chat", ownership.c.customer, ownership.c.page, ownership.c.id)
Index("ownership_at", ownership.c.at)

# What staff have to be told. The key is unique, so that nothing is told twice.
notices = Table(
    "notices",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("page", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("not_before", BigInteger, nullable=False, server_default=text("0")),
    Column("status", SmallInteger, nullable=False, server_default=text("0")),  # SendStatus
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
)
NOTICE_OPEN = notices.c.status == literal_column("0")
Index("notices_open", notices.c.not_before, sqlite_where=NOTICE_OPEN, postgresql_where=NOTICE_OPEN)
Index("notices_chat", notices.c.customer, notices.c.page)

staff_accounts = Table(
    "staff_accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False, server_default="agent"),  # or editor, admin
    Column("language", Text, nullable=False, server_default="en"),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=false()),
    Column("session", Text, nullable=False, server_default=""),  # changed: every login of the account ends
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("locked_until", BigInteger, nullable=False, server_default=text("0")),
    Column("seen_at", BigInteger, nullable=False, server_default=text("0")),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("customer", Text, nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
)
Index("audit_at", audit.c.at)

notes = Table(
    "notes",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("page", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
)
Index("notes_chat", notes.c.customer, notes.c.page)

tags = Table(
    "tags",
    metadata,
    Column("customer", Text, primary_key=True),
    Column("page", Text, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
)
Index("tags_tag", tags.c.tag)

# Which colleague has which chat open in the console just now.
presence = Table(
    "presence",
    metadata,
    Column("customer", Text, primary_key=True),
    Column("page", Text, primary_key=True),
    Column("who", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("writing_at", BigInteger, nullable=False, server_default=text("0")),
)

# Whose question an editor said needs no answer, in the words that tell it from others.
gaps_aside = Table(
    "gaps_aside",
    metadata,
    Column("page", Text, primary_key=True),
    Column("customer", Text, primary_key=True),
    Column("words", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
)

# Who wants their data deleted. Their number, at the page or in our app, stands here only until it is done.
erasures = Table(
    "erasures",
    metadata,
    Column("code", Text, primary_key=True),  # what the person may ask with how it stands
    Column("page", Text, nullable=False, server_default=""),
    Column("customer", Text, nullable=False, server_default=""),
    Column("app_user", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False),  # chat, command, meta
    Column("asked_at", BigInteger, nullable=False),
    Column("not_before", BigInteger, nullable=False, server_default=text("0")),
    Column("done_at", BigInteger),
    Column("removed", Integer, nullable=False, server_default=text("0")),  # how many rows
)
Index("erasures_asked", erasures.c.asked_at)
