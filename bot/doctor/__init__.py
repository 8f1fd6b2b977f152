"""Walks the chain from a customer's message to the bot's answer, and says where it is broken and what mends it."""
