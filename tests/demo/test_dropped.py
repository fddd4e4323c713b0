"""Archives that are dropped on the demo's page."""

import asyncio
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import bot.sample
from bot.demo.harness import DemoHarness
from bot.demo.web.host import DemoHost
from bot.sandbox.page.server.host import HostError
from tests.archives import archive, record

ARCHIVES = os.environ.get("ARCHIVES")
SAMPLE = Path(bot.sample.__file__).parent
FIRST = datetime(2012, 3, 5, 8, tzinfo=UTC)

Pack = Callable[[Path, Path], None]
"""Puts the files of an archive into a folder, as they would be dropped."""


def write(folder: Path, name: str, content: bytes) -> None:
    """Write a file into a new folder."""
    folder.mkdir()
    (folder / name).write_bytes(content)


@asynccontextmanager
async def shown(folder: Path) -> AsyncIterator[tuple[DemoHarness, DemoHost]]:
    """Show an archive with one post, which has the word wombat."""
    write(folder, "output.md", archive([record(FIRST, "a wombat")]).encode())
    async with DemoHarness(folder) as harness:
        yield harness, DemoHost(harness)


async def found(harness: DemoHarness, query: str) -> str:
    """Return what a search by the owner answers."""
    answer = await harness.member.slash("search", query=query, channel=harness.channel)
    return answer.text


def taken(_text: str, _share: float | None) -> None:
    """Show no progress."""


def as_zip(source: Path, folder: Path) -> None:
    """Pack all files of an archive into a zip."""
    with zipfile.ZipFile(folder / "mine.zip", "w") as packed:
        for path in sorted(source.rglob("*")):
            packed.write(path, path.relative_to(source))


def as_tar(source: Path, folder: Path) -> None:
    """Pack all files of an archive into a tar.gz."""
    with tarfile.open(folder / "mine.tar.gz", "w:gz") as packed:
        packed.add(source, ".")


def as_files(source: Path, folder: Path) -> None:
    """Drop the files in a folder one beside the other."""
    shutil.copytree(source, folder, dirs_exist_ok=True)


def as_folder(source: Path, folder: Path) -> None:
    """Drop the folder itself."""
    shutil.copytree(source, folder / source.name)


def as_repository(source: Path, folder: Path) -> None:
    """Drop the one file of a Bluesky account."""
    shutil.copy(source / "repo.car", folder)


async def dropped(host: DemoHost, folder: Path, source: Path, pack: Pack) -> str:
    """Drop an archive, and return what is said of it. Raises HostError."""
    await asyncio.to_thread(folder.mkdir)
    pack(source, folder)
    try:
        return await host.take_archive(folder, taken)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("source", "pack", "network", "said"),
    [
        (SAMPLE / "mastodon", as_zip, "mastodon", "@ottilie@binders.example"),
        (SAMPLE / "bluesky", as_repository, "bluesky", "did:plc:ottiliemarshbookbinder22"),
    ],
)
async def test_the_bot_answers_from_what_was_dropped_alone(
    source: Path, pack: Pack, network: str, said: str, tmp_path: Path
) -> None:
    """What was shown before is found no more, and the time is that of the machine."""
    async with shown(tmp_path / "shown") as (harness, host):
        before = harness.sandbox
        sentence = await dropped(host, tmp_path / "dropped", source, pack)
        assert said in sentence
        assert host.sandbox is not before
        assert "Nothing in the archive matches" in await found(harness, "wombat")
        assert f"for “network:{network}”" in await found(harness, f"network:{network}")
        assert abs(harness.clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
        assert [channel.name for channel in host.channels()] == ["general", "digest"]
        # A second one, which is of several files; its pictures come along.
        sentence = await dropped(host, tmp_path / "again", SAMPLE / "export", as_files)
        assert "@ottilie_folds" in sentence
        assert "Nothing in the archive matches" in await found(harness, f"network:{network}")


async def test_what_cannot_be_read_leaves_the_former_archive(tmp_path: Path) -> None:
    """A broken archive gets a sentence that does not name temporary folders."""
    async with shown(tmp_path / "shown") as (harness, host):
        before = harness.sandbox
        for name, content, said in (
            ("mine.zip", b"PK\x03\x04 and then nothing", "mine.zip"),
            ("notes.txt", b"no archive", "notes.txt"),
            ("empty.md", b"", "empty.md"),
        ):
            folder = tmp_path / "dropped"
            write(folder, name, content)
            with pytest.raises(HostError, match=said) as refused:
                await host.take_archive(folder, taken)
            assert f"{tmp_path}" not in f"{refused.value}"
            shutil.rmtree(folder)
        assert host.sandbox is before
        assert "a wombat" in await found(harness, "wombat")


@pytest.mark.skipif(ARCHIVES is None, reason="ARCHIVES names no folder of archives")
async def test_what_is_not_for_all_is_left_out_and_counted(tmp_path: Path) -> None:
    """Posts for certain people are left out; an account that asks not to be shown is refused."""
    archives = Path(ARCHIVES or "")
    async with shown(tmp_path / "shown") as (harness, host):
        with pytest.raises(HostError, match=r"stays\. If they may be shown, .* --yes-public$"):
            await dropped(host, tmp_path / "hidden", archives / "bluesky", as_repository)
        assert "a wombat" in await found(harness, "wombat")
        sentence = await dropped(host, tmp_path / "tar", archives / "mastodon-4.6", as_tar)
        assert "posts were left out, as private or not to be shown." in sentence
        sentence = await dropped(host, tmp_path / "folder", archives / "x-2026", as_folder)
        assert "were not opened" in sentence


@pytest.mark.skipif(ARCHIVES is None, reason="ARCHIVES names no folder of archives")
async def test_why_nothing_was_read_is_said_in_whole_sentences(tmp_path: Path) -> None:
    """Posts that are for certain people alone are counted; a reason ends with a full stop."""
    source, stays = Path(ARCHIVES or "") / "mastodon-4.6", "What was shown before stays."
    private = tmp_path / "private"
    shutil.copytree(source, private)
    outbox = json.loads((private / "outbox.json").read_text("utf-8"))
    for item in outbox["orderedItems"]:
        for one in filter(lambda one: isinstance(one, dict), (item, item["object"])):
            one |= {"to": ["https://social.example/users/fern/followers"], "cc": []}
    (private / "outbox.json").write_text(json.dumps(outbox), "utf-8")
    async with shown(tmp_path / "shown") as (_harness, host):
        with pytest.raises(HostError, match=rf"\d+ posts were left out, as private .* {stays}"):
            await dropped(host, tmp_path / "zip", private, as_zip)
        broken = (SAMPLE / "bluesky" / "repo.car").read_bytes()[:3000]
        write(tmp_path / "cut", "repo.car", broken)
        with pytest.raises(HostError, match=rf"repo\.car: .* nothing of it is certain\. {stays}"):
            await host.take_archive(tmp_path / "cut", taken)


async def test_the_progress_is_shown_in_the_language_of_the_page(tmp_path: Path) -> None:
    """It grows to the whole, and is said in the language of who dropped the archive."""
    shares: list[float] = []
    texts: list[str] = []

    def show(text: str, share: float | None) -> None:
        texts.append(text)
        shares.append(share or 0.0)

    async with shown(tmp_path / "shown") as (harness, host):
        harness.guild.preferred_locale = "de"
        sentence = await host.take_archive(SAMPLE / "export", show)
    assert "Beiträge" in sentence
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    assert len(set(texts)) > 1
