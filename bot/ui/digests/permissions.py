"""The permissions that the bot needs in a server. Answers to commands need none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission: by discord.py's name, by the label in Discord's settings, and what needs it."""

    name: str
    label: str
    purpose: str


INVITED = (
    Permission("view_channel", "View Channel", "every digest"),
    Permission("send_messages", "Send Messages", "digests in channels and forums"),
    Permission("send_messages_in_threads", "Send Messages in Threads", "digests in threads"),
    Permission(
        "read_message_history",
        "Read Message History",
        "looking whether a digest was posted before a crash",
    ),
    Permission("attach_files", "Attach Files", "pictures in digests"),
)
"""What the bot asks for when it is invited."""

OCCASIONAL = (
    Permission(
        "mention_everyone",
        "Mention @everyone, @here and All Roles",
        "a digest with `mention:`, if not everybody may mention the role",
    ),
    Permission(
        "manage_threads",
        "Manage Threads",
        "a digest in a locked thread, or with a tag that only moderators may give",
    ),
)
"""What a server gives the bot in a single channel, where a digest there needs it."""

LABELS = {permission.name: permission.label for permission in (*INVITED, *OCCASIONAL)}
"""The labels of all permissions, by discord.py's names."""
