"""Messages: made from requests, edited, described."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import too_large, too_many_files
from bot.sandbox.pings import Pings, pings_of
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.rules.kinds import Kind, walk
from bot.sandbox.rules.messages import NO_FLAGS, Flag, check_message
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.channels import Channel
    from bot.sandbox.world import World

Payload = dict[str, Any]

_KEPT_FLAGS = Flag.SUPPRESS_EMBEDS | Flag.SILENT | Flag.LAYOUT
FILE_SIZE = 10 * 1024 * 1024
"""The most bytes that a file of a bot's may have, where nobody pays for more."""
_FILES = 10
_SNAPSHOT = (
    *("type", "content", "mentions", "mention_roles", "attachments", "embeds", "timestamp"),
    *("edited_timestamp", "flags", "components"),
)
_MEDIA_KEYS = ("media", "file")


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a request."""

    name: str
    data: bytes
    content_type: str = "application/octet-stream"


@dataclass(slots=True, eq=False)
class Message:
    """A message. `reader`, if any, is the only one who sees it: Discord says ephemeral."""

    id: int
    channel: "Channel"
    author: User
    created_at: datetime
    kind: int = 0
    content: str = ""
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Payload] = field(default_factory=list)
    flags: Flag = NO_FLAGS
    edited_at: datetime | None = None
    allowed_mentions: Payload | None = None
    reference: Payload | None = None
    snapshots: list[Payload] = field(default_factory=list)
    """The message that it forwards, as it was then."""
    cause: Payload | None = None
    """What Discord calls interaction_metadata."""
    application_id: int | None = None
    reader: User | None = None
    pings: Pings = field(default_factory=Pings)
    """Who was pinged when the message appeared; an edit pings nobody."""
    mentioned: list[User] = field(default_factory=list)

    @property
    def public(self) -> bool:
        """Whether everyone in the channel sees it."""
        return self.reader is None

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & Flag.LOADING)

    @property
    def texts(self) -> list[str]:
        """The texts of it that may ping: its content, or what its components say."""
        shown = [one["content"] for one in walk(self.components) if one["type"] == Kind.TEXT]
        return [self.content, *shown] if self.content else shown

    @property
    def payload(self) -> Payload:
        """The message as Discord describes it; a copy."""
        payload: Payload = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload,
            "type": self.kind,
            "content": self.content,
            "embeds": self.embeds,
            "components": self.components,
            "attachments": self.attachments,
            "flags": int(self.flags),
            "timestamp": self.created_at.isoformat(),
            "edited_timestamp": self.edited_at.isoformat() if self.edited_at else None,
            "tts": False,
            "pinned": False,
            "mentions": [user.payload for user in self.mentioned],
            "mention_roles": [str(id) for id in sorted(self.pings.roles)],
            "mention_everyone": self.pings.everyone,
        }
        if self.reference:
            payload["message_reference"] = self.reference
        if self.snapshots:
            payload["message_snapshots"] = self.snapshots
        if self.application_id:
            payload["application_id"] = str(self.application_id)
        if self.cause:
            payload["interaction_metadata"] = self.cause
            payload["webhook_id"] = str(self.application_id)
        return copy.deepcopy(payload)

    @property
    def snapshot(self) -> Payload:
        """What a message that forwards this one brings along of it."""
        payload = self.payload
        return {"message": {key: payload[key] for key in _SNAPSHOT}}

    def change(self, world: "World", body: Mapping[str, Any], files: Sequence[File]) -> None:
        """Edit the message. Raises ApiError for what Discord refuses."""
        attachments = self._attachments(world, body, files)
        before = None if self.loading else self.payload
        names = [one["filename"] for one in attachments]
        check_message(body, files=names, before=before)
        self._apply(body, attachments)
        if self.loading:
            self.flags &= ~Flag.LOADING
            self.ping(world)
        else:
            self.edited_at = world.now()

    def begin(self, world: "World", body: Mapping[str, Any], files: Sequence[File]) -> None:
        """Fill a new message. Raises ApiError for what Discord refuses."""
        attachments = self._attachments(world, body, files)
        check_message(body, files=[one["filename"] for one in attachments])
        self._apply(body, attachments)
        self.ping(world)

    def ping(self, world: "World") -> None:
        """Ping whom the message names and its sender allows."""
        self.pings = pings_of(self)
        self.mentioned = [world.users[id] for id in sorted(self.pings.users) if id in world.users]

    def _apply(self, body: Mapping[str, Any], attachments: list[Payload]) -> None:
        if "content" in body:
            self.content = (body["content"] or "").strip()
        if "embeds" in body:
            self.embeds = [{"type": "rich"} | embed for embed in body["embeds"] or []]
        if "components" in body:
            self.components = _numbered(body["components"] or [], attachments)
        if "allowed_mentions" in body:
            self.allowed_mentions = body["allowed_mentions"]
        self.attachments = attachments
        self.flags = self.flags | Flag(int(body.get("flags") or 0)) & _KEPT_FLAGS

    def _attachments(
        self, world: "World", body: Mapping[str, Any], files: Sequence[File]
    ) -> list[Payload]:
        listed = body.get("attachments")
        kept = self.attachments
        about: dict[str, Payload] = {}
        if listed is not None:
            form = FieldErrors()
            form.count(("attachments",), listed, 0, _FILES)
            form.settle()
            about = {str(one.get("id")): one for one in listed}
            kept = [one for one in kept if one["id"] in about]
        if any(len(file.data) > FILE_SIZE for file in files):
            raise too_large()
        if len(kept) + len(files) > _FILES:
            raise too_many_files(_FILES)
        return kept + [
            self._attach(world, file, about.get(str(index), {})) for index, file in enumerate(files)
        ]

    def _attach(self, world: "World", file: File, about: Payload) -> Payload:
        id, name = world.mint(), about.get("filename") or file.name
        path = f"/attachments/{self.channel.id}/{id}/{name}"
        world.files[path] = file
        attachment = {
            "id": str(id),
            "filename": name,
            "size": len(file.data),
            "url": world.origin + path,
            "proxy_url": world.origin + path,
            "content_type": file.content_type,
        }
        if about.get("description"):
            attachment["description"] = about["description"]
        return attachment


def _numbered(components: Sequence[Payload], attachments: Sequence[Payload]) -> list[Payload]:
    """Return the components as Discord keeps them: each with an id, media with addresses."""
    kept = copy.deepcopy(list(components))
    urls = {f"attachment://{one['filename']}": one["url"] for one in attachments}
    everything = list(walk(kept))
    taken = {component.get("id") for component in everything}
    free = (number for number in count(1) if number not in taken)
    for component in everything:
        if isinstance(component, dict) and not component.get("id"):
            component["id"] = next(free)
    for item in _media(kept):
        item["url"] = urls.get(item["url"], item["url"])
        item["proxy_url"] = item["url"]
    return kept


def _media(components: Sequence[Payload]) -> Iterator[Payload]:
    for component in walk(components):
        for holder in (component, *(component.get("items") or [])):
            yield from (holder[key] for key in _MEDIA_KEYS if holder.get(key))
