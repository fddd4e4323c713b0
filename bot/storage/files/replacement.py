"""The replacement of both databases by others: as a whole, however the process ends.

What comes in is gathered in a folder beside the databases. The folder gets a second name when it is
complete: from that moment on the replacement is decided, and what is left of it when a process
is killed is done by the next. What was there is kept under other names.
"""

import glob
import os
import shutil
from pathlib import Path

from bot.storage.connections import cannot_write
from bot.storage.copies import flush_names
from bot.storage.files.exclusive import Exclusive, exclusively

ARCHIVE, STATE, MEDIA = "archive", "state", "media"
"""The names in the folder of what comes in; see Replacement."""

_BESIDE = ("-wal", "-shm", "-journal")
_NO_STATE = "no-state"  # a file in the folder: the state database goes, and none comes


class Replacement:
    """A replacement of the databases `archive` and `state`, and of files in the folder `media`.

    The databases that come in are `incoming` / "archive" and "state"; without the latter there is
    none afterwards. Media files are in `incoming` / "media", under their names; other files of the
    folder stay. `stamp` is in the names of what is kept: archive.db.before-restore-STAMP and the
    like.
    """

    def __init__(self, archive: Path, state: Path, media: Path, stamp: str) -> None:
        self._live = {ARCHIVE: archive.absolute(), STATE: state.absolute()}
        self._media = media.absolute()
        folder = archive.absolute().parent
        self.incoming = folder / f".{archive.name}.restore-{stamp}.part"
        self._decided = folder / f".{archive.name}.restore-{stamp}"
        self._stamp = stamp

    def kept(self, path: Path) -> Path:
        """Return the name under which what is at `path` is kept."""
        return path.with_name(f"{path.name}.before-restore-{self._stamp}")

    def decide(self) -> None:
        """Make the replacement certain; `incoming` is complete and flushed to the disk."""
        if not (self.incoming / STATE).exists():
            (self.incoming / _NO_STATE).touch()
        flush_names(self.incoming)
        self.incoming.rename(self._decided)
        flush_names(self._decided.parent)

    def finish(self, exclusive: Exclusive) -> None:
        """Do what is left of a replacement that is decided. Raises DatabaseError if that fails.

        `exclusive` keeps all others from the databases. Each step is done once, however often
        this is begun.
        """
        try:
            for name, live in self._live.items():
                self._replace(name, live, exclusive)
            self._replace_media()
            flush_names(self._decided.parent)
            shutil.rmtree(self._decided)
            flush_names(self._decided.parent)
        except OSError as error:
            raise cannot_write(self._decided, error) from error

    def _replace(self, name: str, live: Path, exclusive: Exclusive) -> None:
        incoming, no_state = self._decided / name, self._decided / _NO_STATE
        goes = name == STATE and no_state.exists()
        if not (goes or incoming.exists()):
            return
        exclusive.make_one_file(live)
        kept = self.kept(live)
        for suffix in ("", *_BESIDE):
            one, other = Path(f"{live}{suffix}"), Path(f"{kept}{suffix}")
            if one.exists() and (suffix == "-shm" or _is_spent(one)):
                one.unlink()  # the former is made anew by the first to open the file
            elif one.exists() and not other.exists():
                one.rename(other)
        flush_names(live.parent)
        if goes:
            no_state.unlink()
        else:
            incoming.rename(live)
        flush_names(live.parent)

    def _replace_media(self) -> None:
        incoming = self._decided / MEDIA
        if not incoming.is_dir():
            return
        self._media.mkdir(0o700, exist_ok=True)
        for one in sorted(incoming.iterdir()):
            live = self._media / one.name
            if os.path.lexists(live):
                kept = self.kept(self._media)
                kept.mkdir(0o700, exist_ok=True)
                _move(live, kept / one.name)
            _move(one, live)
        flush_names(self._media)


def unused_stamp(archive: Path, state: Path, media: Path, stamp: str) -> str:
    """Return `stamp`, or with a number behind it if something is kept under names with it."""
    folder, number, free = archive.absolute().parent, 1, stamp
    while any(
        folder.joinpath(f"{path.name}.before-restore-{free}").exists()
        for path in (archive, state, media)
    ):
        number += 1
        free = f"{stamp}.{number}"
    return free


def finish_replacements(archive: Path, state: Path, media: Path) -> int:
    """Finish what a killed process has left of replacements; return how many were finished.

    Raises InUseError if another process has the databases open: the one that replaces them, or one
    that opened them in spite of it. Raises DatabaseError if it fails.
    """
    folder = archive.absolute().parent
    prefix = f".{archive.name}.restore-"
    decided = [one for one in _folders(folder, prefix) if not one.name.endswith(".part")]
    if not decided:
        return 0
    with exclusively(archive, state) as exclusive:
        for one in decided:
            if one.exists():
                stamp = one.name.removeprefix(prefix)
                Replacement(archive, state, media, stamp).finish(exclusive)
    return len(decided)


def delete_abandoned(archive: Path) -> None:
    """Delete what killed processes have gathered without deciding; the caller excludes others."""
    for one in _folders(archive.absolute().parent, f".{archive.name}.restore-"):
        if one.name.endswith(".part"):
            shutil.rmtree(one, ignore_errors=True)


def _folders(folder: Path, prefix: str) -> list[Path]:
    return sorted(folder.glob(f"{glob.escape(prefix)}*"))


def _is_spent(path: Path) -> bool:
    """Return whether a file is a rollback journal that SQLite has ended by overwriting its head."""
    if not path.name.endswith("-journal"):
        return False
    with path.open("rb") as file:
        return not any(file.read(8))


def _move(one: Path, to: Path) -> None:
    """Move a file, onto another disk too, where it appears when it is complete."""
    try:
        one.replace(to)
    except OSError:
        part = to.with_name(f".{to.name}.part")
        shutil.copy2(one, part)
        part.replace(to)
        one.unlink()
