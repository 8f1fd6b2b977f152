"""Whether a webhook call really comes from Meta.

The signature is the only authentication a webhook has. It is made over the bytes on the wire,
in which Meta writes non-ASCII letters as `\\u00e4` and a slash as `\\/`: JSON that was parsed
and written again has another signature.
https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

_PREFIX = "sha256="
_LONGEST = 10_000


def is_genuine(body: bytes, header: str | None, *, app_secret: str) -> bool:
    """Whether `header` (X-Hub-Signature-256) is the signature of exactly these bytes.

    Nobody can be genuine without a secret: an empty one would let anyone sign.
    """
    # compare_digest raises on text that is not ASCII, and a header is whatever a stranger typed.
    if not header or not header.isascii() or not app_secret:
        return False
    return hmac.compare_digest(sign(body, app_secret=app_secret), header)


def sign(body: bytes, *, app_secret: str) -> str:
    """The header Meta would send with this body."""
    return _PREFIX + hmac.digest(app_secret.encode(), body, "sha256").hex()


def signed_request(text: str, *, app_secret: str) -> dict[str, Any] | None:
    """What Meta says in a `signed_request` (data deletion, deauthorize); None when it is not Meta who says it.

    The signature is over the encoded payload, as it came.
    https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
    """
    signature, dot, payload = text.partition(".")
    if not dot or not app_secret or not text.isascii() or len(text) > _LONGEST:
        return None
    expected = hmac.digest(app_secret.encode(), payload.encode(), "sha256")
    if not hmac.compare_digest(_decoded(signature), expected):
        return None
    try:
        said = json.loads(_decoded(payload))
    except (ValueError, RecursionError):
        return None
    right = isinstance(said, dict) and str(said.get("algorithm", "")).upper() == "HMAC-SHA256"
    return said if right else None


def _decoded(text: str) -> bytes:
    """Base64 for addresses, without its padding. What is none decodes to nothing."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
