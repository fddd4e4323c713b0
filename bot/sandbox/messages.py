"""Messages: created from requests, edited, and turned into payloads."""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import too_large, too_many_files
from bot.sandbox.pings import Pings, pings_of
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.rules.kinds import ComponentKind, number, walk
from bot.sandbox.rules.messages import NO_FLAGS, MessageFlag, check_message
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.channels import Channel
    from bot.sandbox.world import World

Payload = dict[str, Any]

_EDITED_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.LAYOUT
_SENT_FLAGS = _EDITED_FLAGS | MessageFlag.SILENT
FILE_SIZE = 10 * 1024 * 1024
"""The largest file in bytes that a bot may attach in a guild without boosts."""
_MAX_FILES = 10
_FORWARD = 1
_ALT = 1024
_SPOILER, _SPOILER_NAME = 1 << 3, "SPOILER_"
_SNAPSHOT_KEYS = (
    *("type", "content", "mentions", "mention_roles", "attachments", "embeds", "timestamp"),
    *("edited_timestamp", "flags", "components"),
)
_MEDIA_KEYS = ("media", "file")


@dataclass(frozen=True, slots=True)
class File:
    """A file that was uploaded with a request."""

    name: str
    data: bytes
    content_type: str = "application/octet-stream"


@dataclass(slots=True, eq=False)
class Message:
    """A message. If it is ephemeral, `ephemeral_for` is the only user who sees it."""

    id: int
    channel: "Channel"
    author: User
    created_at: datetime
    kind: int = 0
    content: str = ""
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Payload] = field(default_factory=list)
    flags: MessageFlag = NO_FLAGS
    edited_at: datetime | None = None
    allowed_mentions: Payload | None = None
    reference: Payload | None = None
    replied: "Message | None" = None
    """The message that this one is a reply to."""
    snapshots: list[Payload] = field(default_factory=list)
    """The forwarded message, as it was at the time."""
    interaction_metadata: Payload | None = None
    application_id: int | None = None
    ephemeral_for: User | None = None
    pings: Pings = field(default_factory=Pings)
    """Those who were pinged when the message was sent; an edit pings nobody."""
    mentioned: list[User] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        """Whether only one user sees it."""
        return self.ephemeral_for is not None

    @property
    def loading(self) -> bool:
        """Whether it is a deferred response, which shows that the bot is thinking."""
        return bool(self.flags & MessageFlag.LOADING)

    @property
    def texts(self) -> list[str]:
        """The texts that may ping: its content and those of its components."""
        texts = [
            part["content"] for part in walk(self.components) if part["type"] == ComponentKind.TEXT
        ]
        return [self.content, *texts] if self.content else texts

    @property
    def payload(self) -> Payload:
        """The message's payload, as a copy. That of a reply has the other one, null if deleted."""
        if self.replied is None:
            return self.own_payload
        exists = self.replied.id in self.channel.messages
        referenced = self.replied.own_payload if exists else None
        return self.own_payload | {"referenced_message": referenced}

    @property
    def own_payload(self) -> Payload:
        """The message's payload without the message that it replies to."""
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
        if self.interaction_metadata:
            payload["interaction_metadata"] = self.interaction_metadata
            payload["webhook_id"] = str(self.application_id)
        copied: Payload = json.loads(json.dumps(payload))  # a tenth of the time of copy.deepcopy
        return copied

    @property
    def snapshot(self) -> Payload:
        """The snapshot that a message which forwards this one holds."""
        payload = self.payload
        return {"message": {key: payload[key] for key in _SNAPSHOT_KEYS}}

    def refer_to(self, message: "Message", kind: int) -> None:
        """Set the reference to another message; `kind` is Discord's number for the way."""
        self.reference = {
            "type": kind,
            "message_id": str(message.id),
            "channel_id": str(message.channel.id),
        }
        if message.channel.guild is not None:
            self.reference["guild_id"] = str(message.channel.guild.id)

    def forward(self, message: "Message") -> None:
        """Make this a forward of another message: it has a snapshot and no content of its own."""
        self.snapshots = message.snapshots or [message.snapshot]
        self.flags |= MessageFlag.FORWARDED
        self.refer_to(message, _FORWARD)

    def edit(self, world: "World", body: Mapping[str, Any], files: Sequence[File]) -> None:
        """Edit the message. Raises ApiError for what Discord refuses."""
        attachments = self._updated_attachments(world, body, files)
        before = None if self.loading else self.payload
        names = [attachment["filename"] for attachment in attachments]
        check_message(body, files=names, before=before)
        self._apply(body, attachments)
        if body.get("flags") is not None:
            # A deferred response is filled by an edit, which does not make it silent either.
            self.flags = self.flags & ~_EDITED_FLAGS | MessageFlag(body["flags"]) & _EDITED_FLAGS
        if self.loading:
            self.flags &= ~MessageFlag.LOADING
            self.ping(world)
        else:
            self.edited_at = world.now()

    def fill(self, world: "World", body: Mapping[str, Any], files: Sequence[File]) -> None:
        """Fill a new message. Raises ApiError for what Discord refuses."""
        attachments = self._updated_attachments(world, body, files)
        check_message(body, files=[attachment["filename"] for attachment in attachments])
        self._apply(body, attachments)
        self.flags |= MessageFlag(int(body.get("flags") or 0)) & _SENT_FLAGS
        self.ping(world)

    def ping(self, world: "World") -> None:
        """Set who is pinged: those whom the message mentions, if its sender allows it."""
        self.pings = pings_of(self)
        self.mentioned = [world.users[id] for id in sorted(self.pings.users) if id in world.users]

    def _apply(self, body: Mapping[str, Any], attachments: list[Payload]) -> None:
        if "content" in body:
            self.content = (body["content"] or "").strip()
        if "embeds" in body:
            self.embeds = [{"type": "rich"} | embed for embed in body["embeds"] or []]
        if "components" in body:
            self.components = _stored_components(body["components"] or [], attachments)
        if "allowed_mentions" in body:
            self.allowed_mentions = body["allowed_mentions"]
        self.attachments = attachments

    def _updated_attachments(
        self, world: "World", body: Mapping[str, Any], files: Sequence[File]
    ) -> list[Payload]:
        listed = body.get("attachments")
        kept = self.attachments
        metadata: dict[str, Payload] = {}
        if listed is not None:
            form = FieldErrors()
            form.count(("attachments",), listed, 0, _MAX_FILES)
            for index, item in enumerate(listed):
                if item.get("description") is not None:
                    path = ("attachments", index, "description")
                    form.length(path, item["description"], 1, _ALT)
            form.raise_if_any()
            metadata = {str(item.get("id")): item for item in listed}
            kept = [attachment for attachment in kept if attachment["id"] in metadata]
        if any(len(file.data) > FILE_SIZE for file in files):
            raise too_large()
        if len(kept) + len(files) > _MAX_FILES:
            raise too_many_files(_MAX_FILES)
        return kept + [
            self._store_file(world, file, metadata.get(str(index), {}))
            for index, file in enumerate(files)
        ]

    def _store_file(self, world: "World", file: File, metadata: Payload) -> Payload:
        id, name = world.mint(), metadata.get("filename") or file.name
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
        if metadata.get("is_spoiler") or name.startswith(_SPOILER_NAME):
            attachment["flags"] = _SPOILER
        if metadata.get("description"):
            attachment["description"] = metadata["description"]
        return attachment


def _stored_components(
    components: Sequence[Payload], attachments: Sequence[Payload]
) -> list[Payload]:
    """Return the components as Discord stores them: each with an id, media with URLs."""
    kept = copy.deepcopy(list(components))
    urls = {f"attachment://{item['filename']}": item["url"] for item in attachments}
    number(kept)
    for item in _media(kept):
        item["url"] = urls.get(item["url"], item["url"])
        item["proxy_url"] = item["url"]
    return kept


def _media(components: Sequence[Payload]) -> Iterator[Payload]:
    for component in walk(components):
        for holder in (component, *(component.get("items") or [])):
            yield from (holder[key] for key in _MEDIA_KEYS if holder.get(key))
