"""Threads: precision and recall of inferred links beside a plain rule, and the speed of linking."""

import random
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, groupby, islice
from pathlib import Path

from bot.archive.posts.post import Kind, Post
from bot.archive.posts.row import row_of
from bot.archive.threads.links import Evidence, Link
from bot.clock import SystemClock
from bot.ingest.text.entities import kind_of
from bot.services.container import Services
from bot.storage.archive import imports
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from tests.bench.authors.figures import AUTHORS, Author
from tests.bench.authors.timeline import posts as posts_of
from tests.bench.earlier_rule import earlier_rule
from tests.bench.questions import Questions
from tests.bench.scores import Links, five_minutes, true_links
from tests.bench.tables import ERAS, SINCE, SINCE_2018, Archive, Claims, Table
from tests.bench.writers.habits import WRITERS
from tests.bench.writers.posts import posts as written_by

NAMES = (*(one.name for one in AUTHORS), *(one.name for one in WRITERS))
"""The names of the generated authors."""

_COMPOSER = datetime(2017, 12, 12, tzinfo=UTC)
_KNOWN = 0.1  # of posts whose parents are known, in the second run
_ADDED = 1_000
_AT_ONCE = 5_000
_ANSWERS = (5, 20)
_WRITTEN = 1_500


async def measure(
    posts: int,
    archive: Path | None = None,
    authors: Sequence[str] | None = None,
    *,
    verbose: bool = False,
) -> None:
    """Print how well hidden links are inferred, then how fast `posts` posts are linked.

    Uses `archive` (files to import, or an archive.db, whose links are recorded), of which it prints
    the figures of each author; or two groups of generated authors, all or those of the given names,
    with at most `posts` posts each.
    """
    chosen = [one for one in AUTHORS if not authors or one.name in authors]
    groups: list[tuple[str, list[list[Post]]]]
    if archive:
        groups = [("", await _load(archive))]
        verbose = True
    else:
        groups = [
            ("authors as measured", [posts_of(one, min(one.posts, posts)) for one in chosen]),
            (
                "writers of other habits",
                [
                    written_by(one, min(_WRITTEN, posts))
                    for one in WRITERS
                    if not authors or one.name in authors
                ],
            ),
        ]
    for name, timelines in groups:
        archives = [Archive(one, true_links(one)) for one in timelines if one]
        if any(one.counted(ERAS[0]) for one in archives):
            print(f"-- {name}" if name else "--")
            await _print_quality(archives, verbose=verbose)
        elif archives:
            print("The archive does not say what its posts answer.")
    await _print_speed(posts, chosen or list(AUTHORS))


async def _load(path: Path) -> list[list[Post]]:
    """Return the posts of each author in an archive."""
    with tempfile.TemporaryDirectory() as name:
        database = path if path.suffix == ".db" else Path(name, "archive.db")
        async with Services(database, SystemClock(), state=False) as services:
            if database != path:
                await services.imports.run([path])
            every = [post async for some in services.posts.oldest_first() for post in some]
    every.sort(key=lambda post: post.account)
    return [list(own) for _, own in groupby(every, key=lambda post: post.account)]


async def _print_quality(archives: Sequence[Archive], *, verbose: bool) -> None:
    counted = [one.counted() for one in archives]
    true = sum(len(one.true.keys() & ids) for one, ids in zip(archives, counted, strict=True))
    print(
        f"{len(archives)} authors, {sum(len(one.posts) for one in archives):,} posts; of "
        f"{sum(map(len, counted)):,} since {SINCE.year}, {true:,} answer an own one"
    )
    timelines = [[_hidden(post) for post in one.posts] for one in archives]
    hidden = await _claims(timelines)
    for era in ERAS:
        table = Table(archives, [one.counted(era) for one in archives], verbose=verbose)
        table.print_rows(f"no parent is known, {era.name}", hidden)
    certain = {child for links in hidden[Evidence.CERTAIN] for child in links}
    early = [post for one in archives for post in one.posts if post.created_at < _COMPOSER]
    wrong = sum(post.id in certain for post in early)
    print(f"of {len(early):,} posts before {_COMPOSER:%Y-%m-%d}, certain: {wrong}")
    await _print_answered(archives, timelines, hidden)
    rng = random.Random(7)
    known = [{post.id for post in one.posts if rng.random() < _KNOWN} for one in archives]
    tenth_known = await _claims(
        [
            [post if post.id in ids else _hidden(post) for post in one.posts]
            for one, ids in zip(archives, known, strict=True)
        ]
    )
    for era in (ERAS[0], SINCE_2018):
        others = [one.counted(era) - some for one, some in zip(archives, known, strict=True)]
        table = Table(archives, others, verbose=verbose)
        table.print_rows(
            f"the parents of a tenth are known, {era.name}; figures are of the others, and what "
            "F1 gains by that",
            tenth_known,
            beside=hidden,
        )


