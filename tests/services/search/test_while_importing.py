"""Answers during imports of another process."""

from pathlib import Path

import pytest

from bot.services import archive_views
from bot.services.search import execution
from tests.bench.importing import answer_while_importing


async def test_no_answer_fails_while_another_process_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever an import commits between two reads, an answer shows one state of the archive.

    How long an answer takes is no matter here: the time limits of searches are out of the way.
    `python -m tests.bench importing --posts 4000` is the same at full size, with them.
    """
    monkeypatch.setattr(archive_views, "SEARCH_LIMIT", 60.0)
    monkeypatch.setattr(execution, "_TIME_LIMIT", 60.0)
    answered = await answer_while_importing(tmp_path, posts=80, tasks=12, at_least=100, pause=0.1)
    assert answered.imports == 2
    assert not answered.failures
