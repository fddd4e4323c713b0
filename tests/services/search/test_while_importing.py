"""Answers during imports of another process."""

from pathlib import Path

from tests.bench.importing import answer_while_importing


async def test_no_answer_fails_while_another_process_imports(tmp_path: Path) -> None:
    """Whatever an import commits between two reads, an answer shows one state of the archive.

    `python -m tests.bench importing --posts 4000` is the same at full size.
    """
    answered = await answer_while_importing(tmp_path, posts=80, at_least=100)
    assert answered.imports == 2
    assert not answered.failures
