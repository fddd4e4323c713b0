"""Posts: by their ids, and all of them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from bot.archive.paging import Paging
from bot.archive.posts.neighbour import Neighbour
from bot.archive.posts.people import Person
from bot.archive.posts.post import Deletions, Post, Profile
from bot.errors import EmptyArchiveError, MissingPostError, NotInArchiveError
from bot.languages import lazy
from bot.services.archive_views import Archive, View
from bot.storage.archive.posts.reader import Position
from bot.storage.archive.reader import ArchiveReader

_BATCH_SIZE = 1_000
_NO_NEIGHBOURS = {
    Neighbour.BEFORE: lazy("The archive holds nothing of that author before that post."),
    Neighbour.AFTER: lazy("The archive holds nothing of that author after that post."),
}


@dataclass(frozen=True, slots=True)
class ThreadedPost:
    """A post, and the number of posts in its thread: 1 if it is in none."""

    post: Post
    thread_length: int


@dataclass(frozen=True, slots=True)
class LinkedPosts:
    """A page of the posts with given ids.

    `total` is the number of those that the archive has, `missing` are the ids that it lacks.
    """

    posts: tuple[ThreadedPost, ...]
    total: int
    missing: tuple[str, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class OpenedPost(ThreadedPost):
    """A post by itself, with the ids of its neighbours, as far as it has some."""

    neighbours: Mapping[Neighbour, str]


class Posts:
    """Reads posts. `profiles` and `oldest_first` are for the owner: they include hidden posts."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def count(self, *, within: View | None = None) -> int:
        """Return how many posts the archive has."""
        async with self._archive.view(within) as view:
            return await view.read(lambda reader: reader.posts.count())

    async def media_paths(self, *, within: View | None = None) -> list[str]:
        """Return the paths of all media files that posts have, hidden ones included."""
        async with self._archive.view(within) as view:
            return await view.read(lambda reader: reader.posts.media_paths())

    async def require_any(self) -> None:
        """Raise EmptyArchiveError if the archive has no post."""
        if not await self.count():
            raise EmptyArchiveError

    async def visible(self, ids: Sequence[str], *, within: View | None = None) -> list[Post]:
        """Return the posts with these ids, in the order of `ids`; no unknown or hidden ones."""
        async with self._archive.view(within) as view:
            return await view.read(_visible, ids)

    async def linked(
        self, ids: Sequence[str], *, page: int = 0, page_size: int = 10
    ) -> LinkedPosts:
        """Return a page, counted from 0, of the posts that have or once had these ids.

        If there is no such page, it is the last one. Hidden posts count as missing.
        """
        async with self._archive.view() as view:
            return await view.read(_linked, ids, page, page_size)

    async def open(
        self, id: str, neighbour: Neighbour | None = None, *, within: View | None = None
    ) -> OpenedPost:
        """Return the post that has or once had this id, or its neighbour.

        Hidden posts are nobody's neighbours. Raises NotInArchiveError if there is no such post.
        """
        async with self._archive.view(within) as view:
            return await view.read(_open, id, neighbour)

    async def profiles(self, *, within: View | None = None) -> list[Profile]:
        """Return the profiles of accounts that have posts, as their exports describe them."""
        async with self._archive.view(within) as view:
            return await view.read(lambda reader: reader.posts.profiles())

    async def deletions(self, *, within: View | None = None) -> list[Deletions]:
        """Return which posts their authors deleted, as exports state it."""
        async with self._archive.view(within) as view:
            return await view.read(lambda reader: reader.posts.deletions())

    async def people(self, *, within: View | None = None) -> list[Person]:
        """Return which accounts are of one person, as the owner says."""
        async with self._archive.view(within) as view:
            return await view.read(lambda reader: reader.posts.people())

    async def oldest_first(
        self, *, as_read: bool = False, within: View | None = None
    ) -> AsyncIterator[list[Post]]:
        """Yield every post of one snapshot, oldest first, in batches.

        With `as_read` they are as their sources have them: a post whose repair was undone still has
        its repaired text.
        """
        position: Position | None = None
        async with self._archive.view(within) as view:
            while True:
                posts, position = await view.read_long(_batch, position, as_read=as_read)
                if not posts:
                    return
                yield posts


def _visible(reader: ArchiveReader, ids: Sequence[str]) -> list[Post]:
    return reader.posts.by_ids([id for id in ids if id not in reader.hidden.ids])


def _linked(reader: ArchiveReader, ids: Sequence[str], page: int, page_size: int) -> LinkedPosts:
    current = reader.posts.current_ids(ids)
    wanted = list(dict.fromkeys(current.get(id, id) for id in ids))
    posts = _visible(reader, wanted)
    held = {post.id for post in posts}
    paging = Paging.of_items(page, len(posts), page_size)
    shown = posts[paging.items(page_size)]
    keys = reader.posts.keys([post.id for post in shown])
    extents = reader.threads.extents([*keys.values()])
    return LinkedPosts(
        tuple(ThreadedPost(post, extents[keys[post.id]].length) for post in shown),
        len(posts),
        tuple(id for id in wanted if id not in held),
        paging,
    )


def _open(reader: ArchiveReader, id: str, which: Neighbour | None) -> OpenedPost:
    hidden = reader.hidden.keys
    key = reader.posts.keys([id]).get(id)
    if key is not None and which is not None:
        found = reader.posts.neighbour(key, which, hidden)
        if found is None:
            raise NotInArchiveError(_NO_NEIGHBOURS[which])
        key, _ = found
    if key is None or key in hidden:
        raise MissingPostError(id)
    (post,) = reader.posts.by_keys([key])
    neighbours = {one: reader.posts.neighbour(key, one, hidden) for one in Neighbour}
    return OpenedPost(
        post,
        reader.threads.extents([key])[key].length,
        {one: found[1] for one, found in neighbours.items() if found is not None},
    )


def _batch(
    reader: ArchiveReader, position: Position | None, *, as_read: bool
) -> tuple[list[Post], Position | None]:
    """Return the posts after a position, and the position of the last one."""
    positions = reader.posts.after(position, _BATCH_SIZE)
    posts = reader.posts.by_keys([one.key for one in positions], as_read=as_read)
    return posts, positions[-1] if positions else None
