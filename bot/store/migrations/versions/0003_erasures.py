"""Who wants their data deleted, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("code", sa.Text, primary_key=True),
        _text("page"),
        _text("customer"),
        _text("app_user"),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("done_at", sa.BigInteger),
        sa.Column("removed", sa.Integer, nullable=False, server_default=sa.text("0")),
    )
    op.create_index("erasures_asked", "erasures", ["asked_at"])
