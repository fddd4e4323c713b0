"""Page requests: what the buttons of answers ask for, as texts under short tokens."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic

from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import DatabaseError, PageExpiredError
from bot.languages import ENGLISH, nlazy, speaking
from bot.storage.state.page_requests import PageRequestStore

_log = logging.getLogger(__name__)

LIFETIME = timedelta(days=90)
"""How long the buttons of an answer keep working after their last use."""

CLEANING_PAUSE = timedelta(hours=1)
"""The least time between two deletions of expired requests."""


class PageRequests:
    """Stores the texts of page requests for as long as their buttons are used."""

    def __init__(self, store: PageRequestStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._looked_at: tuple[datetime, float] | None = None  # also by a clock that nobody sets

    async def save(self, texts: Mapping[str, str]) -> None:
        """Store `texts`, by their tokens, or extend their lifetimes."""
        if not texts:
            return
        now = self._clock.now()
        await self._store.put(texts, to_milliseconds(now))
        if self._may_clean(now):
            try:
                await self._store.delete_unused(to_milliseconds(now - LIFETIME))
            except DatabaseError as error:  # the answer needs no room
                with speaking(ENGLISH):  # the log's language is not the asker's
                    _log.warning("Expired page requests were not deleted: %s", error)

    def _may_clean(self, now: datetime) -> bool:
        """Return whether to delete expired requests now.

        A clock that is years ahead for a while would have all of them expire. So the pause before
        must have been as long by a clock that nobody sets.
        """
        steady = monotonic()
        if self._looked_at is None:
            self._looked_at = now, steady
            return False
        since = timedelta(seconds=steady - self._looked_at[1])
        if max(since, now - self._looked_at[0]) < CLEANING_PAUSE:
            return False
        by_clock, self._looked_at = now - self._looked_at[0], (now, steady)
        return abs(by_clock - since) < CLEANING_PAUSE

    async def load(self, token: str) -> str:
        """Return the text under `token` and extend its lifetime.

        Raises PageExpiredError when it has expired.
        """
        now = self._clock.now()
        text = await self._store.use(token, to_milliseconds(now), to_milliseconds(now - LIFETIME))
        if text is None:
            raise PageExpiredError(
                nlazy(
                    "These buttons were not used for {count} day and no longer work. Give the "
                    "command again.",
                    "These buttons were not used for {count} days and no longer work. Give the "
                    "command again.",
                    LIFETIME.days,
                )
            )
        return text
