"""The generated authors have the figures that were measured for real ones."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from bot.archive.posts.ids.snowflake import snowflake_milliseconds
from bot.archive.posts.post import Kind, Post
from bot.archive.timestamps import to_milliseconds
from bot.ingest.text.entities import kind_of
from tests.bench.authors.figures import AUTHORS, Author
from tests.bench.authors.gaps import COMPOSED, HOUR, SPANS
from tests.bench.authors.timeline import posts
from tests.bench.authors.words import LANGUAGES
from tests.bench.scores import Score, Scores, five_minutes, true_links
from tests.bench.tables import SINCE, Archive

Archives = dict[str, Archive]


@pytest.fixture(scope="module")
def archives() -> Archives:
    """Every author's posts and true links."""
    made = {author.name: posts(author) for author in AUTHORS}
    return {name: Archive(own, true_links(own)) for name, own in made.items()}


def seconds(first: Post, then: Post) -> float:
    """Return the seconds from the first post to the second."""
    return (then.created_at - first.created_at).total_seconds()


def neighbours(archive: Archive) -> Iterator[tuple[Post, Post]]:
    """Yield pairs of consecutive posts, without reposts and posts that begin with a mention."""
    own = (one for one in archive.posts if one.kind is not Kind.REPOST and one.text[0] != "@")
    return pairwise(own)


def share_of_replies(archives: Archives, low: float, high: float) -> float:
    """Return the share of posts since 2018 after such a gap, in seconds, that reply to own ones."""
    answers = [
        then.id in archive.true
        for archive in archives.values()
        for first, then in neighbours(archive)
        if then.created_at >= SINCE and low < seconds(first, then) <= high
    ]
    return sum(answers) / len(answers)


def test_the_same_seed_makes_the_same_posts() -> None:
    """The same seed and number make the same posts; another seed or number makes others."""
    author = AUTHORS[0]
    assert posts(author, 300) == posts(author, 300)
    texts = {one.text for one in posts(author, 300)}
    assert not texts & {one.text for one in posts(author, 300, seed=8)}
    assert not texts & {one.text for one in posts(author, 300, number=1)}


def test_ids_rise_with_time(archives: Archives) -> None:
    """Ids are unique, rise, and contain the time from November 2010 on; none does before."""
    every = [post for archive in archives.values() for post in archive.posts]
    assert len({post.id for post in every}) == len(every)
    for archive in archives.values():
        assert all(int(a.id) < int(b.id) for a, b in pairwise(archive.posts))
        for post in archive.posts:
            held = snowflake_milliseconds(post.id)
            assert held == (
                to_milliseconds(post.created_at) if post.created_at.year > 2010 else None
            )
    assert any(post.created_at.year < 2011 for post in every)


def test_true_links_are_consistent(archives: Archives) -> None:
    """Parents are present, older than their children and no reposts; the kind fits the text."""
    for archive in archives.values():
        by_id = {post.id: post for post in archive.posts}
        assert all(post.parent_known for post in archive.posts)
        assert all(post.kind is kind_of(post.text)[0] for post in archive.posts)
        assert all(int(parent) < int(child) for child, parent in archive.true.items())
        assert all(by_id[parent].kind is not Kind.REPOST for parent in archive.true.values())


@pytest.mark.parametrize("author", AUTHORS, ids=lambda author: author.name)
def test_the_plain_rule_is_as_good_as_measured(author: Author, archives: Archives) -> None:
    """The five-minute rule has about the precision and recall that the real author has."""
    archive = archives[author.name]
    score = Score.of(five_minutes(archive.posts), archive.true, archive.counted())
    assert score.precision == pytest.approx(author.precision, abs=0.02)
    assert score.recall == pytest.approx(author.recall, abs=0.03)
    assert score.true / len(archive.counted()) == pytest.approx(author.continuing, abs=0.01)
    assert len(archive.posts) == pytest.approx(author.posts, rel=0.02)


