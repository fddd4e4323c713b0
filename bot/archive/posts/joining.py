"""Posts of different ids that are one: versions of an edited post, and posts under made ids.

What becomes one follows from all posts together, each merged from the sources of its id. So the
order in which they were loaded changes nothing, as long as the parts of every post are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from bot.archive.posts.merging import absorb_made, best_versions, fingerprint, merge_sources
from bot.archive.posts.post import Post, Version
from bot.archive.posts.synthetic_id import is_synthetic


class Joined(NamedTuple):
    """A post, and the posts that it was made of: itself first, as its own sources have it."""

    post: Post
    parts: tuple[Post, ...]


def join(posts: Mapping[str, Post]) -> list[Joined]:
    """Return what `posts`, given by their ids, become.

    Lists of edits connect their posts, however many lists that takes: a version of a version is a
    version of the newest. The highest id that there is a post of is the post, all others are its
    versions. That is also so where lists contradict each other, be it in a circle.
    Then a post under a made id becomes part of the one with the lowest id that says the same.
    """
    joined = [_edited(members, posts) for members in _chains(posts)]
    made = [post for id, post in sorted(posts.items()) if is_synthetic(id)]
    if not made:
        return joined
    joined.sort(key=lambda one: _number(one.post.id))
    owner: dict[tuple[int, str] | None, int] = {}
    for number, one in enumerate(joined):
        for telling in _tellings(one.post):
            owner.setdefault(telling, number)
    taken: dict[int, list[Post]] = defaultdict(list)
    alone: list[Joined] = []
    for post in made:
        number = owner.get(fingerprint(post), -1)
        if number < 0:
            alone.append(Joined(post, (post,)))
        else:
            taken[number].append(post)
    for number, some in taken.items():
        joined[number] = _with_made(joined[number], some)
    return joined + alone


def _chains(posts: Mapping[str, Post]) -> Iterator[list[str]]:
    """Yield the ids of `posts`, but made ones, that the lists of edits connect."""
    chain_of: dict[str, set[str]] = {}
    for post in posts.values():
        if is_synthetic(post.id):
            continue
        chain = {post.id, *(version.id for version in post.versions)}
        for one in [chain_of[id] for id in chain if id in chain_of]:
            chain |= one
        chain_of.update(dict.fromkeys(chain, chain))
    seen: set[str] = set()
    for id in posts:
        if id in chain_of and id not in seen:
            seen |= chain_of[id]
            yield [member for member in chain_of[id] if member in posts]


def _edited(members: list[str], posts: Mapping[str, Post]) -> Joined:
    """Return the newest post of a chain, with the others as its versions."""
    first, *others = (posts[id] for id in sorted(members, key=_number, reverse=True))
    if not others:
        return Joined(first, (first,))
    versions = [version for one in (first, *others) for version in one.versions]
    versions += [Version(one.id, one.created_at, one.text) for one in others]
    sources = [source for one in (first, *others) for source in one.sources]
    post = replace(
        first,
        versions=best_versions(one for one in versions if one.id != first.id),
        sources=merge_sources(sources),
    )
    return Joined(post, (first, *others))


def _with_made(joined: Joined, made: Iterable[Post]) -> Joined:
    post, parts = joined
    telling = fingerprint(post)
    for one in made:
        if fingerprint(one) == telling:
            post = absorb_made(post, one)
        else:  # it says what an earlier version said
            post = replace(post, sources=merge_sources(post.sources + one.sources))
    return Joined(post, (*parts, *made))


def _tellings(post: Post) -> Iterator[tuple[int, str]]:
    """Yield what the post and each of its versions is known by without an id."""
    parts: tuple[Post | Version, ...] = (post, *post.versions)
    for part in parts:
        if (telling := fingerprint(part)) is not None:
            yield telling


def _number(id: str) -> tuple[int, str]:
    return int(id), id
