"""Who gets in, and who does not."""

from __future__ import annotations

import pytest
import structlog
from flask import Flask
from structlog.testing import capture_logs

from bot.app import create_app
from bot.staff import accounts, login, throttle
from bot.store import staff as rows
from tests.conftest import Bot, MakeBot
from tests.staff.conftest import CHAT, PASSWORD, Colleague, Made

OPEN = {"staff.login", "staff.language", "staff.static"}


def addresses(app: Flask, method: str) -> list[tuple[str, str]]:
    """Every page of the console that answers to a method: endpoint, and an address of it."""
    values = {"customer": "7100000000000001", "filename": "console.css"}
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/staff") and method in (rule.methods or ()):
            path = rule.rule
            for name, value in values.items():
                path = path.replace(f"<path:{name}>", value).replace(f"<{name}>", value)
            found.append((rule.endpoint, path))
    return found


def test_no_page_is_shown_without_a_login(app: Flask, stranger: Colleague) -> None:
    closed = [path for endpoint, path in addresses(app, "GET") if endpoint not in OPEN]
    answers = {path: stranger.get(path).status_code for path in closed}

    assert len(closed) > 4
    assert {path: code for path, code in answers.items() if code not in (302, 401)} == {}


def test_nothing_is_done_without_a_login(app: Flask, stranger: Colleague) -> None:
    token = stranger.token("/staff/login")
    closed = [path for endpoint, path in addresses(app, "POST") if endpoint not in OPEN]
    answers = {path: stranger.client.post(path, data={"csrf_token": token}).status_code for path in closed}

    assert len(closed) > 7
    assert set(answers.values()) == {401}, answers


def test_every_form_refuses_a_missing_token(app: Flask, tom: Colleague) -> None:
    answers = {path: tom.client.post(path, data={}).status_code for _, path in addresses(app, "POST")}

    assert set(answers.values()) == {400}, answers


def test_a_page_that_does_not_exist_is_not_told_to_strangers(stranger: Colleague) -> None:
    assert stranger.get("/staff/accounts").status_code == 302


def test_the_right_password_opens_the_page_that_was_asked_for(make: Made) -> None:
    tom = make(log_in=False)
    asked = tom.get("/staff/chats?owner=me")
    answer = tom.client.post(
        asked.location, data={"csrf_token": tom.token("/staff/login"), "name": " Tom", "password": PASSWORD}
    )

    assert answer.location == "/staff/chats?owner=me"


@pytest.mark.parametrize("target", ["https://evil.example/staff/", "//evil.example/staff/", "/webhook", "/staff/\\x"])
def test_a_login_never_leads_to_another_site(make: Made, target: str) -> None:
    tom = make(log_in=False)
    data = {"csrf_token": tom.token("/staff/login"), "name": "tom", "password": PASSWORD}
    answer = tom.client.post("/staff/login", query_string={"next": target}, data=data)

    assert answer.location == "/staff/"


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_get_one_answer(bot: Bot, make: Made) -> None:
    tom = make(log_in=False)
    accounts.add(bot.services.store, "gone", PASSWORD, role="agent", now=bot.time.now)
    accounts.set_disabled(bot.services.store, "gone", disabled=True)
    answers = [tom.log_in("not this one either"), tom.log_in(name="nobody"), tom.log_in(name="gone")]

    assert [each.status_code for each in answers] == [401, 401, 401]
    assert all("That did not work. Check name and password." in each.text for each in answers)


def test_ten_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(bot: Bot, make: Made) -> None:
    tom = make(log_in=False)
    for _ in range(10):
        assert tom.log_in("not this one either").status_code == 401

    assert tom.log_in().status_code == 401
    bot.time.passes(minutes=14)
    assert tom.log_in().status_code == 401
    bot.time.passes(minutes=2)
    assert tom.log_in().status_code == 302


def test_nine_wrong_passwords_and_a_right_one_begin_anew(make: Made) -> None:
    tom = make(log_in=False)
    for _ in range(2):
        for _ in range(9):
            tom.log_in("not this one either")
        assert tom.log_in().status_code == 302
        tom.post("/staff/logout")


def test_twenty_tries_at_once_count_as_twenty(bot: Bot, make: Made) -> None:
    make(log_in=False)
    now = int(bot.time.now.timestamp() * 1000)
    with bot.services.store.engine.begin() as connection:
        tried = [rows.count_try(connection, "tom", now=now, most=10, lock_until=now + 1) for _ in range(20)]

    assert [each is not None for each in tried] == [True] * 10 + [False] * 10


def test_an_address_that_tries_many_names_has_to_wait(monkeypatch: pytest.MonkeyPatch, make: Made) -> None:
    monkeypatch.setattr(throttle, "MOST_TRIES", 3)
    tom = make(log_in=False)
    for name in ("anna", "binh", "chi"):
        assert tom.log_in(name=name).status_code == 401

    answer = tom.log_in()

    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in answer.text


