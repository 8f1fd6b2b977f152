"""News for open pages."""

from __future__ import annotations

from bot.staff.live import Streams, token_of
from tests.conftest import CUSTOMER, Bot
from tests.staff.conftest import CHAT, Colleague, Made


def test_a_stream_tells_what_is_there_now_and_then_only_news() -> None:
    news = iter(["one", "one", "two", "two"])
    stream = Streams(seconds=4, every=0).open(lambda: next(news))

    assert stream is not None
    assert [each for each in stream if each.startswith("data")] == ["data: one\n\n", "data: two\n\n"]


def test_there_are_only_so_many_streams_and_a_closed_one_is_free_again() -> None:
    streams = Streams(most=1, every=0)
    first = streams.open(lambda: "")
    assert first is not None
    assert streams.open(lambda: "") is None
    first.close()
    first.close()

    assert streams.open(lambda: "") is not None
    assert streams.open(lambda: "") is None


def test_a_stop_ends_every_stream() -> None:
    streams = Streams(seconds=1000, every=10)
    stream = streams.open(lambda: "same")
    assert stream is not None
    streams.close()

    assert len(list(stream)) <= 2


def test_a_browser_without_a_free_stream_is_told_to_ask_again(tom: Colleague) -> None:
    streams: Streams = tom.client.application.extensions["streams"]
    taken = [streams.open(lambda: "") for _ in range(8)]

    assert all(taken)
    assert tom.get("/staff/live").status_code == 204


def test_the_stream_of_a_page_carries_its_token(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    answer = tom.get(f"/staff/live?chat={CUSTOMER}")
    lines = iter(answer.response)
    told = [next(lines), next(lines)]
    answer.close()

    assert answer.content_type.startswith("text/event-stream")
    assert token_of(bot.services, "tom", CUSTOMER) in str(told)
    assert f'data-token="{token_of(bot.services, "tom", CUSTOMER)}"' in tom.read(CHAT)


def test_whatever_changes_a_page_changes_its_token(bot: Bot, tom: Colleague, make: Made) -> None:
    seen = []

    def look() -> None:
        seen.append((token_of(bot.services, "tom", CUSTOMER), token_of(bot.services, "tom")))

    mai = make("mai")
    for happens in (
        lambda: bot.say("hello"),
        lambda: tom.do("take"),
        lambda: bot.work(),
        lambda: mai.read(CHAT),
        lambda: mai.post(f"{CHAT}/here", writing="1"),
        lambda: mai.post(f"{CHAT}/note", text="hm"),
        lambda: mai.post(f"{CHAT}/tag", tag="vip"),
        lambda: bot.time.passes(minutes=1),
    ):
        happens()
        look()
    chat, _ = zip(*seen, strict=True)

    assert len(set(chat)) == len(seen)


def test_another_chat_is_no_news_for_this_one(bot: Bot) -> None:
    bot.say("hello")
    before = token_of(bot.services, "tom", CUSTOMER)
    bot.say("hello", customer="7100000000000002")

    assert token_of(bot.services, "tom", CUSTOMER) == before
