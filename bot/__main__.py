"""python -m bot: the same as the console script piotnet-bot."""

from __future__ import annotations

from bot.cli import main

main()
