"""What can be wrong with a backup."""

from bot.errors import ThrowbackError


class BackupError(ThrowbackError):
    """A backup that cannot be written, or a folder that is none."""
