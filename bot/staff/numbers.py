"""The numbers page at /staff/numbers, and its figures as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Blueprint, Response, render_template, request

from bot.hours import day as day_in_words
from bot.numbers import OUTCOMES, Count, Figures, count, first_moment
from bot.services import Services
from bot.staff import charts
from bot.staff.language import current
from bot.staff.login import login_required
from bot.store.numbers import find

PERIODS = (7, 30, 90)
_MOST_ENTRIES = 10
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DAY_COLUMNS = (
    "day", "chats", "answered_by_bot", "handed_over", "not_answered", "only_greeting",
    "asked_for_person", "answered_by_person", "minutes_median", "minutes_p90", "settled", "durable",
)  # fmt: skip
_ENTRY_COLUMNS = ("entry", "used", "handed_over", "thumbs_up", "thumbs_down")


def blueprint(services: Services) -> Blueprint:
    """The page and its exports."""
    numbers = Blueprint("numbers", __name__, url_prefix="/staff/numbers", template_folder="templates")

    @numbers.get("")
    @login_required
    def page() -> str:
        days, figures = _figures(services)
        return render_template("staff/numbers.html", days=days, periods=PERIODS, figures=figures, **_words(figures))

    @numbers.get("/<any(days, entries):what>.csv")
    @login_required
    def export(what: str) -> Response:
        days, figures = _figures(services)
        rows = _day_rows(figures) if what == "days" else _entry_rows(figures)
        name = f"piotnet-{what}-{days}-days-to-{max(figures.days)}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(as_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)

    return numbers


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """For spreadsheets: with the mark by which they know UTF-8, and no cell that they would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_cell(each) for each in row])
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:.1f}" if isinstance(value, float) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _figures(services: Services) -> tuple[int, Figures]:
    wanted = request.args.get("days", type=int)
    days = wanted if wanted in PERIODS else PERIODS[1]
    now, hours = services.clock(), services.library.current().hours
    with services.store.reading.connect() as connection:
        found = find(connection, page=services.settings.page_id, since=first_moment(days, now, hours))
    return days, count(found, days=days, now=now, hours=hours)


def _day_rows(figures: Figures) -> Iterator[Iterable[object]]:
    yield _DAY_COLUMNS
    for day, of_day in [*figures.days.items(), ("total", figures.total)]:
        yield (day, *_cells(of_day))


def _cells(found: Count) -> tuple[object, ...]:
    outcomes = (found.outcomes[outcome] for outcome in OUTCOMES)
    times = (found.asked, len(found.minutes), found.median, found.p90)
    return (found.chats, *outcomes, *times, found.settled, found.durable)


def _entry_rows(figures: Figures) -> Iterator[Iterable[object]]:
    yield _ENTRY_COLUMNS
    yield from figures.entries


def _words(figures: Figures) -> dict[str, Any]:
    """What the template says, in the colleague's language, and the charts."""
    language = current()

    def say(en: str, vi: str) -> str:
        return vi if language == "vi" else en

    outcomes = {
        "bot": say("answered by the bot", "bot đã trả lời"),
        "person": say("handed over", "chuyển cho nhân viên"),
        "unanswered": say("not answered", "chưa trả lời được"),
        "greeting": say("only a greeting", "chỉ chào hỏi"),
    }
    days = [f"{day:%d/%m}" for day in figures.days]
    top = figures.entries[:_MOST_ENTRIES]
    return {
        "say": say,
        "outcomes": outcomes,
        "in_words": lambda day: day_in_words(day, language),
        "chats_chart": charts.columns(
            "chats",
            say("Chats per day", "Cuộc trò chuyện mỗi ngày"),
            say("Columns by outcome. The table has the figures.", "Cột theo kết quả. Số liệu nằm trong bảng."),
            days,
            {outcomes[each]: [of.outcomes[each] for of in figures.days.values()] for each in OUTCOMES},
        ),
        "minutes_chart": charts.columns(
            "minutes",
            say("Working minutes to a person, per day", "Số phút làm việc đến khi gặp nhân viên, mỗi ngày"),
            say("Columns: the median. The table has the figures.", "Cột: trung vị. Số liệu nằm trong bảng."),
            days,
            {say("median", "trung vị"): [of.median for of in figures.days.values()]},
        ),
        "entries_chart": charts.rows(
            "entries",
            say("The entries used most", "Các mục được dùng nhiều nhất"),
            say("Bars by what followed. The table has the figures.", "Thanh theo diễn biến. Số liệu nằm trong bảng."),
            [each.entry for each in top],
            {
                say("stayed with the bot", "ở lại với bot"): [each.used - each.handed_over for each in top],
                outcomes["person"]: [each.handed_over for each in top],
            },
        ),
    }
