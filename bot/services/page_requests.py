"""Page requests: what the buttons of an answer request, stored under short tokens."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import PageExpiredError
from bot.storage.state.page_requests import PageRequestStore

LIFETIME = timedelta(days=90)
"""How long the buttons of an answer keep working after their last use."""

_TOKEN_BYTES = 12


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for a page: the name of a feature and the arguments to answer it again."""

    feature: str
    arguments: Mapping[str, str] = field(default_factory=dict)

    def canonical(self) -> str:
        """Return the request as JSON text; equal requests have equal texts."""
        return json.dumps([self.feature, dict(sorted(self.arguments.items()))], ensure_ascii=False)

    @property
    def token(self) -> str:
        """A short token for the request: a hash in hex, so that equal requests share one."""
        digest = hashlib.blake2b(self.canonical().encode(), digest_size=_TOKEN_BYTES)
        return digest.hexdigest()


class PageRequests:
    """Stores page requests for as long as their buttons are used."""

    def __init__(self, store: PageRequestStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def save(self, request: PageRequest) -> str:
        """Store `request`, or extend its lifetime, and return its token."""
        now = self._clock.now()
        await self._store.put(
            request.token,
            request.canonical(),
            to_milliseconds(now),
            to_milliseconds(now - LIFETIME),
        )
        return request.token

    async def load(self, token: str) -> PageRequest:
        """Return the request of `token`. Raises PageExpiredError when it has expired."""
        text = await self._store.get(token, to_milliseconds(self._clock.now() - LIFETIME))
        if text is None:
            raise PageExpiredError(
                f"These buttons were not used for {LIFETIME.days} days and no longer work. "
                "Give the command again."
            )
        feature, arguments = json.loads(text)
        return PageRequest(feature, arguments)
