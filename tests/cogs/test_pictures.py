"""Pictures in answers and digests: the real bot, with files of a real archive, over HTTP."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot.archive.digests.model import DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.ingest.options import ReadOptions
from bot.sandbox import Answer, ChannelKind, Permission
from bot.sandbox.errors import ApiError, missing_permissions, too_large
from bot.sandbox.screen import Media, flatten
from bot.services.digests.scheduler import Scheduler
from bot.services.posts.imports import ImportOptions
from tests.archives import snowflake, stamp
from tests.cogs.conftest import Harness
from tests.workers.files import noise, painted, saved

WHEN = datetime(2020, 11, 25, 12, tzinfo=UTC)
DUE = datetime(2022, 11, 25, 9, tzinfo=UTC)


def tweet(number: int, pictures: int, *, sensitive: bool = False, alt: str = "") -> dict[str, Any]:
    """Return a post of X's export with pictures."""
    entries = [
        {
            "type": "photo",
            "url": f"https://t.co/{n}",
            "media_url_https": f"https://pbs.twimg.com/media/P{n}.png",
            "ext_alt_text": alt,
        }
        for n in range(pictures)
    ]
    when = WHEN.replace(minute=number)
    return {
        "tweet": {
            "id_str": snowflake(when),
            "created_at": stamp(when),
            "full_text": f"wombat {number}",
            "possibly_sensitive": sensitive,
            "entities": {},
            "extended_entities": {"media": entries},
        }
    }


async def load(harness: Harness, *tweets: dict[str, Any]) -> None:
    """Import an export with files for its media."""
    data = harness.folder / "export" / "data"
    (data / "tweets_media").mkdir(parents=True, exist_ok=True)
    (data / "tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps(tweets)}", "utf-8")
    for one in tweets:
        id, entries = one["tweet"]["id_str"], one["tweet"]["extended_entities"]["media"]
        for n in range(len(entries)):
            path = data / "tweets_media" / f"{id}-P{n}.png"
            path.write_bytes(saved(painted((40 + n, 20)), "PNG"))
    options = ImportOptions(ReadOptions(account="ada"))
    await harness.services.imports.run([harness.folder / "export"], options)


def shown(answer: Answer) -> list[Media]:
    """Return the pictures that a message shows: they are its attachments, all of them."""
    parts = [part for part in flatten(answer.screen) if isinstance(part, Media)]
    urls = {attachment["url"] for attachment in answer.message["attachments"]}
    assert {part.url for part in parts} == urls
    return parts


async def test_a_list_shows_thumbnails_and_a_post_all(harness: Harness) -> None:
    """Each hit has its first picture beside it; opened, a post has all, with their texts."""
    await load(harness, tweet(1, 4, alt="a wombat"), tweet(2, 1), tweet(3, 0))
    answer = await harness.ask("search", query="wombat")
    assert [part.description for part in shown(answer)].count("a wombat") == 1
    assert len(answer.files) == 2
    assert "Also 3 pictures" in answer.text
    opened = await answer.click("All 4 pictures")
    assert opened.private
    assert [part.description for part in shown(opened)] == ["a wombat"] * 4
    assert len(opened.files) == 4
    assert len((await harness.ask("random", query="wombat 1")).files) == 4
    assert len((await harness.ask("onthisday", date="11-25")).files) == 2


async def test_a_page_turn_replaces_the_pictures(harness: Harness) -> None:
    """Files of an earlier page do not pile up, and every answer uploads once."""
    await load(harness, *(tweet(number, number % 2) for number in range(12)))
    answer = await harness.ask("search", query="wombat", sort="oldest")
    counts = [len(answer.files)]
    for _ in range(2):
        before = len(harness.sandbox.requests)
        answer = await answer.click("Next")
        uploads = [one for one in harness.sandbox.requests[before:] if one.method == "PATCH"]
        assert len(uploads) == 1
        counts.append(len(answer.files))
        assert len(shown(answer)) == len(answer.files)
    assert counts == [2, 3, 1]


async def test_a_sensitive_picture_is_covered(harness: Harness) -> None:
    """In lists and opened."""
    await load(harness, tweet(1, 2, sensitive=True))
    answer = await harness.ask("search", query="wombat")
    for one in (answer, await answer.click("All 2 pictures")):
        assert all(part.is_spoiler for part in shown(one))
        assert all(file.name.startswith("SPOILER_") for file in one.files)


