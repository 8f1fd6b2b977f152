"""What the operator is told when Meta passes on that somebody wants out."""

from __future__ import annotations

from bot.model import ReplyLanguage


def erasure_asked(language: ReplyLanguage, *, code: str) -> str:
    """A wish that only a person can match with a chat."""
    if language == "vi":
        return (
            f"Meta báo có người muốn xóa dữ liệu của họ (mã {code}). Meta chỉ cho biết số trong ứng dụng, nên cần một "
            "người tìm đoạn chat: xem `piotnet-bot privacy requests`."
        )
    return (
        f"Meta passes on that somebody wants their data deleted (code {code}). Meta names only a number in the app, so "
        "a person has to find the chat: see `piotnet-bot privacy requests`."
    )


def deauthorized(language: ReplyLanguage) -> str:
    """Somebody took the app out of their account: perhaps whoever gave us the token."""
    if language == "vi":
        return (
            "Có người vừa gỡ ứng dụng khỏi tài khoản Facebook của họ. Nếu đó là người đã tạo token của trang thì bot "
            "không gửi tin được nữa: hãy chạy `piotnet-bot doctor`."
        )
    return (
        "Somebody has removed the app from their Facebook account. If it was the person who made the page's token, the "
        "bot can no longer send: run `piotnet-bot doctor`."
    )
