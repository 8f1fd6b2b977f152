"""Only Meta's own bytes pass. The body is the one for which the signature was worked out by hand."""

from __future__ import annotations

import json

import pytest

from bot.messenger.signature import is_genuine, sign

SECRET = "test_app_secret"
BODY = (
    rb'{"object":"page","entry":[{"id":"104857600000001","time":1795175997000,"messaging":[{"sender":'
    rb'{"id":"7100000000000001"},"recipient":{"id":"104857600000001"},"timestamp":1795175996000,'
    rb'"message":{"mid":"m_INVENTED1","text":"\u00e4\u00f6\u00e5 https:\/\/a.example"}}]}]}'
)
HEADER = "sha256=c790f12606d06e79b77195b6afa34dbc981e2de4e623bb8f31145bb50e760047"


def test_the_known_body_has_the_known_signature() -> None:
    assert len(BODY) == 267
    assert sign(BODY, app_secret=SECRET) == HEADER
    assert is_genuine(BODY, HEADER, app_secret=SECRET)


def test_the_same_json_written_anew_has_another_signature() -> None:
    anew = json.dumps(json.loads(BODY), separators=(",", ":")).encode()

    assert sign(anew, app_secret=SECRET).startswith("sha256=af6ef566")
    assert not is_genuine(anew, HEADER, app_secret=SECRET)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        HEADER.removeprefix("sha256="),
        HEADER.replace("sha256", "sha1"),
        HEADER.replace("sha256", "md5"),
        HEADER.upper(),
        HEADER[:-1],
        HEADER + "0",
        HEADER + "\n",
        HEADER[:-1] + "8",
        "sha256=" + "z" * 64,
        "sha256=" + "é" * 64,
        "sha256=\ud800",
        "sha256=" + "0" * 100_000,
    ],
)
def test_any_other_header_is_refused_without_an_exception(header: str | None) -> None:
    assert not is_genuine(BODY, header, app_secret=SECRET)


def test_another_secret_is_refused() -> None:
    assert not is_genuine(BODY, HEADER, app_secret="another")


def test_nobody_is_genuine_without_a_secret() -> None:
    assert not is_genuine(BODY, sign(BODY, app_secret=""), app_secret="")


def test_bytes_that_are_no_text_can_be_signed() -> None:
    assert is_genuine(b"\xff\x00", sign(b"\xff\x00", app_secret=SECRET), app_secret=SECRET)
