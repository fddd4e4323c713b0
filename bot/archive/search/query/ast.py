"""A query as a tree: what has to stand in a post, joined by and, or and not.

A tree prints as the text that makes it again. Beside others, what no word is in, such as a smiley,
has no place in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.archive.search.phrases import phrase_words
from bot.archive.search.query.filters import Filter
from bot.archive.search.tokens import tokenize_query


@dataclass(frozen=True, slots=True)
class Word:
    """What was typed without a space in it.

    `words` are those to look for, typos forgiven; most often one. Without any, as in a query that
    is nothing but a smiley, no post has it. `exactly` are the same as
    neighbours in the index: what "not" asks for, since to forgive typos would take away posts that
    nobody spoke of.
    """

    text: str
    words: tuple[str, ...] = field(init=False, compare=False, repr=False)
    exact_words: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(tokenize_query(self.text)))
        object.__setattr__(self, "exact_words", phrase_words(self.text))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in just this order, without typos; `exactly` is how the index keeps them."""

    text: str
    exact_words: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exact_words", phrase_words(self.text))

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class And:
    """All of `parts`; with no part, every post."""

    parts: "tuple[Node, ...]" = ()

    def __str__(self) -> str:
        return " ".join(f"({one})" if isinstance(one, Or) else str(one) for one in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of `parts`."""

    parts: "tuple[Node, ...]"

    def __str__(self) -> str:
        return " OR ".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Not:
    """Not `part`."""

    part: "Node"

    def __str__(self) -> str:
        return f"-({self.part})" if isinstance(self.part, And | Or) else f"-{self.part}"


Node: TypeAlias = And | Or | Not | Word | Phrase | Filter

EVERYTHING = And()
"""Every post."""


def all_of(parts: Iterable[Node]) -> Node:
    """Return the tree that asks for all of `parts`: for a single one just that."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, And) else (part,)
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(parts: Iterable[Node]) -> Node:
    """Return the tree that asks for one of `parts`, of which there is at least one."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Or) else (part,)
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negate(node: Node) -> Node:
    """Return the tree that asks for what `node` does not."""
    return node.part if isinstance(node, Not) else Not(node)


def nodes(node: Node) -> Iterator[Node]:
    """Yield the tree and every part of it."""
    yield node
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from nodes(part)
        case Not(part):
            yield from nodes(part)


def replace_node(node: Node, old: Node, new: Node) -> Node:
    """Return the tree with `new` wherever `old` stands."""
    if node == old:
        return new
    match node:
        case And(parts):
            return And(tuple(replace_node(part, old, new) for part in parts))
        case Or(parts):
            return Or(tuple(replace_node(part, old, new) for part in parts))
        case Not(part):
            return Not(replace_node(part, old, new))
    return node


def leaves(node: Node, *, wanted: bool = True) -> Iterator[tuple[Word | Phrase | Filter, bool]]:
    """Yield words, phrases and filters as they stand in the text, and whether each is wanted.

    Those behind one "not" are not; those behind two are again.
    """
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part, wanted=wanted)
        case Not(part):
            yield from leaves(part, wanted=not wanted)
        case _:
            yield node, wanted


def is_filter(node: Node) -> bool:
    """Tell whether `node` is made of filters alone, so that storage can decide it."""
    return not any(isinstance(leaf, Word | Phrase) for leaf, _ in leaves(node))
