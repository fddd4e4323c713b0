"""Posts joined across ids: the versions of an edited post, and posts under synthetic ids.

The result depends on all posts together, each already merged from the sources of its id. So the
order in which they were loaded changes nothing, as long as the parts of every post are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.merging import absorb_synthetic, best_versions, fingerprint, merge_sources
from bot.archive.posts.post import NETWORK, Post, Version
from bot.archive.union_find import UnionFind


class JoinedPost(NamedTuple):
    """A post and the parts that it was joined from, the first being the post before joining."""

    post: Post
    parts: tuple[Post, ...]


def join(posts: Mapping[str, Post]) -> list[JoinedPost]:
    """Return the result of joining `posts`, which are given by id.

    Lists of edits connect their posts across any number of lists: a version of a version is a
    version of the newest. The highest id for which there is a post is the post, all others are its
    versions. That is also so where lists contradict each other or form a cycle.
    Then a post under a synthetic id becomes part of the post with the lowest id that has the same
    fingerprint. A version shows the text before a repair that the owner undid, as its post did;
    fingerprints are of the repaired text nonetheless.
    """
    return [_with_undone_repairs(one) for one in _join(posts)]


def _join(posts: Mapping[str, Post]) -> list[JoinedPost]:
    """Return the result of joining, with the repaired texts of all versions."""
    joined = [_join_versions(members, posts) for members in _chains(posts)]
    synthetic = [post for id, post in sorted(posts.items()) if is_synthetic(id)]
    if not synthetic:
        return joined
    joined.sort(key=lambda item: _id_order(item.post.id))
    owner: dict[tuple[int, str] | None, int] = {}
    for index, item in enumerate(joined):
        if item.post.network != NETWORK:
            continue  # a cross-post may have the same second and text
        for key in _fingerprints(item.post):
            owner.setdefault(key, index)
    absorbed: dict[int, list[Post]] = defaultdict(list)
    unmatched: list[JoinedPost] = []
    for post in synthetic:
        index = owner.get(fingerprint(post), -1)
        if index < 0:
            unmatched.append(JoinedPost(post, (post,)))
        else:
            absorbed[index].append(post)
    for index, duplicates in absorbed.items():
        joined[index] = _join_synthetic(joined[index], duplicates)
    return joined + unmatched


def _chains(posts: Mapping[str, Post]) -> Iterable[list[str]]:
    """Return groups of ids of `posts`, except synthetic ones, that lists of edits connect."""
    connected: UnionFind[str] = UnionFind()
    ids = [id for id in posts if not is_synthetic(id)]
    for id in ids:
        for version in posts[id].versions:
            connected.union(version.id, id)
    chains: dict[str, list[str]] = defaultdict(list)
    for id in ids:
        chains[connected.find(id)].append(id)
    return chains.values()


def _join_versions(members: list[str], posts: Mapping[str, Post]) -> JoinedPost:
    """Return the newest post of a chain, with the others as its versions."""
    newest, *earlier = (posts[id] for id in sorted(members, key=_id_order, reverse=True))
    if not earlier:
        return JoinedPost(newest, (newest,))
    versions = [version for post in (newest, *earlier) for version in post.versions]
    versions += [Version(post.id, post.created_at, post.text) for post in earlier]
    sources = [source for post in (newest, *earlier) for source in post.sources]
    post = replace(
        newest,
        versions=best_versions(version for version in versions if version.id != newest.id),
        sources=merge_sources(sources),
    )
    return JoinedPost(post, (newest, *earlier))


def _join_synthetic(joined: JoinedPost, duplicates: Iterable[Post]) -> JoinedPost:
    post, parts = joined
    key = fingerprint(post)
    for duplicate in duplicates:
        if fingerprint(duplicate) == key:
            post = absorb_synthetic(post, duplicate)
        else:  # it has the text of an earlier version
            post = replace(post, sources=merge_sources(post.sources + duplicate.sources))
    return JoinedPost(post, (*parts, *duplicates))


def _with_undone_repairs(joined: JoinedPost) -> JoinedPost:
    """Return a post whose versions show the text before those repairs that the owner undid."""
    undone = [part for part in joined.parts if part.repair and part.repair.undone]
    if not undone:
        return joined
    versions = list(joined.post.versions)
    for n, version in enumerate(versions):
        for part in undone:
            if part.id == version.id or (is_synthetic(part.id) and _same_text(part, version)):
                versions[n] = replace(version, text=part.shown_text)
                break
    return joined._replace(post=replace(joined.post, versions=tuple(versions)))


def _same_text(part: Post, version: Version) -> bool:
    return part.text == version.text and fingerprint(part) == fingerprint(version)


def _fingerprints(post: Post) -> Iterator[tuple[int, str]]:
    """Yield the fingerprints of the post and of each of its versions."""
    parts: tuple[Post | Version, ...] = (post, *post.versions)
    for part in parts:
        if (key := fingerprint(part)) is not None:
            yield key


def _id_order(id: str) -> tuple[int, str]:
    return int(id) if id.isdecimal() else 0, id
