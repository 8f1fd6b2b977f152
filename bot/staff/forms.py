"""What colleagues can send, and what of it is taken. CSRF tokens are checked for all of /staff/ in security.py."""

from __future__ import annotations

import re
import uuid

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Regexp

LONGEST_REPLY = 4000  # Messenger takes 2,000 at once; longer ones go out in two
LONGEST_NOTE = 2000
LONGEST_TAG = 30

ACTIONS = ("take", "give_back", "mute", "unmute", "later", "learn")
SPANS = ("30m", "1h", "2h", "4h", "1d", "7d", "opening")  # `opening`: until support opens next, not counting now


class StaffForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """What all of them share: the one place that knows that flask_wtf has no types."""


class LoginForm(StaffForm):
    """Name and password."""

    name = StringField(validators=[DataRequired(), Length(max=64)])
    password = PasswordField(validators=[DataRequired(), Length(max=1024)])


class Act(StaffForm):
    """Take, give back, mute, later: a button, and for some of them how long."""

    id = HiddenField(validators=[DataRequired(), Regexp(r"^[0-9a-f]{32}$")])
    action = StringField(validators=[AnyOf(ACTIONS)])
    span = StringField(validators=[AnyOf(("", *SPANS))], default="")


class Write(StaffForm):
    """A reply to the customer: words of one's own, or a FAQ entry as it is."""

    id = HiddenField(validators=[DataRequired(), Regexp(r"^[0-9a-f]{32}$")])
    text = TextAreaField(validators=[Length(max=LONGEST_REPLY)])
    entry = HiddenField(validators=[Length(max=100)])


class Note(StaffForm):
    """A note for colleagues."""

    text = TextAreaField(validators=[DataRequired(), Length(max=LONGEST_NOTE)])


class Tag(StaffForm):
    """A word to find a chat by."""

    tag = StringField(validators=[DataRequired(), Length(max=LONGEST_TAG)])

    @property
    def word(self) -> str:
        """As it is stored: small letters, one space between words."""
        return re.sub(r"\s+", " ", (self.tag.data or "").strip().casefold())


class Search(StaffForm):
    """What to look for. It changes nothing, so it needs no token."""

    class Meta:
        csrf = False

    q = StringField(validators=[Length(max=100)])
    owner = StringField(validators=[AnyOf(("", "bot", "asked", "person", "me"))], default="")
    tag = StringField(validators=[Length(max=LONGEST_TAG)])


def row_number(text: str) -> int:
    """The number of a row in an address. ValueError: no table has such a row, and no database takes the number."""
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text[:20])
    return number


def new_id() -> str:
    """A name for what a form does in a chat: sent twice by a double click, it happens once."""
    return uuid.uuid4().hex
