"""What a person asks for: text to a tree. bot/archive/search/query/grammar.py has the language."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from bot.archive.search.query.ast import (
    And,
    Node,
    Phrase,
    Word,
    all_of,
    any_of,
    is_filter,
    leaves,
    negate,
)
from bot.archive.search.query.filters import Filter
from bot.archive.search.query.grammar import (
    BY_NAME,
    CLOSE,
    COLONS,
    DASHES,
    GROUP,
    OPEN,
    PHRASE,
    QUOTES,
    Keyword,
)
from bot.errors import BadQueryError

MAX_QUERY_LENGTH = 200
"""The most characters a query may have."""

MAX_DEPTH = 20
"""How many parentheses may stand within each other."""

_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")  # come along when text is copied
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
_NO_TEXT = re.compile("[\ud800-\udfff]")  # bytes of a command line that are no UTF-8

_DASHES = re.compile(f"[{DASHES}]+")
_OR = re.compile(f"[O\uff2f][R\uff32](?=[ {OPEN}{CLOSE}{QUOTES}]|$)")
_MIRRORED_SMILEY = re.compile(rf"[{OPEN}][-'^]?[:;=](?=[ {CLOSE}]|$)")
_KEY = re.compile(rf"([^\W\d_]{{1,9}})[{COLONS}]")
_MARKS = re.compile(f"[{OPEN}{CLOSE}{QUOTES}]")
_MARK_AT_END = re.compile(f"[{OPEN}{CLOSE}{QUOTES}]+$")
_QUOTE = re.compile(f"[{QUOTES}]")


@dataclass(frozen=True)
class Query:
    """A query: its tree, and the text as it was typed, which two equal queries may differ in.

    As text it is canonical: parsed, that makes the same query.
    """

    root: Node
    text: str = field(compare=False)

    def __str__(self) -> str:
        return str(self.root)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words to look for and to rank by, typos forgiven: in order, each once.

        Those of phrases are not among them, nor what is not wanted.
        """
        found = (leaf for leaf, wanted in leaves(self.root) if wanted and isinstance(leaf, Word))
        return tuple(dict.fromkeys(word for leaf in found for word in leaf.words))

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
        """What the query asks for side by side: a post has to fit each of them."""
        return self.root.parts if isinstance(self.root, And) else (self.root,)

    @cached_property
    def filters(self) -> Node:
        """The parts that are made of filters alone. Storage decides them, for any post, in full."""
        return And(tuple(part for part in self.parts if is_filter(part)))

    @cached_property
    def rest(self) -> Node:
        """The parts that words or phrases take part in: what `holds` is for."""
        return And(tuple(part for part in self.parts if not is_filter(part)))

    @cached_property
    def mixed(self) -> tuple[Filter, ...]:
        """The filters within `rest`, each once: what `holds` asks for of a single post."""
        return tuple(
            dict.fromkeys(
                leaf for leaf, _ in leaves(self.rest) if not isinstance(leaf, Word | Phrase)
            )
        )

    def without(self, part: Node) -> "Query | None":
        """Return the query that drops one of `parts`, or None if nothing would be left."""
        rest = [one for one in self.parts if one != part]
        if not rest:
            return None
        tree = all_of(rest)
        return Query(tree, str(tree))


def parse(text: str) -> Query:
    """Return `text` as a query.

    Raises BadQueryError unless it has 1 to 200 characters, as typed and as it prints; and for a
    quote or parenthesis left open, or a value that its name does not take. Raises BadDateError for
    a day that is not in the calendar. Both say the right form.
    """
    text = _NO_TEXT.sub("\ufffd", _UNSEEN.sub("", text))
    text = " ".join(_CONTROLS.sub(" ", text).split())
    if not text:
        raise BadQueryError("A query needs at least one word.")
    _check_length(text, "this one")
    # No word in all of it is no error: that finds nothing.
    query = Query(_Parser(text).parse() or Word(text), text)
    _check_length(str(query), "this one, written in full,")
    return query


def _check_length(text: str, named: str) -> None:
    if len(text) > MAX_QUERY_LENGTH:
        raise BadQueryError(
            f"A query may have {MAX_QUERY_LENGTH} characters at most; {named} has {len(text)}."
        )


