"""Many rows in one parameter, so that one statement writes them all, however many there are.

A statement for each costs more than the rows themselves: SQLite lets other threads run at each
step while it keeps the write lock, and PostgreSQL is asked once for each. So the rows travel as
JSON, and the database reads them as a table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Text, bindparam, column, func, literal_column

ROWS: BindParameter[str] = bindparam("rows", type_=Text)  # the parameter that carries them

Columns = Mapping[str, ColumnElement[Any]]


def columns_of(dialect: str, types: Mapping[str, Any], given: ColumnElement[str] = ROWS) -> Columns:
    """The given rows' columns, to be used in a statement. `types`: each name with its SQL type."""
    if dialect == "sqlite":
        value = func.json_each(given).table_valued("value").c.value
        return {
            name: func.json_extract(value, literal_column(f"'$[{n}]'"), type_=kind)
            for n, (name, kind) in enumerate(types.items())
        }
    each = func.json_to_recordset(given.op("::")(literal_column("json")))
    return dict(each.table_valued(*(column(*typed) for typed in types.items())).render_derived(with_types=True).c)


def written(dialect: str, names: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as that parameter."""
    names = list(names)
    if dialect == "sqlite":
        return json.dumps([[row[name] for name in names] for row in rows], ensure_ascii=False)
    return json.dumps([{name: row[name] for name in names} for row in rows], ensure_ascii=False)
