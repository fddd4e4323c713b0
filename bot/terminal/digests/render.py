"""Digests on the terminal."""

from datetime import datetime, tzinfo

from rich.text import Text

from bot.archive.digests.model import Digest, DigestContent, DigestItem, DigestRun, RunState
from bot.archive.digests.option_phrases import format_contents, format_days, format_late
from bot.archive.posts.sanitize import show_controls
from bot.formats.digest_records import message_link
from bot.languages import _, ngettext, pgettext, plazy
from bot.languages.punctuation import commas, parentheses

_NAMED = "bold cyan"  # never translated: a style
_STATES = {
    RunState.SKIPPED: plazy("run of a digest", "skipped"),
    RunState.MISSED: plazy("run of a digest", "missed"),
    RunState.FAILED: plazy("run of a digest", "failed"),
    RunState.UNCERTAIN: plazy("run of a digest", "uncertain"),
}


def description(digest: Digest, zone: tzinfo) -> Text:
    """Return a digest: where and when it posts, what, and when next, in the time zone `zone`."""
    options, schedule = digest.options, digest.options.schedule
    channel, guild = options.channel_id, digest.guild_id
    where = _("channel {channel} of server {server}", channel=channel, server=guild)
    time = f"{schedule.time:%H:%M} {show_controls(schedule.zone)}"
    when = commas([time, format_days(schedule)])
    parts = [
        format_contents(options, show_controls(options.query)),
        _("mentions role {id}", id=options.role_id) if options.role_id else "",
        pgettext("digest", "silent") if options.silent else "",
        pgettext("digest", "published") if options.crosspost else "",
        _("with a tag") if options.tag_id else "",
        format_late(schedule.late),
    ]
    return Text.assemble(
        (f"{digest.id}", _NAMED),
        f" · {where} · {when}\n  ",
        (" · ".join(filter(None, parts)), "dim"),
        f"\n  {_next(digest, zone)}",
    )


def content_heading(content: DigestContent) -> Text:
    """Return the title of a digest and the date that it is for."""
    return Text(parentheses(content.title, content.date), "bold")


def item_note(item: DigestItem, content: DigestContent) -> str:
    """Return why a post is in a digest with this content."""
    by_chance = _("among the best liked") if content.is_best else _("at random")
    if content.is_related:
        by_chance = _("related")
    note = by_chance if item.year is None else f"{item.year}"
    if item.thread_length < 2:  # noqa: PLR2004 - a post alone is no thread
        return note
    thread = ngettext(
        "a thread of {count:,} post", "a thread of {count:,} posts", item.thread_length
    )
    return f"{note} · {thread}"


def outcome(run: DigestRun, digest: Digest) -> Text:
    """Return a run and its outcome, in a line."""
    if run.state is RunState.POSTED:
        link = message_link(run, digest)
        state = _("posted: {link}", link=link) if run.message_id else _("posted; deleted since")
    elif run.state is RunState.CLAIMED:
        state = _("to be tried again") if run.why else _("under way")
    else:
        state = f"{_STATES[run.state]}"
    why = f" · {show_controls(run.reason)}" if run.why else ""
    return Text(f"{run.date} · {state}{why}")


def _next(digest: Digest, zone: tzinfo) -> str:
    if digest.guild_left_at is not None:
        left_at = _moment(digest.guild_left_at, zone)
        return _("The bot left the server at {time}.", time=left_at)
    if digest.pause is not None:
        since = _moment(digest.pause.since, zone)
        # Translators: the reason is a sentence.
        return _(
            "Paused at {time}. {reason}", time=since, reason=show_controls(digest.pause.reason)
        )
    if digest.next_at is None:
        return _("It has no next time.")
    return _("Next at {time}.", time=_moment(digest.next_at, zone))


def _moment(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"
