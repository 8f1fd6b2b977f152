"""Talking to Meta: the one place where a call leaves the house.

pymessenger sends every message through `send_raw`; PageBot replaces it and adds what the library
lacks: time-outs, connections that are kept open, `messaging_type`, and failures that say whether
the message may have arrived. Two rules hold for every call:

- Nothing is repeated here. The Send API has no idempotency key, so only whoever knows whether a
  message arrived may send it again.
- The token appears in no exception, and in an address only for reading, where Meta knows no other way.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import requests
from pymessenger.bot import Bot
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from bot.messenger.errors import Kind, SendFailed, classify
from bot.messenger.usage import Usage, read_usage
from bot.messenger.values import LONGEST_TEXT, as_dict, as_id, as_list, as_text

GRAPH_URL = "https://graph.facebook.com"
GRAPH_VERSION = "26.0"  # text: as a number, 2.10 would become 2.1
INBOX_APP_ID = "263902037430900"  # Meta's Page Inbox, as a target for pass_thread

# Connect, read. A little over 3 s, because lost packets are sent again after 3 s.
_TIMEOUT = (3.05, 10.0)
_ACTION_TIMEOUT = (3.05, 3.0)  # "typing …" must not hold up the answer it announces

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

    `usage` is the highest percentage of Meta's limits that the last answer reported.
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
        self._local = threading.local()

    def send(self, customer_id: str, message: dict[str, Any], *, metadata: str) -> str:
        """Send one message and return its id, under which its echo will come back."""
        answer = self.send_message(customer_id, {**message, "metadata": metadata})
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
        method: Literal["GET", "POST"],
        path: str,
        payload: dict[str, Any],
        *,
        timeout: tuple[float, float] = _TIMEOUT,
    ) -> dict[str, Any]:
        """One call, once. Reading changes nothing, so a reading call that was lost is never ambiguous."""
        lost = Kind.RETRY if method == "GET" else Kind.AMBIGUOUS
        try:
            response = self._session().request(
                method,
                f"{self.graph_url}/{path}",
                timeout=timeout,
                allow_redirects=False,  # a redirect would repeat the call, and hand the token on
                **self._arguments(method, payload),
            )
        except requests.RequestException as error:
            kind = Kind.RETRY if _never_left(error) else lost
            # `from None`: the text of these exceptions holds the address, and with it the token.
            raise SendFailed(kind, reason=type(error).__name__) from None
        usage = read_usage(response.headers)
        self.usage = usage.percent
        return _answer(response, usage, lost=lost)

    def _arguments(self, method: Literal["GET", "POST"], payload: dict[str, Any]) -> dict[str, Any]:
        """Where the token goes: into the body of a POST; a GET has none, so there into the query.

        It is kept out of the local variables of _call, which some error trackers record.
        """
        proof = {name: value for name, value in self.auth_args.items() if name != "access_token"}
        with_token = {**payload, "access_token": self.access_token}
        if method == "GET":
            return {"params": {**with_token, **proof}}
        return {"json": with_token, "params": proof}

    def _session(self) -> requests.Session:
        """This thread's own session: requests does not promise that one may be shared."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.mount("https://", HTTPAdapter(max_retries=0))
            session.mount("http://", HTTPAdapter(max_retries=0))
        return session


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
    return any(isinstance(reason, _NOT_SENT) for reason in _reasons(error))


def _reasons(error: BaseException) -> Iterator[BaseException]:
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
