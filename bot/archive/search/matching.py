"""Evaluation of a query's tree: the posts to look at, and those of them that match.

Storage evaluates filters. Parts with words or phrases are evaluated here, post by post, over
candidates: `candidate_sources` returns where these come from, `matches` whether one is a result.
A wanted word may be mistyped; a phrase, and anything negated, must occur exactly as written.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.archive.search.phrases import phrase_occurs
from bot.archive.search.query.ast import (
    EVERYTHING,
    And,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    all_of,
    is_filter,
    negate,
)
from bot.archive.search.query.filters import Filter

CandidateSource: TypeAlias = Node
"""Posts to look at: those with any variant of any word of a Word, those with the exact Phrase, or
those that match a tree of filters; an And without parts is every post."""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """The facts about a post that `matches` needs.

    `words` are all of its words, in order, as the index stores them. `matched` are the words of the
    query that it contains, themselves or as a variant. `passes` returns whether it matches a
    filter.
    """

    words: Sequence[str]
    matched: Container[str]
    passes: Callable[[Filter], bool]


def matches(node: Node, facts: PostFacts, *, all_words: bool = True) -> bool:
    """Return whether the post that `facts` describe matches the tree `node`.

    Without `all_words`, one of several wanted words side by side, between spaces or in one run of
    letters, is enough: the ranking decides what the others are worth. Everything else is required
    in full even so.
    """
    return _matches(node, facts, all_words=all_words, wanted=True)


def candidate_sources(
    node: Node, cost: Callable[[CandidateSource], float], *, all_words: bool = True
) -> tuple[CandidateSource, ...]:
    """Return sources of candidates that together contain every post matching the tree `node`.

    `cost` estimates the number of posts of a source. Of parts that must all match, the cheapest is
    used; of alternatives, all. `all_words` is as for `matches`.
    """
    return _sources(node, cost, all_words=all_words, wanted=True)


def _matches(node: Node, facts: PostFacts, *, all_words: bool, wanted: bool) -> bool:
    def part_matches(part: Node) -> bool:
        return _matches(part, facts, all_words=all_words, wanted=wanted)

    match node:
        case Not(part):
            return _matches(part, facts, all_words=all_words, wanted=not wanted)
        case And(parts) if wanted:
            optional, required = _split(parts, all_words=all_words)
            return all(map(part_matches, required)) and (
                not optional or any(map(part_matches, optional))
            )
        case And(parts) | Or(parts):
            one_is_enough = isinstance(node, Or) is wanted
            results = map(part_matches, parts)
            return any(results) if one_is_enough else all(results)
        case Word(_) if wanted:
            found = [word in facts.matched for word in node.words]
            return any(found) and (all(found) or not all_words)
    if isinstance(node, Word | Phrase):
        return phrase_occurs(node.exact_words, facts.words) is wanted
    return facts.passes(node) is wanted


def _sources(
    node: Node, cost: Callable[[CandidateSource], float], *, all_words: bool, wanted: bool
) -> tuple[CandidateSource, ...]:
    def sources_of(part: Node) -> tuple[CandidateSource, ...]:
        return _sources(part, cost, all_words=all_words, wanted=wanted)

    if is_filter(node):
        return (node if wanted else negate(node),)
    match node:
        case Not(part):
            return _sources(part, cost, all_words=all_words, wanted=not wanted)
        case And(parts) if wanted:
            optional, required = _split(parts, all_words=all_words)
            filters = [part for part in required if is_filter(part)]
            choices = [sources_of(part) for part in required if part not in filters]
            choices += [(all_of(filters),)] if filters else []  # one query to storage for all
            choices += [optional] if optional else []
        case Or(parts) if not wanted:
            choices = [*map(sources_of, parts)]
        case And(parts) | Or(parts):
            choices = [
                tuple(dict.fromkeys(source for part in parts for source in sources_of(part)))
            ]
        case _:
            choices = [(node if wanted else EVERYTHING,)]
    return min(choices, key=lambda sources: sum(map(cost, sources)))


def _split(parts: Iterable[Node], *, all_words: bool) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Return the parts of which one has to match, and those that all have to match."""
    optional = () if all_words else tuple(part for part in parts if isinstance(part, Word))
    return optional, tuple(part for part in parts if part not in optional)
