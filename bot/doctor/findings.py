"""What was found at one link of the chain, in words for whoever runs the bot. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "bad", "skip"]

# Every link in the order in which it is looked at.
LINKS = {
    "settings": "settings",
    "database": "database",
    "content": "FAQ",
    "meta": "Meta's API",
    "clock": "clock",
    "app": "app number and secret",
    "token": "page token",
    "page": "page",
    "permissions": "permissions",
    "page_fields": "page subscription",
    "routing": "chat routing",
    "app_fields": "app's webhook",
    "address": "public address",
    "certificate": "certificate",
    "verify": "verify token",
    "signature": "signature",
    "sending": "sending",
    "arriving": "arriving",
    "worker": "worker",
    "queue": "queue",
    "set_aside": "set aside",
    "automations": "Meta's automations",
    "channels": "telling staff",
}

FINE, OPERATOR, OURS = 0, 1, 3
_WIDTH = max(map(len, LINKS.values()))
_MARKS: dict[State, str] = {"ok": "ok  ", "warn": "look", "bad": "BAD ", "skip": "-   "}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One link. `cause` is what was seen, `fix` what to do; `ours`: the program itself is wrong."""

    link: str
    state: State
    cause: str
    fix: str = ""
    ours: bool = False

    @property
    def title(self) -> str:
        return LINKS[self.link]


def ok(link: str, cause: str, note: str = "") -> Finding:
    return Finding(link=link, state="ok", cause=cause, fix=note)


def warn(link: str, cause: str, fix: str) -> Finding:
    """Customers get answers, but something is worth a look."""
    return Finding(link=link, state="warn", cause=cause, fix=fix)


def bad(link: str, cause: str, fix: str, *, ours: bool = False) -> Finding:
    """Customers get no answers, or soon will not."""
    return Finding(link=link, state="bad", cause=cause, fix=fix, ours=ours)


def skip(link: str, because: str) -> Finding:
    """It cannot be told while another link is broken."""
    return Finding(link=link, state="skip", cause=f"cannot be told before this is mended: {LINKS[because]}")


def exit_code(findings: Iterable[Finding]) -> int:
    """Worth a look is fine; what is ours outweighs what is the operator's."""
    broken = [each for each in findings if each.state == "bad"]
    if any(each.ours for each in broken):
        return OURS
    return OPERATOR if broken else FINE


def as_text(finding: Finding) -> str:
    """A line, and below it what to do."""
    line = f"{_MARKS[finding.state]}  {finding.title.ljust(_WIDTH)}  {finding.cause}"
    indent = " " * (_WIDTH + 8)
    return "\n".join([line, *(f"{indent}-> {step}" for step in finding.fix.splitlines())])


def summary(findings: Iterable[Finding]) -> str:
    """The last line."""
    found = list(findings)
    broken = sum(each.state == "bad" for each in found)
    worth = sum(each.state == "warn" for each in found)
    if broken:
        return f"{broken} broken. Mend from the top, and look again: one may be the cause of others."
    return f"All {len(found)} links hold." + (f" {worth} worth a look." if worth else "")
