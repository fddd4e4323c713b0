"""What backups, restores and deep checks say, as lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.archive.plurals import counted
from bot.languages import _, joined, ngettext
from bot.languages.sizes import file_size
from bot.operations.backup import Backup
from bot.operations.deep_check import Proof
from bot.operations.media_copies import MEDIA_LIST
from bot.operations.restore import Restored
from bot.operations.state_copy import CopiedState


def of_backup(backup: Backup, deleted: Sequence[Path] = ()) -> Iterator[str]:
    """Yield the report of a backup; `deleted` are older ones that were deleted after it."""
    yield _(
        "Copied {files}, {posts}, to {folder}; the copy is whole.",
        files=joined([copy.name for copy in backup.databases]),
        posts=counted(backup.posts, "post"),
        folder=backup.path,
    )
    if backup.media_count and backup.has_media:
        yield ngettext(
            "With {count:,} picture or film ({size}).",
            "With {count:,} pictures and films ({size}).",
            backup.media_count,
            size=file_size(backup.media_size),
        )
    elif backup.media_count:
        yield _(
            "Pictures and films, listed in {list} but not copied: {files:,} ({size}) in {folder}.",
            list=MEDIA_LIST,
            files=backup.media_count,
            size=file_size(backup.media_size),
            folder=backup.media_folder,
        )
    if deleted:
        yield ngettext(
            "Deleted {count:,} older backup: {names}.",
            "Deleted {count:,} older backups: {names}.",
            len(deleted),
            names=joined([path.name for path in deleted]),
        )


def of_proof(proof: Proof) -> Iterator[str]:
    """Yield what a deep check has proven."""
    for one in proof.databases:
        yield ngettext(
            "{path} is whole: {count:,} row, each where the indexes and references say.",
            "{path} is whole: {count:,} rows, each where the indexes and references say.",
            sum(one.rows.values()),
            path=one.path,
        )
    yield _(
        "The search index has the {words:,} words of {posts}; {searched:,} searches found what "
        "they had to.",
        words=proof.index.words,
        posts=counted(proof.posts, "post"),
        searched=proof.index.searched,
    )
    yield from _of_media(proof)


def _of_media(proof: Proof) -> Iterator[str]:
    if proof.has_media:
        yield ngettext(
            "{count:,} picture or film ({size}) is as it was when it was backed up.",
            "{count:,} pictures and films ({size}) are as they were when they were backed up.",
            proof.media_count,
            size=file_size(proof.media_size),
        )
    elif proof.is_backup and proof.media_count:
        yield ngettext(
            "{count:,} picture or film is listed in {list}, and not in the backup.",
            "{count:,} pictures and films are listed in {list}, and not in the backup.",
            proof.media_count,
            list=MEDIA_LIST,
        )
    elif proof.media_count:
        yield ngettext(
            "{count:,} picture or film ({size}) is there.",
            "{count:,} pictures and films ({size}) are there.",
            proof.media_count,
            size=file_size(proof.media_size),
        )
    if proof.media_absent:
        yield ngettext(
            "{count:,} that a post names is not there: its archive had none, or it was deleted.",
            "{count:,} that posts name are not there: their archives had none, or they were "
            "deleted.",
            proof.media_absent,
        )


def of_restore(restored: Restored, archive: Path) -> Iterator[str]:
    """Yield the report of a restore."""
    yield from of_proof(restored.proof)
    yield _(
        "Restored {posts} to {path}.", posts=counted(restored.proof.posts, "post"), path=archive
    )
    if restored.media_copied:
        yield ngettext(
            "{count:,} picture or film came back.",
            "{count:,} pictures and films came back.",
            restored.media_copied,
        )
    if restored.kept:
        yield _(
            "What was there before is kept, until you delete it: {names}.",
            names=joined([str(path) for path in restored.kept]),
        )


def of_copied_state(copied: CopiedState) -> Iterator[str]:
    """Yield the report of a copy of the state, with a line for each table that has rows."""
    yield ngettext(
        "Copied {count:,} row from {source} to {target}, and compared both:",
        "Copied {count:,} rows from {source} to {target}, and compared both:",
        sum(copied.rows.values()),
        source=copied.source,
        target=copied.target,
    )
    for table, count in copied.rows.items():
        if count:
            yield f"  {table}: {count:,}"
