"""A stand-in for Meta's Graph API: HTTP in front of one page (page.py), as far as a bot uses it.

The playground, the end-to-end tests and the load tests run the real sender against it. `/_stand_in`
exists only here: it makes calls fail on demand.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
"""

from __future__ import annotations

import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from bot.messenger.inspect import FIELDS
from bot.playground.account import Account
from bot.playground.courier import Courier
from bot.playground.faults import Fault, Faults, read_fault
from bot.playground.page import Page, Setup
from bot.playground.rules import Refused
from bot.playground.server import Server

_SHOWN_MESSAGES = 20  # Meta shows no more of a conversation
_VERSION = re.compile(r"v\d+\.\d+")
_PROFILE_FIELDS = {
    "get_started", "greeting", "ice_breakers", "persistent_menu", "commands", "whitelisted_domains",
    "account_linking_url",
}  # fmt: skip
_HTML = "<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>"

Answer = Response | tuple[Response, int]


class StandIn:
    """Meta for one page: the page, the webhooks it sends to `webhook`, and the API at `graph_url`."""

    def __init__(
        self,
        *,
        page_id: str,
        app_id: str,
        app_secret: str,
        token: str,
        webhook: str,
        now: Callable[[], datetime],
        setup: Setup = "none",
        port: int = 0,
        courier_threads: int = 1,
        max_chats: int = 200,
    ) -> None:
        self.courier = Courier(url=webhook, page_id=page_id, app_secret=app_secret, now=now, threads=courier_threads)
        self.page = Page(
            page_id=page_id, app_id=app_id, now=now, tell=self.courier.put, setup=setup, max_chats=max_chats
        )
        self.faults = Faults()
        self.account = Account(self.page, token=token, app_secret=app_secret)
        app = create_graph(self.page, self.faults, token=token, app_secret=app_secret, account=self.account)
        self._server = Server(app, port=port, threads=8, name="graph")

    @property
    def graph_url(self) -> str:
        return self._server.url

    def connect(self) -> None:
        """As an operator leaves it: the app's webhook entered, the page subscribed to all of it."""
        self.page.subscribed_fields = FIELDS
        self.account.enter(self.courier.url, FIELDS)

    def start(self) -> None:
        self._server.start()
        self.courier.start()

    def stop(self) -> None:
        self.courier.stop()
        self._server.stop()


class _Graph:
    """The edges. Each takes the call's parameters and returns what Meta would."""

    def __init__(self, page: Page, faults: Faults, account: Account, *, token: str, app_secret: str | None) -> None:
        self._page = page
        self._account = account
        self._faults = faults
        self._token = token
        self._app_secret = app_secret

    def call(self, version: str, node: str, edge: str = "") -> Answer:
        if not _VERSION.fullmatch(version):
            raise Refused(2500, None, f"Unknown path components: /{version}")
        call = _parameters()
        if (about_app := self._account.answer(node, edge, call)) is not None:
            return jsonify(about_app)
        self._authenticate(call)
        self._account.check(edge, call)
        if node not in ("me", self._page.id):
            return self._profile_of(node)
        if edge == "messages" and request.method == "POST":
            return self._messages(call)
        answer = self._edge(f"{request.method} {edge}", call)
        if answer is None:
            raise Refused(2500, None, f"Unknown path components: /{edge}")
        return jsonify(answer)

    def _authenticate(self, call: dict[str, Any]) -> None:
        token = call.pop("access_token", None)
        proof = call.pop("appsecret_proof", None)
        if not isinstance(token, str) or not token:
            raise Refused(2500, None, "An active access token must be used to query information")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            raise Refused(190, None, "Invalid OAuth access token - Cannot parse access token")
        if proof is not None and self._app_secret:
            expected = hmac.digest(self._app_secret.encode(), token.encode(), "sha256").hex()
            if not hmac.compare_digest(str(proof).encode(), expected.encode()):
                raise Refused(100, None, "Invalid appsecret_proof provided in the API argument")

    def _messages(self, call: dict[str, Any]) -> Answer:
        fault = self._faults.next_for("actions" if "sender_action" in call else "messages")
        if fault is None:
            return jsonify(self._page.send(call))
        return self._failing(fault, call)

    def _failing(self, fault: Fault, call: dict[str, Any]) -> Answer:
        if fault.kind == "error":
            raise Refused(fault.code, fault.subcode, "This error was asked for")
        time.sleep(fault.seconds)
        if fault.kind == "slow":
            return jsonify(self._page.send(call))
        if fault.done:
            self._page.send(call)
        if fault.kind == "html":
            return Response(_HTML, mimetype="text/html"), 500
        return _torn()

    def _edge(self, name: str, call: dict[str, Any]) -> dict[str, Any] | None:
        controls = {
            "POST pass_thread_control": self._page.pass_thread,
            "POST take_thread_control": self._page.take_thread,
            "POST release_thread_control": self._page.release_thread,
            "POST request_thread_control": self._page.request_thread,
            "POST extend_thread_control": self._page.extend_thread,
        }
        if name in controls:
            controls[name](call)
            return {"success": True}
        match name:
            case "GET ":
                return self._about_page(call)
            case "GET thread_owner":
                owner = self._page.thread_owner(str(call.get("recipient", "")))
                return {"data": [{"thread_owner": owner}] if owner else []}
            case "GET conversations":
                return self._conversations(call)
            case "GET messenger_profile":
                wanted = _fields(call) or list(_PROFILE_FIELDS)
                shown = {key: value for key, value in self._page.profile.items() if key in wanted}
                return {"data": [shown] if shown else []}
            case "POST messenger_profile":
                return self._set_profile(call)
            case "DELETE messenger_profile":
                self._page.profile = {k: v for k, v in self._page.profile.items() if k not in _fields(call)}
                return {"result": "success"}
            case "GET subscribed_apps":
                return self._subscriptions()
            case "POST subscribed_apps":
                self._page.subscribed_fields = tuple(_fields(call, "subscribed_fields"))
                return {"success": True}
            case _:
                return None

    def _about_page(self, call: dict[str, Any]) -> dict[str, Any]:
        known = {
            "id": self._page.id,
            "name": self._page.name,
            "messaging_feature_status": {"hop_v2": False, "msgr_multi_app": self._page.setup != "none"},
        }
        wanted = [*(_fields(call) or ["name"]), "id"]
        return {key: value for key, value in known.items() if key in wanted}

    def _profile_of(self, customer_id: str) -> Answer:
        """People: nothing, as for every app without permission to see profiles."""
        try:
            self._page.chat(customer_id)
        except Refused:
            raise Refused(100, 33, "Unsupported request: the object does not exist") from None
        return jsonify({})

    def _conversations(self, call: dict[str, Any]) -> dict[str, Any]:
        customer_id = str(call.get("user_id", ""))
        if customer_id not in {chat.customer_id for chat in self._page.chats()}:
            return {"data": []}
        messages = [
            {
                "id": message.mid,
                "message": message.text,
                "created_time": message.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
                "from": {"id": customer_id if message.author == "customer" else self._page.id},
            }
            for message in reversed(self._page.chat(customer_id).messages[-_SHOWN_MESSAGES:])
        ]
        return {"data": [{"id": f"t_{customer_id}", "messages": {"data": messages}}]}

    def _set_profile(self, call: dict[str, Any]) -> dict[str, Any]:
        unknown = set(call) - _PROFILE_FIELDS
        if unknown or not call:
            raise Refused(100, None, f"Param {', '.join(sorted(unknown)) or 'fields'} is not a profile property")
        self._page.profile = {**self._page.profile, **call}
        return {"result": "success"}

    def _subscriptions(self) -> dict[str, Any]:
        if not self._page.subscribed_fields:
            return {"data": []}
        app = {"id": self._page.app_id, "name": "bot", "subscribed_fields": list(self._page.subscribed_fields)}
        return {"data": [app]}


