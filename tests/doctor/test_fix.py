"""`doctor --fix` and `doctor` as typed: over HTTP, to a stand-in for Meta."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from bot import cli
from bot.doctor.findings import LINKS
from bot.doctor.fix import subscribe
from bot.messenger.inspect import FIELDS
from bot.store.times import to_ms
from tests.conftest import APP, PAGE, SECRET
from tests.doctor.conftest import World


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
def unconnected(world: World) -> World:
    """Nothing was entered at Meta's yet; the web part is seen at its own address."""
    world.meta.page.subscribed_fields = ()
    world.meta.account.hook = None
    world.meta.account.time = None
    world.set(public_url=world.web.url)
    return world


def doctor(world: World, monkeypatch: pytest.MonkeyPatch, folder: Path, *options: str, **changed: str) -> Result:
    environ = {
        "PAGE_ID": PAGE,
        "PAGE_ACCESS_TOKEN": "not-a-real-token",
        "APP_ID": APP,
        "APP_SECRET": SECRET,
        "VERIFY_TOKEN": "not-a-real-verify-token",
        "GRAPH_URL": world.meta.graph_url,
        "PUBLIC_URL": world.web.url,
        "DATABASE_URL": world.settings.database_url,
    }
    world.sql(f"UPDATE heartbeats SET at = {to_ms(datetime.now(UTC))}")  # noqa: S608  # the command goes by the real clock
    monkeypatch.chdir(folder)
    for name, value in (environ | changed).items():
        monkeypatch.setenv(name, value)
    for command in cli._found():
        cli.cli.add_command(command)
    return CliRunner().invoke(cli.cli, ["doctor", *options])


def test_app_and_page_are_subscribed_to_all_that_is_needed(unconnected: World) -> None:
    assert [each.state for each in subscribe(unconnected.settings)] == ["ok", "ok"]
    assert set(unconnected.meta.page.subscribed_fields) == set(FIELDS)
    assert unconnected.meta.account.hook is not None
    assert unconnected.meta.account.hook["callback_url"] == f"{unconnected.web.url}/webhook"


def test_what_was_subscribed_beyond_that_stays(unconnected: World) -> None:
    unconnected.meta.page.subscribed_fields = ("messages", "response_feedback")
    list(subscribe(unconnected.settings))

    assert set(unconnected.meta.page.subscribed_fields) == {*FIELDS, "response_feedback"}


def test_a_webhook_that_meta_cannot_verify_is_told_of(unconnected: World) -> None:
    unconnected.set(verify_token="another")
    webhook, page = subscribe(unconnected.settings)

    assert (webhook.link, webhook.state, page.state) == ("app_fields", "bad", "ok")
    assert "same VERIFY_TOKEN" in webhook.fix


def test_without_an_address_the_webhook_is_left_alone(unconnected: World) -> None:
    unconnected.set(public_url="")
    webhook, _page = subscribe(unconnected.settings)

    assert "PUBLIC_URL is not set" in webhook.cause


def test_the_command_finds_what_is_missing(unconnected: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = doctor(unconnected, monkeypatch, tmp_path)

    assert result.exit_code == 1
    assert "BAD   page subscription      The page is not subscribed to the app: nothing arrives." in result.output
    assert "2 broken. Mend from the top" in result.output
    assert "not-a-real" not in result.output


def test_the_command_mends_it(unconnected: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = doctor(unconnected, monkeypatch, tmp_path, "--fix")

    assert result.exit_code == 0, result.output
    assert result.output.startswith("Mending:\nok    app's webhook")
    assert f"All {len(LINKS)} links hold." in result.output


def test_wrong_settings_are_all_named(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = doctor(world, monkeypatch, tmp_path, PAGE_ID="my page", APP_SECRET="")

    assert result.exit_code == 1
    assert "PAGE_ID must be a number" in result.output
    assert "APP_SECRET is not set." in result.output


def test_a_test_card_goes_to_every_channel(world: World) -> None:
    world.send_test = True
    last = world.examine()[-1]

    assert (last.state, last.cause) == ("ok", "a test card went to 1 tgram")
    assert world.channel.cards[0].title == "Test: this is where cards arrive"


def test_a_channel_that_refuses_the_card_is_named(world: World) -> None:
    world.send_test = True
    world.channel.why_not = "Unauthorized"
    last = world.examine()[-1]

    assert (last.state, last.cause) == ("bad", "1 tgram: Unauthorized")


def test_cards_that_reached_nobody_are_told_of(world: World) -> None:
    row = f"('a', '{PAGE}', '', 'asked', '', {int(world.time.monotonic() * 1000)}, 3)"
    world.sql(f"INSERT INTO notices (key, page, customer, kind, body, created_at, status) VALUES {row}")  # noqa: S608

    assert world.examine()[-1].cause == "1 cards reached nobody in the last week."


def test_a_database_that_is_not_there_is_not_made(world: World, tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    world.bot.services.store.file.rename(missing)

    assert [each.cause for each in world.examine() if each.link == "database"] == ["There are no tables yet."]
    assert not world.bot.services.store.file.exists()
