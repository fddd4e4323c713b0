"""Looks for a digest that the bot may have posted before it was interrupted."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.abc import GuildChannel
from discord.http import Route

from bot.archive.digests.model import SentMessage
from bot.archive.digests.reasons import HIDDEN, NO_HISTORY, OUTAGE, TOO_FULL
from bot.errors import HistoryUnreadableError, TryAgainError
from bot.ui.digests.channels import is_hidden
from bot.ui.digests.message import run_custom_id

Payload = dict[str, Any]

_PAGE = 100  # messages or threads that Discord returns at most
_MOST_PAGES = 20  # of messages since the claim, before the search is given up
_MOST_BACK = 5  # and of those before it
_SKEW = timedelta(minutes=5)  # how far our clock and Discord's may differ
_CLOCK_WAS_AHEAD = timedelta(days=1)

_UNKNOWN_MESSAGE = 10008


class MessageSearch:
    """Looks for the message of a run in a channel, a thread or a forum."""

    def __init__(
        self,
        client: discord.Client,
        pace: Callable[[], Awaitable[None]],
        channel: GuildChannel | discord.Thread,
    ) -> None:
        self._client = client
        self._pace = pace
        self._channel = channel

    async def find(self, run_id: str, since: datetime) -> SentMessage | None:
        """Return the message posted with `run_id` since about then, or None if there is none.

        Raises HistoryUnreadableError where that cannot be found out, TryAgainError where it cannot
        be yet, and discord.py's errors.
        """
        me: discord.Member | None = self._channel.guild.me
        if me is None:  # the bot started during an outage of the server and has no data yet
            raise TryAgainError(OUTAGE)
        where = f"<#{self._channel.id}>"
        if is_hidden(self._channel):
            raise HistoryUnreadableError(HIDDEN.filled(where=where))
        # Without the permission Discord returns no error, but nothing.
        if not self._channel.permissions_for(me).read_message_history:
            raise HistoryUnreadableError(NO_HISTORY.filled(where=where))
        if isinstance(self._channel, discord.ForumChannel):
            return await self._find_post(run_id, since)
        return await self._find_message(run_id, since)

    async def _find_message(self, run_id: str, since: datetime) -> SentMessage | None:
        start = _snowflake(since - _SKEW)
        async for message in self._after(start):
            if self._has_run_id(message, run_id):
                return SentMessage(self._channel.id, int(message["id"]))
        # A clock that was set back since may have been hours ahead when the run was claimed.
        async for message in self._before(start, _snowflake(since - _CLOCK_WAS_AHEAD)):
            if self._has_run_id(message, run_id):
                return SentMessage(self._channel.id, int(message["id"]))
        return None

    async def _find_post(self, run_id: str, since: datetime) -> SentMessage | None:
        earliest = since - _CLOCK_WAS_AHEAD
        async for thread in self._posts(earliest):
            is_own = thread.get("owner_id") == str(self._own_id)
            if not is_own or int(thread["id"]) < _snowflake(earliest):
                continue
            message = await self._first_message(thread["id"])
            if message is not None and self._has_run_id(message, run_id):
                return SentMessage(int(thread["id"]), int(message["id"]))
        return None

    async def _after(self, id: int) -> AsyncIterator[Payload]:
        for _ in range(_MOST_PAGES):
            page = await self._messages(after=id)
            for message in page:
                yield message
            if len(page) < _PAGE:
                return
            id = max(int(message["id"]) for message in page)
        raise HistoryUnreadableError(TOO_FULL.filled(where=f"<#{self._channel.id}>"))

    async def _before(self, id: int, earliest: int) -> AsyncIterator[Payload]:
        for _ in range(_MOST_BACK):
            page = await self._messages(before=id)
            for message in page:
                yield message
            id = min((int(message["id"]) for message in page), default=0)
            if len(page) < _PAGE or id < earliest:
                return

    async def _posts(self, earliest: datetime) -> AsyncIterator[Payload]:
        """Yield the posts of the forum: the active ones, then those archived since `earliest`."""
        active = await self._get("/guilds/{guild_id}/threads/active")
        for thread in active["threads"]:
            if thread.get("parent_id") == str(self._channel.id):
                yield thread
        bounds: dict[str, Any] = {"limit": _PAGE}
        for _ in range(_MOST_PAGES):
            page = await self._get("/channels/{channel_id}/threads/archived/public", bounds)
            for thread in page["threads"]:
                yield thread
            if not page["has_more"] or not page["threads"]:
                return
            oldest = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
            if datetime.fromisoformat(oldest) < earliest:
                return
            bounds["before"] = oldest
        raise HistoryUnreadableError(TOO_FULL.filled(where=f"<#{self._channel.id}>"))

    async def _first_message(self, thread_id: str) -> Payload | None:
        """Return the first message of a forum post, or None if it was deleted."""
        try:
            found: Payload = await self._get(
                "/channels/{channel_id}/messages/{message_id}", post_id=thread_id
            )
        except discord.NotFound as error:
            if error.code != _UNKNOWN_MESSAGE:
                raise
            return None
        return found

    async def _messages(self, **bounds: int) -> list[Payload]:
        found: list[Payload] = await self._get(
            "/channels/{channel_id}/messages", {"limit": _PAGE, **bounds}
        )
        return found

    async def _get(
        self, path: str, query: Payload | None = None, *, post_id: str | None = None
    ) -> Any:
        await self._pace()
        route = Route(
            "GET",
            path,
            channel_id=post_id or self._channel.id,
            message_id=post_id,
            guild_id=self._channel.guild.id,
        )
        return await self._client.http.request(route, params=query)

    @property
    def _own_id(self) -> int:
        return self._client.user.id if self._client.user else 0

    def _has_run_id(self, message: Payload, run_id: str) -> bool:
        is_own = message["author"]["id"] == str(self._own_id)
        return is_own and run_custom_id(run_id) in _custom_ids(message.get("components", []))


def _custom_ids(components: list[Payload]) -> Iterator[str]:
    for component in components:
        if "custom_id" in component:
            yield component["custom_id"]
        yield from _custom_ids(component.get("components", []))
        if "accessory" in component:
            yield from _custom_ids([component["accessory"]])


def _snowflake(moment: datetime) -> int:
    return discord.utils.time_snowflake(moment)
