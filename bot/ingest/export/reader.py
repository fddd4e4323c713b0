"""Twitter's own export: all its files of posts together, in two rounds.

The first finds out what must be known before any post can be told: how the text was damaged, which
posts are earlier versions of others, whose export it is. The second reads. Posts are handed on as
they are read; only those that were edited, or that a long text may belong to, wait for the end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from bot.archive.posts.post import Post, Source
from bot.errors import ArchiveFileError
from bot.ingest.export.edits import KEY, Edits
from bot.ingest.export.json_objects import objects
from bot.ingest.export.manifest import Export
from bot.ingest.export.media import Films
from bot.ingest.export.note_tweets import UNFIT, Note, Notes, is_note, note_of
from bot.ingest.export.tweets import Repairer, Tweets, author_of, is_by, is_tweet, name_of, tweet_in
from bot.ingest.files.archive_file import ArchiveFile
from bot.ingest.files.input_file import InputFile, UnreadableError, naming
from bot.ingest.files.lines import chunks
from bot.ingest.files.signatures import FileKind, kind_by_signature, likely_kind
from bot.ingest.records.id_set import IdSet
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.records.records import BrokenRecord
from bot.ingest.text.mojibake import MojibakeEvidence

Progress = Callable[[int], None]
"""Called with the bytes read since it was last called."""

_CHUNK = 1 << 18  # characters
_FIRST = 100  # posts that are asked for their author
_LONG_LINE = 10_000  # characters; a longer one is a whole list


@dataclass(frozen=True, slots=True)
class ExportSurvey:
    """What the first round finds out: of each file, of the notes among them, and of them all."""

    account: str
    verdicts: Mapping[ArchiveFile, MojibakeEvidence]
    notes: frozenset[ArchiveFile]
    edits: Edits


def survey(export: Export, account: str | None, progress: Progress) -> ExportSurvey:
    """Go through an export for the first time.

    Raises ArchiveFileError if neither the export nor `account` tells whose it is, and for a file
    that cannot be read.
    """
    owner = export.manifest.account or _author(export) or name_of(account)
    if owner is None:
        raise ArchiveFileError(
            f"{export.files[0].name} does not say whose posts it holds, and there is no account.js "
            "beside it. Name the account: --account NAME."
        )
    verdicts: dict[ArchiveFile, MojibakeEvidence] = {}
    notes = set()
    edits = Edits()
    for file in export.files:
        verdict = verdicts[file] = MojibakeEvidence()
        with naming(file.name):
            for n, text in enumerate(_pieces(file.file, progress)):
                if n == 0 and (kind_by_signature(text) or likely_kind(text)) is FileKind.NOTES:
                    notes.add(file)
                if KEY in text:
                    edits.look(text)
                if not (verdict.is_clean or text.isascii()):
                    _hear(verdict, text)
    return ExportSurvey(owner, verdicts, frozenset(notes), edits)


def posts_of(
    export: Export,
    found: ExportSurvey,
    mends: Mapping[ArchiveFile, Repairer],
    media: Iterable[str],
    progress: Progress,
) -> Iterator[Post | Quarantined]:
    """Yield every post of an export once, and whatever could not be read.

    `mends` says how text of each file is mended; `media` are the names of the media files there
    are. Raises ArchiveFileError for a file that cannot be
    read to its end.
    """
    return _Reading(export, found, mends, Films(media), progress).read()


class _Reading:
    """The second round."""

    def __init__(
        self,
        export: Export,
        found: ExportSurvey,
        mends: Mapping[ArchiveFile, Repairer],
        films: Films,
        progress: Progress,
    ) -> None:
        self._export = export
        self._found = found
        self._mends = mends
        self._films = films
        self._progress = progress
        self._seen = IdSet()
        self._waiting: dict[str, Post] = {}
        self._notes = Notes(())

    def read(self) -> Iterator[Post | Quarantined]:
        notes: list[Note] = []
        for file in self._export.files:
            if file in self._found.notes:
                with naming(file.name):
                    for one in self._read_notes(file):
                        if isinstance(one, Note):
                            notes.append(one)
                        else:
                            yield one
        self._notes = Notes(notes)
        for file in self._export.files:
            if file not in self._found.notes:
                with naming(file.name):
                    yield from self._read_posts(file)
        joined, unfit = self._notes.join(self._waiting.values())
        yield from self._found.edits.join(self._waiting | joined)
        for note in unfit:
            yield Quarantined(note.source.file, note.source.line, UNFIT)

    def _read_notes(self, file: ArchiveFile) -> Iterator[Note | Quarantined]:
        for found in objects(_chunks(file.file, self._progress), is_note):
            if isinstance(found, BrokenRecord):
                yield Quarantined(file.name, found.line, found.reason)
                continue
            source = Source(file.name, found[0], self._export.manifest.exported_at)
            note = note_of(found[1], source, self._mends[file])
            yield Quarantined(file.name, found[0], note) if isinstance(note, str) else note

    def _read_posts(self, file: ArchiveFile) -> Iterator[Post | Quarantined]:
        tweets = Tweets(
            file.name, self._found.account, self._export.manifest.exported_at, self._mends[file]
        )
        for found in objects(_chunks(file.file, self._progress), self._known):
            if isinstance(found, BrokenRecord):
                yield Quarantined(file.name, found.line, found.reason)
                continue
            line, value = found
            tweet = tweet_in(value)
            if "deleted_at" in tweet:
                continue  # never read, wherever it stands
            post = tweets.post(tweet, line)
            if isinstance(post, str):
                yield Quarantined(file.name, line, post)
            elif self._seen.add(int(post.id)):
                post = self._films.named(post)
                if post.id in self._found.edits or self._notes.fitting(post):
                    self._waiting[post.id] = post
                else:
                    yield post

    def _known(self, value: dict[str, object]) -> bool:
        """Tell whether an object behind damage is a post, and not one that another quotes."""
        tweet = tweet_in(value)
        return is_tweet(tweet) and is_by(self._found.account, tweet)


def _author(export: Export) -> str | None:
    """Return whom the first posts of an old export name as their author."""
    for file in export.files:
        with naming(file.name):
            found = list(islice(objects(_chunks(file.file), is_tweet), _FIRST))
        # What stands right behind damage may be a part of a post, such as one that it quotes.
        first = [
            author_of(tweet_in(one[1]))
            for before, one in pairwise([None, *found])
            if isinstance(one, tuple) and not isinstance(before, BrokenRecord)
        ]
        if names := [name for name in first if name]:
            return names[0]
    return None


def _hear(verdict: MojibakeEvidence, text: str) -> None:
    """Let `verdict` hear what shows damage: lines or, of a list in one line, strings."""
    for line in text.split("\n"):
        if not line.isascii():
            for piece in [line] if len(line) < _LONG_LINE else line.split('"'):
                verdict.hear(piece)


def _pieces(place: InputFile, progress: Progress) -> Iterator[str]:
    """Yield the text of a file in pieces that end where no damaged character and no list is cut."""
    rest = ""
    for chunk in _chunks(place, progress):
        text = rest + chunk
        end = text.rfind("}") + 1 or (len(text) if len(text) > 4 * _CHUNK else 0)
        if end:
            yield text[:end]
        rest = text[end:]
    if rest:
        yield rest


def _chunks(place: InputFile, progress: Progress | None = None) -> Iterator[str]:
    """Yield the text of a file; one that cannot be read on is named."""
    try:
        yield from chunks(place, _CHUNK, progress)
    except OSError as error:
        raise UnreadableError(place.name, str(error.strerror)) from error
