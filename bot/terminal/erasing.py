"""`throwback erase`: asks, erases, and says what still holds the posts."""

import sys

from rich.console import Console
from rich.text import Text

from bot.archive.plurals import counted
from bot.clock import SystemClock
from bot.errors import NoArchiveError, StoppedError, ThrowbackError
from bot.formats import json_records
from bot.languages import _, lazy, ngettext, pgettext
from bot.languages.punctuation import sentences
from bot.services.container import Services
from bot.services.posts.erasure import ErasurePlan, ErasureReport
from bot.settings import Settings
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.arguments import Arguments

_QUESTION = lazy("Text, earlier versions, pictures and words go too, for good. Erase? [y/N] ")
_KEPT = lazy(
    "The files that you imported still have what they had, and so have messages on Discord."
)


class NotConfirmedError(ThrowbackError):
    """An erasure that nobody confirmed, because nobody could be asked."""

    exit_code = 2
    sentence = lazy(
        "What is erased never comes back, and nobody can be asked here: confirm it by --yes."
    )


async def erase(chosen: Arguments, settings: Settings) -> None:
    """Erase posts, or all posts of an account, once that is confirmed."""
    if not exists(settings.database):
        raise NoArchiveError(settings.database)
    console = streams.console()
    async with Services(
        settings.database,
        SystemClock(),
        litestream=settings.litestream,
        read_only=settings.archive_read_only,
        state_url=settings.state_url,
    ) as services:
        account = chosen.account and chosen.account.removeprefix("@")
        plan = await services.erasure.plan(chosen.posts, account)
        if not chosen.yes:
            await _confirm(console, plan, account)
        report = await services.erasure.erase(plan)
    if chosen.json:
        streams.print_record(json_records.erasure_record(report))
    else:
        _print_report(console, report, replicated=settings.litestream)


async def _confirm(console: Console, plan: ErasurePlan, account: str | None) -> None:
    """Ask whether to erase; if not, raise StoppedError.

    Raises NotConfirmedError if nobody can be asked.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NotConfirmedError
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - other commands start sooner

    # Translators: as in “2 posts.”
    what = _("{posts}.", posts=counted(len(plan.posts), "post"))
    if account:
        what = ngettext(
            "{count:,} post of @{account}: all that the archive has of it.",
            "{count:,} posts of @{account}: all that the archive has of it.",
            len(plan.posts),
            account=account,
        )
    console.print(Text(what))
    if plan.missing:
        console.print(Text(_("The archive does not hold {ids}.", ids=", ".join(plan.missing))))
    session: PromptSession[str] = PromptSession()
    try:
        answer = await session.prompt_async(str(_QUESTION))
    except EOFError:
        answer = ""
    if answer.strip().casefold() not in _yes():
        raise StoppedError


def _yes() -> set[str]:
    """Return what means yes: in English, and in the current language."""
    # Translators: the answer to “Erase? [y/N]”, as one letter and as a word.
    return {"y", "yes", pgettext("answer", "y"), pgettext("answer", "yes")}


def _print_report(console: Console, report: ErasureReport, *, replicated: bool) -> None:
    erased = [
        ngettext("Erased {count:,} post.", "Erased {count:,} posts.", report.posts),
        _("No import brings them back."),
        f"{_KEPT}",
    ]
    if report.media:
        erased.insert(1, _("Pictures and films deleted: {number:,}.", number=report.media))
    console.print(Text(sentences(erased)))
    if report.missing:
        them = ", ".join(report.missing)
        console.print(
            Text(_("The archive did not hold {ids}; no import will bring that.", ids=them))
        )
    if report.copies:
        console.print(
            Text(_("These copies still hold what was erased; delete them yourself:"), "yellow")
        )
        for path in report.copies:
            console.print(Text(f"  {path}"), soft_wrap=True)
    if replicated:
        console.print(
            Text(
                _(
                    "Litestream's replicas still hold what was erased, for as long as its settings "
                    "in deploy/litestream.yml keep it."
                ),
                "yellow",
            )
        )
