"""What all tests share: profiles of hypothesis, Discord's API description, operation counts."""

import gc
import os
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.services.statistics import font_cache
from tests.storage.postgres.server import Server, needs_postgres, new_server
from tests.storage.templates import migrate_copy

# The texts that tests compare are English, in whatever language the machine speaks.
for _name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"
# An import in a process of its own would load the model of meanings, which takes two seconds.
os.environ["MEANING_AT_IMPORT"] = "0"

OPENAPI = os.environ.get("DISCORD_OPENAPI")

_LONG = tuple(
    f"tests/{one}"
    for one in (
        "bench/test_bench.py", "browser/", "demo/", "deploy/", "faults/", "golden/", "languages/",
        "services/search/test_while_importing.py", "soak/", "terminal/test_import.py", "test_",
    )
)  # fmt: skip
"""Modules whose tests take seconds each: they start processes, or browsers."""

operations: Counter[str] = Counter()
"""How often each operation of Discord's API was used, over all tests."""

# CI machines are slow at times; a property must not fail because of that. The usual run tries the
# same examples each time, so that it says something about a change; `make fuzz` looks for new ones:
# "fuzz" in damaged archives, "explore" with every property.
settings.register_profile("throwback", deadline=None, max_examples=25, derandomize=True)
_EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5000"))
settings.register_profile("fuzz", deadline=None, max_examples=_EXAMPLES)
settings.register_profile("explore", deadline=None, max_examples=max(1, _EXAMPLES // 10))
settings.load_profile("throwback")


# A shell lets what it starts in the background ignore Ctrl-C, which tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _fonts_are_read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what matplotlib finds out about fonts for all databases, and for all test processes."""
    cache = tmp_path_factory.getbasetemp().parent / "font-cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(font_cache, "FONT_CACHE", str(cache))
        yield


@pytest.fixture(scope="session", autouse=True)
def _new_databases_are_copies() -> Iterator[None]:
    """Make the schema of new databases once in each test process; tests/storage tries the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.storage.database.migrate", migrate_copy)
        yield


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of a new PostgreSQL server are, for the servers of all test processes."""
    return tmp_path_factory.getbasetemp().parent / "postgres-template"


@pytest.fixture(scope="session")
def postgres(postgres_template: Path) -> Iterator[Server]:
    """A PostgreSQL server, which ends with this process; without one the test is skipped."""
    needs_postgres()
    with new_server(postgres_template) as server:
        yield server


@pytest.fixture
def openapi() -> Path | None:
    """Discord's description of its API, if DISCORD_OPENAPI names it."""
    return Path(OPENAPI) if OPENAPI else None


def pytest_collection() -> None:
    """Let no garbage collection look through thousands of tests again and again.

    They stay until the end, and so do the modules: after the collection none looks at them at all.
    """
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have each of several processes come to modules that take long in the middle of its tests.

    pytest-xdist hands each an equal part, in this order. One that came to such a module last would
    still be at work when all others are done; at first they would share the processors with the
    checks of formats and types.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes == 1:
        return
    modules: dict[str, list[pytest.Item]] = defaultdict(list)
    short: list[pytest.Item] = []
    for item in items:
        module = item.nodeid.partition("::")[0]
        (modules[module] if module.startswith(_LONG) else short).append(item)
    size = -(-len(items) // processes)
    rest, ordered = iter(short), list[pytest.Item]()
    for number in range(processes):
        long = [*chain.from_iterable([*modules.values()][number::processes])]
        beside = max(0, (number + 1) * size - len(ordered) - len(long))
        ordered += [*islice(rest, beside // 3), *long, *islice(rest, beside - beside // 3)]
    items[:] = [*ordered, *rest]


def pytest_collection_finish() -> None:
    """See above."""
    gc.freeze()
    gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts of a pytest-xdist worker to the process that prints them."""
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["operations"] = dict(operations)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add the counts of a pytest-xdist worker that has ended; one that crashed has none."""
    operations.update(getattr(node, "workeroutput", {}).get("operations", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print which operations of Discord's API the bot used."""
    if not operations:
        return
    held = "held to Discord's OpenAPI description" if OPENAPI else "DISCORD_OPENAPI is not set"
    terminalreporter.section(f"operations of Discord's API ({held})")
    for name, count in sorted(operations.items()):
        terminalreporter.write_line(f"{count:6} {name}")


@pytest.fixture(autouse=True, scope="session")
def _imports_take_no_meaning() -> Iterator[None]:
    """Have imports do without the model, which takes two seconds to load each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.services.meaning.at_import.installed_model", lambda: None)
        yield
