"""A page tells its app what Meta would, in each of the three set-ups."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messenger.parse import parse_events
from bot.model import ButtonTap, CustomerMessage, Echo, Reaction, Receipt, Referral, ThreadControl
from bot.playground.courier import envelope
from bot.playground.page import ATTACHMENTS, Setup
from bot.playground.rules import Refused
from tests.playground.world import APP, INBOX, PAGE, World


def parsed(world: World) -> list[Any]:
    return parse_events(envelope(PAGE, world.told, world.now))


def refusal(call: Any) -> tuple[int, int | None]:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code, caught.value.subcode


def test_what_a_customer_does_arrives_as_the_bot_reads_it(world: World) -> None:
    world.page.write(world.customer, "Giá bao nhiêu? 🙂", reply_to="m_earlier")
    world.page.tap_quick_reply(world.customer, "Prices", "entry:price-where")
    world.page.tap_button(world.customer, "Get Started", "GET_STARTED", ref="flyer-2")
    world.page.attach(world.customer, "like")
    world.page.refer(world.customer, "summer-sale")
    text, tap, start, like, referral = parsed(world)

    assert isinstance(text, CustomerMessage)
    assert (text.text, text.reply_to) == ("Giá bao nhiêu? 🙂", "m_earlier")
    assert (text.customer_id, text.at) == (world.customer, world.now)
    assert isinstance(tap, CustomerMessage)
    assert (tap.text, tap.payload) == ("Prices", "entry:price-where")
    assert isinstance(start, ButtonTap)
    assert (start.title, start.payload) == ("Get Started", "GET_STARTED")
    assert start.source is not None
    assert start.source.ref == "flyer-2"
    assert isinstance(like, CustomerMessage)
    assert like.like
    assert isinstance(referral, Referral)
    assert referral.source.ref == "summer-sale"


@pytest.mark.parametrize("kind", ATTACHMENTS)
def test_every_attachment_is_one_the_bot_can_name(world: World, kind: Any) -> None:
    world.page.attach(world.customer, kind)
    (event,) = parsed(world)

    assert isinstance(event, CustomerMessage)
    assert event.attachments == ("sticker" if kind == "like" else kind,)


def test_reactions_can_be_put_and_taken_away(world: World) -> None:
    world.says()
    mid = world.send()["message_id"]
    world.page.react(world.customer, mid, "love")
    world.page.react(world.customer, mid, None)
    put, taken = [event for event in parsed(world) if isinstance(event, Reaction)]

    assert (put.mid, put.reaction, put.added) == (mid, "love", True)
    assert (taken.reaction, taken.added) == ("love", False)


def test_what_the_bot_sends_is_echoed_with_its_app_and_metadata(world: World) -> None:
    world.says()
    answer = world.send(message={"text": "We open at 9.", "metadata": "bot:v1:7:"})
    echo = parsed(world)[-1]

    assert answer == {"recipient_id": world.customer, "message_id": echo.mid}
    assert isinstance(echo, Echo)
    assert (echo.customer_id, echo.app_id) == (world.customer, APP)
    assert (echo.metadata, echo.text) == ("bot:v1:7:", "We open at 9.")


def test_messages_of_the_bot_are_delivered_and_read_once(world: World) -> None:
    world.page.receipts = True
    world.says()
    mid = world.send()["message_id"]
    world.page.read(world.customer)
    world.page.read(world.customer)
    delivery, read = [event for event in parsed(world) if isinstance(event, Receipt)]

    assert (delivery.kind, delivery.mids) == ("delivery", (mid,))
    assert (read.kind, read.watermark) == ("read", world.now)


def test_typing_shows_until_the_message_comes(world: World) -> None:
    world.says()
    action = {"recipient": {"id": world.customer}, "sender_action": "typing_on"}
    chat = world.page.chat(world.customer)

    assert world.page.send(action) == {"recipient_id": world.customer}
    assert chat.typing_until
    world.send()
    assert chat.typing_until is None


def test_mark_seen_marks_the_last_message_even_when_the_clock_goes_back(world: World) -> None:
    action = {"recipient": {"id": world.customer}, "sender_action": "mark_seen"}
    first = world.page.write(world.customer, "one")
    world.page.send(action)
    world.later(days=-3)
    second = world.page.write(world.customer, "two")
    chat = world.page.chat(world.customer)

    assert chat.seen == first.mid
    world.page.send(action)
    assert chat.seen == second.mid


# --- 24 hours -------------------------------------------------------------------------------------


def test_after_24_hours_only_a_person_may_write_for_7_days(world: World) -> None:
    world.says()
    tagged = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    world.later(hours=24)
    world.send()
    world.later(seconds=1)

    assert refusal(world.send) == (10, 2018278)
    assert world.send(**tagged)["message_id"]
    world.later(days=6)
    assert refusal(lambda: world.send(**tagged)) == (10, 2018278)


def test_nobody_who_never_wrote_can_be_written_to(world: World) -> None:
    assert refusal(world.send) == (10, 2018278)


@pytest.mark.parametrize("action", ["button", "like", "reaction", "referral"])
def test_the_24_hours_begin_again_with_what_a_customer_does(world: World, action: str) -> None:
    world.says()
    mid = world.send()["message_id"]
    world.later(hours=30)
    match action:
        case "button":
            world.page.tap_button(world.customer, "Prices", "entry:price-where")
        case "like":
            world.page.attach(world.customer, "like")
        case "reaction":
            world.page.react(world.customer, mid, "love")
        case "referral":
            world.page.refer(world.customer, "again")

    assert world.send()["message_id"]


# --- who owns the chat ----------------------------------------------------------------------------


def test_without_a_default_app_an_agent_leaves_only_an_echo() -> None:
    world = World("none")
    world.says()
    world.page.agent_writes(world.customer, "Tom here.")
    world.says("thanks")

    assert world.kinds() == ["messaging message", "messaging echo", "messaging message"]
    assert parsed(world)[1].app_id == INBOX
    assert world.send()["message_id"], "nothing but the bot itself keeps it from talking over the agent"


def test_without_a_default_app_nobody_can_take_but_anybody_can_pass() -> None:
    world = World("none")
    world.says()
    recipient = {"recipient": {"id": world.customer}}

    assert refusal(lambda: world.page.take_thread(recipient)) == (27, None)
    assert refusal(lambda: world.page.agent_takes(world.customer)) == (27, None)
    world.page.pass_thread(recipient | {"target_app_id": INBOX})
    assert refusal(world.send) == (10, 2018300)


def test_with_the_bot_as_default_an_agent_takes_the_chat_by_answering() -> None:
    world = World("bot")
    world.says()
    world.page.agent_writes(world.customer, "Tom here.")
    world.page.agent_writes(world.customer, "One moment.")
    world.says("thanks")

    assert world.kinds() == [
        "messaging message",
        "messaging take_thread_control",
        "standby echo",
        "standby echo",
        "standby message",
    ]
    taken = parsed(world)[1]
    assert isinstance(taken, ThreadControl)
    assert (taken.action, taken.new_owner, taken.previous_owner) == ("take", INBOX, APP)
    assert refusal(world.send) == (10, 2018300)


@pytest.mark.parametrize("setup", ["bot", "inbox"])
def test_an_agent_gives_the_chat_to_the_bot(setup: Setup) -> None:
    world = World(setup)
    world.says()
    world.page.agent_writes(world.customer, "Tom here.")
    world.page.agent_gives_back(world.customer)
    given = parsed(world)[-1]

    assert (given.action, given.new_owner, given.standby) == ("pass", APP, False)
    assert world.send()["message_id"]


def test_with_the_inbox_as_default_the_bot_only_listens() -> None:
    world = World("inbox")
    world.says()
    world.page.agent_writes(world.customer, "Tom here.")

    assert world.kinds() == ["standby message", "standby echo"]
    assert refusal(world.send) == (10, 2018300)


def test_a_button_reaches_the_app_that_made_it_whoever_owns_the_chat() -> None:
    world = World("inbox")
    world.page.tap_button(world.customer, "Prices", "entry:price-where")

    assert world.kinds() == ["messaging postback"]
    assert parsed(world)[0].payload == "entry:price-where"


def test_ownership_ends_24_hours_after_the_customers_last_word() -> None:
    world = World("bot")
    world.says()
    world.page.agent_writes(world.customer, "Tom here.")
    world.later(hours=20)
    world.says()
    world.later(hours=23)
    assert world.page.owner(world.customer) == INBOX
    world.later(hours=1)

    assert world.page.owner(world.customer) == APP


def test_the_bot_takes_releases_and_extends() -> None:
    world = World("bot")
    world.says()
    recipient = {"recipient": {"id": world.customer}}
    world.page.agent_takes(world.customer)
    assert refusal(lambda: world.page.extend_thread(recipient | {"duration": 60})) == (100, 2534037)
    world.page.take_thread(recipient)
    world.page.extend_thread(recipient | {"duration": 7 * 86400})
    world.later(days=6)

    assert world.page.thread_owner(world.customer) == {"app_id": APP, "expiration": int(world.now.timestamp()) + 86400}
    world.page.release_thread(recipient)
    assert world.page.thread_owner(world.customer) is None
    assert refusal(lambda: world.page.extend_thread(recipient | {"duration": 604801})) == (100, None)


def test_a_message_can_hand_over_in_the_same_call() -> None:
    world = World("bot")
    world.says()
    world.send(thread_control={"control_type": "pass", "app_id": int(INBOX)})

    assert world.page.owner(world.customer) == INBOX
    assert refusal(world.send) == (10, 2018300)


def test_a_chat_cannot_be_passed_to_an_unknown_app(world: World) -> None:
    world.says()
    body = {"recipient": {"id": world.customer}, "target_app_id": "42"}

    assert refusal(lambda: world.page.pass_thread(body)) == (100, 2018164)


def test_another_app_is_told_apart_by_its_id(world: World) -> None:
    world.says()
    world.page.app_writes(world.customer, "We are away.", 1380702870025418)

    assert parsed(world)[-1].app_id == "1380702870025418"


def test_only_so_many_chats_and_messages_are_kept(world: World) -> None:
    page = world.page
    for _ in range(450):
        world.says()
    for _ in range(200):
        page.new_customer()

    assert len(page.chats()) == 200
    assert refusal(lambda: page.chat(world.customer)) == (100, 2018001)
