"""SQLite's version, and what is known of it.

The WAL-reset bug is of SQLite 3.7.0 to 3.51.2; the fix is in 3.51.3, and in the patch releases
3.44.6 and 3.50.7 (sqlite.org/wal.html#walresetbug).
"""

import sqlite3

VERSION = sqlite3.sqlite_version
"""The version of the SQLite that runs, which is not that of the module."""

_FIRST, _FIXED = (3, 7, 0), (3, 51, 3)
_BACKPORTS = {(3, 44): 6, (3, 50): 7}  # the first patch release with the fix


def has_wal_reset_bug(version: str = VERSION) -> bool:
    """Return whether SQLite of this version can damage a WAL database that several programs use.

    That takes a checkpoint of one while another commits; see `bot.storage.checkpoints`.
    """
    major, minor, patch = map(int, version.split(".")[:3])
    if patch >= _BACKPORTS.get((major, minor), patch + 1):
        return False
    return _FIRST <= (major, minor, patch) < _FIXED
