"""The real bot in the sandbox, for what posts by itself."""

from tests.cogs.conftest import allowed_refusals, clock, play, stage

__all__ = ["allowed_refusals", "clock", "play", "stage"]
