"""Which posts references mean: ids, ids of before an edit or a join, and addresses.

An address on Mastodon may state less than an id, and one on Bluesky a handle; see `same_post`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bot.archive.posts.ids.links import may_mean, same_post, short_form
from bot.archive.posts.ids.networks import Network, network_of
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.storage.database import Database

# A post is also known by the ids of its earlier versions, and by those of the parts that it was
# joined from, which may be synthetic.
BY_ID = """
    SELECT name.value AS named, posts.id, posts.post FROM json_each(?) AS name
    JOIN posts ON posts.post = coalesce(
        (SELECT post FROM posts WHERE id = name.value),
        (SELECT post FROM versions WHERE id = name.value),
        (SELECT post FROM parts WHERE id = name.value)
    )
"""
"""The query for the posts of ids, given as a list in JSON: what was given, id and key."""

# Its parameter is a list of short forms. The expression is that of an index.
BY_SHORT_FORM = """
    SELECT posts.id, posts.post, (
        SELECT json_group_array(name) FROM account_names
        WHERE account_names.account = posts.account
    ) AS names
    FROM json_each(?) AS short JOIN posts
    ON replace(posts.id, rtrim(posts.id, replace(posts.id, '/', '')), '') = short.value
    WHERE posts.network <> 'twitter'
"""
"""The query for the posts of Mastodon and Bluesky whose ids end so: id, key, names in JSON."""


# never translated
_SHORT = "replace(id, rtrim(id, replace(id, '/', '')), '') = ?"
_ON_HOST = """AND network = 'mastodon' AND (lower(substr(id, 1, ?)) = ? OR account IN (
 SELECT account FROM account_names WHERE substr(name, -?) = ? COLLATE NOCASE))"""
_IN_REPOSITORY = """AND network = 'bluesky' AND instr(id, ?) AND (lower(substr(id, 1, ?)) = ?
 OR account IN (SELECT account FROM account_names WHERE name = ?))"""


def meant_by(ref: str) -> tuple[str, tuple[object, ...]]:
    """Return the query for the keys of the posts of Mastodon and Bluesky that `ref` may mean.

    Its parameters come with it. It finds the posts that `same_post` accepts.
    """
    more, parameters = "", list[object]([short_form(ref)])
    network = network_of(ref)
    if network is not Network.TWITTER:
        scheme, _, owner, *others = ref.lower().split("/")
        beginning = f"{scheme}//{owner}/"
        if network is Network.MASTODON:
            more = _ON_HOST
            parameters += [len(beginning), beginning, len(owner) + 1, f"@{owner}"]
        else:
            more = _IN_REPOSITORY
            parameters += [f"/{others[0]}/", len(beginning), beginning, owner]
    return f"SELECT post FROM posts WHERE network <> 'twitter' AND {_SHORT} {more}", (*parameters,)  # noqa: S608 - constants


class Resolved(NamedTuple):
    """A stored post that a reference means: its key and its id."""

    key: int
    id: str


def found_by_id(rows: Iterable[Any]) -> dict[str, Resolved]:
    """Return the posts in the rows of BY_ID, by what was given."""
    return {named: Resolved(key, id) for named, id, key in rows}


def short_forms(refs: Iterable[str], found: Iterable[str]) -> list[str]:
    """Return the list that BY_SHORT_FORM takes, for the `refs` that are not among the `found`."""
    known = {*found}
    return sorted({short_form(ref) for ref in refs if ref not in known and not is_synthetic(ref)})


def found_by_short_form(
    refs: Sequence[str], found: dict[str, Resolved], rows: Iterable[Any]
) -> dict[str, Resolved]:
    """Return `found` with those of the other `refs` that mean one of the posts in `rows`.

    What may mean several posts means none.
    """
    posts = [(id, key, tuple(json.loads(names))) for id, key, names in rows]
    resolved = dict(found)
    for ref in refs:
        if ref in found:
            continue
        alike = [
            Resolved(key, id)
            for id, key, names in posts
            if short_form(id) == short_form(ref) and same_post(ref, id, names)
        ]
        if len(alike) == 1:
            resolved[ref] = alike[0]
    return resolved


def all_meant(refs: Iterable[str], rows: Iterable[Any]) -> set[Resolved]:
    """Return all posts in the rows of BY_SHORT_FORM that one of the `refs` may mean.

    Better leave out one too many than show one; see `may_mean`.
    """
    by_short_form = defaultdict[str, list[str]](list)
    for ref in refs:
        by_short_form[short_form(ref)].append(ref)
    return {
        Resolved(key, id)
        for id, key, names in rows
        if any(may_mean(ref, id, (*json.loads(names),)) for ref in by_short_form[short_form(id)])
    }


class CurrentIds:
    """Under which ids posts are stored now, read outside of a view of the archive."""

    def __init__(self, archive: Database) -> None:
        self._archive = archive

    async def of(self, refs: Sequence[str]) -> dict[str, str]:
        """Return the ids of the posts that references mean; unknown ones are left out."""
        found = found_by_id(await self._archive.read(BY_ID, (json.dumps(refs),)))
        if short := short_forms(refs, found):
            rows = await self._archive.read(BY_SHORT_FORM, (json.dumps(short),))
            found = found_by_short_form(refs, found, rows)
        return {ref: one.id for ref, one in found.items()}
