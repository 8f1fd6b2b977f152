"""Whether a webhook call really comes from Meta.

The signature is the only authentication a webhook has. It is made over the bytes on the wire,
in which Meta writes non-ASCII letters as `\\u00e4` and a slash as `\\/`: JSON that was parsed
and written again has another signature.
https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import hmac

_PREFIX = "sha256="


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
