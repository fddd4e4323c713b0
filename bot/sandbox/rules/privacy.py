"""Where messages may be ephemeral."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rules.form import FieldErrors, FieldPath
from bot.sandbox.rules.messages import MessageFlag


def refuse_ephemeral(path: FieldPath, body: Mapping[str, Any]) -> None:
    """Raise ApiError if the EPHEMERAL flag is set outside of an interaction response."""
    form = FieldErrors()
    if int(body.get("flags") or 0) & MessageFlag.EPHEMERAL:
        form.refuse((*path, "flags"), "MESSAGE_FLAGS_INVALID", "Invalid flags")
    form.raise_if_any()
