"""Completion to the first posts of threads."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.services.container import Services
from tests.archives import record
from tests.services.conftest import Load

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


async def test_threads_are_found_by_any_of_their_words(services: Services, load: Load) -> None:
    """A thread is listed once, by its first post, the best match first."""
    for hour, texts in enumerate((["a", "comet"], ["b", "comet comet", "comet"], ["comet alone"])):
        start = WHEN + timedelta(hours=hour)
        records = (record(start + timedelta(seconds=n * 0.5), one) for n, one in enumerate(texts))
        await load(*records, name=f"{hour}.md")

    async def begun(typed: str, limit: int = 25, zone: tzinfo = UTC) -> list[str]:
        return [post.text for post in await services.thread_completion.complete(typed, limit, zone)]

    assert sorted(await begun("comet")) == ["a", "b"]
    assert await begun("commet", 1) in (["a"], ["b"])
    assert await begun("  ") == ["b", "a"]
    assert await begun("", 1) == ["b"]
    for nothing in ("alone", "wombat", '"open', "since:never", "x" * 201):
        assert await begun(nothing) == []
    assert await begun("b on:2021-11-24", zone=ZoneInfo("Pacific/Auckland")) == ["b"]
    assert await begun("b on:2021-11-24", zone=ZoneInfo("America/New_York")) == []
