"""What Meta refuses in a Messenger profile.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/messenger-profile-api
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.playground.rules import PAYLOAD_LIMIT, Refused

_GREETING, _QUESTIONS, _ITEMS, _TITLE = 160, 4, 20, 30
_COMMANDS, _NAME, _DESCRIPTION = 100, 32, 64
_LONGEST_QUESTION = 80


def check_profile(method: str, call: dict[str, Any]) -> None:
    """Refuses what is wrong in itself."""
    if method == "POST":
        for name, check in _CHECKS.items():
            if name in call:
                check(call[name])


def _get_started(value: Any) -> None:
    _need(isinstance(value, dict) and _fits(value.get("payload"), PAYLOAD_LIMIT), "get_started needs a payload")


def _greeting(value: Any) -> None:
    for each in _by_locale(value, "greeting"):
        _need(_fits(each.get("text"), _GREETING), "greeting is too long")


def _ice_breakers(value: Any) -> None:
    for each in _by_locale(value, "ice_breakers"):
        calls = each.get("call_to_actions", [])
        _need(0 < len(calls) <= _QUESTIONS, "ice_breakers has 1 to 4 questions")
        for call in calls:
            _need(_fits(call.get("question"), _LONGEST_QUESTION), "question of an ice breaker")
            _need(_fits(call.get("payload"), PAYLOAD_LIMIT), "payload of an ice breaker")


def _menu(value: Any) -> None:
    for each in _by_locale(value, "persistent_menu"):
        items = each.get("call_to_actions", [])
        _need(0 < len(items) <= _ITEMS, "persistent_menu has 1 to 20 items")
        for item in items:
            _need(_fits(item.get("title"), _TITLE), "title of a menu item")
            target = "url" if item.get("type") == "web_url" else "payload"
            _need(_fits(item.get(target), PAYLOAD_LIMIT), f"{target} of a menu item")


def _commands(value: Any) -> None:
    for each in _by_locale(value, "commands"):
        commands = each.get("commands", [])
        _need(0 < len(commands) <= _COMMANDS, "commands has 1 to 100 of them")
        for command in commands:
            name = command.get("name")
            _need(_fits(name, _NAME) and not name.startswith("/"), "name of a command")
            _need(_fits(command.get("description"), _DESCRIPTION), "description of a command")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "get_started": _get_started,
    "greeting": _greeting,
    "ice_breakers": _ice_breakers,
    "persistent_menu": _menu,
    "commands": _commands,
}


def _by_locale(value: Any, name: str) -> list[dict[str, Any]]:
    _need(isinstance(value, list) and all(isinstance(each, dict) for each in value), f"{name} must be a list")
    _need(any(each.get("locale") == "default" for each in value), f"{name} needs the locale default")
    return list(value)


def _fits(value: Any, limit: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= limit


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise Refused(100, None, f"Param {message}")
