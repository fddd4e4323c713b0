"""Posts, hits, threads and reports as JSON: a contract that other tools rely on."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.archive.posts.links import status_link
from bot.archive.posts.post import Post, Precision, RepairedText, Source
from bot.archive.threads.links import Link
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import ThreadPost, UnlinkedParent, walk
from bot.ingest.files.signatures import FileKind
from bot.operations.backup import Backup
from bot.services.memories.results import OnThisDay
from bot.services.posts.erasure import ErasureReport
from bot.services.posts.hidden import HiddenPost
from bot.services.posts.import_report import ImportReport
from bot.services.posts.media import MediaSurvey
from bot.services.search.results import Hit
from bot.services.threads.stats import ThreadStats

JsonObject = dict[str, Any]


# Line breaks to some programs but not to JSON: those would split a record into two lines.
_BREAKS = str.maketrans({char: f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"})


def line(record: object) -> str:
    """Return a record as one line of JSON, which is one line to every program."""
    return json.dumps(record, ensure_ascii=False).translate(_BREAKS)


def error_record(problems: Sequence[str]) -> JsonObject:
    """Return what went wrong, at least one sentence: as one text, and each if there are more."""
    record: JsonObject = {"error": " ".join(problems)}
    return record | {"problems": list(problems)} if len(problems) > 1 else record


def post_record(post: Post, links: Mapping[str, Link]) -> JsonObject:
    """Return a post; `links` holds its parent link, if any, by the child's id."""
    link = links.get(post.id)
    return {
        "id": post.id,
        "account": post.account,
        "network": post.network,
        "created_at": _created_at(post),
        "precision": post.precision.value,
        "text": post.text,
        "raw": post.raw,
        "url": post.url,
        "kind": post.kind.value,
        "visibility": post.visibility.value,
        "reply_to": post.reply_to,
        "reply_to_account": post.reply_to_account,
        "links": list(post.links),
        "media": [
            {"kind": media.kind.value, "path": media.path, "alt": media.alt, "url": media.url}
            for media in post.media
        ],
        "likes": post.likes,
        "reposts": post.reposts,
        "follows": link and {"id": link.parent, "evidence": link.evidence.value, "why": link.why},
        "versions": [
            {
                "id": one.id,
                "created_at": one.created_at and moment_text(one.created_at),
                "text": one.text,
            }
            for one in post.versions
        ],
        "deleted": post.is_deleted,
        "missing_from": post.missing_from and moment_text(post.missing_from),
        "sources": [_source_record(source) for source in post.sources],
    }


def hit_record(hit: Hit, links: Mapping[str, Link]) -> JsonObject:
    """Return the post of a search hit, with its score and what matched."""
    return post_record(hit.post, links) | {
        "score": hit.score,
        "matched": [
            {"word": match.word, "as": match.found, "edits": match.edits} for match in hit.matched
        ],
    }


def thread_record(thread: AssembledThread) -> JsonObject:
    """Return a thread: its posts in order, the links that join them, and where some are missing.

    `gaps` are the indexes before which posts are hidden. `missing` are parents that are not shown,
    with the post that names each of them.
    """
    links = {link.child: link for link in thread.links}
    return {
        "posts": [post_record(post, links) for post in thread.posts],
        "links": [
            {
                "child": link.child,
                "parent": link.parent,
                "evidence": link.evidence.value,
                "why": link.why,
            }
            for link in thread.links
        ],
        "see_also": [post_record(post, links) for post in thread.see_also],
        "gaps": list(thread.gaps),
        "missing": [
            _missing_record(item.post, item.unlinked_parent)
            for item in walk(thread)
            if isinstance(item, ThreadPost) and item.unlinked_parent
        ],
    }


def _missing_record(child: Post, parent: UnlinkedParent) -> JsonObject:
    return {
        "child": child.id,
        "id": child.reply_to,
        "account": child.reply_to_account,
        "url": child.reply_to and status_link(child.reply_to, child.reply_to_account),
        "why": parent.value,
    }


def thread_stats_record(stats: ThreadStats) -> JsonObject:
    """Return how many threads there are, by length and by the weakest evidence in each."""
    return {
        "threads": [
            {"posts": length, "evidence": evidence.value, "count": count}
            for (length, evidence), count in sorted(stats.threads.items())
        ],
        "links": {evidence.value: count for evidence, count in sorted(stats.links.items())},
        "likely": {
            "links": stats.likely_links,
            "threads": [
                {"posts": length, "count": count}
                for length, count in sorted(stats.with_likely.items())
            ],
        },
    }


