"""Reads and writes thresholds.yaml: how sure the bot has to be, chosen by `faq calibrate`, with the date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

import yaml

from faq.model import Problem, Thresholds
from faq.reader import Reader

THRESHOLDS_FILE = "thresholds.yaml"
POINTS = tuple(field.name for field in fields(Thresholds))
_KEYS = ("chosen", "examples", "points")
_NOT_ABOVE = (("alone", "sure"), ("maybe", "alone"))


def read_thresholds(path: Path) -> tuple[Thresholds, list[Problem]]:
    """The points of the file, and what is wrong. Without the file, or a point in it, ours count."""
    if not path.is_file():
        return Thresholds(), []
    reader = Reader(path)
    if reader.problems:
        return Thresholds(), reader.problems
    top = reader.mapping(reader.root, _KEYS, 'the file has "points:"')
    reader.day(top.get("chosen"))
    reader.text(top.get("examples"))
    nodes = reader.mapping(top["points"], POINTS, f"it names {', '.join(POINTS)}") if "points" in top else {}
    given = {name: point for name, node in nodes.items() if (point := reader.share(node)) is not None}
    found = Thresholds(**given)
    _orderly(reader, nodes, found)
    return found, reader.problems


def _orderly(reader: Reader, nodes: dict[str, yaml.Node], found: Thresholds) -> None:
    for low, high in _NOT_ABOVE:
        if getattr(found, low) > getattr(found, high):
            said = f'"{low}" ({getattr(found, low)}) is above "{high}" ({getattr(found, high)}).'
            reader.say(nodes.get(low) or nodes.get(high), said, f'Write a number that is not above "{high}".')


def thresholds_text(points: Thresholds, *, chosen: date, examples: int) -> str:
    """The whole file."""
    return "\n".join([*_lines(points, chosen, examples), ""])


def _lines(points: Thresholds, chosen: date, examples: int) -> Iterator[str]:
    yield "# How sure the bot has to be, from 0 to 1. Written by `piotnet-bot faq calibrate --write`; delete the file"
    yield "# to go back to the points that the bot came with."
    yield f"chosen: {chosen.isoformat()}"
    yield f"examples: {examples}  # labelled messages on which they were chosen"
    yield "points:"
    yield from (f"  {name}: {point:g}" for name, point in asdict(points).items())
