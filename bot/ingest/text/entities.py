"""What the text of a post is made of: entities, links, mentions, reposts."""

import re
from collections.abc import Sequence

from bot.archive.posts.post import Kind

_ENTITY = re.compile("&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}

# Quotation marks and the punctuation of East Asia end an address. Where a character could be taken
# for another it is given by its number.
_LINK = re.compile(
    r"(?i:https?)://[^\s<>\"\u00ab\u00bb\u2018-\u201e\u2039\u203a\u200b\u3000-\u3002\u3008-\u3011"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
_ENDS = ".,:;!?'*_~…"
_PAIRS = {")": "(", "]": "[", "}": "{"}

_MENTION = re.compile(r"@([A-Za-z0-9_]{1,20})")
_LEADING = re.compile(r"(?:@[A-Za-z0-9_]{1,20}(?:\s+|$))*")
_REPOST = re.compile(r"RT @[A-Za-z0-9_]{1,20}:")


def unescape(text: str) -> str:
    """Return `text` without the entities that Twitter writes: &, < and > and no others."""
    return _ENTITY.sub(lambda match: _CHARACTERS[match[1]], text) if "&" in text else text


def links(text: str) -> tuple[str, ...]:
    """Return the addresses in `text`, each once, in order, without the punctuation after them."""
    if "://" not in text:
        return ()
    found = (_without_ending(match[0]) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(link for link in found if not link.endswith("://")))


def kind_of(text: str) -> tuple[Kind, str | None]:
    """Return what a post is by its text alone, and whom it answers, as far as that tells.

    Early layouts do not say whether a post is a reply: a leading mention makes it one.
    """
    if text[:1] not in {"R", "@"}:
        return Kind.POST, None
    if _REPOST.match(text):
        return Kind.REPOST, None
    if mention := _MENTION.match(text):
        return Kind.REPLY, mention[1]
    return Kind.POST, None


def restore_mentions(names: Sequence[str], body: str, owner: str | None) -> str:
    """Return `body` with the mentions of `names` before it that a layout moved into a header.

    Those are the ones it does not begin with by itself. The owner's own name is never put back: a
    header shows it for every reply to oneself, whether or not the text began so.
    """
    lead = [name for name in names if name.lower() != (owner or "").lower()]
    wanted = [name.lower() for name in lead]
    leading = _LEADING.match(body)
    there = [name.lower() for name in _MENTION.findall(leading[0])] if leading else []
    missing = 0
    while there[: len(wanted) - missing] != wanted[missing:]:
        missing += 1
    mentions = [f"@{name}" for name in lead[:missing]]
    return " ".join([*mentions, body] if body else mentions)


def _without_ending(link: str) -> str:
    surplus = {close: link.count(close) - link.count(opens) for close, opens in _PAIRS.items()}
    end = len(link)
    while end and (link[end - 1] in _ENDS or surplus.get(link[end - 1], 0) > 0):
        end -= 1
        if link[end] in surplus:
            surplus[link[end]] -= 1
    return link[:end]
