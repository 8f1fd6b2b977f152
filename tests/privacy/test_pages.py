"""What anybody may read about their data, and what Meta calls when somebody wants it deleted."""

from __future__ import annotations

import base64
import hmac
import json
import re

import pytest
from werkzeug.test import TestResponse

from bot.messenger.signature import signed_request
from bot.privacy import texts
from bot.store import erasures
from tests.conftest import SECRET, Bot, MakeBot

META = (  # Meta's form, made by hand with the secret "test_app_secret"
    "-Flov9BWMGmd0s1TrqDFsWTsOqN8lu6e-gqEGyqOfis."
    "eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjE3OTUxNzYwMDB9"
)
USER = "218471"


def signed(payload: object, *, secret: str = SECRET) -> str:
    body = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=")
    signature = base64.urlsafe_b64encode(hmac.digest(secret.encode(), body, "sha256")).rstrip(b"=")
    return f"{signature.decode()}.{body.decode()}"


def ask(bot: Bot, request: str = "", *, path: str = "/privacy/deletion") -> TestResponse:
    request = request or signed({"user_id": USER, "algorithm": "HMAC-SHA256"})
    return bot.client.post(path, data={"signed_request": request})


def test_metas_own_form_is_understood() -> None:
    said = signed_request(META, app_secret="test_app_secret")

    assert said == {"user_id": USER, "algorithm": "HMAC-SHA256", "issued_at": 1795176000}


@pytest.mark.parametrize(
    "request_",
    [
        META,  # of another app
        META.replace("-Flo", "-Flp"),
        "nonsense",
        ".",
        "a.b",
        "ä.b",
        signed({"user_id": USER, "algorithm": "none"}),
        signed([USER]),
        "=." + signed({"user_id": USER}).split(".")[1],
    ],
)
def test_what_meta_did_not_sign_is_refused(bot: Bot, request_: str) -> None:
    assert ask(bot, request_).status_code == 403
    assert bot.query("SELECT * FROM erasures") == []


def test_without_a_secret_nobody_is_meta() -> None:
    assert signed_request(signed({"user_id": USER, "algorithm": "HMAC-SHA256"}, secret=""), app_secret="") is None


def test_a_request_that_names_nobody_is_a_bad_one(bot: Bot) -> None:
    assert ask(bot, signed({"algorithm": "HMAC-SHA256"})).status_code == 400


def test_meta_gets_a_code_and_a_page_that_shows_how_it_stands(make_bot: MakeBot) -> None:
    bot = make_bot(public_url="https://bot.example.com")
    answer = ask(bot).json
    assert answer
    code = answer["confirmation_code"]

    assert answer == {"url": f"https://bot.example.com/privacy/deletion?id={code}", "confirmation_code": code}
    assert "A person is looking into it" in bot.client.get(f"/privacy/deletion?id={code}").text


def test_a_number_that_only_meta_knows_is_kept_for_a_person_who_is_told(bot: Bot) -> None:
    code = (ask(bot).json or {})["confirmation_code"]

    assert [tuple(row) for row in bot.query("SELECT code, app_user, source FROM erasures")] == [(code, USER, "meta")]
    [(body,)] = bot.query("SELECT body FROM notices")
    assert json.loads(body)["text"] == texts.erasure_asked("en", code=code)
    assert USER not in body


def test_asking_twice_is_one_wish(bot: Bot) -> None:
    assert ask(bot).json == ask(bot).json
    assert len(bot.query("SELECT * FROM notices")) == 1


def test_when_a_person_has_seen_to_it_the_page_says_so_and_the_number_is_gone(bot: Bot) -> None:
    code = (ask(bot).json or {})["confirmation_code"]
    with bot.services.store.engine.begin() as connection:
        assert erasures.close(connection, code, now=1_795_176_000_000)

    assert "Your data was deleted on 2026-11-20" in bot.client.get(f"/privacy/deletion?id={code}").text
    assert USER not in str(bot.query("SELECT * FROM erasures"))


def test_an_unknown_code_shows_nothing_and_many_of_them_are_stopped(bot: Bot) -> None:
    codes = [bot.client.get(f"/privacy/deletion?id=x{number}").status_code for number in range(31)]

    assert codes == [404] * 30 + [429]


def test_strangers_who_keep_calling_are_stopped_but_not_meta(bot: Bot) -> None:
    from_stranger = [ask(bot, "a.b").status_code for _ in range(31)]
    from_meta = [ask(bot, signed({"user_id": str(number), "algorithm": "HMAC-SHA256"})) for number in range(3)]

    assert from_stranger == [403] * 30 + [429]
    assert {each.status_code for each in from_meta} == {429}  # the same address here; Meta's is another one


def test_a_removed_app_is_told_to_the_operator(bot: Bot) -> None:
    assert ask(bot, path="/privacy/deauthorize").status_code == 200
    assert ask(bot, "a.b", path="/privacy/deauthorize").status_code == 403

    [(body,)] = bot.query("SELECT body FROM notices")
    assert json.loads(body)["text"] == texts.deauthorized("en")


def test_a_body_that_is_too_large_is_refused(bot: Bot) -> None:
    assert ask(bot, "a" * 100_000).status_code == 413


def test_while_the_database_is_away_meta_is_asked_to_come_again(bot: Bot) -> None:
    with bot.services.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE erasures")

    assert ask(bot).status_code == 503
    assert bot.client.get("/privacy/deletion?id=abc").status_code == 503
    assert bot.client.get("/privacy").status_code == 200


def test_the_policy_says_what_the_settings_say(make_bot: MakeBot) -> None:
    bot = make_bot(keep_days=11, keep_transcript_days=22, keep_chat_days=33, keep_notes_days=44, keep_audit_days=55)
    shown = {each: bot.client.get(f"/privacy?lang={each}").text for each in ("en", "vi")}

    for text in shown.values():
        assert [int(each) for each in re.findall(r"<td>(\d+)</td>", text)] == [22, 33, 11, 44, 55]
    assert "delete my data" in shown["en"]
    assert "xóa dữ liệu của tôi" in shown["vi"]


def test_the_policy_names_the_teams_channels_only_where_there_are_some(make_bot: MakeBot) -> None:
    assert "team's own channels" not in make_bot().client.get("/privacy").text
    assert "team's own channels" in make_bot(notify_urls=("json://x",)).client.get("/privacy").text


@pytest.mark.parametrize("path", ["/privacy", "/privacy/deletion", "/privacy/deletion?id=abc"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_pages_need_no_script_and_no_style_of_their_own(bot: Bot, path: str, language: str) -> None:
    page = bot.client.get(path, headers={"Accept-Language": language})

    assert f'<html lang="{language}">' in page.text
    assert not re.search(r"<script|<style|style=|onclick=", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
