"""What an operator sees, as chapters of the tour: a backup and its restore, and how the bot is."""

from collections.abc import Iterable, Iterator

import aiohttp

from bot.demo.harness import DemoHarness
from bot.demo.screen import Screen
from bot.formats.operation_lines import of_backup, of_restore
from bot.languages import _
from bot.operations.backup import back_up
from bot.operations.restore import restore
from bot.services.container import STATE_FILE

_BACKUP, _ELSEWHERE = "my-backup", "elsewhere"
_SHOWN = (
    'throwback_interactions_total{command="search"',
    'throwback_digests_total{outcome="posted"}',
)
"""The beginnings of the metrics that are shown: what of the tour each counts is easy to see."""


async def show_backup(harness: DemoHarness, screen: Screen) -> None:
    """Back up the databases while the bot runs, and restore them to another folder."""
    archive, backup = harness.folder / "archive.db", harness.folder / _BACKUP
    screen.title(_("A backup, made and checked while the bot runs"))
    screen.show_input(f"throwback backup {_BACKUP}")  # never translated
    made = await back_up(archive, archive.with_name(STATE_FILE), backup)
    _show(of_backup(made), harness, screen)
    screen.title(_("It is tried: restored to another folder, which harms nothing"))
    restored = harness.folder / _ELSEWHERE / "archive.db"
    line = f"throwback restore {_BACKUP} --database {_ELSEWHERE}/archive.db"  # never translated
    screen.show_input(line)
    state = restored.with_name(STATE_FILE)
    done = await restore(backup, restored, state, harness.clock.now())
    _show(of_restore(done, restored), harness, screen)


async def show_health(harness: DemoHarness, screen: Screen) -> None:
    """Ask the pages for monitoring whether the bot is ready, and what it did in the tour."""
    screen.title(_("How the bot is, for those who watch it"))
    async with aiohttp.ClientSession(harness.monitoring_url) as session:
        for page in ("/readyz", "/metrics"):
            screen.show_input(f"GET {page}")  # never translated
            async with session.get(page) as response:
                text = await response.text()
            for line in _lines_of_tour(text) if page == "/metrics" else [text]:
                screen.note(line)


def _lines_of_tour(metrics: str) -> Iterator[str]:
    return (line for line in metrics.splitlines() if line.startswith(_SHOWN))


def _show(lines: Iterable[str], harness: DemoHarness, screen: Screen) -> None:
    """Print lines, in which paths are shown as from the folder of the databases."""
    for line in lines:
        screen.note(line.replace(f"{harness.folder}/", ""))
