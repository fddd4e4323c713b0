"""Reading of Bluesky's repositories into rows."""

from collections.abc import Callable, Iterator, Mapping

from bot.archive.posts.post import Profile
from bot.archive.posts.row import PostRow
from bot.archive.timestamps import from_milliseconds
from bot.ingest.bluesky.addresses import POST, REPOST
from bot.ingest.bluesky.blocks import BlockStore
from bot.ingest.bluesky.car import Progress
from bot.ingest.bluesky.cbor import BadBlockError, decode
from bot.ingest.bluesky.profile import asks_to_be_hidden, profile_of
from bot.ingest.bluesky.records import RowMaker
from bot.ingest.bluesky.survey import NoRepositoryError, Run, Survey, survey
from bot.ingest.files.archive_file import ArchiveFile
from bot.ingest.files.input_file import InputFile
from bot.ingest.options import ReadOptions
from bot.ingest.records.counts import LeftAlone, Unread, Withheld
from bot.ingest.records.quarantine import Quarantined, Unit
from bot.languages import Message, lazy, ngettext

# Translators: these reasons follow the name of a file: “repo.car: its end is cut off or damaged”.
_NO_REPOSITORY = lazy(
    "it is cut off or damaged where the list of its records begins, so nothing of it is certain"
)
_TORN = lazy("its end is cut off or damaged")
_DAMAGED = lazy("the record is damaged")

Item = PostRow | Profile | LeftAlone | Quarantined | Withheld


def read(
    file: ArchiveFile, options: ReadOptions, media: Mapping[str, InputFile], progress: Progress
) -> Iterator[Item]:
    """Yield the posts of a repository and its profile, and what is not read of it.

    One whose owner asks apps to hide it, or of which it is not certain that they do not, is only
    read with `confirmed_public`: else Withheld is all that is said of it. `progress` is called with
    the bytes of two passes. Raises OSError and ArchiveFileError.
    """
    with file.file.open() as opened:
        store = BlockStore(opened)
        try:
            found = survey(opened, file.size, store, progress)
        except NoRepositoryError:
            yield Quarantined(file.name, 1, f"{_NO_REPOSITORY}", Unit.FILE)
            return
        else:
            yield from _items(file, found, store, options, media)
        finally:
            store.close()
        progress(file.size)


def _items(
    file: ArchiveFile,
    found: Survey,
    store: BlockStore,
    options: ReadOptions,
    media: Mapping[str, InputFile],
) -> Iterator[Item]:
    did = found.commit.did
    account = options.handle or did
    asks = asks_to_be_hidden(found.profile)
    if (asks or found.may_hide_profile) and not options.confirmed_public:
        yield Withheld(file.name, account, found.posts, is_certain=asks)
        return
    changed_at = found.changed_at
    exported_at = changed_at if changed_at is not None and found.is_whole else None
    dated = None if exported_at is None else from_milliseconds(exported_at)
    yield profile_of(found.profile, account, did, dated, media)
    for reason in _damage(found):
        yield Quarantined(file.name, 1, reason, Unit.FILE)
    rows = RowMaker(file.name, account, did, changed_at, exported_at or 0)
    yield from _rows(file.name, found.runs[POST.encode()], store, rows.post)
    yield from _rows(file.name, found.runs[REPOST.encode()], store, rows.repost)
    found.unread[Unread.PARTS] += rows.unknown
    for kind, count in found.unread.items():
        if count:
            yield LeftAlone(file.name, kind, count)


def _rows(
    file: str, run: Run, store: BlockStore, row_of: Callable[[object, str, int], PostRow | Message]
) -> Iterator[PostRow | Quarantined]:
    """Yield the rows of a collection; the records that are missing are counted elsewhere."""
    read = store.read
    for number, key, position in run.records():
        if not position:
            continue
        try:
            row = row_of(decode(read(position)), key, number)
        except BadBlockError:
            row = _DAMAGED
        if isinstance(row, PostRow):
            yield row
        else:
            yield Quarantined(file, number, f"{row}", Unit.ITEM)


def _damage(found: Survey) -> Iterator[str]:
    """Yield a reason for each kind of damage, as far as it is known."""
    if least := found.missing + found.tree.missing_nodes:
        yield ngettext(
            "at least {count:,} of its records is missing: the file is cut off or damaged",
            "at least {count:,} of its records are missing: the file is cut off or damaged",
            least,
        )
    if found.tree.misplaced:
        yield ngettext(
            "{count:,} key of a record is out of order, and was not read",
            "{count:,} keys of records are out of order, and were not read",
            found.tree.misplaced,
        )
    if found.frames.broken:
        yield ngettext(
            "{count:,} piece of it is damaged",
            "{count:,} pieces of it are damaged",
            found.frames.broken,
        )
    if found.frames.is_torn:
        yield f"{_TORN}"
