"""Page requests: what the buttons of answers ask for, as texts under short tokens."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

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
        self._cleaned_at: datetime | None = None

    async def save(self, texts: Mapping[str, str]) -> None:
        """Store `texts`, by their tokens, or extend their lifetimes."""
        if not texts:
            return
        now = self._clock.now()
        await self._store.put(texts, to_milliseconds(now))
        if self._cleaned_at is None or now - self._cleaned_at >= CLEANING_PAUSE:
            self._cleaned_at = now
            try:
                await self._store.delete_unused(to_milliseconds(now - LIFETIME))
            except DatabaseError as error:  # the answer needs no room
                with speaking(ENGLISH):  # the log's language is not the asker's
                    _log.warning("Expired page requests were not deleted: %s", error)

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
