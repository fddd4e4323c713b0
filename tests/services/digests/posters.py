"""A poster that tests can break."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.archive.digests.model import DeliveryTarget, DigestContent, SentMessage
from bot.errors import HistoryUnreadableError

NONCES_LAST = timedelta(minutes=5)

Trouble = BaseException | type[BaseException]


class Crash(BaseException):
    """The end of a process, at any step."""


class Board:
    """Keeps posts, and nonces for five minutes of its own clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.posts: list[tuple[datetime, DeliveryTarget, str, DigestContent]] = []
        self.readable = True
        self.knows_nonces = True
        self.filled = asyncio.Event()
        self._nonces: dict[str, tuple[datetime, SentMessage]] = {}

    def put(
        self, target: DeliveryTarget, content: DigestContent, nonce: str, run_id: str
    ) -> SentMessage:
        """Post, unless the nonce is known."""
        known = self._nonces.get(nonce)
        if self.knows_nonces and known and abs(self.now() - known[0]) <= NONCES_LAST:
            return known[1]
        self.filled.set()
        self.posts.append((self.now(), target, run_id, content))
        sent = SentMessage(target.channel_id, len(self.posts))
        self._nonces[nonce] = (self.now(), sent)
        return sent


class BoardPoster:
    """Posts on a board. `before` and `after` are exceptions to raise, once each, around a send."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.before: list[Trouble] = []
        self.after: list[Trouble] = []
        self.delay = 0.0
        self.notices: list[tuple[int, str]] = []
        self.published: list[SentMessage] = []
        self.searches = 0

    async def send(
        self, target: DeliveryTarget, content: DigestContent, *, nonce: str, run_id: str
    ) -> SentMessage:
        """Post."""
        if self.before:
            raise self.before.pop(0)
        sent = self.board.put(target, content, nonce, run_id)
        await asyncio.sleep(self.delay)
        if self.after:
            raise self.after.pop(0)
        return sent

    async def find(
        self, target: DeliveryTarget, run_id: str, _since: datetime
    ) -> SentMessage | None:
        """Search for the post of a run."""
        self.searches += 1
        if not self.board.readable:
            raise HistoryUnreadableError("The bot may not read here.")
        for number, (_, where, known, _) in enumerate(self.board.posts, start=1):
            if known == run_id and where.channel_id == target.channel_id:
                return SentMessage(target.channel_id, number)
        return None

    async def publish(self, _target: DeliveryTarget, sent: SentMessage) -> None:
        """Publish."""
        self.published.append(sent)

    async def honours_nonces(self, _target: DeliveryTarget) -> bool:
        """Return whether the board knows nonces."""
        return self.board.knows_nonces

    async def notify_guild(self, guild_id: int, text: str) -> None:
        """Record a notice."""
        self.notices.append((guild_id, text))
