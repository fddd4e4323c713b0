"""Records of one file that share an id: quotations, copies, and doubtful ones.

A body may quote a whole record of its own file. A footer does not end a record if the file has
another with the same id whose whole body is the end of this one: a quoting author writes before the
quotation. Any other footer with an id that was read ends a record again, as in a file made of two.
If its body begins as the shortest one of its id does, merging decides between them, else it is
refused: it may be a damaged quotation, and not the post's text.

Bodies are compared by length and hash, so that none has to be kept while a file is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from bot.ingest.parser.media_markup import take_media
from bot.ingest.records.records import BrokenRecord, ParsedRecord
from bot.ingest.text.line_feeds import with_line_feeds

Copies = Mapping[int, set[tuple[int, int]]]
"""Ids that more than one footer names, with the length and hash of the body before each."""


def copies_of(records: Iterable[ParsedRecord | BrokenRecord], repeated: frozenset[int]) -> Copies:
    """Return the lengths and hashes of the bodies of the records whose id is in `repeated`."""
    copies: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for record in records:
        if isinstance(record, ParsedRecord) and int(record.id or 0) in repeated:
            text = _comparable(record.raw, int(record.id or 0))
            copies[int(record.id or 0)].add((len(text), _hash(text)))
    return copies


class Duplicates:
    """Classifies the records of repeated ids while a file is read; `copies` has all of them.

    A body's `own` part is what follows the last record that it was found to quote.
    """

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        # As `copies`, of the bodies that were read so far.
        self._read: dict[int, set[tuple[int, int]]] = defaultdict(set)

    def __contains__(self, id: int) -> bool:
        """Return whether more than one footer names `id`."""
        return id in self._copies

    def is_quotation(self, id: int, body: str, own: str) -> bool:
        """Return whether a body ends with a record that is elsewhere too; if not, remember it."""
        text = _comparable(body, id)
        if _ends_with_copy(_comparable(own, id), self._copies[id]) or _ends_with_copy(
            text, self._read[id]
        ):
            return True
        self._read[id].add((len(text), _hash(text)))
        return False

    def is_doubtful(self, id: int, own: str) -> bool:
        """Return whether a body, no quotation, begins unlike the shortest body of its id."""
        length, hashed = min(self._copies[id])
        return _hash(_comparable(own, id)[:length]) != hashed


def _hash(text: str) -> int:
    """Return a hash that is the same in every process: of bodies of one length it chooses one."""
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest())


def _comparable(body: str, id: int) -> str:
    """Return the part of `body` to compare: without media, of which a copy may have fewer."""
    return take_media(with_line_feeds(body), str(id))[0].strip("\n ")


def _ends_with_copy(body: str, copies: Iterable[tuple[int, int]]) -> bool:
    """Return whether `body` ends with one of `copies`, from the beginning of a line on."""
    return any(
        0 < length < len(body) and body[-length - 1] == "\n" and _hash(body[-length:]) == hashed
        for length, hashed in copies
    )
