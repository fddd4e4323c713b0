"""What the handlers of messages share."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.messages import Message
from bot.sandbox.rules.form import Form, Place
from bot.sandbox.rules.messages import Flag
from bot.sandbox.world import World


def refuse_private(place: Place, body: Mapping[str, Any]) -> None:
    """Refuse the flag that only an answer to an interaction may have."""
    form = Form()
    if int(body.get("flags") or 0) & Flag.EPHEMERAL:
        form.refuse((*place, "flags"), "MESSAGE_FLAGS_INVALID", "Invalid flags")
    form.settle()


def tell_of_message(world: World, event: str, message: Message) -> None:
    """Send the bot an event of a message."""
    place = message.channel.guild
    data = message.payload
    if place is not None:
        data["guild_id"] = str(place.id)
    world.dispatch(event, data, place.id if place else None)
