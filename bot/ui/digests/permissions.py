"""The permissions that the bot needs in a server. Answers to commands need none."""

from dataclasses import dataclass

from bot.languages import Message, plazy


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission: by discord.py's name, by the label in Discord's settings, and what needs it."""

    name: str
    label: Message
    purpose: str


# The purposes are for the guide alone, which is English.
INVITED = (
    Permission(
        "view_channel",
        plazy("permission", "View Channel"),
        "every digest",  # never translated
    ),
    Permission(
        "send_messages",
        plazy("permission", "Send Messages"),
        "digests in channels and forums",  # never translated
    ),
    Permission(
        "send_messages_in_threads",
        plazy("permission", "Send Messages in Threads"),
        "digests in threads",  # never translated
    ),
    Permission(
        "read_message_history",
        plazy("permission", "Read Message History"),
        "looking whether a digest was posted before a crash",  # never translated
    ),
    Permission(
        "attach_files",
        plazy("permission", "Attach Files"),
        "pictures in digests",  # never translated
    ),
)
"""What the bot asks for when it is invited."""

OCCASIONAL = (
    Permission(
        "mention_everyone",
        plazy("permission", "Mention @everyone, @here and All Roles"),
        # never translated
        "a digest with `mention:`, if not everybody may mention the role",
    ),
    Permission(
        "manage_threads",
        plazy("permission", "Manage Threads"),
        # never translated
        "a digest in a locked thread, or with a tag that only moderators may give",
    ),
)
"""What a server gives the bot in a single channel, where a digest there needs it."""

LABELS = {permission.name: permission.label for permission in (*INVITED, *OCCASIONAL)}
"""The labels of all permissions, by discord.py's names."""
