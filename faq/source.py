"""From a YAML file to nodes, safely: anybody's file, however broken or hostile, costs little and only gives problems.

A node knows its line and column. Nothing is built from tags, nothing is repeated by reference, nothing
is nested or long beyond reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import yaml

from faq.faults import explain
from faq.model import Place, Problem

MAX_BYTES = 4_000_000
MAX_DEPTH = 12  # our files have seven

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times as fast
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """The file gives no nodes, for this reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def shown(path: Path) -> str:
    """The file as people call it: from the folder they stand in, or in full."""
    whole, here = path.absolute(), Path.cwd()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.as_posix()


def read_nodes(path: Path, file: str) -> yaml.Node | None:
    """The file's node; none where there is nothing but notes.

    Raises:
        Unreadable: the file is no YAML, or too much of it.
    """
    return nodes_of(_decoded(path, file), file)


def nodes_of(text: str, file: str) -> yaml.Node | None:
    """The same for a text that may not be saved yet."""
    odd = _NOT_ALLOWED.search(text.removeprefix("\ufeff"))
    if odd:
        raise _unreadable(
            *_where(text, odd.start(), file), "there is an invisible character here.", "Delete it and type anew."
        )
    try:
        return _Composer(file, yaml.parse(text, Loader=_FAST)).document()
    except yaml.MarkedYAMLError as fault:
        raise Unreadable(explain(text, _told_better(text, fault), file)) from None


def _decoded(path: Path, file: str) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise _unreadable(file, 1, 1, "the file is larger than 4 MB.", "Split it into several files, one a topic.")
    try:
        raw = path.read_bytes()
    except (PermissionError, IsADirectoryError):
        raise _unreadable(file, 1, 1, "the file cannot be opened.", "Look at its permissions, or move it.") from None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _where(raw[: error.start].decode("utf-8"), error.start, file)
        raise _unreadable(
            *place, "this file is not saved as UTF-8.", "Save it again with the encoding UTF-8."
        ) from None


def _where(text: str, position: int, file: str) -> tuple[str, int, int]:
    before = text[:position]
    return file, before.count("\n") + 1, position - before.rfind("\n") if "\n" in before else len(before) + 1


def _unreadable(file: str, line: int, column: int, what: str, todo: str) -> Unreadable:
    return Unreadable(Problem(place=Place(file=file, line=line, column=column), what=what, todo=todo))


def _told_better(text: str, fault: yaml.MarkedYAMLError) -> yaml.MarkedYAMLError:
    """The slow parser says more exactly what it stumbled over, and the same on every machine."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as better:
        return better
    return fault


class _Composer:
    """Puts nodes together from events, with the limits that yaml.compose does not have."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self._file = file
        self._events = events
        self._depth = 0

    def document(self) -> yaml.Node | None:
        root: yaml.Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise self._refused(event, 'there is a line "---" inside the file.', "Delete that line.")
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event)
        return root

    def _node(self, event: yaml.Event) -> yaml.Node:
        if isinstance(event, yaml.AliasEvent):
            todo = 'Put the text in quotes: "...". A text may not begin with "*".'
            raise self._refused(event, '"*" refers to another place of the file, which is not possible here.', todo)
        if getattr(event, "anchor", None):
            raise self._refused(event, 'a text may not begin with "&".', 'Put the whole text in quotes: "...".')
        if getattr(event, "tag", None):
            raise self._refused(event, 'a text may not begin with "!".', 'Put the whole text in quotes: "...".')
        if isinstance(event, yaml.ScalarEvent):
            return yaml.ScalarNode("", event.value, _mark(event), style=event.style)
        return self._collection(event)

    def _collection(self, event: yaml.Event) -> yaml.Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._refused(event, "lists and keys are nested too deeply here.", "Look at the spaces and brackets.")
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        kind = yaml.MappingNode if is_mapping else yaml.SequenceNode
        children = list(self._children())
        self._depth -= 1
        value = list(zip(children[::2], children[1::2], strict=True)) if is_mapping else children
        return kind("", value, _mark(event))

    def _children(self) -> Iterator[yaml.Node]:
        for event in self._events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield self._node(event)

    def _refused(self, event: yaml.Event, what: str, todo: str) -> Unreadable:
        mark = _mark(event)
        return _unreadable(self._file, mark.line + 1, mark.column + 1, what, todo)


def _mark(event: yaml.Event) -> yaml.Mark:
    """Where it starts. The C parser has marks of its own, with the same members."""
    return cast(yaml.Mark, event.start_mark)
