"""/digest add content:best and /random query:min_likes:, as users see them."""

from pathlib import Path

from tests.archives import record
from tests.cogs.conftest import Harness
from tests.ingest.export.exports import at, files, tweet, tweets


async def test_counts_that_are_missing_are_said(harness: Harness, tmp_path: Path) -> None:
    """Saved over an archive without counts, and in the preview, it says so; with them it shows."""
    await harness.load(record(at(0), "a wombat"))
    mona = harness.guild.add_member("mona", manager=True)
    added = await mona.slash("digest add", channel_=harness.channel, time="9", content="best")
    assert "the best liked, each once" in added.text
    assert "No post of this archive has counts" in added.text
    preview = await mona.slash("digest preview", digest=1)
    assert "a like or a repost that is known" in preview.text
    assert "No post of this archive has counts" in preview.text
    drawn = await harness.ask("random", query="min_likes:5")
    assert "No post of this archive has counts" in drawn.text
    liked = [tweet(n, f"liked by {n}", favorite_count=f"{n}") for n in range(3, 9)]
    await harness.services.imports.run([files(tmp_path / "export", tweets=tweets(*liked))])
    preview = await mona.slash("digest preview", digest=1)
    assert "Liked best" in preview.text
    assert "liked by 8" in preview.text
    edited = await mona.slash("digest edit", digest=1, content="best", count=1)
    assert "No post of this archive" not in edited.text


async def test_random_among_the_liked(harness: Harness, tmp_path: Path) -> None:
    """/random takes min_likes: it shows each of them once, then begins again."""
    liked = [tweet(n, f"liked by {n}", favorite_count=f"{n}") for n in range(1, 9)]
    await harness.services.imports.run([files(tmp_path / "export", tweets=tweets(*liked))])
    answers = [await harness.ask("random", query="min_likes:5") for _ in range(4)]
    assert {one.text.partition("liked by ")[2][0] for one in answers} == {"5", "6", "7", "8"}
    assert "no post" in (await harness.ask("random", query="min_likes:50")).text


async def test_each_place_says_that_counts_are_missing(harness: Harness) -> None:
    """A sort or filter by likes says so in every command that takes it, found or not."""
    await harness.load(*(record(at(n), f"a wombat {n}") for n in range(3)))
    for command, options in (
        ("search", {"query": "wombat", "sort": "popular"}),
        ("search", {"query": "wombat sort:popular"}),
        ("search", {"query": "min_likes:50"}),
        ("search", {"query": "wombat min_reposts:1"}),
        ("random", {"query": "min_likes:50"}),
        ("random", {"query": "wombat sort:popular"}),
        ("onthisday", {"query": "min_likes:50"}),
        ("stats", {"query": "min_likes:50"}),
    ):
        answer = await harness.ask(command, **options)
        assert "No post of this archive has counts" in answer.text, (command, options)


async def test_a_preview_says_what_is_kept_quiet(harness: Harness, tmp_path: Path) -> None:
    """A preview without a post says that the owners keep some quiet."""
    liked = [tweet(n, "a wombat", favorite_count="5") for n in range(3)]
    await harness.services.imports.run([files(tmp_path / "export", tweets=tweets(*liked))])
    mona = harness.guild.add_member("mona", manager=True)
    await harness.services.quiet.add("wombat")
    for number, content in enumerate(("best", "random"), start=1):
        await mona.slash("digest add", channel_=harness.channel, time="9", content=content)
        preview = await mona.slash("digest preview", digest=number)
        assert "nothing would be posted" in preview.text
        assert "The owners keep some posts quiet" in preview.text
        assert "when_empty" not in preview.text
