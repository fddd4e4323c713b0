"""What may be for one reader alone."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rules.form import FieldErrors, FieldPath
from bot.sandbox.rules.messages import Flag


def refuse_private(place: FieldPath, body: Mapping[str, Any]) -> None:
    """Refuse the flag that only an answer to an interaction may have."""
    form = FieldErrors()
    if int(body.get("flags") or 0) & Flag.EPHEMERAL:
        form.refuse((*place, "flags"), "MESSAGE_FLAGS_INVALID", "Invalid flags")
    form.settle()
