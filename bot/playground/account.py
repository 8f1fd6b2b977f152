"""The stand-in's account: app, token, permissions, webhook and profile, each of which can be broken on demand.

https://developers.facebook.com/docs/graph-api/reference/debug_token
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

import requests
from flask import Response, request

from bot.playground.profile_rules import check_profile
from bot.playground.rules import Refused

SCOPES = (
    "pages_messaging", "pages_manage_metadata", "pages_show_list", "pages_read_engagement", "business_management",
)  # fmt: skip
_PROFILE_CALLS, _PROFILE_SECONDS = 10, 600.0
_TIMEOUT = 5


class Owner(Protocol):
    """The page that the account has."""

    id: str
    app_id: str


class Account:
    """What Meta knows besides chats. Its members may be set at any time; each is one link of the chain."""

    def __init__(self, page: Owner, *, token: str, app_secret: str | None) -> None:
        self.app_secret = app_secret or ""
        self.app_id = page.app_id  # as the token sees it
        self.page_id = page.id
        self.kind = "PAGE"
        self.scopes: tuple[str, ...] = SCOPES
        self.expires: datetime | None = None
        self.invalid: int | None = None  # a subcode: the token is dead
        self.hook: dict[str, Any] | None = None
        self.refusals: dict[str, Refused] = {}  # by edge
        self.time: Callable[[], datetime] | None = None  # Meta's clock, where it is not the machine's
        self._real_app_id = page.app_id
        self._token = token
        self._profile_calls: deque[float] = deque(maxlen=_PROFILE_CALLS)

    def answer(self, node: str, edge: str, call: dict[str, Any]) -> dict[str, Any] | None:
        """To a call with the app's own token; None when the call is for the page."""
        name = f"{request.method} {edge or node}"
        if name not in ("GET debug_token", "GET subscriptions", "POST subscriptions"):
            return None
        self._check_app(call)
        self._check_refusal(edge or node)
        if name == "GET debug_token":
            return {"data": self._debugged(call)}
        if node != self._real_app_id:
            raise Refused(100, 33, "Unsupported request: the object does not exist")
        return self._subscribe(call) if request.method == "POST" else {"data": [self.hook] if self.hook else []}

    def check(self, edge: str, call: dict[str, Any]) -> None:
        """Refuse a call with the page's token, which is the right one, where something is broken."""
        if self.invalid is not None:
            raise Refused(190, self.invalid, "Error validating access token")
        self._check_refusal(edge)
        if edge == "messenger_profile":
            self._count_profile_call()
            check_profile(request.method, call)

    def enter(self, url: str, fields: Sequence[str]) -> None:
        """The app's webhook for pages."""
        named = [{"name": each, "version": "v26.0"} for each in fields]
        self.hook = {"object": "page", "callback_url": url, "active": True, "fields": named}

    def add_date(self, response: Response) -> Response:
        if self.time:
            response.date = self.time()
        return response

    def _check_refusal(self, edge: str) -> None:
        if edge in self.refusals:
            raise self.refusals[edge]

    def _check_app(self, call: dict[str, Any]) -> None:
        right = f"{self._real_app_id}|{self.app_secret}"
        if not hmac.compare_digest(str(call.pop("access_token", "")).encode(), right.encode()):
            raise Refused(190, None, "Invalid OAuth access token signature")
        call.pop("appsecret_proof", None)

    def _debugged(self, call: dict[str, Any]) -> dict[str, Any]:
        known = hmac.compare_digest(str(call.get("input_token", "")).encode(), self._token.encode())
        if not known or self.invalid is not None:
            error = {"code": 190, "message": "Error validating access token", "subcode": self.invalid or 0}
            return {"is_valid": False, "scopes": [], "error": error}
        if self.app_id != self._real_app_id:
            raise Refused(100, None, "The App_id in the input_token did not match the Viewing App")
        return {
            "app_id": self.app_id,
            "type": self.kind,
            "is_valid": True,
            "expires_at": round(self.expires.timestamp()) if self.expires else 0,
            "data_access_expires_at": 0,
            "scopes": list(self.scopes),
            **({"profile_id": self.page_id} if self.kind == "PAGE" else {}),
        }

    def _subscribe(self, call: dict[str, Any]) -> dict[str, Any]:
        url, fields = str(call.get("callback_url", "")), str(call.get("fields", "")).split(",")
        challenge = secrets.token_urlsafe(8)
        query = {"hub.mode": "subscribe", "hub.verify_token": call.get("verify_token"), "hub.challenge": challenge}
        try:
            answer = requests.get(url, params=query, timeout=_TIMEOUT, allow_redirects=False)
        except requests.RequestException:
            raise Refused(2200, None, "The URL couldn't be validated: no answer") from None
        if answer.status_code != 200 or answer.text != challenge:
            raise Refused(2200, None, "The URL couldn't be validated: the challenge came not back")
        self.enter(url, fields)
        return {"success": True}

    def _count_profile_call(self) -> None:
        now, calls = time.monotonic(), self._profile_calls
        if len(calls) == _PROFILE_CALLS and now - calls[0] < _PROFILE_SECONDS:
            raise Refused(613, None, "Calls to this api have exceeded the rate limit")
        calls.append(now)
