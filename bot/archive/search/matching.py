"""How a tree is answered: which posts to look at, and which of them it holds for.

Storage decides filters. What words and phrases take part in is decided here, post by post, over
candidates: `cover` says where those come from, `holds` which of them stay. A wanted word may be
mistyped; a phrase, and whatever a "not" speaks of, is taken as it is written.
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
"""Posts to look at: those with any variant of any word of a Word, those with a Phrase as it is, or
those that a tree of filters asks for; an And without parts is every post."""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What has to be known of a post.

    `words` are all of its words, in order, as the index keeps them. `matched` are those words of
    the query that it holds, themselves or in a variant. `passes` tells whether a filter lets it
    through.
    """

    words: Sequence[str]
    matched: Container[str]
    passes: Callable[[Filter], bool]


def matches(node: Node, facts: PostFacts, *, all_words: bool = True) -> bool:
    """Tell whether `tree` holds for the post that `facts` are of.

    Without `all_words` one is enough of the wanted words that stand side by side, between spaces or
    in one run of letters: the ranking decides what the others are worth. Everything else is asked
    for in full even so.
    """
    return _holds(node, facts, all_words=all_words, wanted=True)


def candidate_sources(
    node: Node, cost: Callable[[CandidateSource], float], *, all_words: bool = True
) -> tuple[CandidateSource, ...]:
    """Return seeds such that every post which `tree` holds for belongs to one of them.

    `cost` estimates how many posts a seed is. Of what has to be there side by side the cheapest is
    taken; of what may be there instead, all. `all_words` as for `holds`.
    """
    return _cover(node, cost, all_words=all_words, wanted=True)


def _holds(node: Node, facts: PostFacts, *, all_words: bool, wanted: bool) -> bool:
    def fits(part: Node) -> bool:
        return _holds(part, facts, all_words=all_words, wanted=wanted)

    match node:
        case Not(part):
            return _holds(part, facts, all_words=all_words, wanted=not wanted)
        case And(parts) if wanted:
            soft, hard = _soft(parts, all_words=all_words)
            return all(map(fits, hard)) and (not soft or any(map(fits, soft)))
        case And(parts) | Or(parts):
            one_is_enough = isinstance(node, Or) is wanted
            return any(map(fits, parts)) if one_is_enough else all(map(fits, parts))
        case Word(_) if wanted:
            found = [word in facts.matched for word in node.words]
            return any(found) and (all(found) or not all_words)
    if isinstance(node, Word | Phrase):
        return phrase_occurs(node.exact_words, facts.words) is wanted
    return facts.passes(node) is wanted


def _cover(
    node: Node, cost: Callable[[CandidateSource], float], *, all_words: bool, wanted: bool
) -> tuple[CandidateSource, ...]:
    def of(part: Node) -> tuple[CandidateSource, ...]:
        return _cover(part, cost, all_words=all_words, wanted=wanted)

    if is_filter(node):
        return (node if wanted else negate(node),)
    match node:
        case Not(part):
            return _cover(part, cost, all_words=all_words, wanted=not wanted)
        case And(parts) if wanted:
            soft, hard = _soft(parts, all_words=all_words)
            filters = [part for part in hard if is_filter(part)]
            choices = [of(part) for part in hard if part not in filters]
            choices += [(all_of(filters),)] if filters else []  # storage answers them at once
            choices += [soft] if soft else []
        case Or(parts) if not wanted:
            choices = [*map(of, parts)]
        case And(parts) | Or(parts):
            choices = [tuple(dict.fromkeys(seed for part in parts for seed in of(part)))]
        case _:
            choices = [(node if wanted else EVERYTHING,)]
    return min(choices, key=lambda seeds: sum(map(cost, seeds)))


def _soft(parts: Iterable[Node], *, all_words: bool) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Return those of `parts` that one is enough of, and those that have to hold each."""
    soft = () if all_words else tuple(part for part in parts if isinstance(part, Word))
    return soft, tuple(part for part in parts if part not in soft)
