"""Each benchmark runs at a tiny size."""

from pathlib import Path

import pytest

from tests.bench import commands
from tests.bench.__main__ import BENCHMARKS, main
from tests.bench.bots import running
from tests.bench.invocations import Invocation
from tests.bench.networks import NETWORKS

_OF_ONE_ARCHIVE = {"commands", "fair", "idle", "load"}


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first of several benchmarks makes an archive for all of them."""
    return tmp_path_factory.mktemp("archive") / "made.db"


@pytest.mark.parametrize("name", sorted({*BENCHMARKS} - {"page", "meaning", "importing"}))
def test_each_benchmark_runs(name: str, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At a tiny size each benchmark finishes and prints figures.

    Three are tried elsewhere: in tests/browser, tests/bench/meaning, and tests/services/search.
    """
    posts = "30" if name == "threads" else "100"  # of each of many authors
    made = ["--archive", str(archive)] if name in _OF_ONE_ARCHIVE else []
    assert main([name, "--posts", posts, *made]) == 0
    assert "posts" in capsys.readouterr().out
    assert archive.exists() or not made


def test_the_memory_of_a_big_export_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """At a small size the import of one big file finishes and prints its peak memory."""
    assert main(["import", "--megabytes", "5"]) == 0
    assert "peak memory" in capsys.readouterr().out


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_imports_of_networks(network: str, capsys: pytest.CaptureFixture[str]) -> None:
    """At a tiny size the import of a network's archive finishes and is compared with X's."""
    assert main(["import", "--network", network, "--posts", "100"]) == 0
    out = capsys.readouterr().out
    assert f"{network} / X" in out
    assert "peak memory" in out


def test_threads_of_chosen_authors(capsys: pytest.CaptureFixture[str]) -> None:
    """Authors can be chosen; -v prints the figures of each."""
    assert main(["threads", "--posts", "300", "-v", "--authors", "astrid", "kordula"]) == 0
    out = capsys.readouterr().out
    assert "2 authors" in out
    assert "astrid" in out
    assert "lighthouse" not in out


def test_threads_of_an_archive(capsys: pytest.CaptureFixture[str]) -> None:
    """An archive that names parents is its own truth; for one that names none this is printed."""
    assert main(["threads", "--posts", "300", "--archive", "bot/sample/export"]) == 0
    assert "answer an own one" in capsys.readouterr().out
    assert main(["threads", "--posts", "300", "--archive", "bot/sample/output.md"]) == 0
    assert "does not say" in capsys.readouterr().out


async def test_an_answer_without_posts_ends_the_benchmark_of_commands(tmp_path: Path) -> None:
    """A quick answer that finds nothing is not measured; here the archive is empty."""
    async with running("after", Path(), tmp_path, "bot", "run") as bot:
        with pytest.raises(RuntimeError, match="shows 0 posts"):
            await commands._ask(bot, Invocation("search", {"query": "lighthouse"}))
