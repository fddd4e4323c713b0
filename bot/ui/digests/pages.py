"""Pages for the managers of digests: a server's digests, their next runs, their history."""

from collections.abc import Sequence

import discord

from bot.archive.digests.model import UNDO, Digest, DigestRun, RemovedDigest, RunState
from bot.archive.digests.option_phrases import format_contents, format_days, format_late
from bot.archive.paging import Paging
from bot.languages import CommandName, _, lazy, pgettext, plazy
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Remark, page, paginate, text_page
from bot.ui.cards.page import Page
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint
from bot.ui.interactions.request import PageRequest
from bot.ui.interactions.requests import (
    DigestHistoryRequest,
    DigestListRequest,
    RemoveDigestRequest,
    RestoreDigestRequest,
)
from bot.ui.text import escape

_NO_DIGEST = lazy(
    "This server has no digest yet.\n-# `{command}` begins one", command=CommandName("digest add")
)
_STATES = {
    RunState.SKIPPED: plazy("run of a digest", "skipped"),
    RunState.MISSED: plazy("run of a digest", "missed"),
    RunState.FAILED: plazy("run of a digest", "failed"),
    RunState.UNCERTAIN: plazy("run of a digest", "uncertain"),
}


def digest_result_page(what: str, digest: Digest, notes: str = "") -> Page:
    """Return an answer that says `what` was done to a digest, its options, and its next run.

    `notes`, markdown, are on its query.
    """
    return page(f"### {what}{notes}", [Remark(_description(digest))], kind=AnswerKind.DIGEST)


def confirm_removal_page(digest: Digest) -> Page:
    """Return the question whether to remove a digest, with a button that does."""
    button = PageButton(
        RemoveDigestRequest(digest.guild_id, digest.id), 0, pgettext("button", "Remove it")
    )
    button.item.style = discord.ButtonStyle.danger
    heading = _("### Remove digest {number} and its history?", number=digest.id)
    hint = _(
        "It can be brought back for a day. To let it rest: `{command}`",
        command=CommandName("digest pause"),
    )
    about = [Remark(_description(digest))]
    return page(heading, about, hint=hint, buttons=[button], kind=AnswerKind.DIGEST)


def removed_page(removed: RemovedDigest) -> Page:
    """Return the answer to a removal, with a button that brings the digest back."""
    digest = removed.digest
    request = RestoreDigestRequest(digest.guild_id, digest.id)
    what = _("Digest {number} is removed, and its history with it.", number=digest.id)
    remark = Remark(f"{what}\n{_until(removed)}")
    button = PageButton(request, 0, pgettext("button", "Bring it back"))
    return page("", [remark], buttons=[button], kind=AnswerKind.DIGEST)


def digests_page(
    digests: Sequence[Digest],
    removed: Sequence[RemovedDigest],
    request: DigestListRequest,
    number: int,
) -> Page:
    """Return page `number` of all digests of a server, then those that can be brought back."""
    heading = _("### Digests of this server")
    gone = pgettext("digest", "removed")
    remarks = [Remark(_description(digest)) for digest in digests]
    remarks += [
        Remark(f"**{one.digest.id}** · <#{one.digest.options.channel_id}> · {gone}\n{_until(one)}")
        for one in removed
    ]
    if not remarks:
        return text_page(str(_NO_DIGEST), kind=AnswerKind.NOTHING)
    return _page(heading, remarks, request, number)


def runs_page(
    digest: Digest, runs: Sequence[DigestRun], request: DigestHistoryRequest, number: int
) -> Page:
    """Return page `number` of the history of a digest: its runs and their outcomes."""
    channel = f"<#{digest.options.channel_id}>"
    heading = _("### Digest {number} in {channel}", number=digest.id, channel=channel)
    remarks = [Remark(_run(run, digest.guild_id)) for run in runs]
    if not remarks:
        return text_page(
            _("Digest {number} has not run yet.", number=digest.id), kind=AnswerKind.NOTHING
        )
    return _page(heading, remarks, request, number)


def digest_label(digest: Digest, channel: str) -> str:
    """Return a digest as a choice, plain; `channel` is the name of its channel."""
    schedule = digest.options.schedule
    parts = [f"{digest.id}", channel, f"{schedule.time:%H:%M} {schedule.zone}"]
    if digest.pause:
        parts.append(pgettext("digest", "paused"))
    return " · ".join(parts)


def _page(heading: str, remarks: Sequence[Remark], request: PageRequest, number: int) -> Page:
    pages = paginate(heading, remarks)
    paging = Paging.of(number, len(pages))
    return page(
        heading,
        [remarks[index] for index in pages[paging.number]],
        hint=paging_hint(paging),
        paging=paging_buttons(paging, request),
        kind=AnswerKind.DIGEST,
    )


def _description(digest: Digest) -> str:
    """Return the description of a digest: markdown."""
    options, schedule = digest.options, digest.options.schedule
    first = (
        f"**{digest.id}** · <#{options.channel_id}> · {schedule.time:%H:%M} "
        f"{escape(schedule.zone)}, {format_days(schedule)}"
    )
    role = f"<@&{options.role_id}>"
    parts = [
        format_contents(options, escape(options.query)),
        _("mentions {role}", role=role) if options.role_id else "",
        pgettext("digest", "silent") if options.silent else "",
        pgettext("digest", "published") if options.crosspost else "",
        pgettext("digest", "with a tag") if options.tag_id else "",
        format_late(schedule.late),
    ]
    return "\n".join([first, _next(digest), f"-# {' · '.join(filter(None, parts))}"])


def _until(removed: RemovedDigest) -> str:
    until = f"<t:{int((removed.removed_at + UNDO).timestamp())}:f>"
    return _(
        "-# `{command}` brings it back until {when}",
        command=CommandName("digest restore"),
        when=until,
    )


def _next(digest: Digest) -> str:
    if digest.pause is not None:
        since = f"<t:{int(digest.pause.since.timestamp())}:R>"
        return _(
            "Paused {when}. {why}\n-# `{command}` lets it go on",
            when=since,
            why=digest.pause.reason,
            command=CommandName("digest resume"),
        )
    if digest.next_at is None:
        return _("It has no next time.")
    at = int(digest.next_at.timestamp())
    date, when = f"<t:{at}:F>", f"<t:{at}:R>"
    return _("Next: {date} ({when})", date=date, when=when)


def _run(run: DigestRun, guild_id: int) -> str:
    """Return a run and its outcome: markdown. `why` is the bot's own sentence."""
    parts = [f"**{run.date}**", _outcome(run, guild_id)]
    return " · ".join(parts) + (f"\n-# {run.reason}" if run.why else "")


def _outcome(run: DigestRun, guild_id: int) -> str:
    if run.state is RunState.POSTED:
        if run.message_id is None:
            return _("posted; the message was deleted since")
        where = f"{guild_id}/{run.channel_id}/{run.message_id}"
        posted = pgettext("run of a digest", "posted")
        return f"[{posted}](<https://discord.com/channels/{where}>)"
    if run.state is RunState.CLAIMED:
        return _("under way") if not run.why else _("to be tried again")
    return str(_STATES[run.state])
