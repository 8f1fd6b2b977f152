"""`piotnet-bot profile show|diff|push`, to a stand-in for Meta."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from bot import cli
from bot.playground.graph import StandIn
from bot.playground.rules import Refused
from bot.profile_file import HERE
from tests.conftest import APP, PAGE, SECRET

Type = Callable[..., Result]


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
def meta() -> Iterator[StandIn]:
    made = StandIn(
        page_id=PAGE, app_id=APP, app_secret=SECRET, token="not-a-real-token", webhook="http://127.0.0.1:9/webhook",
        now=lambda: datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    made.start()
    yield made
    made.stop()


@pytest.fixture
def profile(meta: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> Type:
    """Type the command, with other settings."""
    monkeypatch.chdir(tmp_path)
    environ = {
        "PAGE_ID": PAGE, "PAGE_ACCESS_TOKEN": "not-a-real-token", "APP_ID": APP, "APP_SECRET": SECRET,
        "VERIFY_TOKEN": "words", "GRAPH_URL": meta.graph_url, "DATABASE_URL": database_url,
    }  # fmt: skip
    for command in cli._found():
        cli.cli.add_command(command)

    def type_(what: str, **changed: str) -> Result:
        for name, value in (environ | changed).items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(cli.cli, ["profile", what])

    return type_


def file(folder: Path, **texts: str) -> str:
    """The file that ships, with other words."""
    text = HERE.read_text(encoding="utf-8")
    for before, after in texts.items():
        text = text.replace(before, after)
    path = folder / "other.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_at_first_there_is_nothing(profile: Type) -> None:
    assert "Meta has no profile for this page yet" in profile("show").output


def test_push_brings_the_file_to_meta(profile: Type, meta: StandIn) -> None:
    result = profile("push")

    assert result.exit_code == 0, result.output
    assert "+ persistent_menu default: Talk to a person -> person" in result.output
    assert "+ persistent_menu vi_VN: Gặp nhân viên -> person" in result.output
    assert set(meta.page.profile) == {"greeting", "get_started", "ice_breakers", "persistent_menu"}


def test_after_push_there_is_no_difference(profile: Type) -> None:
    profile("push")
    result = profile("diff")

    assert (result.exit_code, result.output) == (0, "No difference: Meta has what the file says.\n")
    assert "greeting default: Hi {{user_first_name}}!" in profile("show").output


def test_diff_shows_the_lines_and_changes_nothing(profile: Type, meta: StandIn, tmp_path: Path) -> None:
    profile("push")
    before = dict(meta.page.profile)
    result = profile("diff", PROFILE_FILE=file(tmp_path, Documentation="Handbook"))

    assert result.exit_code == 1
    assert "- persistent_menu default: Documentation -> entry:docs" in result.output
    assert "+ persistent_menu default: Handbook -> entry:docs" in result.output
    assert meta.page.profile == before


def test_only_what_differs_is_sent(profile: Type, meta: StandIn, tmp_path: Path) -> None:
    profile("push")
    meta.page.profile["greeting"] = [{"locale": "default", "text": "by hand"}]
    profile("push", PROFILE_FILE=file(tmp_path, Documentation="Handbook"))

    assert "Handbook" in str(meta.page.profile["persistent_menu"])
    assert "by hand" not in str(meta.page.profile)


def test_what_the_file_no_longer_has_is_removed(profile: Type, meta: StandIn) -> None:
    meta.page.profile["commands"] = [{"locale": "default", "commands": [{"name": "old", "description": "Old"}]}]
    result = profile("push")

    assert "- commands default: /old Old" in result.output
    assert "commands" not in meta.page.profile


def test_a_mistake_in_the_file_is_shown_and_nothing_sent(profile: Type, meta: StandIn, tmp_path: Path) -> None:
    result = profile("push", PROFILE_FILE=file(tmp_path, GET_STARTED="nothing"))

    assert "the first button has to begin the chat" in str(result.exception)
    assert meta.page.profile == {}


def test_the_eleventh_call_in_ten_minutes_is_refused_before_meta_does(profile: Type) -> None:
    for _ in range(10):
        assert profile("show").exit_code == 0
    result = profile("show")

    assert result.exit_code == 1
    assert "Meta allows 10 calls of the profile in 10 minutes" in result.output
    assert "Try again in 10 minutes" in result.output


def test_metas_own_limit_is_told_in_plain_words(profile: Type, meta: StandIn) -> None:
    meta.account.refusals["messenger_profile"] = Refused(613, None)

    assert "Wait ten minutes" in profile("show").output


def test_a_token_that_is_dead_is_told_without_being_repeated(profile: Type, meta: StandIn) -> None:
    meta.account.invalid = 460
    result = profile("show")

    assert "piotnet-bot doctor looks for the reason" in result.output
    assert "not-a-real-token" not in result.output
