"""What a bot does not see of others' messages without the intent for their content.

https://discord.com/developers/docs/events/gateway#message-content-intent
"""

from typing import Any

Payload = dict[str, Any]

MESSAGE_CONTENT = 1 << 15
"""The bit of the intent."""

_VEILED: Payload = {"content": "", "embeds": [], "attachments": [], "components": []}


def without_content(message: Payload, bot_id: int) -> Payload:
    """Return a message of a guild as a bot sees it that lacks the intent.

    Its own messages it sees whole, and those that mention it. The target of a command in a
    message's menu never comes this way: it is always whole.
    """
    ids = {one["id"] for one in (message["author"], *message["mentions"])}
    if str(bot_id) in ids:
        return message
    veil = message | _VEILED
    if "message_snapshots" in message:
        snapshots = [one["message"] | _VEILED for one in message["message_snapshots"]]
        veil["message_snapshots"] = [{"message": one} for one in snapshots]
    return veil
