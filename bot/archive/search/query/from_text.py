"""A query from text that was not written as one, such as another person's message."""

import re

from bot.archive.search.query.parser import MAX_QUERY_LENGTH
from bot.archive.search.tokens import fold, tokenize_with_spans

# Addresses, and what Discord shows as a name, an emoji, a time or a command, contain no words.
_NO_WORDS = re.compile(r"https?://\S+|<(?:[@#:/]|a:|t:|id:)[^<>\n]{1,100}>")


def query_from_text(text: str) -> str:
    """Return the words of `text`, in order, as a query for exactly these.

    It has as many as fit in a query, from the first on, and is empty if there is none. Nothing in
    it is parsed as a quote, a filter or an operator.
    """
    text = _NO_WORDS.sub(" ", text)
    query, end = "", 0
    for _, start, word_end in tokenize_with_spans(text):
        if word_end <= end:
            continue  # part of a word that is already included, such as of a #tag
        word = text[max(start, end) : word_end]
        space = " " if query and start >= end else ""
        longer = f"{query}{space}{word.lower() if fold(word) == 'or' else word}"
        if len(longer) > MAX_QUERY_LENGTH:
            if query:
                break
            continue  # one word that is too long by itself must not hide those after it
        query, end = longer, word_end
    return query
