"""Precision and recall of inferred thread links, where the true ones are known."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import Self

from bot.archive.posts.post import Kind, Post

Links = Mapping[str, str]
"""Parents by children, as ids."""

_RULE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Score:
    """The numbers of true links, of claimed links, and of claimed links that are true."""

    true: int
    claimed: int
    right: int

    @classmethod
    def of(cls, claims: Links, true: Links, counted: Collection[str]) -> Self:
        """Compare claimed links with the true ones, for the counted children."""
        made = {child: parent for child, parent in claims.items() if child in counted}
        return cls(
            sum(child in counted for child in true),
            len(made),
            sum(true.get(child) == parent for child, parent in made.items()),
        )

    @property
    def precision(self) -> float:
        """The share of claims that are right; 0 without any."""
        return self.right / self.claimed if self.claimed else 0.0

    @property
    def recall(self) -> float:
        """The share of true links that were found; 0 without any."""
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where nothing is right."""
        return 2 * self.right / (self.true + self.claimed) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of several authors."""

    each: Sequence[Score]

    @property
    def precision(self) -> float:
        """The mean precision of the authors for whom anything was claimed."""
        return _mean(one.precision for one in self.each if one.claimed)

    @property
    def recall(self) -> float:
        """The mean recall of the authors who have any thread."""
        return _mean(one.recall for one in self.each if one.true)

    @property
    def f1(self) -> float:
        """The mean F1 of the authors who have any thread."""
        return _mean(one.f1 for one in self.each if one.true)

    @property
    def pooled(self) -> Score:
        """The score over the links of all authors together."""
        return Score(
            sum(one.true for one in self.each),
            sum(one.claimed for one in self.each),
            sum(one.right for one in self.each),
        )


def five_minutes(posts: Iterable[Post]) -> dict[str, str]:
    """Return the links that the five-minute rule claims of an author's `posts`, oldest first.

    The rule: a post within five minutes of the one before continues it. Reposts, and posts that
    begin with a mention, are left out.
    """
    claims: dict[str, str] = {}
    previous: Post | None = None
    for post in posts:
        if post.kind is Kind.REPOST or post.shown_text.startswith("@"):
            continue
        if previous and post.created_at - previous.created_at <= _RULE:
            claims[post.id] = previous.id
        previous = post
    return claims


def true_links(posts: Sequence[Post]) -> dict[str, str]:
    """Return the parents of posts that are posts of the same author, both among `posts`."""
    now_under = {version.id: post for post in posts for version in post.versions}
    now_under |= {post.id: post for post in posts}
    return {
        post.id: parent.id
        for post in posts
        if post.reply_to
        and (parent := now_under.get(post.reply_to))
        and parent.account == post.account
        and parent is not post
    }


def _mean(values: Iterable[float]) -> float:
    return fmean(every) if (every := list(values)) else 0.0
