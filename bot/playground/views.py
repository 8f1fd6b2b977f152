"""The playground's page, and what can be done on it.

Only for the person at this machine: a page on the web that knows the address must neither read a
chat nor write one. So the host has to be this machine's name, and every change has to be JSON,
which another site cannot send without being asked first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from bot.model import ReplyLanguage
from bot.playground.clock import PRESETS, STEPS, preset, step
from bot.playground.page import ATTACHMENTS, SETUPS, Page
from bot.playground.rules import Refused
from bot.playground.state import Playground, state_of

_HOSTS = {"127.0.0.1", "localhost", "[::1]"}
_YEARS = range(2001, 2100)  # in which holidays are known
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Body = dict[str, Any]
Answer = Response | tuple[Response, int]


class Impossible(Exception):
    """What was asked for cannot be done. The text is shown to whoever asked."""


def blueprint(playground: Playground) -> Blueprint:
    """The page at / and everything under /playground/."""
    views = Blueprint(
        "playground",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/playground/static",
    )
    views.before_request(_only_from_here)
    views.after_request(_with_policy)
    views.register_error_handler(Refused, _told)
    views.register_error_handler(Impossible, _told)
    _add_reading(views, playground)
    _add_doing(views, playground)
    return views


def _add_reading(views: Blueprint, playground: Playground) -> None:
    @views.get("/")
    def show() -> str:
        return render_template("playground.html", page_name=playground.stand_in.page.name)

    @views.get("/playground/state")
    def state() -> Answer:
        found = state_of(playground, request.args.get("customer", ""), _language(request.args.get("language")))
        if found["version"] == request.args.get("since"):
            return Response(status=204)
        return jsonify(found)


def _add_doing(views: Blueprint, playground: Playground) -> None:
    @views.post("/playground/customers")
    def new_customer() -> Answer:
        return jsonify({"id": playground.stand_in.page.new_customer().customer_id})

    @views.post("/playground/customers/<customer_id>/<action>")
    def act(customer_id: str, action: str) -> Answer:
        if action not in _ACTIONS:
            abort(404)
        _ACTIONS[action](playground.stand_in.page, customer_id, request.get_json())
        return jsonify({})

    @views.post("/playground/<control>")
    def control(control: str) -> Answer:
        if control not in _CONTROLS:
            abort(404)
        _CONTROLS[control](playground, request.get_json())
        return jsonify({})


def _text(body: Body, name: str = "text") -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Impossible("There is nothing to send.")
    return value


def _attach(page: Page, customer_id: str, body: Body) -> None:
    kind = next((each for each in ATTACHMENTS if each == body.get("kind")), None)
    if kind is None:
        raise Impossible("There is no such attachment.")
    page.attach(customer_id, kind)


# What the customer and the agent can do in one chat.
_ACTIONS: dict[str, Callable[[Page, str, Body], object]] = {
    "messages": lambda page, who, body: page.write(who, _text(body).strip()),
    "quick-reply": lambda page, who, body: page.tap_quick_reply(who, _text(body, "title"), _text(body, "payload")),
    "button": lambda page, who, body: page.tap_button(who, _text(body, "title"), _text(body, "payload")),
    "attach": _attach,
    "read": lambda page, who, _: page.read(who),
    "agent": lambda page, who, body: page.agent_writes(who, _text(body).strip()),
    "take": lambda page, who, _: page.agent_takes(who),
    "give": lambda page, who, _: page.agent_gives_back(who),
}


def _set_clock(playground: Playground, body: Body) -> None:
    name = body.get("preset")
    if "step" in body:
        playground.clock.set(_stepped(playground, body["step"]))
    elif name == "now":
        playground.clock.reset()
    elif name is None:
        playground.clock.set(_moment(playground, body.get("moment")))
    else:
        known = next((each for each in PRESETS if each == name), None)
        if known is None:
            raise Impossible("There is no such time.")
        moment = preset(known, playground.services.library.current().hours, playground.services.wall())
        if moment is None:
            raise Impossible("The opening hours know no Tet: public holidays are switched off in hours.yaml.")
        playground.clock.set(moment, name=known)


def _stepped(playground: Playground, name: object) -> datetime:
    known = next((each for each in STEPS if each == name), None)
    if known is None:
        raise Impossible("There is no such time.")
    try:
        return step(known, playground.services.library.current().hours, playground.clock())
    except ValueError:
        raise Impossible("Support never opens, says hours.yaml.") from None


def _moment(playground: Playground, value: object) -> datetime:
    """A date and time by the office's clock."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise Impossible("That is no date and time.") from None
    if moment.year not in _YEARS:
        raise Impossible(f"Choose a year from {_YEARS.start} to {_YEARS.stop - 1}.")
    return moment.replace(tzinfo=moment.tzinfo or playground.services.library.current().hours.zone)


def _set_up(playground: Playground, body: Body) -> None:
    setup = next((each for each in SETUPS if each == body.get("setup")), None)
    if setup is None:
        raise Impossible("There is no such set-up.")
    playground.stand_in.page.setup = setup


def _set_network(playground: Playground, body: Body) -> None:
    courier = playground.stand_in.courier
    courier.twice = bool(body.get("twice", courier.twice))
    courier.shuffled = bool(body.get("shuffled", courier.shuffled))
    courier.batched = bool(body.get("batched", courier.batched))


# What holds for every chat.
_CONTROLS: dict[str, Callable[[Playground, Body], None]] = {
    "clock": _set_clock,
    "setup": _set_up,
    "network": _set_network,
}


def _language(value: object) -> ReplyLanguage:
    return "vi" if value == "vi" else "en"


def _only_from_here() -> Answer | None:
    host = request.host.rpartition(":")[0] if request.host[-1:].isdigit() and ":" in request.host else request.host
    if host not in _HOSTS and request.host not in _HOSTS:
        return jsonify({"problem": "The playground is for this machine only."}), 403
    if request.method == "POST" and not (request.is_json and isinstance(request.get_json(silent=True), dict)):
        return jsonify({"problem": "Only JSON objects, please."}), 415
    return None


def _with_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache" if request.endpoint == "playground.static" else "no-store"
    return response


def _told(problem: Exception) -> Answer:
    return jsonify({"problem": str(problem)}), 400
