"""Edited posts: each version has an id of its own, and the list of all the ids it ever had.

The list stands in `edit_info`, under `initial` for the first version and under `edit` for others.
Which versions are superseded must be known before the first is read, so the ids are looked for in
the text of the file.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.archive.posts.post import Post, Version
from bot.ingest.export.tweets import as_id

KEY = '"editTweetIds"'

_LIST = re.compile(r'"editTweetIds"\s*:\s*\[([^\]\[{}]{1,2000})\]')
_ID = re.compile(r"\d{1,19}", re.ASCII)


class Edits:
    """The lists of ids that an export holds, those that have ids in common joined."""

    def __init__(self) -> None:
        self._chain_of: dict[str, set[str]] = {}

    def look(self, text: str) -> None:
        """Take in the lists in `text` that name more than one id."""
        for match in _LIST.finditer(text):
            ids = {known for one in _ID.findall(match[1]) if (known := as_id(one))}
            if len(ids) > 1:
                for chain in [self._chain_of[one] for one in ids if one in self._chain_of]:
                    ids |= chain
                self._chain_of.update(dict.fromkeys(ids, ids))

    def __contains__(self, post_id: str) -> bool:
        return post_id in self._chain_of

    def join(self, posts: Mapping[str, Post]) -> Iterable[Post]:
        """Yield `posts` with each edited one as one post: the newest version that is there."""
        done: set[str] = set()
        for post in posts.values():
            if post.id in done:
                continue
            ids = sorted(self._chain_of.get(post.id, {post.id}), key=int)
            newest = next(posts[one] for one in reversed(ids) if one in posts)
            done.update(ids)
            earlier = ids[: ids.index(newest.id)]
            yield replace(newest, versions=tuple(_version(one, posts.get(one)) for one in earlier))


def _version(post_id: str, post: Post | None) -> Version:
    return Version(post_id, post.created_at, post.text) if post else Version(post_id)
