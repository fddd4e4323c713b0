"""Posts digests on Discord by plain requests, so that nothing of them stays in memory."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import discord
from discord import ui
from discord.abc import GuildChannel
from discord.http import Route

from bot.archive.digests.model import (
    ALL_SHARDS,
    DeliveryTarget,
    DigestContent,
    SentMessage,
    ShardSet,
)
from bot.archive.digests.reasons import HIDDEN, NO_CHANNEL
from bot.delivery.errors import SingleAttemptGuard, as_delivery_error
from bot.delivery.rate_limits import forget_over
from bot.delivery.recovery import MessageSearch
from bot.delivery.remote_guilds import RemoteGuilds
from bot.errors import CannotPostError, MessageRejectedError
from bot.languages import _, current, of_discord, speaking
from bot.services.posts.media import MediaFiles
from bot.ui.cards import text_page
from bot.ui.cards.page import Page
from bot.ui.digests.channels import is_hidden
from bot.ui.digests.message import digest_page
from bot.ui.digests.permissions import LABELS
from bot.ui.limits import MAX_THREAD_NAME
from bot.ui.text import one_line

Payload = dict[str, Any]
Channel = GuildChannel | discord.Thread

_LAYOUT, _SILENT = 1 << 15, 1 << 12  # flags of messages
_ALREADY_PUBLISHED = 40033
_UNKNOWN_MESSAGE = 10008
_DEADLINE = 8.0  # seconds that a digest waits for its pictures


class DiscordPoster:
    """Posts with a client that is logged in. `pace` is awaited before each request.

    Channels that the client has cached are not fetched; those of servers on other shards than
    `shards`, whose process is gone, are fetched with their servers. `media` prepares the pictures
    of digests; they have none without it.
    """

    def __init__(
        self,
        client: discord.Client,
        pace: Callable[[], Awaitable[None]],
        media: MediaFiles | None = None,
        shards: ShardSet = ALL_SHARDS,
    ) -> None:
        self._client = client
        self._pace = pace
        self._media = media
        self._shards = shards
        self.remote_guilds = RemoteGuilds(client, pace)

    async def send(
        self, target: DeliveryTarget, content: DigestContent, *, nonce: str, run_id: str
    ) -> SentMessage:
        """Post a digest: as a message, or in a forum as a post. See Poster."""
        channel = await self._channel(target)
        remote = target.guild_id not in self._shards
        if is_hidden(channel):
            raise CannotPostError(HIDDEN.filled(where=f"<#{channel.id}>"))
        # That of a server on another shard was not known before it was fetched.
        with speaking(of_discord(channel.guild.preferred_locale) if remote else current()):
            page = await self._page(channel, target, content, run_id)
            try:
                return await self._send(channel, target, content, page, nonce)
            except (CannotPostError, MessageRejectedError):
                if not page.files:
                    raise
                # It may be the files alone that Discord refuses.
                page = digest_page(content, run_id, target.role_id, _without_files())
                return await self._send(channel, target, content, page, nonce)

    async def _page(
        self, channel: Channel, target: DeliveryTarget, content: DigestContent, run_id: str
    ) -> Page:
        """Return a digest as a message: with its pictures, where the bot may attach files."""
        page = digest_page(content, run_id, target.role_id)
        if self._media is None or not page.wanted:
            return page
        guild = channel.guild
        if not channel.permissions_for(guild.me).attach_files:
            return digest_page(content, run_id, target.role_id, _without_files())
        found = await self._media.prepare(page.wanted, guild.filesize_limit, deadline=_DEADLINE)
        return page.illustrate(found)

    async def _send(
        self,
        channel: Channel,
        target: DeliveryTarget,
        content: DigestContent,
        page: Page,
        nonce: str,
    ) -> SentMessage:
        body = _message(page, target)
        if isinstance(channel, discord.ForumChannel):
            name = one_line(f"{content.title} · {content.date}", MAX_THREAD_NAME)
            tags = [] if target.tag_id is None else [str(target.tag_id)]
            post = await self._post(
                channel.id, "threads", page.files, name=name, message=body, applied_tags=tags
            )
            id = _id_of(post, channel)
            return SentMessage(id, id)  # its first message has its id
        try:
            message = await self._post(
                channel.id, "messages", page.files, nonce=nonce, enforce_nonce=True, **body
            )
        except MessageRejectedError as error:
            if error.code != _UNKNOWN_MESSAGE:
                raise
            return SentMessage(channel.id, None)  # the nonce is known, but its message was deleted
        return SentMessage(channel.id, _id_of(message, channel))

    async def find(
        self, target: DeliveryTarget, run_id: str, since: datetime
    ) -> SentMessage | None:
        """Look for a digest by its run id. See Poster."""
        channel = await self._channel(target)
        with as_delivery_error(channel.id):
            return await MessageSearch(self._client, self._pace, channel).find(run_id, since)

    async def publish(self, target: DeliveryTarget, sent: SentMessage) -> None:
        """Publish a message of an announcement channel unless it is published already."""
        try:
            await self._post(
                target.channel_id, "messages/{message_id}/crosspost", message_id=sent.message_id
            )
        except MessageRejectedError as error:
            if error.code != _ALREADY_PUBLISHED:
                raise

    async def honours_nonces(self, target: DeliveryTarget) -> bool:
        """Return whether a nonce keeps a message from being posted twice: not in a forum."""
        return not isinstance(await self._channel(target), discord.ForumChannel)

    async def notify_guild(self, guild_id: int, text: str) -> None:
        """Post `text` in the first channel of a server where the bot may, the system one first."""
        guild = self._client.get_guild(guild_id)
        if guild_id not in self._shards:
            guild = await self.remote_guilds.fetch(guild_id)
        channels = [] if guild is None else [guild.system_channel, *guild.text_channels]
        for channel in channels:
            if channel is not None and _may_send(channel):
                body = _message(text_page(text), DeliveryTarget(guild_id, channel.id))
                await self._post(channel.id, "messages", **body)
                return

    async def _channel(self, target: DeliveryTarget) -> Channel:
        if target.guild_id not in self._shards:
            with as_delivery_error(target.channel_id):
                return await self.remote_guilds.channel(target.guild_id, target.channel_id)
        channel = self._client.get_channel(target.channel_id)
        if channel is None:  # an archived thread, or one that no longer exists
            with as_delivery_error(target.channel_id):
                await self._pace()
                channel = await self._client.fetch_channel(target.channel_id)
        if not isinstance(channel, GuildChannel | discord.Thread):
            raise CannotPostError(NO_CHANNEL)
        return channel

    async def _post(
        self,
        channel_id: int,
        endpoint: str,
        files: Mapping[str, bytes] | None = None,
        *,
        message_id: int | None = None,
        **body: Any,
    ) -> Any:
        await self._pace()
        forget_over(self._client)
        path = f"/channels/{{channel_id}}/{endpoint}"
        route = Route("POST", path, channel_id=channel_id, message_id=message_id)
        once: Any = SingleAttemptGuard()
        with as_delivery_error(channel_id):
            if not files:
                return await self._client.http.request(route, files=[once], json=body)
            form: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
            form += [
                {"name": f"files[{number}]", "value": data, "filename": name}
                for number, (name, data) in enumerate(files.items())
            ]
            return await self._client.http.request(route, files=[once], form=form)


def _message(view: ui.LayoutView, target: DeliveryTarget) -> Payload:
    """Return the payload of a message that mentions nobody but the target's role."""
    allowed: dict[str, list[str]] = {"parse": []}
    if target.role_id is not None:
        allowed["roles"] = [str(target.role_id)]
    return {
        "components": view.to_components(),  # type: ignore[no-untyped-call]
        "flags": _LAYOUT | (_SILENT if target.silent else 0),
        "allowed_mentions": allowed,
    }


def _id_of(created: Any, channel: Channel) -> int:
    """Return the id in the response to a message or post that was created."""
    with as_delivery_error(channel.id):
        return int(created["id"])


def _without_files() -> str:
    return _("Pictures need the permission {permission} here", permission=LABELS["attach_files"])


def _may_send(channel: discord.TextChannel) -> bool:
    return not is_hidden(channel) and channel.permissions_for(channel.guild.me).send_messages
