"""A month of the archive as JSON: a contract that other tools rely on."""

from collections.abc import Mapping, Sequence

from bot.archive.memories.months import MonthPage
from bot.archive.threads.links import Link
from bot.formats.post_records import JsonObject, post_record


def month_record(pages: Sequence[MonthPage], zone: str, links: Mapping[str, Link]) -> JsonObject:
    """Return the posts of a month from all its pages, and how many posts each month has.

    `links` holds the parent links of the posts, by the child's id. Without a page, as of an archive
    without posts, `month` is null.
    """
    first = pages[0] if pages else None
    return {
        "month": first and str(first.month),
        "time_zone": zone,
        "total": first.counts[first.month] if first else 0,
        "posts": [
            post_record(post, links) | {"thread_length": length}
            for page in pages
            for post, length in page.posts
        ],
        "months": [
            {"month": str(month), "posts": count}
            for month, count in (first.counts.items() if first else ())
        ],
    }
