"""Hidden posts: left out of every answer, even after later imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.archive.posts.ids.links import may_mean, post_id
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.clock import Clock
from bot.languages import ngettext
from bot.languages.punctuation import sentences
from bot.storage.archive.posts.left_out.deletions import DeletionStore
from bot.storage.archive.posts.references import CurrentIds
from bot.storage.state.hidden import HiddenPostStore


@dataclass(frozen=True, slots=True)
class HiddenPost:
    """A hidden post by its id: since when, by whom, and whether the archive has it.

    `hidden_by` is the id of a Discord user, "terminal", or "forgotten" if the user wanted that.
    """

    id: str
    hidden_at: datetime
    hidden_by: str
    in_archive: bool


class HiddenPosts:
    """Hides and unhides posts, and lists the hidden ones.

    A change takes effect at once in every process. An export belongs to the owner and contains
    hidden posts too.
    """

    def __init__(
        self,
        store: HiddenPostStore,
        current_ids: CurrentIds,
        deletions: DeletionStore,
        clock: Clock,
    ) -> None:
        self._store = store
        self._current_ids = current_ids
        self._deletions = deletions
        self._clock = clock

    async def hide(self, refs: Sequence[str], by: str) -> str:
        """Hide posts, given by ids or links; return a sentence that describes the result.

        `by` is the id of a Discord user or "terminal". A post that the archive lacks can be hidden
        before an import adds it. A synthetic id is kept as given, because a later import may part
        its post from the one that it was joined with. Raises BadQueryError, and hides nothing, when
        one of `refs` is neither an id nor a link to a post.
        """
        ids = [post_id(ref) for ref in refs]
        current = await self._current_ids.of(ids)
        now = to_milliseconds(self._clock.now())
        kept = [id if is_synthetic(id) else current.get(id, id) for id in ids]
        await self._store.hide(kept, now, by)
        missing = [id for id in ids if id not in current]
        answer = ngettext(
            "Hid post {ids}: in no answer and no digest from now on, and after every import. An "
            "export still holds what is hidden.",
            "Hid posts {ids}: in no answer and no digest from now on, and after every import. An "
            "export still holds what is hidden.",
            len(ids),
            ids=", ".join(ids),
        )
        if missing:
            unknown = ngettext(
                "The archive does not hold post {ids}, yet: an import that brings it will not show "
                "it.",
                "The archive does not hold posts {ids}, yet: an import that brings them will not "
                "show them.",
                len(missing),
                ids=", ".join(missing),
            )
            answer += f" {unknown}"
        return answer

    async def unhide(self, refs: Sequence[str]) -> str:
        """Unhide posts, given by ids or links; return a sentence. Raises as `hide` does.

        A post is unhidden under all of the ids by which it was hidden. One that was left out
        because its author deleted it is kept from now on, even if a later export states that again.
        """
        ids = [post_id(ref) for ref in refs]
        shown: list[str] = []
        not_hidden: list[str] = []
        for id in ids:
            names = await self._hidden_ids_of(id)
            for name in names:
                await self._store.unhide(name)
            current = (await self._current_ids.of([id])).get(id)
            kept = current is not None and await self._deletions.keep(current)
            (shown if names or kept else not_hidden).append(id)
        parts = []
        if shown:
            parts.append(
                ngettext(
                    "Post {ids} may be shown again.",
                    "Posts {ids} may be shown again.",
                    len(shown),
                    ids=", ".join(shown),
                )
            )
        if not_hidden:
            parts.append(
                ngettext(
                    "Post {ids} was not hidden.",
                    "Posts {ids} were not hidden.",
                    len(not_hidden),
                    ids=", ".join(not_hidden),
                )
            )
        return sentences(parts)

    async def _hidden_ids_of(self, id: str) -> list[str]:
        """Return the hidden ids that are of the same post as `id`, which may be one of them."""
        hidden = [row.id for row in await self._store.all()]
        current = await self._current_ids.of([id, *hidden])
        wanted = current.get(id, id)
        return [
            one
            for one in hidden
            if current.get(one, one) == wanted or (one not in current and may_mean(one, wanted, ()))
        ]

    async def all(self) -> list[HiddenPost]:
        """Return all hidden posts, in the order in which they were hidden."""
        rows = await self._store.all()
        current = await self._current_ids.of([row.id for row in rows])
        return [
            HiddenPost(row.id, from_milliseconds(row.hidden_at), row.by, row.id in current)
            for row in rows
        ]
