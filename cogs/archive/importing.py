"""/archive import: an attachment, imported as the terminal imports a file."""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace

from discord import Attachment, ui

from bot.app import Interaction, Throwback
from bot.errors import ArchiveFileError, NothingReadError
from bot.formats.import_report import report_lines
from bot.languages import lazy
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.services.posts.progress import Estimate
from bot.ui.cards import Page, text_page
from bot.ui.importing import ConfirmedImportRequest, import_page
from bot.ui.interactions.attachments import Attached, fetched
from bot.ui.interactions.progress import progress_shown

_STOPPED = lazy(
    "The bot is stopping, and the import with it: nothing was changed. Import it again later."
)

_log = logging.getLogger(__name__)


async def import_attachment(
    bot: Throwback, interaction: Interaction, attachment: Attachment
) -> str | Page:
    """Import an attachment and return the report; the answer shows the progress meanwhile.

    The errors are those of `_run`.
    """
    estimate = Estimate()
    showing = progress_shown(interaction, lambda: f"{estimate}")
    report = await _run(bot, attachment, _options(bot), estimate, showing)
    if report is None:
        return f"{_STOPPED}"
    kept = ConfirmedImportRequest(attachment.url, attachment.filename, attachment.size)
    return _report_page(report, kept if report.withheld else None)


async def import_confirmed(
    bot: Throwback, request: ConfirmedImportRequest, _number: int
) -> ui.LayoutView:
    """Import an attachment again, with what its owner says to be public.

    Raises the errors of `_run`; AttachmentError also if Discord no longer has the file.
    """
    options = _options(bot).confirmed_public()
    report = await _run(bot, request, options, Estimate(), nullcontext())
    return text_page(f"{_STOPPED}") if report is None else _report_page(report, None)


def _options(bot: Throwback) -> ImportOptions:
    settings = bot.settings
    limited = ImportOptions.limited(settings.import_max_ratio, settings.import_max_gb)
    return replace(limited, most_meanings=settings.meaning_at_import)


async def _run(
    bot: Throwback,
    attachment: Attached,
    options: ImportOptions,
    estimate: Estimate,
    showing: AbstractAsyncContextManager[None],
) -> ImportReport | None:
    """Import an attachment within `showing`; return None if the bot closes meanwhile.

    That cancels it, and changes nothing. Raises AttachmentError if the file cannot be fetched, and
    the errors of an import.
    """
    report: ImportReport | None = None
    try:
        with bot.drain.stoppable():
            async with (
                fetched(attachment, bot.settings.import_max_attachment_mb) as path,
                showing,
            ):
                try:
                    report = await bot.services.import_beside([path], options, estimate.update)
                except ArchiveFileError as error:  # names the folder, which means nothing to users
                    raise ArchiveFileError(f"{error}".replace(f"{path.parent}/", "")) from error
    except asyncio.CancelledError:
        if report is None:  # else all is saved
            return None
    return report


def _report_page(report: ImportReport, confirmed: ConfirmedImportRequest | None) -> Page:
    """Return a report as a message, and log its figures: the answer may come too late."""
    _log.info("An import read %d posts, %d of them new", report.posts_read, report.posts_new)
    lines = [line.text for line in report_lines(report, has_buttons=True)]
    if report.failed:
        lines.append(f"{NothingReadError()}")
    return import_page(lines, confirmed)