def test_rules_over_all_authors_are_as_good_as_measured(archives: Archives) -> None:
    """The five-minute rule has F1 0.349; with the same mentions within a minute it has 0.388."""

    def f1(rule: Callable[[Archive], dict[str, str]]) -> float:
        each = [Score.of(rule(one), one.true, one.counted()) for one in archives.values()]
        return Scores(each).f1

    def mentions(post: Post) -> list[str]:
        return [word for word in post.text.split() if word[0] == "@"]

    def same_mentions(archive: Archive) -> dict[str, str]:
        return {
            then.id: first.id
            for first, then in pairwise(archive.posts)
            if mentions(then) and mentions(then) == mentions(first) and seconds(first, then) <= 60
        }

    assert f1(lambda one: five_minutes(one.posts)) == pytest.approx(0.349, abs=0.01)
    both = f1(lambda one: same_mentions(one) | five_minutes(one.posts))
    assert both == pytest.approx(0.388, abs=0.01)


def test_the_share_of_replies_by_gap_is_as_measured(archives: Archives) -> None:
    """The share of posts that reply to an own one is near the measured one, for every gap."""
    assert share_of_replies(archives, 0, COMPOSED[1]) == pytest.approx(0.97, abs=0.01)
    for span in SPANS:
        share = share_of_replies(archives, span.low, span.high)
        assert share == pytest.approx(span.continuing, abs=0.04)
    assert share_of_replies(archives, HOUR, float("inf")) == pytest.approx(0.01, abs=0.005)


def test_before_the_composer_nothing_within_a_second_is_a_thread(archives: Archives) -> None:
    """Before December 2017 only programs post twice within a second."""
    quick = [
        then.id in archive.true
        for archive in archives.values()
        for first, then in neighbours(archive)
        if snowflake_milliseconds(then.id)
        and then.created_at.year < 2018
        and seconds(first, then) < 1
    ]
    assert len(quick) > 10
    assert not any(quick)


def test_cues_are_three_times_and_addresses_half_as_common(archives: Archives) -> None:
    """Continuations have three times as many phrases for it, and half as many addresses."""
    cues = tuple(
        f"{cue}{language.space}" for language in LANGUAGES.values() for cue in language.cues
    )

    def shares(has: Callable[[Post], bool], archive: Archive) -> tuple[float, float]:
        said = [one for one in archive.posts if one.kind is Kind.POST]
        inside = [has(one) for one in said if one.id in archive.true]
        outside = [has(one) for one in said if one.id not in archive.true]
        return sum(inside) / len(inside), sum(outside) / len(outside)

    cued = [
        shares(lambda one: one.text.startswith(cues) or one.text.endswith(":"), one)
        for one in archives.values()
    ]
    linked = [
        shares(lambda one: "https://example.org" in one.text, one) for one in archives.values()
    ]
    for pairs, times in ((cued, 3), (linked, 0.5)):
        inside, outside = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
        assert inside / outside == pytest.approx(times, rel=0.3)


def test_threads_are_interleaved_and_branch_as_measured(archives: Archives) -> None:
    """Of threads 10 to 55 % have replies to others between their posts; up to 12 % branch."""
    threads = branched = interleaved = 0
    for archive in archives.values():
        own = {post.id: post for post in archive.posts}
        spoken = {
            child: parent
            for child, parent in archive.true.items()
            if own[child].text[0] != "@" and own[parent].text[0] != "@"
        }
        threads += len(set(spoken.values()) - spoken.keys())
        branched += len(spoken) - len(set(spoken.values()))
        for before, post, then in zip(
            archive.posts, archive.posts[1:], archive.posts[2:], strict=False
        ):
            interleaved += spoken.get(then.id) == before.id and post.kind is Kind.REPLY
    assert 0.10 < interleaved / threads < 0.55
    assert 0 < branched / threads < 0.12


def test_numbers_in_a_row_are_mostly_continuations(archives: Archives) -> None:
    """About five of six neighbours numbered k and k + 1 within six hours are continuations."""
    answers = []
    for archive in archives.values():
        for first, then in neighbours(archive):
            numbers = [one.text.partition("/")[0] for one in (first, then)]
            if (
                then.created_at >= SINCE
                and all(map(str.isdecimal, numbers))
                and seconds(first, then) < 6 * HOUR
                and int(numbers[0]) + 1 == int(numbers[1])
            ):
                answers.append(archive.true.get(then.id) == first.id)
    assert sum(answers) / len(answers) == pytest.approx(0.84, abs=0.1)
