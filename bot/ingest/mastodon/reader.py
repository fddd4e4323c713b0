"""Reading of archives of Mastodon: the outbox item by item, in one pass."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.archive.posts.post import Profile
from bot.archive.posts.row import PostRow
from bot.archive.timestamps import to_milliseconds
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks, naming_file
from bot.ingest.mastodon.archive import MastodonArchive
from bot.ingest.mastodon.outbox import count_items, items
from bot.ingest.mastodon.posts import ActivityConverter, NoPost
from bot.ingest.options import ReadOptions
from bot.ingest.records.counts import FileCounts, LeftAlone, Unread
from bot.ingest.records.quarantine import Quarantined, Unit
from bot.ingest.records.records import BrokenRecord
from bot.languages import Message

Progress = Callable[[int], None]
"""Called with the bytes read since its last call."""

_CHUNK = 1 << 18  # characters


def rows_of(
    archive: MastodonArchive, options: ReadOptions, progress: Progress
) -> Iterator[PostRow | Profile | Quarantined | FileCounts | LeftAlone]:
    """Yield the posts of an archive, what cannot be read, what is left alone, and its owner.

    The owner comes last: only an archive that was read whole has a date, by which posts that it
    lacks are known. Raises ArchiveFileError for a file that cannot be read to its end.
    """
    name = archive.outbox.name
    converter = ActivityConverter(
        name,
        archive.actor,
        to_milliseconds(archive.exported_at) if archive.exported_at else 0,
        include_followers=options.include_followers,
    )
    counts = FileCounts(name)
    left_alone: Counter[Unread] = Counter()
    is_whole = True
    for found in items(_text(archive.outbox.file, progress), converter.is_own):
        if isinstance(found, BrokenRecord):
            is_whole = False
            yield Quarantined(name, found.line, found.reason, Unit.ITEM)
            continue
        number, activity = found
        row = converter.row(activity, number)
        if isinstance(row, PostRow):
            counts.read += 1
            yield row
        elif isinstance(row, Message):
            yield Quarantined(name, number, f"{row}", Unit.ITEM)
        elif row is NoPost.OTHERS:
            counts.add_other(number)
        else:
            counts.read += 1
            if isinstance(row, Unread):
                left_alone[row] += 1
    yield counts
    for kind, count in left_alone.items():
        yield LeftAlone(name, kind, count)
    for kind, file in archive.left_alone:
        if count := count_items(_text(file)):
            yield LeftAlone(file.name, kind, count)
    exported_at = archive.exported_at if is_whole else None
    yield replace(archive.actor.profile(), exported_at=exported_at, avatar=archive.avatar)


def _text(file: InputFile, progress: Progress | None = None) -> Iterator[str]:
    return naming_file(file, chunks(file, _CHUNK, progress))
