"""The time zone database: the newer of the system's files and the tzdata package.

Python takes the system's files wherever there are any, however old, and digests then come an hour
early or late where a country has changed its clocks since.
"""

import re
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tzdata import IANA_VERSION

_RELEASE_FILES = (
    ("tzdata.zi", re.compile(rb"# version (\d{4}[a-z]{1,2})\s*")),  # of IANA; see zic(8)
    ("+VERSION", re.compile(rb"(\d{4}[a-z]{1,2})\s*")),  # of macOS and BSD
)
"""The files of a folder of zones whose first lines may name the release, and how they do."""

_LINE = 100  # bytes


@dataclass(frozen=True, slots=True)
class TimeZoneData:
    """A release of IANA's time zone database, such as 2026f, in `folder`, None: in the package."""

    release: str
    folder: str | None = None


@cache
def use_newest() -> TimeZoneData:
    """Make `zoneinfo` use the newest data for the whole process, and return which.

    The package bot calls this when it is imported, so that all its processes use the same. Objects
    made before keep their rules.
    """
    data = newest(zoneinfo.TZPATH, IANA_VERSION)
    zoneinfo.reset_tzpath(to=[data.folder] if data.folder else [])
    zoneinfo.ZoneInfo.clear_cache()
    return data


def newest(folders: Iterable[str], package: str) -> TimeZoneData:
    """Return the newest data: of one of `folders`, or of the package, whose release is `package`.

    A folder counts only if it names a newer release. Names of releases sort like text: the letters
    after the year are a to z, then za to zz.
    """
    data = TimeZoneData(package)
    for folder in folders:
        release = _release(Path(folder))
        if release is not None and release > data.release:
            data = TimeZoneData(release, folder)
    return data


def _release(folder: Path) -> str | None:
    """Return the release in a folder, None if that cannot be known."""
    for name, pattern in _RELEASE_FILES:
        try:
            with (folder / name).open("rb") as file:
                match = pattern.fullmatch(file.readline(_LINE))
        except OSError:
            continue
        if match is not None:
            return match[1].decode()
    return None
