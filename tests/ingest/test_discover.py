"""Discovery: which files are archives."""

import errno
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import Post
from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.files.archive_file import Layout
from bot.ingest.files.signatures import FileKind
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from tests.archives import record
from tests.ingest.export.exports import watch

RECORD = record(datetime(2022, 10, 3, tzinfo=UTC), "hello")
TWEET = '{"id_str": "1", "created_at": "", "full_text": ""}'


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


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("twitter-circle-tweet.js", FileKind.CIRCLE),
        ("twitter-circle-tweet-part1.js", FileKind.CIRCLE),
        ("twitter_circle_tweets/x.js", FileKind.CIRCLE),
        ("message-event.js", FileKind.DIRECT),
        ("message-events-part2.js", FileKind.DIRECT),
        ("direct-message-headers.js", FileKind.DIRECT),
        ("deleted-tweet-headers.js", FileKind.DELETED),
        ("deleted-note-tweet.js", FileKind.DELETED),
    ],
)
def test_names_that_are_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: FileKind
) -> None:
    """A file is counted by its name alone, in a folder and in a zip, and refused if named."""
    path = tmp_path / "mine" / name
    path.parent.mkdir(parents=True)
    for text in (path, tmp_path / "mine" / "x.md"):
        text.write_text(RECORD)
    shutil.make_archive(str(tmp_path / "zipped"), "zip", tmp_path / "mine")
    opened = watch(monkeypatch)
    assert discover([tmp_path / "mine"]).left_alone == {kind: 1}
    assert opened == ["x.md"] * len(opened)
    assert discover([tmp_path / "zipped.zip"]).left_alone == {kind: 1}
    if path.parent.name == "mine":
        with pytest.raises(ArchiveFileError, match="none is ever read"):
            discover([path])


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("twitter_circle_tweet", FileKind.CIRCLE),
        ("circle_tweet", FileKind.CIRCLE),
        ("message_event", FileKind.DIRECT),
        ("dms", FileKind.DIRECT),
        ("deleted_tweets", FileKind.DELETED),
    ],
)
def test_first_lines_that_are_left_alone(tmp_path: Path, declared: str, kind: FileKind) -> None:
    """A renamed file is known by its first line."""
    (tmp_path / "x.js").write_text(f'window.YTD.{declared}.part0 = [ {{"tweet": {TWEET}}} ]')
    (tmp_path / "x.md").write_text(RECORD)
    assert discover([tmp_path]).left_alone == {kind: 1}
    with pytest.raises(ArchiveFileError, match="none is ever read"):
        discover([tmp_path / "x.js"])


@pytest.mark.parametrize("name", ["article.js", "twitter-article-part1.js", "other.json"])
@pytest.mark.parametrize("beginning", ["window.YTD.article.part0 = ", "export default ", ""])
def test_articles_are_counted(tmp_path: Path, name: str, beginning: str) -> None:
    """Articles, drafts among them, are counted one by one, and none is a post."""
    articles = ", ".join(f'{{"article": {{"id": "{n}", "tweet": {TWEET}}}}}' for n in range(3))
    (tmp_path / name).write_text(f"{beginning}[ {articles} ]")
    (tmp_path / "article-metadata.js").write_text(
        'window.YTD.article_metadata.part0 = [ {"articleMetadata": {"tweetId": "5"}} ]'
    )
    (tmp_path / "x.md").write_text(RECORD)
    found = discover([tmp_path])
    assert found.left_alone == {FileKind.ARTICLES: 3}
    assert [file.name.rpartition("/")[2] for file in found.files] == ["x.md"]
    with pytest.raises(ArchiveFileError, match="no"):
        discover([tmp_path / name])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it is empty"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n", "pointer of Git LFS"),
        ("<html>404</html>", "no list of posts"),
    ],
)
def test_files_of_posts_without_any(tmp_path: Path, content: str, reason: str) -> None:
    """A file that the export names so, and that holds no posts, is reported with the reason."""
    (tmp_path / "tweets-part1.js").write_text(content)
    with pytest.raises(ArchiveFileError, match=reason):
        discover([tmp_path])
    (tmp_path / "x.md").write_text(RECORD)
    ((name, why),) = discover([tmp_path]).refused
    assert name.endswith("tweets-part1.js")
    assert reason in why


def test_what_may_not_be_read_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, zips and folders that may not be read are reported; private ones are not."""
    names = ["a.md", "b.zip", "c/c.md", "direct_messages/d.md"]
    for name in [*names, "x.md"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RECORD)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as file:
        file.writestr("b.md", RECORD)
    forbidden = {tmp_path / name for name in ("a.md", "b.zip", "c", "direct_messages")}
    with forbidding(monkeypatch, forbidden):
        found = discover([tmp_path])
        with pytest.raises(ArchiveFileError, match=r"a\.md cannot be read: Permission denied"):
            discover([tmp_path / "a.md"])
        with pytest.raises(ArchiveFileError, match="cannot be read: Permission denied"):
            discover([tmp_path / "c"])
    assert [file.name for file in found.files] == [f"{tmp_path.name}/x.md"]
    assert {name.partition("/")[2]: reason for name, reason in found.refused} == dict.fromkeys(
        ("a.md", "b.zip", "c"), "it cannot be read (Permission denied)"
    )
    with (
        forbidding(monkeypatch, {tmp_path / "c" / "c.md"}),
        pytest.raises(ArchiveFileError, match=r"c/c\.md cannot be read"),
    ):
        discover([tmp_path / "c"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_real_permissions(tmp_path: Path) -> None:
    """The permissions of a file and of a folder are those of the system."""
    (tmp_path / "c").mkdir()
    for name in ("a.md", "c/c.md", "x.md"):
        (tmp_path / name).write_text(RECORD)
    (tmp_path / "a.md").chmod(0)
    for mode in (0o000, 0o400):  # not to be listed; not to be entered
        (tmp_path / "c").chmod(mode)
        found = discover([tmp_path])
        (tmp_path / "c").chmod(0o700)
        assert len(found.files) == 1
        assert len(found.refused) == 2


@contextmanager
def forbidding(monkeypatch: pytest.MonkeyPatch, paths: set[Path]) -> Iterator[None]:
    """Refuse to open or list `paths`, as the system does: in tests it may allow root everything."""

    def refuse(path: object) -> None:
        if isinstance(path, str | Path) and Path(path) in paths:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def checked(call: Callable[..., Any]) -> Callable[..., Any]:
        def call_checked(path: object, *args: Any, **more: Any) -> Any:
            refuse(path)
            return call(path, *args, **more)

        return call_checked

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", checked(Path.open))
        patched.setattr(os, "scandir", checked(os.scandir))
        patched.setattr(io, "open", checked(io.open))  # by which zipfile opens files
        yield


def test_an_export_is_known_with_its_beginning_damaged(tmp_path: Path) -> None:
    """An export with a damaged beginning is recognized by its posts."""
    post = '{"tweet": {"id_str": "1", "created_at": "", "full_text": ""}}'
    for beginning in ("winXow.YTD.tweets.part0 = [", "[", ""):
        path = tmp_path / "x.js"
        path.write_text(beginning + post)
        assert discover([path]).files[0].layout is Layout.EXPORT
