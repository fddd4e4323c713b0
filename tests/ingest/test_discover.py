"""Discovery: which files are archives."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.archive.posts.post import Post
from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.files.archive_file import Layout
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from tests.archives import record
from tests.ingest.export.exports import watch

RECORD = record(datetime(2022, 10, 3, tzinfo=UTC), "hello")


def test_files_are_known_by_what_they_hold(tmp_path: Path) -> None:
    """Files are recognized by their contents; folders are walked, other files are skipped."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "strange.name").write_text(RECORD)
    (tmp_path / "deep" / "DMs.md").write_text("**a**: hello")
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\x00\x00")
    (tmp_path / "empty.md").touch()
    (tmp_path / ".hidden.md").write_text(RECORD)
    found = discover([tmp_path])
    (file,) = found.files
    assert (file.name, file.layout) == (f"{tmp_path.name}/deep/er/strange.name", Layout.F3_F10)
    assert found.private == 1


def test_a_file_is_read_once(tmp_path: Path) -> None:
    """A file that is named twice, or beside its folder, is one file."""
    path = tmp_path / "output.md"
    path.write_text(RECORD)
    assert len(discover([path, tmp_path, tmp_path / "." / "output.md"]).files) == 1


def test_a_footer_after_a_long_body_is_found(tmp_path: Path) -> None:
    """A file is recognized however long its first post is."""
    path = tmp_path / "output.md"
    path.write_text("x" * 3_000_000 + RECORD.removeprefix("hello"))
    assert len(discover([path]).files) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x7fELF" + b"\0" * 9 + b"\n" + RECORD.encode(), "not a text file"),
        (b"\x7fELF\x00\x00", "not a text file"),
        (b"# Shopping\n\n- milk\n", "is no archive"),
        (b'window.YTD.like.part0 = [ {\n  "like" : {}}]', "not one of posts"),
        (b"window.YTD.direct_messages.part0 = [ ]", "none is ever read"),
    ],
)
def test_files_that_are_no_archives(tmp_path: Path, content: bytes, sentence: str) -> None:
    """A file that is no archive is refused with its reason and its path."""
    path = tmp_path / "file.md"
    path.write_bytes(content)
    with pytest.raises(ArchiveFileError, match=sentence) as refused:
        discover([path])
    assert str(path) in str(refused.value)


def test_a_quoted_footer_changes_no_layout(tmp_path: Path) -> None:
    """A post that quotes the footer of another layout does not change the file's layout."""
    path = tmp_path / "output.md"
    path.write_text(f"so:\nOriginally on Twitter: [x](y)\n{RECORD}\n----\n{RECORD}\n----\n")
    assert discover([path]).files[0].layout == Layout.F3_F10


