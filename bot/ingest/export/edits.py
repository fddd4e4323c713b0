"""Edited posts: each version has its own id, and the list of the ids of all versions.

The list is in `edit_info`, under `initial` for the first version and under `edit` for others. The
superseded versions must be known before the first post is read, so the lists are extracted from the
text of the file beforehand.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.archive.posts.post import Post, Version
from bot.archive.union_find import UnionFind
from bot.ingest.records.records import as_id

KEY = '"editTweetIds"'

_LIST = re.compile(r'"editTweetIds"\s*:\s*\[([^\]\[{}]{1,2000})\]')
_ONE = re.compile(r'[\s"]*\d{1,19}[\s"]*', re.ASCII)
_ID = re.compile(r"\d{1,19}", re.ASCII)


class Edits:
    """The lists of version ids in an export; those that share an id are merged."""

    def __init__(self) -> None:
        self._connected: UnionFind[str] = UnionFind()

    def add_lists(self, text: str) -> None:
        """Add the lists in `text` that contain more than one id."""
        for match in _LIST.finditer(text):
            if _ONE.fullmatch(match[1]):
                continue  # nearly always
            ids = {known for digits in _ID.findall(match[1]) if (known := as_id(digits))}
            if len(ids) > 1:
                newest = max(ids, key=int)
                for id in ids:
                    self._connected.union(id, newest)

    def __contains__(self, post_id: str) -> bool:
        return post_id in self._connected

    def join(self, posts: Mapping[str, Post]) -> Iterable[Post]:
        """Yield `posts` with the versions of each merged into one post: the newest one present."""
        chains = self._connected.groups()
        done: set[str] = set()
        for post in posts.values():
            if post.id in done:
                continue
            ids = sorted(chains.get(self._connected.find(post.id), [post.id]), key=int)
            newest = next(posts[id] for id in reversed(ids) if id in posts)
            done.update(ids)
            earlier = ids[: ids.index(newest.id)]
            yield replace(newest, versions=tuple(_version(id, posts.get(id)) for id in earlier))


def _version(post_id: str, post: Post | None) -> Version:
    return Version(post_id, post.created_at, post.text) if post else Version(post_id)
