"""Records of one file that share an id: quotations, copies, and what may be either.

A body may quote a whole record of its own file. A footer ends no record if another of the same id
stands in the file, with a body that is all the end of this one: whoever quotes writes before it.
Any other footer of an id that was read ends a record once more, as where two files were joined. If
that begins as the shortest of its id does, it is left to merging which says more, else it is
refused: it may be a quotation with damage in it, and no text of the post.

Bodies are compared by length and hash, so that none has to be held while a file is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.ingest.parser.media_markup import take_media
from bot.ingest.records.records import BrokenRecord, Record

Copies = Mapping[int, set[tuple[int, int]]]
"""By ids that more than one footer names, the lengths and hashes of what stands before each."""


def copies_of(records: Iterable[Record | BrokenRecord], repeated: frozenset[int]) -> Copies:
    """Return what stands before each footer that names one of `repeated`."""
    copies: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for one in records:
        if isinstance(one, Record) and int(one.id or 0) in repeated:
            text = _words(one.raw, int(one.id or 0))
            copies[int(one.id or 0)].add((len(text), hash(text)))
    return copies


class Duplicates:
    """Tells the records of a repeated id apart, as they come: `copies` are all that there are.

    A body's `own` part is what stands behind the last record that it was found to quote.
    """

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self._read: dict[int, set[tuple[int, int]]] = defaultdict(set)  # as `copies`, whole bodies

    def __contains__(self, id: int) -> bool:
        """Tell whether more than one footer names `id`."""
        return id in self._copies

    def is_quotation(self, id: int, body: str, own: str) -> bool:
        """Tell whether a body ends with a record that stands elsewhere whole; else note it."""
        text = _words(body, id)
        if _quotes(_words(own, id), self._copies[id]) or _quotes(text, self._read[id]):
            return True
        self._read[id].add((len(text), hash(text)))
        return False

    def is_doubtful(self, id: int, own: str) -> bool:
        """Tell whether a body that is no quotation begins otherwise than the shortest of its id."""
        length, hashed = min(self._copies[id])
        return hash(_words(own, id)[:length]) != hashed


def _words(body: str, id: int) -> str:
    """Return what counts of `body` where two are compared: one may tell of fewer pictures."""
    return take_media(body.replace("\r\n", "\n"), str(id))[0].strip("\n ")


def _quotes(body: str, copies: Iterable[tuple[int, int]]) -> bool:
    """Tell whether one of `copies` is the end of `body`, from the beginning of a line on."""
    return any(
        0 < length < len(body) and body[-length - 1] == "\n" and hash(body[-length:]) == hashed
        for length, hashed in copies
    )
