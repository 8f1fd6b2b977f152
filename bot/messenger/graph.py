"""Where Meta's Graph API is, and which version of it we speak: for settings that need no connection."""

from __future__ import annotations

GRAPH_URL = "https://graph.facebook.com"
GRAPH_VERSION = "26.0"  # text: as a number, 2.10 would become 2.1
