"""Conversion of rows to posts."""

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.archive.posts.details import NO_DETAILS, Details
from bot.archive.posts.post import (
    Kind,
    Media,
    MediaKind,
    Origin,
    Post,
    Precision,
    Repair,
    Source,
    Version,
    Visibility,
)
from bot.archive.posts.row import MediaRows, PostRow
from bot.archive.timestamps import from_milliseconds
from bot.storage.engines import Parameters
from bot.storage.transaction import Row

Fetch = Callable[[str, Parameters], Awaitable[list[Row]]]
"""Runs a query inside a write transaction and returns its rows: `Transaction.fetch`."""

# One query for a post and everything attached: a query for each table would take longer. Its
# columns are the fields of _Loaded. Which posts are deleted is worked out for all of them at once,
# so only where an export states a deletion that may be of one of these.
_POSTS = """
    SELECT posts.post, posts.network, posts.id, accounts.name,
        CASE WHEN named IS NULL THEN accounts.id END,
        (SELECT name FROM accounts AS bare WHERE bare.account = posts.named),
        accounts.avatar, accounts.exported_at, created_at, precision, kind, text, raw, origin,
        reply_to, reply_to_account, parent_known, likes, reposts, counted_at, sensitive,
        content_warning, language, visibility, conversation, details, plan, shown, other,
        CASE WHEN EXISTS (SELECT 1 FROM deletions WHERE deletions.id = posts.id)
            OR (posts.id LIKE 't%' AND EXISTS (SELECT 1 FROM deletions))
            THEN posts.post IN (SELECT post FROM deleted_posts) ELSE 0 END,
        (SELECT json_group_array(url) FROM
            (SELECT url FROM addresses WHERE addresses.post = posts.post ORDER BY position)),
        (SELECT json_group_array(json_array(kind, path, url, alt)) FROM
            (SELECT * FROM media WHERE media.post = posts.post ORDER BY position)),
        (SELECT json_group_array(json_array(id, created_at, text)) FROM
            (SELECT * FROM versions WHERE versions.post = posts.post ORDER BY position)),
        (SELECT json_group_array(json_array(files.name, files.exported_at, line))
            FROM sources JOIN files USING (file) WHERE sources.post = posts.post)
    FROM posts JOIN accounts USING (account) LEFT JOIN repairs USING (post)
    WHERE posts.{column} IN (SELECT value FROM json_each(?))
"""
_POSTS_BY = {column: _POSTS.format(column=column) for column in ("post", "id")}
_ROWS = """
    SELECT post, posts.account, named, post IN (SELECT post FROM repairs),
           posts.network, posts.id, sort_key, accounts.name, accounts.id, created_at,
           precision, kind, text, raw, origin, reply_to, reply_to_account, parent_known, likes,
           reposts, counted_at, sensitive, content_warning, language, visibility, conversation,
           details
    FROM posts JOIN accounts ON accounts.account = coalesce(posts.named, posts.account)
    WHERE posts.id IN (SELECT value FROM json_each(?))
"""
_MEDIA = (
    "SELECT * FROM media WHERE post IN (SELECT value FROM json_each(?)) ORDER BY post, position"
)
_LINKS = """
    SELECT post, url FROM addresses WHERE post IN (SELECT value FROM json_each(?))
    ORDER BY post, position
"""


class _Loaded(NamedTuple):
    """A row of `_POSTS`. Times are milliseconds since 1970; the last four are lists, as JSON."""

    key: int
    network: str
    id: str
    name: str
    account_id: str | None
    bare_name: str | None
    avatar: str | None
    exported_at: int | None
    created_at: int
    precision: str
    kind: str
    text: str
    raw: str
    origin: int
    reply_to: str | None
    reply_to_account: str | None
    parent_known: int
    likes: int | None
    reposts: int | None
    counted_at: int | None
    sensitive: int | None
    content_warning: str | None
    language: str | None
    visibility: str
    conversation: str | None
    details: str | None
    plan: str | None
    shown: int | None
    other: str | None
    is_deleted: int
    links: str
    media: str
    versions: str
    sources: str


class StoredRow(NamedTuple):
    """A post's key, those of its account, whether its text was repaired, and the rest of its row.

    The row is without links and media, and has the author as its sources have it.
    """

    key: int
    account: int
    named: int | None
    repaired: bool
    row: PostRow


