"""Cross-posts, read from archive.db."""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pyroaring import BitMap

from bot.archive.posts.details import Details
from bot.archive.posts.ids.links import web_address
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.people import AlsoOn
from bot.storage.archive.posts.left_out.hidden_view import HiddenPostView
from bot.storage.connections import ReaderConnection

_GROUPS = "SELECT post, first FROM main.cross_posts ORDER BY first, position"
_OTHERS = """
    SELECT cross_posts.post, cross_posts.first, posts.id, posts.network, accounts.name, details
    FROM main.cross_posts JOIN posts USING (post) JOIN accounts USING (account)
    WHERE cross_posts.first IN (SELECT value FROM json_each(?)) ORDER BY first, position
"""
_SHARE = 8  # if no more than one in so many is asked for, each is looked up


class CrossPostReader:
    """The groups of posts that say the same on several networks, oldest first.

    They are in memory, some ten bytes for each of their posts, and read anew when the archive has
    changed. They are those of the whole archive: who asks about posts has left out what is hidden
    or not for the audience.
    """

    def __init__(self, connection: ReaderConnection, hidden: HiddenPostView) -> None:
        self._connection = connection
        self._hidden = hidden
        self._generation, self._known_at = -1, -2
        self._posts = self._behind = BitMap()
        self._members = array("I")  # the posts of all groups, group by group
        self._starts = array("I")  # where the group of each member starts in there
        self._places = array("I")  # where each post is in there, by the order of keys

    def begin(self, generation: int) -> None:
        """Begin a snapshot of this generation."""
        self._generation = generation

    @property
    def posts(self) -> BitMap:
        """The keys of all posts that are in a group."""
        if self._known_at != self._generation:
            self._read()
            self._known_at = self._generation
        return self._posts

    @property
    def behind(self) -> BitMap:
        """The keys of those that are not the first of their group."""
        return self._behind if self.posts else self._posts

    def group(self, key: int) -> Sequence[int]:
        """Return the posts of the group of `key`, which must be in one, in order."""
        place = self._places[self._posts.rank(key) - 1]
        start = end = self._starts[place]
        while end < len(self._starts) and self._starts[end] == start:
            end += 1
        return self._members[start:end]

    def with_groups(self, keys: Iterable[int]) -> BitMap:
        """Return `keys` and all posts of their groups."""
        found = BitMap(keys)
        for key in found & self.posts:
            found.update(self.group(key))
        return found

    def repeated(self, keys: BitMap) -> BitMap:
        """Return those of `keys` of whose group an earlier post is among them."""
        few = keys & self.posts
        if len(few) < len(self._members) // _SHARE:
            return BitMap([key for key in few if self._first(key, few) != key])
        found, last = BitMap(), -1
        for key, start in zip(self._members, self._starts, strict=True):
            if key in few:
                if start == last:
                    found.add(key)
                last = start
        return found

    def once(self, keys: Iterable[int]) -> Iterator[int]:
        """Return `keys` in their order, without those of whose group one came before."""
        return self._once(keys) if self.posts else iter(keys)

    def others(self, keys: Iterable[int]) -> dict[int, tuple[AlsoOn, ...]]:
        """Return the other visible posts of the groups of `keys`, by key; many are in none."""
        wanted = BitMap(keys) & self.posts
        if not wanted:
            return {}
        groups: dict[int, list[tuple[int, AlsoOn]]] = defaultdict(list)
        firsts = json.dumps(sorted({self.group(key)[0] for key in wanted}))
        for post, first, id, network, name, details in self._connection.rows(_OTHERS, (firsts,)):
            if post not in self._hidden.keys:
                url = Details.from_json(details).url if details else None
                if not is_synthetic(id):
                    url = url or web_address(id, name)
                groups[first].append((post, AlsoOn(id, network, url)))
        return {
            key: tuple(one for post, one in groups[self.group(key)[0]] if post != key)
            for key in wanted
        }

    def _first(self, key: int, among: BitMap) -> int:
        return next(filter(among.__contains__, self.group(key)))

    def _once(self, keys: Iterable[int]) -> Iterator[int]:
        grouped, seen = self.posts, set[int]()
        for key in keys:
            if key in grouped:
                if key in seen:
                    continue
                seen.update(self.group(key))
            yield key

    def _read(self) -> None:
        members, starts = array("I"), array("I")
        start, known = 0, None
        for post, first in self._connection.execute(_GROUPS):
            if first != known:
                start, known = len(members), first
            members.append(post)
            starts.append(start)
        self._posts, self._members, self._starts = BitMap(members), members, starts
        self._behind = BitMap(
            [post for place, post in enumerate(members) if starts[place] != place]
        )
        places = {post: place for place, post in enumerate(members)}
        self._places = array("I", (places[post] for post in self._posts))
