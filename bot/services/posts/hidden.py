"""Hidden posts: in no answer, whatever an import brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.archive.posts.links import post_id
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.clock import Clock
from bot.services.reader_threads import ReaderThreads
from bot.storage.state.hidden import HiddenPostStore


@dataclass(frozen=True, slots=True)
class HiddenPost:
    """A post that is hidden, by its id: since when, by whom, and whether the archive holds it."""

    id: str
    since: datetime
    by: str
    is_there: bool


class Hidden:
    """Hides posts, and tells which are hidden.

    A change holds at once, in every process; what has none of it in memory asks here. An export is
    the owner's own and holds hidden posts too.
    """

    def __init__(self, stored: HiddenPostStore, threads: ReaderThreads, clock: Clock) -> None:
        self._stored = stored
        self._threads = threads
        self._clock = clock

    async def ids(self) -> frozenset[str]:
        """Return the ids of all posts of the archive that are hidden."""
        return await self._threads.run(lambda reader: reader.hidden.ids)

    async def keys(self) -> frozenset[int]:
        """Return the keys of all posts of the archive that are hidden."""
        return await self._threads.run(lambda reader: reader.hidden.keys)

    async def hide(self, refs: Sequence[str], by: str) -> str:
        """Hide posts, named by ids or links; return a sentence on what that did.

        `by` is a user's id on Discord, or "terminal". A post that the archive does not hold may be
        hidden before an import brings it. Raises BadQueryError, and hides none, where one of them
        names no post.
        """
        ids = [post_id(one) for one in refs]
        present = {id: await self._stored.current_id(id) for id in ids}
        now = to_milliseconds(self._clock.now())
        await self._stored.hide([present[id] or id for id in ids], now, by)
        away = [id for id in ids if present[id] is None]
        told = (
            f"Hid {_posts(ids)}: in no answer and no digest from now on, and after every import. "
            "An export still holds what is hidden."
        )
        if away:
            told += (
                f" The archive does not hold {_posts(away)}, yet: an import that brings "
                f"{'it' if len(away) == 1 else 'them'} will not show {_them(away)}."
            )
        return told

    async def unhide(self, refs: Sequence[str]) -> str:
        """Show posts again, named by ids or links; return a sentence. Raises as `hide` does."""
        ids = [post_id(one) for one in refs]
        shown: list[str] = []
        others: list[str] = []
        for id in ids:
            was = await self._stored.unhide(id)
            if not was and (present := await self._stored.current_id(id)) not in {None, id}:
                was = await self._stored.unhide(present or id)
            (shown if was else others).append(id)
        parts = [f"{_posts(shown).capitalize()} may be shown again."] if shown else []
        if others:
            parts.append(f"{_posts(others).capitalize()} {_was(others)} not hidden.")
        return " ".join(parts)

    async def all(self) -> list[HiddenPost]:
        """Return all that is hidden, what was hidden first before the rest."""
        return [
            HiddenPost(
                row.id,
                from_milliseconds(row.hidden_at),
                row.by,
                await self._stored.current_id(row.id) is not None,
            )
            for row in await self._stored.all()
        ]


def _posts(ids: Sequence[str]) -> str:
    return f"post {ids[0]}" if len(ids) == 1 else f"posts {', '.join(ids)}"


def _them(ids: Sequence[str]) -> str:
    return "it" if len(ids) == 1 else "them"


def _was(ids: Sequence[str]) -> str:
    return "was" if len(ids) == 1 else "were"
