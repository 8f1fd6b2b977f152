"""Where Meta delivers: verify, store, answer. What an event means is decided later, by a worker.

Meta repeats what was not answered with 200, and switches the webhook off after an hour of
failures. So a genuine body is never refused, with one exception: 503 while the database cannot
store it, because then a repetition is exactly what is needed.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
"""

from __future__ import annotations

import hmac

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from bot.arrivals import accept
from bot.messenger.parse import parse_events
from bot.messenger.signature import is_genuine
from bot.services import Services

LARGEST_BODY = 5 * 1024 * 1024  # Meta sends up to 1,000 events at once

log = structlog.get_logger()


def blueprint(services: Services) -> Blueprint:
    """GET and POST /webhook."""
    webhook = Blueprint("webhook", __name__)

    @webhook.get("/webhook")
    def verify() -> Response:
        token = request.args.get("hub.verify_token", "")
        challenge = request.args.get("hub.challenge", "")
        right = hmac.compare_digest(token.encode(errors="replace"), services.settings.verify_token.encode())
        if request.args.get("hub.mode") != "subscribe" or not right or not services.settings.verify_token:
            return _answer("wrong mode or token", 403)
        return _answer(challenge, 200)

    @webhook.post("/webhook")
    def receive() -> Response:
        body = request.get_data()
        signature = request.headers.get("X-Hub-Signature-256")
        if not is_genuine(body, signature, app_secret=services.settings.app_secret):
            log.warning("webhook_not_genuine", length=len(body))
            services.metrics.webhooks.labels("refused").inc()
            return _answer("wrong signature", 403)
        try:
            accept(parse_events(body), services)
        except SQLAlchemyError as error:
            log.error("webhook_not_stored", error=type(error).__name__)
            services.metrics.webhooks.labels("not stored").inc()
            return _answer("not stored, please repeat", 503)
        services.metrics.webhooks.labels("stored").inc()
        return _answer("EVENT_RECEIVED", 200)

    return webhook


def _answer(text: str, status: int) -> Response:
    # As text: the challenge is whatever a stranger wrote into the address.
    headers = {"X-Content-Type-Options": "nosniff"}
    return Response(text, status, content_type="text/plain; charset=utf-8", headers=headers)
