"""Detection and repair of text that was decoded with the wrong encoding.

The damage: UTF-8 decoded as windows-1252, as browsers define it, and encoded as UTF-8 again;
sometimes twice. The repair applies the inverse of the same table. Damage is detected for a whole
file first and, in the parser's files, for single posts after that: that way no clean post is
changed (0 of 236,286 measured), and short posts of a damaged file are repaired with the others. In
X's own export a single post that looks damaged is what its author wrote.
"""

import codecs
from collections.abc import Iterable, Iterator, Sequence

from ftfy.badness import is_bad

MAX_DEPTH = 3
"""The most times that text is assumed to have been damaged."""

LOST = "\ufffd"

_FEW, _MANY = 3, 10  # different texts that are evidence about a small and a large export
_SHARE = 100  # one post in so many, in an export of middle size


def _windows_1252() -> str:
    """Return the 256 characters browsers decode bytes to, with the five that Python leaves out."""
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte)  # the five become C1 controls
        for byte in range(256)
    )


_ENCODING = codecs.charmap_build(_windows_1252())


def make_mojibake(text: str) -> str:
    """Return `text` as a program shows it that decodes its UTF-8 as windows-1252."""
    return codecs.charmap_decode(text.encode(), "strict", _windows_1252())[0]


def undo_mojibake(text: str) -> str | None:
    """Return `text` with one round of damage undone, or None if it cannot have been damaged."""
    try:
        return codecs.charmap_encode(text, "strict", _ENCODING)[0].decode()
    except UnicodeError:
        return None


class MojibakeEvidence:
    """The evidence, over all lines of one file, that the file was damaged as a whole.

    Lines serve as well as whole bodies: a line feed is ASCII, so no damaged character spans one.
    """

    def __init__(self) -> None:
        self._non_ascii = [False] * MAX_DEPTH  # by inversions: non-ASCII text
        self._suspicious = [False] * MAX_DEPTH  # by inversions: text that looks damaged
        self._intact = [False] * MAX_DEPTH  # by inversions: text that cannot be damaged
        self._texts: set[str] = set()  # a few different ones that are not ASCII

    def collect(self, blocks: Iterable[str]) -> Iterator[str]:
        """Yield `blocks`, pieces of a file, unchanged, adding the lines of each to the evidence."""
        for block in blocks:
            if not (self.is_clean or block.isascii()):
                for line in block.split("\n"):
                    self.add(line)
            yield block

    def add(self, text: str) -> None:
        """Add `text` to the evidence, unless it lost characters: it could not be inverted."""
        if self.is_clean or text.isascii() or LOST in text:
            return
        if len(self._texts) < _MANY:
            self._texts.add(text)
        for level in range(MAX_DEPTH):
            self._non_ascii[level] = True
            inverted = undo_mojibake(text)
            if inverted is None:
                self._intact[level] = True
                return
            self._suspicious[level] = self._suspicious[level] or is_bad(text)
            text = inverted

    @property
    def is_clean(self) -> bool:
        """Whether the file certainly was not damaged as a whole: no more text is needed."""
        return self._intact[0]

    @property
    def texts(self) -> int:
        """The number of different texts that were added, up to as many as are ever needed."""
        return len(self._texts)

    @property
    def depth(self) -> int:
        """How often the whole file was damaged: all of it is invertible, and some looks damaged."""
        return next(
            (n for n in range(MAX_DEPTH) if self._intact[n] or not self._suspicious[n]), MAX_DEPTH
        )

    @property
    def possible_depth(self) -> int:
        """How often the whole file may have been damaged: how often all of it can be inverted."""
        return next(
            (n for n in range(MAX_DEPTH) if self._intact[n] or not self._non_ascii[n]), MAX_DEPTH
        )


def mojibake_depths(files: list[MojibakeEvidence]) -> list[int]:
    """Return how often each of the files of one source was damaged as a whole.

    A damaged file is evidence for another of the same source that is too short to show damage.
    """
    depths = [evidence.depth for evidence in files if evidence.depth]
    usual = min(depths, default=0)
    return [max(evidence.depth, min(usual, evidence.possible_depth)) for evidence in files]


def export_depths(files: Sequence[tuple[MojibakeEvidence, int]]) -> list[int]:
    """Return how often each of the files of one export, with so many posts, was damaged as a whole.

    An author whose other posts are all ASCII may quote damaged text, so a file counts only with
    enough different texts. With fewer, it is as the others are, unless one of them is clean.
    """
    beside_clean = any(evidence.is_clean for evidence, _ in files)
    depths = [
        evidence.depth if evidence.texts >= (_MANY if beside_clean else _enough(posts)) else 0
        for evidence, posts in files
    ]
    usual = 0 if beside_clean else min(filter(None, depths), default=0)
    return [
        depth or min(usual, evidence.possible_depth)
        for depth, (evidence, _) in zip(depths, files, strict=True)
    ]


def _enough(posts: int) -> int:
    """Return how many texts are enough: half of a few posts, and a hundredth of many."""
    return max(min((posts + 1) // 2, _FEW), min(posts // _SHARE, _MANY))


def repair(body: str, depth: int) -> tuple[str, int]:
    """Return `body` repaired, and the number of inversions that changed it.

    The whole file was damaged `depth` times; at 0, `body` is inverted as often as it needs itself.
    """
    if body.isascii():
        return body, 0
    times = 0
    if depth:
        repaired = body
        for _ in range(depth):
            inverted = LOST.join(_inverted_or_same(part) for part in repaired.split(LOST))
            times += inverted != repaired
            repaired = inverted
        return repaired, times
    while times < MAX_DEPTH and (clean := undo_mojibake(body)) is not None and is_bad(body):
        body = clean
        times += 1
    return body, times


def _inverted_or_same(text: str) -> str:
    inverted = undo_mojibake(text)
    return text if inverted is None else inverted
