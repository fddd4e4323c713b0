"""Rows to posts."""

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from bot.archive.plain import PlainMedia, PlainPost
from bot.archive.posts import Kind, Media, MediaKind, Origin, Post, Repair, Source, Version
from bot.archive.snowflake import from_milliseconds
from bot.storage.database import Parameters, Row

T = TypeVar("T")

Fetch = Callable[[str, Parameters], Awaitable[list[Row]]]
"""Runs a query and returns its rows: `Database.read`, or `Transaction.fetch` inside a write."""

_POSTS = """
    SELECT posts.*, name, accounts.exported_at, plan, shown, other
    FROM posts JOIN accounts USING (account) LEFT JOIN repairs USING (post)
    WHERE posts.{column} IN (SELECT value FROM json_each(?))
"""
_ROWS = """
    SELECT post, network, id, place,
           (SELECT name FROM accounts WHERE accounts.account = posts.account), created_at, kind,
           text, raw, origin, reply_to, reply_to_account, parent_known,
           post IN (SELECT post FROM repairs)
    FROM posts WHERE id IN (SELECT value FROM json_each(?))
"""
_PARTS = "SELECT * FROM {table} WHERE post IN (SELECT value FROM json_each(?)) ORDER BY {order}"


class StoredRow(NamedTuple):
    """A post's row under its key, without what hangs on it, and whether its text was mended."""

    key: int
    row: PlainPost
    mended: bool


async def load_rows(fetch: Fetch, ids: Sequence[str]) -> list[StoredRow]:
    """Return the rows of the posts that have these ids."""
    rows = await fetch(_ROWS, (json.dumps(ids),))
    return [StoredRow(key, PlainPost(*row), bool(mended)) for key, *row, mended in rows]


async def load_media(fetch: Fetch, keys: Sequence[int]) -> dict[int, PlainMedia]:
    """Return the media of the posts that have these keys."""
    found: dict[int, PlainMedia] = defaultdict(tuple)
    of_all = _PARTS.format(table="media", order="post, position")
    for post, _, *medium in await fetch(of_all, (json.dumps(keys),)):
        found[post] += (tuple(medium),)
    return found


async def load(
    fetch: Fetch, column: str, values: Sequence[int | str], *, mended: bool = False
) -> dict[int, Post]:
    """Return by their keys the posts whose `column`, "post" or "id", is one of `values`.

    With `mended` a post whose repair was undone comes with its mended text all the same, as it has
    to be compared with other sources.
    """
    rows = await fetch(_POSTS.format(column=column), (json.dumps(values),))
    if not rows:
        return {}
    keys = (json.dumps([row["post"] for row in rows]),)

    async def parts(
        table: str, make: Callable[[Row], T], order: str = "post, position"
    ) -> Mapping[int, tuple[T, ...]]:
        found: dict[int, tuple[T, ...]] = defaultdict(tuple)
        for part in await fetch(_PARTS.format(table=table, order=order), keys):
            found[part["post"]] += (make(part),)
        return found

    links = await parts("addresses", lambda part: str(part["url"]))
    media = await parts("media", _medium)
    versions = await parts("versions", _version)
    sources = await parts("sources JOIN files USING (file)", _source, "name, exported_at")
    return {
        key: _post(
            row,
            mended=mended,
            links=links[key],
            media=media[key],
            versions=versions[key],
            sources=sources[key],
        )
        for row in rows
        if (key := row["post"])
    }


def _post(
    row: Row,
    *,
    mended: bool,
    links: tuple[str, ...] = (),
    media: tuple[Media, ...] = (),
    versions: tuple[Version, ...] = (),
    sources: tuple[Source, ...] = (),
) -> Post:
    return Post(
        id=row["id"],
        account=row["name"],
        created_at=from_milliseconds(row["created_at"]),
        text=row["other"] if mended and row["shown"] == 0 else row["text"],
        raw=row["raw"],
        kind=Kind(row["kind"]),
        reply_to=row["reply_to"],
        reply_to_account=row["reply_to_account"],
        links=links,
        media=media,
        sources=sources,
        parent_known=bool(row["parent_known"]),
        origin=Origin(row["origin"]),
        repair=_repair(row),
        versions=versions,
        network=row["network"],
        missing_from=_missing_from(row, sources),
    )


def _repair(row: Row) -> Repair | None:
    if row["plan"] is None:
        return None
    undone = not row["shown"]
    return Repair(row["plan"], row["text"] if undone else row["other"], undone)


def _missing_from(row: Row, sources: tuple[Source, ...]) -> datetime | None:
    """Return when the newest export of the post's account was made, if it leaves the post out."""
    if row["exported_at"] is None or row["exported_at"] < row["created_at"]:
        return None
    newest = from_milliseconds(row["exported_at"])
    return None if any(one.exported_at == newest for one in sources) else newest


def _medium(row: Row) -> Media:
    return Media(MediaKind(row["kind"]), row["path"], row["url"], row["alt"])


def _version(row: Row) -> Version:
    at = row["created_at"]
    return Version(row["id"], None if at is None else from_milliseconds(at), row["text"])


def _source(row: Row) -> Source:
    at = row["exported_at"]
    return Source(row["name"], row["line"], from_milliseconds(at) if at else None)
