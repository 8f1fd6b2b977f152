"""The service: receives Messenger events, decides, and sends."""
