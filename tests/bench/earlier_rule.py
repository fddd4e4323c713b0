"""The likely links of version 0.9 for authors without recorded links, to compare with.

It gave each pair of neighbours the share of threads among those of its gap, three times the odds
for a text that reads as going on and half for an address, and called shares from .2 on likely.
"""

from bisect import bisect_left
from collections.abc import Iterable

from bot.archive.posts.ids.snowflake import is_snowflake
from bot.archive.posts.post import Kind, Post
from bot.archive.threads.features import Features, extract_features, leading_mentions
from bot.archive.timestamps import to_milliseconds

_BOUNDS_MS = (2_000, 10_000, 30_000, 60_000, 120_000, 180_000, 300_000, 600_000, 1_800_000)
_SHARES = (0.3, 0.26, 0.26, 0.26, 0.38, 0.31, 0.19, 0.13, 0.06, 0.02)
_SHARES_OF_TALK = (0.22, 0.22, 0.22, 0.22, 0.19, 0.15, 0.12, 0.1, 0.06, 0.02)
_COMPOSER_MS = 1_513_036_800_000
_HOUR_MS = 3_600_000
_LIKELY = 0.2


def earlier_rule(posts: Iterable[Post]) -> dict[str, str]:
    """Return the certain and likely links of an author's `posts`, oldest first."""
    claims: dict[str, str] = {}
    latest: Post | None = None
    plain: Post | None = None
    for post in posts:
        if post.kind is Kind.REPOST or not is_snowflake(post.id):
            continue
        talks = post.shown_text.startswith("@")
        parent = (latest if latest is not plain else None) if talks else plain
        latest = post
        if not talks:
            plain = post
        if parent and _is_claimed(parent, post, talks=talks):
            claims[post.id] = parent.id
    return claims


def _is_claimed(parent: Post, child: Post, *, talks: bool) -> bool:
    before, now = to_milliseconds(parent.created_at), to_milliseconds(child.created_at)
    gap = now - before
    if talks and leading_mentions(parent.shown_text) != leading_mentions(child.shown_text):
        return False
    found = extract_features(parent.shown_text, child.shown_text)
    if found & Features.NUMBERED:
        return gap <= 6 * _HOUR_MS
    if gap > _HOUR_MS:
        return False
    if not talks and gap <= _BOUNDS_MS[0] and before >= _COMPOSER_MS:
        return True
    share = (_SHARES_OF_TALK if talks else _SHARES)[bisect_left(_BOUNDS_MS, gap)]
    odds = share / (1 - share)
    odds *= 3.0 if found & (Features.BEGINS | Features.ENDS) else 1.0
    odds *= 0.5 if found & Features.LINK else 1.0
    return odds / (1 + odds) >= _LIKELY