def _plain(name: str) -> str:
    """Return `name` as keywords are compared: wide letters and capitals are as good."""
    return unicodedata.normalize("NFKC", name).lower()


class _Parser:
    """Reads a text once, from left to right.

    A part that holds nothing to look for (a smiley, a dash alone, `()`) is read and forgotten.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def parse(self) -> Node | None:
        """Return the tree of the whole text, or None if there is nothing to look for."""
        return self._alternatives(0)

    def _alternatives(self, depth: int) -> Node | None:
        """Read parts joined by OR up to the end of the group, or of the text outside of groups."""
        found: list[list[Node]] = [[]]
        begun = False  # something stands before, if only a smiley, that OR could join
        while not self._ends(depth):
            if begun and self._joins():
                found.append([])
                begun = False
                continue
            node = self._part(depth)
            if node is not None:
                found[-1].append(node)
            begun = True
        parts = [all_of(one) for one in found if one]
        return any_of(parts) if parts else None

    def _ends(self, depth: int) -> bool:
        """Skip spaces, and tell whether the group ends here."""
        self._skip(" " if depth else f" {CLOSE}")  # what was never opened closes nothing
        if self._place < len(self._text):
            return bool(depth) and self._text[self._place] in CLOSE
        if depth:
            raise BadQueryError(f"A parenthesis is left open. Close it, as in {GROUP.example}.")
        return True

    def _joins(self) -> bool:
        """Read an OR, if one stands here with something behind it: else it is a word."""
        match = _OR.match(self._text, self._place)
        if not match:
            return False
        behind = self._text[match.end() :].lstrip()
        if not behind or behind[0] in CLOSE:
            return False
        self._place = match.end()
        return True

    def _part(self, depth: int) -> Node | None:
        dashes = _DASHES.match(self._text, self._place)
        if dashes:
            self._place = dashes.end()
            rest = self._text[self._place : self._place + 1]
            if len(dashes[0]) > 1 or not rest or rest in f" {CLOSE}":
                return None  # a dash between words, or the two of a --option
        node = self._operand(depth)
        return negate(node) if dashes and node is not None else node

    def _operand(self, depth: int) -> Node | None:
        character = self._text[self._place]
        smiley = _MIRRORED_SMILEY.match(self._text, self._place)
        if smiley:
            self._place = smiley.end()
            return None
        if character in OPEN:
            return self._group(depth + 1)
        if character in QUOTES:
            phrase = Phrase(self._quoted())
            return phrase if phrase.exact_words else None
        if keyword := self._keyword():
            return keyword.filter(self._value())
        return self._word()

    def _group(self, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            raise BadQueryError(f"At most {MAX_DEPTH} parentheses may stand within each other.")
        self._place += 1
        node = self._alternatives(depth)
        self._place += 1
        return node

    def _quoted(self) -> str:
        start = self._place + 1
        end = _QUOTE.search(self._text, start)
        if not end:
            raise BadQueryError(f"A quote is left open. Close it, as in {PHRASE.example}.")
        self._place = end.end()
        return self._text[start : end.start()].strip()

    def _keyword(self) -> Keyword | None:
        """Read the name of a filter and its colon, if they stand here."""
        match = _KEY.match(self._text, self._place)
        keyword = BY_NAME.get(_plain(match[1])) if match else None
        if match and keyword:
            self._place = match.end()
        return keyword

    def _value(self) -> str:
        begins = self._text[self._place : self._place + 1]
        return self._quoted() if begins and begins in QUOTES else self._run()

    def _word(self) -> Word | None:
        # Within a word these marks mean nothing, but where they come to stand they might.
        text = _MARKS.sub("-", _MARK_AT_END.sub("", self._run()))
        # An OR that joins nothing is a word; in capitals it would join when printed.
        word = Word("or" if _OR.fullmatch(text) else text)
        return word if word.words else None

    def _run(self) -> str:
        """Read up to a space, or to a parenthesis that closes what was opened before."""
        start = self._place
        open_ = 0
        while self._place < len(self._text) and self._text[self._place] != " ":
            character = self._text[self._place]
            open_ += (character in OPEN) - (character in CLOSE)
            if open_ < 0:
                break
            self._place += 1
        return self._text[start : self._place]

    def _skip(self, characters: str) -> None:
        while self._place < len(self._text) and self._text[self._place] in characters:
            self._place += 1
