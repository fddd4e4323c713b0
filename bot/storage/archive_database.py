"""The archive's database, whose file may be replaced by another copy while it is in use."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.connections import connect_reader, exists
from bot.storage.database import Database
from bot.storage.errors import as_database_error
from bot.storage.migrations import known_version, newest_version, too_old, use_current
from bot.storage.open_file import FileIdentity, OpenFile
from bot.storage.single_writes import SingleWrites
from bot.storage.transaction import await_uncancelled

_KIND = "archive"


class NoCopyError(DatabaseError):
    """An archive that is copied here from elsewhere, before the first copy."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            lazy(
                "There is no archive at {path} yet. With ARCHIVE_READ_ONLY it has to be copied "
                "there from where it is kept.",
                path=path,
            )
        )


class ReadOnlyArchiveError(DatabaseError):
    """An attempt to change an archive that is copied here from elsewhere."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            lazy(
                "{path} is a copy that is only read here (ARCHIVE_READ_ONLY). Change the archive "
                "where it is kept: the change comes here with the next copy.",
                path=path,
            )
        )


class ArchiveDatabase(Database):
    """The database file of an archive; see Database.

    While another file is at its path, reads are of the one that was opened, and writes raise
    ReplacedFileError, until `reopen`. With `read_only` nothing is written at all: the file has to
    be there and up to date, and writes raise ReadOnlyArchiveError.
    """

    _reads_on = True

    def __init__(
        self,
        path: Path,
        *,
        wait: float = 5.0,
        litestream: bool = False,
        read_only: bool = False,
    ) -> None:
        super().__init__(path, _KIND, wait=wait, litestream=litestream)
        self.is_read_only = read_only

    def check_writable(self) -> None:
        """Raise ReadOnlyArchiveError or ReplacedFileError if nothing can be written now."""
        if self.is_read_only:
            raise ReadOnlyArchiveError(self.path)
        super().check_writable()

    async def let_go(self) -> None:
        """Stop writing to a file that another one has replaced, after the write under way.

        What it has in its WAL is copied into it, if readers allow that, and the WAL is moved out of
        the other one's way.
        """
        async with self._lock:
            await await_uncancelled(self._let_go())

    async def reopen(self, expected: FileIdentity) -> None:
        """Open the file at the path, `expected`, instead of the one that it has replaced.

        Reads that have begun end on the old one. Raises DatabaseError if that fails, or if yet
        another file is there: then the old one is still read.
        """
        async with self._lock:
            if self._reader is not None:
                with as_database_error(self.path):
                    await await_uncancelled(self._reopen(expected))

    def _prepare(self) -> None:
        if not self.is_read_only:
            super()._prepare()
            return
        if not exists(self.path):
            raise NoCopyError(self.path)
        connection = connect_reader(self.path)
        try:
            newest = newest_version(_KIND)
            version = known_version(connection, self.path, _KIND, newest)
        finally:
            connection.close()
        if not version:
            raise NoCopyError(self.path)
        if version < newest:
            raise too_old(self.path)

    async def _let_go(self) -> None:
        writer, self._writer = self._writer, None
        # Readers of the file are open, so closing these deletes no WAL by its name.
        if writer is not None:
            await self._empty_wal(writer)
            await writer.close()
        self._single_writes.close(empty_wal=True)
        self.file.let_go()

    async def _reopen(self, expected: FileIdentity) -> None:
        old = self._reader, self._connections, self.file
        self._connections, self.file = AsyncExitStack(), OpenFile(self.path)
        try:
            if not self.is_read_only:
                await asyncio.to_thread(
                    use_current, self.path, self._wait, litestream=self._litestream
                )
            await self._open_reader()
            self.file.check_is(expected)
        except BaseException:
            opened = self._connections
            self._reader, self._connections, self.file = old
            await opened.aclose()
            raise
        self._single_writes = SingleWrites(self.path, self._wait, self.file.check)
        await old[1].aclose()
