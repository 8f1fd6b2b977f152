"""The doctor and the patrol on both databases."""

from __future__ import annotations

import pytest

from bot.doctor.examine import Patient, examine
from bot.doctor.findings import exit_code
from bot.notices.patrol import Patrol
from tests.conftest import Bot, MakeBot, Time
from tests.engine.conftest import database_url, postgres, template

__all__ = ["database_url", "postgres", "template"]
OWN = ("database", "sending", "arriving", "queue", "set_aside", "automations")


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    return make_bot(graph_url="http://127.0.0.1:9", public_url="http://127.0.0.1:9")


def test_its_own_links_are_seen(bot: Bot, time: Time) -> None:
    bot.say("hello")
    bot.deliver(bot.echo("Thanks, we will be back soon!", app_id=1380702870025418))
    bot.work()
    findings = list(examine(Patient(settings=bot.services.settings, store=bot.services.store, now=time)))

    states = {each.link: each.state for each in findings if each.link in OWN}
    assert states == {**dict.fromkeys(OWN, "ok"), "automations": "warn"}
    assert exit_code(findings) == 1


def test_a_database_without_tables_is_named(bot: Bot, time: Time) -> None:
    with bot.services.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE alembic_version RENAME TO moved")
    findings = list(examine(Patient(settings=bot.services.settings, store=bot.services.store, now=time)))

    assert [each.cause for each in findings if each.link == "database"] == ["There are no tables yet."]


def test_alerts_are_raised_once(bot: Bot) -> None:
    bot.deliver(bot.message("is anybody there?"))
    bot.time.passes(minutes=5)
    patrol = Patrol(bot.services)
    patrol.look()
    patrol.look()

    assert [row[0] for row in bot.query("SELECT count(*) FROM notices WHERE kind = 'alert'")] == [1]
