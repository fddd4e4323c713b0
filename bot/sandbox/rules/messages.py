"""The rules for messages: https://discord.com/developers/docs/resources/message."""

from collections.abc import Collection, Mapping
from enum import IntFlag
from typing import Any

from bot.sandbox.errors import empty_message
from bot.sandbox.rules.components import check_components, check_text_bytes
from bot.sandbox.rules.embeds import check_embeds
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.rules.mentions import check_allowed_mentions

CONTENT = 2000
_NONCE = 25
_EXCLUDED_BY_LAYOUT = ("content", "embeds", "sticker_ids", "poll")


class MessageFlag(IntFlag):
    """The message flags that the sandbox implements."""

    CROSSPOSTED = 1
    SUPPRESS_EMBEDS = 4
    EPHEMERAL = 64
    LOADING = 128
    SILENT = 4096
    FORWARDED = 16384
    """Discord's HAS_SNAPSHOT."""
    LAYOUT = 32768
    """Discord's IS_COMPONENTS_V2."""


NO_FLAGS = MessageFlag(0)


def check_message(
    body: Mapping[str, Any],
    *,
    files: Collection[str] = (),
    before: Mapping[str, Any] | None = None,
) -> None:
    """Check a new message, or an edit of the message `before`. Raises ApiError.

    `files` are the file names of the attachments that the message will have.
    """
    form = FieldErrors()
    old = before or {}
    merged = {**old, **body}
    flags = MessageFlag(int(body.get("flags") or 0))
    was_layout = bool(int(old.get("flags") or 0) & MessageFlag.LAYOUT)
    layout = bool(flags & MessageFlag.LAYOUT) or was_layout
    if was_layout and body.get("flags") is not None and not flags & MessageFlag.LAYOUT:
        form.refuse(
            ("flags",),
            "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG",
            "The IS_COMPONENTS_V2 flag cannot be removed from a message",
        )
    if layout:
        for key in _EXCLUDED_BY_LAYOUT:
            if merged.get(key):
                form.refuse(
                    (key,),
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
    form.length(("content",), body.get("content"), 0, CONTENT)
    form.length(("nonce",), str(body.get("nonce") or ""), 0, _NONCE)
    check_embeds(form, body.get("embeds") or [])
    check_allowed_mentions(form, body.get("allowed_mentions") or {})
    # An edit that sets the flag applies its rules to the existing components as well.
    if "components" in body or "flags" in body:
        check_components(form, merged.get("components") or [], layout=layout, files=files)
    form.raise_if_any()
    if layout:
        check_text_bytes(merged.get("components") or [])
    if _is_empty(merged, layout=layout, files=files):
        raise empty_message()


def _is_empty(merged: Mapping[str, Any], *, layout: bool, files: Collection[str]) -> bool:
    if layout:
        return not merged.get("components")
    has_content = any(merged.get(key) for key in ("embeds", "sticker_ids", "poll"))
    return not (has_content or files or (merged.get("content") or "").strip())
