"""Discord's channel types and channel flags."""

from enum import IntEnum, IntFlag


class ChannelKind(IntEnum):
    """Discord's numbers for channel types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    GROUP_DM = 3
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class ChannelFlag(IntFlag):
    """The channel flags that the sandbox implements."""

    REQUIRE_TAG = 1 << 4
    OBFUSCATED = 1 << 17
    """The channel is hidden from the bot, which cannot view it."""


NO_CHANNEL_FLAGS = ChannelFlag(0)

PUBLIC_THREADS = frozenset({ChannelKind.THREAD, ChannelKind.ANNOUNCEMENT_THREAD})
THREADS = PUBLIC_THREADS | {ChannelKind.PRIVATE_THREAD}
WITHOUT_MESSAGES = frozenset({ChannelKind.CATEGORY, ChannelKind.FORUM})
