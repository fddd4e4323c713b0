"""The profile in a repository: the names of its owner, and what they ask of apps."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from bot.archive.posts.ids.networks import Network
from bot.archive.posts.post import Profile
from bot.ingest.bluesky.blobs import media_path

_HIDDEN = "!no-unauthenticated"
_LONGEST = 10_000  # characters


def asks_to_be_hidden(profile: Any) -> bool:
    """Return whether a profile asks apps not to show it to people who are not signed in."""
    labels = profile.get("labels") if isinstance(profile, dict) else None
    values = labels.get("values") if isinstance(labels, dict) else None
    if not isinstance(values, list):
        return False
    return any(isinstance(value, dict) and value.get("val") == _HIDDEN for value in values)


def profile_of(
    profile: Any, account: str, did: str, exported_at: datetime | None, media: Container[str]
) -> Profile:
    """Return what a repository states of its owner; `media` are the names of files there are."""
    facts = profile if isinstance(profile, dict) else {}
    picture = media_path(facts.get("avatar"))
    return Profile(
        account,
        _text(facts.get("displayName")),
        _text(facts.get("description")),
        exported_at,
        network=Network.BLUESKY.value,
        account_id=did,
        avatar=picture if picture and picture.rpartition("/")[2] in media else None,
    )


def _text(value: object) -> str | None:
    return value[:_LONGEST] or None if isinstance(value, str) else None
