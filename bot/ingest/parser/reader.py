"""Reading the files of twitter-archive-parser, of any layout, and converting records to rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from bot.archive.posts.ids.sort_key import sort_key_at
from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import NETWORK, UNKNOWN, Kind, Media, Repair
from bot.archive.posts.precision import precision_of
from bot.archive.posts.row import PostRow, media_rows, with_full_post
from bot.archive.timestamps import from_milliseconds
from bot.errors import ArchiveFileError
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.lines import blocks, naming_file
from bot.ingest.parser import early_markdown, html, output_txt, quoted_markdown, rendered_html
from bot.ingest.parser.duplicates import Copies
from bot.ingest.parser.media_markup import take_media
from bot.ingest.parser.owners import Owners, others_in, owner_in
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.records.records import BrokenRecord, ParsedRecord
from bot.ingest.text.entities import kind_of, links, restore_mentions, unescape, unescape_own
from bot.ingest.text.line_feeds import with_line_feeds
from bot.ingest.text.mojibake import MojibakeEvidence, repair
from bot.languages import joined, lazy

Progress = Callable[[int], None]
"""Called with the bytes read since its last call."""


class _Reading(NamedTuple):
    """The functions that read a layout.

    `survey` counts the accounts that records name and, in layouts whose bodies may quote records,
    collects the repeated ids; `copies` collects the records with those ids, for `records`, which
    reads the file, to recognise quotations.
    """

    survey: Callable[[Iterable[str]], tuple[Owners, frozenset[int]]]
    records: Callable[..., Iterator[ParsedRecord | BrokenRecord]]
    copies: Callable[[Iterable[str], str | None, frozenset[int]], Copies] | None = None


def _without_quotations(
    owners_of: Callable[[Iterable[str]], Owners],
) -> Callable[[Iterable[str]], tuple[Owners, frozenset[int]]]:
    return lambda blocks: (owners_of(blocks), frozenset())


_READINGS = {
    Layout.F1: _Reading(_without_quotations(output_txt.owners_of), output_txt.records),
    Layout.F2: _Reading(
        early_markdown.survey_of_first,
        early_markdown.records_of_first,
        early_markdown.copies_of_first,
    ),
    Layout.F3_F10: _Reading(early_markdown.survey, early_markdown.records, early_markdown.copies),
    Layout.F11_F16: _Reading(
        _without_quotations(quoted_markdown.owners_of), quoted_markdown.records
    ),
    Layout.F12_F16_HTML: _Reading(_without_quotations(html.owners_of), html.records),
    Layout.RENDERED_HTML: _Reading(
        _without_quotations(rendered_html.owners_of), rendered_html.records
    ),
}
LAYOUTS = frozenset(_READINGS)
"""The layouts that this module reads."""


@dataclass(frozen=True, slots=True)
class ParsedSurvey:
    """The results of the first pass over a file: its owners and the evidence of damage.

    `others` own posts of it too. `named` is the account of the posts if the layout names none;
    `copies` is that of _Reading.
    """

    owner: str | None
    others: frozenset[str]
    named: str | None
    evidence: MojibakeEvidence
    copies: Copies


def survey(file: ArchiveFile, account: str | None, progress: Progress) -> ParsedSurvey:
    """Make the first pass over a file and return its results.

    `account` is the one whose posts to read from a file with several owners. Raises
    ArchiveFileError if it is none of them, and for a file that cannot be read.
    """
    evidence = MojibakeEvidence()
    reading = _READINGS[file.layout]
    owners, repeated = reading.survey(evidence.collect(_blocks(file, progress)))
    owner = owner_in(owners)
    if others_in(owners, owner):
        chosen = (account or "").lower()
        if chosen not in owners:
            names = [name for name in owners if name == owner or name in others_in(owners, owner)]
            raise ArchiveFileError(
                lazy(
                    "{file} holds posts of {names}. Say whose to load: --account {owner}.",
                    file=file.name,
                    names=joined([f"@{name}" for name in sorted(names)]),
                    owner=owner,
                )
            )
        owner = chosen
    copies: Copies = {}
    if repeated and reading.copies:
        copies = reading.copies(_blocks(file, lambda _size: None), owner, repeated)
    return ParsedSurvey(owner, others_in(owners, owner), account, evidence, copies)


def rows_of(
    file: ArchiveFile, found: ParsedSurvey, depth: int, progress: Progress
) -> Iterator[PostRow | Quarantined]:
    """Yield every post of a file that was damaged `depth` times, and what could not be read."""
    rows = _RowMaker(file.name, depth, found.named or UNKNOWN)
    records = _READINGS[file.layout].records
    if found.copies:
        records = partial(records, copies=found.copies)
    for record in records(_blocks(file, progress), found.owner, found.others):
        if isinstance(record, BrokenRecord):
            yield Quarantined(file.name, record.line, record.reason)
        else:
            yield rows.row_of(record)


class _RowMaker:
    """Converts the records of one file, which was damaged `depth` times, to rows."""

    def __init__(self, file: str, depth: int, named: str) -> None:
        self._file = file
        self._depth = depth
        self._named = named
        self._seen: Counter[str] = Counter()  # synthetic ids

    def row_of(self, record: ParsedRecord) -> PostRow:
        """Return the post in a record."""
        repaired, times = repair(record.body, self._depth)
        text, media = _text(record, repaired)
        kind, reply_to_account = kind_of(text)
        header = record.header
        if header:
            kind = Kind.REPOST if kind is Kind.REPOST else Kind.REPLY
            reply_to_account = header.parent_account
        elif record.names_parents and kind is Kind.REPLY:
            kind, reply_to_account = Kind.POST, None  # the text only begins with a mention
        created_at = record.created_at
        id = record.id or self._synthetic_id(created_at, repaired)
        row = PostRow(
            NETWORK,
            id,
            sort_key_at(id, created_at),
            record.account or self._named,
            None,
            created_at,
            str(precision_of(record.id or "", created_at, of_export=False)),
            str(kind),
            text,
            record.raw,
            int(record.origin),
            header.parent if header else None,
            reply_to_account,
            int(record.names_parents and not (header and header.parent is None)),
            links=links(text),
            media=media_rows(media) if media else (),
            sources=((self._file, record.line, 0),),
        )
        return with_full_post(row, self._repair(record, times) if times else None)

    def _repair(self, record: ParsedRecord, times: int) -> Repair:
        """Return the repair of a body that was inverted `times` times."""
        return Repair(f"{'file' if self._depth else 'post'} {times}", _text(record, record.body)[0])

    def _synthetic_id(self, created_at: int, body: str) -> str:
        """Return a synthetic id for a record; equal ones in the file are counted.

        Only the entities that versions up to 0.3 knew are decoded for it: another id would make
        another post of one that such a version imported.
        """
        when, text = from_milliseconds(created_at), unescape_own(take_media(body, "")[0])
        first = synthetic_id(when, text)
        self._seen[first] += 1
        return synthetic_id(when, text, self._seen[first] - 1)


def _text(record: ParsedRecord, body: str) -> tuple[str, tuple[Media, ...]]:
    """Return the text of a post with this body, and its media."""
    media = record.media
    if media is None:
        body, media = take_media(body, record.id or "")
    if not record.unescaped:
        body = unescape(body)
    body = with_line_feeds(body)
    if record.header:
        body = restore_mentions(record.header.names, body, record.account)
    return body, media


def _blocks(file: ArchiveFile, progress: Progress) -> Iterator[str]:
    """Yield the text of a file in pieces of whole lines. Raises UnreadableError."""
    return naming_file(file.file, blocks(file.file, progress))
