"""/healthz, /readyz and /metrics say how things are, under each fault, and name nobody."""

from __future__ import annotations

import math
import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import create_watch_app
from bot.arrivals import accept
from bot.messenger.errors import Kind
from bot.model import StaffAction
from bot.store.changes import Change
from bot.store.signs import beat
from bot.store.times import to_ms
from tests.conftest import CUSTOMER, PAGE, Bot, MakeBot

QUESTION = "What is your refund policy?"


def ready(bot: Bot) -> tuple[int, dict[str, object]]:
    answer = bot.client.get("/readyz")
    return answer.status_code, answer.json or {}


def metrics(bot: Bot) -> dict[str, float]:
    """Each sample by its name and labels."""
    families = text_string_to_metric_families(bot.client.get("/metrics").text)
    return {" ".join([each.name, *each.labels.values()]): each.value for family in families for each in family.samples}


def at_work(bot: Bot) -> None:
    """A worker says that it is there, and does nothing."""
    bot.services.store.writer.apply(Change(beats=(beat(to_ms(bot.time.now)),)))


def test_while_all_is_well_it_is_ready(bot: Bot) -> None:
    bot.say(QUESTION)

    status, said = ready(bot)
    assert (status, said["ready"], said["database"], said["page"]) == (200, True, "ok", "open")


def test_without_its_database_it_lives_but_is_not_ready(bot: Bot) -> None:
    with bot.services.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")

    assert bot.client.get("/healthz").status_code == 200
    assert ready(bot) == (503, {"ready": False, "database": "OperationalError"})
    assert metrics(bot)["piotnet_database_up"] == 0
    assert "piotnet_queue_waiting" not in metrics(bot)


def test_where_no_worker_was_ever_at_work_it_is_not_ready(bot: Bot) -> None:
    status, said = ready(bot)

    assert (status, said["worker"]) == (503, "never seen")
    assert metrics(bot)["piotnet_worker_silent_seconds"] == math.inf


def test_without_a_worker_it_is_not_ready_after_a_minute_though_nothing_waits(bot: Bot) -> None:
    bot.say(QUESTION)
    bot.time.passes(seconds=60)
    assert ready(bot)[0] == 200
    bot.time.passes(seconds=1)

    status, said = ready(bot)
    assert (status, said["worker"], said["waiting"]) == (503, "silent for 61 seconds", 0)
    assert metrics(bot)["piotnet_worker_silent_seconds"] == 61

    bot.work()
    assert ready(bot)[0] == 200
    assert metrics(bot)["piotnet_worker_silent_seconds"] == 0


def test_a_worker_that_does_not_get_on_makes_it_not_ready(bot: Bot) -> None:
    bot.work()
    bot.deliver(bot.message(QUESTION))
    bot.time.passes(seconds=61)
    at_work(bot)

    status, said = ready(bot)
    assert (status, said["worker"], said["oldest_seconds"], said["waiting"]) == (503, "ok", 61, 1)
    assert metrics(bot)["piotnet_queue_oldest_seconds"] == 61


@pytest.mark.parametrize("kind", [Kind.PAGE_STOP])
def test_with_a_page_that_may_not_send_it_is_not_ready(bot: Bot, kind: Kind) -> None:
    bot.messenger.fail_next(kind, code=190)
    bot.say(QUESTION)

    status, said = ready(bot)
    assert (status, said["page"]) == (503, "stopped")
    assert metrics(bot)["piotnet_page_state stopped"] == 1
    assert metrics(bot)["piotnet_page_state open"] == 0


def test_what_was_set_aside_is_seen_but_stops_nobody(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.OUR_BUG, code=100)
    bot.say(QUESTION)

    assert ready(bot)[0] == 200
    assert metrics(bot)["piotnet_queue_dead"] == 1


def test_messages_are_counted_by_route_and_answers_by_entry(bot: Bot) -> None:
    bot.say(QUESTION)
    bot.say("my password is hunter2")
    found = metrics(bot)

    assert found["piotnet_messages_total answer"] == 1
    assert found["piotnet_messages_total credentials"] == 1
    assert found["piotnet_answers_total refund-policy"] == 1
    assert found["piotnet_secrets_removed_total password"] == 1
    assert found["piotnet_events_total CustomerMessage"] == 2
    assert found["piotnet_answer_seconds_count"] == 2
    assert found["piotnet_decide_seconds_count"] == 2
    assert found["piotnet_store_seconds_count"] == 2
    assert found["piotnet_webhook_requests_total stored"] == 2


def test_sends_are_counted_by_what_meta_said(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY)
    bot.say(QUESTION)
    bot.time.passes(minutes=1)
    bot.work()
    found = metrics(bot)

    assert found["piotnet_sends_total retry"] == 1
    assert found["piotnet_sends_total sent"] == 1


def test_takeovers_are_counted(bot: Bot) -> None:
    bot.say(QUESTION)
    take = StaffAction(key="s:1", page_id=PAGE, customer_id=CUSTOMER, at=bot.time.now, action="take", by="mai.anh")
    accept([take], bot.services)
    bot.work()

    assert sum(value for name, value in metrics(bot).items() if name.startswith("piotnet_takeovers_total")) == 1


def test_a_refused_delivery_is_counted(bot: Bot) -> None:
    bot.client.post("/webhook", data=b"{}")

    assert metrics(bot)["piotnet_webhook_requests_total refused"] == 1


def test_no_metric_names_a_person(bot: Bot) -> None:
    bot.say("I am Maria, can I talk to a person")
    take = StaffAction(key="s:1", page_id=PAGE, customer_id=CUSTOMER, at=bot.time.now, action="take", by="mai.anh")
    accept([take], bot.services)
    bot.work()
    shown = bot.client.get("/metrics").text

    assert not re.search(rf"{CUSTOMER}|Maria|mai\.anh|m_THEIRS", shown)
    assert {*re.findall(r"^piotnet_\w+\{(\w+)=", shown, re.M)} <= {
        *("le", "result", "kind", "route", "entry", "change", "state", "where")
    }


def test_with_a_token_only_who_knows_it_may_look(make_bot: MakeBot) -> None:
    client = make_bot(metrics_token="tulip").client

    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer rose"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer tulip"}).status_code == 200


def test_a_worker_of_its_own_shows_the_same_on_its_own_port(make_bot: MakeBot) -> None:
    bot = make_bot()
    watched = create_watch_app(make_bot().services).test_client()

    assert watched.get("/healthz").text == bot.client.get("/healthz").text
    assert watched.get("/readyz").json == bot.client.get("/readyz").json
    assert "piotnet_queue_waiting 0.0" in watched.get("/metrics").text
    assert watched.get("/staff/").status_code == 404
