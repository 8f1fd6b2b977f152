"""The work on one event, from the inbox to the sent reply, exactly once."""
