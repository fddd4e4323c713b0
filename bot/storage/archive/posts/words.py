"""The words of posts, with their language and their forms, as they are written with the posts."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.archive.search.analysis.of_posts import AnalysedTexts
from bot.archive.search.forms.words import FormsOfPosts
from bot.storage.transaction import Transaction

_SAVE = """
    INSERT INTO words (post, spaced, language) VALUES (?, ?, ?)
    ON CONFLICT (post) DO UPDATE SET spaced = excluded.spaced, language = excluded.language
"""


_SAMPLE = 300  # posts


class ShownText(NamedTuple):
    """The key of a post, its text as it is shown, and the language that its export states.

    `beside` is what the post is found by as well.
    """

    key: int
    text: str
    stated: str | None
    beside: str = ""


class WordsRow(NamedTuple):
    """The key of a post, its words with spaces between, and their language, if that is known."""

    key: int
    spaced: str
    language: str | None


def words_row(text: ShownText, forms: FormsOfPosts, known: AnalysedTexts) -> WordsRow:
    """Return the row of a post, and add the forms of its words to `forms`.

    `known` are texts that need not be analysed any more.
    """
    spaced, language = known.analysed(text.text, text.stated, text.beside)
    forms.add(f"{text.text}\n{text.beside}" if text.beside else text.text, language)
    return WordsRow(text.key, spaced, language)


async def save_words(tx: Transaction, texts: Sequence[ShownText]) -> None:
    """Write the words of changed posts; the index is updated at the end of the transaction."""
    if not texts:
        return
    forms = FormsOfPosts(await usual_language(tx))
    await save_rows(tx, [words_row(text, forms, AnalysedTexts()) for text in texts])
    await save_forms(tx, forms)


async def usual_language(tx: Transaction) -> str | None:
    """Return the language of most posts of the archive, by a sample; None if none is known."""
    (last,) = await tx.fetch("SELECT coalesce(max(post), 0) AS post FROM words")
    sample = range(1, last["post"] + 1, max(1, last["post"] // _SAMPLE))
    rows = await tx.fetch(
        """SELECT language FROM words
           WHERE post IN (SELECT value FROM json_each(?)) AND language IS NOT NULL
           GROUP BY language ORDER BY count(*) DESC, language LIMIT 1""",
        (json.dumps([*sample]),),
    )
    return rows[0]["language"] if rows else None


async def save_rows(tx: Transaction, rows: Iterable[WordsRow]) -> None:
    """Write the words of posts, new and changed ones."""
    await tx.execute_many(_SAVE, rows)


async def save_forms(tx: Transaction, forms: FormsOfPosts) -> None:
    """Write the forms that are new, and forget them."""
    new, forms.new = forms.new, set()
    await tx.execute_many("INSERT OR IGNORE INTO forms VALUES (?, ?)", sorted(new))
