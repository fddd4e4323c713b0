"""The nonces of messages: for five minutes Discord knows what was sent with them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.channels import Channel
    from bot.sandbox.messages import Message

_LAST = timedelta(minutes=5)


class Nonces:
    """Messages by their channel and nonce. No more are kept than were sent in five minutes."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._sent: dict[tuple[int, str], tuple[datetime, Message]] = {}

    def __len__(self) -> int:
        return len(self._sent)

    def find(self, channel: "Channel", nonce: str) -> "Message | None":
        """Return the message sent to a channel with this nonce in the last five minutes."""
        self._forget()
        sent = self._sent.get((channel.id, nonce))
        return None if sent is None or self._is_old(sent[0]) else sent[1]

    def remember(self, nonce: str, message: "Message") -> None:
        """Keep a nonce for five minutes."""
        self._forget()
        key = (message.channel.id, nonce)
        self._sent.pop(key, None)  # so that those remembered last stand last
        self._sent[key] = (self._now(), message)

    def _forget(self) -> None:
        while self._sent:
            oldest = next(iter(self._sent))
            if not self._is_old(self._sent[oldest][0]):
                break
            del self._sent[oldest]

    def _is_old(self, moment: datetime) -> bool:
        # A clock that was set back makes old nonces look new for as long as that.
        return abs(self._now() - moment) > _LAST
