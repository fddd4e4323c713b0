"""/onthisday: what was posted on this day."""

from cogs.onthisday.commands import setup

__all__ = ["setup"]
