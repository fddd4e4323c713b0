"""The folder in which matplotlib keeps what it found out about fonts."""

from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

FONT_CACHE = "font-cache"
"""Its name, beside the database."""

_ABANDONED = 60.0  # seconds: matplotlib holds a lock for some milliseconds


class FontCache:
    """The folder beside a database, `beside` being that one's, or a temporary one.

    Without a folder that can be written matplotlib makes one in each process that draws, and a
    process that is ended leaves it behind.
    """

    def __init__(self, beside: Path) -> None:
        self._path = beside.absolute() / FONT_CACHE
        self._temporary: TemporaryDirectory[str] | None = None

    def folder(self) -> Path:
        """Return the folder, which exists; raises OSError if there is room for none.

        A lock that a process left in it when it was ended is removed: matplotlib would wait for it
        for seconds, and then remember nothing.
        """
        try:
            self._path.mkdir(exist_ok=True)
            now = self._written_at()
        except OSError:
            self._temporary = self._temporary or TemporaryDirectory(prefix="throwback-fonts-")
            return Path(self._temporary.name)
        for lock in self._path.glob("*.matplotlib-lock"):
            with suppress(OSError):  # another process has just removed it
                if now - lock.stat().st_mtime > _ABANDONED:
                    lock.unlink()
        return self._path

    def _written_at(self) -> float:
        """Return the time of a file that is written now, by the clock that the locks have."""
        with NamedTemporaryFile(dir=self._path) as file:
            return Path(file.name).stat().st_mtime

    def close(self) -> None:
        """Remove a temporary folder."""
        if self._temporary is not None:
            self._temporary.cleanup()
