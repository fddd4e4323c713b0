"""What the reading of a file of an export found, in numbers."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(slots=True)
class FileCounts:
    """The entries of a file of an export that could be read.

    `read` counts those that became a post, or part of one, and those left out on purpose: copies,
    deleted posts and posts of other accounts. `community` counts the posts to a community among
    them, each once, `others` those of other accounts; the first of these begins in line
    `first_other`.
    """

    file: str
    read: int = 0
    community: int = 0
    others: int = 0
    first_other: int = 0

    def add_other(self, line: int) -> None:
        """Count a post of another account that begins in `line`."""
        self.read += 1
        self.others += 1
        self.first_other = self.first_other or line


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that lacks entries which the export's manifest counts.

    `count` is how many; None for a whole file of which the manifest does not say how many it has.
    """

    file: str
    count: int | None


class Unread(StrEnum):
    """The kinds of items of an archive that are counted and not imported, as JSON names them."""

    DIRECT = "direct"
    """Posts to certain people, or to nobody."""
    FOLLOWERS = "followers"
    """Posts to followers, unless the owner includes them."""
    LIKES = "likes"
    BOOKMARKS = "bookmarks"
    RECORDS = "records"
    """Other records of a repository: follows, gates, lists, those of other apps."""
    PARTS = "parts"
    """Parts of imported posts, of a type that this version does not know."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """How many items of a kind a file has that are counted and not imported."""

    file: str
    kind: Unread
    count: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """A repository that was not read, because its owner's profile asks apps not to show it.

    That is, not to people who are not signed in. `account` is its handle or DID, and `posts` how
    many posts and reposts it has. It is not certain where the profile is missing or damaged.
    """

    file: str
    account: str
    posts: int
    is_certain: bool = True
