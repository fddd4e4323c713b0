"""The nonces of messages, which Discord remembers for five minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.channels import Channel
    from bot.sandbox.messages import Message

_LIFETIME = timedelta(minutes=5)


class Nonces:
    """Messages by channel and nonce. Only those of the last five minutes are kept."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._sent: dict[tuple[int, str], tuple[datetime, Message]] = {}

    def __len__(self) -> int:
        return len(self._sent)

    def find(self, channel: "Channel", nonce: str) -> "Message | None":
        """Return the message sent to a channel with a nonce in the last five minutes, or None."""
        self._drop_expired()
        sent = self._sent.get((channel.id, nonce))
        return None if sent is None or self._is_expired(sent[0]) else sent[1]

    def remember(self, nonce: str, message: "Message") -> None:
        """Store a nonce for five minutes."""
        self._drop_expired()
        key = (message.channel.id, nonce)
        self._sent.pop(key, None)  # so that the order is that of storing
        self._sent[key] = (self._now(), message)

    def _drop_expired(self) -> None:
        while self._sent:
            oldest = next(iter(self._sent))
            if not self._is_expired(self._sent[oldest][0]):
                break
            del self._sent[oldest]

    def _is_expired(self, time: datetime) -> bool:
        # A clock that was set back would make old nonces look new until it catches up.
        return abs(self._now() - time) > _LIFETIME
