"""What every command needs first: the settings, from the environment and an .env file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click
from dotenv import dotenv_values

from bot.editing.reports import start_logs
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.store.engine import Store


def environment() -> Mapping[str, str]:
    """The process's environment, over what an .env file in the current folder says."""
    kept = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return kept | dict(os.environ)


def settings(*, need_page: bool) -> Settings:
    """The settings, and logs as they want them.

    Raises:
        SettingsInvalid
    """
    found = read_settings(environment(), need_page=need_page)
    start_logs(found)
    return found


def database(url: str) -> Store:
    """Open it for the command that runs; it is closed when that ends."""
    from bot.store.engine import open_store  # SQL takes a tenth of a second, and most commands need none

    store = open_store(url)
    click.get_current_context().call_on_close(store.close)
    return store
