"""The index of words, and the posts that pass filters, read from archive.db."""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pyroaring import BitMap

from bot.archive.posts.picture_texts import PictureWords
from bot.archive.posts.post import Kind
from bot.archive.search.forms.korean import is_hangul
from bot.archive.search.forms.words import USUAL_LANGUAGE
from bot.archive.search.forms.words import Kind as FormKind
from bot.archive.search.ranking import Candidate
from bot.archive.search.sort_order import SortOrder
from bot.archive.search.vocabulary import Vocabulary
from bot.storage.archive.audience import Audience
from bot.storage.archive.posts.left_out.hidden_view import HiddenPostView
from bot.storage.archive.posts.order import MOST_LIKED_FIRST, NEWEST_FIRST, OLDEST_FIRST
from bot.storage.archive.posts.people.named import accounts_named
from bot.storage.archive.search.filters import Condition
from bot.storage.archive.search.index import bitmap
from bot.storage.archive.search.packing import load_vocabulary
from bot.storage.archive.search.pictured import read_picture_words
from bot.storage.connections import ReaderConnection, json_of

_SAMPLE = 256  # posts
_SAMPLE_FROM = 4  # times as many posts as are few: in a smaller archive all are looked at
_CLEARLY = 2.5  # times as many as are few: four standard deviations of the sample
_ORDERS = {
    SortOrder.NEWEST: NEWEST_FIRST,
    SortOrder.OLDEST: OLDEST_FIRST,
    SortOrder.POPULAR: MOST_LIKED_FIRST,
}
_LANGUAGES = """
    SELECT language, count(*) FROM words
    WHERE post IN (SELECT value FROM json_each(?)) AND language IS NOT NULL
    GROUP BY language ORDER BY 2 DESC, 1
"""
_LANGUAGE_SAMPLE = 4_000  # posts
_MOST_LANGUAGES = 10
_SHARE_OF_LANGUAGE = 0.01  # of posts; rarer ones are mostly mistakes about short posts
_FORMS = """
    WITH stems AS (
        SELECT word, form FROM forms
        WHERE word IN (SELECT value FROM json_each(?1)) AND instr(form, ':')
    )
    SELECT 1, word, form FROM stems
    UNION ALL
    SELECT 0, form, word FROM forms
    WHERE form IN (SELECT value FROM json_each(?2) UNION ALL SELECT form FROM stems)
"""


class KnownForms(NamedTuple):
    """The stems of words, by word, and the words of forms, by form."""

    stems: Mapping[str, list[str]]
    words: Mapping[str, list[str]]


