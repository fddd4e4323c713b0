"""What is claimed of posts beside what is true, in figures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.archive.posts.post import Post
from tests.bench.scores import Links, Score, Scores

SINCE = datetime(2018, 1, 1, tzinfo=UTC)
"""Posts are judged from then on, as those of real authors were when they were measured."""

Claims = Mapping[str, Sequence[Links]]
"""What is claimed of each author's posts, by who claims it."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The posts of one author, oldest first, and which of them answers which."""

    posts: Sequence[Post]
    true: Links

    @property
    def counted(self) -> set[str]:
        """The ids of the posts that are judged: it is known what they answer."""
        return {one.id for one in self.posts if one.parent_known and one.created_at >= SINCE}


@dataclass(frozen=True, slots=True)
class Table:
    """Prints what is claimed of those posts of each author that are `counted`."""

    archives: Sequence[Archive]
    counted: Sequence[Collection[str]]
    verbose: bool

    def tell(self, title: str, claims: Claims, beside: Claims | None = None) -> None:
        """Print a line for each who claims; with what is gained over what they claim `beside`."""
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
                    told = f"{score.right:,} right of {score.claimed:,}, {score.true:,} true"
                    print(f"{archive.posts[0].account:>26}{_figures(score)}   {told}")

    def _scores(self, claims: Sequence[Links]) -> Scores:
        rows = zip(claims, self.archives, self.counted, strict=True)
        return Scores([Score.of(links, one.true, ids) for links, one, ids in rows])


def _figures(of: Score | Scores) -> str:
    return f"   {of.precision:9.3f} {of.recall:6.3f} {of.f1:6.3f}"