def test_a_login_ends_after_twelve_hours_without_a_click(bot: Bot, tom: Colleague) -> None:
    bot.time.passes(hours=11)
    tom.read("/staff/")
    bot.time.passes(hours=11)
    tom.read("/staff/")
    bot.time.passes(hours=12, minutes=2)

    assert tom.get("/staff/").status_code == 302


def test_a_page_that_refreshes_itself_does_not_keep_the_login_alive(bot: Bot, tom: Colleague) -> None:
    bot.time.passes(hours=11)
    assert tom.get("/staff/", headers={"X-Live": "1"}).status_code == 200
    bot.time.passes(hours=2)

    assert tom.get("/staff/", headers={"X-Live": "1"}).status_code == 401


def test_a_new_password_ends_the_logins(bot: Bot, tom: Colleague) -> None:
    accounts.set_password(bot.services.store, "tom", "another not real one")

    assert tom.get("/staff/").status_code == 302
    assert tom.log_in().status_code == 401
    assert tom.log_in("another not real one").status_code == 302


def test_a_disabled_account_is_out_at_once(bot: Bot, tom: Colleague) -> None:
    accounts.set_disabled(bot.services.store, "tom", disabled=True)

    assert tom.get("/staff/").status_code == 302


def test_logging_out_ends_the_login(tom: Colleague) -> None:
    assert tom.post("/staff/logout").status_code == 302
    assert tom.get("/staff/").status_code == 302


def test_the_cookie_is_closed_to_scripts_and_other_sites(make: Made) -> None:
    tom = make(log_in=False)
    cookie = tom.log_in().headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/staff/" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(make: Made) -> None:
    tom = make(log_in=False)
    answer = tom.get("/staff/login", base_url="https://localhost")

    assert "; Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_proxy_is_believed_only_when_the_settings_name_one(make_bot: MakeBot, stranger: Colleague) -> None:
    headers = {"X-Forwarded-Proto": "https"}
    behind_proxy = create_app(make_bot(trusted_proxies=1).services).test_client()

    assert "; Secure" not in stranger.get("/staff/login", headers=headers).headers["Set-Cookie"]
    assert "; Secure" in behind_proxy.get("/staff/login", headers=headers).headers["Set-Cookie"]


def test_the_policy_forbids_inline_scripts_and_styles(tom: Colleague) -> None:
    answer = tom.get("/staff/")
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_webhook_needs_no_token_and_gets_no_cookie(bot: Bot) -> None:
    assert bot.say("hello")
    for path in ("/healthz", "/privacy", "/privacy/deletion"):
        assert "Set-Cookie" not in bot.client.get(path).headers


def test_only_admins_see_the_log(make: Made) -> None:
    assert make("agent").get("/staff/log").status_code == 403
    assert make("editor", role="editor").get("/staff/log").status_code == 403
    assert "logged in" in make("boss", role="admin").read("/staff/log")


def test_logging_out_is_worth_something_against_a_copied_cookie(app: Flask, tom: Colleague) -> None:
    cookie = tom.client.get_cookie("piotnet_staff", path="/staff/")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("piotnet_staff", cookie.value, path="/staff/")
    assert thief.get("/staff/").status_code == 200
    tom.post("/staff/logout")

    assert thief.get("/staff/").status_code == 302


def test_a_login_costs_the_same_work_for_a_name_that_nobody_has(
    bot: Bot, make: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(log_in=False)
    hashed = []
    monkeypatch.setattr(accounts, "check_password_hash", lambda stored, _: hashed.append(stored.split("$")[0]))
    for name in ("tom", "nobody"):
        accounts.check(bot.services.store, name, "not this one either", now=bot.time.now)

    assert len(hashed) == 2
    assert len(set(hashed)) == 1
    assert hashed[0].startswith("scrypt")


def test_more_than_a_password_may_have_is_not_cut_off_to_fit(bot: Bot) -> None:
    longest = "".join(chr(97 + number % 26) for number in range(accounts.LONGEST_PASSWORD))
    accounts.add(bot.services.store, "anna", longest, role="agent", now=bot.time.now)

    assert accounts.check(bot.services.store, "anna", longest + "x", now=bot.time.now) is None
    assert accounts.check(bot.services.store, "anna", longest, now=bot.time.now) is not None


def test_what_was_refused_is_in_the_log_without_what_was_typed(make: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "log", structlog.get_logger())
    tom = make()
    with capture_logs() as lines:
        tom.get("/staff/log")
        make("anna", log_in=False).log_in("typed here by mistake")

    told = {line["event"]: line for line in lines}
    assert told["staff_page_refused"]["who"] == "tom"
    assert told["staff_login_refused"]["address"] == "127.0.0.1"
    assert "typed here" not in str(lines)


def test_a_form_that_is_too_large_is_refused(tom: Colleague) -> None:
    assert tom.post(f"{CHAT}/note", text="a" * 70_000).status_code == 413
