"""What no well-formed payload shows: broken bodies, odd types, keys and times."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messenger.parse import parse_events
from bot.model import ButtonTap, CustomerMessage, Echo, Event, PolicyNotice, Receipt, ThreadControl, Unknown

PAGE, CUSTOMER, NOW = "104857600000001", "7100000000000001", 1795175996000
MOMENT = datetime(2026, 11, 20, 11, 59, 56, tzinfo=UTC)


def item(**members: Any) -> dict[str, Any]:
    return {"sender": {"id": CUSTOMER}, "recipient": {"id": PAGE}, "timestamp": NOW, **members}


def written(text: Any = "hello", **members: Any) -> dict[str, Any]:
    return item(message={"mid": "m_1", "text": text, **members})


def parse(*items: Any, where: str = "messaging", **entry: Any) -> list[Event]:
    body = {"object": "page", "entry": [{"id": PAGE, "time": NOW, where: list(items), **entry}]}
    return parse_events(json.dumps(body).encode())


def message(*items: Any, **entry: Any) -> CustomerMessage:
    (event,) = parse(*items, **entry)
    assert isinstance(event, CustomerMessage)
    return event


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"\xed\xa0\x80",
        b"null",
        b"[]",
        b'"page"',
        b'{"object":"page"}',
        b'{"object":"page","entry":{}}',
        b'{"object":"page","entry":[null,1,"x",[],{}]}',
        b'{"object":"page","entry":[{"id":"1","messaging":{},"standby":"x","changes":7}]}',
        b'{"object":["page"],"entry":[]}',
        b"[" * 5000 + b"]" * 5000,
    ],
)
def test_a_body_that_makes_no_sense_is_no_event(body: bytes) -> None:
    assert parse_events(body) == []


@pytest.mark.parametrize("depth", [*range(900, 1000, 5), 100])
def test_nesting_that_can_just_be_read_does_not_raise(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    body = f'{{"object":"page","entry":[{{"id":"1","messaging":[{{"sender":{{"id":"2"}},"novelty":{deep}}}]}}]}}'

    assert len(parse_events(body.encode())) <= 1


@pytest.mark.parametrize(
    "broken",
    [
        None,
        7,
        "text",
        [],
        {},
        {"message": "TEST_MESSAGE"},
        item(),
        item(message="TEST_MESSAGE"),
        item(message=None),
        item(message=[]),
        item(message={}),
        item(message={"text": None}),
        item(postback=["x"]),
        item(read=True),
        item(take_thread_control=1),
        {"sender": None, "message": {"mid": "m_2", "text": "who?"}},
        {"sender": {"id": 1.5}, "message": {"mid": "m_2"}},
        {"sender": {"id": True}, "message": {"mid": "m_2"}},
        {"sender": {"id": ["7"]}, "recipient": 7, "message": {"mid": "m_2"}},
        {"sender": {"id": PAGE}, "recipient": {"id": PAGE}, "message": {"mid": "m_2", "text": "me"}},
    ],
)
def test_a_broken_item_costs_only_itself(broken: Any) -> None:
    before, middle, after = parse(written(mid="m_0"), broken, written(mid="m_9"))

    assert (before.key, after.key) == ("m:m_0", "m:m_9")
    assert isinstance(middle, Unknown)
    assert middle.kind == "broken"


def test_an_item_about_nobody_is_left_out() -> None:
    assert parse({"message": {"mid": "m_1", "text": "hello"}}, id=None) == []


def test_a_thousand_events_stay_a_thousand_and_in_order() -> None:
    events = parse(*[written(mid=f"m_{number}") for number in range(1000)])

    assert [event.key for event in events] == [f"m:m_{number}" for number in range(1000)]


def test_ids_may_be_numbers() -> None:
    event = message(written() | {"sender": {"id": int(CUSTOMER)}}, id=int(PAGE))

    assert (event.page_id, event.customer_id) == (PAGE, CUSTOMER)


def test_the_page_is_the_recipient_when_the_entry_does_not_say() -> None:
    assert message(written(), id=None).page_id == PAGE


def test_the_page_of_an_echo_is_its_sender_when_the_entry_does_not_say() -> None:
    swapped = {"sender": {"id": PAGE}, "recipient": {"id": CUSTOMER}}
    (echo,) = parse(written(is_echo=True) | swapped, id=None)

    assert isinstance(echo, Echo)
    assert (echo.page_id, echo.customer_id) == (PAGE, CUSTOMER)


def test_what_the_page_sends_is_never_a_customers_word() -> None:
    (event,) = parse(written() | {"sender": {"id": PAGE}, "recipient": {"id": CUSTOMER}})

    assert isinstance(event, Echo)
    assert event.customer_id == CUSTOMER


@pytest.mark.parametrize("stamp", [NOW, str(NOW), float(NOW), NOW // 1000])
def test_a_time_may_be_a_number_or_text(stamp: Any) -> None:
    assert message(written() | {"timestamp": stamp}, time=1).at == MOMENT


@pytest.mark.parametrize(
    "stamp", [None, "", "soon", "²", True, -5, 0, 1e300, float("nan"), float("inf"), 10**18, [], "9" * 5000]
)
def test_an_impossible_time_is_replaced_by_that_of_the_delivery(stamp: Any) -> None:
    assert message(written() | {"timestamp": stamp}).at == MOMENT


def test_without_any_time_it_is_1970() -> None:
    assert message(written() | {"timestamp": None}, time="?").at == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_number_too_long_for_python_spoils_nothing() -> None:
    body = json.dumps({"object": "page", "entry": [{"id": PAGE, "messaging": [written()]}]})
    huge = body.replace(str(NOW), "9" * 5000)

    assert [event.key for event in parse_events(huge.encode())] == ["m:m_1"]


def test_text_can_be_stored_everywhere() -> None:
    event = message(written("a\0b \ud83d c \ud83d\ude00"))

    assert event.text == "ab \ufffd c 😀"
    event.text.encode()


def test_long_text_is_kept_up_to_a_bound() -> None:
    assert len(message(written("x" * 20_000)).text) == 20_000
    assert len(message(written("x" * 300_000)).text) == 20_000


@pytest.mark.parametrize("text", [None, 7, ["x"], {"x": 1}])
def test_text_that_is_no_text_is_empty(text: Any) -> None:
    assert message(written(text)).text == ""


def test_a_very_long_message_id_is_hashed() -> None:
    event = message(written(mid="m" * 5000))

    assert event.key == f"m:{event.mid}"
    assert len(event.key) < 100


def test_a_message_without_an_id_is_still_a_message() -> None:
    event = message(item(message={"text": "hello"}))

    assert event.mid == ""
    assert event.key.startswith("x:")


def test_a_system_line_with_text_is_not_a_customers_word() -> None:
    (event,) = parse(item(message={"text": "hello", "admin_text": "hello"}))

    assert isinstance(event, Unknown)


@pytest.mark.parametrize("attachments", [None, 7, "image", [None, 7, {}, {"type": None}], [{"payload": "x"}]])
def test_attachments_may_be_anything(attachments: Any) -> None:
    assert message(written(attachments=attachments)).attachments == ()


def test_a_message_and_its_echo_have_different_keys() -> None:
    swapped = {"sender": {"id": PAGE}, "recipient": {"id": CUSTOMER}}
    theirs, ours = parse(written(), written(is_echo=True) | swapped)

    assert (theirs.key, ours.key) == ("m:m_1", "e:m_1")


def test_a_tap_seen_on_standby_does_not_hide_the_tap_itself() -> None:
    (seen,) = parse(item(postback={"mid": "m_1", "title": "Prices"}), where="standby")
    (tapped,) = parse(item(postback={"mid": "m_1", "title": "Prices", "payload": "FAQ_PRICES"}))

    assert isinstance(seen, ButtonTap)
    assert isinstance(tapped, ButtonTap)
    assert (seen.payload, tapped.payload) == (None, "FAQ_PRICES")
    assert seen.key != tapped.key


def test_a_message_has_the_same_key_on_standby() -> None:
    assert parse(written())[0].key == parse(written(), where="standby")[0].key


def test_the_same_event_delivered_again_has_the_same_key() -> None:
    first = item(delivery={"mids": ["m_1"], "watermark": NOW}, timestamp=None)
    again = {**first, "delivery": {"watermark": NOW, "mids": ["m_1"]}}

    assert parse(first, time=NOW)[0].key == parse(again, time=NOW + 60_000)[0].key


@pytest.mark.parametrize(
    "other",
    [
        {"sender": {"id": "8"}},
        {"timestamp": NOW + 1},
        {"reaction": {"mid": "m_1", "reaction": "love", "action": "unreact"}},
    ],
)
def test_events_that_differ_have_different_keys(other: dict[str, Any]) -> None:
    reaction = item(reaction={"mid": "m_1", "reaction": "love", "action": "react"})

    assert parse(reaction)[0].key != parse(reaction | other)[0].key


def test_a_message_that_is_also_something_else_is_a_message() -> None:
    assert message(item(read={"watermark": NOW}, novelty={}, message={"mid": "m_1", "text": "hello"}))


@pytest.mark.parametrize("value", [None, "x", 7, [], {"new_owner_app_id": []}, {"new_owner_app_id": 0}])
def test_a_hand_over_to_nobody_has_no_owner(value: Any) -> None:
    (event,) = parse(item(pass_thread_control=value))

    assert not isinstance(event, ThreadControl) or event.new_owner is None


def test_an_impossible_watermark_is_none() -> None:
    (event,) = parse(item(read={"watermark": "yesterday"}))

    assert isinstance(event, Receipt)
    assert event.watermark is None


def test_feedback_in_new_words_is_unknown() -> None:
    (event,) = parse(item(response_feedback={"feedback": "Meh", "mid": "m_1"}))

    assert isinstance(event, Unknown)
    assert event.kind == "response_feedback"


def test_a_policy_notice_concerns_no_customer() -> None:
    (event,) = parse({"recipient": {"id": PAGE}, "timestamp": NOW, "policy_enforcement": {"action": "BLOCK"}})

    assert isinstance(event, PolicyNotice)
    assert (event.action, event.customer_id) == ("block", "")


def test_an_unknown_kind_keeps_its_name_within_reason() -> None:
    (event,) = parse(item(**{"n\0ew" + "x" * 5000: 1}))

    assert isinstance(event, Unknown)
    assert event.kind.startswith("newx")
    assert len(event.kind) == 200


NAMES = st.sampled_from(
    """
    object entry messaging standby changes id time sender recipient timestamp message mid text is_echo app_id
    quick_reply payload attachments type sticker_id referral product source ads_context_data reply_to postback
    user_ref delivery read watermark mids reaction action message_edit take_thread_control new_owner_app_id
    response_feedback feedback policy_enforcement admin_text is_deleted is_unsupported field
    """.split()
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["page", PAGE])
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6),
    max_leaves=30,
)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ():
        yield from texts(member)


def sound(events: list[Event]) -> bool:
    """Whether they can be stored: short keys, no NUL, and text that UTF-8 can hold."""
    found = "".join(text for event in events for text in texts(asdict(event)))
    keys = [event.key for event in events]
    return b"\0" not in found.encode() and all(keys) and max(map(len, keys), default=1) < 600


@settings(deadline=None)
@given(st.binary())
def test_no_bytes_raise(body: bytes) -> None:
    assert parse_events(body) == []


@settings(deadline=None)
@given(JSON)
def test_no_json_raises(value: Any) -> None:
    assert sound(parse_events(json.dumps(value).encode()))


@settings(deadline=None)
@given(st.lists(JSON, max_size=3), JSON, JSON)
def test_no_item_raises(items: list[Any], page: Any, time: Any) -> None:
    entry = {"id": page, "time": time, "messaging": items, "standby": items, "changes": items}

    assert sound(parse_events(json.dumps({"object": "page", "entry": [entry]}).encode()))


@settings(deadline=None)
@given(st.dictionaries(NAMES, JSON, max_size=8), st.sampled_from(["message", "postback", "reaction", "referral"]))
def test_no_message_raises(value: dict[str, Any], kind: str) -> None:
    assert sound(parse(item(**{kind: value})))


def raw(*items: str) -> list[Event]:
    body = '{"object":"page","entry":[{"id":"%s","time":%d,"messaging":[%s]}]}' % (PAGE, NOW, ",".join(items))  # noqa: UP031
    return parse_events(body.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    "broken",
    [
        '"x":' + "[" * 5_000 + "]" * 5_000,
        '"x":' + '{"a":' * 5_000 + '"]}"' + "}" * 5_000,
        '"x":"\udcff\udcfe"',  # bytes that are no UTF-8
        '"x":"\x00\x01"',
    ],
)
def test_item_that_hardly_can_be_read_does_not_cost_its_neighbours(broken: str) -> None:
    bad = json.dumps(written())[:-2] + "," + broken + "}}"
    good = json.dumps(written()).replace("m_1", "m_2")

    events = raw(good.replace("m_2", "m_0"), bad, good)

    assert [event.mid for event in events if isinstance(event, CustomerMessage)] == ["m_0", "m_1", "m_2"]
