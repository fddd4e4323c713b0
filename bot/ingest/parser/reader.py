"""What twitter-archive-parser wrote: the way from a record of any of its layouts to a post."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from bot.archive.posts.post import UNKNOWN, Kind, Media, Post, Repair, Source
from bot.archive.posts.sort_key import synthetic_id
from bot.errors import ArchiveFileError
from bot.ingest.discover import ArchiveFile
from bot.ingest.files.input_file import UnreadableError
from bot.ingest.files.lines import blocks
from bot.ingest.layouts import Layout
from bot.ingest.parser import early_markdown, html, output_txt, quoted_markdown
from bot.ingest.parser.duplicates import Copies
from bot.ingest.parser.media_markup import take_media
from bot.ingest.parser.owners import Owners, others_in, owner_in
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.records.records import BrokenRecord, Record
from bot.ingest.text.entities import kind_of, links, restore_mentions, unescape
from bot.ingest.text.mojibake import MojibakeEvidence, repair

Progress = Callable[[int], None]
"""Called with the bytes read since it was last called."""


class _Reading(NamedTuple):
    """How a layout is read: whom its records name, and the records of one of those.

    `survey` tells whom, beside the ids that are named more than once, where a body may quote a
    record; `copies` what to know of those, for `records` to tell a quotation by.
    """

    survey: Callable[[Iterable[str]], tuple[Owners, frozenset[int]]]
    records: Callable[..., Iterator[Record | BrokenRecord]]
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
}
LAYOUTS = frozenset(_READINGS)
"""The layouts that are read here."""


@dataclass(frozen=True, slots=True)
class ParsedSurvey:
    """What a first round finds out of a file: its owner, others whose posts it holds, damage.

    `named` is whose the posts are where the layout does not say; `copies` as in _Reading.
    """

    owner: str | None
    others: frozenset[str]
    named: str | None
    evidence: MojibakeEvidence
    copies: Copies


def survey(file: ArchiveFile, account: str | None, progress: Progress) -> ParsedSurvey:
    """Go through a file for the first time.

    `account` says whose posts to read where a file holds those of several. Raises ArchiveFileError
    if it does and `account` names none of them, and for a file that cannot be read.
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
                f"{file.name} holds posts of {' and '.join(f'@{name}' for name in sorted(names))}. "
                f"Say whose to load: --account {owner}."
            )
        owner = chosen
    copies: Copies = {}
    if repeated and reading.copies:
        copies = reading.copies(_blocks(file, lambda _size: None), owner, repeated)
    return ParsedSurvey(owner, others_in(owners, owner), account, evidence, copies)


def posts_of(
    file: ArchiveFile, found: ParsedSurvey, damaged: int, progress: Progress
) -> Iterator[Post | Quarantined]:
    """Yield every post of a file that was damaged so often, and whatever could not be read."""
    seen: Counter[str] = Counter()  # the ids that were made
    records = _READINGS[file.layout].records
    if found.copies:
        records = partial(records, copies=found.copies)
    for one in records(_blocks(file, progress), found.owner, found.others):
        if isinstance(one, BrokenRecord):
            yield Quarantined(file.name, one.line, one.reason)
        else:
            yield _post(one, file.name, damaged, found.named or UNKNOWN, seen)


def _post(record: Record, file: str, damaged: int, named: str, seen: Counter[str]) -> Post:
    mended, times = repair(record.body, damaged)
    text, media = _text(record, mended)
    kind, reply_to_account = kind_of(text)
    header = record.header
    if header:
        kind, reply_to_account = Kind.REPLY, header.parent_account
    elif record.names_parents and kind is Kind.REPLY:
        kind, reply_to_account = Kind.POST, None  # it only begins with a name
    return Post(
        id=record.id or _made_id(record, text, seen),
        account=record.account or named,
        created_at=record.created_at,
        text=text,
        raw=record.raw,
        kind=kind,
        reply_to=header.parent if header else None,
        reply_to_account=reply_to_account,
        links=links(text),
        media=media,
        sources=(Source(file, record.line),),
        parent_known=record.names_parents,
        origin=record.origin,
        repair=_repair(record, damaged, times) if times else None,
    )


def _text(record: Record, body: str) -> tuple[str, tuple[Media, ...]]:
    """Return the text that a post's body stands for, and its media."""
    media = record.media
    if media is None:
        body, media = take_media(body, record.id or "")
    if not record.unescaped:
        body = unescape(body)
    if record.header:
        body = restore_mentions(record.header.names, body, record.account)
    return body, media


def _repair(record: Record, damaged: int, times: int) -> Repair:
    """Return how a body was mended that was decoded again so often."""
    return Repair(f"{'file' if damaged else 'post'} {times}", _text(record, record.body)[0])


def _made_id(record: Record, text: str, seen: Counter[str]) -> str:
    """Return an id for a record that has none; `seen` counts the like of it in its file."""
    first = synthetic_id(record.created_at, text)
    seen[first] += 1
    return synthetic_id(record.created_at, text, seen[first] - 1)


def _blocks(file: ArchiveFile, progress: Progress) -> Iterator[str]:
    """Yield the text of a file; one that cannot be read on is named."""
    try:
        yield from blocks(file.file, progress)
    except OSError as error:
        raise UnreadableError(file.name, str(error.strerror)) from error
