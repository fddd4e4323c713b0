"""`throwback erase`: asks, erases, and says what still holds the posts."""

import sys

from rich.console import Console
from rich.text import Text

from bot.archive.plurals import counted
from bot.clock import SystemClock
from bot.errors import NoArchiveError, NotConfirmedError, StoppedError
from bot.formats import json_records
from bot.services.container import Services
from bot.services.posts.erasure import ErasurePlan, ErasureReport
from bot.settings import Settings
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.arguments import Arguments

_QUESTION = "Text, earlier versions, pictures and words go too, for good. Erase? [y/N] "
_KEPT = "The files that you imported still have what they had, and so have messages on Discord."


async def erase(chosen: Arguments, settings: Settings) -> None:
    """Erase posts, or all posts of an account, once that is confirmed."""
    if not exists(settings.database):
        raise NoArchiveError(settings.database)
    console = streams.console()
    async with Services(settings.database, SystemClock()) as services:
        account = chosen.account and chosen.account.removeprefix("@")
        plan = await services.erasure.plan(chosen.posts, account)
        if not chosen.yes:
            await _confirm(console, plan, account)
        report = await services.erasure.erase(plan)
    if chosen.json:
        streams.print_record(json_records.erasure_record(report))
    else:
        _print_report(console, report)


async def _confirm(console: Console, plan: ErasurePlan, account: str | None) -> None:
    """Ask whether to erase; if not, raise StoppedError.

    Raises NotConfirmedError if nobody can be asked.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NotConfirmedError
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - other commands start sooner

    of_account = f" of @{account}: all that the archive has of it" if account else ""
    console.print(Text(f"{counted(len(plan.posts), 'post')}{of_account}."))
    if plan.missing:
        console.print(Text(f"The archive does not hold {', '.join(plan.missing)}."))
    session: PromptSession[str] = PromptSession()
    try:
        answer = await session.prompt_async(_QUESTION)
    except EOFError:
        answer = ""
    if answer.strip().casefold() not in {"y", "yes"}:
        raise StoppedError


def _print_report(console: Console, report: ErasureReport) -> None:
    media = f" Pictures and films deleted: {report.media:,}." if report.media else ""
    console.print(
        Text(f"Erased {counted(report.posts, 'post')}.{media} No import brings them back. {_KEPT}")
    )
    if report.missing:
        them = ", ".join(report.missing)
        console.print(Text(f"The archive did not hold {them}; no import will bring that."))
    if report.copies:
        console.print(
            Text("These copies still hold what was erased; delete them yourself:", "yellow")
        )
        for path in report.copies:
            console.print(Text(f"  {path}"), soft_wrap=True)
