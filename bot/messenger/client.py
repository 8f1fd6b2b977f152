"""Talking to Meta: the one place where a call leaves the house.

pymessenger sends every message through `send_raw`; PageBot replaces it and adds what the library
lacks: time-outs, connections that are kept open, `messaging_type`, and failures that say whether
the message may have arrived. Two rules hold for every call:

- Nothing is repeated here. The Send API has no idempotency key, so only whoever knows whether a
  message arrived may send it again.
- The token appears in no exception, and in an address only for reading, where Meta knows no other way.
"""

from __future__ import annotations

import json
import os
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import requests
from pymessenger.bot import Bot
from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from bot.messenger.errors import Kind, SendFailed, classify
from bot.messenger.graph import GRAPH_URL, GRAPH_VERSION
from bot.messenger.usage import Usage, read_usage
from bot.messenger.values import LONGEST_TEXT, as_dict, as_id, as_list, as_text

INBOX_APP_ID = "263902037430900"  # Meta's Page Inbox, as a target for pass_thread
INBOX_APP_IDS = frozenset({INBOX_APP_ID, "26390203743090"})  # in echoes: the second as Meta misprints it

_JSON = {"Content-Type": "application/json", "Accept-Encoding": "gzip", "User-Agent": "piotnet-bot"}
# Connect, read. A little over 3 s, because lost packets are sent again after 3 s.
_TIMEOUT = (3.05, 10.0)
_ACTION_TIMEOUT = (3.05, 3.0)  # "typing …" must not hold up the answer it announces

Method = Literal["GET", "POST", "DELETE"]

_HUMAN_AGENT = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}

# What proves that a request never left: no address found, no connection, no trust in the other side.
# NewConnectionError includes NameResolutionError.
_NOT_SENT = (NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)


@dataclass(frozen=True, kw_only=True, slots=True)
class PastMessage:
    """One message of a conversation as Meta remembers it. `sender_id` is the page or the customer."""

    mid: str
    text: str
    sender_id: str
    at: datetime | None


