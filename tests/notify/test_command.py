"""`piotnet-bot notify test`, and the settings it is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from bot import cli
from bot.settings import Settings, SettingsInvalid, read_settings
from tests.notify.conftest import HOOK_TOKEN, Hook

SECRET = "hush-hush-77"


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, **environ: str) -> Result:
    monkeypatch.chdir(folder)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for command in cli._found():
        cli.cli.add_command(command)
    return CliRunner().invoke(cli.cli, ["notify", "test"])


def test_a_channel_that_works_is_called_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hook: Hook) -> None:
    result = run(monkeypatch, tmp_path, NOTIFY_URLS=hook.url)

    assert (result.exit_code, result.output) == (0, "1 json: sent\n")
    assert hook.cards[0].title == "Test: this is where cards arrive"


def test_one_that_does_not_work_is_called_so_and_is_the_input_at_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hook: Hook
) -> None:
    hook.fails = True
    result = run(monkeypatch, tmp_path, NOTIFY_URLS=f"{hook.url}, nosuch://{SECRET}")

    assert result.exit_code == 1
    assert "1 json: FAILED, Failed to send JSON" in result.output
    assert "2 nosuch: FAILED, the address is not one that is understood" in result.output
    assert "2 of 2 channels did not work." in result.output


def test_it_repeats_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hook: Hook) -> None:
    hook.fails = True
    result = run(monkeypatch, tmp_path, NOTIFY_URLS=f"{hook.url},mailto://me:{SECRET}@127.0.0.1:1?from=a@b.example")

    assert (HOOK_TOKEN in result.output, SECRET in result.output) == (False, False)


def test_with_nobody_to_tell_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = run(monkeypatch, tmp_path, NOTIFY_URLS="")

    assert result.exit_code == 1
    assert "NOTIFY_URLS is not set" in result.output


def read(**environ: str) -> Settings:
    return read_settings(environ, need_page=False)


def test_channels_stand_between_commas_or_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "channels"
    file.write_text(f"# the team\ntgram://{SECRET}/1\n\nslack://a/b/c\n", encoding="utf-8")

    found = read(NOTIFY_URLS="mailto://a:b@c.example?to=x@c.example,y@c.example, json://h", NOTIFY_URLS_FILE=str(file))

    mail = "mailto://a:b@c.example?to=x@c.example,y@c.example"
    assert found.notify_urls == (mail, "json://h", f"tgram://{SECRET}/1", "slack://a/b/c")
    assert SECRET not in repr(found)


def test_a_wrong_channel_is_told_without_repeating_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as invalid:
        read(NOTIFY_URLS=f"mailto://a, {SECRET}", NOTIFY_URLS_FILE=str(tmp_path / "gone"), NOTIFY_QUIET="sometimes")

    assert set(invalid.value.problems) == {"NOTIFY_URLS", "NOTIFY_URLS_FILE", "NOTIFY_QUIET"}
    assert SECRET not in str(invalid.value)


def test_the_public_address_needs_no_slash_at_its_end() -> None:
    assert read(PUBLIC_URL="https://bot.example.com/").public_url == "https://bot.example.com"
