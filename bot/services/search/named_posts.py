"""Queries that name posts: by a link to one, or by its id."""

from collections.abc import Iterator

from bot.archive.posts.ids.links import find_post_id, short_form
from bot.archive.posts.ids.networks import Network, network_of
from bot.archive.posts.ids.snowflake import LAST_COUNTER_ID
from bot.archive.search.query.ast import Node, Query, Word, all_of, any_of, is_filter
from bot.archive.search.query.filters import Id, Url
from bot.storage.archive.reader import ArchiveReader


def resolve_named_posts(reader: ArchiveReader, query: Query) -> Query:
    """Return the query for the posts that `query` names if it has no other words, else `query`.

    A link to a post that the archive lacks gives the posts that contain that link. The id of one
    that it lacks is a word, and a short id may be one as well, such as a year.
    """
    parts = [part for part in query.parts if not is_filter(part)]
    refs = {part: ref for part in parts if (ref := _ref(part))}
    if not refs or len(refs) < len(parts):
        return query
    keys = reader.posts.keys([*refs.values()])
    held = {id for id, key in keys.items() if key not in reader.hidden.keys}
    wanted = [one for part, ref in refs.items() for one in _meanings(part, ref, held=ref in held)]
    if wanted == parts:
        return query
    return query.with_root(all_of([any_of(wanted), query.filters]))


def _ref(part: Node) -> str | None:
    return find_post_id(part.text) if isinstance(part, Word) else None


def _meanings(part: Node, ref: str, *, held: bool) -> Iterator[Node]:
    """Yield what a word may mean that is the id `ref` or a link to it."""
    is_number = isinstance(part, Word) and part.text.isdecimal()
    if isinstance(part, Word) and part.text == ref and not (held or is_number):
        yield part  # it only looks like the key of a record
        return
    if held:
        yield Id(ref)
    elif not is_number:
        # A link to a post of X may have any host, and any name.
        yield Url(f"status/{ref}" if network_of(ref) is Network.TWITTER else _path_end(ref))
    if is_number and (not held or int(ref) <= LAST_COUNTER_ID):
        yield part


def _path_end(ref: str) -> str:
    """Return the end of the address of a post of Mastodon or Bluesky, in lower case for `url:`."""
    return f"/{short_form(ref)}".lower()
