"""Payloads without what differs each time: ids, tokens, addresses and sizes of files."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.snowflakes import lowest_id

Payload = Mapping[str, Any]

ORIGIN = "https://discord.example"
"""Where attachments are, in place of the sandbox's address."""

_KEPT = (
    *("author", "content", "components", "flags", "timestamp", "edited_timestamp", "attachments"),
    *("interaction_metadata", "title", "custom_id"),
)
_USER = ("username", "global_name", "bot")
_DROPPED = frozenset({"id", "proxy_url", "size"})
_ID = re.compile(r"(?<![0-9])[0-9]{19}(?![0-9])")
_TOKEN = re.compile(r'(?<=[a-z]1:)[0-9a-f]{16,24}(?=[:"])|(?<=")[0-9a-f]{32}(?=")')
_AROUND = timedelta(days=3)
_FIRST_ID = 2_000_000_000_000_000_001


class Stabiliser:
    """Replaces what differs each time. `known` are ids of the sandbox with those to show instead.

    `origin` is the sandbox's address, `now` the time of its clock: every id of about that time is
    taken for one of the sandbox's, and those that are not known are numbered in the order in which
    a payload has them. Tokens are numbered too: equal ones stay equal.
    """

    def __init__(self, origin: str, now: datetime, known: Mapping[int, int]) -> None:
        self._origin = origin
        self._ids = range(lowest_id(now - _AROUND), lowest_id(now + _AROUND))
        self._known = known

    def stable(self, payload: Payload) -> dict[str, Any]:
        """Return a message or a modal with what does not differ, and a renderer reads."""
        kept = {key: _without_ids(payload[key]) for key in _KEPT if key in payload}
        if "author" in kept:
            kept["author"] = _user(kept["author"])
            kept["timestamp"] = _minute(kept["timestamp"])
            kept["edited_timestamp"] = _minute(kept["edited_timestamp"])
        if metadata := kept.pop("interaction_metadata", None):
            user = _user(metadata["user"])
            named = {"name": metadata["name"]} if "name" in metadata else {}
            kept["interaction_metadata"] = named | {"user": user}
        text = json.dumps(kept, ensure_ascii=False).replace(self._origin, ORIGIN)
        ids: dict[str, str] = {}
        tokens: dict[str, str] = {}

        def one_id(match: re.Match[str]) -> str:
            id = int(match[0])
            if id in self._known:
                return f"{self._known[id]}"
            if id not in self._ids:
                return match[0]
            return ids.setdefault(match[0], f"{_FIRST_ID + len(ids)}")

        def one_token(match: re.Match[str]) -> str:
            return tokens.setdefault(match[0], f"{len(tokens) + 1:0{len(match[0])}}")

        stable: dict[str, Any] = json.loads(_TOKEN.sub(one_token, _ID.sub(one_id, text)))
        return stable


def written(payload: Payload) -> str:
    """Return a payload as it is kept: indented, with its keys in order."""
    return json.dumps(payload, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(one) for key, one in value.items() if key not in _DROPPED}
    return [_without_ids(one) for one in value] if isinstance(value, list) else value


def _user(user: Payload) -> dict[str, Any]:
    return {key: user[key] for key in _USER}


def _minute(time: str | None) -> str | None:
    moment = datetime.fromisoformat(time) if time else None
    return moment.replace(second=0, microsecond=0).isoformat() if moment else None
