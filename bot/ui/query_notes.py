"""What is said about queries: notes on one as small print below a heading, and the help."""

from collections.abc import Sequence

from bot.archive.search.query.grammar import SYNTAXES
from bot.languages import _
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Page, text_page
from bot.ui.text import escape

MAX_QUERY_SHOWN = 300
"""Characters of a query, escaped, in a heading: so that the notes on it fit as well."""


def small_print(notes: Sequence[str]) -> str:
    """Return plain sentences as a line of small print that begins with a line break.

    Without any it is empty.
    """
    return f"\n-# {escape(' · '.join(notes))}" if notes else ""


def help_page() -> Page:
    """Return the language of queries, for the asker alone.

    Each form is followed by its meaning: columns are too wide for a phone.
    """
    text = "\n".join(["### " + _("What a search understands"), *language_lines()])
    return text_page(text, private=True, kind=AnswerKind.LIST)


def language_lines() -> list[str]:
    """Return the forms of the language, each with its meaning: markdown."""
    return [f"`{form.shown}` {escape(f'{form.description}')}" for form in SYNTAXES]
