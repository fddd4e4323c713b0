"""All posts that match a query, as a set, and without a look at each of them.

`QueryMatcher.matching` decides post by post, which pays for the few that words select. Where nearly
all posts match, as those without a word do, sets are a hundred times faster.
"""

from functools import cached_property

from pyroaring import BitMap

from bot.archive.search.candidates import posts_of_term
from bot.archive.search.query.ast import And, Node, Not, Or, Phrase, Word, is_filter
from bot.services.search.matcher import QueryMatcher
from bot.storage.archive.search.filters import Condition, condition

_FEW = 10_000  # posts with words: that those few pass filters is looked up one by one


class QueryMask:
    """Finds the posts that match the query of a matcher: the same as its `all_matching`.

    Keys that no post has may be among them.
    """

    def __init__(self, matcher: QueryMatcher) -> None:
        self._matcher = matcher
        self._reader = matcher.reader
        self._terms = {term.word: term for term in matcher.terms}

    def all_matching(self) -> BitMap:
        """Return the keys."""
        found, unmet = self.before_filters()
        if unmet is None:
            return found
        return found & self._reader.search.all_meeting(unmet)

    def before_filters(self) -> tuple[BitMap, Condition | None]:
        """Return the keys, or more of them and the condition that those have to meet as well.

        That is so where many have it to meet: with the condition alone, looking at all takes long.
        """
        matcher = self._matcher
        if matcher.matches_nothing:
            return BitMap(), None
        found = self._of(matcher.query.rest, wanted=True)
        if not matcher.has_filter:
            return found, None
        if len(found) <= _FEW:
            return BitMap(self._reader.search.passing(found, matcher.filter)), None
        return found, matcher.filter

    @cached_property
    def _every(self) -> BitMap:
        return self._reader.search.all_shown()

    def _of(self, node: Node, *, wanted: bool) -> BitMap:  # noqa: PLR0911 - one each
        """Return the posts that match a node, or do not where that is not `wanted`."""
        if is_filter(node) and node != And():
            passing = self._reader.search.all_meeting(condition(node, self._matcher.zone))
            return passing if wanted else self._every - passing
        match node:
            case Not(part):
                return self._of(part, wanted=not wanted)
            case And(parts) | Or(parts):
                found = [self._of(part, wanted=wanted) for part in parts]
                if isinstance(node, Or) is wanted:
                    return BitMap.union(*found) if found else BitMap()
                return BitMap.intersection(*found) if found else self._every
            case Word(_) if wanted:
                terms = [self._terms[word] for word in node.words if word in self._terms]
                if not terms:
                    return BitMap()
                postings = self._matcher.postings
                return BitMap.intersection(*(posts_of_term(term, postings) for term in terms))
            case Word(_) | Phrase(_):
                exact = self._matcher.posts_with(node)
                return exact if wanted else self._every - exact
        raise TypeError("a node of another kind")  # never translated: it is decided above
