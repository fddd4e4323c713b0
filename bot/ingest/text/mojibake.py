"""Text that was decoded wrongly, and the way back.

The damage: UTF-8 read as windows-1252, as browsers understand that, and written as UTF-8 again;
sometimes twice. The way back is the same table the other way round. Whether text was damaged is
judged for a whole file first and for single posts after that: that way no clean post is touched
(0 of 236,286 measured), and short posts of a damaged file are mended with the others.
"""

import codecs
from collections.abc import Iterable, Iterator

from ftfy.badness import is_bad

MOST_TIMES = 3
"""How often text may have been damaged."""

LOST = "\ufffd"


def _windows_1252() -> str:
    """Return the 256 characters that browsers read bytes as: five that Python leaves out too."""
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte)  # the five become C1 controls
        for byte in range(256)
    )


_ENCODING = codecs.charmap_build(_windows_1252())


def make_mojibake(text: str) -> str:
    """Return `text` as a program would have that took its UTF-8 for windows-1252."""
    return codecs.charmap_decode(text.encode(), "strict", _windows_1252())[0]


def undo_mojibake(text: str) -> str | None:
    """Return what `text` was before it was damaged once, or None if it cannot have been."""
    try:
        return codecs.charmap_encode(text, "strict", _ENCODING)[0].decode()
    except UnicodeError:
        return None


class MojibakeEvidence:
    """What the lines of one file, taken together, say of damage to the file.

    Lines do as well as whole bodies: a line feed is ASCII, so no damaged character spans one.
    """

    def __init__(self) -> None:
        self._seen = [False] * MOST_TIMES  # text beyond ASCII, after so many inversions
        self._bad = [False] * MOST_TIMES  # that looks damaged
        self._whole = [False] * MOST_TIMES  # that cannot have been damaged

    def listen(self, blocks: Iterable[str]) -> Iterator[str]:
        """Hear the lines of each of `blocks`, pieces of a file, and hand it on."""
        for block in blocks:
            if not (self.is_clean or block.isascii()):
                for line in block.split("\n"):
                    self.hear(line)
            yield block

    def hear(self, text: str) -> None:
        """Take text into account. What lost characters says nothing: it cannot be undone."""
        if self.is_clean or text.isascii() or LOST in text:
            return
        for level in range(MOST_TIMES):
            self._seen[level] = True
            before = undo_mojibake(text)
            if before is None:
                self._whole[level] = True
                return
            self._bad[level] = self._bad[level] or is_bad(text)
            text = before

    @property
    def is_clean(self) -> bool:
        """Whether the file was surely never damaged as a whole: no more has to be heard."""
        return self._whole[0]

    @property
    def depth(self) -> int:
        """How often the whole file was damaged: each time all of it could be, and some looks so."""
        return next(
            (n for n in range(MOST_TIMES) if self._whole[n] or not self._bad[n]), MOST_TIMES
        )

    @property
    def possible(self) -> int:
        """How often the whole file may have been damaged, by what can be inverted."""
        return next(
            (n for n in range(MOST_TIMES) if self._whole[n] or not self._seen[n]), MOST_TIMES
        )


def mojibake_depths(verdicts: list[MojibakeEvidence]) -> list[int]:
    """Return how often each of the files of one source was damaged as a whole.

    A damaged file is evidence for another of the same source that is too short to tell.
    """
    known = [verdict.depth for verdict in verdicts if verdict.depth]
    usual = min(known, default=0)
    return [max(verdict.depth, min(usual, verdict.possible)) for verdict in verdicts]


def repair(body: str, depth: int) -> tuple[str, int]:
    """Return `body` mended, and how often it was decoded again for that.

    That is as often as its whole file was damaged or, at a `depth` of 0, as it needs itself.
    """
    if body.isascii():
        return body, 0
    times = 0
    if depth:
        mended = body
        for _ in range(depth):
            before = LOST.join(_inverted_or_same(part) for part in mended.split(LOST))
            times += before != mended
            mended = before
        return mended, times
    while times < MOST_TIMES and (clean := undo_mojibake(body)) is not None and is_bad(body):
        body = clean
        times += 1
    return body, times


def _inverted_or_same(text: str) -> str:
    before = undo_mojibake(text)
    return text if before is None else before
