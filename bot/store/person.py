"""Everything that is stored about one person: to be handed out, or to be deleted.

The tables are not listed by hand: whichever has a column `customer` holds something about people, so
that a table that is added later is neither forgotten here nor there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from bot.store.changes import Fenced
from bot.store.tables import audit, erasures, metadata, partitions

_KEPT = (audit, erasures)  # what was done stays, and no longer says with whom


def tables_about_people() -> list[Table]:
    """All tables with a customer's number in them."""
    return [table for table in metadata.sorted_tables if "customer" in table.c]


def export(connection: Connection, customer: str) -> dict[str, list[dict[str, Any]]]:
    """All rows about somebody, by table."""
    found = {}
    for table in tables_about_people():
        rows = connection.execute(select(table).where(table.c.customer == customer).order_by(*table.primary_key))
        found[table.name] = [dict(row._mapping) for row in rows]
    return {name: rows for name, rows in found.items() if rows}


def erase(connection: Connection, customer: str, *, now: int, part: int | None = None, holder: str = "") -> int:
    """Delete all of it, within a transaction. Returns how many rows. With a `holder` only while it has the part.

    Raises:
        Fenced: it has not; nothing is deleted.
    """
    if holder and part is not None:
        owner = select(partitions.c.owner).where(partitions.c.part == part).with_for_update(read=True)
        if connection.scalar(owner) != holder:
            raise Fenced
    removed = 0
    for table in tables_about_people():
        if table not in _KEPT:
            removed += connection.execute(delete(table).where(table.c.customer == customer)).rowcount
    mine = audit.c.customer == customer
    removed += connection.execute(update(audit).where(mine).values(customer="", detail="")).rowcount
    done = {"customer": "", "app_user": "", "done_at": now, "removed": removed}
    connection.execute(update(erasures).where(erasures.c.customer == customer).values(done))
    return removed
