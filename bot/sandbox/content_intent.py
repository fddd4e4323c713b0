"""The message content intent: what a bot without it does not see of others' messages.

https://discord.com/developers/docs/events/gateway#message-content-intent
"""

from typing import Any

Payload = dict[str, Any]

MESSAGE_CONTENT = 1 << 15
"""The bit of the MESSAGE_CONTENT intent."""

_NO_CONTENT: Payload = {"content": "", "embeds": [], "attachments": [], "components": []}


def without_content(message: Payload, bot_id: int) -> Payload:
    """Return a guild message as a bot without the intent receives it.

    The bot's own messages, and those that mention it, are complete. So is the target of a message
    context menu command, which is never passed to this function.
    """
    if message.get("referenced_message"):
        referenced = without_content(message["referenced_message"], bot_id)
        message = message | {"referenced_message": referenced}
    ids = {user["id"] for user in (message["author"], *message["mentions"])}
    if str(bot_id) in ids:
        return message
    redacted = message | _NO_CONTENT
    if "message_snapshots" in message:
        snapshots = [snapshot["message"] | _NO_CONTENT for snapshot in message["message_snapshots"]]
        redacted["message_snapshots"] = [{"message": snapshot} for snapshot in snapshots]
    return redacted
