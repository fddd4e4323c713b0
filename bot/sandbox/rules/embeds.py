"""The limits of embeds: https://discord.com/developers/docs/resources/message#embed-object."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.rules.form import FieldErrors, FieldPath

_TITLE, _DESCRIPTION, _FOOTER, _AUTHOR = 256, 4096, 2048, 256
_FIELDS, _FIELD_NAME, _FIELD_VALUE = 25, 256, 1024
_EMBEDS, _TOTAL_SIZE = 10, 6000
_COLOUR = 0xFFFFFF


def check_embeds(form: FieldErrors, embeds: Sequence[Mapping[str, Any]]) -> None:
    """Check the limits of each embed, and the 6000 characters that all of a message share."""
    form.count(("embeds",), embeds, 0, _EMBEDS)
    for index, embed in enumerate(embeds):
        _check_embed(form, ("embeds", index), embed)
    if sum(map(_size, embeds)) > _TOTAL_SIZE:
        form.refuse(
            ("embeds",),
            "MAX_EMBED_SIZE_EXCEEDED",
            f"Embed size exceeds maximum size of {_TOTAL_SIZE}",
        )


def _check_embed(form: FieldErrors, path: FieldPath, embed: Mapping[str, Any]) -> None:
    form.length((*path, "title"), embed.get("title"), 0, _TITLE)
    form.length((*path, "description"), embed.get("description"), 0, _DESCRIPTION)
    if embed.get("color") is not None:
        form.between((*path, "color"), embed["color"], 0, _COLOUR)
    form.length((*path, "footer", "text"), _text_in(embed, "footer", "text"), 0, _FOOTER)
    form.length((*path, "author", "name"), _text_in(embed, "author", "name"), 0, _AUTHOR)
    fields = embed.get("fields") or []
    form.count((*path, "fields"), fields, 0, _FIELDS)
    for index, field in enumerate(fields):
        form.length((*path, "fields", index, "name"), field.get("name"), 1, _FIELD_NAME)
        form.length((*path, "fields", index, "value"), field.get("value"), 1, _FIELD_VALUE)


def _text_in(embed: Mapping[str, Any], part: str, key: str) -> str:
    return (embed.get(part) or {}).get(key) or ""


def _size(embed: Mapping[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [_text_in(embed, "footer", "text"), _text_in(embed, "author", "name")]
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if text)
