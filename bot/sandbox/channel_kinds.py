"""Discord's numbers of channels: their types and their flags."""

from enum import IntEnum, IntFlag


class ChannelKind(IntEnum):
    """Discord's numbers of channel types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class ChannelFlag(IntFlag):
    """The flags of channels that mean something here."""

    REQUIRE_TAG = 1 << 4


NO_CHANNEL_FLAGS = ChannelFlag(0)

PUBLIC_THREADS = frozenset({ChannelKind.THREAD, ChannelKind.ANNOUNCEMENT_THREAD})
THREADS = PUBLIC_THREADS | {ChannelKind.PRIVATE_THREAD}
WITHOUT_MESSAGES = frozenset({ChannelKind.CATEGORY, ChannelKind.FORUM})
