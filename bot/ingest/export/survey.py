"""The first pass over an export of Twitter's: what must be known before any post can be built."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from bot.errors import ArchiveFileError
from bot.ingest.export.edits import KEY, Edits
from bot.ingest.export.json_objects import objects
from bot.ingest.export.manifest import Export
from bot.ingest.export.tweets import TweetAuthor, author_of, is_tweet, name_of, tweet_in
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import InputFile, file_context
from bot.ingest.files.lines import blocks, chunks, naming_file
from bot.ingest.files.signatures import FileKind, kind_by_signature, likely_kind
from bot.ingest.records.records import BrokenRecord
from bot.ingest.text.mojibake import MojibakeEvidence
from bot.languages import lazy

Progress = Callable[[int], None]
"""Called with the bytes read since its last call."""

_CHUNK = 1 << 18  # characters
_CREATED = ('"created_at"', '"createdAt"')  # once in each post of a modern export, and each note
_ENDED = re.compile(r"\][\s;]*\Z")
_NEAR_END = 100  # characters
_FIRST = 100  # posts that are searched for their author
_LONG_LINE = 10_000  # characters; a longer one is a whole list


@dataclass(frozen=True, slots=True)
class ExportSurvey:
    """The results of the first pass: the owner, the evidence of damage, files of notes, edits.

    `account_id` is the owner's id, None if the export does not state it. `entries` counts the posts
    and notes of a list, and the lines of a table. `exported_at` is the date of the export, None if
    a file was cut off or has fewer of them than it should.
    """

    account: str
    evidence: Mapping[ArchiveFile, MojibakeEvidence]
    notes: frozenset[ArchiveFile]
    edits: Edits
    entries: Mapping[ArchiveFile, int]
    exported_at: datetime | None
    account_id: str | None


def survey_export(export: Export, account: str | None, progress: Progress) -> ExportSurvey:
    """Make the first pass over an export and return its results.

    Raises ArchiveFileError if neither the export nor `account` names its owner, and for a file that
    cannot be read.
    """
    manifest = export.manifest
    stated = manifest.account and manifest.account_id
    author = None if stated else _author(export)
    owner = manifest.account or (author and author.name) or name_of(account)
    if owner is None:
        raise ArchiveFileError(
            lazy(
                "{file} does not say whose posts it holds, and there is no account.js beside it. "
                "Name the account: --account NAME.",
                file=export.files[0].name,
            )
        )
    evidence: dict[ArchiveFile, MojibakeEvidence] = {}
    notes = set()
    edits = Edits()
    entries: Counter[ArchiveFile] = Counter()
    exported_at = export.manifest.exported_at
    for file in export.files:
        file_evidence = evidence[file] = MojibakeEvidence()
        text = ""
        with file_context(file.name):
            for n, text in enumerate(_pieces(file, progress)):
                if n == 0 and (kind_by_signature(text) or likely_kind(text)) is FileKind.NOTES:
                    notes.add(file)
                if KEY in text:
                    edits.add_lists(text)
                entries[file] += _entries_in(text, file.layout)
                if not (file_evidence.is_clean or text.isascii()):
                    _add_evidence(file_evidence, text)
        count = export.manifest.counted.get(file.name.rpartition("/")[2]) or 0
        if entries[file] < count or not _ENDED.search(text[-_NEAR_END:]):
            exported_at = None
    owner_id = manifest.account_id
    if owner_id is None and author and author.may_be(owner, None):
        owner_id = author.id
    return ExportSurvey(owner, evidence, frozenset(notes), edits, entries, exported_at, owner_id)


def chunks_of(file: InputFile, progress: Progress | None = None) -> Iterator[str]:
    """Yield the text of a file in pieces. Raises UnreadableError."""
    return naming_file(file, chunks(file, _CHUNK, progress))


def blocks_of(file: InputFile, progress: Progress | None = None) -> Iterator[str]:
    """Yield the text of a file in pieces of whole lines. Raises UnreadableError."""
    return naming_file(file, blocks(file, progress))


def _author(export: Export) -> TweetAuthor | None:
    """Return the author that the first posts of an old export name, None if they name none."""
    for file in export.files:
        if file.layout is Layout.EXPORT_CSV:
            continue  # it names none
        with file_context(file.name):
            found = list(islice(objects(chunks_of(file.file), is_tweet), _FIRST))
        # The first object after damage may be part of a post, such as one that it quotes.
        first = [
            author_of(tweet_in(item[1]))
            for before, item in pairwise([None, *found])
            if isinstance(item, tuple) and not isinstance(before, BrokenRecord)
        ]
        if named := [author for author in first if author.name]:
            return named[0]
    return None


def _entries_in(text: str, layout: Layout) -> int:
    if layout is Layout.EXPORT_CSV:
        return text.count("\n") or text.count("\r")
    return sum(text.count(key) for key in _CREATED)


def _add_evidence(evidence: MojibakeEvidence, text: str) -> None:
    """Add the non-ASCII lines of `text` to `evidence`; long lines are split into strings."""
    for line in text.split("\n"):
        if not line.isascii():
            for piece in [line] if len(line) < _LONG_LINE else line.split('"'):
                evidence.add(piece)


def _pieces(file: ArchiveFile, progress: Progress) -> Iterator[str]:
    """Yield the text of a file in pieces that split no damaged character and no list of ids."""
    if file.layout is Layout.EXPORT_CSV:
        yield from blocks_of(file.file, progress)
        return
    rest = ""
    for chunk in chunks_of(file.file, progress):
        text = rest + chunk
        end = text.rfind("}") + 1 or (len(text) if len(text) > 4 * _CHUNK else 0)
        if end:
            yield text[:end]
        rest = text[end:]
    if rest:
        yield rest
