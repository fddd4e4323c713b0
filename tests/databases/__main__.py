"""Stores small databases of this build: `python -m tests.databases 0.2.0`.

They are made as users make them: by commands of the terminal and on Discord. `expected.json` beside
the two files has what they contain, and the messages whose buttons users may still press.
"""

import asyncio
import json
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.delivery.connection import use_endpoints
from bot.sample import ACCOUNTS, DID, HANDLE
from bot.sandbox import Answer
from bot.terminal.cli import main
from tests.databases.world import HERE, START, World, world

SAMPLE = HERE.parent.parent / "bot" / "sample"
HIDDEN, NOT_HELD = "1593896739402678273", "1700000000000000001"
REPAIRED = "1127614535693742080"
ERASED = "1594289642507599873"
HIDDEN_HERE = "1593612908837732353"
CHILD, PARENT = "1591849380843253760", "1588873837110059009"
PARTED = "1593636408503828481"
WARNED, THREAD = "110918109888512007", "3kwmmgcii2222"
"""The last parts of the ids of posts of Mastodon and Bluesky."""
ZONE = "Pacific/Auckland"
QUIET = ("12-31 to 01-02", "@nobody_here")

COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search", {"query": "from:ottilie_folds -xylophone"}),
    ("search", {"query": "register", "sort": "oldest"}),
    ("search", {"query": "pamphlte has:video"}),
    ("onthisday", {"date": "05-14"}),
    ("thread", {"post": "1593605490330304513"}),
    ("thread", {"post": CHILD}),
    ("random", {"query": "from:ottilie_folds"}),
    ("browse", {"month": "2020-02"}),
    ("stats", {"account": "ottilie_folds"}),
    ("year", {"year": 2020, "theme": "light"}),
    ("search", {"query": "network:bluesky sort:oldest"}),
    ("search", {"query": f"id:https://binders.example/@ottilie/{WARNED}"}),
    ("thread", {"post": f"https://bsky.app/profile/{DID}/post/{THREAD}"}),
    ("help", {"topic": "queries"}),
)


def terminal(folder: Path, *arguments: str) -> None:
    """Run a command that must succeed."""
    if main([*arguments, "--database", str(folder / "archive.db")]):
        raise SystemExit(f"failed: {arguments}")


def message_of(command: str, answer: Answer) -> dict[str, Any]:
    """Return a message in the form in which it can be shown again, with its buttons."""
    return {
        "command": command,
        "text": answer.text,
        "components": answer.message["components"],
        "flags": answer.message["flags"],
        "buttons": [label for label, one in answer.buttons.items() if one.custom_id],
    }


async def on_discord(server: World) -> dict[str, Any]:
    """Run commands of every kind, post digests, and return what must be found again."""
    use_endpoints(server.settings)
    await server.start(posts=True)
    await server.mona.slash("archive timezone", zone=ZONE)
    await server.ada.slash("archive link", child=CHILD, parent=PARENT)
    await server.ada.slash("archive unlink", child=PARTED)
    await server.ada.slash("archive hide", post=HIDDEN)
    await server.ada.slash("archive hide", post=NOT_HELD)
    messages = [
        message_of(name, await server.ada.slash(name, **options)) for name, options in COMMANDS
    ]
    linked = server.bob.say("https://twitter.com/ottilie_folds/status/1593605490330304513")
    found = await server.ada.context_menu("Find in archive", message=linked)
    messages.append(message_of("Find in archive", found))
    for options in (
        {"time": "9:00", "content": "random", "count": 2},
        {"time": "10:00", "zone": "America/New_York", "when_empty": "nearest", "weekdays": "thu"},
        {"time": "11:00", "content": "both", "query": "pamphlet", "silent": True},
    ):
        await server.mona.slash("digest add", channel_=server.news, **options)
    await server.mona.slash("digest pause", digest=3)
    await server.mona.slash("digest preview", digest=2)
    for sent, hours in ((2, 8.5), (3, 24)):  # 09:30 in Auckland on the next two days
        server.clock.move(timedelta(hours=hours))
        await server.bot.digest_scheduler.tick()
        if len(server.news.messages) != sent:
            raise SystemExit("the digests were not posted")
    posted = [server.ada.see(message) for message in server.news.messages.values()]
    messages += [message_of("digest", one) for one in posted]
    await server.mona.slash("digest add", channel_=server.news, time="23:00")
    shared = await server.ada.slash("search", query="parcel", private=True)
    messages.append(message_of("shared", await shared.click("Share here")))
    removal = await server.mona.slash("digest remove", digest=4)
    await removal.click("Remove it")
    await server.mona.slash("archive hide", post=HIDDEN_HERE, where="here")
    await server.mona.slash("archive defaults", private=True)
    await server.mona.slash(
        "digest add", channel_=server.news, time="22:00", content="best", weekdays="wed"
    )
    for rule in QUIET:
        await server.ada.slash("archive quiet", add=rule)
    first = await server.ada.slash("archive teach")
    asked = await first.click("No")
    messages.append(message_of("teach", asked))
    listed = await server.mona.slash("digest list")
    history_of_one = await server.mona.slash("digest history", digest=1)
    await server.stop()
    return {
        "clock": server.clock.now().isoformat(),
        "messages": messages,
        "digests": listed.text,
        "history": history_of_one.text,
        "channel": server.channel.id,
        "removed": 4,
        "erased": ERASED,
        "hidden_here": HIDDEN_HERE,
        "quiet": QUIET,
    }


def count_rows(path: Path) -> dict[str, int]:
    """Return the number of rows of each table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        names = [row[0] for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        )]  # fmt: skip
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our own names
            for name in names
        }


async def keep(version: str, folder: Path) -> None:
    """Make the databases in `folder` and store them under the name of a version."""
    async with world(folder, START, World) as server:
        expected = await on_discord(server)
    expected["rows"] = {name: count_rows(folder / f"{name}.db") for name in ("archive", "state")}
    kept = HERE / version
    kept.mkdir(exist_ok=True)
    for name in ("archive.db", "state.db"):
        shutil.copy(folder / name, kept / name)
    text = json.dumps(expected, indent=1, ensure_ascii=False, sort_keys=True)
    (kept / "expected.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        terminal(folder, "import", str(SAMPLE))
        terminal(folder, "accounts", "--handle", DID, HANDLE)
        for account in ACCOUNTS[1:]:
            terminal(folder, "accounts", "--same", ACCOUNTS[0], account)
        terminal(folder, "repair", "--undo", REPAIRED)
        terminal(folder, "erase", ERASED, "--yes")
        asyncio.run(keep(sys.argv[1], folder))
