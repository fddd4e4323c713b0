"""The kinds of requests, one class for each feature."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self

import discord

from bot.archive.calendar import Day
from bot.archive.posts.neighbour import Neighbour
from bot.archive.search.sort_order import SortOrder
from bot.archive.statistics.theme import Theme
from bot.errors import NotManagerError, NotOwnerError
from bot.ui.interactions.request import PageRequest, Request

ALL_YEARS = "all"
"""The text of a year that means every year."""


@dataclass(frozen=True, slots=True)
class SearchRequest(PageRequest):
    """The posts that answer a query. `zone` is the IANA name of the zone of its dates."""

    feature: ClassVar[str] = "search"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
    parsers: ClassVar = {"sort": SortOrder}

    query: str
    sort: SortOrder = SortOrder.RELEVANCE
    zone: str | None = None


def _parse_year(text: str) -> int | None:
    return None if text == ALL_YEARS else date(int(text), 1, 1).year


def _parse_month(text: str) -> int:
    return date(1970, int(text), 1).month


@dataclass(frozen=True, slots=True)
class OnThisDayRequest(PageRequest):
    """What was posted on a day of the year, in all years or in one; empty queries ask for all."""

    feature: ClassVar[str] = "onthisday"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
    parsers: ClassVar = {"day": Day.parse, "year": _parse_year}

    day: Day
    query: str = ""
    zone: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class BrowseRequest(PageRequest):
    """The posts of a month: the last one without a year. An empty account is all accounts."""

    feature: ClassVar[str] = "browse"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
    parsers: ClassVar = {"year": _parse_year, "month": _parse_month}

    year: int | None = None
    month: int | None = None
    account: str = ""
    zone: str | None = None


class Topic(StrEnum):
    """A topic of the help."""

    COMMANDS = "commands"
    QUERIES = "queries"
    DATA = "data"
    HIDING = "hiding"


@dataclass(frozen=True, slots=True)
class HelpRequest(PageRequest):
    """The help on a topic. `zone` is the IANA name of the zone of the days in examples."""

    feature: ClassVar[str] = "help"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
    parsers: ClassVar = {"topic": Topic}

    topic: Topic = Topic.COMMANDS
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class RandomRequest(PageRequest):
    """The next post of a shuffle, by its name; an empty query asks for any post."""

    feature: ClassVar[str] = "random"
    may_begin_early: ClassVar[bool] = True  # a post that is drawn once more is drawn again later

    shuffle: str
    query: str = ""
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class StatsRequest(PageRequest):
    """The statistics of the posts that fit a query, and of an account; empty texts limit nothing.

    With `year` they are those of one year. Days and hours are in `zone`; the picture is drawn for
    `theme`.
    """

    feature: ClassVar[str] = "stats"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
    parsers: ClassVar = {"year": _parse_year, "theme": Theme}

    query: str = ""
    account: str = ""
    zone: str | None = None
    year: int | None = None
    theme: Theme = Theme.DARK


@dataclass(frozen=True, slots=True)
class ThreadRequest(PageRequest):
    """The thread of a post: an id, a link or words, whose dates are in `zone`.

    `likely` is whether links that are only likely count as well; `teaches`, whether there are
    buttons beside these, which owners alone have, and where nobody else sees them.
    """

    feature: ClassVar[str] = "thread"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
    parsers: ClassVar = {"likely": bool, "teaches": bool}

    post: str
    likely: bool = False
    zone: str | None = None
    teaches: bool = False

    def for_user(self, interaction: "discord.Interaction[Any]", *, private: bool) -> Self:
        """Return the request as it is answered to a user; see Request."""
        is_owner = interaction.user.id in interaction.client.policy.owners
        return replace(self, teaches=private and is_owner)


@dataclass(frozen=True, slots=True)
class ThreadFileRequest(PageRequest):
    """The thread of the post with an id, as a file; see ThreadRequest."""

    feature: ClassVar[str] = "threadfile"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
    parsers: ClassVar = {"likely": bool}

    post: str
    likely: bool = False


@dataclass(frozen=True, slots=True)
class PostRequest(PageRequest):
    """The whole of the post with an id, or of that one's `neighbour`.

    With `reveal` also what is behind a content warning.
    """

    feature: ClassVar[str] = "post"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
    parsers: ClassVar = {"neighbour": Neighbour, "reveal": bool}

    post: str
    neighbour: Neighbour | None = None
    reveal: bool = False


def _parse_ids(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class LinkedPostsRequest(PageRequest):
    """The posts that a message links to, by their ids."""

    feature: ClassVar[str] = "context"
    only_reads_archive: ClassVar[bool] = True
    may_begin_early: ClassVar[bool] = True
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
class QuietListRequest(PageRequest):
    """What the archive's owners keep quiet, for them alone."""

    feature: ClassVar[str] = "quiet"

    def check(self, interaction: "discord.Interaction[Any]") -> None:
        """Raise NotOwnerError for those who do not own the archive, or no longer."""
        if interaction.user.id not in interaction.client.policy.owners:
            raise NotOwnerError


@dataclass(frozen=True, slots=True)
class HiddenListRequest(ManagerRequest):
    """The posts that are hidden in a server."""

    feature: ClassVar[str] = "hidden"


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
