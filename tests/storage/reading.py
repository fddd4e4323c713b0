"""Reads of an archive in tests, without the services and their threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.archive.posts.post import Post
from bot.storage.archive.reader import ArchiveReader


@contextmanager
def reading(archive: Path) -> Iterator[ArchiveReader]:
    """Read one snapshot of the archive at a path."""
    reader = ArchiveReader(archive, archive.with_name("state.db"))
    try:
        reader.begin()
        yield reader
        reader.end()
    finally:
        reader.close()


def all_posts(archive: Path, *, as_read: bool = False) -> list[Post]:
    """Return every post, oldest first; `as_read` is as for the reader."""
    with reading(archive) as reader:
        keys = [one.key for one in reader.posts.after(None, 1 << 30)]
        return reader.posts.by_keys(keys, as_read=as_read)


def members(archive: Path, id: str) -> list[str]:
    """Return the ids of the thread of a post, oldest first."""
    with reading(archive) as reader:
        return list(reader.threads.members(reader.posts.keys([id]).values()))


def see_also(archive: Path, id: str) -> list[str]:
    """Return the ids of posts that a post links to, or that link to it."""
    with reading(archive) as reader:
        return reader.threads.see_also(reader.posts.keys([id]).values())
