"""The command `mooring`."""

from bot.cli.main import main

__all__ = ["main"]
