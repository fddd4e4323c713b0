"""The formats in which `throwback export` writes an archive: all posts in full, oldest first."""

import csv
import json
from collections.abc import AsyncIterator, Callable
from io import StringIO

from bot.formats.json_records import line
from bot.formats.post_records import JsonObject, post_record
from bot.ingest import markdown as own_markdown
from bot.services.container import Services

_COLUMNS = (
    "id", "account", "created_at", "kind", "text", "url", "reply_to", "reply_to_account", "follows",
    "links", "media", "versions", "missing_from", "sources", "raw", "network", "precision",
    "visibility", "likes", "reposts", "deleted", "sensitive", "content_warning", "language",
    "conversation", "edited_at", "quotes", "quote_is_gone", "original", "original_account", "root",
    "poll", "card", "tags", "mentions", "claimed_at", "written_at", "also_on",
)  # fmt: skip


async def jsonl(services: Services) -> AsyncIterator[str]:
    """Yield a line of JSON per post, as the terminal contract defines it."""
    async for record in _records(services):
        yield line(record) + "\n"


async def markdown(services: Services) -> AsyncIterator[str]:
    """Yield Markdown for people to read, from which an import restores the same archive."""
    async with services.archive.view() as view:
        yield own_markdown.heading(
            await services.posts.profiles(within=view),
            await services.posts.deletions(within=view),
            await services.posts.people(within=view),
        )
        async for posts in services.posts.oldest_first(as_read=True, within=view):
            for post in posts:
                yield own_markdown.write(post)


async def csv_rows(services: Services) -> AsyncIterator[str]:
    """Yield a row of CSV per post, by RFC 4180; a value that is not text is JSON in its field."""
    row = StringIO()
    writer = csv.writer(row)
    writer.writerow(_COLUMNS)
    async for record in _records(services):
        writer.writerow(_field(record[name]) for name in _COLUMNS)
        yield row.getvalue()
        row.seek(0)
        row.truncate()


Format = Callable[[Services], AsyncIterator[str]]

FORMATS: dict[str, Format] = {"jsonl": jsonl, "markdown": markdown, "csv": csv_rows}


async def _records(services: Services) -> AsyncIterator[JsonObject]:
    async with services.archive.view() as view:
        async for posts in services.posts.oldest_first(within=view):
            links = await services.threads.links_to_parents(posts, within=view)
            for post in posts:
                yield post_record(post, links)


def _field(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
