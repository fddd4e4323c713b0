"""Reposts in the monthly files of old exports: cut at 140 characters, and whole beside that.

The object of such a post has the reposted one under `retweeted_status`.
"""

import re
from typing import Any

from bot.ingest.text.entities import unescape

_PREFIX = re.compile(r"RT @\w{1,20}:\s*", re.ASCII)
_CUT = re.compile(r"(?:&\w{0,4})?\s*(?:…|\.\.\.)\s*$", re.ASCII)


def reposted_in(tweet: dict[str, Any]) -> dict[str, Any]:
    """Return the object of the post that `tweet` repeats; an empty one if there is none."""
    status = tweet.get("retweeted_status")
    return status if isinstance(status, dict) else {}


def whole_repost(text: str, original: str) -> str:
    """Return the text of a repost with the whole of the `original` text if `text` is cut.

    Both are as in the file. `text` is cut if it ends in an ellipsis and `original` begins with what
    is before that, and is longer.
    """
    prefix = _PREFIX.match(text)
    if not prefix:
        return text
    cut = _CUT.search(text, max(prefix.end(), len(text) - 20))
    if not cut:
        return text
    kept = text[prefix.end() : cut.start()]
    length = len(text) - prefix.end()
    if len(original) < length or not _begins(original, kept):
        return text
    return prefix[0] + original


def _begins(original: str, kept: str) -> bool:
    """Return whether `original` begins with `kept`, apart from escapes and white space."""
    return _bare(original).startswith(_bare(kept))


def _bare(text: str) -> str:
    return "".join(unescape(text).split())
