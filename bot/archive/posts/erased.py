"""Posts that were erased on request, as an import recognises them.

By their ids, those of earlier versions and of parts included. A source without ids has a post under
a synthetic id, which hashes one of its texts. So the second of the post is remembered, with two
bytes of a hash of what identifies it there: enough to tell it from others of that second, and too
little to read anything from it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.archive.posts.ids.links import may_mean, short_form
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.ids.tid import tid_milliseconds
from bot.archive.posts.merging import fingerprint
from bot.archive.posts.post import NETWORK, Post, Version
from bot.archive.posts.row import PostRow


class TextMark(NamedTuple):
    """The second of a post, since 1970, and two bytes of a hash of its text."""

    second: int
    hash: int


class ErasedAccount(NamedTuple):
    """An account that was erased, under one of its names; `id` is None if no source stated it."""

    network: str
    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class ErasedPosts:
    """What was erased: ids of posts, marks of their texts, accounts.

    `unnamed` are the marks of posts of which no source stated an id. `addresses` are those of `ids`
    that may be addresses of posts of Mastodon and Bluesky under other ids, by their last parts.
    """

    ids: frozenset[str]
    marks: frozenset[TextMark]
    unnamed: frozenset[TextMark]
    accounts: frozenset[ErasedAccount]
    addresses: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ids or self.accounts)

    def has(self, row: PostRow) -> bool:
        """Return whether a post was erased, or its account."""
        if row.id in self.ids or self.has_account(row.network, row.account_id, row.account):
            return True
        if row.network != NETWORK:  # a cross-post may have the same second and text
            refs = self.addresses.get(short_form(row.id), ())
            return any(may_mean(ref, row.id, (row.account,)) for ref in refs)
        marks = self.marks if is_synthetic(row.id) else self.unnamed
        if row.full_post is None and not marks:
            return False
        post = row.post
        return not (ids_of([post]).isdisjoint(self.ids) and marks_of(post).isdisjoint(marks))

    def has_account(self, network: str, id: str | None, name: str) -> bool:
        """Return whether an account was erased, as a source names it.

        Names pass on to others: where both ids are known, they decide.
        """
        return any(
            one.network == network
            and (
                one.id == id
                if one.id is not None and id is not None
                else one.name.casefold() == name.casefold()
            )
            for one in self.accounts
        )


def marks_of(post: Post) -> set[TextMark]:
    """Return the marks of the texts of a post and of its versions."""
    texts: tuple[Post | Version, ...] = (post, *post.versions)
    found = (fingerprint(one) for one in texts)
    return {TextMark(one[0], _hash(one[1])) for one in found if one is not None}


def ids_of(posts: Iterable[Post]) -> set[str]:
    """Return the ids of posts and of their versions."""
    return {id for post in posts for id in (post.id, *(one.id for one in post.versions))}


def addresses_of(ids: Iterable[str]) -> dict[str, list[str]]:
    """Return those of `ids` that may be addresses, by their last parts; see ErasedPosts.

    The bare key of a record is one, and the number of a post is not: X has such too.
    """
    found: dict[str, list[str]] = {}
    for id in ids:
        if "://" in id or tid_milliseconds(id) is not None:
            found.setdefault(short_form(id), []).append(id)
    return found


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=2).digest())
