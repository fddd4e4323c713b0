"""The rules for allowed_mentions, the field that says who may be pinged."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rules.form import FieldErrors

_KINDS = ("roles", "users", "everyone")
_MAX_IDS = 100


def check_allowed_mentions(form: FieldErrors, allowed: Mapping[str, Any]) -> None:
    """Check for unknown kinds, more than 100 ids, and a kind given both whole and by ids."""
    parse = allowed.get("parse") or []
    for index, kind in enumerate(parse):
        if kind not in _KINDS:
            form.refuse(
                ("allowed_mentions", "parse", index),
                "BASE_TYPE_CHOICES",
                f"Value must be one of {_KINDS}.",
            )
    for kind in ("users", "roles"):
        ids = allowed.get(kind) or []
        form.count(("allowed_mentions", kind), ids, 0, _MAX_IDS)
        if ids and kind in parse:
            form.refuse(
                ("allowed_mentions",),
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )
