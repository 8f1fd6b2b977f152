"""What Meta's errors mean for us: one table, and the exception that carries the verdict.

Codes alone do not decide: "the 24 hours are over" and "permission missing" are both code 10.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a failed call means, and so who has to do something about it."""

    RETRY = "retry"  # not sent: try again, a few times
    SLOW_DOWN = "slow_down"  # not sent: the page calls too often, wait before anything else is sent
    AMBIGUOUS = "ambiguous"  # perhaps sent: look for the echo, never repeat it blindly
    WINDOW_CLOSED = "window_closed"  # 24 hours have passed: silent until the customer writes
    UNREACHABLE = "unreachable"  # this customer cannot be reached until they write
    NOT_OUR_THREAD = "not_our_thread"  # another app owns the chat: pause
    PAGE_STOP = "page_stop"  # page, app or token: stop every send of the page, alert, keep the queue
    OUR_BUG = "our_bug"  # the request is wrong: someone must mend it, repeating it is useless


_PERMANENT = {Kind.WINDOW_CLOSED, Kind.UNREACHABLE, Kind.NOT_OUR_THREAD, Kind.OUR_BUG}


class SendFailed(Exception):
    """Messenger did not do what was asked.

    It holds ids and numbers only. Meta's own message is left out: for a bad token it quotes the
    token, and for a bad text the text.
    """

    def __init__(
        self,
        kind: Kind,
        *,
        code: int | None = None,
        subcode: int | None = None,
        fbtrace_id: str | None = None,
        retry_after: float | None = None,
        reason: str = "",
    ) -> None:
        self.kind = kind
        self.code = code
        self.subcode = subcode
        self.fbtrace_id = fbtrace_id
        self.retry_after = retry_after  # seconds, when Meta names a time
        self.reason = reason
        super().__init__(self._describe())

    @property
    def permanent(self) -> bool:
        """Whether this message will never be sent. Otherwise it stays in the queue."""
        return self.kind in _PERMANENT

    def _describe(self) -> str:
        known = {"code": self.code, "subcode": self.subcode, "trace": self.fbtrace_id, "because": self.reason}
        details = ", ".join(f"{name} {value}" for name, value in known.items() if value not in (None, ""))
        return f"{self.kind} ({details})" if details else str(self.kind)


class Row(NamedTuple):
    """One line of Meta's table. After `tries` failures the error means `then` instead."""

    code: int
    subcode: int | None
    kind: Kind
    tries: int | None = None
    then: Kind | None = None


