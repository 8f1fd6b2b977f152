"""How secrets are found in a text. bot/redact.py is the door to it and says how the parts work together.

Wherever a pattern stands, two rules keep it linear, and a test holds all of them to it: what repeats
without a limit is possessive ("++"), and every other repetition has a small limit.
"""
