"""What Meta knows of our app, token and page, for the operator: read here, and set where that mends something.

Two tokens are used: the page's own, and the app's, which is made of its number and secret.
https://developers.facebook.com/docs/graph-api/reference/debug_token
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.messenger.client import PageBot
from bot.messenger.values import as_dict, as_id, as_list, as_moment, as_text
from bot.settings import Settings

# What the page has to send us. https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
FIELDS = (
    "messages",
    "messaging_postbacks",
    "message_echoes",
    "messaging_handovers",
    "standby",
    "messaging_referrals",
    "message_reactions",
    "message_edits",
    "messaging_policy_enforcement",
)
_LONGEST = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """The page's token. A time of None: never. `code` and `subcode` say why it is not valid."""

    valid: bool
    kind: str = ""  # PAGE, USER, SYSTEM_USER, …
    app_id: str = ""
    page_id: str = ""
    expires: datetime | None = None
    data_until: datetime | None = None
    scopes: frozenset[str] = frozenset()
    code: int | None = None
    subcode: int | None = None

    def next_end(self, now: datetime) -> datetime | None:
        """When it stops working, or has to be confirmed anew. What the second means for sending, Meta does not say."""
        return min((each for each in (self.expires, self.data_until) if each and each > now), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class AboutPage:
    """Whose page the token is. `routed`: whether Meta routes chats among several apps; None where it does not say."""

    id: str
    name: str
    routed: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hook:
    """Where Meta delivers what the app has subscribed to."""

    url: str
    active: bool
    fields: frozenset[str]


class Account:
    """Our app and page at Meta's. Every call raises SendFailed where it is refused or lost."""

    def __init__(self, page: PageBot, app: PageBot, *, page_id: str, app_id: str) -> None:
        self._page = page
        self._app = app
        self._page_id = page_id
        self._app_id = app_id

    @property
    def time(self) -> datetime | None:
        """Meta's clock, as the last answer to the app's own token told it."""
        try:
            return parsedate_to_datetime(self._app.date).astimezone(UTC)
        except ValueError:
            return None

    def token(self) -> Token:
        data = as_dict(self._app.call("GET", "debug_token", {"input_token": self._page.access_token}).get("data"))
        error = as_dict(data.get("error"))
        return Token(
            valid=data.get("is_valid") is True,
            kind=as_text(data.get("type"), _LONGEST),
            app_id=as_id(data.get("app_id")),
            page_id=as_id(data.get("profile_id")),
            expires=as_moment(data.get("expires_at")),
            data_until=as_moment(data.get("data_access_expires_at")),
            scopes=frozenset(as_text(each, _LONGEST) for each in as_list(data.get("scopes"))),
            code=_number(error.get("code")),
            subcode=_number(error.get("subcode")),
        )

    def page(self) -> AboutPage:
        found = self._page.call("GET", "me", {"fields": "id,name,messaging_feature_status"})
        routed = as_dict(found.get("messaging_feature_status")).get("msgr_multi_app")
        return AboutPage(
            id=as_id(found.get("id")),
            name=as_text(found.get("name"), _LONGEST),
            routed=routed if isinstance(routed, bool) else None,
        )

    def page_fields(self) -> frozenset[str]:
        """What the page sends to our app; nothing when it is not subscribed."""
        found = self._page.call("GET", f"{self._page_id}/subscribed_apps", {})
        apps = [as_dict(each) for each in as_list(found.get("data"))]
        return frozenset(
            name
            for app in apps
            if as_id(app.get("id")) == self._app_id
            for name in _names(app.get("subscribed_fields"))
        )

    def hook(self) -> Hook | None:
        """The app's webhook for pages; None when there is none."""
        found = self._app.call("GET", f"{self._app_id}/subscriptions", {})
        for each in map(as_dict, as_list(found.get("data"))):
            if each.get("object") == "page":
                return Hook(
                    url=as_text(each.get("callback_url"), _LONGEST),
                    active=each.get("active") is True,
                    fields=_names(each.get("fields")),
                )
        return None

    def subscribe_page(self, fields: Collection[str]) -> None:
        """The call replaces the list: `fields` is all of it."""
        self._page.call("POST", f"{self._page_id}/subscribed_apps", {"subscribed_fields": ",".join(sorted(fields))})

    def subscribe_app(self, fields: Collection[str], *, url: str, verify_token: str) -> None:
        """Meta calls `url` with the verify token before it answers."""
        self._app.call(
            "POST",
            f"{self._app_id}/subscriptions",
            {"object": "page", "callback_url": url, "verify_token": verify_token, "fields": ",".join(sorted(fields))},
        )

    def profile(self, names: Collection[str]) -> dict[str, Any]:
        """What Messenger shows around the chat, by property."""
        found = self._page.call("GET", "me/messenger_profile", {"fields": ",".join(names)})
        return {name: value for each in as_list(found.get("data")) for name, value in as_dict(each).items()}

    def set_profile(self, properties: Mapping[str, Any]) -> None:
        """Only what is named changes."""
        self._page.call("POST", "me/messenger_profile", dict(properties))

    def remove_from_profile(self, names: Collection[str]) -> None:
        self._page.call("DELETE", "me/messenger_profile", {"fields": list(names)})


def account_of(settings: Settings) -> Account:
    """The one that the settings describe. Nothing is called yet."""
    return Account(
        _caller(settings.page_access_token, settings),
        _caller(f"{settings.app_id}|{settings.app_secret}", settings),
        page_id=settings.page_id,
        app_id=settings.app_id,
    )


def _caller(token: str, settings: Settings) -> PageBot:
    return PageBot(
        token,
        app_secret=settings.app_secret,
        graph_url=settings.graph_url,
        graph_version=settings.graph_version,
    )


def _names(value: object) -> frozenset[str]:
    """Field names; Meta writes them bare in one place, and with a version in another."""
    named = (each.get("name") if isinstance(each, dict) else each for each in as_list(value))
    return frozenset(as_text(each, _LONGEST) for each in named)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
