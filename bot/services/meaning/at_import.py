"""The meaning of posts taken by the way: at the end of an import, if that is soon done."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.errors import ThrowbackError
from bot.services.meaning.building import BuildProgress, MeaningBuilder
from bot.services.meaning.encoder import Encoder, EncoderProcess
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase
from bot.workers.encoder_jobs import Model, installed_model

_log = logging.getLogger(__name__)


class MeaningAtImport:
    """Takes the meaning of new posts by the model that `installed` names.

    `new_encoder` returns what takes it: a process of its own, which ends with the import.
    """

    def __init__(
        self,
        new_encoder: Callable[[], Encoder] = EncoderProcess,
        installed: Callable[[], Model | None] | None = None,
    ) -> None:
        self._new_encoder = new_encoder
        self._installed = installed or installed_model

    async def run(
        self,
        database: ArchiveDatabase,
        report: ImportReport,
        options: ImportOptions,
        progress: Callable[[BuildProgress], None] = lambda _progress: None,
    ) -> ImportReport:
        """Take it, unless it is of more posts than the options want.

        Returns the report, with what is left.

        Without the extra nothing is done or noted, nor where the options want none. If a build is
        at work, which takes the new posts as well, nothing is left or waited for. The import
        is saved: so neither an error nor being cancelled ends it otherwise than with its report.
        """
        if not options.most_meanings or options.dry_run or self._installed() is None:
            return report
        encoder = self._new_encoder()
        builder = MeaningBuilder(MeaningStore(database), encoder, self._installed)
        try:
            report.meaning_left = await builder.pending()
            if report.meaning_left:
                built = await builder.run_if_free(progress, options.most_meanings)
                report.meaning_taken, report.meaning_left = built or (0, 0)
        except asyncio.CancelledError:
            _log.info("An import ended before the meaning of its posts was taken")
            await _note_rest(builder, report)
        except ThrowbackError as error:
            _log.warning("The meaning of new posts was not taken: %s", type(error).__name__)
            await _note_rest(builder, report)
        finally:
            await encoder.close()
        return report


async def _note_rest(builder: MeaningBuilder, report: ImportReport) -> None:
    """Note what a build that was broken off has saved, and what it has not."""
    with suppress(ThrowbackError):
        before, report.meaning_left = report.meaning_left, await builder.pending()
        report.meaning_taken = max(before - report.meaning_left, 0)


async def take_meaning(path: Path) -> None:
    """Take the meaning of all posts of the archive at `path` that have none yet.

    Raises the errors of MeaningBuilder, and DatabaseError.
    """
    encoder = EncoderProcess()
    try:
        async with ArchiveDatabase(path) as database:
            await MeaningBuilder(MeaningStore(database), encoder).run(lambda _progress: None)
    finally:
        await encoder.close()
