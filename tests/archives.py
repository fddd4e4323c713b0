"""Posts and archive files for tests."""

from datetime import UTC, datetime

from bot.archive.posts.ids.snowflake import TWITTER_EPOCH_MS
from bot.archive.posts.post import Kind, Post, Source
from bot.archive.timestamps import to_milliseconds

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def snowflake(when: datetime, low: int = 0) -> str:
    """Return an id that contains the moment `when`, to the millisecond."""
    return str(((to_milliseconds(when) - TWITTER_EPOCH_MS) << 22) | low)


def post(
    when: datetime, text: str, *, account: str = "ada", low: int = 0, **fields: object
) -> Post:
    """Return a post as an import reads it."""
    kind = Kind.REPOST if text.startswith("RT @") else Kind.POST
    if text.startswith("@"):
        kind = Kind.REPLY
    values: dict[str, object] = {
        "id": snowflake(when, low),
        "account": account,
        "created_at": when,
        "text": text,
        "raw": text,
        "kind": kind,
        "reply_to_account": "bob" if kind is Kind.REPLY else None,
        "sources": (Source("output.md", 1),),
    }
    return Post(**(values | fields))  # type: ignore[arg-type]


def stamp(when: datetime) -> str:
    """Return a moment as Twitter writes it."""
    when = when.astimezone(UTC)
    return f"{_DAYS[when.weekday()]} {_MONTHS[when.month - 1]} {when:%d %H:%M:%S} +0000 {when:%Y}"


def record(when: datetime, text: str, *, account: str = "ada", low: int = 0) -> str:
    """Return a post as an early parser writes it: body, blank line, footer."""
    url = f"https://twitter.com/{account}/status/{snowflake(when, low)}"
    return f"{text}\n\n(Originally on Twitter: [{stamp(when)}]({url}))"


def archive(records: list[str]) -> str:
    """Return records as a file of layout F7."""
    return "".join(f"{one}\n----\n" for one in records)
