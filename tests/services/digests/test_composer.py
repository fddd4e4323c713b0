"""The contents of digests: chosen once for a date, while the choice is valid."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.archive.digests.model import ContentKind, Digest, DigestContent, DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.services.container import Services
from tests.archives import record, snowflake
from tests.services.conftest import Load

GUILD, CHANNEL = 1, 2
DAY = timedelta(days=1)
TODAY = date(2022, 11, 25)
NIGHT = Schedule(time(9), "Europe/Berlin")


@pytest.fixture
async def digest(services: Services, load: Load) -> Digest:
    """A digest that shows four of forty posts at random, and one of 25 November."""
    first = datetime(2014, 1, 1, 12, tzinfo=UTC)
    await load(
        *(record(first + n * DAY, f"post {n}") for n in range(40)),
        record(datetime(2019, 11, 25, 12, tzinfo=UTC), "that day"),
        record(datetime(2018, 11, 25, 12, tzinfo=UTC), "that day too"),
    )
    options = DigestOptions(CHANNEL, NIGHT, ContentKind.BOTH, count=5)
    return await services.digests.add(GUILD, options)


async def compose(services: Services, digest: Digest, day: date = TODAY) -> DigestContent:
    """Return the contents of a digest, which must have some."""
    content = await services.digest_composer.compose(digest, day)
    assert content is not None
    return content


def ids(content: DigestContent) -> list[str]:
    """Return the ids of the posts in the contents."""
    return [item.post.id for item in content.items]


async def choices(services: Services) -> list[str]:
    """Return the dates with a stored choice."""
    rows = await services._state.read("SELECT local_date FROM choices ORDER BY local_date")
    return [row[0] for row in rows]


async def test_it_is_chosen_once(services: Services, digest: Digest) -> None:
    """Contents that are composed again, even concurrently, are the same, with no new draws."""
    several = await asyncio.gather(*(compose(services, digest) for _ in range(4)))
    assert all(content == several[0] for content in several)
    assert await compose(services, digest) == several[0]
    assert len(ids(several[0])) == 5


async def drawn(services: Services) -> int:
    """Return the number of posts that count as drawn."""
    rows = await services._state.read("SELECT count(*) FROM drawn")
    return int(rows[0][0])


async def test_posts_that_were_never_shown_are_drawn_again(
    services: Services, digest: Digest
) -> None:
    """After edits between previews, or concurrent choices, no post loses its turn."""
    digest = await services.digests.edit(GUILD, digest.id, holds=ContentKind.RANDOM)
    await asyncio.gather(*(compose(services, digest) for _ in range(4)))
    assert await drawn(services) == 5
    for count in (4, 5, 4, 5):
        digest = await services.digests.edit(GUILD, digest.id, count=count)
        await compose(services, digest)
    assert await drawn(services) == 5
    narrow = await services.digests.edit(GUILD, digest.id, query="post")
    await compose(services, narrow)
    assert await drawn(services) == 5


async def test_a_preview_that_never_was_posted_takes_nothing(
    services: Services, digest: Digest
) -> None:
    """The choice for a missed or paused day is dropped after a week, with its draws."""
    digest = await services.digests.edit(GUILD, digest.id, holds=ContentKind.RANDOM)
    await compose(services, digest)
    await compose(services, digest, TODAY + 8 * DAY)
    assert await drawn(services) == 5


async def test_shown_posts_are_not_drawn_again(services: Services, digest: Digest) -> None:
    """Shown posts are not drawn again, though the digest is edited and previewed that day."""
    digest = await services.digests.edit(GUILD, digest.id, holds=ContentKind.RANDOM)
    content = await compose(services, digest)
    async with services._state.write() as tx:
        await tx.execute(
            "INSERT INTO runs (digest, local_date, zone, run, due_at, state, choice) "
            "VALUES (?, ?, 'UTC', 'r', 0, 'posted', ?)",
            (digest.id, TODAY.isoformat(), str(content.choice)),
        )
    fewer = await services.digests.edit(GUILD, digest.id, count=4)
    later = await compose(services, fewer)
    assert not {*ids(content)} & {*ids(later)}
    assert await drawn(services) == 9


async def test_edits_that_make_a_new_choice(services: Services, digest: Digest) -> None:
    """An edit of the contents makes a new choice; one of channel or time does not."""
    before = await compose(services, digest)
    other = await services.digests.edit(
        GUILD, digest.id, channel_id=9, silent=True, schedule=Schedule(time(10), NIGHT.zone)
    )
    assert await compose(services, other) == before
    fewer = await services.digests.edit(GUILD, digest.id, count=2)
    assert len(ids(await compose(services, fewer))) == 2
    narrow = await services.digests.edit(GUILD, digest.id, query="post")
    assert all(
        item.post.text.startswith("post") for item in (await compose(services, narrow)).items
    )


async def test_a_hidden_post_is_never_shown(services: Services, digest: Digest) -> None:
    """A hidden post is replaced by another, random or of that day."""
    before = await compose(services, digest)
    for position in (0, 4):
        hidden = ids(await compose(services, digest))[position]
        await services.hidden.hide([hidden], "terminal")
        after = await compose(services, digest)
        assert hidden not in ids(after)
        assert len(ids(after)) == 5
        assert await compose(services, digest) == after
        recalled = await services.digest_composer.recall(digest, TODAY, before.choice)
        assert recalled is not None
        assert hidden not in ids(recalled)


async def test_all_is_hidden(services: Services, digest: Digest) -> None:
    """If all posts are hidden there is nothing to show."""
    content = await compose(services, digest)
    first = datetime(2014, 1, 1, 12, tzinfo=UTC)
    await services.hidden.hide([snowflake(first + n * DAY) for n in range(40)], "terminal")
    days = [datetime(year, 11, 25, 12, tzinfo=UTC) for year in (2018, 2019)]
    await services.hidden.hide([snowflake(day) for day in days], "terminal")
    assert await services.digest_composer.compose(digest, TODAY) is None
    assert await services.digest_composer.recall(digest, TODAY, content.choice) is None


async def test_old_choices_are_dropped(services: Services, digest: Digest) -> None:
    """Old choices are dropped, except those of the last days, as a run may be late."""
    for number in range(30):
        await compose(services, digest, TODAY + number * DAY)
    kept = await choices(services)
    assert len(kept) == 8
    assert kept[-1] == (TODAY + 29 * DAY).isoformat()
    await services.digests.remove(GUILD, digest.id)
    assert await choices(services) == []
    assert len(ids(await compose(services, digest))) == 5
    assert await choices(services) == []


async def test_no_post_twice_where_one_round_follows_another(
    services: Services, load: Load
) -> None:
    """A digest has no post twice across two rounds; of few posts it has all."""
    first = datetime(2014, 1, 1, 12, tzinfo=UTC)
    await load(*(record(first + n * DAY, f"post {n}") for n in range(7)))
    digest = await services.digests.add(
        GUILD, DigestOptions(CHANNEL, NIGHT, ContentKind.RANDOM, count=5)
    )
    for number in range(12):
        shown = ids(await compose(services, digest, TODAY + number * DAY))
        assert len(shown) == len(set(shown)) == 5
    few = await services.digests.edit(GUILD, digest.id, query='"post 3" OR "post 4"')
    assert len(ids(await compose(services, few))) == 2


async def test_a_time_that_is_skipped_with_midnight(
    services: Services, clock: MovableClock, digest: Digest
) -> None:
    """In Nuuk the run of 23:30 on 30 March 2024 came at 00:00, and is that of the 30th."""
    clock.set(datetime(2024, 3, 30, 12, tzinfo=UTC))
    schedule = Schedule(time(23, 30), "America/Nuuk")
    await services.digests.remove(GUILD, digest.id)
    digest = await services.digests.add(GUILD, DigestOptions(CHANNEL, schedule, ContentKind.RANDOM))
    preview = await services.digests.preview(GUILD, digest.id)
    assert preview is not None
    assert preview.date == date(2024, 3, 30)
    clock.set(datetime(2024, 3, 31, 1, 0, 1, tzinfo=UTC))
    ((claim,), _) = await services.digest_ledger.claim_due("somebody", clock.now(), 1)
    assert claim.run.date == preview.date
    assert await services.digest_composer.compose(claim.digest, claim.run.date) == preview


async def test_two_digests_have_rounds_of_their_own(services: Services, digest: Digest) -> None:
    """Posts of one digest still come in another."""
    other = await services.digests.add(
        GUILD, DigestOptions(CHANNEL, NIGHT, ContentKind.RANDOM, count=5)
    )
    seen: set[str] = set()
    for number in range(8):
        await compose(services, digest, TODAY + number * DAY)
        seen |= set(ids(await compose(services, other, TODAY + number * DAY)))
    assert len(seen) == 40


async def test_a_post_has_the_length_of_its_thread(services: Services, load: Load) -> None:
    """A post, drawn or remembered, has the length of its thread."""
    when = datetime(2019, 11, 25, 12, 0, 0, 120_000, tzinfo=UTC)
    await load(record(when, "one"), record(when + timedelta(seconds=0.5), "two"))
    for holds in (ContentKind.RANDOM, ContentKind.ON_THIS_DAY):
        made = await services.digests.add(GUILD, DigestOptions(CHANNEL, NIGHT, holds, count=1))
        (item,) = (await compose(services, made)).items
        assert item.thread_length == 2
