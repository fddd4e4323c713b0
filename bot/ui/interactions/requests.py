"""Requests: what commands and components ask the bot for, one class for each feature.

The components of an answer refer to a request by its token: a custom_id holds 100 characters, a
query 200. The JSON text of the request is saved under that token, for months, so the names of
features and fields, and the texts of values, keep their meaning. A field at None or False is left
out of the text, and older builds left out others too; each of these has a default.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, ClassVar, Self

import discord

from bot.archive.calendar import Day
from bot.archive.posts.neighbour import Neighbour
from bot.archive.search.sort_order import SortOrder
from bot.errors import NotManagerError, PageExpiredError

ALL_YEARS = "all"
"""The text of a year that means every year."""

_TOKEN_BYTES = 12


class Request:
    """What the bot answers with a page."""

    __slots__ = ()

    only_reads_archive: ClassVar[bool] = False
    """Whether the page is read from the archive alone, and nothing changes by that."""

    def check(self, interaction: "discord.Interaction[Any]") -> None:
        """Raise NotAllowedError if the user may not make this request, or no longer.

        It is asked of each use of a component: a private message may be older than a right.
        """


@dataclass(frozen=True, slots=True)
class PageRequest(Request):
    """A request that can be saved, and answered again in another process.

    `feature` is the name of its kind in the text. `parsers` has the functions that read its fields
    from their texts, for those that are not texts themselves; they raise ValueError.
    """

    feature: ClassVar[str]
    parsers: ClassVar[Mapping[str, Callable[[str], Any]]] = {}

    @staticmethod
    def of(feature: str, texts: Mapping[str, str]) -> "PageRequest":
        """Return the request of a feature whose fields have these texts; others are ignored.

        Raises PageExpiredError if there is no such request.
        """
        try:
            return _KINDS[feature].from_texts(texts)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _no_more() from error

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Self:
        """Return the request of this kind; see `of`. Raises TypeError, or ValueError for a text."""
        names = {one.name for one in fields(cls)} & texts.keys()
        return cls(**{name: cls._parse(name, texts[name]) for name in names})

    @staticmethod
    def from_json(text: str) -> "PageRequest":
        """Return the request with this text. Raises PageExpiredError if there is none."""
        try:
            feature, texts = json.loads(text)
        except (RecursionError, TypeError, ValueError) as error:
            raise _no_more() from error
        return PageRequest.of(feature, texts)

    def to_json(self) -> str:
        """Return the request as JSON text; equal requests have equal texts."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        texts = {
            name: _format(value)
            for name, value in sorted(values.items())
            if value is not None and value is not False
        }
        return json.dumps([self.feature, texts], ensure_ascii=False)

    @property
    def token(self) -> str:
        """A short token for the request: a hash in hex, so that equal requests share one."""
        return hashlib.blake2b(self.to_json().encode(), digest_size=_TOKEN_BYTES).hexdigest()

    def changed(self, texts: Mapping[str, str]) -> Self:
        """Return the request with other values, given as texts, of some fields.

        Raises PageExpiredError if it has no such field or the field no such value.
        """
        try:
            return replace(self, **{name: self._parse(name, text) for name, text in texts.items()})
        except (TypeError, ValueError) as error:
            raise _no_more() from error

    @classmethod
    def _parse(cls, name: str, text: str) -> Any:
        if not isinstance(text, str):
            raise TypeError(name)
        return cls.parsers.get(name, str)(text)


@dataclass(frozen=True, slots=True)
class SavedRequest(Request):
    """The request that is saved under a token, with other values, as texts, of some fields."""

    token: str
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchRequest(PageRequest):
    """The posts that answer a query. `zone` is the IANA name of the zone of its dates."""

    feature: ClassVar[str] = "search"
    only_reads_archive: ClassVar[bool] = True
    parsers: ClassVar = {"sort": SortOrder}

    query: str
    sort: SortOrder = SortOrder.RELEVANCE
    zone: str | None = None


def _parse_year(text: str) -> int | None:
    return None if text == ALL_YEARS else date(int(text), 1, 1).year


