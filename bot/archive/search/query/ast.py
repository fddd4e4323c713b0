"""The syntax tree of a query: words, phrases and filters, joined by AND, OR and NOT.

A node prints as the text that parses to it again. Parts without any word, such as a smiley, are
left out of a tree, unless there is nothing else in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from bot.archive.search.analysis import first as first_analysis
from bot.archive.search.analysis.of_posts import VERSION
from bot.archive.search.forms.words import TypedWord, typed_words
from bot.archive.search.phrases import phrase_words
from bot.archive.search.query.filters import Filter
from bot.archive.search.query.meaning import Meaning
from bot.archive.search.sort_order import SortOrder
from bot.archive.search.tokens import tokenize_query


@dataclass(frozen=True, slots=True)
class Word:
    """What was typed without a space in it.

    `words` are the words to search for, typos forgiven; most often one. If there are none, as in a
    query that is nothing but a smiley, no post matches. `analysis` is the version that cuts the
    text: that of the index to be searched.
    """

    text: str
    analysis: int = field(default=VERSION, compare=False, repr=False)
    words: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        cut = tokenize_query if self.analysis >= VERSION else first_analysis.tokenize_query
        object.__setattr__(self, "words", tuple(cut(self.text)))

    @property
    def exact_words(self) -> tuple[str, ...]:
        """The same words as neighbours in the index.

        NOT uses those: forgiving typos there would exclude posts that nobody asked to exclude.
        """
        return _exact_words(self.text, self.analysis)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in just this order, without typos; `exact_words` are those as the index has them."""

    text: str
    analysis: int = field(default=VERSION, compare=False, repr=False)
    exact_words: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exact_words", _exact_words(self.text, self.analysis))

    def __str__(self) -> str:
        return f'"{self.text}"'


def _exact_words(text: str, analysis: int) -> tuple[str, ...]:
    return (phrase_words if analysis >= VERSION else first_analysis.phrase_words)(text)


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
    """Return a node that matches all of `parts`; a single part is returned as it is."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, And) else (part,)
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(parts: Iterable[Node]) -> Node:
    """Return a node that matches at least one of `parts`, which must not be empty."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Or) else (part,)
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negate(node: Node) -> Node:
    """Return a node that matches what `node` does not."""
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
    """Return the tree with `new` in each place of `old`."""
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
    """Yield words, phrases and filters in the order of the text, each with whether it is wanted.

    A leaf under one NOT is not wanted; under two it is again.
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
    """Return whether `node` is made of filters alone, so that storage can decide it."""
    if isinstance(node, Word | Phrase):
        return False
    return not any(isinstance(leaf, Word | Phrase) for leaf, _ in leaves(node))


@dataclass(frozen=True)
class Query:
    """A query: the root of its tree, the text as it was typed, and the order that it asks for.

    With a `meaning` the results are those of the tree that are nearest to it. Queries are equal if
    all but their texts is. `str(query)` is the canonical text: parsed, it makes an equal query.
    """

    root: Node
    text: str = field(compare=False)
    sort: SortOrder | None = None
    meaning: Meaning | None = None

    def __str__(self) -> str:
        meaning = "" if self.meaning is None else f"{self.meaning}"
        order = "" if self.sort is None else f"sort:{self.sort}"
        return " ".join(filter(None, (str(self.root), meaning, order)))

    def analysed_by(self, analysis: int) -> "Query":
        """Return the query with its words as a version of the analysis cuts them."""
        root = self.root
        for leaf, _ in leaves(self.root):
            if isinstance(leaf, Word | Phrase) and leaf.analysis != analysis:
                root = replace_node(root, leaf, replace(leaf, analysis=analysis))
        return self if root is self.root else replace(self, root=root)

    def with_root(self, root: Node) -> "Query":
        """Return the query with another tree, in the same order."""
        query = replace(self, root=root)
        return replace(query, text=str(query))

    @property
    def without_meaning(self) -> "Query":
        """The query for all posts of the tree, as near or far as they are."""
        return self if self.meaning is None else replace(self, meaning=None)

    @cached_property
    def _wanted_words(self) -> tuple[Word, ...]:
        found = leaves(self.root)
        return tuple([leaf for leaf, wanted in found if wanted and isinstance(leaf, Word)])

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words to search for and to rank by, typos forgiven: in order, each once.

        Words of phrases and negated words are not among them.
        """
        return tuple(dict.fromkeys(word for leaf in self._wanted_words for word in leaf.words))

    @cached_property
    def typed_words(self) -> tuple[TypedWord, ...]:
        """The same words, each with how it was typed."""
        typed = {one.word: one for leaf in self._wanted_words for one in typed_words(leaf.text)}
        return tuple(typed[word] for word in self.words if word in typed)

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """The phrases that are wanted: in order, each once. Without OR each has to be there."""
        return tuple(
            dict.fromkeys(
                leaf for leaf, wanted in leaves(self.root) if wanted and isinstance(leaf, Phrase)
            )
        )

    @property
    def parts(self) -> tuple[Node, ...]:
        """The operands of the topmost AND: a post has to match each of them."""
        return self.root.parts if isinstance(self.root, And) else (self.root,)

    @cached_property
    def filters(self) -> Node:
        """The parts that are made of filters alone. Storage decides them in full, for any post."""
        return And(tuple(part for part in self.parts if is_filter(part)))

    @cached_property
    def rest(self) -> Node:
        """The parts that contain words or phrases: `matching.matches` decides them."""
        return And(tuple(part for part in self.parts if not is_filter(part)))

    @cached_property
    def mixed(self) -> tuple[Filter, ...]:
        """The filters within `rest`, each once: `matching.matches` asks for them post by post."""
        return tuple(
            dict.fromkeys(
                leaf for leaf, _ in leaves(self.rest) if not isinstance(leaf, Word | Phrase)
            )
        )

    def without(self, part: Node) -> "Query | None":
        """Return the query that drops one of `parts`, or None if nothing would be left."""
        rest = [one for one in self.parts if one != part]
        if not (rest or self.meaning):
            return None
        return self.with_root(all_of(rest))
