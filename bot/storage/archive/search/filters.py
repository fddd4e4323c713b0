"""Filters as SQL conditions on a row of `posts`, with parameters. No condition is ever NULL."""

import json
from collections.abc import Iterable
from datetime import tzinfo
from typing import NamedTuple

from bot.archive.posts.ids.account_names import BLUESKY_DOMAIN, is_bare, is_did
from bot.archive.search.languages import subtags_of
from bot.archive.search.query.ast import And, Node, Not, Or, Phrase, Word
from bot.archive.search.query.filters import (
    Content,
    Filter,
    From,
    Has,
    Id,
    Is,
    Lang,
    MinLikes,
    MinReposts,
    OnEvery,
    OnNetwork,
    PostType,
    TimeFilter,
    To,
    Url,
    time_ranges,
)
from bot.storage.archive.posts.people.named import accounts_named
from bot.storage.archive.posts.references import meant_by


class Condition(NamedTuple):
    """An expression that is 1 or 0 for a row named `posts`, and its parameters in order."""

    sql: str
    parameters: tuple[object, ...] = ()


_ON_NETWORK = "posts.network = ?"
# Also by an id of before an edit, or of a part that it was joined from, or by an address.
_ID = """posts.post IN (SELECT known.post FROM (
 SELECT id, post FROM posts UNION ALL SELECT id, post FROM versions
 UNION ALL SELECT id, post FROM parts
) AS known WHERE known.id = ? UNION {meant})"""
# never translated
_ANSWERS = "coalesce(posts.reply_to_account, '') COLLATE NOCASE"
_BEGINS = r"posts.text LIKE ? ESCAPE '\' AND substr(posts.text, ?, 1) NOT GLOB '[A-Za-z0-9_]'"
# A domain goes on behind a dot or a hyphen; a name of X ends at either.
_ENDS = "substr(posts.text, ?, 2) NOT GLOB '[.-][A-Za-z0-9]'"
_TO_EXACT = f"({_ANSWERS} = ? OR ({_BEGINS} AND {_ENDS}))"
_TO_AT_ANY_HOST = f"""({_ANSWERS} = ? OR ({_ANSWERS} >= ? || '@' AND {_ANSWERS} < ? || '[')
 OR ({_BEGINS} AND {_ENDS}))"""
# Of an account of Bluesky only its DID may be known where it is answered.
_TO_ANY = f"""({_ANSWERS} = ? OR ({_ANSWERS} >= ? || '@' AND {_ANSWERS} < ? || '[')
 OR {_ANSWERS} = ? OR {_ANSWERS} IN (
  SELECT id FROM accounts WHERE network = 'bluesky' AND account IN ({{named}}))
 OR ({_BEGINS} AND (posts.network = 'twitter' OR {_ENDS}))
 OR ({_BEGINS} AND {_ENDS}))"""  # noqa: S608 - constants
_TO_DID = f"""({_ANSWERS} = ? OR {_ANSWERS} IN (
 SELECT name FROM account_names WHERE account IN ({{named}})))"""  # noqa: S608 - constants
# A day without a time is the same in every time zone. Each side of OR has an index of its own.
_WITHIN = """((posts.precision <> 'day' AND posts.created_at >= ? AND posts.created_at < ?)
 OR (posts.precision = 'day' AND posts.created_at >= ? AND posts.created_at < ?))"""
# One lookup in either index per range, and all of them once per statement.
_WITHIN_ONE_OF = """posts.post IN (
 SELECT timed.post FROM json_each(?) AS span CROSS JOIN posts AS timed
 ON timed.precision <> 'day' AND timed.created_at >= json_extract(span.value, '$[0]')
 AND timed.created_at < json_extract(span.value, '$[1]')
 UNION ALL
 SELECT dated.post FROM json_each(?) AS span CROSS JOIN posts AS dated
 ON dated.precision = 'day' AND dated.created_at >= json_extract(span.value, '$[2]')
 AND dated.created_at < json_extract(span.value, '$[3]'))"""
_HAS_MEDIA = """EXISTS (SELECT 1 FROM media WHERE media.post = posts.post
 AND media.kind IN (SELECT value FROM json_each(?)))"""
_HAS_LINK = "EXISTS (SELECT 1 FROM addresses WHERE addresses.post = posts.post)"
_HAS_TEXT = """EXISTS (SELECT 1 FROM media JOIN picture_files USING (path)
 JOIN picture_texts USING (hash) WHERE media.post = posts.post AND picture_texts.text <> '')"""
# SQLite's lower() changes only ASCII, as the filter does; instr() has no wildcards.
_URL = """EXISTS (SELECT 1 FROM addresses
 WHERE addresses.post = posts.post AND instr(lower(addresses.url), ?) > 0)"""
_IS = "posts.kind = ?"
_IS_QUOTE = """(posts.kind <> 'repost'
 AND EXISTS (SELECT 1 FROM quotes WHERE quotes.post = posts.post))"""
_IN_THREAD = """(EXISTS (SELECT 1 FROM parent_links WHERE parent_links.child = posts.post)
 OR EXISTS (SELECT 1 FROM parent_links WHERE parent_links.parent = posts.post))"""
