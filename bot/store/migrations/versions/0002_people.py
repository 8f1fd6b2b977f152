"""People beside the bot: who had a chat and why, notices to staff, and the console's accounts and notes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _number(name: str, kind: type[sa.Integer] = sa.BigInteger) -> sa.Column[int]:
    return sa.Column(name, kind, nullable=False, server_default=sa.text("0"))


def _needed(name: str, kind: type[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _id() -> sa.Column[Any]:
    return sa.Column("id", _Id, primary_key=True, autoincrement=True)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def upgrade() -> None:
    op.add_column("outbox", _text("by"))
    op.add_column("transcript", _text("by"))
    op.create_index("transcript_at", "transcript", ["at"])
    op.add_column("conversations", sa.Column("waiting_since", sa.BigInteger))
    op.add_column("conversations", sa.Column("due_at", sa.BigInteger))
    op.create_index("conversations_due", "conversations", ["due_at"])
    op.create_index("conversations_waiting", "conversations", ["waiting_since"])
    _who_had_the_chat()
    _notices()
    _accounts()
    _beside_the_chat()


def _who_had_the_chat() -> None:
    op.create_table(
        "ownership",
        _id(),
        _needed("page", sa.Text),
        _needed("customer", sa.Text),
        _needed("at", sa.BigInteger),
        _needed("before", sa.Text),
        _needed("after", sa.Text),
        _needed("change", sa.Text),
        _text("by"),
        sa.Column("inbox_id", sa.BigInteger),
    )
    op.create_index("ownership_chat", "ownership", ["customer", "page", "id"])
    op.create_index("ownership_at", "ownership", ["at"])


def _notices() -> None:
    op.create_table(
        "notices",
        _id(),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        _needed("page", sa.Text),
        _needed("customer", sa.Text),
        _needed("kind", sa.Text),
        _needed("body", sa.Text),
        _needed("created_at", sa.BigInteger),
        _number("not_before"),
        _number("status", sa.SmallInteger),
        _number("attempts", sa.SmallInteger),
        _text("error"),
    )
    is_open = sa.text("status = 0")
    op.create_index("notices_open", "notices", ["not_before"], sqlite_where=is_open, postgresql_where=is_open)
    op.create_index("notices_chat", "notices", ["customer", "page"])


def _accounts() -> None:
    op.create_table(
        "staff_accounts",
        _key("name"),
        _needed("password_hash", sa.Text),
        _text("role", "agent"),
        _text("language", "en"),
        _needed("created_at", sa.BigInteger),
        sa.Column("disabled", sa.Boolean, nullable=False, server_default=sa.false()),
        _text("session"),
        _number("failures", sa.Integer),
        _number("locked_until"),
        _number("seen_at"),
    )
    op.create_table(
        "audit",
        _id(),
        _needed("at", sa.BigInteger),
        _needed("who", sa.Text),
        _needed("action", sa.Text),
        _text("customer"),
        _text("detail"),
    )
    op.create_index("audit_at", "audit", ["at"])


def _beside_the_chat() -> None:
    op.create_table(
        "notes",
        _id(),
        _needed("page", sa.Text),
        _needed("customer", sa.Text),
        _needed("at", sa.BigInteger),
        _needed("by", sa.Text),
        _needed("text", sa.Text),
    )
    op.create_index("notes_chat", "notes", ["customer", "page"])
    op.create_table(
        "tags", _key("customer"), _key("page"), _key("tag"), _needed("at", sa.BigInteger), _needed("by", sa.Text)
    )
    op.create_index("tags_tag", "tags", ["tag"])
    op.create_table(
        "presence",
        _key("customer"),
        _key("page"),
        _key("who"),
        _needed("at", sa.BigInteger),
        _number("writing_at"),
    )
