"""/digest: posts of the archive that are posted to a channel on a schedule."""

from cogs.digests.commands import setup

__all__ = ["setup"]
