"""What Meta refuses: the checks a call to the Send API must pass, and the shape of a refusal.

Only what can be told from the call itself; whether the customer exists, the 24 hours and who owns
the chat are the page's business (page.py).
https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
"""

from __future__ import annotations

import secrets
from typing import Any

TEXT_LIMIT = 2000
METADATA_LIMIT = 1000
PAYLOAD_LIMIT = 1000
TITLE_LIMIT = 20
QUICK_REPLY_LIMIT = 13
TEMPLATE_TEXT_LIMIT = 640
BUTTON_LIMIT = 3
ELEMENT_LIMIT = 10
ELEMENT_TEXT_LIMIT = 80

MESSAGING_TYPES = {"RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"}
SENDER_ACTIONS = {"typing_on", "typing_off", "mark_seen", "react", "unreact"}
QUICK_REPLY_TYPES = {"text", "user_phone_number", "user_email"}
MEDIA = {"image", "audio", "video", "file"}

_FORBIDDEN = {10, 200, 230}  # permissions: HTTP 403; everything else that is refused is a 400


class Refused(Exception):
    """Meta's error answer."""

    def __init__(self, code: int, subcode: int | None = None, message: str = "Invalid parameter") -> None:
        super().__init__(message)
        self.code = code
        self.subcode = subcode
        self.message = message

    @property
    def status(self) -> int:
        return 403 if self.code in _FORBIDDEN else 400

    def as_json(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.message}",
            "type": "OAuthException",
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": {**error, "fbtrace_id": "A" + secrets.token_urlsafe(16)}}


def check_send(body: dict[str, Any]) -> str:
    """Refuses a call of /messages that is wrong in itself; otherwise returns the recipient's id."""
    recipient = recipient_of(body)
    if "message" in body and "sender_action" in body:
        raise Refused(100, 2018014, "A message and a sender action cannot be sent together")
    if "sender_action" in body:
        _need(body["sender_action"] in SENDER_ACTIONS, "Param sender_action must be one of the known actions")
        return recipient
    _need(body.get("messaging_type") in MESSAGING_TYPES, "Param messaging_type must be one of the known types")
    if body["messaging_type"] == "MESSAGE_TAG":
        _need(body.get("tag") == "HUMAN_AGENT", "Invalid parameter: this tag is retired or unknown")
    message = body.get("message")
    _need(isinstance(message, dict), "Param message must be an object")
    check_message(message if isinstance(message, dict) else {})
    return recipient


def recipient_of(body: dict[str, Any]) -> str:
    recipient = body.get("recipient")
    found = recipient.get("id") if isinstance(recipient, dict) else None
    if not isinstance(found, str | int) or isinstance(found, bool) or not found:
        raise Refused(100, None, "The parameter recipient is required")
    return str(found)


def check_message(message: dict[str, Any]) -> None:
    text, attachment = message.get("text"), message.get("attachment")
    _need((text is None) != (attachment is None), "A message needs either text or an attachment")
    if text is not None:
        _need_text(text, TEXT_LIMIT, "message[text]")
    else:
        _check_attachment(attachment)
    metadata = message.get("metadata", "")
    _need(isinstance(metadata, str) and _units(metadata) <= METADATA_LIMIT, "Param metadata is too long")
    if "quick_replies" in message:
        _check_quick_replies(message["quick_replies"])


def _check_quick_replies(replies: object) -> None:
    _need(
        isinstance(replies, list) and 1 <= len(replies) <= QUICK_REPLY_LIMIT,
        f"Param quick_replies must have between 1 and {QUICK_REPLY_LIMIT} elements",
    )
    for reply in replies if isinstance(replies, list) else []:
        _need(
            isinstance(reply, dict) and reply.get("content_type") in QUICK_REPLY_TYPES,
            "A quick reply needs a known content_type",
        )
        if reply["content_type"] == "text":  # a title that is too long is cut, not refused
            _need(isinstance(reply.get("title"), str) and reply["title"].strip() != "", "A quick reply needs a title")
            _need_text(reply.get("payload"), PAYLOAD_LIMIT, "quick_replies[payload]")


def _check_attachment(attachment: object) -> None:
    _need(isinstance(attachment, dict), "Param attachment must be an object")
    members: dict[str, Any] = attachment if isinstance(attachment, dict) else {}
    payload = members.get("payload")
    _need(isinstance(payload, dict), "Param attachment[payload] must be an object")
    payload = payload if isinstance(payload, dict) else {}
    kind = members.get("type")
    if kind in MEDIA:
        _need(bool(payload.get("url") or payload.get("attachment_id")), "An attachment needs url or attachment_id")
        return
    _need(kind == "template", "Param attachment[type] must be one of the known types")
    match payload.get("template_type"):
        case "button":
            _need_text(payload.get("text"), TEMPLATE_TEXT_LIMIT, "text of the button template")
            _check_buttons(payload.get("buttons"))
        case "generic":
            _check_elements(payload.get("elements"))
        case _:
            raise Refused(100, None, "Param template_type must be one of the known types")


def _check_elements(elements: object) -> None:
    _need(isinstance(elements, list) and 1 <= len(elements) <= ELEMENT_LIMIT, "A template has 1 to 10 elements")
    for element in elements if isinstance(elements, list) else []:
        _need(isinstance(element, dict), "An element must be an object")
        _need_text(element.get("title"), ELEMENT_TEXT_LIMIT, "title of an element")
        _need(len(element) > 1, "An element needs more than a title")
        if "subtitle" in element:
            _need_text(element["subtitle"], ELEMENT_TEXT_LIMIT, "subtitle of an element")
        if "buttons" in element:
            _check_buttons(element["buttons"])


def _check_buttons(buttons: object) -> None:
    _need(isinstance(buttons, list) and 1 <= len(buttons) <= BUTTON_LIMIT, "A template has 1 to 3 buttons")
    for button in buttons if isinstance(buttons, list) else []:
        _need(isinstance(button, dict), "A button must be an object")
        _need_text(button.get("title"), TITLE_LIMIT, "title of a button")
        match button.get("type"):
            case "web_url":
                url = button.get("url")
                _need(isinstance(url, str) and url.startswith(("https://", "http://")), "A button needs a url")
            case "postback" | "phone_number":
                _need_text(button.get("payload"), PAYLOAD_LIMIT, "payload of a button")
            case _:
                raise Refused(100, None, "A button must be of a known type")


def _need_text(value: object, limit: int, name: str) -> None:
    _need(isinstance(value, str) and value.strip() != "", f"Param {name} must be a non-empty UTF-8 string")
    _need(isinstance(value, str) and _units(value) <= limit, f"Length of param {name} must be at most {limit}")


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise Refused(100, None, message)


def _units(text: str) -> int:
    """UTF-16 units. Meta does not say what it counts; this is the strictest of the likely meanings."""
    return len(text) + sum(character > "\uffff" for character in text)
