"""The measurement over a day says what grew, and measures something however short it is."""

from __future__ import annotations

import pytest

from bench.day import Seen, grown

FIRST = Seen(memory=150.0, files=12, database=20.0)


def test_what_stays_within_a_tenth_has_not_grown() -> None:
    assert grown(FIRST, Seen(memory=160.0, files=12, database=21.5)) == []


@pytest.mark.parametrize("change", [{"memory": 170.0}, {"files": 14}, {"database": 30.0}])
def test_what_is_larger_is_named(change: dict[str, float]) -> None:
    assert grown(FIRST, FIRST._replace(**change)) == list(change)  # type: ignore[arg-type]
