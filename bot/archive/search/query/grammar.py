"""The query language, defined once.

The parser gets its keywords from here; help, in Discord and in the terminal, and the error messages
about unreadable queries are made from the same definitions.
"""

from collections.abc import Callable
from dataclasses import dataclass

from wcwidth import wcswidth

from bot.archive.search.query import readers, values
from bot.archive.search.query.filters import (
    Filter,
)
from bot.archive.search.query.meaning import Like
from bot.archive.search.query.syntax import Syntax, alternatives
from bot.archive.search.sort_order import SortOrder
from bot.errors import BadDateError, BadQueryError, ThrowbackError
from bot.languages import lazy, plazy


@dataclass(frozen=True, slots=True)
class Keyword(Syntax):
    """A form that is a name, a colon and a value, with the function that reads the value.

    `read` returns None for a value that it cannot parse, for which `error` is then raised.
    `synonyms` are names by which other programs know it.
    """

    read: Callable[[str], Filter | Like | SortOrder | None]
    error: type[ThrowbackError] = BadQueryError
    synonyms: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name before the colon."""
        return self.pattern.partition(":")[0]

    @property
    def values(self) -> list[str]:
        """The values to choose from; empty if they are too many to list."""
        return self.pattern.partition(":")[2].split("|") if "|" in self.pattern else []

    def parse(self, value: str) -> Filter | Like | SortOrder:
        """Return the filter, the meaning or the order that `value` makes of it.

        Raises `error`, giving the right form, for bad values.
        """
        parsed = self.read(value)
        if parsed is None:
            raise self.error(
                lazy(
                    "{name}: does not take that. Write it as {pattern}, such as {example}. In "
                    "quotes it is plain text.",
                    name=self.name,
                    pattern=alternatives(self.pattern),
                    example=alternatives(self.example),
                )
            )
        return parsed


# Examples are queries, which are in no language: never translated.
WORDS = Syntax(
    "words",
    "comet photo",  # never translated
    lazy("posts with these words; typos are forgiven"),
    in_words=plazy("pattern of a query", "words"),
)
PHRASE = Syntax(
    '"a phrase"',
    '"so it goes"',  # never translated
    lazy("just these words, in this order"),
    in_words=plazy("pattern of a query", '"a phrase"'),
)
NOT = Syntax(
    "-word",
    "-rain",
    lazy("posts without it; - works before everything here"),
    in_words=plazy("pattern of a query", "-word"),
)
EITHER = Syntax(
    "this OR that",  # never translated: the next line is
    "comet OR meteor",
    lazy("one of both; binds less than a space does"),
    # Translators: OR stays, it is a word of the language of queries.
    in_words=plazy("pattern of a query", "this OR that"),
)
ABOUT = Syntax(
    "~words",
    '~"bird by the water"',  # never translated
    lazy("posts that mean it in other words, up to the next filter"),
    in_words=plazy("pattern of a query", "~words"),
)
GROUP = Syntax("( … )", "moon (full OR new)", lazy("taken together"))  # never translated

KEYWORDS = (
    Keyword("from:NAME", "from:ada", lazy("posts of that account"), readers.author),
    Keyword(
        "to:NAME",
        "to:ada",
        lazy("posts that answer that account or begin with its @name"),
        readers.answered,
    ),
    Keyword(
        "network:mastodon|bluesky|twitter",
        "network:mastodon",
        lazy("posts written there; twitter is X too"),
        readers.network,
    ),
    Keyword(
        "id:ID",
        "id:1585839954944749569",
        lazy("the post with that id, or at that link"),
        readers.post,
    ),
    Keyword(
        "like:ID",
        "like:1585839954944749569",
        lazy("posts that mean something like that one"),
        readers.like,
    ),
    Keyword(
        "since:YYYY-MM-DD",
        "since:2022-10-28",
        lazy("that day and later; takes YYYY-MM and YYYY too"),
        readers.since,
        BadDateError,
    ),
    Keyword(
        "after:YYYY-MM-DD",
        "after:2022-10-28",
        lazy("later than that day, month or year: without it"),
        readers.after,
        BadDateError,
    ),
    Keyword(
        "until:YYYY-MM-DD",
        "until:2022-10-28",
        lazy("up to that day, month or year, the day itself included"),
        readers.until,
        BadDateError,
    ),
    Keyword(
        "before:YYYY-MM-DD",
        "before:2022-10-28",
        lazy("earlier than that day, month or year: without it"),
        readers.before,
        BadDateError,
    ),
    Keyword(
        # never translated: but see `shown`
        "on:YYYY-MM-DD or on:MM-DD",
        "on:2022-10-28 or on:10-28",  # never translated
        lazy("posts of that day, or of that day in every year"),
        readers.on,
        BadDateError,
    ),
    Keyword(
        "during:YYYY-MM",
        "during:2022-10",
        lazy("posts of that month, day or year"),
        readers.on,
        BadDateError,
    ),
    Keyword(
        # never translated: but see `shown`
        "year:YYYY or year:YYYY-YYYY",
        "year:2022 or year:2014-2016",  # never translated
        lazy("posts of that year, or of those years"),
        values.years,
        BadDateError,
    ),
    Keyword(
        "has:link|image|video|media|text",
        "has:image",
        lazy("posts with one; media: image or video; text: in an image"),
        readers.content,
    ),
    Keyword(
        "is:post|reply|repost|quote|thread|deleted",
        "is:thread",
        lazy("posts that are one, or in a thread (deleted: for owners)"),
        readers.post_type,
    ),
    Keyword(
        "is:public|unlisted|followers",
        "is:unlisted",
        lazy("for all; for all, but not listed; for followers alone"),
        readers.post_type,
    ),
    Keyword(
        "url:PART",
        "url:github.com",
        lazy("posts with that in the address of a link"),
        readers.address,
    ),
    Keyword(
        "min_likes:N",
        "min_likes:10",
        lazy("posts with N likes or more, where an export counts them"),
        readers.min_likes,
        synonyms=("min_faves",),
    ),
    Keyword(
        "min_reposts:N",
        "min_reposts:10",
        lazy("posts with N reposts or more, likewise"),
        readers.min_reposts,
        synonyms=("min_retweets",),
    ),
    Keyword(
        "lang:LANGUAGE",
        "lang:de",
        lazy("posts in that language, by its name or its code"),
        readers.language,
        synonyms=("language",),
    ),
    Keyword(
        "sort:relevance|newest|oldest|popular",
        "sort:newest",
        lazy("all results in this order; popular: by their likes"),
        readers.order,
    ),
)
BY_NAME = {
    name: keyword for keyword in reversed(KEYWORDS) for name in (keyword.name, *keyword.synonyms)
}
"""Of a name that has two lines the first, which an error then shows."""

SYNTAXES: tuple[Syntax, ...] = (WORDS, PHRASE, NOT, EITHER, GROUP, ABOUT, *KEYWORDS)
"""All forms of the language, in the order to explain them."""


def help_text() -> str:
    """Return the language as plain text, one form per line, in columns."""
    shown = [(form.shown, wcswidth(form.shown)) for form in SYNTAXES]
    column = max(width for _form, width in shown)
    return "\n".join(
        f"{text}{' ' * (column - width)}  {form.description}"
        for (text, width), form in zip(shown, SYNTAXES, strict=True)
    )


HELP_QUERY = "?"
"""The query that asks for the help instead; as a word it would find nothing."""
