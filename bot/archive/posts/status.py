"""The state of an archive, for those who run the bot: what it holds, from where, and how large."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.archive.plurals import counted
from bot.archive.posts.ids.account_names import shortened
from bot.archive.posts.ids.networks import network_name
from bot.languages import _, ngettext, number, pgettext, plazy
from bot.languages.punctuation import colon, commas, parentheses
from bot.languages.sizes import file_size

HIDDEN = plazy("status", "Hidden")
"""The heading of what is said of hidden posts."""

_MOST_NAMED = 10  # accounts that are named in words
_LONGEST_NAME = 60  # characters
_MOST_SOURCES = 5  # files, likewise


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """An account with posts: its present name, its id if known, and when it first and last wrote.

    The moments are in UTC; of a post of which only the day is known, the midnight.
    """

    network: str
    name: str
    id: str | None
    posts: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A file that was imported: when it was exported and imported, if known, and its posts."""

    name: str
    posts: int
    exported_at: datetime | None
    imported_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredStatus:
    """What the databases hold. `hidden_in` counts hidden posts by the ids of servers.

    `pictures` counts the files of pictures, `pictures_read` those that could be read, and
    `meanings` the posts whose meaning was taken.
    `versions` are the numbers of the last migrations of archive.db and state.db; None: no state.db.
    """

    accounts: tuple[AccountStatus, ...]
    sources: tuple[SourceStatus, ...]
    quarantined: int
    deleted: int
    hidden: int = 0
    hidden_in: Mapping[int, int] = field(default_factory=dict)
    quiet_rules: int = 0
    digests: int = 0
    versions: tuple[int, int | None] = (0, None)
    sqlite: str = ""
    pictures: int = 0
    pictures_read: int = 0
    meanings: int = 0

    @property
    def posts(self) -> int:
        """The number of posts."""
        return sum(one.posts for one in self.accounts)

    @property
    def first(self) -> datetime | None:
        """When the oldest post was written, None without posts."""
        return min((one.first for one in self.accounts), default=None)

    @property
    def last(self) -> datetime | None:
        """When the newest post was written, None without posts."""
        return max((one.last for one in self.accounts), default=None)

    @property
    def imported_at(self) -> datetime | None:
        """When a file was last imported for the first time, None if that is not known."""
        return max((one.imported_at for one in self.sources if one.imported_at), default=None)


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """What is stored, the sizes of the files in bytes by their names, and versions by names."""

    stored: StoredStatus
    sizes: Mapping[str, int]
    versions: Mapping[str, str]


def status_lines(status: ArchiveStatus) -> Iterator[tuple[str, str]]:
    """Yield a status as headings with plain text; a text may have several lines."""
    stored = status.stored
    yield pgettext("status", "Posts"), _posts(stored)
    yield pgettext("status", "Sources"), _sources(stored)
    if stored.quarantined:
        unread = ngettext(
            "{count:,} record that could not be read",
            "{count:,} records that could not be read",
            stored.quarantined,
        )
        yield pgettext("status", "Quarantine"), unread
    yield f"{HIDDEN}", _hidden(stored)
    if stored.pictures_read:
        read = _("{number:,} of {total:,}", number=stored.pictures_read, total=stored.pictures)
        yield pgettext("status", "Pictures read"), read
    if stored.meanings:
        yield pgettext("status", "Meaning taken"), counted(stored.meanings, "post")
    yield pgettext("status", "Kept quiet"), counted(stored.quiet_rules, "rule")
    yield pgettext("status", "Digests"), number(stored.digests)
    sizes = commas(f"{name} {file_size(size)}" for name, size in status.sizes.items())
    yield pgettext("status", "Files"), sizes
    archive, state = stored.versions
    shown_state = pgettext("version", "none") if state is None else f"{state}"
    schema = f"archive.db {archive}, state.db {shown_state}"  # never translated: names of files
    versions = commas(f"{name} {version}" for name, version in status.versions.items())
    yield (
        pgettext("status", "Versions"),
        _("{versions}; schemas: {schemas}", versions=versions, schemas=schema),
    )


def _posts(stored: StoredStatus) -> str:
    if stored.first is None or stored.last is None:
        return pgettext("posts", "none yet")
    lines = [
        ngettext(
            "{posts:,} of {count:,} account, {first} to {last}",
            "{posts:,} of {count:,} accounts, {first} to {last}",
            len(stored.accounts),
            posts=stored.posts, first=_day(stored.first), last=_day(stored.last),
        )
    ]  # fmt: skip
    most = sorted(stored.accounts, key=lambda one: (-one.posts, one.name))
    for one in most[:_MOST_NAMED]:
        span = _("{first} to {last}", first=_day(one.first), last=_day(one.last))
        name = f"@{shortened(one.name, _LONGEST_NAME)}"
        if len({account.network for account in most}) > 1:
            name = parentheses(name, network_name(one.network))
        lines.append(colon(name, commas([counted(one.posts, "post"), span])))
    if len(most) > _MOST_NAMED:
        lines.append(_and_more(len(most) - _MOST_NAMED))
    return "\n".join(lines)


def _sources(stored: StoredStatus) -> str:
    """Return how many files were imported, the last one by day, and the newest of them by name."""
    files, at = counted(len(stored.sources), "file"), stored.imported_at
    if at:
        files = _("{files}; the last new one imported {day}", files=files, day=_day(at))
    lines = [files]
    newest = sorted(
        stored.sources,
        key=lambda one: (-one.imported_at.timestamp() if one.imported_at else 0, one.name),
    )
    for one in newest[:_MOST_SOURCES]:
        posts = counted(one.posts, "post")
        if one.exported_at:
            posts = _("{posts}, exported {day}", posts=posts, day=_day(one.exported_at))
        lines.append(colon(one.name, posts))
    if len(newest) > _MOST_SOURCES:
        lines.append(_and_more(len(newest) - _MOST_SOURCES))
    return "\n".join(lines)


def _hidden(stored: StoredStatus) -> str:
    text = _("{count:,} everywhere", count=stored.hidden)
    if stored.hidden_in:
        alone = ngettext(
            "{posts:,} in {count:,} server alone",
            "{posts:,} in {count:,} servers alone",
            len(stored.hidden_in),
            posts=sum(stored.hidden_in.values()),
        )
        text = commas([text, alone])
    if stored.deleted:
        deleted = ngettext(
            "{count:,} that their authors deleted",
            "{count:,} that their authors deleted",
            stored.deleted,
        )
        text += f"; {deleted}"
    return text


def _and_more(count: int) -> str:
    return ngettext("and {count:,} more", "and {count:,} more", count)


def _day(when: datetime) -> str:
    return f"{when:%Y-%m-%d}"
