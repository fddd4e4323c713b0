"""Posts, hits, threads and reports as JSON: a contract that other tools rely on."""

import json
from collections.abc import Mapping, Sequence

from bot.archive.posts.ids.links import web_address
from bot.archive.posts.post import Post, RepairedText
from bot.archive.threads.links import Link
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import ThreadPost, UnlinkedParent, walk
from bot.formats.post_records import JsonObject, moment_text, post_record
from bot.ingest.files.signatures import FileKind
from bot.ingest.records.counts import Unread
from bot.services.memories.results import OnThisDay
from bot.services.posts.erasure import ErasureReport
from bot.services.posts.hidden import HiddenPost
from bot.services.posts.import_report import ImportReport
from bot.services.posts.media import MediaSurvey
from bot.services.search.results import Hit
from bot.services.threads.stats import ThreadStats

# Line breaks to some programs but not to JSON: those would split a record into two lines.
_BREAKS = str.maketrans({char: f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"})


def line(record: object) -> str:
    """Return a record as one line of JSON, which is one line to every program."""
    return json.dumps(record, ensure_ascii=False).translate(_BREAKS)


def error_record(problems: Sequence[str]) -> JsonObject:
    """Return what went wrong, at least one sentence: as one text, and each if there are more."""
    record: JsonObject = {"error": " ".join(problems)}
    return record | {"problems": list(problems)} if len(problems) > 1 else record


def hit_record(hit: Hit, links: Mapping[str, Link]) -> JsonObject:
    """Return the post of a search hit, with its score and what matched."""
    return post_record(hit.post, links) | {
        "score": hit.score,
        "matched": [
            {"word": match.word, "as": match.found, "edits": match.edits}
            | ({"in": "picture"} if match.pictured else {})  # never translated
            for match in hit.matched
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
        "url": child.reply_to and web_address(child.reply_to, child.reply_to_account),
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

    What was `left_alone` is counted in files for `deleted` and `circle`, which are not opened, in
    files of direct messages and in direct posts for `direct`, in articles for `article`, and in
    posts for `others`, those of other accounts; the other kinds are those of Unread. `withheld` are
    the repositories whose owners ask apps not to show them to strangers.
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
            "direct": report.left_alone.get(FileKind.DIRECT, 0)
            + report.unread.get(Unread.DIRECT, 0),
            "deleted": report.left_alone.get(FileKind.DELETED, 0),
            "circle": report.left_alone.get(FileKind.CIRCLE, 0),
            "article": report.left_alone.get(FileKind.ARTICLES, 0),
            "others": report.others,
            **{kind.value: report.unread.get(kind, 0) for kind in Unread if kind != Unread.DIRECT},
        },
        "withheld": [
            {"file": one.file, "account": one.account, "posts": one.posts}
            for one in report.withheld
        ],
        "community": report.community,
        "missing": [{"file": one.file, "count": one.count} for one in report.missing],
        "deleted": report.deleted,
        "erased": report.erased,
        "corrections": {
            "read": report.corrections_read,
            "new": report.corrections_new,
            "waiting": report.corrections_waiting,
        },
        "meaning": {"taken": report.meaning_taken, "left": report.meaning_left},
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
