"""The language that is spoken: each task, and each thread that works for it, has its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.languages.language import ENGLISH, Language

_current: ContextVar[Language] = ContextVar("language", default=ENGLISH)

current = _current.get
"""Return the language that the present task speaks. A plain thread speaks English: a pool has to
run its work in a copy of the context of whom it serves."""


def switch_to(language: Language) -> None:
    """Speak a language from now on, until the present task ends."""
    _current.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language during the block."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)