class SearchReader:
    """Reads what a search needs of posts.

    Posts that the audience does not see, and those of `hidden`, are left out by `postings`,
    `in_order` and `passing`, and every search starts from one of those, or from times, which leave
    them out as well. `check_time` raises TooLongError when the time of the search is up.
    """

    def __init__(
        self,
        connection: ReaderConnection,
        audience: Audience,
        hidden: HiddenPostView,
        check_time: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._audience = audience
        self._hidden = hidden
        self._check_time = check_time

    def vocabulary(self) -> Vocabulary:
        """Return every word, with the number of posts that contain it."""
        return load_vocabulary(self._connection)

    def languages(self) -> tuple[str, ...]:
        """Return the languages of which the archive has a fair share, the commonest first.

        English where no language is known.
        """
        last = self.last_key()
        sample = range(1, last + 1, max(1, last // _LANGUAGE_SAMPLE))
        rows = self._connection.rows(_LANGUAGES, (json.dumps(list(sample)),))
        least = _SHARE_OF_LANGUAGE * sum(posts for _, posts in rows)
        found = [language for language, posts in rows if posts >= least]
        return tuple(found[:_MOST_LANGUAGES]) or (USUAL_LANGUAGE,)

    def analysis(self) -> int:
        """Return the version of the analysis that made the words of the index."""
        (version,) = self._connection.execute("SELECT version FROM analysis").fetchone()
        return int(version)

    def forms(self, words: Iterable[str], forms: Iterable[str]) -> KnownForms:
        """Return the stems that `words` have, and the words that have those or one of `forms`.

        A stem that is the word itself is not stored.
        """
        found = KnownForms(defaultdict(list), defaultdict(list))
        wanted = (json.dumps(list(words)), json.dumps(list(forms)))
        for is_stem, one, other in self._connection.rows(_FORMS, wanted):
            (found.stems if is_stem else found.words)[one].append(other)
        return found

    def words_with_part(self, part: str) -> list[str]:
        """Return words of Hangul with `part` behind their first syllable: at most a hundred."""
        if not is_hangul(part):
            return []
        first = f"{FormKind.PART.value}{part}"
        rows = self._connection.execute(
            "SELECT DISTINCT word FROM forms WHERE form >= ? AND form < ? LIMIT 100",
            (first, f"{first}\U0010ffff"),
        )
        return [row[0] for row in rows]

    def postings(self, words: Iterable[str]) -> dict[str, BitMap]:
        """Return for each of `words` the keys of the posts with it."""
        blobs: dict[str, list[bytes]] = {word: [] for word in words}
        rows = self._connection.rows(
            "SELECT word, posts FROM json_each(?) JOIN postings ON word = value",
            (json.dumps(list(blobs)),),
        )
        for word, blob in rows:
            blobs[word].append(blob)
        found = {word: bitmap(parts) for word, parts in blobs.items()}
        if self.sees_all:
            return found
        return {word: self._shown(keys) for word, keys in found.items()}

    def has_shown(self, word: str) -> bool:
        """Return whether a post that is not hidden contains `word`, one of the vocabulary."""
        if self.sees_all:
            return True
        rows = self._connection.execute("SELECT posts FROM postings WHERE word = ?", (word,))
        return any(self._shown(bitmap([row[0]])) for row in rows)

    def total(self) -> int:
        """Return how many posts the whole archive has, for all audiences."""
        return int(self._connection.execute("SELECT count(*) FROM main.posts").fetchone()[0])

    def ordered(self, keys: Iterable[int], order: SortOrder) -> list[int]:
        """Return `keys` in an order, which must not be by relevance."""
        rows = self._connection.execute(
            f"""SELECT post FROM posts WHERE post IN (SELECT value FROM json_each(?))
                ORDER BY {_ORDERS[order]}""",  # noqa: S608 - constants
            (json_of(keys),),
        )
        return [row[0] for row in rows]

    def in_order(self, condition: Condition, order: SortOrder) -> Iterator[int]:
        """Yield the keys of posts that meet a condition, in an order, not by relevance.

        By time the rows are read lazily.
        """
        rows = self._connection.execute(
            f"""SELECT post FROM posts WHERE {condition.sql}
                ORDER BY {_ORDERS[order]}""",  # noqa: S608 - constants
            condition.parameters,
        )
        return (row[0] for row in rows if row[0] not in self._hidden.keys)

    def meeting(self, condition: Condition) -> list[int]:
        """Return the keys of all posts that meet a condition, in no order, which takes half."""
        rows = self._connection.execute(
            f"SELECT post FROM posts WHERE {condition.sql}",  # noqa: S608 - constants
            condition.parameters,
        )
        keys, hidden = [row[0] for row in rows], self._hidden.keys
        return [key for key in keys if key not in hidden] if hidden else keys

    @property
    def sees_all(self) -> bool:
        """Whether no post is left out."""
        return not (self._audience.is_restricted or self._hidden.keys)

    def all_shown(self) -> BitMap:
        """Return the keys of all posts that are not left out, and some that no post has."""
        return self._shown(BitMap(range(1, self.last_key() + 1)))

    def all_meeting(self, condition: Condition) -> BitMap:
        """Return the keys of all posts that meet a condition, and some that no post has.

        Where most posts meet it, those are read that do not.
        """
        last = self.last_key()
        sample = range(1, last + 1, max(1, last // _SAMPLE))
        are_most = len(self.passing(sample, condition)) * 2 > len(sample)
        rows = self._connection.execute(
            f"SELECT post FROM posts WHERE {'NOT' if are_most else ''} {condition.sql}",  # noqa: S608 - constants
            condition.parameters,
        )
        found = BitMap(array("I", (row[0] for row in rows)))
        return self.all_shown() - found if are_most else self._shown(found)

    def last_key(self) -> int:
        """Return the highest key of a post; keys are assigned consecutively from 1."""
        (row,) = self._connection.execute("SELECT coalesce(max(post), 0) FROM main.posts")
        return int(row[0])

    def few_passing(self, condition: Condition, most: int) -> set[int] | None:
        """Return the keys of all posts that meet a condition; None if they are more than `most`.

        A sample, spread evenly over all posts, settles the usual case: that they are far more.
        """
        last = self.last_key()
        if last > _SAMPLE_FROM * most:
            sample = range(1, last + 1, max(1, last // _SAMPLE))
            if len(self.passing(sample, condition)) * last > _CLEARLY * most * len(sample):
                return None
        rows = self._connection.execute(
            f"SELECT post FROM posts WHERE {condition.sql} LIMIT ?",  # noqa: S608 - constants
            (*condition.parameters, most + 1 + len(self._hidden.keys)),
        )
        keys = {row[0] for row in rows} - self._hidden.keys
        return keys if len(keys) <= most else None

    def passing(self, keys: Iterable[int], condition: Condition) -> set[int]:
        """Return those of `keys` whose posts meet a condition and are not hidden."""
        rows = self._connection.execute(
            f"""SELECT post FROM posts
                WHERE post IN (SELECT value FROM json_each(?)) AND {condition.sql}""",  # noqa: S608 - constants
            (json_of(keys), *condition.parameters),
        )
        return {row[0] for row in rows} - self._hidden.keys

    def accounts(self) -> tuple[str, ...]:
        """Return the names of all accounts that have posts which are not hidden."""
        rows = self._connection.execute(
            """SELECT name FROM accounts WHERE EXISTS
               (SELECT 1 FROM posts WHERE posts.account = accounts.account
                AND post NOT IN (SELECT value FROM json_each(?)))""",
            (json.dumps([*self._hidden.keys]),),
        )
        return tuple(row[0] for row in rows)

    def names_of(self, name: str) -> tuple[str, ...]:
        """Return all names of the accounts that a name means, in lower case."""
        named, parameters = accounts_named(name)
        rows = self._connection.execute(
            f"SELECT DISTINCT lower(name) FROM account_names WHERE account IN ({named})",  # noqa: S608 - constants
            parameters,
        )
        return tuple(sorted(row[0] for row in rows))

    def has_counts(self) -> bool:
        """Return whether the likes or the reposts of any post are known."""
        (found,) = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM posts WHERE likes IS NOT NULL OR reposts IS NOT NULL)"
        ).fetchone()
        return bool(found)

    def containing_phrase(
        self, keys: Iterable[int], words: Sequence[str], *, unfinished: bool = False
    ) -> set[int]:
        """Return those of `keys` whose posts contain `words` side by side, in this order.

        With `unfinished` the last word may continue.
        """
        phrase = f" {' '.join(words)}{'' if unfinished else ' '}"
        rows = self._connection.execute(
            """SELECT post FROM words WHERE post IN (SELECT value FROM json_each(?))
               AND instr(' ' || spaced || '  ' || pictured || ' ', ?) > 0""",
            (json_of(keys), phrase),
        )
        return {row[0] for row in rows}

    def candidates(self, keys: Iterable[int]) -> list[Candidate]:
        """Return the posts with these keys, ready to be ranked.

        Raises TooLongError when the time is up: callers that read many posts read them in batches.
        """
        self._check_time()
        rows = self._connection.rows(
            """SELECT posts.post, posts.sort_key, posts.kind, words.spaced, words.pictured
               FROM json_each(?) JOIN posts ON posts.post = value JOIN words USING (post)""",
            (json_of(keys),),
        )
        return [
            Candidate(key, sort_key, Kind(kind), words.split(" "), pictured.split())
            for key, sort_key, kind, words, pictured in rows
        ]

    def picture_words(self, keys: Iterable[int]) -> dict[int, list[PictureWords]]:
        """Return by key what the pictures of posts say: first what was read, then descriptions."""
        return read_picture_words(self._connection, keys)

    def _shown(self, keys: BitMap) -> BitMap:
        keys = self._audience.among(keys)
        return keys - self._hidden.bitmap if self._hidden.keys else keys
