"""The card by which staff hear of a customer: title and text, in their language. Pure.

Plain text, because it goes to e-mail and to every kind of chat. What the customer wrote is quoted,
without anything that would call everybody in a channel or hide an address behind a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.hours import Hours, how_long
from bot.model import Notice, ReplyLanguage, Source
from bot.redact import redact

INBOX = "https://business.facebook.com/latest/inbox/messenger?asset_id={page}"
_LONGEST_QUESTION = 1000
_BREAK = "\u200b"  # stands between characters that would mean something to a chat, and is not seen
_LIVE = re.compile(r"<(?=[!@#]|\w+:)|@(?=(?:everyone|here|channel|all)\b)|\](?=\()", re.IGNORECASE)
_LANGUAGES = {
    "en": ("English", "tiếng Anh"),
    "vi": ("Vietnamese", "tiếng Việt"),
    "es": ("Spanish", "tiếng Tây Ban Nha"),
    "pt": ("Portuguese", "tiếng Bồ Đào Nha"),
    "fr": ("French", "tiếng Pháp"),
    "de": ("German", "tiếng Đức"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What staff read."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """What the operator has to know, in their language. It concerns the page, and no customer."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Where and how staff read it. `name` turns the id of an entry or product into its name."""

    language: ReplyLanguage
    hours: Hours
    public_url: str = ""
    name: Callable[[str], str] = str

    def say(self, en: str, vi: str) -> str:
        return _pick(self.language, en, vi)


def card(notice: Notice, *, page: str, customer: str, now: datetime, desk: Desk) -> Card:
    """The card for a notice, as things stand now."""
    paragraphs = (
        quoted(notice.question, desk),
        "\n".join(_facts(notice, now, desk)),
        "\n".join(_links(page, customer, desk)),
    )
    return Card(title=_title(notice, now, desk), text="\n\n".join(each for each in paragraphs if each))


def alert_card(alert: Alert, desk: Desk) -> Card:
    """Something about the whole page, that only its operator can mend."""
    return Card(title=desk.say("The bot needs its operator", "Bot cần người vận hành xử lý"), text=redact(alert.text))


def digest_card(text: str, desk: Desk) -> Card:
    """Once a week, for the editors. Customers are quoted in it."""
    return Card(title=desk.say("The FAQ this week", "FAQ tuần này"), text=_harmless(text))


def page_alert(status: str, reason: str, desk: Desk) -> Alert:
    """The page may not send, so that nobody gets an answer."""
    if status == "blocked":
        text = desk.say(
            "Meta has blocked the page from sending. Customers get no answers until Meta lifts the block.",
            "Meta đã chặn trang gửi tin. Khách không nhận được câu trả lời cho đến khi Meta gỡ chặn.",
        )
    else:
        text = desk.say(
            "Meta refuses what the bot sends, so customers get no answers. Most often the page's token has ended.",
            "Meta từ chối tin của bot nên khách không nhận được câu trả lời. Thường là do token của trang đã hết hạn.",
        )
    return Alert(text=text + desk.say("\nReason: ", "\nLý do: ") + reason if reason else text)


def trial_card(language: ReplyLanguage) -> Card:
    """Shows that a channel works."""
    return Card(
        title=_pick(language, "Test: this is where cards arrive", "Thử nghiệm: thông báo sẽ đến đây"),
        text=_pick(
            language,
            "When a customer waits for a person, you will read about it here. There is nothing to do now.",
            "Khi có khách chờ gặp nhân viên, bạn sẽ nhận thông báo tại đây. Bây giờ bạn chưa cần làm gì.",
        ),
    )


def quoted(text: str, desk: Desk) -> str:
    """The customer's own words. Secrets were removed before they were stored; twice is safer."""
    text = _harmless(text)
    if len(text) > _LONGEST_QUESTION:
        text = text[:_LONGEST_QUESTION].rstrip() + " …"
    return (
        f"“{text}”" if text else desk.say("(no words: a picture, a file or a tap)", "(không có chữ: ảnh, tệp hoặc nút)")
    )


def _pick(language: ReplyLanguage, en: str, vi: str) -> str:
    return vi if language == "vi" else en


