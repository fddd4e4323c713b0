"""The files of one archive of Mastodon."""

from dataclasses import dataclass
from datetime import datetime

from bot.ingest.files.archive_file import ArchiveFile
from bot.ingest.files.input_file import InputFile
from bot.ingest.mastodon.actor import Actor
from bot.ingest.records.counts import Unread


@dataclass(frozen=True, slots=True)
class MastodonArchive:
    """An outbox, whose it is, and what is beside it.

    `avatar` is the path of the owner's picture, as in Profile; None if there is none. `left_alone`
    are the lists of likes and of bookmarks. `exported_at` is when the server made the archive, in
    UTC, by the name of the file or folder; None if that does not say.
    """

    outbox: ArchiveFile
    actor: Actor
    avatar: str | None = None
    left_alone: tuple[tuple[Unread, InputFile], ...] = ()
    exported_at: datetime | None = None
