"""A query made of text that nobody wrote as one, such as a message of somebody else."""

import re

from bot.archive.search.query.parser import MAX_QUERY_LENGTH
from bot.archive.search.tokens import fold, tokenize_with_spans

# Addresses, and what Discord shows as a name, an emoji, a time or a command: none is said in words.
_NO_WORDS = re.compile(r"https?://\S+|<(?:[@#:/]|a:|t:|id:)[^<>\n]{1,100}>")


def query_from_text(text: str) -> str:
    """Return the words of `text`, as they stand there, as a query that asks for just them.

    As many as a query may hold, from the first one on; empty where there is no word. Nothing in it
    is read as a quote, a filter or an operator.
    """
    text = _NO_WORDS.sub(" ", text)
    query, end = "", 0
    for _, start, ends in tokenize_with_spans(text):
        if ends <= end:
            continue  # part of a word that stands there already, such as of a #tag
        word = text[max(start, end) : ends]
        apart = " " if query and start >= end else ""
        longer = f"{query}{apart}{word.lower() if fold(word) == 'or' else word}"
        if len(longer) > MAX_QUERY_LENGTH:
            if query:
                break
            continue  # one word that is too long by itself hides none behind it
        query, end = longer, ends
    return query
