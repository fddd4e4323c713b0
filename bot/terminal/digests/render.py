"""Digests on the terminal."""

from datetime import datetime, tzinfo

from rich.text import Text

from bot.archive.digests.model import Digest, DigestContent, DigestItem, DigestRun, RunState
from bot.archive.digests.option_phrases import format_contents, format_days, format_late
from bot.archive.plurals import counted
from bot.archive.posts.sanitize import show_controls
from bot.formats.digest_records import message_link


def description(digest: Digest, zone: tzinfo) -> Text:
    """Return a digest: where and when it posts, what, and when next, in the time zone `zone`."""
    options, schedule = digest.options, digest.options.schedule
    where = f"channel {options.channel_id} of server {digest.guild_id}"
    when = f"{schedule.time:%H:%M} {show_controls(schedule.zone)}, {format_days(schedule)}"
    parts = [
        format_contents(options, show_controls(options.query)),
        f"mentions role {options.role_id}" if options.role_id else "",
        "silent" if options.silent else "",
        "published" if options.crosspost else "",
        "with a tag" if options.tag_id else "",
        format_late(schedule.late),
    ]
    return Text.assemble(
        (f"{digest.id}", "bold cyan"),
        f" · {where} · {when}\n  ",
        (" · ".join(filter(None, parts)), "dim"),
        f"\n  {_next(digest, zone)}",
    )


def content_heading(content: DigestContent) -> Text:
    """Return the title of a digest and the date that it is for."""
    return Text(f"{content.title} ({content.date})", "bold")


def item_note(item: DigestItem, content: DigestContent) -> str:
    """Return why a post is in a digest with this content."""
    thread = f" · a thread of {counted(item.thread_length, 'post')}"
    by_chance = "among the best liked" if content.is_best else "at random"
    year = by_chance if item.year is None else f"{item.year}"
    return year + (thread if item.thread_length > 1 else "")


def outcome(run: DigestRun, digest: Digest) -> Text:
    """Return a run and its outcome, in a line."""
    state = run.state.value
    if run.state is RunState.POSTED:
        state = (
            f"posted: {message_link(run, digest)}" if run.message_id else "posted; deleted since"
        )
    elif run.state is RunState.CLAIMED:
        state = "to be tried again" if run.why else "under way"
    why = f" · {show_controls(run.why)}" if run.why else ""
    return Text(f"{run.date} · {state}{why}")


def _next(digest: Digest, zone: tzinfo) -> str:
    if digest.guild_left_at is not None:
        return f"The bot left the server at {_moment(digest.guild_left_at, zone)}."
    if digest.pause is not None:
        return f"Paused at {_moment(digest.pause.since, zone)}. {show_controls(digest.pause.why)}"
    if digest.next_at is None:
        return "It has no next time."
    return f"Next at {_moment(digest.next_at, zone)}."


def _moment(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"
