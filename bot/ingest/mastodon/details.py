"""What a post states beside its text: an edit, a quote, a poll, tags, its page."""

from typing import Any

from bot.archive.posts.details import Details, Poll
from bot.ingest.export.facts import count_of
from bot.ingest.mastodon.mentions import Mentions, hashtags
from bot.ingest.mastodon.values import dicts, id_of, ms_of, text_of, total_of
from bot.ingest.records.validation import is_page

_KEYS = ("updated", "quote", "quoteUri", "_misskey_quote", "oneOf", "anyOf", "tag")
_MARKED_GONE = "Tombstone"


def details_of(note: dict[str, Any], page: str, mentions: Mentions) -> Details | None:
    """Return what the object of a post states; None if that is nothing, as of most.

    `page` is the address of the post as it follows from its id.
    """
    url = note.get("url")
    if url == page and not any(map(note.get, _KEYS)):
        return None
    edited_at = ms_of(note.get("updated"))
    if edited_at is not None and edited_at == ms_of(note.get("published")):
        edited_at = None
    quotes, is_gone = _quoted(note)
    url = _page(url)
    return Details(
        edited_at=edited_at,
        quotes=quotes,
        quote_is_gone=is_gone,
        poll=_poll(note),
        tags=hashtags(note.get("tag")),
        mentions=mentions.ids,
        url=None if url == page else url,
    )


def _quoted(note: dict[str, Any]) -> tuple[str | None, bool]:
    """Return the id of the post that a post quotes, and whether it quotes one that is gone."""
    quote = note.get("quote")
    if isinstance(quote, dict) and quote.get("type") == _MARKED_GONE:
        return None, True
    stated = (quote, note.get("quoteUri"), note.get("_misskey_quote"))
    return next(filter(None, map(id_of, stated)), None), False


def _poll(note: dict[str, Any]) -> Poll | None:
    """Return the poll of a post. Votes that the server hides are null in the file, and not 0."""
    multiple = isinstance(note.get("anyOf"), list)
    options = [
        (name, total_of(option.get("replies")))
        for option in dicts(note.get("anyOf" if multiple else "oneOf"))
        if (name := text_of(option.get("name")))
    ]
    if not options:
        return None
    closes_at = ms_of(note.get("endTime")) or ms_of(note.get("closed"))
    return Poll(tuple(options), multiple, closes_at, count_of(note.get("votersCount")))


def _page(value: object) -> str | None:
    """Return the address of a post's page, of which other servers list several."""
    for one in value if isinstance(value, list) else [value]:
        address = one.get("href") if isinstance(one, dict) else one
        if is_page(address):
            return address
    return None
