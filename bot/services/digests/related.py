"""What the posts of a digest of related posts are to be near to."""

from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.services.meaning.below import near_words


def related_query(text: str) -> Query | None:
    """Return the query for posts that are near to what a digest's query means.

    Its words are what they are near to, in whatever words; filters and exclusions hold. One with
    `~words` or `like:` is as in a search. None if it has no words, or words and filters as
    alternatives. Raises BadQueryError for a text that is no query.
    """
    query = parse(text)
    return query if query.meaning is not None else near_words(query)
