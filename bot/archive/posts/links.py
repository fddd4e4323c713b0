"""References to a post: its id, or a link to it on Twitter or on a site that mirrors Twitter."""

import re

from bot.archive.posts.synthetic_id import is_synthetic
from bot.errors import BadQueryError
from bot.languages import lazy

# never translated: a pattern
_HOST = r"""
    (?:(?:www|mobile|m)\.)?(?:twitter|x)\.com
  | (?:[a-z]{1,6}\.)?(?:fxtwitter|vxtwitter|fixupx|fixvx|twittpr)\.com  # sites that make previews
  | (?:www\.)?(?:nitter(?:\.[a-z0-9-]{1,63}){1,4}|xcancel\.com)         # Nitter, at any address
"""
# Letters of other alphabets can look like those of a host, so only ASCII is accepted in one.
# Without a scheme the host must begin at a word boundary, or "evil-twitter.com" would match.
_LINK = re.compile(
    rf"""
    (?: https?:// | (?<![\w.@/:=-]) )
    (?ai:
        (?:{_HOST})(?::\d{{1,5}})?/
        (?:\#!/)?(?:i/web/|@?\w{{1,20}}/)?status(?:es)?/(?P<id>\d{{1,19}})(?!\w)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DIGIT = re.compile(r"\d", re.ASCII)
_ID = re.compile(r"\d{1,19}", re.ASCII)
_ACCOUNT = re.compile(r"\w{1,20}", re.ASCII)


def post_id(ref: str) -> str:
    """Return the id of the post that `ref` refers to by its id or by a link to it.

    The id may be synthetic. Of several links the first counts.
    Raises BadQueryError, whose message gives the right forms, for any other text.
    """
    id = find_post_id(ref)
    if id is None:
        raise BadQueryError(
            lazy(
                "That names no post. Give its id, such as 1585839954944749569, or a link to it, "
                "such as https://twitter.com/name/status/1585839954944749569."
            )
        )
    return id


def find_post_id(ref: str) -> str | None:
    """Return the id of the post that `ref` refers to, None if it is neither id nor link."""
    if not _DIGIT.search(ref):
        return None
    ref = ref.strip()
    if is_synthetic(ref):
        return ref
    if _ID.fullmatch(ref):
        return str(int(ref))
    return next(iter(status_ids(ref)), None)


def status_ids(text: str) -> list[str]:
    """Return the ids of the posts that `text` links to: in order, each once.

    Links may be in angle brackets or in Markdown, and may end in a query, a fragment, a picture's
    number or a language. Text that only looks like a link to a post is ignored.
    """
    return list(dict.fromkeys(str(int(match["id"])) for match in _LINK.finditer(text)))


def status_link(id: str, account: str | None = None) -> str:
    """Return the address of a post on Twitter; it also leads there without the right account."""
    name = account if account and _ACCOUNT.fullmatch(account) else "i"
    return f"https://twitter.com/{name}/status/{id}"
