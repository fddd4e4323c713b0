"""Which files make up an archive of Mastodon: an outbox, and actor.json in the same folder."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import DiskFile, InputFile
from bot.ingest.files.lines import chunks
from bot.ingest.files.media_files import MediaFiles, type_of
from bot.ingest.files.walk import walk_folder
from bot.ingest.mastodon.actor import read_actor
from bot.ingest.mastodon.archive import MastodonArchive
from bot.ingest.mastodon.media import MEDIA_FOLDER, media_name, media_suffix
from bot.ingest.records.counts import Unread
from bot.languages import Message, lazy

_OUTBOX, _ACTOR = "outbox.json", "actor.json"
_LISTS = {"likes.json": Unread.LIKES, "bookmarks.json": Unread.BOOKMARKS}
_AVATAR = re.compile(r"avatar\.\w{1,8}", re.ASCII)
_BESIDE = frozenset({_ACTOR, *_LISTS})
_CHUNK = 1 << 16  # characters
_IS_OUTBOX = re.compile(r'\A\s*\{.*"(?:OrderedCollection|orderedItems)"', re.DOTALL)
_IS_PIXELFED = re.compile(r'"pf_type"|pixelfed\.org/ns')
_IS_MISSKEY = re.compile(
    r'\A\s*\[\s*\{(?=[^\[]*?"createdAt")(?=.*?"renoteId"|.*?"visibility")', re.DOTALL
)
_MISSKEY_NAME = re.compile(r"notes-.*\.json")
_PIXELFED_NAMES = frozenset({_OUTBOX, "pixelfed-statuses.json"})
_EXPORTED = re.compile(r"archive-(?:.+-)?(\d{8})T?(\d{6})-", re.ASCII)
_NAMED = 2  # last parts of a path that may be named so: the archive's file, or a folder in it

_NO_ACTOR = lazy(
    "there is no actor.json beside it, and without that nobody knows who could see its posts; name "
    "the whole folder or zip of the archive"
)
_BAD_ACTOR = lazy(
    "the actor.json beside it is damaged, and without that nobody knows who could see its posts"
)
_MISSKEY = lazy("Throwback does not read exports of Misskey")
_PIXELFED = lazy("Throwback does not read exports of Pixelfed")


@dataclass(slots=True)
class MastodonFiles:
    """Finds the archives among files, adds their media to `media`, and keeps what was found."""

    media: MediaFiles
    archives: dict[tuple[str, str], MastodonArchive] = field(default_factory=dict)

    def take(
        self, files: Iterable[InputFile], media: Iterable[InputFile]
    ) -> tuple[list[InputFile], list[InputFile], list[tuple[InputFile, Layout | Message]]]:
        """Take the files of archives out of `files` and `media`, which were found in one folder.

        Returns the other files, the other media, and the outboxes: with their layout, or the reason
        why one cannot be read. Raises OSError or ArchiveFileError.
        """
        outboxes: list[InputFile] = []
        others: list[InputFile] = []
        for file in files:
            is_outbox = file.identity[1] == _OUTBOX and _IS_OUTBOX.match(_beginning(file))
            (outboxes if is_outbox else others).append(file)
        if not outboxes:
            return others, list(media), []
        homes = {_home(outbox): _Home(outbox) for outbox in outboxes}
        others = [file for file in others if not _add(homes, file)]
        other_media = [file for file in media if not _add(homes, file)]
        return others, other_media, [(one.outbox, self._found(one)) for one in homes.values()]

    def _found(self, home: "_Home") -> Layout | Message:
        """Keep the archive in a folder; return its layout, or why it cannot be read."""
        if _IS_PIXELFED.search(_beginning(home.outbox)):
            return _PIXELFED
        if _ACTOR not in home.beside:
            return _NO_ACTOR
        actor = read_actor(home.beside[_ACTOR])
        if actor is None:
            return _BAD_ACTOR
        for suffix, file in home.media.items():
            self.media.add_named(media_name(actor.host, suffix), file)
        avatar = None
        if home.avatar:
            avatar = media_name(actor.host, f"{actor.id}/{home.avatar.identity[1]}")
            self.media.add_named(avatar, home.avatar)
        self.archives[home.outbox.identity] = MastodonArchive(
            ArchiveFile(home.outbox, Layout.MASTODON),
            actor,
            f"media/{avatar}" if avatar else None,
            tuple(
                (kind, home.beside[name]) for name, kind in _LISTS.items() if name in home.beside
            ),
            exported_at(home.outbox),
        )
        return Layout.MASTODON


@dataclass(slots=True)
class _Home:
    """A folder with an outbox, and what belongs to it; `media` by the part that posts state."""

    outbox: InputFile
    beside: dict[str, InputFile] = field(default_factory=dict)
    media: dict[str, InputFile] = field(default_factory=dict)
    avatar: InputFile | None = None


def files_beside(path: Path) -> list[InputFile]:
    """Return an outbox that a user named and all files of its archive on disk."""
    found: list[InputFile] = [DiskFile(path, path.name, path.stat().st_size)]
    folder = path.parent
    for entry in sorted(folder.iterdir()):
        if entry.name in _BESIDE or _AVATAR.fullmatch(entry.name):
            if entry.is_file():
                found.append(DiskFile(entry, entry.name, entry.stat().st_size))
        elif entry.name == MEDIA_FOLDER.rstrip("/") and entry.is_dir():
            found += walk_folder(entry, entry.name)
    return found


def is_outbox(file: InputFile) -> bool:
    """Return whether a file is an outbox, by its name and beginning. Raises OSError."""
    return file.identity[1] == _OUTBOX and _IS_OUTBOX.match(_beginning(file)) is not None


def why_other_server(file: InputFile) -> Message | None:
    """Return why the export of another server cannot be read; None if a file is none.

    Raises OSError or ArchiveFileError.
    """
    name = file.identity[1]
    if name in _PIXELFED_NAMES and _IS_PIXELFED.search(_beginning(file)):
        return _PIXELFED
    if _MISSKEY_NAME.fullmatch(name) and _IS_MISSKEY.match(_beginning(file)):
        return _MISSKEY
    return None


def exported_at(file: InputFile) -> datetime | None:
    """Return when the archive that a file is in was made, by the name of its zip or folder."""
    folder, name = file.identity
    for part in [*folder.rstrip("/").split("/")[-_NAMED:][::-1], name]:
        if found := _EXPORTED.match(part):
            try:
                return datetime.strptime("".join(found.groups()), "%Y%m%d%H%M%S").replace(
                    tzinfo=UTC
                )
            except ValueError:
                continue
    return None


def _add(homes: dict[str, _Home], file: InputFile) -> bool:
    """Add a file to the archive that it belongs to; return whether it belongs to one."""
    folder, name = file.identity
    if (home := homes.get(folder.rstrip("/"))) and name in _BESIDE:
        home.beside[name] = file
        return True
    if home and _AVATAR.fullmatch(name) and type_of(name):
        home.avatar = file
        return True
    suffix = media_suffix(f"{folder}/{name}")
    if suffix is None:
        return False
    above = f"{folder}/{name}".removesuffix(suffix).rstrip("/")
    while above:
        if owner := homes.get(above):
            owner.media.setdefault(suffix, file)
            return True
        above = above.rpartition("/")[0]
    return False


def _home(outbox: InputFile) -> str:
    return outbox.identity[0].rstrip("/")


def _beginning(file: InputFile) -> str:
    return next(chunks(file, _CHUNK), "")
