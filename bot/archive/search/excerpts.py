"""A part of a long text around the words that a query found in it."""

from collections.abc import Collection

from bot.archive.search.tokens import tokenize_with_spans

_BEFORE = 30  # characters that are shown before the first word


def excerpt(text: str, words: Collection[str], width: int) -> str:
    """Return `text` in one line of about `width` characters, from before the first of `words` on.

    Ellipses show where something is left out.
    """
    line = " ".join(text.split())
    found = (start for word, start, _ in tokenize_with_spans(line) if word in words)
    first = max(0, next(found, 0) - _BEFORE)
    begins = line.find(" ", first) + 1 if first else 0
    ends = begins + width
    if ends >= len(line):
        return f"{'…' if begins else ''}{line[begins:]}"
    cut = line.rfind(" ", begins + width // 2, ends)
    return f"{'…' if begins else ''}{line[begins : cut if cut > 0 else ends]}…"
