"""Files that are named by the hash of what they hold."""

import hashlib
from base64 import b32decode
from dataclasses import dataclass
from typing import BinaryIO

from bot.ingest.files.input_file import InputFile, UnreadableError
from bot.languages import lazy

_CHUNK = 1 << 20  # bytes
_OTHER = lazy("what it holds is not what its name says")
_RAW = b"\x01\x55\x12\x20"  # before the SHA-256 in a CID


class DamagedFileError(UnreadableError):
    """A file that does not hold what its name says."""


@dataclass(frozen=True, slots=True)
class HashedFile:
    """A file that is named `cid`: by the SHA-256 of what it holds, as text."""

    file: InputFile
    cid: str

    @property
    def name(self) -> str:
        """How the file is reported."""
        return self.file.name

    @property
    def size(self) -> int:
        """The size in bytes."""
        return self.file.size

    @property
    def identity(self) -> tuple[str, str]:
        """The file's folder and its own name."""
        return self.file.identity

    def open(self) -> BinaryIO:
        """Open the file, after reading it once to check it.

        Raises DamagedFileError, and what opening and reading the file raise.
        """
        digest = hashlib.sha256()
        with self.file.open() as checked:
            while chunk := checked.read(_CHUNK):
                digest.update(chunk)
        if b32decode(self.cid[1:].upper() + "======") != _RAW + digest.digest():
            raise DamagedFileError(self.name, _OTHER)
        return self.file.open()
