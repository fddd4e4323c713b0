"""Reading of repositories in tests."""

from pathlib import Path
from typing import NamedTuple

from bot.archive.posts.post import Post, Profile
from bot.ingest.discover import discover
from bot.ingest.options import ReadOptions
from bot.ingest.reader import read
from bot.ingest.records.counts import LeftAlone, Unread, Withheld
from bot.ingest.records.quarantine import Quarantined


class Read(NamedTuple):
    """What was read of a file."""

    posts: list[Post]
    quarantined: list[Quarantined]
    profiles: list[Profile]
    unread: dict[Unread, int]
    withheld: list[Withheld]

    @property
    def keys(self) -> list[str]:
        """The keys of the posts and reposts."""
        return [post.id.rpartition("/")[2] for post in self.posts]

    @property
    def reasons(self) -> list[str]:
        """Why something could not be read."""
        return [one.reason for one in self.quarantined]


def read_path(path: Path, *, confirmed: bool = True, handle: str | None = None) -> Read:
    """Return what is read of a file or folder."""
    options = ReadOptions(confirmed_public=confirmed, handle=handle)
    found = Read([], [], [], {}, [])
    for item in read(discover([path]), options=options):
        match item:
            case Post():
                found.posts.append(item)
            case Quarantined():
                found.quarantined.append(item)
            case Profile():
                found.profiles.append(item)
            case LeftAlone():
                found.unread[item.kind] = item.count
            case Withheld():
                found.withheld.append(item)
    return found


def read_car(content: bytes, folder: Path, **options: bool | str) -> Read:
    """Return what is read of a file with this content."""
    path = folder / "repo.car"
    path.write_bytes(content)
    return read_path(path, **options)  # type: ignore[arg-type]
