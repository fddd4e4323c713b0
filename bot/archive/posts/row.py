"""Posts as plain values: quick to send to another process, to compare, and to write as a row.

Creating a Post, with its datetime and enums, takes longer than writing its row, and an import
handles a million of them: archives are read as rows.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from bot.archive.posts.details import NO_DETAILS, Details, beside_text, tags_of
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.post import (
    Kind,
    Media,
    MediaKind,
    Origin,
    Post,
    Precision,
    Repair,
    Source,
    Visibility,
)
from bot.archive.timestamps import from_milliseconds, to_milliseconds

COLUMNS = 23
"""How many of the leading fields are columns of a post's row."""

MediaRows = tuple[tuple[str, str | None, str | None, str | None], ...]
"""The kind, path, address and description of each piece of media."""


class PostRow(NamedTuple):
    """A post as plain values: first the columns of its row, in order, then its other parts.

    Times are in milliseconds since 1970, 0 for none; `text` is the shown text; `details` are as
    JSON, see Details. `media` and `sources` hold the fields of Media and Source. `full_post` is the
    post itself where the other fields cannot represent it: its text was repaired, it has earlier
    versions, or its id is synthetic.
    """

    network: str
    id: str
    sort_key: int
    account: str
    account_id: str | None
    created_at: int
    precision: str
    kind: str
    text: str
    raw: str
    origin: int
    reply_to: str | None
    reply_to_account: str | None
    parent_known: int
    likes: int | None = None
    reposts: int | None = None
    counted_at: int = 0
    sensitive: int | None = None
    content_warning: str | None = None
    language: str | None = None
    visibility: str = Visibility.PUBLIC.value
    conversation: str | None = None
    details: str | None = None
    links: tuple[str, ...] = ()
    media: MediaRows = ()
    sources: tuple[tuple[str, int, int], ...] = ()
    full_post: Post | None = None

    @property
    def beside(self) -> str:
        """What the post is found by beside its text; see `beside_text`."""
        if self.content_warning is None and self.details is None:
            return ""
        return beside_text(self.content_warning, tags_of(self.details))

    @property
    def post(self) -> Post:
        """The post itself, created if need be."""
        return self.full_post or Post(
            id=self.id,
            account=self.account,
            created_at=from_milliseconds(self.created_at),
            text=self.text,
            raw=self.raw,
            kind=Kind(self.kind),
            reply_to=self.reply_to,
            reply_to_account=self.reply_to_account,
            links=self.links,
            media=tuple(Media(MediaKind(kind), *more) for kind, *more in self.media),
            sources=tuple(
                Source(file, line, from_milliseconds(at) if at else None)
                for file, line, at in self.sources
            ),
            parent_known=bool(self.parent_known),
            origin=Origin(self.origin),
            network=self.network,
            precision=Precision(self.precision),
            account_id=self.account_id,
            likes=self.likes,
            reposts=self.reposts,
            counted_at=from_milliseconds(self.counted_at) if self.counted_at else None,
            sensitive=None if self.sensitive is None else bool(self.sensitive),
            content_warning=self.content_warning,
            language=self.language,
            visibility=Visibility(self.visibility),
            conversation=self.conversation,
            details=Details.from_json(self.details) if self.details else NO_DETAILS,
        )


def media_rows(media: Iterable[Media]) -> MediaRows:
    """Return media as plain values."""
    return tuple([(one.kind.value, one.path, one.url, one.alt) for one in media])


def row_of(post: Post) -> PostRow:
    """Return a post as plain values."""
    return PostRow(
        post.network,
        post.id,
        post.sort_key,
        post.account,
        post.account_id,
        to_milliseconds(post.created_at),
        post.precision.value,
        post.kind.value,
        post.shown_text,
        post.raw,
        int(post.origin),
        post.reply_to,
        post.reply_to_account,
        int(post.parent_known),
        post.likes,
        post.reposts,
        to_milliseconds(post.counted_at) if post.counted_at else 0,
        None if post.sensitive is None else int(post.sensitive),
        post.content_warning,
        post.language,
        post.visibility.value,
        post.conversation,
        post.details.to_json(),
        post.links,
        media_rows(post.media),
        tuple(
            [
                (one.file, one.line, to_milliseconds(one.exported_at) if one.exported_at else 0)
                for one in post.sources
            ]
        ),
        post if post.repair or post.versions or is_synthetic(post.id) else None,
    )


def with_full_post(row: PostRow, repair: Repair | None = None) -> PostRow:
    """Return the row of a post that was repaired so, with the full post if `row` alone is less."""
    if repair is None and not is_synthetic(row.id):
        return row
    return row._replace(full_post=replace(row.post, repair=repair))
