"""Pages for the managers of digests: a server's digests, their next runs, their history."""

from collections.abc import Sequence

from discord import ui

from bot.archive.digests.model import (
    ContentKind,
    Digest,
    DigestOptions,
    DigestRun,
    RunState,
    WhenEmpty,
)
from bot.archive.digests.schedule import EVERY_DAY
from bot.archive.digests.time_phrases import format_weekdays
from bot.archive.paging import Paging
from bot.ui.cards import Page, Remark, page, paginate, text_page
from bot.ui.page_buttons import paging_buttons, paging_hint
from bot.ui.requests import DigestHistoryRequest, DigestListRequest, PageRequest
from bot.ui.text import escape

_HOLDS = {
    ContentKind.ON_THIS_DAY: "on this day",
    ContentKind.RANDOM: "at random",
    ContentKind.BOTH: "on this day, and at random",
}
_WHEN_EMPTY = {
    WhenEmpty.SKIP: "",
    WhenEmpty.RANDOM: "one at random on a day without",
    WhenEmpty.NEAREST: "the nearest day's on a day without",
}
_NO_DIGEST = "This server has no digest yet.\n-# `/digest add` begins one"
_NO_RUN = "Digest {} has not run yet."


def digest_result_page(what: str, digest: Digest, notes: str = "") -> Page:
    """Return an answer that says `what` was done to a digest, its options, and its next run.

    `notes`, markdown, are on its query.
    """
    return page(f"### {what}{notes}", [Remark(_description(digest))])


def digests_page(
    digests: Sequence[Digest], request: DigestListRequest, number: int
) -> ui.LayoutView:
    """Return page `number` of all digests of a server."""
    heading = "### Digests of this server"
    remarks = [Remark(_description(digest)) for digest in digests]
    return _page(heading, remarks, request, number) if remarks else text_page(_NO_DIGEST)


def runs_page(
    digest: Digest, runs: Sequence[DigestRun], request: DigestHistoryRequest, number: int
) -> ui.LayoutView:
    """Return page `number` of the history of a digest: its runs and their outcomes."""
    heading = f"### Digest {digest.id} in <#{digest.options.channel_id}>"
    remarks = [Remark(_run(run, digest.guild_id)) for run in runs]
    if not remarks:
        return text_page(_NO_RUN.format(digest.id))
    return _page(heading, remarks, request, number)


def digest_label(digest: Digest, channel: str | None) -> str:
    """Return a digest as a choice, plain; `channel` is its name, None if it is not visible."""
    where = "a channel out of sight" if channel is None else f"#{channel}"
    schedule = digest.options.schedule
    paused = " · paused" if digest.pause else ""
    return f"{digest.id} · {where} · {schedule.time:%H:%M} {schedule.zone}{paused}"


def _page(
    heading: str, remarks: Sequence[Remark], request: PageRequest, number: int
) -> ui.LayoutView:
    pages = paginate(heading, remarks)
    paging = Paging.of(number, len(pages))
    return page(
        heading,
        [remarks[index] for index in pages[paging.number]],
        hint=paging_hint(paging),
        buttons=paging_buttons(paging, request),
    )


def _description(digest: Digest) -> str:
    """Return the description of a digest: markdown."""
    options, schedule = digest.options, digest.options.schedule
    days = "every day" if schedule.weekdays == EVERY_DAY else format_weekdays(schedule.weekdays)
    first = (
        f"**{digest.id}** · <#{options.channel_id}> · {schedule.time:%H:%M} "
        f"{escape(schedule.zone)}, {days}"
    )
    parts = [
        _HOLDS[options.holds],
        "one post" if options.count == 1 else f"up to {options.count} posts",
        f"that fit “{escape(options.query)}”" if options.query else "",
        _when_empty(options),
        f"mentions <@&{options.role_id}>" if options.role_id else "",
        "silent" if options.silent else "",
        "published" if options.crosspost else "",
        "with a tag" if options.tag_id else "",
        f"at most {int(schedule.late.total_seconds()) // 3600} h late",
    ]
    return "\n".join([first, f"-# {' · '.join(filter(None, parts))}", _next(digest)])


def _when_empty(options: DigestOptions) -> str:
    """Return what is posted on a day without posts, if that makes a difference."""
    fills = options.when_empty
    if options.holds is ContentKind.RANDOM or (
        options.holds is ContentKind.BOTH and fills is WhenEmpty.RANDOM
    ):
        return ""
    return _WHEN_EMPTY[fills]


def _next(digest: Digest) -> str:
    if digest.pause is not None:
        since = int(digest.pause.since.timestamp())
        return f"Paused <t:{since}:R>. {digest.pause.why}\n-# `/digest resume` lets it go on"
    if digest.next_at is None:
        return "It has no next time."
    at = int(digest.next_at.timestamp())
    return f"Next: <t:{at}:F> (<t:{at}:R>)"


def _run(run: DigestRun, guild_id: int) -> str:
    """Return a run and its outcome: markdown. `why` is the bot's own sentence."""
    parts = [f"**{run.date}**", _outcome(run, guild_id)]
    return " · ".join(parts) + (f"\n-# {run.why}" if run.why else "")


def _outcome(run: DigestRun, guild_id: int) -> str:
    if run.state is RunState.POSTED:
        if run.message_id is None:
            return "posted; the message was deleted since"
        where = f"{guild_id}/{run.channel_id}/{run.message_id}"
        return f"[posted](<https://discord.com/channels/{where}>)"
    if run.state is RunState.CLAIMED:
        return "under way" if not run.why else "to be tried again"
    return run.state.value
