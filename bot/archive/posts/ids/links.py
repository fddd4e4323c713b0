"""References to a post: its id, or an address of it on its network or on a site that mirrors it.

An address need not state the id: one of Mastodon's has the number and a host, one of Bluesky's may
have a handle. Then the reference is an id of the usual form, and `same_post` says which stored
posts it may mean.
"""

import re

from bot.archive.patterns import deferred
from bot.archive.posts.ids.networks import Network, network_of
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.ids.tid import tid_milliseconds
from bot.errors import BadQueryError
from bot.languages import lazy

# never translated: a pattern
_HOST = r"""
    (?:(?:www|mobile|m)\.)?(?:twitter|x)\.com
  | (?:[a-z]{1,6}\.)?(?:fxtwitter|vxtwitter|fixupx|fixvx|twittpr)\.com  # sites that make previews
  | (?:www\.)?(?:nitter(?:\.[a-z0-9-]{1,63}){1,4}|xcancel\.com)         # Nitter, at any address
"""
# Any host may be a server of Mastodon's, or mirror Bluesky; their paths distinguish them.
_ANY_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{1,62}(?::\d{1,5})?"
# Letters of other alphabets can look like those of a host, so only ASCII is accepted in one.
# Without a scheme the host must begin at a word boundary, or "evil-twitter.com" would match.
_LINK = deferred(
    rf"""
    (?: https?:// | (?<![\w.@/:=-]) )
    (?ai:
        (?:{_HOST})(?::\d{{1,5}})?/
        (?:\#!/)?(?:i/web/|@?\w{{1,20}}/)?status(?:es)?/(?P<id>\d{{1,19}})(?!\w)
      | (?P<host>{_ANY_HOST})/
        (?: (?: @(?P<name>\w(?:[\w.-]{{0,98}}\w)?)
              | users/(?P<user>\w(?:[\w.-]{{0,98}}\w)?)/statuses
              | ap/users/(?P<number>\d{{1,19}})/statuses
            )/(?P<status>\d{{1,19}})(?!\w)
          | (?P<object>(?:objects|activities)/[\w-]{{8,64}})  # Pleroma, Akkoma
          | profile/(?P<author>did:[a-z]{{1,10}}:[\w.:%-]{{1,200}}|[\w.-]{{1,253}})
            /post/(?P<key>[\w.~:-]{{1,512}}(?<![.:]))
        )
    )
  | (?ai:at://(?P<repository>did:[a-z]{{1,10}}:[\w.:%-]{{1,200}}|[\w.-]{{1,253}})
        /app\.bsky\.feed\.(?P<kind>post|repost)/(?P<record>[\w.~:-]{{1,512}}(?<![.:])))
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A post as another server shows it to its own people, under a number of that server.
_COPY = deferred(
    rf"https?://{_ANY_HOST}/@[\w.-]{{1,100}}@({_ANY_HOST})/\d{{1,19}}(?!\w)", re.IGNORECASE
)
_DIGIT = re.compile(r"\d", re.ASCII)
_ID = re.compile(r"\d{1,19}", re.ASCII)
_ACCOUNT = re.compile(r"\w{1,20}", re.ASCII)
_USER = re.compile(r"(https?://[^/]+)/users/([^/]+)/statuses/(\d+)", re.ASCII)
_NUMBERED_USER = re.compile(r"(https?://([^/]+))/ap/users/\d+/statuses/(\d+)", re.ASCII)
_RECORD = re.compile(r"at://([^/]+)/app\.bsky\.feed\.(post|repost)/([^/]+)")


def post_id(ref: str) -> str:
    """Return the id of the post that `ref` refers to by its id or by a link to it.

    The id may be synthetic, or a reference as described above. Of several links the first counts.
    Raises BadQueryError, whose message gives the right forms, for any other text.
    """
    id = find_post_id(ref)
    if id is None:
        refuse_copy(ref)
        raise BadQueryError(
            lazy(
                "That names no post. Give its id, such as 1585839954944749569, or a link to it, "
                "such as https://twitter.com/name/status/1585839954944749569."
            )
        )
    return id


def find_post_id(ref: str) -> str | None:
    """Return the id of the post that `ref` refers to, None if it is neither id nor link."""
    if not _DIGIT.search(ref) and "://" not in ref:
        return None
    ref = ref.strip()
    if is_synthetic(ref):
        return ref
    if _ID.fullmatch(ref):
        return str(int(ref))
    if tid_milliseconds(ref) is not None and ref[0] == "3":  # any TID from 2005 to 2041
        return ref
    return next(iter(status_ids(ref)), None)


def refuse_copy(ref: str) -> None:
    """Raise BadQueryError if `ref` is the address of a copy of a post on another server.

    Such an address has a number of that server, which says nothing of the post's own id.
    """
    if copy := _COPY.match(ref.strip()):
        raise BadQueryError(
            lazy(
                "That is the address of a copy on another server. Open the post on {host}, where "
                "it was written, and give the address that it has there.",
                host=copy[1].lower(),
            )
        )


def status_ids(text: str) -> list[str]:
    """Return the ids of the posts that `text` links to: in order, each once.

    Links may be in angle brackets or in Markdown, and may end in a query, a fragment, a picture's
    number or a language. Text that only looks like a link to a post is ignored.
    """
    return list(dict.fromkeys(map(_linked, _LINK.finditer(text))))


def same_post(ref: str, id: str, names: tuple[str, ...]) -> bool:
    """Return whether the stored post `id`, of an account of these names, may be what `ref` means.

    `ref` is what `find_post_id` or `status_ids` returned, `id` one of Mastodon's or Bluesky's; the
    last parts of both are the same. A name is that of Post.account.
    """
    network = network_of(ref)
    if network is Network.TWITTER:  # the short form: a number, or a record's key
        return True
    if network is not network_of(id):
        return False
    owner = ref.split("/")[2].lower()
    if network is Network.MASTODON:
        hosts = {id.split("/")[2].lower(), *(name.rpartition("@")[2].lower() for name in names)}
        return owner in hosts
    _, _, repository, collection, _ = id.split("/")
    return ref.split("/")[3] == collection and (
        owner == repository.lower() or owner in {name.lower() for name in names}
    )


def may_mean(ref: str, id: str, names: tuple[str, ...]) -> bool:
    """Return whether `ref` means a post, or would under another name of its account.

    As `same_post`, for any `ref` and `id`. A repository does not say what its handle is, so any may
    be meant: for those who want a post to be left out before an import brings it.
    """
    if network_of(id) is Network.TWITTER or short_form(ref) != short_form(id):
        return ref == id
    is_handle = ref.startswith("at://") and not ref.startswith("at://did:")
    if is_handle and network_of(id) is Network.BLUESKY:
        return ref.split("/")[3] == id.split("/")[3]
    return same_post(ref, id, names)


def short_form(id: str) -> str:
    """Return the last part of an id: a number, or the key of a record."""
    return id.rpartition("/")[2]


def reference(id: str, limit: int) -> str:
    """Return the id of a post, or its last part, in at most `limit` characters."""
    return id if len(id) <= limit else short_form(id)[:limit]


def status_link(id: str, account: str | None = None) -> str:
    """Return the address of a post on Twitter; it also leads there without the right account."""
    name = account if account and _ACCOUNT.fullmatch(account) else "i"
    return f"https://twitter.com/{name}/status/{id}"


def web_address(id: str, account: str | None = None) -> str:
    """Return the address at which a browser finds the post with an id, of any network.

    `account` is its author as in Post.account. A DID leads to a post on Bluesky under any
    handle, and ids of other servers than Mastodon's are addresses by themselves.
    """
    network = network_of(id)
    if network is Network.TWITTER:
        return status_link(id, account)
    if network is Network.BLUESKY:
        record = _RECORD.fullmatch(id)
        return f"https://bsky.app/profile/{record[1]}/post/{record[3]}" if record else id
    if user := _USER.fullmatch(id):
        return f"{user[1]}/@{user[2]}/{user[3]}"
    name, _, host = (account or "").partition("@")
    numbered = _NUMBERED_USER.fullmatch(id)
    if numbered and name and host.lower() == numbered[2].lower():
        return f"{numbered[1]}/@{name}/{numbered[3]}"
    return id


def _linked(match: re.Match[str]) -> str:
    """Return the id that an address states, or the usual form of one."""
    if match["id"]:
        return str(int(match["id"]))
    if match["status"]:
        host, number = match["host"].lower(), str(int(match["status"]))
        if match["number"]:
            return f"https://{host}/ap/users/{match['number']}/statuses/{number}"
        return f"https://{host}/users/{match['name'] or match['user']}/statuses/{number}"
    if match["object"]:
        return f"https://{match['host'].lower()}/{match['object']}"
    if match["key"]:
        return f"at://{match['author']}/app.bsky.feed.post/{match['key']}"
    return f"at://{match['repository']}/app.bsky.feed.{match['kind'].lower()}/{match['record']}"
