"""/digest: archived posts, posted to a channel on a schedule."""

from cogs.digests.commands import setup

__all__ = ["setup"]
