"""The archives that search is measured on in each language.

real: of one language, real text. made: of one language, made posts. mixed: of all languages, the
language of a post not stated, as in the files of twitter-archive-parser.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.archive.posts.post import Post
from tests.archives import post
from tests.bench.quality.languages import LANGUAGES
from tests.bench.quality.made import made_posts
from tests.bench.quality.texts import real_posts

_SEED = 3
_BETWEEN = timedelta(minutes=7)


@dataclass(frozen=True, slots=True)
class Corpus:
    """An archive: its name, its texts in each language, and whether it states their languages."""

    name: str
    texts: Mapping[str, Sequence[str]]
    states_languages: bool = True

    def posts(self) -> Iterator[Post]:
        """Yield the posts, the oldest first, with the languages that X would state."""
        for code, written in self.by_language():
            stated = LANGUAGES[code].x_code or code
            yield replace(written, language=stated if self.states_languages else None)

    def by_language(self) -> Iterator[tuple[str, Post]]:
        """Yield each post without its language, and the code of that."""
        mixed = [(code, text) for code, texts in self.texts.items() for text in texts]
        random.Random(_SEED).shuffle(mixed)
        when = datetime(2012, 1, 1, tzinfo=UTC)
        for code, text in mixed:
            when += _BETWEEN
            yield code, post(when, text)


def corpora(codes: Sequence[str], texts: Path | None, count: int) -> Iterator[Corpus]:
    """Yield the archives of up to `count` posts in the languages `codes`.

    `texts` is the root of a file system with real texts; without it there are only made ones.
    """
    mixed: dict[str, list[str]] = {}
    share = max(count // len(codes), 20)
    for code in codes:
        language = LANGUAGES[code]
        real = real_posts(texts, language, count) if texts else []
        made = made_posts(language, count)
        for name, of_kind in (("real", real), ("made", made)):
            if of_kind:
                yield Corpus(name, {code: of_kind})
                mixed.setdefault(code, of_kind[:share])
    if len(mixed) > 1:
        yield Corpus("mixed", mixed, states_languages=False)
