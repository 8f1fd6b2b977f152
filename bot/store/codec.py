"""Records to JSON and back, by their type hints, so that a new field needs no code here.

A member that is unknown is left out and one that is missing gets its default: web and worker
restart apart, so for a while each reads what the other version wrote.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from bot import model

_KIND = "_"
Record = TypeVar("Record")
_Convert = Callable[[Any], Any]


def encode(record: object) -> str:
    """One line of JSON; what equals its default is left out."""
    return json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":"))


def decode(text: str, expected: type[Record]) -> Record:
    """The record again. `expected` may be a base class, such as Event.

    Raises:
        ValueError: the text is not such a record.
    """
    value = json.loads(text)
    found = _reader(vars(model).get(str(value.get(_KIND)), expected))(value) if isinstance(value, dict) else None
    if not isinstance(found, expected):
        raise ValueError(f"not a {expected.__name__}")
    return found


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        members = ((name, getattr(value, name), default) for name, default in _members(kind))
        return {_KIND: kind.__name__} | {name: _plain(member) for name, member, default in members if member != default}
    return value


@cache
def _members(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((each.name, each.default) for each in fields(kind))


@cache
def _reader(kind: Any) -> _Convert:
    """How a value of this type is read back."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal or kind in (str, int, float, bool, type(None), Any):
        return _as_is
    if kind is datetime:
        return datetime.fromisoformat
    if origin is tuple:
        item = _reader(arguments[0])
        return lambda value: tuple(item(each) for each in value)
    if origin in (Union, types.UnionType):
        # Only "or None" is used in the model.
        inner = _reader(next(each for each in arguments if each is not type(None)))
        return lambda value: None if value is None else inner(value)
    if is_dataclass(kind):
        return _record_reader(kind)
    raise TypeError(f"no way to store {kind}")


def _record_reader(kind: Any) -> _Convert:
    hints = get_type_hints(kind)
    readers = {each.name: _reader(hints[each.name]) for each in fields(kind)}
    needed = {each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING}

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or not needed <= value.keys():
            raise ValueError(f"not a {kind.__name__}")
        return kind(**{name: readers[name](member) for name, member in value.items() if name in readers})

    return read


def _as_is(value: Any) -> Any:
    return value