def on_this_day_record(remembered: OnThisDay, zone: str, links: Mapping[str, Link]) -> JsonObject:
    """Return what was posted on a day: the first post of each thread, with its length."""
    return {
        "day": str(remembered.day),
        "time_zone": zone,
        "posts": [
            post_record(memory.post, links)
            | {"year": memory.year, "thread_length": memory.thread_length}
            for memory in remembered.memories
        ],
    }


def repair_record(repair: RepairedText) -> JsonObject:
    """Return how the text of a post was repaired, and whether the repair is undone."""
    return {
        "id": repair.id,
        "plan": repair.plan,
        "before": repair.before,
        "after": repair.after,
        "undone": not repair.shown,
    }


def hidden_record(hidden: HiddenPost) -> JsonObject:
    """Return a hidden post: since when, by whom, and whether the archive contains it."""
    return {
        "id": hidden.id,
        "hidden_at": moment_text(hidden.hidden_at),
        "by": hidden.hidden_by,
        "in_archive": hidden.in_archive,
    }


def report_record(report: ImportReport) -> JsonObject:
    """Return the report of an import.

    What was `left_alone` is counted in files for `direct`, `deleted` and `circle`, which are not
    opened, in articles for `article`, and in posts for `others`, those of other accounts.
    """
    return {
        "files": report.files,
        "accounts": report.accounts,
        "posts_read": report.posts_read,
        "posts_new": report.posts_new,
        "posts_merged": report.posts_merged,
        "quarantined": [
            {"file": record.file, "line": record.line, "reason": record.reason}
            for record in report.quarantined
        ],
        "repaired": report.repaired,
        "lost": report.lost,
        "media": report.media,
        "private": report.private,
        "left_alone": {
            "direct": report.left_alone.get(FileKind.DIRECT, 0),
            "deleted": report.left_alone.get(FileKind.DELETED, 0),
            "circle": report.left_alone.get(FileKind.CIRCLE, 0),
            "article": report.left_alone.get(FileKind.ARTICLES, 0),
            "others": report.others,
        },
        "community": report.community,
        "missing": [{"file": one.file, "count": one.count} for one in report.missing],
        "deleted": report.deleted,
        "erased": report.erased,
        "corrections": {
            "read": report.corrections_read,
            "new": report.corrections_new,
            "waiting": report.corrections_waiting,
        },
    }


def erasure_record(report: ErasureReport) -> JsonObject:
    """Return the report of an erasure; `not_in_archive` are ids, `copies` paths of files."""
    return {
        "erased": report.posts,
        "media": report.media,
        "not_in_archive": list(report.missing),
        "copies": [str(path) for path in report.copies],
    }


def media_record(survey: MediaSurvey) -> JsonObject:
    """Return what the media folder holds; `problems` has the named files that cannot be shown."""
    return {
        "files": survey.files,
        "bytes": survey.size,
        "largest": survey.largest and {"file": survey.largest[0], "bytes": survey.largest[1]},
        "named": survey.named,
        "not_named": survey.unnamed,
        "problems": [
            {"path": path, "reason": f"{reason}"} for path, reason in survey.problems.items()
        ],
    }


def backup_record(backup: Backup) -> JsonObject:
    """Return the report of a backup."""
    return {
        "path": str(backup.path),
        "posts": backup.posts,
        "databases": [
            {"file": copy.name, "bytes": copy.size, "rows": copy.rows} for copy in backup.databases
        ],
        "media": {
            "files": backup.media_count,
            "bytes": backup.media_size,
            "absent": backup.media_absent,
        },
    }


def _source_record(source: Source) -> JsonObject:
    record: JsonObject = {"file": source.file, "line": source.line}
    if source.exported_at:
        record["exported_at"] = moment_text(source.exported_at)
    return record


def _created_at(post: Post) -> str:
    if post.is_of_day:
        return f"{post.created_at:%Y-%m-%d}"
    return moment_text(post.created_at, exact=post.precision is Precision.MILLISECOND)


def moment_text(when: datetime, *, exact: bool = True) -> str:
    """Return `when` in UTC, with its milliseconds unless only the second is known."""
    unit = "milliseconds" if exact else "seconds"
    return when.astimezone(UTC).isoformat(timespec=unit).replace("+00:00", "Z")
