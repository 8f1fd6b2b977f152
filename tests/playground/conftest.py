"""The page that the tests of the stand-in share."""

from __future__ import annotations

import pytest

from tests.playground.world import World


@pytest.fixture
def world() -> World:
    return World()
