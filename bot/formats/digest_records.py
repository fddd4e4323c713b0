"""Digests as JSON: what they post and when, and what became of their runs."""

from collections.abc import Mapping

from bot.archive.digests.model import Digest, DigestContent, DigestRun
from bot.archive.digests.time_phrases import format_weekdays
from bot.archive.threads.links import Link
from bot.formats.post_records import JsonObject, moment_text, post_record


def digest_record(digest: Digest) -> JsonObject:
    """Return a digest; `next_at` is null while it is paused or the bot is not in the server.

    Ids of Discord are text: not all programs keep such numbers exactly.
    """
    options, schedule = digest.options, digest.options.schedule
    pause = digest.pause
    return {
        "digest": digest.id,
        "server": str(digest.guild_id),
        "channel": str(options.channel_id),
        "time": f"{schedule.time:%H:%M}",
        "time_zone": schedule.zone,
        "weekdays": [format_weekdays([day]) for day in sorted(schedule.weekdays)],
        "late_minutes": int(schedule.late.total_seconds()) // 60,
        "content": options.holds.value,
        "query": options.query,
        "count": options.count,
        "mention": options.role_id and str(options.role_id),
        "silent": options.silent,
        "when_empty": options.when_empty.value,
        "publish": options.crosspost,
        "tag": options.tag_id and str(options.tag_id),
        "next_at": digest.next_at and moment_text(digest.next_at),
        "paused": pause and {"since": moment_text(pause.since), "why": pause.why},
        "left_at": digest.guild_left_at and moment_text(digest.guild_left_at),
    }


def content_record(content: DigestContent, links: Mapping[str, Link]) -> JsonObject:
    """Return what a run posts; `links` are the parent links of its posts, by the child's id.

    `year` is null for a post that was chosen at random.
    """
    return {
        "date": content.date.isoformat(),
        "day": str(content.day),
        "posts": [
            post_record(item.post, links) | {"year": item.year, "thread_length": item.thread_length}
            for item in content.items
        ],
    }


def run_record(run: DigestRun, digest: Digest) -> JsonObject:
    """Return a run of a digest; `message` is the address of its message, null without one."""
    return {
        "date": run.date.isoformat(),
        "due_at": moment_text(run.due_at),
        "state": run.state.value,
        "why": run.why,
        "attempts": run.attempts,
        "message": message_link(run, digest),
    }


def message_link(run: DigestRun, digest: Digest) -> str | None:
    """Return the address of a run's message on Discord, None if there is none."""
    if run.message_id is None:
        return None
    return f"https://discord.com/channels/{digest.guild_id}/{run.channel_id}/{run.message_id}"
