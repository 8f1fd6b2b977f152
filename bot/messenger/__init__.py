"""All knowledge of Meta's Messenger Platform: what arrives, what is sent, what goes wrong."""
