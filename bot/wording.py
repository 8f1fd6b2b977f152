"""Every sentence the bot itself says, one function each, in English and Vietnamese.

Short, warm and plain: what is so, and what to do next. Facts about products stand in the FAQ, not
here; addresses, times and names are passed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Language, ReplyLanguage

_OWN_LINE: dict[Language, str] = {
    "es": "Por ahora respondo en inglés. Si prefiere otro idioma, una persona del equipo puede ayudarle.",
    "pt": "Por enquanto respondo em inglês. Se preferir outro idioma, uma pessoa da equipe pode ajudar.",
    "fr": "Je réponds en anglais pour l'instant. Si vous préférez, une personne de l'équipe peut vous aider.",
    "de": "Ich antworte vorerst auf Englisch. Auf Wunsch hilft Ihnen ein Mensch aus unserem Team.",
}


def _pick(language: ReplyLanguage, en: str, vi: str) -> str:
    return vi if language == "vi" else en


def own_language_line(language: Language | None) -> str:
    """One line for those who write a language we do not answer in; empty for the others."""
    return _OWN_LINE.get(language, "") if language else ""


def disclosure(language: ReplyLanguage) -> str:
    """Who is talking. Meta asks for it at the start, after a long gap and after a person handed back."""
    return _pick(
        language,
        "You are chatting with Piotnet's automated assistant.",
        "Bạn đang trò chuyện với trợ lý tự động của Piotnet.",
    )


def disclosure_again(language: ReplyLanguage) -> str:
    """The same, when a person had the chat before."""
    return _pick(
        language,
        "The automated assistant is back in this chat.",
        "Trợ lý tự động đã quay lại cuộc trò chuyện này.",
    )


def welcome(language: ReplyLanguage) -> str:
    """The answer to Get Started."""
    return _pick(
        language,
        "Hello! Ask me about PAFE, Piotnet Forms, Piotnet Bricks or Piotnet Grid: features, free and Pro, licences, "
        "refund policy, support. A person from our team is one tap away.",
        "Chào bạn! Bạn cứ hỏi mình về PAFE, Piotnet Forms, Piotnet Bricks hay Piotnet Grid: tính năng, bản miễn phí và "
        "Pro, bản quyền, chính sách hoàn tiền, hỗ trợ. Khi cần, bạn có thể gặp nhân viên chỉ với một chạm.",
    )


def you_are_welcome_like(language: ReplyLanguage) -> str:
    """The answer to a thumbs-up."""
    return _pick(language, "Glad to help. Ask me anything else.", "Rất vui được giúp bạn. Bạn cần gì thêm cứ hỏi nhé.")


def talk_to_person(language: ReplyLanguage) -> str:
    """Title of the quick reply that asks for a person (20 characters at most)."""
    return _pick(language, "Talk to a person", "Gặp nhân viên")


def none_of_these(language: ReplyLanguage) -> str:
    """Title of the quick reply that refuses every suggestion."""
    return _pick(language, "None of these", "Không phải ý trên")


def did_you_mean(language: ReplyLanguage, titles: Sequence[str]) -> str:
    """Asks which of two or three entries is meant. Numbered, so that it can be answered by typing too."""
    listed = "\n".join(f"{n}. {title}" for n, title in enumerate(titles, start=1))
    lead = _pick(language, "I want to be sure. Did you mean:", "Để chắc chắn, ý bạn là:")
    end = _pick(language, "Tap one or type its number.", "Bạn chạm để chọn hoặc gõ số nhé.")
    return f"{lead}\n{listed}\n{end}"


def did_you_mean_this(language: ReplyLanguage, title: str) -> str:
    """Asks about one single candidate."""
    return _pick(
        language,
        f'I want to be sure. Is it about "{title}"?',
        f'Để chắc chắn, bạn đang hỏi về "{title}" phải không?',
    )


def something_went_wrong(language: ReplyLanguage) -> str:
    """When handling a message failed: an honest line, and the way to a person."""
    return _pick(
        language,
        "Sorry, something went wrong on our side and I could not answer your message. Please ask again in other words, "
        'or write "talk to a person" and our team will answer.',
        "Xin lỗi bạn, bên mình gặp trục trặc nên chưa trả lời được tin nhắn này. Bạn hỏi lại bằng cách khác giúp mình, "
        'hoặc nhắn "gặp nhân viên" để bên mình trả lời nhé.',
    )


def which_product(language: ReplyLanguage) -> str:
    """Asks for the product, because the answer depends on it."""
    return _pick(
        language,
        "That depends on the product. Which one is it about?",
        "Điều này tùy từng sản phẩm. Bạn đang hỏi về sản phẩm nào?",
    )


def which_product_for_ticket(language: ReplyLanguage) -> str:
    """Asks for the product so that the right ticket address can be given."""
    return _pick(language, "Which product is it about?", "Việc này về sản phẩm nào vậy bạn?")


def ticket_to(language: ReplyLanguage, *, product: str, email: str, site: str) -> str:
    """Where to write for one product. Bricks and Grid have only a contact form."""
    if email:
        return _pick(
            language,
            f"Please write to {email} ({product}), from your account e-mail so that we can verify you. "
            f"The contact form at the bottom of {site} works too.",
            f"Bạn vui lòng gửi e-mail tới {email} ({product}) từ đúng e-mail tài khoản để bên mình xác minh. "
            f"Hoặc dùng form liên hệ ở cuối trang {site}.",
        )
    return _pick(
        language,
        f"Please use the contact form at the bottom of {site} ({product}) and enter your account e-mail exactly, "
        "so that we can verify you and reply there.",
        f"Bạn vui lòng dùng form liên hệ ở cuối trang {site} ({product}) và điền đúng e-mail tài khoản, "
        "để bên mình xác minh và trả lời tại đó.",
    )


def ticket_anywhere(language: ReplyLanguage, *, addresses: Sequence[tuple[str, str]], forms: Sequence[str]) -> str:
    """Where to write when the product is not known: every address, and the contact forms."""
    listed = "\n".join(f"• {product}: {email}" for product, email in addresses)
    others = _pick(language, " and ", " và ").join(forms)
    return _pick(
        language,
        f"Please write from your account e-mail, so that we can verify you:\n{listed}\n"
        f"• {others}: the contact form at the bottom of the product page",
        f"Bạn vui lòng gửi từ đúng e-mail tài khoản để bên mình xác minh:\n{listed}\n"
        f"• {others}: form liên hệ ở cuối trang sản phẩm",
    )


def ticket_include(language: ReplyLanguage, include: str) -> str:
    """What the e-mail should contain."""
    return _pick(language, f"Please include: {include}.", f"Trong e-mail, bạn ghi giúp: {include}.")


def first_answer_by(language: ReplyLanguage, when: str) -> str:
    """Until when the first answer to a ticket is expected."""
    return _pick(
        language,
        f"If you write now, you can expect a first answer by {when}.",
        f"Nếu gửi bây giờ, bạn sẽ nhận được phản hồi đầu tiên trước {when}.",
    )


def closed(language: ReplyLanguage, *, why: str, when: str, how_long: str) -> str:
    """That support is closed, why, and when it opens."""
    return _pick(
        language,
        f"Support is closed now ({why}). It opens {when}, {how_long}.",
        f"Hiện bộ phận hỗ trợ đang nghỉ ({why}). Bên mình làm việc lại lúc {when}, {how_long}.",
    )


def closed_outside_hours(language: ReplyLanguage) -> str:
    """The reason on a working day, outside working hours."""
    return _pick(language, "outside working hours", "ngoài giờ làm việc")


def closed_day_off(language: ReplyLanguage) -> str:
    """The reason on a weekly day off."""
    return _pick(language, "weekly day off", "ngày nghỉ hằng tuần")


def open_now(language: ReplyLanguage, *, until: str) -> str:
    """That support is open."""
    return _pick(language, f"Support is open now, until {until}.", f"Hiện bên mình đang làm việc, đến {until}.")


def coming_closure(language: ReplyLanguage, *, name: str, first: str, last: str, reopens: str) -> str:
    """The notice in the days before a holiday or company closure."""
    days = first if first == last else _pick(language, f"{first} to {last}", f"{first} đến {last}")
    return _pick(
        language,
        f"Please note: we will be closed {days} for {name}, and are back {reopens}.",
        f"Lưu ý: bên mình nghỉ {name} {days}, làm việc lại lúc {reopens}.",
    )


def person_will_answer(language: ReplyLanguage) -> str:
    """The hand-over while support is open."""
    return _pick(
        language,
        "A person from our team will answer you right here, during today's working hours. "
        "You do not need to do anything else.",
        "Nhân viên bên mình sẽ trả lời bạn ngay tại đây trong giờ làm việc hôm nay. Bạn không cần làm gì thêm.",
    )


def person_will_try_today(language: ReplyLanguage) -> str:
    """The hand-over shortly before closing."""
    return _pick(
        language,
        "A person from our team will answer you right here: today if they can make it, otherwise when we are open again. "
        "You do not need to do anything else.",
        "Nhân viên bên mình sẽ trả lời bạn ngay tại đây: hôm nay nếu kịp, nếu không thì khi làm việc lại. "
        "Bạn không cần làm gì thêm.",
    )


def person_will_answer_later(language: ReplyLanguage) -> str:
    """The hand-over while support is closed; the closed notice says when."""
    return _pick(
        language,
        "A person from our team will answer you right here once we are open. You do not need to do anything else.",
        "Nhân viên bên mình sẽ trả lời bạn ngay tại đây khi làm việc lại. Bạn không cần làm gì thêm.",
    )


def person_already_asked(language: ReplyLanguage) -> str:
    """A second wish for a person while the first one waits."""
    return _pick(
        language,
        "Your request is already with our team; a person will answer in this chat. Meanwhile you can ask me about features.",
        "Yêu cầu của bạn đã tới nhân viên, bên mình sẽ trả lời tại đây. Trong lúc chờ, bạn có thể hỏi mình về tính năng.",
    )


def person_by_ticket(language: ReplyLanguage) -> str:
    """In front of the ticket channel, for somebody who wished for a person about their account."""
    return _pick(
        language,
        "A person will gladly look after this. For your safety they do so by e-mail, where they can see that the "
        "account is yours:",
        "Nhân viên bên mình sẽ trực tiếp xử lý việc này. Để an toàn cho bạn, việc này làm qua e-mail, nơi bên mình xác "
        "minh được tài khoản là của bạn:",
    )


def still_waiting(language: ReplyLanguage, *, was_with_person: bool) -> str:
    """At closing time, to a customer whom nobody could answer; the closed notice follows."""
    lead = f"{disclosure_again(language)} " if was_with_person else ""
    return lead + _pick(
        language,
        "Our team could not answer you today, and I am sorry about that. Your message is waiting for them, and a person "
        "will answer right here once we are open; you do not need to write again. Until then you can ask me about "
        "features, licences and policies.",
        "Hôm nay bên mình chưa kịp trả lời bạn, mình xin lỗi nhé. Tin nhắn của bạn vẫn được giữ, nhân viên sẽ trả lời "
        "ngay tại đây khi làm việc lại, bạn không cần nhắn lại. Trong lúc chờ, bạn có thể hỏi mình về tính năng, "
        "bản quyền và chính sách.",
    )


def could_not_find(language: ReplyLanguage) -> str:
    """The hand-over after two misses in a row."""
    return _pick(
        language,
        "I still have no good answer, so I am passing this on.",
        "Mình vẫn chưa có câu trả lời phù hợp, nên chuyển câu hỏi này cho nhân viên.",
    )


def fallback(language: ReplyLanguage, variant: int) -> str:
    """Says honestly that nothing fits, and what can be done. Two wordings, so that none is said twice running."""
    texts = (
        (
            "I am not sure I have an answer to that. Could you put it in other words, pick a topic below, "
            "or talk to a person?",
            "Mình chưa chắc có câu trả lời cho việc này. Bạn diễn đạt lại giúp mình, chọn một chủ đề bên dưới, "
            "hoặc gặp nhân viên nhé?",
        ),
        (
            "That one I could not find either. A few words about the product and what you want to do would help me; "
            "or I can pass you to a person.",
            "Ý này mình cũng chưa tìm thấy. Bạn cho mình biết tên sản phẩm và điều bạn muốn làm nhé, "
            "hoặc mình chuyển bạn tới nhân viên.",
        ),
    )
    en, vi = texts[variant % len(texts)]
    return _pick(language, en, vi)


def cannot_open(language: ReplyLanguage) -> str:
    """The answer to a picture, voice message or file without words."""
    return _pick(
        language,
        "Thank you. I cannot open pictures, voice messages or files, so please tell me in a few words what it is about. "
        "If a person should look at it, tap below.",
        "Cảm ơn bạn. Mình không mở được hình ảnh, tin nhắn thoại hay tệp, bạn viết vài chữ cho mình biết nội dung nhé. "
        "Nếu cần nhân viên xem, bạn chạm bên dưới.",
    )


def credentials_warning(language: ReplyLanguage, *, channel: str) -> str:
    """The warning after a secret was sent. It never repeats the secret and tells the safe way."""
    return _pick(
        language,
        "Please do not send passwords, keys or card numbers in this chat. I removed what looked like one and did not keep "
        "it, but it is still visible in Messenger: delete your message and change it to be safe.\n\n"
        f"If our team needs access, they ask for it in an e-mail ticket. {channel}\n"
        "Best is a staging site without personal data, a temporary admin account that you delete afterwards, "
        "and a backup made first.",
        "Bạn vui lòng không gửi mật khẩu, khóa bản quyền hay số thẻ trong khung chat này. Mình đã gỡ phần đó và không lưu "
        "lại, nhưng tin nhắn vẫn còn trên Messenger: bạn hãy xóa tin nhắn và đổi thông tin đó cho an toàn.\n\n"
        f"Khi cần quyền truy cập, bên mình sẽ hỏi qua e-mail ticket. {channel}\n"
        "Tốt nhất là dùng trang staging không có dữ liệu cá nhân, một tài khoản admin tạm sẽ xóa sau đó, "
        "và sao lưu website trước.",
    )


def said_before(language: ReplyLanguage, *, title: str) -> str:
    """In place of the same answer twice running."""
    return _pick(
        language,
        f'What I know about "{title}" is in my last message. If it does not answer your question, tell me what is '
        "missing, or talk to a person.",
        f'Những gì mình biết về "{title}" đã có ở tin nhắn trước. Nếu chưa đúng ý, bạn cho mình biết còn thiếu gì, '
        "hoặc gặp nhân viên nhé.",
    )


def none_fitted(language: ReplyLanguage) -> str:
    """After "none of these": a person is offered, and another try."""
    return _pick(
        language,
        "Sorry, then I did not understand you. Please ask once more in other words, or talk to a person.",
        "Xin lỗi bạn, vậy là mình chưa hiểu đúng. Bạn hỏi lại bằng cách khác, hoặc gặp nhân viên nhé.",
    )


def still_here(language: ReplyLanguage) -> str:
    """In place of the same small talk twice running."""
    return _pick(
        language,
        "I am here. Which plugin is it about, and what would you like to know?",
        "Mình vẫn đang ở đây. Bạn muốn hỏi về plugin nào, và điều gì ạ?",
    )


def once_more(language: ReplyLanguage) -> str:
    """In front of what has to be said a second time running."""
    return _pick(language, "Once more, to be clear:", "Mình xin nhắc lại để bạn rõ:")


def not_known_for(language: ReplyLanguage, *, product: str) -> str:
    """In front of an answer that is about our other products."""
    return _pick(
        language,
        f"I can't confirm this for {product}. About our other plugins I know this:",
        f"Với {product} thì mình chưa xác nhận được. Còn với các plugin khác của bên mình:",
    )


def delete_my_data(language: ReplyLanguage) -> str:
    """A quick reply: have the chat forgotten."""
    return _pick(language, "Delete my chat data", "Xóa dữ liệu chat")


def ask_to_forget(language: ReplyLanguage) -> str:
    """Before everything is deleted: what goes, what stays, and that it is final."""
    return _pick(
        language,
        "I can delete everything we keep about this chat: your messages, our answers and the team's notes. A question "
        "that is still open goes too, and this cannot be undone. The chat in your own Messenger stays until you delete "
        "it there. Shall I?",
        "Mình có thể xóa mọi thứ bên mình lưu về cuộc trò chuyện này: tin nhắn của bạn, câu trả lời và ghi chú của nhân "
        "viên. Câu hỏi chưa được trả lời cũng mất theo và không khôi phục được. Đoạn chat trong Messenger của bạn vẫn "
        "còn cho đến khi bạn tự xóa. Bạn có muốn xóa không?",
    )


def yes_forget(language: ReplyLanguage) -> str:
    """A quick reply."""
    return _pick(language, "Yes, delete it", "Có, xóa đi")


def no_keep(language: ReplyLanguage) -> str:
    """A quick reply."""
    return _pick(language, "No, keep it", "Không, giữ lại")


def will_forget(language: ReplyLanguage, *, code: str) -> str:
    """The last words before everything goes."""
    return _pick(
        language,
        f"Done: within the hour everything we keep about this chat is deleted. Your confirmation code is {code}. If you "
        "write again later, a new chat begins.",
        f"Xong rồi: trong vòng một giờ, mọi thứ bên mình lưu về cuộc trò chuyện này sẽ bị xóa. Mã xác nhận của bạn là "
        f"{code}. Nếu bạn nhắn lại sau này, một cuộc trò chuyện mới sẽ bắt đầu.",
    )


def nothing_deleted(language: ReplyLanguage) -> str:
    """They changed their mind."""
    return _pick(
        language,
        "All right, nothing was deleted. What else can I do for you?",
        "Vâng, mình không xóa gì cả. Mình giúp gì thêm được cho bạn?",
    )


def helpful(language: ReplyLanguage) -> str:
    return _pick(language, "👍 Helpful", "👍 Hữu ích")


def not_helpful(language: ReplyLanguage) -> str:
    return _pick(language, "👎 Not helpful", "👎 Chưa hữu ích")


def thanks_for_thumb(language: ReplyLanguage) -> str:
    return _pick(language, "Thank you, good to know!", "Cảm ơn bạn đã cho mình biết nhé!")


def sorry_for_thumb(language: ReplyLanguage) -> str:
    return _pick(
        language,
        "Thank you for telling me, and sorry that it did not help. Ask me in other words, or talk to a person.",
        "Cảm ơn bạn đã cho mình biết, xin lỗi vì câu trả lời chưa giúp được bạn. "
        "Bạn thử hỏi bằng cách khác, hoặc gặp nhân viên nhé.",
    )
