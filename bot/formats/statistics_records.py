"""Statistics as JSON: a contract that other tools rely on."""

from collections.abc import Mapping

from bot.archive.posts.post import Post
from bot.archive.statistics.model import Statistics
from bot.archive.threads.links import Link
from bot.formats.post_records import JsonObject, post_record


def posts_of(found: Statistics) -> list[Post]:
    """Return the posts that the record shows: those whose parent links it needs."""
    ends = [one for one in (found.first, found.last) if one is not None]
    return [*ends, *(one.first for one in found.threads), *found.liked]


def statistics_record(found: Statistics, links: Mapping[str, Link]) -> JsonObject:
    """Return statistics; `links` holds the parent links of its posts, by the child's id.

    Months without posts are left out; `hours` are seven rows of 24 figures, Monday first, without
    the posts of which only the day is known. `most_liked` is null where no likes are known.
    """

    def post(one: Post | None) -> JsonObject | None:
        return None if one is None else post_record(one, links)

    return {
        "time_zone": str(found.zone),
        "year": found.year,
        "total": found.total,
        "networks": dict(found.networks),
        "kinds": {kind.value: count for kind, count in found.kinds.items()},
        "years": list(found.years),
        "months": [
            {"month": f"{year:04}-{month:02}", "posts": count}
            for (year, month), count in found.months.items()
        ],
        "hours": [list(row) for row in found.hours],
        "without_hour": found.without_hour,
        "days": found.active_days,
        "busiest_day": found.busiest
        and {"day": f"{found.busiest.day}", "posts": found.busiest.posts},
        "streak": found.streak
        and {
            "first": f"{found.streak.first}",
            "last": f"{found.streak.last}",
            "days": found.streak.days,
        },
        "people": [{"name": name, "posts": posts} for name, posts in found.people],
        "hashtags": [{"name": name, "posts": posts} for name, posts in found.hashtags],
        "words": {
            f"{year}": [
                {
                    "word": one.word,
                    "posts": one.posts,
                    "elsewhere": one.elsewhere,
                    "score": round(one.score, 3),
                }
                for one in words
            ]
            for year, words in found.words.items()
        },
        "threads": [{"length": one.length, "first": post(one.first)} for one in found.threads],
        "most_liked": [post(one) for one in found.liked] if found.likes_known else None,
        "likes_known": found.likes_known,
        "first": post(found.first),
        "last": post(found.last),
    }
