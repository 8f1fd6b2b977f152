"""Settings: all problems at once, by name, and no secret in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import IN_FILES, SettingsInvalid, read_settings

GOOD = {
    "PAGE_ID": "104857600000001",
    "PAGE_ACCESS_TOKEN": "invented-token",
    "APP_ID": "900100200300400",
    "APP_SECRET": "invented-secret",
    "VERIFY_TOKEN": "invented-verify",
}


def test_everything_wrong_or_missing_is_told_at_once_by_name() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings({"PAGE_ID": "x", "PORT": "many", "DURABILITY": "maybe", "DATABASE_URL": "mysql://u:pw@h/d"})

    names = {
        "PAGE_ID",
        "PORT",
        "DURABILITY",
        "DATABASE_URL",
        "PAGE_ACCESS_TOKEN",
        "APP_ID",
        "APP_SECRET",
        "VERIFY_TOKEN",
    }
    assert set(caught.value.problems) == names
    assert all(name in str(caught.value) for name in names)
    assert "pw" not in str(caught.value)


def test_defaults_are_enough_beside_the_page() -> None:
    settings = read_settings(GOOD)

    assert settings.graph_version == "26.0"
    assert settings.port == 8000
    assert settings.is_sqlite
    assert settings.burst_seconds == 1.5


def test_commands_that_send_nothing_need_no_page() -> None:
    assert read_settings({}, need_page=False).page_id == ""


def test_empty_line_means_not_set() -> None:
    assert read_settings(GOOD | {"GRAPH_VERSION": "", "PORT": " "}).port == 8000


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_heroku_address_gets_the_driver_we_have(prefix: str) -> None:
    settings = read_settings(GOOD | {"DATABASE_URL": f"{prefix}u:secret-word@host/db"})

    assert settings.database_url == "postgresql+psycopg://u:secret-word@host/db"


def test_secrets_are_not_in_the_repr() -> None:
    settings = read_settings(GOOD | {"DATABASE_URL": "postgres://u:secret-word@host/db", "SECRET_KEY": "invented-key"})

    for secret in ("invented-token", "invented-secret", "invented-verify", "secret-word", "invented-key"):
        assert secret not in repr(settings)


def test_automation_apps_are_a_list() -> None:
    settings = read_settings(GOOD | {"AUTOMATION_APP_IDS": "138, 156,"})

    assert settings.automation_app_ids == {"138", "156"}


@pytest.mark.parametrize("name", IN_FILES)
def test_a_secret_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    value = "https://x@sentry.example.com/1" if name == "SENTRY_DSN" else "sqlite:///x.db"
    (tmp_path / "secret").write_text(f"{value}\n", encoding="utf-8")
    found = read_settings({f"{name}_FILE": str(tmp_path / "secret")}, need_page=False)

    assert getattr(found, name.lower()) == value
    assert value not in repr(found)


def test_a_secret_in_two_places_or_in_no_file_is_reported_with_the_rest(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    environment = {
        "APP_SECRET": "y",
        "APP_SECRET_FILE": str(tmp_path / "secret"),
        "VERIFY_TOKEN_FILE": str(tmp_path / "gone"),
        "PORT": "many",
    }
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(environment, need_page=False)

    assert set(caught.value.problems) == {"APP_SECRET_FILE", "VERIFY_TOKEN_FILE", "PORT"}
