"""The bot's own pace: Discord answers too many requests with refusals, and many of those, a ban."""

import asyncio

MOST_A_SECOND = 40.0
"""Requests of digests. Discord allows 50 of a bot; the others are for those who ask it."""


class Pacer:
    """Lets requests go one by one, evenly, so that no second has more than `most`."""

    def __init__(self, most: float = MOST_A_SECOND) -> None:
        self._apart = 1 / most
        self._next = 0.0

    async def turn(self) -> None:
        """Wait until it is this request's turn."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next)
        self._next = at + self._apart
        if at > now:
            await asyncio.sleep(at - now)
