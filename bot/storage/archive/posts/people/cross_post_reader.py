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
_NONE = (1 << 32) - 1


class CrossPostReader:
    """The groups of posts that say the same on several networks, oldest first.

    They are in memory, four bytes for each post of the archive, and read anew when the archive has
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
        self._start_of = array("I")  # the same by key, _NONE for a post that is in no group

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
        start = end = self._start_of[key]
        while end < len(self._starts) and self._starts[end] == start:
            end += 1
        return self._members[start:end]

    def with_groups(self, keys: Iterable[int]) -> BitMap:
        """Return `keys` and all posts of their groups."""
        found = BitMap(keys)
        for key in found & self.posts:
            found.update(self.group(key))
        return found

    def with_earlier(self, keys: BitMap) -> BitMap:
        """Return `keys` and all posts of their groups that come before one of them."""
        earlier = BitMap()
        for key in keys & self.behind:
            place = self._start_of[key]
            while self._members[place] != key:
                earlier.add(self._members[place])
                place += 1
        return keys | earlier

    def repeated(self, keys: BitMap) -> BitMap:
        """Return those of `keys` of whose group an earlier post is among them."""
        found = BitMap()
        for key in keys & self.behind:
            place = self._start_of[key]
            while self._members[place] != key:
                if self._members[place] in keys:
                    found.add(key)
                    break
                place += 1
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

    def _once(self, keys: Iterable[int]) -> Iterator[int]:
        start_of, seen = self._start_of, set[int]()
        for key in keys:
            start = start_of[key] if key < len(start_of) else _NONE
            if start != _NONE:
                if start in seen:
                    continue
                seen.add(start)
            yield key

    def _read(self) -> None:
        members, starts = array("I"), array("I")
        start, known = 0, None
        for post, first in self._connection.rows(_GROUPS):
            if first != known:
                start, known = len(members), first
            members.append(post)
            starts.append(start)
        start_of = array("I", [_NONE]) * (max(members, default=-1) + 1)
        for post, start in zip(members, starts, strict=True):
            start_of[post] = start
        self._posts, self._members, self._starts = BitMap(members), members, starts
        self._start_of = start_of
        self._behind = BitMap(
            [post for place, post in enumerate(members) if starts[place] != place]
        )
