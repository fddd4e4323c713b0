"""Text is read in pictures, each within bounds; without the extra these are skipped."""

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from bot.archive.posts.picture_texts import ReadingProblem
from bot.workers import reading_jobs
from bot.workers.worker import Worker
from tests.bench.reading.drawing import sign
from tests.workers.files import noise, saved, with_position

needs_the_engine = pytest.mark.skipif(
    reading_jobs.installed_engine() is None,
    reason="the extra ocr is not installed: pip install -c deploy/constraints.txt -e '.[ocr]'",
)


def ground_and_ink(path: Path) -> tuple[int, int]:
    """Return how bright the corner and the middle of a picture are to the engine."""
    from bot.workers import reading  # noqa: PLC0415 - in the process alone

    with path.open("rb") as file:
        pixels = reading._pixels(file)
    return int(pixels[0, 0].min()), int(pixels[30, 30].max())


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    """A worker with the bounds of the real one."""
    opened = Worker(
        reading_jobs.MEMORY, time_limit=reading_jobs.TIME_LIMIT, variables=reading_jobs.variables
    )
    yield opened
    await opened.close()


@needs_the_engine
async def test_what_a_photograph_says_is_read_and_nothing_else(
    worker: Worker, tmp_path: Path
) -> None:
    """A sign is read though the camera lay on its side; nothing is made out of noise.

    The numbers of a palette and the colours of print are no shades of grey to it.
    A bomb is not unpacked; a damaged file, a link and one that is not there have reasons.
    """
    seen = sign("Second hand books", Random(3)).transpose(Image.Transpose.ROTATE_90)
    (tmp_path / "a.jpg").write_bytes(saved(seen, "JPEG", exif=with_position(6)))
    (tmp_path / "b.png").write_bytes(saved(noise((300, 300)), "PNG"))
    of_palette = Image.new("P", (60, 60), 1)
    of_palette.putpalette([0, 0, 0, 255, 255, 255])
    of_palette.paste(0, (20, 20, 40, 40))
    (tmp_path / "c.png").write_bytes(saved(of_palette, "PNG"))
    in_print = of_palette.convert("RGB").convert("CMYK")
    (tmp_path / "d.jpg").write_bytes(saved(in_print, "JPEG", quality=100))
    whole = saved(noise((64, 64)), "PNG")
    (tmp_path / "bomb.png").write_bytes(saved(Image.new("1", (12_000, 12_000)), "PNG"))
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "words.png").write_text("no picture", "utf-8")
    (tmp_path / "link.png").symlink_to(tmp_path / "cut.png")
    expected = {
        "bomb.png": ReadingProblem.PIXELS,
        "cut.png": ReadingProblem.UNREADABLE,
        "words.png": ReadingProblem.UNREADABLE,
        "link.png": ReadingProblem.LINK,
        "gone.png": ReadingProblem.MISSING,
    }
    for name, problem in expected.items():
        assert await worker.run(reading_jobs.read, tmp_path, f"media/{name}") is problem
    text = await worker.run(reading_jobs.read, tmp_path, "media/a.jpg")
    assert str(text).split() == ["Second", "hand", "books"]
    assert await worker.run(reading_jobs.read, tmp_path, "media/b.png") == ""
    for name in ("c.png", "d.jpg"):  # by the numbers of a palette, both would be nearly black
        assert await worker.run(ground_and_ink, tmp_path / name) == (255, 0)
