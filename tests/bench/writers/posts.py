"""The writers' posts, with their parents: the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.archive.posts.post import Post
from bot.ingest.text.entities import kind_of, links
from tests.archives import post, snowflake
from tests.bench.authors.words import FRIENDS, LANGUAGES
from tests.bench.writers.habits import WRITERS, Writer

_COMPOSER = datetime(2017, 12, 12, tzinfo=UTC)
_SPREAD = 1.1  # of pauses, the standard deviation of their logarithm
_TOPICS = 4_000  # words of topics, of which each sitting has a few
_SYLLABLES = {
    "ja": "木水火土山川空海風雪",
    "": (
        "ba",
        "dor",
        "fi",
        "gal",
        "hem",
        "ki",
        "lon",
        "mer",
        "nu",
        "pas",
        "rit",
        "sol",
        "tev",
        "wun",
    ),
}


def posts(writer: Writer, count: int = 1_500, *, seed: int = 11) -> list[Post]:
    """Return about `count` posts of a writer, oldest first; each names its parent, if any."""
    rng = random.Random(f"{seed} {writer.name}")
    return _Pen(writer, rng).written(count)


@dataclass(slots=True)
class _Pen:
    """Writes one writer's posts."""

    writer: Writer
    rng: random.Random
    now: datetime = field(init=False)
    done: list[Post] = field(default_factory=list)

    def written(self, count: int) -> list[Post]:
        """Return about so many posts, spread over the writer's years."""
        first, last = self.writer.years
        self.now = datetime(2000 + first, 1, 2, tzinfo=UTC)
        days = (datetime(2000 + last, 12, 30, tzinfo=UTC) - self.now) / timedelta(days=1)
        while len(self.done) < count:
            before = len(self.done)
            self._sitting()
            each = days / count * (len(self.done) - before)
            # Sittings are hours apart, so that nothing of one is near the next.
            self.now += timedelta(days=max(0.2, self.rng.expovariate(1 / each)))
        return self.done

    def _sitting(self) -> None:
        writer = self.writer
        draw = self.rng.randrange(100)
        for share, write in (
            (writer.series, self._series),
            (writer.rushes, self._rush),
            (writer.events, self._event),
            (writer.talks, self._talk),
            (writer.composed, self._composed),
        ):
            if draw < share:
                write()
                return
            draw -= share
        if self.rng.random() < 0.2:
            self._write(f"RT @{self.rng.choice(FRIENDS)}: {self._text(writer.length[0])}", None)
        else:
            self._write(self._text(writer.length[0]), None)

    def _series(self, *, composed: bool = False) -> None:
        writer, topic = self.writer, self._topic()
        numbered = self.rng.random() < writer.numbered
        parent = None
        for number in range(1, self.rng.randint(3, 8)):
            text = self._text(writer.length[1], topic, cued=number > 1)
            if numbered:
                text = f"{number}/ {text}"
            parent = self._write(text, parent).id
            if composed:
                self._wait(self.rng.uniform(0.3, 7.0 if len(text) > 200 else 1.9))
            elif self.rng.random() < 0.15:
                self._aside()
            else:
                self._pause(writer.pause)

    def _composed(self) -> None:
        self._series(composed=self.now >= _COMPOSER)

    def _rush(self) -> None:
        for _ in range(self.rng.randint(3, 9)):
            self._write(self._text(self.writer.length[0], address=True), None)
            self._pause(self.writer.rush_pause)

    def _event(self) -> None:
        topic = self._topic()
        for _ in range(self.rng.randint(5, 15)):
            self._write(self._text(self.writer.length[0], topic), None)
            self._pause(self.writer.rush_pause)

    def _talk(self) -> None:
        names = " ".join(f"@{name}" for name in self.rng.sample(FRIENDS, self.rng.randint(1, 2)))
        own: str | None = None
        for _ in range(self.rng.randint(1, 5)):
            theirs = snowflake(self.now - timedelta(seconds=30), 1 << 21)
            to_self = own is not None and self.rng.random() < self.writer.answers_self
            text = f"{names} {self._text(self.writer.length[0])}"
            own = self._write(text, own if to_self else theirs).id
            if self.rng.random() < 0.3:
                self._pause(60)
                self._aside()
            self._pause(120)

    def _aside(self) -> None:
        """Write a reply to somebody else between other posts."""
        theirs = snowflake(self.now - timedelta(seconds=20), 1 << 21)
        self._write(f"@{self.rng.choice(FRIENDS)} {self._text(5)}", theirs)
        self._pause(40)

    def _topic(self) -> list[str]:
        """Return a few words that hardly any other post has."""
        syllables = _SYLLABLES.get(self.writer.language, _SYLLABLES[""])
        found = []
        for _ in range(4):
            chosen = random.Random(self.rng.randrange(_TOPICS))
            found.append("".join(chosen.choices(syllables, k=3)))
        return found

    def _text(
        self,
        length: int,
        topic: list[str] | None = None,
        *,
        cued: bool = False,
        address: bool = False,
    ) -> str:
        words, space, cues = LANGUAGES[self.writer.language]
        rng = self.rng
        chosen = rng.choices(words, k=max(2, round(rng.gauss(length, length / 3))))
        if topic:
            shares = self.writer.on_topic
            chosen = [rng.choice(topic) if rng.random() < shares else word for word in chosen]
        if cued and rng.random() < self.writer.cued:
            chosen.insert(0, rng.choice(cues))
        linked = self.writer.linked * (1.0 if address or not topic else 0.5)
        if rng.random() < linked:
            chosen.append(f" https://example.org/{rng.randrange(10**6)}")
        return space.join(chosen)

    def _pause(self, median: float) -> None:
        self._wait(median * self.rng.lognormvariate(0, _SPREAD))

    def _wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=max(seconds, 0.05))

    def _write(self, text: str, parent: str | None) -> Post:
        number = WRITERS.index(self.writer)
        kind, name = kind_of(text)
        new = post(
            self.now.replace(microsecond=self.now.microsecond // 1000 * 1000), text,
            account=self.writer.name, low=len(self.done) % 4096 * 32 + number, kind=kind,
            links=links(text), reply_to=parent, reply_to_account=name, parent_known=True,
        )  # fmt: skip
        self.done.append(new)
        return new


def all_posts() -> Iterator[list[Post]]:
    """Yield the posts of each writer."""
    return (posts(writer) for writer in WRITERS)
