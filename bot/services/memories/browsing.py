"""Browsing: the posts of a month, and which months have some."""

from datetime import tzinfo

from bot.archive.memories.months import Counts, MonthPage, chosen_month
from bot.archive.paging import Paging
from bot.archive.search.query import values
from bot.errors import BadQueryError, NotInArchiveError, TooLongError
from bot.languages import lazy
from bot.services.archive_views import Archive, View
from bot.services.recently_used import RecentlyUsed
from bot.services.search.execution import time_limit
from bot.storage.archive.reader import ArchiveReader

_MOST_COUNTS = 32  # counts: one for each audience, account and time zone that ask at the same time


class Browsing:
    """Finds the posts of months; how many each has is kept until the archive changes."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._counts: RecentlyUsed[Counts] = RecentlyUsed(_MOST_COUNTS)

    async def page(
        self,
        year: int | None,
        month: int | None,
        zone: tzinfo,
        account: str = "",
        *,
        page: int = 0,
        page_size: int = 10,
        within: View | None = None,
    ) -> MonthPage | None:
        """Return a page, counted from 0, of the posts of a month, or the last page.

        `chosen_month` says of which month; days are those of `zone`. None if nothing is in the
        archive. Raises BadQueryError for what is no name of an account, NotInArchiveError for an
        account without posts.
        """
        name = account_name(account)
        asked = (year, month, zone, name, page, page_size)
        async with self._archive.view(within) as view:
            try:
                found = await view.read(self._soon, *asked)
            except TooLongError:
                found = await view.read_long(self._page, *asked)
        if found is None and name is not None:
            raise NotInArchiveError(
                lazy("The archive has no post of an account @{name}.", name=name)
            )
        return found

    async def counts(self, zone: tzinfo, account: str = "") -> Counts:
        """Return the months that have posts; the first errors as of `page`."""
        name = account_name(account)
        async with self._archive.view() as view:
            return await view.read_long(self._months, zone, name)

    def _soon(
        self,
        reader: ArchiveReader,
        year: int | None,
        month: int | None,
        zone: tzinfo,
        account: str | None,
        page: int,
        page_size: int,
    ) -> MonthPage | None:
        """Return the page. Raises TooLongError if it takes more than a second to count.

        Of one account all posts have to be read for that, so it is not even begun here.
        """
        if account is not None and self._counts.get(self._key(reader, zone, account)) is None:
            raise TooLongError
        with time_limit(reader):
            return self._page(reader, year, month, zone, account, page, page_size)

    def _page(
        self,
        reader: ArchiveReader,
        year: int | None,
        month: int | None,
        zone: tzinfo,
        account: str | None,
        page: int,
        page_size: int,
    ) -> MonthPage | None:
        counts = self._months(reader, zone, account)
        if not counts:
            return None
        shown = chosen_month(counts, year, month)
        keys = reader.months.keys(shown.range(zone), account)
        paging = Paging.of_items(page, len(keys), page_size)
        keys = keys[paging.items(page_size)]
        extents = reader.threads.extents(keys)
        posts = zip(reader.posts.by_keys(keys), keys, strict=True)
        return MonthPage(
            shown, tuple((post, extents[key].length) for post, key in posts), paging, counts
        )

    def _key(self, reader: ArchiveReader, zone: tzinfo, account: str | None) -> tuple[object, ...]:
        return reader.accounts, str(zone), account, reader.hidden.cache_key

    def _months(self, reader: ArchiveReader, zone: tzinfo, account: str | None) -> Counts:
        key = self._key(reader, zone, account)
        known = self._counts.get(key)
        if known is None:
            known = reader.months.counts(zone, account)
            self._counts.put(key, known)
        return known


def account_name(typed: str) -> str | None:
    """Return the name of an account, in lower case and without @; None for an empty text.

    Raises BadQueryError for what is no name.
    """
    if not typed:
        return None
    if (name := values.account(typed)) is None:
        raise BadQueryError(lazy("That is no name of an account. Write it as ada or @ada."))
    return name
