"""What the digest service knows of whoever posts: nothing of Discord but this."""

from datetime import date, datetime
from typing import Protocol

from bot.archive.digests.model import (
    DeliveryTarget,
    Digest,
    DigestChoice,
    DigestContent,
    SentMessage,
)


class Poster(Protocol):
    """Posts digests. Every method may raise TryAgainError, NotTakenError and RefusedError."""

    async def send(
        self, target: DeliveryTarget, content: DigestContent, *, nonce: str, run_id: str
    ) -> SentMessage:
        """Post `content`, marked so that it can be found.

        A message that was sent with the same nonce some minutes ago is not sent again.
        """
        ...

    async def find(
        self, target: DeliveryTarget, run_id: str, since: datetime
    ) -> SentMessage | None:
        """Return what was posted with this mark since about then; None if there certainly is none.

        Raises CannotLookError where that cannot be told.
        """
        ...

    async def publish(self, target: DeliveryTarget, sent: SentMessage) -> None:
        """Publish what stands in an announcement channel to those who follow it."""
        ...

    async def honours_nonces(self, target: DeliveryTarget) -> bool:
        """Tell whether a nonce keeps a message from being posted twice there."""
        ...

    async def tell(self, guild_id: int, text: str) -> None:
        """Say `text`, markdown, in some channel of a server where that is possible."""
        ...


class Composer(Protocol):
    """Decides what a digest shows, once: a preview and the run that follows get the same."""

    async def compose(self, digest: Digest, local_date: date) -> DigestContent | None:
        """Return what the digest shows on a local date; None if there is nothing."""
        ...

    async def recall(self, local_date: date, choice: DigestChoice) -> DigestContent | None:
        """Return again what was chosen; None if nothing of it is left."""
        ...