@pytest.mark.parametrize("name", ["DMs.md", "DMs-Archive-ada.md", "direct-messages.js"])
def test_direct_messages_are_never_read(tmp_path: Path, name: str) -> None:
    """A file of direct messages is no archive, regardless of its contents."""
    for path in (tmp_path / name, tmp_path / "DMs" / "bob.md"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(RECORD)
    with pytest.raises(ArchiveFileError, match="holds no archive"):
        discover([tmp_path])
    with pytest.raises(ArchiveFileError, match="none is ever read"):
        discover([tmp_path / name])


def test_the_layout_without_times_and_ids_is_refused(tmp_path: Path) -> None:
    """F0 is refused with advice; beside other files it is quarantined."""
    (tmp_path / "output.txt").write_text("hello\n\nhi\nthere\n\nand so on\n")
    with pytest.raises(ArchiveFileError, match="neither times nor ids: load Twitter's own export"):
        discover([tmp_path / "output.txt"])
    with pytest.raises(ArchiveFileError, match="neither times nor ids"):
        discover([tmp_path])
    (tmp_path / "output.md").write_text(RECORD)
    refused, post = read(discover([tmp_path]))
    assert isinstance(post, Post)
    assert isinstance(refused, Quarantined)
    assert (refused.file, refused.line) == (f"{tmp_path.name}/output.txt", 1)


def test_files_of_the_same_name(tmp_path: Path) -> None:
    """Folders and files of the same name are reported with their parent folders."""
    for name in ("old", "new"):
        (tmp_path / name / "parsed").mkdir(parents=True)
        (tmp_path / name / "parsed" / "output.md").write_text(RECORD)
    files = [tmp_path / name / "parsed" / "output.md" for name in ("old", "new")]
    names = ["old/parsed/output.md", "new/parsed/output.md"]
    assert [file.name for file in discover(files).files] == names
    assert [file.name for file in discover([path.parent for path in files]).files] == names
    assert [file.name for file in discover(files[:1]).files] == ["output.md"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_progress_comes_to_the_size(tmp_path: Path, encoding: str) -> None:
    """The bytes reported during reading add up to the size of the files."""
    (tmp_path / "a.md").write_text(RECORD, encoding)
    (tmp_path / "b.md").write_text(f"{RECORD}\n----\n" * 3000, encoding)
    (tmp_path / "tweets.js").write_text("window.YTD.tweets.part0 = [ {}]", encoding)
    found = discover([tmp_path])
    reported: list[int] = []
    for _ in read(found, reported.append, account="ada"):
        pass
    assert len(found.files) == 3
    assert sum(reported) == sum(file.size for file in found.files)


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    """An impossible path and a device are refused with a sentence."""
    with pytest.raises(ArchiveFileError, match="cannot be read"):
        discover([tmp_path / ("x" * 5000)])
    with pytest.raises(ArchiveFileError, match="neither a file nor a folder"):
        discover([Path("/dev/null")])


def test_paths_without_an_archive(tmp_path: Path) -> None:
    """A missing path, and a folder without an archive, are refused with a sentence."""
    with pytest.raises(ArchiveFileError, match="does not exist"):
        discover([tmp_path / "nowhere"])
    with pytest.raises(ArchiveFileError, match="holds no archive"):
        discover([tmp_path])


def test_names_begin_with_what_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a folder are named with the folder, a single file by its own name."""
    folder = tmp_path / "export"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "tweets.js").write_text('window.YTD.tweets.part0 = [ {"tweet": {}} ]')
    assert discover([folder]).files[0].name == "export/data/tweets.js"
    assert discover([folder / "data" / "tweets.js"]).files[0].name == "tweets.js"
    monkeypatch.chdir(folder)
    assert discover([Path()]).files[0].name == "export/data/tweets.js"


def test_links_in_circles_end(tmp_path: Path) -> None:
    """A symbolic link to a folder is not followed, so cycles end."""
    (tmp_path / "output.md").write_text(RECORD)
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert len(discover([tmp_path]).files) == 1


@pytest.mark.parametrize("beside", ["media", "tweets_media", "tweet_media", "../../media"])
def test_media_lie_beside(tmp_path: Path, beside: str) -> None:
    """Media are found by name, in folders and beside a single file; private ones are not."""
    folder = tmp_path / "md" / "2022"
    (folder / beside).mkdir(parents=True)
    (folder / beside / "12-a_b-c.jpg").write_text("x")
    (folder / beside / "other.jpg").write_text("x")
    (folder / "direct_messages_media").mkdir()
    (folder / "direct_messages_media" / "13-secret.jpg").write_text("x")
    (folder / "x.md").write_text(RECORD)
    assert set(discover([folder / "x.md"]).media) == {"12-a_b-c.jpg"}
    found = discover([tmp_path])
    assert set(found.media) == {"12-a_b-c.jpg"}
    assert found.private == 0


def test_media_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No media or private file is opened to find out what it is."""
    for name in ("tweets_media/1-a.md", "direct-messages.js", "deleted_tweets_media/1-b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RECORD)
    (tmp_path / "x.md").write_text(RECORD)
    opened = watch(monkeypatch)
    found = discover([tmp_path])
    assert set(opened) == {"x.md"}
    assert (len(found.files), found.private) == (1, 1)


def test_an_export_is_known_with_its_beginning_damaged(tmp_path: Path) -> None:
    """An export with a damaged beginning is recognized by its posts."""
    post = '{"tweet": {"id_str": "1", "created_at": "", "full_text": ""}}'
    for beginning in ("winXow.YTD.tweets.part0 = [", "[", ""):
        path = tmp_path / "x.js"
        path.write_text(beginning + post)
        assert discover([path]).files[0].layout is Layout.EXPORT
