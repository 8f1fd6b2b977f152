"""Each link is broken once; the doctor has to name it, and what mends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.doctor.door import Visit
from bot.doctor.findings import LINKS, Finding, as_text, exit_code
from bot.messenger.inspect import FIELDS
from bot.playground.account import SCOPES
from bot.playground.rules import Refused
from bot.store.times import to_ms
from tests.conftest import CUSTOMER, PAGE
from tests.doctor.conftest import World

SECRETS = ("not-a-real-token", "not-a-real-verify-token", "not-a-real-secret", "tgram://")
NOWHERE = "http://127.0.0.1:9"


class Fault(NamedTuple):
    """What is broken, the link that has to be named, its state, a word of the cause and one of the fix."""

    name: str
    break_it: Callable[[World], object]
    link: str
    state: str
    cause: str
    fix: str
    also: tuple[tuple[str, str], ...] = ()  # what else this breaks, further down


def hook(**changed: object) -> Callable[[World], object]:
    return lambda world: world.meta.account.hook.update(changed)  # type: ignore[union-attr]


def answered(where: str, **visit: object) -> Callable[[World], object]:
    return lambda world: world.door.update({where: Visit(**visit)})  # type: ignore[arg-type]


def account(**changed: object) -> Callable[[World], object]:
    return lambda world: [setattr(world.meta.account, name, value) for name, value in changed.items()]


def settings(**changed: object) -> Callable[[World], object]:
    return lambda world: world.set(**changed)


def refuse(edge: str, code: int, subcode: int | None = None) -> Callable[[World], object]:
    return lambda world: world.meta.account.refusals.update({edge: Refused(code, subcode)})


def sql(statement: str) -> Callable[[World], object]:
    return lambda world: world.sql(statement)


def token_ends(**length: float) -> Callable[[World], object]:
    return lambda world: setattr(world.meta.account, "expires", world.time.now + timedelta(**length))


def page_is(status: str, reason: str) -> Callable[[World], object]:
    return sql(f"INSERT INTO page_state (page, status, since, reason) VALUES ('{PAGE}', '{status}', 1, '{reason}')")  # noqa: S608


def another_web_part(**its: str) -> Callable[[World], object]:
    """The running one was started with other settings than the doctor reads now."""

    def change(world: World) -> None:
        for name, value in its.items():
            object.__setattr__(world.bot.services.settings, name, value)

    return change


def bad_content(world: World) -> None:
    folder = Path(str(world.bot.services.store.file)).parent / "content"
    folder.mkdir()
    (folder / "refund.yaml").write_text("entries:\n  - id: refund\n")
    world.set(faq_dir=folder)


def old_event(world: World) -> None:
    world.bot.deliver(world.bot.message("is anybody there?"))
    world.time.passes(minutes=5)


def stuck_event(world: World) -> None:
    """There is a worker, and it does not get on."""
    old_event(world)
    world.sql(f"UPDATE heartbeats SET at = {to_ms(world.time.now)}")  # noqa: S608


def foreign_echo(world: World) -> None:
    world.bot.deliver(world.bot.echo("Thanks, we will be back soon!", app_id=1380702870025418))
    world.bot.work()


def body_changed(world: World) -> None:
    """A proxy that reads JSON and writes it anew: nothing changes but the escapes."""
    honest = world.deliver
    world.deliver = lambda url, body, signature: honest(url, body.replace(b"\\/", b"/"), signature)  # type: ignore[method-assign]


FAULTS = [
    Fault("same number twice", settings(app_id=PAGE), "settings", "bad", "same number", "Meta app's",
          also=(("app", "bad"),)),
    Fault("the inbox called an automation", settings(automation_app_ids=frozenset({"263902037430900"})),
          "settings", "bad", "263902037430900", "over the agents"),
    Fault("no tables", sql("DROP TABLE alembic_version"), "database", "bad", "no tables", "db upgrade"),
    Fault("an older database", sql("UPDATE alembic_version SET version_num = '0001'"),
          "database", "bad", "0001", "db upgrade"),
    Fault("a newer database", sql("UPDATE alembic_version SET version_num = '9999'"),
          "database", "bad", "newer than this program", "newer version"),
    Fault("a mistake in the FAQ", bad_content, "content", "bad", "refund.yaml, line 2", "faq check"),
    Fault("Meta cannot be reached", settings(graph_url=NOWHERE), "meta", "bad", "No answer", "firewall"),
    Fault("too many calls", refuse("debug_token", 4), "meta", "warn", "no more just now", "minutes"),
    Fault("a version that is gone", refuse("debug_token", 2635), "meta", "bad", "2635", "GRAPH_VERSION"),
    Fault("the clock is wrong", lambda world: setattr(
        world.meta.account, "time", lambda: world.time.now + timedelta(minutes=10)),
          "clock", "bad", "600 seconds behind", "set-ntp"),
    Fault("the clock drifts", lambda world: setattr(
        world.meta.account, "time", lambda: world.time.now - timedelta(seconds=45)),
          "clock", "warn", "45 seconds ahead", "set-ntp"),
    Fault("another app secret", account(app_secret="another"), "app", "bad", "APP_ID and APP_SECRET", "App settings"),
    Fault("a token of another app", account(app_id="42"), "app", "bad", "another app", "App settings -> Basic"),
    Fault("the password was changed", account(invalid=460), "token", "bad", "new password", "Make a new one"),
    Fault("a token that is over", account(invalid=463), "token", "bad", "expired", "PAGE_ACCESS_TOKEN"),
    Fault("another token", settings(page_access_token="another"), "token", "bad", "not valid", "PAGE_ACCESS_TOKEN"),
    Fault("a token that dies soon", token_ends(days=3), "token", "warn", "ends on", "Make a new one"),
    Fault("a person's token", account(kind="USER"), "page", "bad", "of the kind USER", "Make a new one"),
    Fault("another page", settings(page_id="4711"), "page", "bad", "PAGE_ID is 4711", f"PAGE_ID={PAGE}",
          also=(("arriving", "warn"),)),
    Fault("the page is gone", refuse("", 100, 33), "page", "bad", "100/33", "PAGE_ID"),
    Fault("the page is restricted", refuse("subscribed_apps", 368), "page_fields", "bad", "restricted", "notice"),
    Fault("no permission to write", account(scopes=SCOPES[1:]),
          "permissions", "bad", "pages_messaging", "Generate the token again"),
    Fault("not subscribed", lambda world: setattr(world.meta.page, "subscribed_fields", ()),
          "page_fields", "bad", "nothing arrives", "doctor --fix"),
    Fault("no echoes", lambda world: setattr(
        world.meta.page, "subscribed_fields", tuple(each for each in FIELDS if each != "message_echoes")),
          "page_fields", "bad", "message_echoes", "doctor --fix"),
    Fault("no webhook", account(hook=None), "app_fields", "bad", "no webhook", "doctor --fix"),
    Fault("an old address", hook(callback_url="https://old.example.com/webhook"),
          "app_fields", "bad", "old.example.com", "doctor --fix"),
    Fault("switched off", hook(active=False), "app_fields", "bad", "switched the webhook off", "doctor --fix"),
    Fault("a field not chosen", hook(fields=[{"name": "messages", "version": "v26.0"}]),
          "app_fields", "bad", "messaging_postbacks", "doctor --fix"),
    Fault("routed after all", lambda world: setattr(world.meta.page, "setup", "inbox"),
          "routing", "warn", "HANDOVER_SETUP is none", "docs/handover.md"),
    Fault("not routed", settings(handover_setup="bot"), "routing", "warn", "routes no chats", "HANDOVER_SETUP=none"),
    Fault("nobody listens", answered("GET /healthz", trouble="refused"), "address", "bad", "Nobody listens", "serve"),
    Fault("a name that nobody has", answered("GET /healthz", trouble="name"), "address", "bad", "No machine", "DNS"),
    Fault("another site", answered("GET /healthz", status=200, text="<html>"),
          "address", "bad", "something else", "reverse proxy"),
    Fault("led elsewhere", answered("GET /healthz", status=301, location="https://www.example.com/"),
          "address", "bad", "does not follow", "PUBLIC_URL"),
    Fault("a certificate of one's own", answered("GET /healthz", trouble="certificate", detail="self-signed"),
          "certificate", "bad", "self-signed", "Let's Encrypt"),
    Fault("a certificate that ends", lambda world: setattr(world, "ends", world.time.now + timedelta(days=5)),
          "certificate", "warn", "ends on", "Renew"),
    Fault("another verify token", another_web_part(verify_token="another"),
          "verify", "bad", "another VERIFY_TOKEN", "Restart"),
    Fault("the webhook is behind a login", answered("POST /webhook", status=401),
          "signature", "bad", "HTTP 401", "reverse proxy"),
    Fault("another secret in the web part", another_web_part(app_secret="another"),
          "signature", "bad", "another APP_SECRET", "Restart"),
    Fault("a proxy that meddles", body_changed, "signature", "bad", "changes the body", "untouched"),
    Fault("forged ones accepted", answered("POST /webhook", status=200), "signature", "bad", "accepted", "Do not"),
    Fault("the web part fails", answered("POST /webhook", status=500), "signature", "bad", "HTTP 500", "developers"),
    Fault("sending stopped", page_is("stopped", "page_stop (code 190)"), "sending", "bad", "190", "queue resume"),
    Fault("sending blocked", page_is("blocked", "368"), "sending", "bad", "blocked", "notice"),
    Fault("nothing ever came", sql("DELETE FROM inbox"), "arriving", "warn", "Nothing has arrived", "role in the app"),
    Fault("nothing came for days", lambda world: world.sql("UPDATE inbox SET received_at = 1700000000000"),
          "arriving", "warn", "days", "Write to the page"),
    Fault("no worker", lambda world: world.time.passes(minutes=5),
          "worker", "bad", "at work for 5 minutes", "piotnet-bot worker"),
    Fault("no worker while messages wait", old_event, "worker", "bad", "at work for 5 minutes", "piotnet-bot worker"),
    Fault("never a worker", sql("DELETE FROM heartbeats"), "worker", "bad", "ever", "piotnet-bot worker"),
    Fault("a worker that does not get on", stuck_event, "queue", "bad", "oldest for 300 s", "its log"),
    Fault("set aside", sql(f"UPDATE inbox SET status = 3 WHERE customer = '{CUSTOMER}'"),  # noqa: S608
          "set_aside", "warn", "failed again", "queue list"),
    Fault("an automation writes", foreign_echo, "automations", "warn", "1380702870025418", "AUTOMATION_APP_IDS"),
    Fault("nobody is told", settings(notify_urls=()), "channels", "warn", "NOTIFY_URLS", ".env"),
    Fault("an address that is none", lambda world: setattr(world.channel, "known", False),
          "channels", "bad", "1 tgram", "NOTIFY_URLS"),
]  # fmt: skip


def unwell(findings: list[Finding]) -> list[Finding]:
    """What is not well, but for the stand-in's address."""
    return [each for each in findings if each.state in ("warn", "bad") and "GRAPH_URL is" not in each.cause]


def test_where_everything_is_well_nothing_is_found(world: World) -> None:
    findings = world.examine()

    assert unwell(findings) == []
    assert [each.link for each in findings if each.state != "skip"] == list(LINKS)
    assert exit_code(findings) == 0


@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_the_right_link_is_named_with_what_mends_it(world: World, fault: Fault) -> None:
    fault.break_it(world)
    findings = world.examine()
    found = unwell(findings)

    assert [(each.link, each.state) for each in found] == [(fault.link, fault.state), *fault.also]
    assert fault.cause in found[0].cause
    assert fault.fix in found[0].fix
    assert [each.link for each in findings] == list(LINKS)  # whatever is broken, every link is told of
    assert [secret for secret in SECRETS if secret in "".join(map(as_text, findings))] == []


@pytest.mark.parametrize(
    ("visit", "code"),
    [({"status": 200}, 3), ({"status": 500}, 3), ({"status": 401}, 1)],
    ids=["forged", "fails", "login"],
)
def test_the_exit_code_tells_whose_mistake_it_is(world: World, visit: dict[str, int], code: int) -> None:
    world.door["POST /webhook"] = Visit(**visit)

    assert exit_code(world.examine()) == code
