"""Files that hold posts, and the layouts that they can have."""

from dataclasses import dataclass
from enum import Enum, auto

from bot.ingest.files.input_file import InputFile


class Layout(Enum):
    """A family of layouts."""

    F0 = auto()
    """The text of the very first twitter-archive-parser."""
    F1 = auto()
    """The text of the second twitter-archive-parser, which kept no ids."""
    F2 = auto()
    """The text of an early twitter-archive-parser."""
    F3_F10 = auto()
    """The Markdown of an early twitter-archive-parser."""
    F11_F16 = auto()
    """The Markdown of a later twitter-archive-parser."""
    F12_F16_HTML = auto()
    """The HTML of twitter-archive-parser."""
    RENDERED_HTML = auto()
    """HTML made of the Markdown of twitter-archive-parser."""
    OWN = auto()
    """Throwback's own Markdown."""
    CORRECTIONS = auto()
    """Throwback's own list of what owners said of links."""
    EXPORT = auto()
    """Twitter's own export."""
    EXPORT_CSV = auto()
    """The tweets.csv of an old export of Twitter's."""
    MASTODON = auto()
    """The outbox of Mastodon's archive, or of one in the same form."""
    BLUESKY = auto()
    """A repository of Bluesky's, as a CAR file."""


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that holds posts, or what owners said of them."""

    file: InputFile
    layout: Layout

    @property
    def name(self) -> str:
        """How the file is reported."""
        return self.file.name

    @property
    def size(self) -> int:
        """The size in bytes."""
        return self.file.size
