"""Our own web part as the world sees it. Judges the answers that `visits` gets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from bot.doctor.findings import Finding, bad, ok, warn

Trouble = Literal["", "name", "refused", "slow", "certificate", "broken"]

_ENDING = timedelta(days=14)
_HERE = ("127.0.0.1", "localhost", "::1")
_TROUBLES: dict[Trouble, tuple[str, str]] = {
    "name": ("No machine has this name.", "Set PUBLIC_URL right, or make the name known (DNS)."),
    "refused": (
        "Nobody listens there.",
        "Start the web part (piotnet-bot serve) and the reverse proxy before it.",
    ),
    "slow": ("No answer in time.", "Does a firewall let https through, and is the machine overloaded?"),
    "broken": ("The connection breaks off.", "Look at the log of the reverse proxy."),
}


class Visit(NamedTuple):
    """One answer. `trouble` says why there is none."""

    status: int = 0
    text: str = ""
    location: str = ""
    trouble: Trouble = ""
    detail: str = ""


def address(url: str, public: bool, visit: Visit) -> Finding:
    """`public`: PUBLIC_URL is set; otherwise `url` is this machine's own port."""
    if visit.trouble == "certificate":
        return ok("address", url)  # it is the next link that is broken
    if visit.trouble:
        cause, fix = _TROUBLES[visit.trouble]
        return bad("address", f"{url}: {cause}", fix)
    if 300 <= visit.status < 400:
        cause = f"{url} leads on to {visit.location or 'another address'}, and Meta does not follow."
        return bad("address", cause, "Set PUBLIC_URL to the address at the end, and enter that at Meta's too.")
    if visit.status != 200 or not visit.text.startswith("ok"):
        cause = f"{url}/healthz does not say ok (HTTP {visit.status}): something else answers there."
        return bad("address", cause, "Let the reverse proxy pass everything on to the bot's PORT.")
    if not public:
        return warn("address", "PUBLIC_URL is not set, so only this machine's own port was tried.", "Set it in .env.")
    return _by_scheme(url)


def _by_scheme(url: str) -> Finding:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return ok("address", url)
    if parts.hostname in _HERE:
        return warn("address", f"{url} is this machine only.", "Meta needs one that the world reaches over https.")
    return bad("address", f"{url} is not https, and Meta delivers to nothing else.", "Serve it over https.")


def certificate(visit: Visit, ends: datetime | None, now: datetime) -> Finding:
    """`ends` is None where there is none to look at, as on one's own machine."""
    if visit.trouble == "certificate":
        cause = f"Nobody can trust it: {visit.detail or 'not made by a known authority'}."
        return bad("certificate", cause, "Get one from a public authority (Let's Encrypt), with the whole chain.")
    if ends is None:
        return ok("certificate", "none, because the address is not https")
    if ends - now < _ENDING:
        return warn("certificate", f"It ends on {ends:%Y-%m-%d}.", "Renew it; does the renewal still run by itself?")
    return ok("certificate", f"until {ends:%Y-%m-%d}")


def verify(visit: Visit, challenge: str) -> Finding:
    if visit.status == 200 and visit.text == challenge:
        return ok("verify", "our webhook answers Meta's challenge")
    if visit.status == 403:
        cause = "The running web part has another VERIFY_TOKEN than these settings."
        return bad("verify", cause, "Restart it after a change of .env, and enter the same token at Meta's.")
    return _other("verify", visit)


def signature(right: Visit, plain: Visit, wrong: Visit) -> Finding:
    """`right`: a signed delivery with escaped letters; `plain`: one without; `wrong`: one with a wrong signature."""
    if wrong.status == 200:
        cause = "A delivery with a wrong signature was accepted."
        return bad("signature", cause, "Do not run this version; anybody could write to the bot.", ours=True)
    if right.status == 200 and wrong.status == 403:
        return ok("signature", "a signed delivery is accepted, a forged one refused")
    if right.status == 403 and plain.status == 200:
        cause = "Something on the way changes the body of deliveries."
        return bad("signature", cause, "The reverse proxy must pass bodies on untouched.")
    if right.status == 403:
        cause = "The running web part has another APP_SECRET than these settings."
        return bad("signature", cause, "Restart it after a change of .env.")
    return _other("signature", right if right.status != 200 else wrong)


def _other(link: str, visit: Visit) -> Finding:
    if visit.trouble:
        return bad(link, f"/webhook gave no answer ({visit.trouble}).", "Look at the log of the web part.")
    if visit.status == 503:
        return bad(
            link, "The web part cannot store deliveries (503).", "Look at the database: is it there, is its disk full?"
        )
    if visit.status >= 500 and visit.status not in (502, 504):
        return bad(
            link, f"The web part fails (HTTP {visit.status}).", "Look at its log, and tell the developers.", ours=True
        )
    cause = f"/webhook answers with HTTP {visit.status}, which is not the bot's answer."
    return bad(link, cause, "The reverse proxy must pass GET and POST of /webhook on, without a login of its own.")
