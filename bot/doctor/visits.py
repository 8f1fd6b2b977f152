"""Goes to our own public address, as Meta does: over its own connection, without following anything."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError

from bot.doctor.door import Trouble, Visit
from bot.messenger.client import reasons

_TIMEOUT = (3.05, 10.0)
_MOST = 2_000
_TROUBLES: tuple[tuple[tuple[type[BaseException], ...], Trouble, str], ...] = (
    ((NameResolutionError, socket.gaierror), "name", ""),
    ((ssl.SSLError,), "certificate", "the two sides cannot agree on an encryption"),
    ((requests.Timeout,), "slow", ""),
    ((ConnectionRefusedError,), "refused", ""),
)


def visit(url: str, *, query: Mapping[str, str] | None = None) -> Visit:
    """One GET."""
    return _answer("GET", url, query=query)


def deliver(url: str, body: bytes, signature: str) -> Visit:
    """One POST, such as Meta's."""
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
    return _answer("POST", url, body=body, headers=headers)


def certificate_ends(url: str) -> datetime | None:
    """Until when the certificate there is good; None where there is none that can be trusted."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return None
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or 443), timeout=_TIMEOUT[1]) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as safe,
        ):
            ends = (safe.getpeercert() or {}).get("notAfter")
    except OSError:  # ssl.SSLError is one
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) if ends else None


def _answer(
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Visit:
    try:
        answer = requests.request(
            method, url, params=query, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        trouble, detail = _trouble(error)
        return Visit(trouble=trouble, detail=detail)
    return Visit(answer.status_code, answer.text[:_MOST], answer.headers.get("Location", ""))


def _trouble(error: BaseException) -> tuple[Trouble, str]:
    """What went wrong, by what the exception was made of. Its own text holds the verify token."""
    for reason in reasons(error):
        if isinstance(reason, ssl.SSLCertVerificationError):
            return "certificate", reason.verify_message
        for kinds, trouble, detail in _TROUBLES:
            if isinstance(reason, kinds):
                return trouble, detail
    return "broken", ""