async def test_a_missing_or_linked_file_is_said(harness: Harness) -> None:
    """It is no error, and nothing outside of the folder is sent."""
    await load(harness, tweet(1, 2))
    secret = harness.folder / "secret.png"
    secret.write_bytes(saved(painted((9, 9)), "PNG"))
    first, second = sorted((harness.folder / "media").iterdir())
    first.unlink()
    second.unlink()
    second.symlink_to(secret)
    answer = await harness.ask("random")
    assert "1 picture not shown: missing from the media folder" in answer.text
    assert "1 picture not shown: a link, which is not followed" in answer.text
    assert not answer.files


async def test_a_large_picture_fits(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is over the interaction's own limit is scaled to fit."""
    monkeypatch.setattr("bot.sandbox.interactions.FILE_SIZE", 100_000)
    monkeypatch.setattr("bot.sandbox.messages.FILE_SIZE", 100_000)
    await load(harness, tweet(1, 1))
    (file,) = (harness.folder / "media").iterdir()
    file.write_bytes(saved(noise((300, 300)), "PNG"))
    assert file.stat().st_size > 200_000
    (sent,) = (await harness.ask("random")).files
    assert 20_000 < len(sent.data) <= 100_000


@pytest.mark.parametrize("refusal", [too_large, missing_permissions])
async def test_an_answer_whose_files_are_refused_comes_without(
    harness: Harness,
    allowed_refusals: set[int],
    monkeypatch: pytest.MonkeyPatch,
    refusal: Callable[[], ApiError],
) -> None:
    """Text that is there is better than pictures that Discord does not take."""
    allowed_refusals.add(refusal().code)
    await load(harness, tweet(1, 1))
    monkeypatch.setattr("bot.sandbox.messages.too_large", refusal)
    monkeypatch.setattr("bot.sandbox.messages.FILE_SIZE", 10)
    answer = await harness.ask("random")
    assert "wombat" in answer.text
    assert not answer.files


@pytest.mark.parametrize("fault", [{"status": 413}, {"reset": True, "times": 4}])
async def test_an_answer_whose_upload_breaks_off_comes_without(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, fault: dict[str, Any]
) -> None:
    """As often as it is tried: a proxy may let no large request through."""
    monkeypatch.setattr("bot.ui.interactions.sending.retrying._PAUSES", (0.0, 0.0, 0.0))
    await load(harness, tweet(1, 1))
    harness.sandbox.faults.next("PATCH", "*/messages/@original", **fault)
    answer = await harness.ask("random")
    assert "wombat" in answer.text
    assert not answer.files
    assert "Share here" in (await harness.ask("random", private=True)).buttons


async def test_an_upload_that_fails_is_tried_again(harness: Harness) -> None:
    """With its files, each time from their beginning."""
    await load(harness, tweet(1, 2))
    harness.sandbox.faults.next("PATCH", "*/messages/@original", reset=True)
    answer = await harness.ask("random")
    assert [len(one.data) > 50 for one in answer.files] == [True, True]


async def digest_of(harness: Harness, channel: Any) -> Any:
    """Post a digest in a channel, and return its run."""
    services = harness.services
    poster = DiscordPoster(harness.bot, Pacer(1_000_000).wait_turn, services.media)
    scheduler = Scheduler(services.digest_ledger, services.digest_composer, harness.clock, poster)
    digest = await services.digests.add(
        harness.guild.id, DigestOptions(channel.id, Schedule(time(9), "UTC"))
    )
    harness.clock.set(DUE)
    await scheduler.tick()
    return (await services.digests.history(harness.guild.id, digest.id))[0]


@pytest.mark.parametrize("kind", [ChannelKind.TEXT, ChannelKind.FORUM])
async def test_a_digest_has_pictures(harness: Harness, kind: ChannelKind) -> None:
    """In a channel and in a forum, where nobody asked, so the limit is the server's."""
    await load(harness, tweet(1, 3))
    channel = harness.guild.add_channel("daily", kind)
    run = await digest_of(harness, channel)
    assert run.state is RunState.POSTED
    (place,) = harness.guild.threads_of(channel) if kind is ChannelKind.FORUM else (channel,)
    (message,) = place.history
    answer = harness.ada.see(message)
    assert len(shown(answer)) == 1
    assert "Also 2 pictures" in answer.text


async def test_a_digest_without_attach_files_is_text(harness: Harness) -> None:
    """When the permission was taken away later, a note says so, and the digest stays."""
    await load(harness, tweet(1, 1))
    harness.channel.set_permissions(harness.guild.bot_role, deny=Permission.ATTACH_FILES)
    run = await digest_of(harness, harness.channel)
    assert run.state is RunState.POSTED
    (message,) = harness.channel.history
    answer = harness.ada.see(message)
    assert "wombat 1" in answer.text
    assert "Pictures need the permission Attach Files here" in answer.text
    assert not answer.files


async def test_attach_files_is_checked_when_a_digest_is_saved(harness: Harness) -> None:
    """Only for an archive that has files."""
    harness.channel.set_permissions(harness.guild.bot_role, deny=Permission.ATTACH_FILES)
    mona = harness.guild.add_member("mona", manager=True)
    added = await mona.slash("digest add", channel_=harness.channel, time="9:00")
    assert "Digest 1 is set up" in added.text
    await load(harness, tweet(1, 1))
    refused = await mona.slash("digest add", channel_=harness.channel, time="9:00")
    assert "the bot lacks: Attach Files" in refused.text


async def test_one_file_of_two_posts(harness: Harness, tmp_path: Path) -> None:
    """Files are shown by position, so equal pictures do not take each other's place."""
    await load(harness, tweet(1, 1), tweet(2, 1))
    answer = await harness.ask("search", query="wombat")
    assert len({file.name for file in answer.files}) == 2
    assert (tmp_path / "media-cache").is_dir()


async def load_with_avatar(harness: Harness, *tweets: dict[str, Any]) -> None:
    """Import a whole export, with the picture of its account."""
    data = harness.folder / "export" / "data"
    (data / "profile_media").mkdir(parents=True)
    (data / "profile_media" / "7-me.jpg").write_bytes(saved(painted((400, 400)), "JPEG"))
    avatar = {"profile": {"avatarMediaUrl": "https://pbs.twimg.com/profile_images/17/me.jpg"}}
    manifest = {
        "userInfo": {"userName": "ada", "accountId": "7"},
        "archiveInfo": {"generationDate": "2022-11-04T09:00:00.000Z", "isPartialArchive": False},
        "dataTypes": {"tweets": {"files": [{"fileName": "data/tweets.js"}]}},
    }
    (data / "profile.js").write_text(f"window.YTD.profile.part0 = {json.dumps([avatar])}", "utf-8")
    (data / "manifest.js").write_text(f"window.__THAR_CONFIG = {json.dumps(manifest)}", "utf-8")
    await load(harness, *tweets)


async def test_an_opened_post_has_the_picture_of_its_account(harness: Harness) -> None:
    """Beside it, once; lists have none, and nothing is said where the file is gone."""
    await load_with_avatar(harness, tweet(1, 2), tweet(2, 0))
    for command in ("search", "random"):
        answer = await harness.ask(command, query="wombat 1")
        answer = answer if command == "random" else await answer.click("All 2 pictures")
        first, *others = shown(answer)
        assert first.description == "The picture of @ada"
        assert len(others) == len(answer.files) - 1 == 2
        assert not first.is_spoiler
        assert answer.files[-1].name == "avatar-3.jpg"
    assert not (await harness.ask("search", query='"wombat 2"')).files
    (answer,) = [await harness.ask("random", query="wombat 2")]
    assert [part.description for part in shown(answer)] == ["The picture of @ada"]
    (harness.folder / "media" / "7-me.jpg").unlink()
    answer = await harness.ask("random", query="wombat 2")
    assert not answer.files
    assert "not shown" not in answer.text


async def test_the_picture_of_an_account_is_erased_with_it(harness: Harness) -> None:
    """Not with one of its posts; `throwback media` counts it among the files that are needed."""
    await load_with_avatar(harness, tweet(1, 0), tweet(2, 0))
    media = harness.folder / "media"
    assert await harness.services.posts.media_paths() == ["media/7-me.jpg"]
    plan = await harness.services.erasure.plan([tweet(1, 0)["tweet"]["id_str"]])
    await harness.services.erasure.erase(plan)
    assert [path.name for path in media.iterdir()] == ["7-me.jpg"]
    await harness.services.erasure.erase(await harness.services.erasure.plan([], account="ada"))
    assert not [*media.iterdir()]
