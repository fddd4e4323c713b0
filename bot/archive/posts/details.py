"""What only posts of Mastodon and Bluesky have, as one value that is stored as JSON.

Most posts have few of these facts, and nothing is searched by them alone, so they are no columns.
"""

import json
from dataclasses import dataclass
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll: each option with its votes, None where the server hides them.

    `multiple` is whether several options could be chosen, `closes_at` the stated end, in
    milliseconds since 1970, and `voters` how many people voted; None where they are not stated.
    """

    options: tuple[tuple[str, int | None], ...]
    multiple: bool = False
    closes_at: int | None = None
    voters: int | None = None


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The preview of a linked page, as the author's client wrote it."""

    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """What a post of Mastodon or Bluesky states beside its text.

    `edited_at` is the time of the last edit in milliseconds since 1970. `quotes` is the id of the
    post that it quotes; `quote_is_gone` that it quoted one which is deleted. Of a repost,
    `original` is the id of what it repeats, and `original_account` its author as far as known: a
    name as in Post.account, or an id of the network. `tags` are hashtags as the network indexes
    them, some of which stand nowhere in the text; `mentions` the ids of mentioned accounts. `root`
    is the id of the post that a reply claims its thread to begin with. `claimed_at` is the time
    that a client claimed, as written, where it is not plausible and the post has another. `url` is
    the address of the post where it does not follow from its id.
    """

    edited_at: int | None = None
    quotes: str | None = None
    quote_is_gone: bool = False
    original: str | None = None
    original_account: str | None = None
    poll: Poll | None = None
    card: LinkCard | None = None
    tags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    root: str | None = None
    claimed_at: str | None = None
    url: str | None = None

    def to_json(self) -> str | None:
        """Return it as JSON, equal for equal values; None if there is nothing to say."""
        facts: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if value:
                facts[name] = value
        if self.edited_at is not None:
            facts["edited_at"] = self.edited_at
        if self.poll:
            poll = self.poll
            facts["poll"] = [poll.options, poll.multiple, poll.closes_at, poll.voters]
        if self.card:
            facts["card"] = [self.card.url, self.card.title, self.card.description]
        if not facts:
            return None
        return _ENCODER.encode(facts)

    @classmethod
    def from_json(cls, packed: str) -> "Details":
        """Return what `to_json` wrote. Raises ValueError, TypeError or KeyError for damage."""
        facts = json.loads(packed)
        if poll := facts.get("poll"):
            options, multiple, closes_at, voters = poll
            facts["poll"] = Poll(
                tuple((name, votes) for name, votes in options), multiple, closes_at, voters
            )
        if card := facts.get("card"):
            facts["card"] = LinkCard(*card)
        for name in ("tags", "mentions"):
            if name in facts:
                facts[name] = tuple(facts[name])
        return cls(**facts)


def tags_of(packed: str | None) -> tuple[str, ...]:
    """Return the tags of details as JSON, most of which have none."""
    if packed is None or '"tags"' not in packed:
        return ()
    return Details.from_json(packed).tags


def beside_text(warning: str | None, tags: tuple[str, ...]) -> str:
    """Return what a post is found by beside its text: its content warning, and its tags."""
    if not (warning or tags):
        return ""
    return " ".join([*([warning] if warning else ()), *(f"#{tag}" for tag in tags)])


NO_DETAILS = Details()
"""The details of a post that states none."""