async def load_rows(fetch: Fetch, ids: Sequence[str]) -> list[StoredRow]:
    """Return the rows of the posts with these ids."""
    rows = await fetch(_ROWS, (json.dumps(ids),))
    return [StoredRow(row[0], row[1], row[2], bool(row[3]), PostRow(*row[4:])) for row in rows]


async def load_media(fetch: Fetch, keys: Sequence[int]) -> dict[int, MediaRows]:
    """Return the media of the posts with these keys, by key."""
    found: dict[int, MediaRows] = defaultdict(tuple)
    for post, _, *medium in await fetch(_MEDIA, (json.dumps(keys),)):
        found[post] += (tuple(medium),)
    return found


async def load_links(fetch: Fetch, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the addresses in the texts of the posts with these keys, by key."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for post, url in await fetch(_LINKS, (json.dumps(keys),)):
        found[post] += (url,)
    return found


def posts_query(column: str, values: Sequence[int | str]) -> tuple[str, Parameters]:
    """Return the query for the posts whose `column`, "post" or "id", is one of `values`."""
    return _POSTS_BY[column], (json.dumps(values),)


def posts_of(rows: Iterable[Iterable[Any]], *, as_read: bool = False) -> dict[int, Post]:
    """Return the posts of the rows that a `posts_query` found, by key.

    With `as_read` they are as their sources have them, to be compared with others: with the
    repaired text even if the repair was undone, and with the author's name that those state.
    """
    loaded = map(_Loaded._make, rows)
    return {row.key: _post(row, as_read=as_read) for row in loaded}


def _post(row: _Loaded, *, as_read: bool) -> Post:
    sources = tuple([_source(*part) for part in sorted(_list(row.sources))])
    return Post(
        id=row.id,
        account=row.bare_name if as_read and row.bare_name else row.name,
        created_at=from_milliseconds(row.created_at),
        text=_text_as_read(row) if as_read else row.text,
        raw=row.raw,
        kind=Kind(row.kind),
        reply_to=row.reply_to,
        reply_to_account=row.reply_to_account,
        links=tuple(_list(row.links)),
        media=tuple([Media(MediaKind(kind), *more) for kind, *more in _list(row.media)]),
        sources=sources,
        parent_known=bool(row.parent_known),
        origin=Origin(row.origin),
        repair=_repair(row),
        versions=tuple([_version(*part) for part in _list(row.versions)]),
        network=row.network,
        precision=Precision(row.precision),
        account_id=row.account_id,
        likes=row.likes,
        reposts=row.reposts,
        counted_at=from_milliseconds(row.counted_at) if row.counted_at else None,
        sensitive=None if row.sensitive is None else bool(row.sensitive),
        content_warning=row.content_warning,
        language=row.language,
        visibility=Visibility(row.visibility),
        conversation=row.conversation,
        details=Details.from_json(row.details) if row.details else NO_DETAILS,
        missing_from=_missing_from(row, sources),
        is_deleted=bool(row.is_deleted),
        avatar=row.avatar,
    )


def _text_as_read(row: _Loaded) -> str:
    return row.text if row.other is None or row.shown else row.other


def _list(packed: str) -> list[Any]:
    """Return a JSON list; most are empty."""
    found: list[Any] = json.loads(packed) if packed != "[]" else []
    return found


def _repair(row: _Loaded) -> Repair | None:
    if row.plan is None or row.other is None:
        return None
    undone = not row.shown
    return Repair(row.plan, row.text if undone else row.other, undone)


def _missing_from(row: _Loaded, sources: tuple[Source, ...]) -> datetime | None:
    """Return the time of the account's newest export if that export lacks the post.

    A post for followers alone may be in it, and was left out of the import.
    """
    if row.exported_at is None or row.exported_at < row.created_at:
        return None
    if row.visibility == Visibility.FOLLOWERS:
        return None
    newest = from_milliseconds(row.exported_at)
    return None if any(one.exported_at == newest for one in sources) else newest


def _version(id: str, at: int | None, text: str | None) -> Version:
    return Version(id, None if at is None else from_milliseconds(at), text)


def _source(name: str, at: int, line: int) -> Source:
    return Source(name, line, from_milliseconds(at) if at else None)
