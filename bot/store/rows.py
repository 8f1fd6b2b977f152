"""Many rows in one parameter, so that one statement writes them all, however many there are.

A statement for each costs more than the rows themselves: SQLite lets other threads run at each
step while it keeps the write lock, and PostgreSQL is asked once for each. So the rows travel as
JSON, and the database reads them as a table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, column, func, literal_column
from sqlalchemy.dialects import postgresql, sqlite

Columns = Mapping[str, ColumnElement[Any]]


def parameter(dialect: str, name: str) -> ColumnElement[Any]:
    """A parameter as the database's driver writes it."""
    return literal_column(f":{name}" if dialect == "sqlite" else f"%({name})s")


def text_of(dialect: str, statement: ClauseElement) -> str:
    """A statement as it is sent. Made once: to let SQLAlchemy find it among known ones costs more than to run it."""
    maker: Any = sqlite.dialect if dialect == "sqlite" else postgresql.dialect
    # "named": in other styles a per cent sign would be doubled, also that of a parameter.
    return str(statement.compile(dialect=maker(paramstyle="named"), compile_kwargs={"literal_binds": True}))


def columns_of(dialect: str, types: Mapping[str, Any], given: ColumnElement[str]) -> Columns:
    """The columns of the rows in `given`, to be used in a statement. `types`: each name with its SQL type."""
    if dialect == "sqlite":
        value = func.json_each(given).table_valued("value").c.value
        return {
            name: func.json_extract(value, literal_column(f"'$[{n}]'"), type_=kind)
            for n, (name, kind) in enumerate(types.items())
        }
    each = func.json_to_recordset(given.op("::")(literal_column("json")))
    return dict(each.table_valued(*(column(*typed) for typed in types.items())).render_derived(with_types=True).c)


def written(dialect: str, names: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as that parameter."""
    if not rows:  # most kinds, most of the time
        return "[]"
    names = list(names)
    if dialect == "sqlite":
        return _ENCODER.encode([[row[name] for name in names] for row in rows])
    return _ENCODER.encode([{name: row[name] for name in names} for row in rows])


_ENCODER = json.JSONEncoder(ensure_ascii=False)
