"""Programs that make what the bot ships; not part of the service."""
