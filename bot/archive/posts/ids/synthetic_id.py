"""Synthetic ids: what a post is known by where its source names no id, as layout F1 does not."""

import hashlib
import re
from datetime import datetime

from bot.archive.timestamps import to_milliseconds

_SYNTHETIC = re.compile(r"t-?\d{1,12}-[0-9a-f]{8}", re.ASCII)


def synthetic_id(created_at: datetime, text: str, occurrence: int = 0) -> str:
    """Return an id made of the second of a post and a hash of its text: "t1666928683-0a1b2c3d".

    `occurrence` counts, from 0, the earlier posts of the same file with the same second and text.
    """
    seconds = to_milliseconds(created_at) // 1000
    hashed = f"{text}\0{occurrence}" if occurrence else text
    return f"t{seconds}-{hashlib.blake2b(hashed.encode(), digest_size=4).hexdigest()}"


def is_synthetic(post_id: str) -> bool:
    """Return whether `post_id` was made by `synthetic_id`."""
    return post_id.startswith("t") and _SYNTHETIC.fullmatch(post_id) is not None


def synthetic_second(post_id: str) -> int:
    """Return the second, since 1970, that is in a synthetic id."""
    return int(post_id[1:].rpartition("-")[0])
