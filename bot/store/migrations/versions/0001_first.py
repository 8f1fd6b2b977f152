"""Inbox, outbox, conversations, transcript, page state and partitions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _number(name: str, kind: type[sa.Integer] = sa.BigInteger) -> sa.Column[int]:
    return sa.Column(name, kind, nullable=False, server_default=sa.text("0"))


def _needed(name: str, kind: type[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        _needed("page", sa.Text),
        _needed("key", sa.Text),
        _needed("customer", sa.Text),
        _needed("part", sa.SmallInteger),
        _needed("kind", sa.Text),
        sa.Column("takes_over", sa.Boolean, nullable=False, server_default=sa.false()),
        _needed("at", sa.BigInteger),
        _needed("received_at", sa.BigInteger),
        _needed("body", sa.Text),
        _number("status", sa.SmallInteger),
        _number("attempts", sa.SmallInteger),
        _number("not_before"),
        _text("error"),
        sa.UniqueConstraint("page", "key", name="inbox_key"),
    )
    _partial("inbox_open", "inbox", ["part", "id"], "status = 0")
    taken = {"sqlite": "status = 0 AND takes_over = 1", "postgresql": "status = 0 AND takes_over"}
    _partial("inbox_taken", "inbox", ["customer", "page"], taken[op.get_bind().dialect.name])
    _partial("inbox_dead", "inbox", ["id"], "status = 3")
    op.create_table(
        "outbox",
        sa.Column("id", _Id, primary_key=True, autoincrement=False),
        _needed("inbox_id", sa.BigInteger),
        _needed("seq", sa.SmallInteger),
        _needed("page", sa.Text),
        _needed("customer", sa.Text),
        _needed("part", sa.SmallInteger),
        _text("answers"),
        _needed("body", sa.Text),
        _needed("created_at", sa.BigInteger),
        _number("status", sa.SmallInteger),
        _number("attempts", sa.SmallInteger),
        _number("not_before"),
        _number("sending_at"),
        _text("sent_mid"),
        _text("error"),
        sa.UniqueConstraint("inbox_id", "seq", name="outbox_seq"),
    )
    _partial("outbox_open", "outbox", ["part", "customer"], "status < 2")
    _partial("outbox_dead", "outbox", ["id"], "status = 3")
    op.create_table(
        "conversations",
        sa.Column("customer", sa.Text, primary_key=True),
        sa.Column("page", sa.Text, primary_key=True),
        _needed("owner", sa.Text),
        _needed("state", sa.Text),
        _number("window_until"),
        _needed("updated_at", sa.BigInteger),
    )
    op.create_table(
        "transcript",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        _needed("page", sa.Text),
        _needed("customer", sa.Text),
        _needed("at", sa.BigInteger),
        _needed("who", sa.Text),
        _text("kind"),
        sa.Column("inbox_id", sa.BigInteger),
        sa.Column("outbox_id", sa.BigInteger),
        _text("mid"),
        _text("text"),
        _text("route"),
        _text("entry"),
        sa.Column("score", sa.Float, nullable=False, server_default=sa.text("0")),
        _text("product"),
        _text("language"),
        _text("reason"),
        _text("candidates"),
        _text("knowledge"),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("delivered_at", sa.BigInteger),
        sa.Column("read_at", sa.BigInteger),
    )
    op.create_index("transcript_chat", "transcript", ["customer", "page", "id"])
    op.create_index("transcript_outbox", "transcript", ["outbox_id"])
    op.create_index("transcript_mid", "transcript", ["mid"])
    op.create_table(
        "page_state",
        sa.Column("page", sa.Text, primary_key=True),
        _needed("status", sa.Text),
        sa.Column("until", sa.BigInteger),
        _number("strikes", sa.Integer),
        _needed("since", sa.BigInteger),
        _text("reason"),
    )
    op.create_table(
        "partitions",
        sa.Column("part", sa.SmallInteger, primary_key=True, autoincrement=False),
        _text("owner"),
        _number("epoch"),
    )
    _tune_postgresql()


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _tune_postgresql() -> None:
    """Rows leave the partial indexes within moments; their dead entries must not pile up meanwhile."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("inbox", "outbox"):
            op.execute(
                f"ALTER TABLE {table} SET (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0, "
                "autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0)"
            )
