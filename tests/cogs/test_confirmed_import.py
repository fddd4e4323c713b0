"""/archive import of a repository whose owner asks apps not to show it to strangers."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.sandbox import File
from tests.cogs.conftest import Harness
from tests.ingest.bluesky.repositories import POST, PROFILE, post, repository

LABEL = "Import it: it is public"
HIDDEN = repository(
    {
        f"{PROFILE}/self": {
            "$type": PROFILE,
            "displayName": "Ada",
            "labels": {
                "$type": "com.atproto.label.defs#selfLabels",
                "values": [{"val": "!no-unauthenticated"}],
            },
        },
        f"{POST}/3krfzjspc2222": post("a wombat"),
        f"{POST}/3krfzjspc2223": post("another wombat"),
    }
)
UPLOAD = File("repo.car", HIDDEN, "application/vnd.ipld.car")


@pytest.fixture
async def owned(bare_harness: Harness) -> AsyncIterator[Harness]:
    """A bot that ada owns."""
    harness = bare_harness
    await harness.start(replace(harness.settings, owners=frozenset({harness.ada.id})))
    yield harness
    await harness.stop()


async def test_it_is_imported_once_confirmed(owned: Harness) -> None:
    """The report says why nothing was read; its button, also after a restart, imports it."""
    answer = await owned.ask("archive import", file=UPLOAD)
    assert answer.private
    assert "asks apps not to show the account to strangers" in answer.text
    assert "would show 2 posts" in answer.text
    assert not await owned.services.posts.count()

    await owned.start(owned.bot.settings)
    done = await answer.click(LABEL)
    assert done.private
    assert "Read 2 posts" in done.text
    assert LABEL not in done.buttons
    assert await owned.services.posts.count() == 2


async def test_only_owners_confirm(owned: Harness) -> None:
    """Another user, or one who owns the archive no more, imports nothing by it."""
    answer = await owned.ask("archive import", file=UPLOAD)
    await owned.start(replace(owned.bot.settings, owners=frozenset()))
    refused = await answer.click(LABEL)
    assert "Only the archive's owners" in refused.text
    assert not await owned.services.posts.count()


async def test_discord_keeps_the_file_for_a_day(owned: Harness) -> None:
    """Where it no longer has the file, that is said, and the command is to be given again."""
    answer = await owned.ask("archive import", file=UPLOAD)
    owned.sandbox.world.files.clear()
    refused = await answer.click(LABEL)
    assert "Give the command again" in refused.text
    assert not await owned.services.posts.count()