def _title(notice: Notice, now: datetime, desk: Desk) -> str:
    about = f" ({desk.name(notice.product)})" if notice.product else ""
    if notice.kind == "reminder":
        waited = _minutes(desk.hours.working_time(notice.waiting_since, now)) if notice.waiting_since else 0
        title = desk.say(
            f"Nobody has answered for {waited} working minutes", f"Đã {waited} phút làm việc chưa có ai trả lời"
        )
    elif notice.kind == "window_closing":
        title = _closing(notice, now, desk)
    else:
        title = desk.say("A customer waits for a person", "Khách đang chờ gặp nhân viên")
    return title + about


def _closing(notice: Notice, now: datetime, desk: Desk) -> str:
    """Of the two windows the one that is still open ends next."""
    if notice.free_until and notice.free_until > now:
        left = how_long(notice.free_until - now, desk.language)
        return desk.say(f"The free reply ends {left}", f"Hết hạn trả lời tự do {left}")
    left = how_long(notice.human_until - now, desk.language) if notice.human_until else ""
    return desk.say(f"The last chance to reply ends {left}", f"Hết hạn trả lời cuối cùng {left}").rstrip()


def _facts(notice: Notice, now: datetime, desk: Desk) -> Iterator[str]:
    if notice.product:
        yield desk.say("Product: ", "Sản phẩm: ") + desk.name(notice.product)
    if notice.language:
        names = _LANGUAGES.get(notice.language)
        yield desk.say("Language: ", "Ngôn ngữ: ") + (desk.say(*names) if names else notice.language)
    if notice.source:
        yield desk.say("Came from: ", "Đến từ: ") + _source(notice.source, desk)
    if notice.tried:
        tried = ", ".join(f"{desk.name(each.id)} ({each.score:.0%})" for each in notice.tried)
        yield desk.say("The bot considered: ", "Bot đã cân nhắc: ") + tried
    if notice.waiting_since:
        yield desk.say("Waits since: ", "Chờ từ: ") + _when(notice.waiting_since, desk) + _waited(notice, now, desk)
    if notice.free_until:
        yield desk.say("Free reply until: ", "Trả lời tự do đến: ") + _until(notice.free_until, now, desk)
    if notice.human_until:
        label = desk.say("Human-agent reply until: ", "Nhân viên còn được trả lời đến: ")
        yield label + _until(notice.human_until, now, desk)


def _links(page: str, customer: str, desk: Desk) -> Iterator[str]:
    if desk.public_url:
        yield desk.say("Open the chat: ", "Mở cuộc trò chuyện: ") + f"{desk.public_url}/staff/chats/{customer}"
    yield desk.say("Meta's inbox: ", "Hộp thư của Meta: ") + INBOX.format(page=page)


def _source(source: Source, desk: Desk) -> str:
    """An ad or a link. Its texts may have been chosen by a stranger."""
    is_ad = bool(source.ad_id) or source.kind.upper() == "ADS"
    what = desk.say("an ad", "quảng cáo") if is_ad else desk.say("a link", "liên kết")
    details = [source.title and f"“{source.title}”", source.ad_id, source.ref and f"ref {source.ref}"]
    shown = ", ".join(_harmless(each)[:200] for each in details if each)
    return f"{what}: {shown}" if shown else what


def _harmless(text: str) -> str:
    return _LIVE.sub(lambda found: found.group() + _BREAK, redact(text).strip())


def _waited(notice: Notice, now: datetime, desk: Desk) -> str:
    since = notice.waiting_since
    minutes = _minutes(desk.hours.working_time(since, now)) if since else 0
    return desk.say(f" ({minutes} working minutes)", f" ({minutes} phút làm việc)")


def _when(moment: datetime, desk: Desk) -> str:
    return desk.hours.day_and_hour(moment, desk.language)


def _until(moment: datetime, now: datetime, desk: Desk) -> str:
    left = how_long(moment - now, desk.language) if moment > now else desk.say("over", "đã hết")
    return f"{_when(moment, desk)}, {left}"


def _minutes(length: timedelta) -> int:
    return int(length / timedelta(minutes=1))
