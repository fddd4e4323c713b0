"""What random posts, this day of other years and digests are chosen from.

It is the one place where quiet rules apply: what shows posts that nobody searched for asks a
Selection, and a search asks a QueryExecution.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import tzinfo

from pyroaring import BitMap

from bot.archive.memories.quiet import QuietRule
from bot.archive.search.query.ast import Query
from bot.archive.search.query.originals import wants_followers
from bot.errors import ThrowbackError, TooLongError
from bot.services.recently_used import RecentlyUsed
from bot.services.search.execution import QueryExecution
from bot.services.search.index_cache import IndexCache
from bot.storage.archive.posts.people.cross_post_reader import CrossPostReader
from bot.storage.archive.reader import ArchiveReader

_MOST_QUIET = 16  # sets of keys: one for each audience and time zone that ask at the same time


class Selection:
    """The posts that match one query, without those that are `left_out`.

    Of the posts that say the same on several networks the first one that matches represents all,
    unless `each` is asked for.
    """

    def __init__(
        self, execution: QueryExecution, left_out: frozenset[int], cross_posts: CrossPostReader
    ) -> None:
        self._execution = execution
        self._left_out = left_out
        self.cross_posts = cross_posts

    @property
    def matches_everything(self) -> bool:
        """Whether every post matches, but those that say what an earlier one does."""
        return self._execution.matches_everything and not self._left_out

    @property
    def leaves_little_out(self) -> bool:
        """Whether every post matches, but for those that rules or other posts leave out."""
        return self._execution.matches_everything

    def all_matching(self, *, each: bool = False) -> list[int]:
        """Return the keys of all posts that match."""
        found, left_out = self._execution.all_matching(), self._left_out
        if left_out:
            found = [key for key in found if key not in left_out]
        if each or not self.cross_posts.posts:
            return found
        repeated = self.cross_posts.repeated(BitMap(found))
        return [key for key in found if key not in repeated]

    def matching_among(self, keys: Iterable[int], *, each: bool = False) -> set[int]:
        """Return those of `keys` whose posts match."""
        if each or not self.cross_posts.posts:
            return self._execution.matching_among(keys) - self._left_out
        asked = BitMap(keys)
        found = self._execution.matching_among(self.cross_posts.with_groups(asked))
        matching = BitMap(found - self._left_out)
        return {*((matching - self.cross_posts.repeated(matching)) & asked)}

    def candidate_lists(self) -> list[Sequence[int]] | None:
        """Return lists of keys that contain all matching posts; see QueryMatcher."""
        return self._execution.candidate_lists()


class Selections:
    """Makes selections; what the rules leave out is kept until archive or rules change."""

    def __init__(self, index: IndexCache) -> None:
        self._index = index
        self._quiet: RecentlyUsed[frozenset[int]] = RecentlyUsed(_MOST_QUIET)

    def of(self, reader: ArchiveReader, query: Query, zone: tzinfo) -> Selection:
        """Return the selection of a query. Days in query and rules are those of `zone`.

        Posts for followers alone are in it only if the query names them.
        """
        left_out = self.left_out(reader, zone)
        if not wants_followers(query):
            left_out |= reader.times.for_followers()
        execution = self._index.execution(reader, query, zone)
        return Selection(execution, left_out, reader.cross_posts)

    def of_known(self, reader: ArchiveReader, query: Query, zone: tzinfo) -> Selection:
        """Return the same as `of` if it is known what the rules leave out; see `prepare`.

        Raises TooLongError if not.
        """
        if not self._is_known(reader, zone):
            raise TooLongError
        return self.of(reader, query, zone)

    def cache_key(self, reader: ArchiveReader) -> tuple[int, ...]:
        """Return a key that changes whenever a selection may hold other posts than before."""
        return self._index.cache_key(reader)  # rules count as hidden posts there

    def prepare(self, reader: ArchiveReader, zone: tzinfo) -> bool:
        """Find what the rules leave out, and return whether that was not known yet.

        In a large archive it takes longer than an answer may, but only once.
        """
        if self._is_known(reader, zone):
            return False
        self.left_out(reader, zone)
        return True

    def _is_known(self, reader: ArchiveReader, zone: tzinfo) -> bool:
        if not reader.quiet.rules():
            return True
        return self._quiet.get(self._key(reader, zone)) is not None

    def _key(self, reader: ArchiveReader, zone: tzinfo) -> tuple[object, ...]:
        return reader.accounts, str(zone), reader.generation(), self.cache_key(reader)

    def left_out(self, reader: ArchiveReader, zone: tzinfo) -> frozenset[int]:
        """Return the keys of the posts that the rules leave out; their days are those of `zone`."""
        texts = reader.quiet.rules()
        if not texts:
            return frozenset()
        known = self._quiet.get(self._key(reader, zone))
        if known is None:
            known = frozenset(self._find(reader, texts, zone))
            self._quiet.put(self._key(reader, zone), known)  # its words may have loaded the index
        return known

    def _find(self, reader: ArchiveReader, texts: Iterable[str], zone: tzinfo) -> set[int]:
        rules = list[QuietRule]()
        for text in texts:
            with suppress(ThrowbackError):  # a newer version may know more forms
                rules.append(QuietRule.parse(text))
        return self._of_rules(reader, rules, zone)

    def count(self, reader: ArchiveReader, rule: QuietRule, zone: tzinfo) -> int:
        """Return how many posts one rule leaves out."""
        return len(self._of_rules(reader, [rule], zone))

    def _of_rules(
        self, reader: ArchiveReader, rules: Sequence[QuietRule], zone: tzinfo
    ) -> set[int]:
        found = {key for rule in rules for key in reader.times.within(rule.ranges(zone))}
        nodes = (node for rule in rules for node in rule.nodes(_names(reader, rule)))
        for node in dict.fromkeys(nodes):
            found.update(self._index.execution(reader, Query(node, ""), zone).all_matching())
        return found


def _names(reader: ArchiveReader, rule: QuietRule) -> tuple[str, ...]:
    """Return all names that the person of a rule has had; posts may name any of them."""
    return () if rule.person is None else reader.search.names_of(rule.person)
