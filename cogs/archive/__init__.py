"""/archive: corrections of what all users see of the archive, and imports."""

from cogs.archive.commands import setup

__all__ = ["setup"]
