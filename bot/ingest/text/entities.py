"""The parts of a post's text: entities, links, mentions, reposts."""

import html
import re
import unicodedata
from collections.abc import Sequence
from html.entities import html5

from bot.archive.posts.post import Kind

_ENTITY = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31};)|#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6});)")
_TWITTERS = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_TWITTERS_ENTITY = re.compile("|".join(_TWITTERS))

# In ASCII, what RFC 3986 allows in an address. An address may begin right behind another one.
_LINK = re.compile(r"(?i:https?)://(?:(?!(?<=[A-Za-z0-9])https?://)[^\s\0-\x20<>\"\\^`{|}\x7f])+")
_TRAILING = ".,:;!?'*~\u2013"
_PAIRS = {")": "(", "]": "["}
# Behind these a word of any script is part of an address, behind letters and digits it is text.
_JOINS = frozenset("/=+-_")
_LATIN = frozenset("\u2013").union(  # with the dash of titles, as in a Wikipedia address
    letter
    for letter in map(chr, (*range(0xC0, 0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00)))
    if unicodedata.category(letter)[0] in "LM"
)

_FIRST = frozenset("R@\u267a\u267b")  # what a repost or a reply begins with
_MENTION = re.compile(r"@([A-Za-z0-9_]{1,20})")
# A possessive, "RT @name's", is about the name: these are an author's own words.
_REPOST = re.compile(
    r"(?:RT:?\s{0,3}|[\u267a\u267b]\ufe0f?\s{0,3})@[A-Za-z0-9_]{1,20}(?=\s{0,3}[:\uff1a]|\s|\Z)"
)


def unescape(text: str) -> str:
    """Return `text` with its entities decoded, each once.

    Twitter escapes &, < and >, but some old texts hold others, as they were sent to it. None is
    read without its semicolon: `&copy=1` is part of an address.
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def unescape_own(text: str) -> str:
    """Return `text` with the three entities decoded, each once, that Twitter itself writes."""
    if "&" not in text:
        return text
    return _TWITTERS_ENTITY.sub(lambda entity: _TWITTERS[entity[0]], text)


def _character(entity: re.Match[str]) -> str:
    """Return the character that an entity names, or the entity itself if it names none."""
    if entity[0] in _TWITTERS:
        return _TWITTERS[entity[0]]  # nearly all: faster than html5
    if entity[1]:
        return html5.get(entity[1], entity[0])
    character = html.unescape(entity[0])
    return character if character not in {"", "\ufffd"} else entity[0]


def links(text: str) -> tuple[str, ...]:
    """Return the addresses in `text`, each once, in order, without what is right behind them.

    An address ends at a character that RFC 3986 and common IRIs do not have, at a word of a script
    other than Latin that follows a letter or digit, and before punctuation that ends a sentence.
    """
    if "://" not in text:
        return ()
    found = (_without_trailing_punctuation(_address(match[0])) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(link for link in found if not link.endswith("://")))


def is_repost(text: str) -> bool:
    """Return whether a text is a repost: it begins with the name of another author.

    `RT @name: text` is what Twitter writes. Without the colon it was written by hand and by clients
    until about 2011, in up to 3.6 % of the posts of an old archive; other clients wrote `RT: @name`
    and, as StatusNet did, a recycling sign. Own words before it make a post of one's own.
    """
    return _REPOST.match(text) is not None


def kind_of(text: str) -> tuple[Kind, str | None]:
    """Return a post's kind judging by its text alone, and the account it replies to, or None.

    Early layouts do not record whether a post is a reply: a leading mention makes it one.
    """
    if text[:1] not in _FIRST:
        return Kind.POST, None
    if is_repost(text):
        return Kind.REPOST, None
    if mention := _MENTION.match(text):
        return Kind.REPLY, mention[1]
    return Kind.POST, None


def restore_mentions(names: Sequence[str], body: str, owner: str | None) -> str:
    """Return `body` preceded by the mentions of `names` that a layout moved into a header.

    The layout moved all that the text began with, so all are put back, an at sign alone too. Only
    the owner's name alone is not: a header shows it for any reply that began with no mention.
    """
    if [name.lower() for name in names] == [(owner or "").lower()]:
        return body
    mentions = [f"@{name}" for name in names]
    return " ".join([*mentions, body] if body else mentions)


def _address(link: str) -> str:
    """Return `link` up to the first character that cannot be part of an address at its place."""
    if link.isascii():
        return link
    foreign = False  # whether this part of the path has a word of another script
    for position, character in enumerate(link):
        if character == "/":
            foreign = False
        elif not (character.isascii() or character in _LATIN):
            foreign = foreign or link[position - 1] in _JOINS
            if not (foreign and _is_of_word(character)):
                return link[:position]
    return link


def _is_of_word(character: str) -> bool:
    """Return whether a character is a letter, a mark on one, or a digit; no superscript is."""
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _without_trailing_punctuation(link: str) -> str:
    surplus = {close: link.count(close) - link.count(opens) for close, opens in _PAIRS.items()}
    end = len(link)
    while end and (link[end - 1] in _TRAILING or surplus.get(link[end - 1], 0) > 0):
        end -= 1
        if link[end] in surplus:
            surplus[link[end]] -= 1
    return link[:end]
