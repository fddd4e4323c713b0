"""Conversion of posts from the JSON of Twitter's own export to rows of the archive.

Every number is text there, `retweeted`, `favorited` and `truncated` are meaningless, and any value
may be of a wrong type in a damaged file: nothing is trusted without a check.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple

from bot.archive.posts.ids.snowflake import snowflake_milliseconds
from bot.archive.posts.ids.sort_key import sort_key_at
from bot.archive.posts.post import NETWORK, Kind, Origin, Repair, Visibility
from bot.archive.posts.precision import precision_of
from bot.archive.posts.row import PostRow, media_rows, with_full_post
from bot.archive.timestamps import to_milliseconds
from bot.ingest.export.facts import count_of, flag_of, language_of
from bot.ingest.export.media import entries_of, media_of
from bot.ingest.export.reposts import reposted_in, whole_repost
from bot.ingest.export.short_links import expand, expansions, stated_links
from bot.ingest.records.records import STAMP, as_id, moment_of, parse_stamp
from bot.ingest.text.entities import is_repost, unescape, unescape_own
from bot.ingest.text.line_feeds import with_line_feeds
from bot.languages import Message, lazy

Repairer = Callable[[str], tuple[str, str | None]]
"""Returns text repaired, and the plan used; None if there was nothing to repair."""

_STAMP = re.compile(STAMP, re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d{1,6})?(?: ?[+-]00:?00|Z)?")
_NAME = re.compile(r"@?(\w{1,20})", re.ASCII)
_MENTION = re.compile(r"@(\w{1,20})", re.ASCII)

_DAY = 86_400_000  # ms
_PUBLIC = str(Visibility.PUBLIC)
_ESCAPED_SINCE = to_milliseconds(datetime(2013, 1, 1, tzinfo=UTC))
"""From then on exports since 2018, whose texts are under `full_text`, have every & escaped (before,
80 of 18,093 posts have a bare one), so no entity but Twitter's own three can be in them."""

NO_ID = lazy("it has no id, or one that cannot be")
NO_TEXT = lazy("it has no text")
NO_DATE = lazy("its time is missing or not in the calendar")
CONTRADICTS = lazy("its id and its time contradict each other")
OTHERS = lazy("it names another account than the export's as its author")


class ShownText(NamedTuple):
    """The text of a post as it was shown, the addresses in it, and its repair, None without one."""

    text: str
    links: tuple[str, ...]
    repair: Repair | None


@dataclass(frozen=True, slots=True)
class TweetText:
    """The text of a post as an export has it, and the replacements to make in it.

    `full` maps short addresses to their expansions: empty for the post's own media. `decode` undoes
    the escapes in `written`; None if it has none.
    """

    written: str
    full: dict[str, str]
    has_media: bool
    decode: Callable[[str], str] | None

    def read(self, repairer: Repairer) -> ShownText:
        """Return the text as it was shown."""
        full = self.full
        if self.decode and full:  # addresses are not escaped
            full = {short: escape(long, quote=False) for short, long in full.items()}
        text = expand(self.written, full)
        if text.isascii():
            shown = self._shown(text)
            return ShownText(shown, stated_links(shown, self.full.values()), None)
        text = storable(text)
        repaired, plan = repairer(text)
        shown = self._shown(repaired)
        if plan is None:
            return ShownText(shown, stated_links(shown, self.full.values()), None)
        stated = [form for one in self.full.values() for form in (one, repairer(storable(one))[0])]
        return ShownText(shown, stated_links(shown, stated), Repair(plan, self._shown(text)))

    def _shown(self, text: str) -> str:
        # What is stripped may be half of a damaged character, so this must follow the repair.
        text = text.rstrip() if self.has_media else text
        return with_line_feeds(self.decode(text) if self.decode else text)


class TweetAuthor(NamedTuple):
    """The author that a post states, by name and id; None for what it does not state."""

    name: str | None
    id: str | None

    def may_be(self, name: str, id: str | None) -> bool:
        """Return whether the author can be this account: the id decides, if both have one."""
        if self.id is not None and id is not None:
            return self.id == id
        return self.name is None or self.name.lower() == name.lower()

    def name_unless(self, name: str) -> str:
        """Return the author's name; `name` if that is the same or none is stated."""
        return name if self.name is None or self.name.lower() == name.lower() else self.name


_NOBODY = TweetAuthor(None, None)


