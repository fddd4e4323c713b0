"""Tables of claimed links compared with the true ones."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from bot.archive.posts.post import Post
from tests.bench.scores import Links, Score, Scores

SINCE = datetime(2018, 1, 1, tzinfo=UTC)
"""Posts from then on are scored, as those of real authors were when they were measured."""


class Era(NamedTuple):
    """A stretch of years whose posts are scored together: from `since` to before `until`."""

    name: str
    since: datetime
    until: datetime


_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
SINCE_2018 = Era("since 2018", SINCE, _ALWAYS[1])
ERAS = (
    Era("all years", *_ALWAYS),
    Era("before 2015", _ALWAYS[0], datetime(2015, 1, 1, tzinfo=UTC)),
    Era("2015 to 2017", datetime(2015, 1, 1, tzinfo=UTC), SINCE),
    SINCE_2018,
)
"""Eras in which people, and the network's composer, made threads differently."""

Claims = Mapping[str, Sequence[Links]]
"""The claimed links of each author, by the source of the claims."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The posts of one author, oldest first, and their true links."""

    posts: Sequence[Post]
    true: Links

    def counted(self, era: Era = SINCE_2018) -> set[str]:
        """Return the ids of the posts that are scored: whose parent, or lack of one, is known."""
        return {
            one.id
            for one in self.posts
            if one.parent_known and era.since <= one.created_at < era.until
        }


@dataclass(frozen=True, slots=True)
class Table:
    """Prints the scores of claims about those posts of each author that are `counted`."""

    archives: Sequence[Archive]
    counted: Sequence[Collection[str]]
    verbose: bool

    def print_rows(self, title: str, claims: Claims, beside: Claims | None = None) -> None:
        """Print a row for each source of claims, with its gain in F1 over `beside`.

        Nothing is printed if no post that is counted continues one.
        """
        if not any(
            one.true.keys() & ids for one, ids in zip(self.archives, self.counted, strict=True)
        ):
            return
        print(f"{title}\n{'':26}   {'mean of the authors':23}   all links together")
        print(f"{'':26}" + f"   {'precision':>9} {'recall':>6} {'F1':>6}" * 2)
        for name, each in claims.items():
            scores = self._scores(each)
            line = f"{name:>26}" + _figures(scores) + _figures(scores.pooled)
            if beside and name in beside:
                line += f"   F1 {scores.f1 - self._scores(beside[name]).f1:+.3f}"
            print(line)
            if self.verbose:
                for archive, score in zip(self.archives, scores.each, strict=True):
                    counts = f"{score.right:,} right of {score.claimed:,}, {score.true:,} true"
                    print(f"{archive.posts[0].account:>26}{_figures(score)}   {counts}")

    def _scores(self, claims: Sequence[Links]) -> Scores:
        rows = zip(claims, self.archives, self.counted, strict=True)
        return Scores([Score.of(links, one.true, ids) for links, one, ids in rows])


def _figures(of: Score | Scores) -> str:
    return f"   {of.precision:9.3f} {of.recall:6.3f} {of.f1:6.3f}"
