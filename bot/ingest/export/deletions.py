"""Deleted posts: an export keeps them for some weeks in a file of their own.

Only their ids are taken. The texts belong to what the author wanted gone, so they are never read.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.ingest.export.json_objects import objects
from bot.ingest.export.tweets import id_of, tweet_in
from bot.ingest.records.records import BrokenRecord, as_id

DELETIONS_FILE = re.compile(r"deleted[-_]tweets?(?:-part\d+)?\.js(?:on)?", re.ASCII | re.IGNORECASE)
"""Matches the names of the files of deleted posts; other files hold their texts or headers."""


def deleted_ids(text: Iterator[str]) -> Iterator[str | BrokenRecord]:
    """Yield the ids of the deleted posts in a file, and what cannot be read.

    All versions of an edited post are deleted with it.
    """
    for found in objects(text, _is_deleted):
        if isinstance(found, BrokenRecord):
            yield found
        else:
            yield from ids_in(tweet_in(found[1]))


def ids_in(tweet: dict[str, Any]) -> Iterator[str]:
    """Yield the id of a post, and those of its other versions."""
    if (own := id_of(tweet)) is not None:
        yield own
    info = tweet.get("edit_info")
    for state in info.values() if isinstance(info, dict) else ():
        if not isinstance(state, dict):
            continue
        control = state.get("editControlInitial", state)
        listed = control.get("editTweetIds") if isinstance(control, dict) else None
        for value in listed if isinstance(listed, list) else ():
            if (id := as_id(value)) is not None and id != own:
                yield id


def _is_deleted(value: dict[str, Any]) -> bool:
    """Return whether an object after damage is a deleted post, not one that it contains."""
    return "deleted_at" in tweet_in(value)
