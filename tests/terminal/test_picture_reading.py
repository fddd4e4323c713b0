"""`throwback media read`: what is said of it, and what of the pictures; an import may do it too."""

from functools import partial

import pytest

from bot.archive.posts.picture_texts import ReadingEngine
from bot.services.posts.picture_reading import PictureReader
from bot.terminal.posts import picture_reading
from bot.workers import reading_jobs
from tests.archives import record, snowflake
from tests.services.posts.stand_in_reader import stand_in
from tests.terminal.conftest import Terminal, at


@pytest.fixture
def pictured(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal beside an archive of one post with four pictures, of which three are files."""
    id = snowflake(at(0))
    says = {"good": "Quarterly platypus invoice", "bomb": "bomb", "blank": ""}
    markup = " ".join(f"![](media/{id}-{name}.png)" for name in (*says, "gone"))
    (terminal.folder / "output.md").write_text(f"{record(at(0), f'see {markup}')}\n----\n", "utf-8")
    (terminal.folder / "media").mkdir()
    for name, text in says.items():
        (terminal.folder / "media" / f"{id}-{name}.png").write_text(text, "utf-8")
    engine = ReadingEngine("stand-in", "1")
    monkeypatch.setattr(reading_jobs, "installed_engine", lambda: engine)
    reader = partial(PictureReader, installed=lambda: engine, read=stand_in)
    monkeypatch.setattr(picture_reading, "PictureReader", reader)
    return terminal


def test_it_says_what_came_of_the_pictures(pictured: Terminal) -> None:
    """How many were read, and why others were not; a hit then says what its picture says."""
    pictured.json("import", "output.md")
    assert "have that done: throwback media read" in pictured("search", "has:text")[1]
    status, output, errors = pictured("media", "read")
    assert (status, errors) == (0, "")
    assert output.splitlines() == [
        "2 pictures were read, 1 with text in them.",
        "Not read: 1, missing from the media folder.",
        "Not read: 1, more pixels than are read.",
    ]
    assert "in the picture: Quarterly platypus invoice" in pictured("search", "platypsu")[1]
    (hit,) = pictured.json("search", "platypus")["hits"]
    assert hit["matched"] == [{"word": "platypus", "as": "platypus", "edits": 0, "in": "picture"}]
    assert [one["alt"] for one in hit["media"]] == [None] * 4
    assert "platypus" not in pictured("export")[1]
    record = pictured.json("status")
    assert (record["pictures"], record["pictures_read"]) == (4, 2)
    assert "2 of 4" in pictured("status")[1]
    assert "Read before: 2." in pictured("media", "read")[1]


def test_an_import_reads_pictures_if_it_is_asked_to(pictured: Terminal) -> None:
    """Its JSON has what came of them; without the option nothing is read."""
    report = pictured.json("import", "output.md", "--read-pictures")
    assert report["pictures"] == {
        "pictures": 4,
        "read": 2,
        "with_text": 1,
        "same": 0,
        "read_before": 0,
        "not_read": {"missing": 1, "pixels": 1},
    }
    assert "The search index has the" in pictured("check", "--deep")[1]
    output = pictured("import", "output.md", "--read-pictures")[1]
    assert "0 pictures were read, 0 with text in them." in output


def test_it_says_what_to_install(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages both fail by a sentence; the import does so before it begins."""
    monkeypatch.setattr(reading_jobs, "_PACKAGE", "no-such-package-is-installed")
    status, _, errors = terminal("import", "tweets.md", "--read-pictures")
    assert status == 1
    assert "environment: .venv/bin/pip install rapidocr==" in errors
    terminal.json("import", "tweets.md")
    status, output, errors = terminal("media", "read")
    assert (status, output) == (1, "")
    assert "environment: .venv/bin/pip install rapidocr==" in errors