@dataclass(frozen=True, slots=True)
class TweetConverter:
    """Converts the objects in one file to rows, whose text has the quality `origin`.

    `exported_at` is in milliseconds since 1970, 0 for none.
    """

    file: str
    account: str
    exported_at: int
    repairer: Repairer
    origin: Origin
    account_id: str | None = None

    def row(self, tweet: dict[str, Any], line: int) -> PostRow | Message:
        """Return the post in an object at the 1-based `line`, or why it cannot be read."""
        post_id = id_of(tweet)
        if post_id is None:
            return NO_ID
        stamp = stamp_of(tweet.get("created_at"))
        if not isinstance(body := text_of(tweet, stamp), TweetText):
            return body
        if stamp is None:
            return NO_DATE
        created_at = moment_of(post_id, stamp)
        if created_at is None:
            created_at = _time_on_day(post_id, stamp)
            if created_at is None:
                return CONTRADICTS
        author = author_of(tweet)
        if not author.may_be(self.account, self.account_id):
            return OTHERS
        text, links, repair = body.read(self.repairer)
        kind, reply_to, reply_to_account = _reply_fields(tweet, text)
        entries = entries_of(tweet) if body.has_media else []
        row = PostRow(
            NETWORK,
            post_id,
            sort_key_at(post_id, created_at),
            author.name_unless(self.account),
            self.account_id or author.id,
            created_at,
            str(precision_of(post_id, created_at, of_export=True)),
            str(kind),
            text,
            storable(str(_text(tweet))),
            int(self.origin),
            reply_to,
            reply_to_account,
            1,
            count_of(tweet.get("favorite_count")),
            count_of(tweet.get("retweet_count")),
            self.exported_at,
            flag_of(tweet.get("possibly_sensitive")),
            None,
            language_of(tweet.get("lang")),
            _PUBLIC,
            None,
            None,
            links,
            media_rows(media_of(entries, post_id, self._clean)) if entries else (),
            ((self.file, line, self.exported_at),),
        )
        return with_full_post(row, repair)

    def _clean(self, text: str) -> str:
        return with_line_feeds(self.repairer(storable(text))[0])


def tweet_in(value: dict[str, Any]) -> dict[str, Any]:
    """Return the post in an object of the list: it may be wrapped, under any name."""
    tweet = value.get("tweet")
    if isinstance(tweet, dict):
        return tweet
    if len(value) == 1:
        (only,) = value.values()
        if isinstance(only, dict):
            return only
    return value


def is_tweet(tweet: dict[str, Any]) -> bool:
    """Return whether an object is a post, and not something else with an id."""
    return "created_at" in tweet and _text(tweet) is not None and id_of(tweet) is not None


def author_of(tweet: dict[str, Any]) -> TweetAuthor:
    """Return the author that a post states; only those of old exports state one."""
    user = tweet.get("user")
    if not isinstance(user, dict):
        return _NOBODY
    id = as_id(user.get("id_str")) or as_id(user.get("id"))
    return TweetAuthor(name_of(user.get("screen_name")), id)


def id_of(tweet: dict[str, Any]) -> str | None:
    """Return the id of a post, None if it has no valid one."""
    return as_id(tweet.get("id_str")) or as_id(tweet.get("id"))


def name_of(value: object) -> str | None:
    """Return an account's name without `@`; None if `value` is not valid."""
    match = _NAME.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else None


def stamp_of(value: object) -> int | None:
    """Return the time, in ms since 1970, of a stamp in Twitter's exports; None if invalid."""
    if not isinstance(value, str):
        return None
    if match := _STAMP.fullmatch(value):
        return parse_stamp(*match.groups())
    if match := _ISO.fullmatch(value):
        year, month, day, hour, minute, second = map(int, match.groups())
        try:
            return to_milliseconds(datetime(year, month, day, hour, minute, second, tzinfo=UTC))
        except ValueError:
            return None
    return None


def text_of(tweet: dict[str, Any], stamp: int | None) -> TweetText | Message:
    """Return the text of a post of the time `stamp`, or why there is none."""
    written = _text(tweet)
    if written is None:
        return NO_TEXT
    full = _expansions(tweet)
    if "retweeted_status" in tweet:
        original = reposted_in(tweet)
        written = whole_repost(written, _text(original) or "")
        full = _expansions(original) | full
    entries = entries_of(tweet)
    for entry in entries:
        if isinstance(url := entry.get("url"), str) and "://" in url:
            full[url] = ""
    is_escaped = "full_text" in tweet and stamp is not None and stamp >= _ESCAPED_SINCE
    decode = unescape_own if is_escaped else unescape
    return TweetText(written, full, has_media=bool(entries), decode=decode)


def storable(text: str) -> str:
    """Return `text` without surrogates, which JSON can contain and a database cannot.

    Pairs become their character; single surrogates are lost.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _expansions(tweet: dict[str, Any]) -> dict[str, str]:
    entities = tweet.get("entities")
    return expansions(entities.get("urls")) if isinstance(entities, dict) else {}


def _text(tweet: dict[str, Any]) -> str | None:
    text = tweet.get("full_text", tweet.get("text"))
    return text if isinstance(text, str) else None


def _time_on_day(post_id: str, stamp: int) -> int | None:
    """Return a post's time by its id if an old export has only the day in `stamp`."""
    by_id = snowflake_milliseconds(post_id)
    if by_id is not None and stamp % _DAY == 0 and by_id // _DAY == stamp // _DAY:
        return by_id
    return None


def _reply_fields(tweet: dict[str, Any], text: str) -> tuple[Kind, str | None, str | None]:
    """Return a post's kind, and the id and account that it replies to."""
    parent = as_id(tweet.get("in_reply_to_status_id_str")) or as_id(
        tweet.get("in_reply_to_status_id")
    )
    account = name_of(tweet.get("in_reply_to_screen_name"))
    if parent and not account and (mention := _MENTION.match(text)):
        account = mention[1]
    if "retweeted_status" in tweet or is_repost(text):
        return Kind.REPOST, parent, account
    user = tweet.get("in_reply_to_user_id_str") or tweet.get("in_reply_to_user_id")
    return Kind.REPLY if parent or account or as_id(user) else Kind.POST, parent, account
