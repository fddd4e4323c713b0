"""/archive import: an attachment, imported as the terminal imports a file."""

import asyncio
import logging

from discord import Attachment

from bot.app import Interaction, Throwback
from bot.errors import ArchiveFileError, NothingReadError
from bot.formats.import_report import report_lines
from bot.languages import lazy
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.services.posts.progress import Estimate
from bot.ui.cards import Page, text_page
from bot.ui.interactions.attachments import fetched
from bot.ui.interactions.progress import progress_shown
from bot.ui.text import escape

_STOPPED = lazy(
    "The bot is stopping, and the import with it: nothing was changed. Import it again later."
)

_log = logging.getLogger(__name__)


async def import_attachment(
    bot: Throwback, interaction: Interaction, attachment: Attachment
) -> str | Page:
    """Import an attachment and return the report; the answer shows the progress meanwhile.

    A bot that closes cancels it, which changes nothing. Raises AttachmentError if the file cannot
    be fetched, and the errors of an import.
    """
    settings, estimate = bot.settings, Estimate()
    options = ImportOptions.limited(settings.import_max_ratio, settings.import_max_gb)
    report: ImportReport | None = None
    try:
        with bot.drain.stoppable():
            async with (
                fetched(attachment, settings.import_max_attachment_mb) as path,
                progress_shown(interaction, lambda: f"{estimate}"),
            ):
                try:
                    report = await bot.services.import_beside([path], options, estimate.update)
                except ArchiveFileError as error:  # names the folder, which means nothing to users
                    raise ArchiveFileError(f"{error}".replace(f"{path.parent}/", "")) from error
    except asyncio.CancelledError:
        if report is None:  # else all is saved
            return f"{_STOPPED}"
    return _report_page(report)


def _report_page(report: ImportReport) -> Page:
    """Return a report as a message, and log its figures: the answer may come too late."""
    _log.info("An import read %d posts, %d of them new", report.posts_read, report.posts_new)
    lines = [line.text for line in report_lines(report)]
    if report.failed:
        lines.append(f"{NothingReadError()}")
    return text_page("\n".join(map(escape, lines)))