_IS_DELETED = "posts.post IN (SELECT post FROM deleted_posts)"
_SEEN_BY = "posts.visibility = '{}'"
_SPECIAL = {
    PostType.QUOTE: _IS_QUOTE,
    PostType.THREAD: _IN_THREAD,
    PostType.DELETED: _IS_DELETED,
    PostType.PUBLIC: _SEEN_BY.format(PostType.PUBLIC),
    PostType.UNLISTED: _SEEN_BY.format(PostType.UNLISTED),
    PostType.FOLLOWERS: _SEEN_BY.format(PostType.FOLLOWERS),
}
# An unknown count is not even 0.
_MIN_LIKES = "coalesce(posts.likes, -1) >= ?"
_MIN_REPOSTS = "coalesce(posts.reposts, -1) >= ?"
# A language of few posts is looked up as the list of them: to look at the words of each post takes
# three times as long, more than a second for a million posts. Of a common one the list is the slow
# one. What an export states counts until the words are analysed by a language, which looks at it.
_LANG = """(CASE
 WHEN (SELECT count(*) FROM (SELECT 1 FROM words WHERE language = ? LIMIT 20001)) > 20000
 THEN coalesce((SELECT words.language = ? FROM words WHERE words.post = posts.post), 0)
 ELSE posts.post IN (SELECT post FROM words WHERE language = ?) END
 OR ((SELECT version FROM analysis) = 1 AND coalesce(
  lower(substr(posts.language, 1, instr(posts.language || '-', '-') - 1))
  IN (SELECT value FROM json_each(?)), 0)))"""
_WITH_ITS_VALUE: dict[type[Filter], str] = {
    OnNetwork: _ON_NETWORK,
    Url: _URL,
    MinLikes: _MIN_LIKES,
    MinReposts: _MIN_REPOSTS,
}

_KINDS = {
    Content.IMAGE: ("image",),
    Content.VIDEO: ("video", "gif"),
    Content.MEDIA: ("image", "video", "gif", "audio"),
}


def condition(tree: Node, zone: tzinfo) -> Condition:
    """Return the condition for `tree`, which contains only filters.

    Its days are those of `zone`. Raises TypeError for words and phrases: those are not filters.
    """
    match tree:
        case And(parts):
            return _joined(" AND ", parts, zone) if parts else Condition("1")
        case Or(parts):
            return _joined(" OR ", parts, zone)
        case Not(part):
            inner = condition(part, zone)
            return Condition(f"NOT {inner.sql}", inner.parameters)
        case Word(_) | Phrase(_):
            raise TypeError("words and phrases are not decided by storage's filters")
        case _:
            return _filter_condition(tree, zone)


def _joined(operator: str, parts: Iterable[Node], zone: tzinfo) -> Condition:
    conditions = [condition(part, zone) for part in parts]
    sql = operator.join(one.sql for one in conditions)
    parameters = (parameter for one in conditions for parameter in one.parameters)
    return Condition(f"({sql})", tuple(parameters))


def _id_condition(id: str) -> Condition:
    meant, parameters = meant_by(id)
    return Condition(_ID.format(meant=meant), (id, *parameters))


def _filter_condition(wanted: Filter, zone: tzinfo) -> Condition:  # noqa: PLR0911 - one each
    match wanted:
        case Id(id):
            return _id_condition(id)
        case OnNetwork(value) | Url(value) | MinLikes(value) | MinReposts(value):
            return Condition(_WITH_ITS_VALUE[type(wanted)], (value,))
        case From(_) | To(_):
            return _account_condition(wanted)
        case Lang(code):
            return Condition(_LANG, (code, code, code, json.dumps(subtags_of(code))))
        case Has(content):
            return _content_condition(content)
        case Is(post_type):
            special = _SPECIAL.get(post_type)
            return Condition(special) if special else Condition(_IS, (post_type.value,))
        case _:
            return _time_condition(wanted, zone)


def _content_condition(content: Content) -> Condition:
    if content in _KINDS:
        return Condition(_HAS_MEDIA, (json.dumps(_KINDS[content]),))
    return Condition(_HAS_LINK if content is Content.LINK else _HAS_TEXT)


def _account_condition(wanted: From | To) -> Condition:
    """Return the condition for posts by an account; or that answer it, or begin with its @name."""
    account = wanted.account
    if isinstance(wanted, From):
        named, parameters = accounts_named(account)
        return Condition(f"posts.account IN ({named})", parameters)
    if is_did(account):
        named, parameters = accounts_named(account)
        return Condition(_TO_DID.format(named=named), (account, *parameters))
    mention = _mention(account)
    if "@" in account:
        return Condition(_TO_EXACT, (account, *mention, mention[1]))
    if not is_bare(account):
        return Condition(_TO_AT_ANY_HOST, (account, account, account, *mention, mention[1]))
    named, parameters = accounts_named(account)
    handle = account + BLUESKY_DOMAIN
    of_handle = _mention(handle)
    return Condition(
        _TO_ANY.format(named=named),
        (account, account, account, handle, *parameters, *mention, mention[1],
         *of_handle, of_handle[1]),
    )  # fmt: skip


def _mention(account: str) -> tuple[str, int]:
    """Return the pattern of a text that begins with an @name, and the position behind that."""
    mention = f"@{account}"
    return f"{_escape_like(mention)}%", len(mention) + 1


def _time_condition(wanted: TimeFilter, zone: tzinfo) -> Condition:
    times = time_ranges(wanted, zone)
    if isinstance(wanted, OnEvery):
        ranges = json.dumps(times)
        return Condition(_WITHIN_ONE_OF, (ranges, ranges))
    (only,) = times
    return Condition(_WITHIN, only)


def _escape_like(text: str) -> str:
    """Return `text` as a LIKE pattern that matches it literally, with backslash as escape."""
    return "".join(f"\\{letter}" if letter in r"\%_" else letter for letter in text)
