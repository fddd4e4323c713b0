"""The parser of queries: text to a syntax tree. The language itself is in `grammar.py`."""

import re
import unicodedata
from dataclasses import replace

from bot.archive.search.query.ast import (
    EVERYTHING,
    Node,
    Phrase,
    Query,
    Word,
    all_of,
    any_of,
    negate,
)
from bot.archive.search.query.filters import Filter
from bot.archive.search.query.grammar import ABOUT, BY_NAME, GROUP, PHRASE, Keyword
from bot.archive.search.query.meaning import About, Like, Meaning
from bot.archive.search.query.signs import CLOSE, COLONS, DASHES, OPEN, QUOTES, TILDES
from bot.archive.search.sort_order import SortOrder
from bot.archive.search.tokens import tokenize_query
from bot.archive.spelled import end_of_spelled
from bot.errors import BadDateError, BadQueryError
from bot.languages import Message, lazy, nlazy

MAX_QUERY_LENGTH = 200
"""The most characters a query may have."""

MAX_DEPTH = 20
"""How deep parentheses may be nested."""

_TOO_LONG = lazy(
    "A query may have {most} characters at most; this one has {length}.", most=MAX_QUERY_LENGTH
)
_TOO_LONG_IN_FULL = lazy(
    "A query may have {most} characters at most; this one, written in full, has {length}.",
    most=MAX_QUERY_LENGTH,
)
# They come along when text is copied, a zero-width space at the edges of words.
_SIGN = r"[\s!-/:-@\[-`{-~]"
_UNSEEN = re.compile(
    rf"[\u00ad\u200e\u200f\u2060\ufeff]|(?:(?<={_SIGN})|^)\u200b+|\u200b+(?={_SIGN}|$)"
)
# Between letters it ends a #tag, and a word of Thai; a word that it only breaks is found as one.
_CONTROLS = re.compile("[\x00-\x1f\x7f\u200b]")
_NO_TEXT = re.compile("[\ud800-\udfff]")  # bytes of a command line that are no UTF-8

_DASHES = re.compile(f"[{DASHES}]+")
_OR = re.compile(f"[O\uff2f][R\uff32](?=[ {OPEN}{CLOSE}{QUOTES}]|$)")
_MIRRORED_SMILEY = re.compile(rf"[{OPEN}][-'^]?[:;=](?=[ {CLOSE}]|$)")
_KEY = re.compile(rf"(\w{{1,{max(map(len, BY_NAME))}}})[{COLONS}]")
_MARKS = re.compile(f"[{OPEN}{CLOSE}{QUOTES}]")
_TILDE = re.compile(f"[{TILDES}](?=[^ {TILDES}])")
_ENDS_MEANING = re.compile(f"[{OPEN}{CLOSE}{QUOTES}{TILDES}]|[{DASHES}](?=[^{DASHES} ])")
_MARK_AT_END = re.compile(f"[{OPEN}{CLOSE}{QUOTES}]+$")
_QUOTE = re.compile(f"[{QUOTES}]")


def parse(text: str) -> Query:
    """Return `text` as a query.

    Raises BadQueryError unless it has 1 to 200 characters, both as typed and in canonical form; for
    a quote or parenthesis left open; and for a value that its filter does not take. Raises
    BadDateError for a day that is not in the calendar. Both name the right form.
    """
    text = _NO_TEXT.sub("\ufffd", _UNSEEN.sub("", text))
    text = " ".join(_CONTROLS.sub(" ", text).split())
    if not text:
        raise BadQueryError(lazy("A query needs at least one word."))
    _check_length(text, _TOO_LONG)
    parser = _Parser(text)
    tree = parser.parse()
    if tree is None:  # an order alone is one of all posts; no word at all is no error: none matches
        tree = EVERYTHING if parser.sort or parser.meaning else Word(text)
    query = Query(tree, text, parser.sort, parser.meaning)
    _check_length(str(query), _TOO_LONG_IN_FULL)
    return query


def _check_length(text: str, sentence: Message) -> None:
    if len(text) > MAX_QUERY_LENGTH:
        raise BadQueryError(replace(sentence, values=(*sentence.values, ("length", len(text)))))


def _plain(name: str) -> str:
    """Return `name` in the form that keywords are compared in: lower case, no wide letters."""
    return unicodedata.normalize("NFKC", name).lower()


def _misplaced() -> BadQueryError:
    return BadQueryError(
        lazy(
            "~words and like: are of the whole query: once, outside of parentheses, without OR "
            "beside it and without - before it, as in {example}.",
            example=ABOUT.example,
        )
    )


