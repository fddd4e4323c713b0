"""What a post says, in the form in which it is compared with posts of other networks.

Programs that copy posts from one network to another change what these differ in: addresses are
shortened, a link to the original is added, long texts are cut or numbered, and names of accounts
get their host.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.archive.posts.ids.account_names import BLUESKY_DOMAIN
from bot.archive.posts.ids.links import status_ids

# Not the mark of a cut at its end, nor the sign behind it that is of the sentence.
_WHOLE_LINK = r"https?://[^\s\u2026]*[^\s\u2026.,;:!?)\]\"'»”]"
_BARE_LINK = r"(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}/[^\s\u2026.,;:!?)\]\"'»”]*"
_LINKS = re.compile(rf"{_WHOLE_LINK}|{_BARE_LINK}", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@])@(\w(?:[\w.-]*\w)?)(?:@\w(?:[\w.-]*\w)?)?")
_TAG_SIGN = re.compile(r"(?<!\w)[#\uff03](?=\w)")
_PART = re.compile(r"\s*[(\[](\d{1,2})\s?/\s?(\d{1,2}|[nx?])[)\]]$")
_CUT = re.compile(r"\s*(?:\u2026|\.{3,})$")
_UNSEEN = re.compile("[\u200b\u2060\ufeff\ufe0e\ufe0f]")  # styles of emoji, and no spaces
_BEFORE_SIGN = re.compile(r" (?=[.,;:!?)\]])")
_TRACKING = re.compile(r"(?:^|(?<=&))(?:utm_\w+|fbclid|gclid|igshid|si|ref_src)=[^&]*&?")
_SHORTENERS = frozenset(
    (
        "bit.ly", "buff.ly", "dlvr.it", "fb.me", "goo.gl", "hubs.ly", "ift.tt", "is.gd", "j.mp",
        "lnkd.in", "ow.ly", "pic.twitter.com", "po.st", "rb.gy", "spoti.fi", "t.co", "t.ly",
        "tinyurl.com", "trib.al", "wp.me",
    )
)  # fmt: skip
"""Hosts that give each copy of a post an address of its own."""


@dataclass(frozen=True, slots=True)
class Said:
    """The text of a post as it is compared.

    `text` is without links and signs of hashtags, with names of accounts without their hosts, its
    white space single, its case folded, in Unicode's NFC. `letters` is how many letters it has.
    `is_cut` is whether it ended in an ellipsis, `part` the number of a part that it ended in, such
    as `1/2`, else empty. `pages` are the addresses that it links to, by their hosts, without those
    that differ from copy to copy; `refs` the posts, as `status_ids` has them.
    """

    text: str
    letters: int
    is_cut: bool
    part: str
    pages: frozenset[tuple[str, str]]
    refs: tuple[str, ...]


def said(text: str, addresses: Iterable[str] = ()) -> Said:
    """Return what a post says that has this text and links to these addresses."""
    addresses = tuple(addresses)
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    plain = " ".join(_LINKS.sub(" ", plain).split())
    plain, part = _without_part(plain)
    whole = _CUT.sub("", plain)
    if not part:
        whole, part = _without_part(whole)
    bare = _TAG_SIGN.sub("", _MENTION.sub(_name, whole))
    bare = _BEFORE_SIGN.sub("", bare).casefold().strip()
    bare = unicodedata.normalize("NFC", bare)
    return Said(
        bare,
        sum(map(str.isalpha, bare)),
        whole != plain,
        part,
        frozenset(filter(None, map(_page, addresses))),
        tuple(status_ids("\n".join(addresses))) if addresses else (),
    )


def _without_part(text: str) -> tuple[str, str]:
    found = _PART.search(text)
    return (text[: found.start()], f"{found[1]}/{found[2]}") if found else (text, "")


def _name(mention: re.Match[str]) -> str:
    name = mention[1]
    is_given = name.lower().endswith(BLUESKY_DOMAIN)
    return name[: -len(BLUESKY_DOMAIN)] if is_given else name


def _page(address: str) -> tuple[str, str] | None:
    """Return host and path of an address of a page; None of a post, a short or a broken one."""
    try:
        split = urlsplit(address)
        host = (split.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if not host or host in _SHORTENERS or status_ids(address):
        return None
    query = _TRACKING.sub("", split.query).rstrip("&")
    return host, f"{split.path.rstrip('/')}?{query}"