# A row without a subcode stands for the code alone, and for every subcode of it not named here.
# Rows under 2018xxx as a code arrive both ways: bare, and as a subcode of 10 or 100.
ROWS: tuple[Row, ...] = (
    Row(-1, 2018012, Kind.AMBIGUOUS, 1, Kind.RETRY),  # internal error, seen in the field
    Row(1, None, Kind.RETRY, 1, Kind.PAGE_STOP),  # unknown error, often a missing permission
    Row(1, 99, Kind.RETRY, 1, Kind.PAGE_STOP),
    Row(1, 1357046, Kind.AMBIGUOUS),  # documented for messages that were delivered
    Row(2, None, Kind.RETRY, 3, Kind.UNREACHABLE),  # temporary, but also "the customer blocked the page"
    Row(2, 2018344, Kind.PAGE_STOP),  # a page admin has not accepted the privacy terms
    Row(4, None, Kind.SLOW_DOWN),  # the app's request limit
    Row(4, 2018022, Kind.SLOW_DOWN),
    Row(9, 2018352, Kind.OUR_BUG),  # too many opt-in requests
    Row(10, None, Kind.PAGE_STOP),  # permission pages_messaging is missing
    Row(10, 2018278, Kind.WINDOW_CLOSED),
    Row(10, 2018065, Kind.WINDOW_CLOSED),
    Row(10, 2534022, Kind.WINDOW_CLOSED),  # the same in Instagram's words
    Row(10, 2018108, Kind.UNREACHABLE),
    Row(10, 2018300, Kind.NOT_OUR_THREAD),
    Row(10, 1893063, Kind.PAGE_STOP),  # the page may not send for a while
    Row(10, 1404170, Kind.OUR_BUG),  # marketing opt-ins
    Row(10, 1893015, Kind.OUR_BUG),
    Row(10, 2018336, Kind.UNREACHABLE),  # privacy rules; despite its name nothing about thread control
    Row(17, None, Kind.SLOW_DOWN),  # per user
    Row(32, None, Kind.SLOW_DOWN),  # per page
    Row(27, None, Kind.OUR_BUG),  # taking a thread on a page without a default app
    Row(80001, None, Kind.SLOW_DOWN),  # business use case: pages
    Row(80006, None, Kind.SLOW_DOWN),  # business use case: Messenger
    Row(100, None, Kind.OUR_BUG),  # invalid parameter; any message tag that was retired
    Row(100, 33, Kind.OUR_BUG),  # unknown object, or not permitted to us
    Row(100, 2018001, Kind.UNREACHABLE),  # no such customer on this page
    Row(100, 2018109, Kind.OUR_BUG),  # attachments, from here …
    Row(100, 2018008, Kind.RETRY, 1, Kind.OUR_BUG),
    Row(100, 2018047, Kind.OUR_BUG),
    Row(100, 2018074, Kind.OUR_BUG),
    Row(100, 2018294, Kind.OUR_BUG),  # … to here
    Row(100, 2018014, Kind.OUR_BUG),  # a message and an action together
    Row(100, 2018164, Kind.OUR_BUG),  # the app to pass the thread to does not exist
    Row(100, 2534037, Kind.NOT_OUR_THREAD),
    Row(100, 2018320, Kind.OUR_BUG),  # product templates; further 25340xx (Instagram) fall under 100
    Row(100, 2018328, Kind.OUR_BUG),
    Row(190, None, Kind.PAGE_STOP),  # the token is dead: 458 app removed, 460 password changed, 463 expired …
    Row(200, None, Kind.PAGE_STOP),  # no Advanced Access, or the app is not live
    Row(200, 2018028, Kind.PAGE_STOP),
    # Another page of Meta's calls it "window closed". When our own clock agrees, believe the clock.
    Row(200, 1545041, Kind.UNREACHABLE),
    Row(200, 2018021, Kind.OUR_BUG),  # matching by phone number
    Row(200, 2018027, Kind.OUR_BUG),
    Row(210, None, Kind.UNREACHABLE),
    Row(230, None, Kind.UNREACHABLE),  # one customer; when it hits several it is the page
    Row(341, None, Kind.SLOW_DOWN),
    Row(368, None, Kind.PAGE_STOP),  # blocked for policy reasons
    Row(504, None, Kind.OUR_BUG),
    Row(551, None, Kind.UNREACHABLE),
    Row(551, 1545041, Kind.UNREACHABLE),
    Row(613, None, Kind.SLOW_DOWN),
    Row(613, 2534040, Kind.SLOW_DOWN),
    Row(613, 2018338, Kind.PAGE_STOP),  # abusive use of tags
    Row(613, 1893016, Kind.OUR_BUG),  # repeated opt-in request
    Row(1200, None, Kind.AMBIGUOUS, 1, Kind.RETRY),  # "temporary send failure", from an older table
    Row(2022, None, Kind.PAGE_STOP),
    Row(2500, None, Kind.PAGE_STOP),  # no token in the call
    Row(2018218, None, Kind.OUR_BUG),  # profile not available: go on without a name
    Row(2018247, None, Kind.OUR_BUG),
    Row(2018171, None, Kind.OUR_BUG),  # the old receiver roles
    Row(2018234, None, Kind.OUR_BUG),
    Row(2018321, None, Kind.NOT_OUR_THREAD),  # Meta's own automation is talking in this chat
    Row(9000001, None, Kind.OUR_BUG),  # the message was deleted: nothing to read
)

# Meta refused in words we do not know. It has documented an error for messages that did arrive,
# so the careful reading is: look whether it arrived, then decide.
UNKNOWN = Row(0, None, Kind.AMBIGUOUS)

_DISTINCTIVE = 10_000  # smaller subcodes (33, 99, 463 …) mean something only under their code

_EXACT = {(row.code, row.subcode): row for row in ROWS}
_ANYWHERE = {number: row for row in ROWS if (number := row.subcode or row.code) >= _DISTINCTIVE}


def classify(code: int | None, subcode: int | None = None, *, failures: int = 0) -> Kind:
    """What this error means, when it has already failed `failures` times before.

    A known subcode decides wherever it turns up: under another code, or as a bare code.
    """
    row = _find(code, subcode)
    if row.tries is not None and row.then is not None and failures >= row.tries:
        return row.then
    return row.kind


def _find(code: int | None, subcode: int | None) -> Row:
    candidates = (
        _EXACT.get((code or 0, subcode)),
        _ANYWHERE.get(subcode or 0),
        _EXACT.get((code or 0, None)),
        _ANYWHERE.get(code or 0),
    )
    return next((row for row in candidates if row), UNKNOWN)