class _Parser:
    """Reads a text once, from left to right.

    A part without a word to search for (a smiley, a dash alone, `()`) is skipped. So is an order,
    which is of all results: the last one read is in `sort`. A meaning is as well, in `meaning`.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self.sort: SortOrder | None = None
        self.meaning: Meaning | None = None
        self._has_or = False  # outside of groups

    def parse(self) -> Node | None:
        """Return the tree of the whole text, or None if there is nothing to look for."""
        tree = self._alternatives(0)
        if self.meaning and self._has_or:
            raise _misplaced()
        return tree

    def _alternatives(self, depth: int) -> Node | None:
        """Read parts joined by OR up to the end of the group, or of the text outside of groups."""
        found: list[list[Node]] = [[]]
        begun = False  # there is something before, if only a smiley, that OR could join
        while not self._ends(depth):
            if begun and self._joins():
                found.append([])
                begun = False
                self._has_or = self._has_or or not depth
                continue
            node = self._part(depth)
            if node is not None:
                found[-1].append(node)
            begun = True
        parts = [all_of(one) for one in found if one]
        return any_of(parts) if parts else None

    def _ends(self, depth: int) -> bool:
        """Skip spaces, and return whether the group ends here."""
        self._skip(" " if depth else f" {CLOSE}")  # what was never opened closes nothing
        if self._position < len(self._text):
            return bool(depth) and self._text[self._position] in CLOSE
        if depth:
            raise BadQueryError(
                lazy(
                    "A parenthesis is left open. Close it, as in {example}.", example=GROUP.example
                )
            )
        return True

    def _joins(self) -> bool:
        """Read an OR if there is one here with something behind it; else it is a word."""
        match = _OR.match(self._text, self._position)
        if not match:
            return False
        behind = self._text[match.end() :].lstrip()
        if not behind or behind[0] in CLOSE:
            return False
        self._position = match.end()
        return True

    def _part(self, depth: int) -> Node | None:
        dashes = _DASHES.match(self._text, self._position)
        if dashes:
            self._position = dashes.end()
            rest = self._text[self._position : self._position + 1]
            if len(dashes[0]) > 1 or not rest or rest in f" {CLOSE}":
                return None  # a dash between words, or the two of a --option
        meaning = self.meaning
        node = self._operand(depth)
        if self.meaning is not meaning and (dashes or depth or meaning):
            raise _misplaced()
        return negate(node) if dashes and node is not None else node

    def _operand(self, depth: int) -> Node | None:
        character = self._text[self._position]
        smiley = _MIRRORED_SMILEY.match(self._text, self._position)
        if smiley:
            self._position = smiley.end()
            return None
        if character in OPEN:
            return self._group(depth + 1)
        if character in QUOTES:
            phrase = Phrase(self._quoted())
            return phrase if phrase.exact_words else None
        if keyword := self._keyword():
            return self._filter(keyword)
        if tilde := _TILDE.match(self._text, self._position):
            self._position = tilde.end()
            self._about()
            return None
        return self._word()

    def _group(self, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            raise BadQueryError(
                nlazy(
                    "At most {count} parenthesis may stand within each other.",
                    "At most {count} parentheses may stand within each other.",
                    MAX_DEPTH,
                )
            )
        self._position += 1
        node = self._alternatives(depth)
        self._position += 1
        return node

    def _quoted(self) -> str:
        start = self._position + 1
        end = _QUOTE.search(self._text, start)
        if not end:
            raise BadQueryError(
                lazy("A quote is left open. Close it, as in {example}.", example=PHRASE.example)
            )
        self._position = end.end()
        return self._text[start : end.start()].strip()

    def _keyword(self) -> Keyword | None:
        """Read the name of a filter and its colon, if they are here."""
        match = _KEY.match(self._text, self._position)
        keyword = BY_NAME.get(_plain(match[1])) if match else None
        if match and keyword:
            self._position = match.end()
        return keyword

    def _filter(self, keyword: Keyword) -> Filter | None:
        """Read the value of a keyword; None for an order and for a meaning."""
        value = keyword.parse(self._value(is_date=keyword.error is BadDateError))
        if isinstance(value, SortOrder):
            self.sort = value
            return None
        if isinstance(value, Like):
            self.meaning = value
            return None
        return value

    def _about(self) -> None:
        """Read words of meaning: those in quotes, else up to what means something in a query."""
        if self._text[self._position] in QUOTES:
            text = self._quoted()
        else:
            start = self._position
            self._run()
            while not self._ends_meaning():
                self._run()
            text = " ".join(_MARKS.sub(" ", self._text[start : self._position]).split())
        if tokenize_query(text):
            self.meaning = About(text)

    def _ends_meaning(self) -> bool:
        """Skip spaces, and return whether words of meaning end here."""
        end = self._position
        self._skip(" ")
        here = self._position
        if here == len(self._text) or _ENDS_MEANING.match(self._text, here) or self._joins():
            self._position = end
            return True
        is_filter = self._keyword() is not None
        self._position = end if is_filter else here
        return is_filter

    def _value(self, *, is_date: bool) -> str:
        start = self._position
        begins = self._text[start : start + 1]
        if begins and begins in QUOTES:
            return self._quoted()
        if is_date and (end := end_of_spelled(self._text, start)) > start:
            self._position = end
            return self._text[start:end]
        return self._run()

    def _word(self) -> Word | None:
        # Within a word these marks mean nothing, but printed elsewhere they might.
        text = _MARKS.sub("-", _MARK_AT_END.sub("", self._run()))
        # An OR that joins nothing is a word; in capitals it would join when printed.
        word = Word("or" if _OR.fullmatch(text) else text)
        return word if word.words else None

    def _run(self) -> str:
        """Read up to a space, or to a parenthesis that closes one opened before this word."""
        start = self._position
        open_ = 0
        while self._position < len(self._text) and self._text[self._position] != " ":
            character = self._text[self._position]
            open_ += (character in OPEN) - (character in CLOSE)
            if open_ < 0:
                break
            self._position += 1
        return self._text[start : self._position]

    def _skip(self, characters: str) -> None:
        while self._position < len(self._text) and self._text[self._position] in characters:
            self._position += 1