async def _print_answered(
    archives: Sequence[Archive], timelines: Sequence[Sequence[Post]], hidden: Claims
) -> None:
    """Print what answers of the owner about some pairs gain, over the pairs not asked about."""
    for answers in _ANSWERS:
        asked: set[str] = set()
        answered = await _claims(timelines, Questions(archives, answers, asked))
        for era in (ERAS[0], SINCE_2018):
            table = Table(archives, [one.counted(era) - asked for one in archives], verbose=False)
            table.print_rows(
                f"{answers} answers of each author's owner, {era.name}; figures are of the others",
                {name: each for name, each in answered.items() if Evidence.LIKELY in name},
                beside=hidden,
            )


def _hidden(post: Post) -> Post:
    """Return a post as an early layout has it: its parent is not known."""
    kind, account = kind_of(post.shown_text)
    return replace(
        post,
        kind=Kind.REPOST if post.kind is Kind.REPOST else kind,
        reply_to=None,
        reply_to_account=account,
        parent_known=False,
    )


async def _claims(
    timelines: Sequence[Sequence[Post]], questions: Questions | None = None
) -> Claims:
    """Store the posts; return the links of two plain rules and the inferred ones.

    Before they are inferred, the owner answers the `questions`.
    """
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "archive.db")
        async with Database(path, "archive") as database:
            await _save(database, [post for timeline in timelines for post in timeline])
        async with Services(path, SystemClock(), state=False) as services:
            if questions:
                await questions.ask(services, path)
            links = [(await services.threads.links_to_parents(one)).values() for one in timelines]
    return {
        "five minutes": [five_minutes(one) for one in timelines],
        "version 0.9": [earlier_rule(one) for one in timelines],
        **_by_evidence(links),
    }


def _by_evidence(links: Sequence[Collection[Link]]) -> Claims:
    """Return each author's links by evidence: the surest, then with the next kind added.

    Evidence that no link has is left out, except the first.
    """
    claims: dict[str, list[Links]] = {}
    included: list[Evidence] = []
    occurring = {one.evidence for own in links for one in own}
    for evidence in Evidence:
        if evidence is Evidence.CERTAIN or evidence in occurring - {
            Evidence.RECORDED,
            Evidence.BY_HAND,
        }:
            included.append(evidence)
            claims[" + ".join(included)] = [
                {one.child: one.parent for one in own if one.evidence in included} for own in links
            ]
    return claims


async def _save(database: Database, posts: Iterable[Post]) -> float:
    """Store posts as an import does; return the seconds that linking them took."""
    waiting = iter(posts)
    async with database.write() as tx:
        await imports.begin_tracking(tx)
        while batch := list(islice(waiting, _AT_ONCE)):
            await imports.save_posts(tx, [row_of(post) for post in batch])
        began = time.perf_counter()
        await update_links(tx)
        taken = time.perf_counter() - began
        await imports.finish_import(tx)
    return taken


async def _print_speed(posts: int, chosen: Sequence[Author]) -> None:
    """Link `posts` posts, then some more that are scattered between them."""
    added = max(1, min(_ADDED, posts // 10))
    every = (
        post for number in count(1) for author in chosen for post in posts_of(author, number=number)
    )
    later: list[Post] = []
    step = posts // added + 1

    def first() -> Iterator[Post]:
        for index, post in enumerate(islice(every, posts + added)):
            if index % step:
                yield post
            else:
                later.append(post)

    print("linking")
    with tempfile.TemporaryDirectory() as name:
        async with Database(Path(name, "archive.db"), "archive") as database:
            for what, some in (("for the first time", first()), ("new ones between", later)):
                taken = await _save(database, some)
                number = posts + added - len(later) if some is not later else len(later)
                print(
                    f"{what:>24}  {number / taken:>9,.0f} posts a second  {taken:8.2f} s  "
                    f"{number:,} posts"
                )
