"""Records survive the database, whatever is in them."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import model
from bot.model import Conversation, CustomerMessage, Event
from bot.store.codec import decode, encode

EVENTS = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, Event)]
times = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
st.register_type_strategy(datetime, times)


@given(st.one_of([st.builds(kind) for kind in EVENTS]))
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    assert decode(encode(event), Event) == event


@given(st.builds(Conversation))
def test_every_conversation_comes_back_as_it_was(conversation: Conversation) -> None:
    assert decode(encode(conversation), Conversation) == conversation


def test_member_of_a_newer_version_is_left_out() -> None:
    text = encode(Conversation(customer_id="1")).replace("{", '{"invented":5,', 1)

    assert decode(text, Conversation) == Conversation(customer_id="1")


def test_member_that_is_missing_gets_its_default() -> None:
    assert decode('{"_":"Conversation","customer_id":"1"}', Conversation).owner == "bot"


@pytest.mark.parametrize("text", ["{}", "[]", "5", '{"_":"Conversation","customer_id":"1"}', '{"_":"datetime"}', "{"])
def test_other_things_are_no_events(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        decode(text, Event)


def test_only_what_differs_from_the_default_is_written() -> None:
    event = CustomerMessage(key="m:1", page_id="1", customer_id="2", at=datetime(2026, 1, 1, tzinfo=UTC), mid="1")

    assert len(encode(event)) < 130
    assert {each.name for each in fields(event)} >= {"like", "reply_to"}