def create_graph(
    page: Page, faults: Faults, *, token: str, app_secret: str | None = None, account: Account | None = None
) -> Flask:
    """The stand-in as a Flask application."""
    app = Flask(__name__, static_folder=None)
    account = account or Account(page, token=token, app_secret=app_secret)
    graph = _Graph(page, faults, account, token=token, app_secret=app_secret)
    usage = _Usage(page.id)
    methods = ["GET", "POST", "DELETE"]
    app.add_url_rule("/<version>/<node>", "node", graph.call, methods=methods)
    app.add_url_rule("/<version>/<node>/<edge>", "edge", graph.call, methods=methods)

    @app.post("/_stand_in/faults")
    def add_fault() -> Answer:
        try:
            fault, times = read_fault(request.get_json())
        except ValueError as error:
            return jsonify({"problem": str(error)}), 400
        faults.add(fault, times=times)
        return jsonify({"success": True})

    @app.delete("/_stand_in/faults")
    def clear_faults() -> Answer:
        faults.clear()
        return jsonify({"success": True})

    @app.errorhandler(Refused)
    def refuse(refused: Refused) -> Answer:
        return jsonify(refused.as_json()), refused.status

    @app.errorhandler(HTTPException)
    def unknown(error: HTTPException) -> Answer:
        refused = Refused(2500, None, error.name)
        return jsonify(refused.as_json()), error.code or 400

    app.after_request(usage.add_headers)
    app.after_request(account.add_date)
    return app


class _Usage:
    """The usage headers. The percentages grow slowly, so that a test can see them change."""

    def __init__(self, page_id: str) -> None:
        self._page_id = page_id
        self._lock = threading.Lock()
        self._calls = 0

    def add_headers(self, response: Response) -> Response:
        with self._lock:
            self._calls += 1
            percent = min(79, self._calls // 1000)
        used = {"call_count": percent, "total_time": 1, "total_cputime": 1}
        business = {self._page_id: [{"type": "messenger", **used, "estimated_time_to_regain_access": 0}]}
        response.headers["X-App-Usage"] = json.dumps(used)
        response.headers["X-Business-Use-Case-Usage"] = json.dumps(business)
        return response


def _parameters() -> dict[str, Any]:
    """Query, form or JSON: Meta takes each. Structured values in a query are JSON texts."""
    call: dict[str, Any] = {name: _decoded(value) for name, value in request.values.items()}
    if request.is_json:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise Refused(100, None, "The body is not a JSON object")
        call.update(body)
    return call


def _decoded(value: str) -> Any:
    if not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _fields(call: dict[str, Any], name: str = "fields") -> list[str]:
    value = call.get(name, "")
    return [str(each) for each in value] if isinstance(value, list) else [f for f in str(value).split(",") if f]


def _torn() -> Response:
    """An answer that promises more than it holds: the server closes the connection in the middle."""

    def half() -> Iterator[bytes]:
        yield b'{"recipient_'

    return Response(half(), headers={"Content-Length": "100"}, mimetype="application/json")