class PageBot(Bot):  # type: ignore[misc]  # pymessenger ships no types
    """Sends as one page. It may be shared by threads: each has its own connection.

    `usage` is the highest percentage of Meta's limits that the last answer reported, `date` its time
    by Meta's clock.
    """

    def __init__(
        self,
        token: str,
        *,
        app_secret: str | None = None,
        graph_url: str = GRAPH_URL,
        graph_version: str = GRAPH_VERSION,
    ) -> None:
        super().__init__(token, app_secret=app_secret or None, api_version=graph_version)
        self.graph_url = f"{graph_url.rstrip('/')}/v{graph_version.removeprefix('v')}"
        self.usage = 0.0
        self.date = ""
        self._local = threading.local()
        self._prepared: dict[tuple[str, str], PreparedRequest] = {}
        self._proxies = get_environ_proxies(self.graph_url)
        self._trusted = os.environ.get("REQUESTS_CA_BUNDLE") or True

    def send(self, customer_id: str, message: dict[str, Any], *, metadata: str, human_agent: bool = False) -> str:
        """Send one message and return its id, under which its echo will come back.

        `human_agent`: a person wrote it, and the 24 hours are over. Meta allows seven days for that, and takes
        the permission away from pages that use it for anything else.
        https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/message-tags
        """
        message = {**message, "metadata": metadata}
        if human_agent:
            answer = self.send_raw({"recipient": {"id": customer_id}, "message": message, **_HUMAN_AGENT})
        else:
            answer = self.send_message(customer_id, message)
        message_id = answer.get("message_id")
        if not isinstance(message_id, str) or not message_id:
            raise SendFailed(Kind.AMBIGUOUS, reason="the answer has no message_id")
        return message_id

    def act(self, customer_id: str, action: Literal["mark_seen", "typing_on", "typing_off"]) -> None:
        """Show that someone is reading or writing. A courtesy: nothing depends on it, so it never fails."""
        payload = {"recipient": {"id": customer_id}, "sender_action": action}
        try:
            self._call("POST", "me/messages", payload, timeout=_ACTION_TIMEOUT)
        except SendFailed:
            return

    def pass_thread(self, customer_id: str, *, target_app_id: str, metadata: str = "") -> None:
        """Make another app the owner of the chat, for example the inbox (INBOX_APP_ID)."""
        self._thread_control("pass", customer_id, metadata, target_app_id=target_app_id)

    def take_thread(self, customer_id: str, *, metadata: str = "") -> None:
        """Make us the owner. Meta refuses (code 27) while the page has no default app."""
        self._thread_control("take", customer_id, metadata)

    def release_thread(self, customer_id: str, *, metadata: str = "") -> None:
        """Own it no longer. No webhook will tell."""
        self._thread_control("release", customer_id, metadata)

    def recent_messages(self, customer_id: str) -> list[PastMessage]:
        """The newest messages of a chat, from both sides: whether an unsure send did arrive.

        Meta shows at most 20 and allows two such calls a second.
        """
        query = {
            "platform": "messenger",
            "user_id": customer_id,
            "fields": "messages{message,created_time,from,id}",
        }
        answer = self._call("GET", "me/conversations", query)
        return [
            _past_message(as_dict(message))
            for conversation in as_list(answer.get("data"))
            for message in as_list(as_dict(as_dict(conversation).get("messages")).get("data"))
        ]

    def call(self, method: Method, path: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Any other call, once. Raises SendFailed."""
        return self._call(method, path, payload)

    def send_raw(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Every sending method of pymessenger ends here."""
        if "message" in payload:  # an action must not have a type
            payload = {"messaging_type": "RESPONSE", **payload}
        return self._call("POST", "me/messages", payload)

    def _thread_control(self, action: str, customer_id: str, metadata: str, **extra: str) -> None:
        payload = {"recipient": {"id": customer_id}, **extra}
        if metadata:
            payload["metadata"] = metadata
        answer = self._call("POST", f"me/{action}_thread_control", payload)
        if answer.get("success") is not True:
            raise SendFailed(Kind.AMBIGUOUS, reason="the answer does not say success")

    def _call(
        self,
        method: Method,
        path: str,
        payload: dict[str, Any],
        *,
        timeout: tuple[float, float] = _TIMEOUT,
    ) -> dict[str, Any]:
        """One call, once. Reading changes nothing, so a reading call that was lost is never ambiguous."""
        lost = Kind.RETRY if method == "GET" else Kind.AMBIGUOUS
        try:
            response = self._adapter().send(
                self._request(method, path, payload),
                timeout=timeout,
                verify=self._trusted,
                proxies=self._proxies,
            )
            response.content  # noqa: B018  # read it here: this, too, can fail
        except requests.RequestException as error:
            kind = Kind.RETRY if _never_left(error) else lost
            # `from None`: the text of these exceptions holds the address, and with it the token.
            raise SendFailed(kind, reason=type(error).__name__) from None
        usage = read_usage(response.headers)
        self.usage = usage.percent
        self.date = response.headers.get("Date", "")
        return _answer(response, usage, lost=lost)

    def _request(self, method: Method, path: str, payload: dict[str, Any]) -> PreparedRequest:
        """The token goes into the body of a POST; a GET has none, so there into the query.

        It is kept out of the local variables of _call, which some error trackers record.
        """
        proof = {name: value for name, value in self.auth_args.items() if name != "access_token"}
        with_token = {**payload, "access_token": self.access_token}
        address = f"{self.graph_url}/{path}"
        if method == "GET":
            return requests.Request(method, address, params={**with_token, **proof}).prepare()
        key = (method, path)
        if key not in self._prepared:
            self._prepared[key] = requests.Request(method, address, params=proof, headers=_JSON).prepare()
        request = self._prepared[key].copy()
        request.body = json.dumps(with_token).encode()
        request.headers["Content-Length"] = str(len(request.body))
        return request

    def _adapter(self) -> HTTPAdapter:
        """This thread's own connections.

        Not a Session: it follows redirects, which would hand the token on, and at each call it looks
        for cookies, for a .netrc file and through the environment, which takes longer than the call.
        """
        adapter: HTTPAdapter | None = getattr(self._local, "adapter", None)
        if adapter is None:
            adapter = self._local.adapter = HTTPAdapter(max_retries=0)
        return adapter


def _answer(response: requests.Response, usage: Usage, *, lost: Kind) -> dict[str, Any]:
    """Meta's answer, or SendFailed. `lost` is what it means if the answer is not Meta's."""
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        raise SendFailed(lost, reason=f"HTTP {response.status_code} without JSON") from None
    if not isinstance(answer, dict) or (not response.ok and "error" not in answer):
        raise SendFailed(lost, reason=f"HTTP {response.status_code} with unexpected JSON")
    if "error" in answer:
        raise _refusal(as_dict(answer["error"]), usage)
    return answer


def _refusal(error: dict[str, Any], usage: Usage) -> SendFailed:
    code, subcode = _code(error.get("code")), _code(error.get("error_subcode"))
    trace = error.get("fbtrace_id")
    return SendFailed(
        classify(code, subcode),
        code=code,
        subcode=subcode,
        fbtrace_id=trace[:100] if isinstance(trace, str) else None,
        retry_after=usage.regain_after,
    )


def _code(value: object) -> int | None:
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _never_left(error: BaseException) -> bool:
    """Whether the connection failed before anything was sent, as far down as the reasons go."""
    return any(isinstance(reason, _NOT_SENT) for reason in reasons(error))


def reasons(error: BaseException) -> Iterator[BaseException]:
    """The exception and all it was made of. requests and urllib3 hide the cause in different places."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        reason = waiting.pop()
        if isinstance(reason, BaseException) and id(reason) not in seen:
            seen.add(id(reason))
            yield reason
            # Not __context__: that may be an older failure, while which we were called.
            waiting += [*reason.args, reason.__cause__, getattr(reason, "reason", None)]


def _past_message(message: dict[str, Any]) -> PastMessage:
    return PastMessage(
        mid=as_text(message.get("id"), LONGEST_TEXT),
        text=as_text(message.get("message"), LONGEST_TEXT),
        sender_id=as_id(as_dict(message.get("from")).get("id")),
        at=_written_time(message.get("created_time")),
    )


def _written_time(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))  # such as 2026-11-23T10:00:00+0000
    except ValueError:
        return None
    return at if at.tzinfo else None
