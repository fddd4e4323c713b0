"""Plain text with the lines of HTML's blocks: paragraphs, lists, quotations."""

import re
from dataclasses import dataclass, field

SOFT = "\0"
"""A space that HTML does not show at the beginning and end of a line."""

_SOFT_AT_BREAK = re.compile(r"\0*\n\0*")
_SOFT_RUN = re.compile(r" ?\0[\0 ]*")
_DEEPEST = 12  # containers; deeper ones are shown as paragraphs, lest prefixes outgrow the text
_DIGITS = 6  # of the number of a list's first item


@dataclass(slots=True)
class _Block:
    """A container, and the finished blocks in it. `kind` is its tag, empty for the text itself."""

    kind: str = ""
    number: int = 1  # of the next item of a numbered list
    blocks: list[str] = field(default_factory=list)


class TextWriter:
    """Collects text and the ends of blocks, and puts lines together."""

    def __init__(self) -> None:
        self._open = [_Block()]
        self._too_deep = 0
        self._line: list[str] = []
        self._links: list[tuple[int, int, int]] = []  # containers, blocks, pieces before a link

    def write(self, text: str) -> None:
        """Add text to the current line. A line feed begins a new one in the same block."""
        if text:
            self._line.append(text)

    def end_block(self) -> None:
        """End the current paragraph, if it has any text."""
        if self._line:
            if text := _joined(self._line):
                self._open[-1].blocks.append(text)
            self._line.clear()

    def begin_container(self, kind: str, start: str = "") -> None:
        """Begin a list (`ul`, `ol`), an item (`li`), a `table` of rows or a quotation.

        A list may state its start.
        """
        self.end_block()
        if len(self._open) > _DEEPEST:
            self._too_deep += 1
            return
        is_number = start.isascii() and start.isdigit() and len(start) <= _DIGITS
        self._open.append(_Block(kind, int(start) if is_number else 1))

    def end_container(self) -> None:
        """End the innermost container."""
        self.end_block()
        if self._too_deep:
            self._too_deep -= 1
            return
        done, above = self._open.pop(), self._open[-1]
        if not done.blocks:
            return
        if done.kind == "li":
            mark = f"{above.number}. " if above.kind == "ol" else "- "
            above.number += 1
            inner = "\n".join(done.blocks)
            above.blocks.append(mark + inner.replace("\n", "\n" + " " * len(mark)))
        elif done.kind in {"ul", "ol", "table"}:
            above.blocks.append("\n".join(done.blocks))
        else:
            inner = "\n\n".join(done.blocks)
            above.blocks.append("> " + inner.replace("\n", "\n> "))

    def begin_link(self) -> None:
        """Begin a link, whose text may be replaced at its end."""
        self._links.append((len(self._open), len(self._open[-1].blocks), len(self._line)))

    def end_link(self) -> str | None:
        """Remove the text of the innermost link and return it; None if it has several blocks."""
        containers, blocks, pieces = self._links.pop()
        if (containers, blocks) != (len(self._open), len(self._open[-1].blocks)):
            return None
        covered = "".join(self._line[pieces:])
        del self._line[pieces:]
        return _SOFT_RUN.sub(" ", covered)

    def text(self) -> str:
        """Return the whole text."""
        self.end_block()
        while len(self._open) > 1:
            self.end_container()
        return "\n\n".join(self._open[0].blocks)


def _joined(pieces: list[str]) -> str:
    """Return the text of one block; empty if it is blank."""
    text = "".join(pieces)
    if SOFT in text:
        text = _SOFT_RUN.sub(" ", _SOFT_AT_BREAK.sub("\n", text).strip(SOFT))
    text = text.strip("\n")
    return text if text.strip() else ""
