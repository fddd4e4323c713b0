"""Protocols of the digest service: the only interface through which it sees Discord."""

from datetime import date, datetime
from typing import Protocol

from bot.archive.digests.model import (
    DeliveryTarget,
    Digest,
    DigestChoice,
    DigestContent,
    SentMessage,
)
from bot.languages import Message


class Poster(Protocol):
    """Posts digests.

    Every method may raise TryAgainError, MessageRejectedError and CannotPostError.
    """

    async def send(
        self, target: DeliveryTarget, content: DigestContent, *, nonce: str, run_id: str
    ) -> SentMessage:
        """Post `content` with `run_id` in it, so that `find` can find it, and return the message.

        A message that was sent with the same nonce some minutes ago is not sent again.
        """
        ...

    async def find(
        self, target: DeliveryTarget, run_id: str, since: datetime
    ) -> SentMessage | None:
        """Return the message of run `run_id`, posted at about `since` or later; None if none was.

        Raises HistoryUnreadableError when that cannot be determined.
        """
        ...

    async def publish(self, target: DeliveryTarget, sent: SentMessage) -> None:
        """Publish a message of an announcement channel to the channels that follow it."""
        ...

    async def honours_nonces(self, target: DeliveryTarget) -> bool:
        """Return whether a nonce keeps a message from being posted twice to `target`."""
        ...

    async def notify_guild(self, guild_id: int, text: str) -> None:
        """Post `text`, in Markdown, in some channel of the server where the bot may write."""
        ...


class Composer(Protocol):
    """Chooses the posts of a digest once, so that a preview and its run show the same."""

    async def compose(self, digest: Digest, local_date: date) -> DigestContent | None:
        """Return the content of the digest for a local date; None if there is none."""
        ...

    async def why_nothing(self, digest: Digest) -> Message:
        """Return why the digest has no content, for its history."""
        ...

    async def recall(
        self, digest: Digest, local_date: date, choice: DigestChoice
    ) -> DigestContent | None:
        """Return the content of an earlier choice; None if none of its posts is left."""
        ...