@dataclass(frozen=True, slots=True)
class OnThisDayRequest(PageRequest):
    """What was posted on a day of the year, in all years or in one; empty queries ask for all."""

    feature: ClassVar[str] = "onthisday"
    only_reads_archive: ClassVar[bool] = True
    parsers: ClassVar = {"day": Day.parse, "year": _parse_year}

    day: Day
    query: str = ""
    zone: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class RandomRequest(PageRequest):
    """The next post of a shuffle, by its name; an empty query asks for any post."""

    feature: ClassVar[str] = "random"

    shuffle: str
    query: str = ""
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class ThreadRequest(PageRequest):
    """The thread of a post: an id, a link or words, whose dates are in `zone`.

    `likely` is whether links that are only likely count as well.
    """

    feature: ClassVar[str] = "thread"
    only_reads_archive: ClassVar[bool] = True
    parsers: ClassVar = {"likely": bool}

    post: str
    likely: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class ThreadFileRequest(PageRequest):
    """The thread of the post with an id, as a file; see ThreadRequest."""

    feature: ClassVar[str] = "threadfile"
    only_reads_archive: ClassVar[bool] = True
    parsers: ClassVar = {"likely": bool}

    post: str
    likely: bool = False


@dataclass(frozen=True, slots=True)
class PostRequest(PageRequest):
    """The whole of the post with an id, or of that one's `neighbour`."""

    feature: ClassVar[str] = "post"
    only_reads_archive: ClassVar[bool] = True
    parsers: ClassVar = {"neighbour": Neighbour}

    post: str
    neighbour: Neighbour | None = None


def _parse_ids(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class LinkedPostsRequest(PageRequest):
    """The posts that a message links to, by their ids."""

    feature: ClassVar[str] = "context"
    only_reads_archive: ClassVar[bool] = True
    parsers: ClassVar = {"posts": _parse_ids}

    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ManagerRequest(PageRequest):
    """A request of those who manage a server, by its id."""

    parsers: ClassVar = {"guild": int}

    guild: int

    def check(self, interaction: "discord.Interaction[Any]") -> None:
        """Raise NotManagerError for any other user, and in another server."""
        if interaction.guild_id != self.guild or not interaction.permissions.manage_guild:
            raise NotManagerError


@dataclass(frozen=True, slots=True)
class DigestListRequest(ManagerRequest):
    """The digests of a server."""

    feature: ClassVar[str] = "digests"


@dataclass(frozen=True, slots=True)
class DigestRequest(ManagerRequest):
    """A request for one of a server's digests, by its number."""

    parsers: ClassVar = {"guild": int, "digest": int}

    digest: int


@dataclass(frozen=True, slots=True)
class DigestHistoryRequest(DigestRequest):
    """The last runs of a digest."""

    feature: ClassVar[str] = "digestruns"


@dataclass(frozen=True, slots=True)
class RemoveDigestRequest(DigestRequest):
    """The removal of a digest, once that is confirmed."""

    feature: ClassVar[str] = "removedigest"


@dataclass(frozen=True, slots=True)
class RestoreDigestRequest(DigestRequest):
    """The return of a digest that was removed."""

    feature: ClassVar[str] = "restoredigest"


@dataclass(frozen=True, slots=True)
class RunInfoRequest(Request):
    """The digest that a run belongs to, asked for in a server by its id; None is none."""

    run_id: str
    guild: int | None = None


_KINDS: Mapping[str, type[PageRequest]] = {
    kind.feature: kind
    for kind in (
        SearchRequest,
        OnThisDayRequest,
        RandomRequest,
        ThreadRequest,
        ThreadFileRequest,
        PostRequest,
        LinkedPostsRequest,
        DigestListRequest,
        DigestHistoryRequest,
        RemoveDigestRequest,
        RestoreDigestRequest,
    )
}


def _format(value: object) -> str:
    """Return the text of a field's value."""
    if value is True:
        return "yes"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _no_more() -> PageExpiredError:
    return PageExpiredError("These buttons belong to a command that is no more.")
