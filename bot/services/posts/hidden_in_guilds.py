"""Posts hidden in one server, by its managers: left out of every answer and digest there."""

from collections.abc import Sequence

from bot.archive.posts.hidden_here import HiddenHere
from bot.archive.posts.ids.links import may_mean, post_id
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.post import Post
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.clock import Clock
from bot.languages import _
from bot.services.archive_views import Archive
from bot.services.audience import answering
from bot.storage.archive.reader import ArchiveReader
from bot.storage.state.hidden_in_guilds import HiddenInGuildStore


class HiddenInGuilds:
    """Hides and unhides posts in single servers, also posts that an import brings later.

    What is said of a post is what the server may see: a post of an account that it does not see is
    one that the archive does not hold.
    """

    def __init__(self, store: HiddenInGuildStore, archive: Archive, clock: Clock) -> None:
        self._store = store
        self._archive = archive
        self._clock = clock

    async def hide(self, guild: int, ref: str, by: str) -> str:
        """Hide a post, given by its id or a link; return a sentence that describes the result.

        `by` is the id of a Discord user. Raises BadQueryError when `ref` is neither an id nor a
        link to a post.
        """
        id = post_id(ref)
        current = (await self._current_ids(guild, [id])).get(id)
        kept = id if is_synthetic(id) else current or id
        await self._store.hide(guild, kept, to_milliseconds(self._clock.now()), by)
        answer = _(
            "Hid post {id} in this server: in no answer and no digest here from now on, and after "
            "every import. Other servers still see it.",
            id=id,
        )
        if current is None:
            unknown = _(
                "The archive does not hold it, yet: an import that brings it will not show it."
            )
            answer += f" {unknown}"
        return answer

    async def unhide(self, guild: int, ref: str) -> str:
        """Unhide a post, given by its id or a link; return a sentence. Raises as `hide` does.

        It is unhidden under all of the ids by which it was hidden.
        """
        id = post_id(ref)
        hidden = [row.id for row in await self._store.all(guild)]
        current = await self._current_ids(guild, [id, *hidden])
        wanted = current.get(id, id)
        same = [
            one
            for one in hidden
            if current.get(one, one) == wanted or (one not in current and may_mean(one, wanted, ()))
        ]
        if not same:
            return _("Post {id} was not hidden in this server.", id=id)
        await self._store.unhide(guild, same)
        return _("Post {id} may be shown again in this server.", id=id)

    async def all(self, guild: int) -> list[HiddenHere]:
        """Return what is hidden in a server, for its managers, the last hidden first."""
        rows = await self._store.all(guild)
        ids = [row.id for row in rows]
        with answering(guild):
            async with self._archive.view() as view:
                seen = await view.read(_posts_of_accounts, ids)
        with answering(None):  # what is hidden in no server, but everywhere
            async with self._archive.view() as view:
                shown = await view.read(_shown_everywhere, ids)
        return [
            HiddenHere(
                row.id,
                from_milliseconds(row.hidden_at),
                row.by,
                seen.get(row.id) if row.id in shown else None,
            )
            for row in reversed(rows)
        ]

    async def _current_ids(self, guild: int, ids: list[str]) -> dict[str, str]:
        with answering(guild):
            async with self._archive.view() as view:
                return await view.read(lambda reader: reader.posts.current_ids(ids))


def _posts_of_accounts(reader: ArchiveReader, ids: Sequence[str]) -> dict[str, Post]:
    """Return the posts that have or once had these ids, hidden or not, by the ids."""
    keys = reader.posts.keys(ids)
    posts = {post.id: post for post in reader.posts.by_keys([*keys.values()])}
    current = reader.posts.current_ids(ids)
    return {id: posts[current[id]] for id in keys}


def _shown_everywhere(reader: ArchiveReader, ids: Sequence[str]) -> set[str]:
    """Return those of `ids` whose posts are not hidden."""
    return {id for id, key in reader.posts.keys(ids).items() if key not in reader.hidden.keys}
