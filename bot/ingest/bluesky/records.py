"""Records of posts and reposts, as rows.

The fields are those of the network's lexicons: app.bsky.feed.post and app.bsky.feed.repost.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.archive.posts.details import Details
from bot.archive.posts.ids.networks import Network
from bot.archive.posts.ids.sort_key import sort_key_at
from bot.archive.posts.post import Kind, Origin, Visibility
from bot.archive.posts.row import MediaRows, PostRow
from bot.ingest.bluesky.addresses import POST, REPOST, post_reference, reference
from bot.ingest.bluesky.embeds import embedded
from bot.ingest.bluesky.facets import rich_text, tag_of
from bot.ingest.bluesky.times import written_at
from bot.languages import Message, lazy

# Translators: these reasons follow the place of a post: “repo.car, line 12: it has no text”.
_NO_RECORD = lazy("it is no record of a post")
_NO_TIME = lazy("neither what it states nor its key says when it was written")
_NO_ORIGINAL = lazy("it does not say what it reposts")

_NETWORK = Network.BLUESKY.value
_ORIGIN = int(Origin.EXPORT)
_POST, _REPLY, _REPOST = Kind.POST.value, Kind.REPLY.value, Kind.REPOST.value
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
_LABEL = re.compile(r"[a-z0-9!-]{1,128}")
_NONE: tuple[str, ...] = ()
_MOST = 100  # languages, labels and tags that are looked at


@dataclass(slots=True)
class RowMaker:
    """Makes rows of the records of one repository.

    `account` is the name of its owner, `did` the id. `latest` is when the repository was changed
    last, in milliseconds since 1970, None if it is not known; `exported_at` the same, 0 if the file
    is not whole. `unknown` counts the parts of posts that are of unknown types.
    """

    file: str
    account: str
    did: str
    latest: int | None
    exported_at: int
    unknown: int = 0

    def post(self, record: Any, key: str, line: int) -> PostRow | Message:
        """Return the row of a post, or why there is none; `line` is its number in the walk."""
        text = record.get("text") if isinstance(record, dict) else None
        if not isinstance(text, str) or record.get("$type") != POST:
            return _NO_RECORD
        written = written_at(record.get("createdAt"), key, self.latest)
        if written is None:
            return _NO_TIME
        milliseconds, precision, claimed = written
        id = f"at://{self.did}/{POST}/{key}"
        reply, embed = record.get("reply"), record.get("embed")
        parent = root = quoted = card = None
        if isinstance(reply, dict):
            parent, root = post_reference(reply.get("parent")), post_reference(reply.get("root"))
        shown, links, tags, mentions = text, _NONE, _NONE, _NONE
        facets, entities = record.get("facets"), record.get("entities")
        if facets or entities:
            shown, links, tags, mentions = rich_text(text, facets, entities)
        media: MediaRows = ()
        if embed is not None:
            found = embedded(embed)
            self.unknown += found.unknown
            media, card, quoted = found.media_rows, found.card, found.record
            links = _with(links, card.url if card else None)
            if quoted and quoted.collection != POST:
                links, quoted = _with(links, quoted.page), None
        if stated := record.get("tags"):
            tags = tuple(dict.fromkeys([*tags, *filter(None, map(tag_of, _list(stated)))]))
        labels = _labels(stated) if (stated := record.get("labels")) else None
        details = None
        if root or tags or card or quoted or mentions or claimed:
            details = Details(
                quotes=quoted.uri if quoted else None,
                card=card,
                tags=tags,
                mentions=mentions,
                root=root.uri if root else None,
                claimed_at=claimed,
            ).to_json()
        # By position: names take longer, and there may be millions of posts.
        return PostRow(
            _NETWORK,
            id,
            sort_key_at(id, milliseconds),
            self.account,
            self.did,
            milliseconds,
            precision,
            _REPLY if parent else _POST,
            shown,
            text,
            _ORIGIN,
            parent.uri if parent else None,
            self._name(parent.owner) if parent else None,
            1,  # what its parent is, if there is one, is known
            None,
            None,
            0,
            1 if labels else None,
            ", ".join(labels) if labels else None,
            _language(record.get("langs")),
            Visibility.PUBLIC.value,
            None,
            details,
            links,
            media,
            ((self.file, line, self.exported_at),),
        )

    def repost(self, record: Any, key: str, line: int) -> PostRow | Message:
        """Return the row of a repost, or why there is none."""
        if not isinstance(record, dict) or record.get("$type") != REPOST:
            return _NO_RECORD
        original = reference(record.get("subject"))
        if original is None or (address := original.page) is None:
            return _NO_ORIGINAL
        written = written_at(record.get("createdAt"), key, self.latest)
        if written is None:
            return _NO_TIME
        id = f"at://{self.did}/{REPOST}/{key}"
        details = Details(
            original=original.uri,
            original_account=self._name(original.owner),
            claimed_at=written.claimed,
            url=address,
        )
        return PostRow(
            network=_NETWORK,
            id=id,
            sort_key=sort_key_at(id, written.milliseconds),
            account=self.account,
            account_id=self.did,
            created_at=written.milliseconds,
            precision=written.precision,
            kind=_REPOST,
            text="",
            raw="",
            origin=_ORIGIN,
            reply_to=None,
            reply_to_account=None,
            parent_known=1,
            details=details.to_json(),
            links=(address,),
            sources=((self.file, line, self.exported_at),),
        )

    def _name(self, owner: str) -> str:
        """Return the name of an account: that of the repository's owner, or what an address has."""
        return self.account if owner == self.did else owner


def _with(links: tuple[str, ...], link: str | None) -> tuple[str, ...]:
    """Return links with another one, unless it is among them."""
    return links if link is None or link in links else (*links, link)


def _labels(labels: Any) -> list[str]:
    """Return what an author warns of. Labels with ! are settings, and no author sets them."""
    if not isinstance(labels, dict):
        return []
    values = _list(labels.get("values"))
    found = [value.get("val") for value in values if isinstance(value, dict)]
    stated = [
        value
        for value in found
        if isinstance(value, str) and _LABEL.fullmatch(value) and not value.startswith("!")
    ]
    return list(dict.fromkeys(stated))


def _language(languages: object) -> str | None:
    if not isinstance(languages, list) or not languages:
        return None
    first = languages[0]
    return first if isinstance(first, str) and _LANGUAGE.fullmatch(first) else None


def _list(value: object) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else []
