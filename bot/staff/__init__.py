"""The agents' console at /staff/: pages made on the server, and a little script of our own.

Nothing here changes a conversation by itself. What a colleague does there becomes an event in the
inbox, like what a customer does, so order and exactly-once hold for both. Notes, tags, presence
and the audit log concern no customer; they are written directly.
"""
