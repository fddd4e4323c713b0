"""What a typed name of an account means, over all networks.

On X an account is a name, on Mastodon a name at a host, on Bluesky a handle, which is a domain, and
a DID behind it. A bare name means the account of that name on any network: X's “ada”, Mastodon's
“ada” at any host, and Bluesky's “ada.bsky.social”. With a host, as a whole handle or as a DID it is
exact, and means that account alone; but names of Mastodon may have dots as well.
"""

BLUESKY_DOMAIN = ".bsky.social"
"""What ends the handles that Bluesky itself gives."""

_LEAST_HOST = 6  # characters; less says nothing


def is_did(name: str) -> bool:
    """Return whether a name is a DID."""
    return name.startswith("did:")


def is_bare(name: str) -> bool:
    """Return whether a name is that of an account on any network, and not one account alone."""
    return not (is_did(name) or "@" in name or "." in name)


def shortened(account: str, length: int) -> str:
    """Return the name of an account in at most `length` characters, at least four.

    Of one with a host the middle of the host goes first, so that the name and the end of the host
    remain: “ada@a-long…example.org”.
    """
    if len(account) <= length:
        return account
    name, at, host = account.partition("@")
    room = length - len(name) - 2  # for the host, beside the sign and the ellipsis
    if not at or room < _LEAST_HOST:
        return account[: length - 1] + "…"
    behind = room * 2 // 3
    return f"{name}@{host[: room - behind]}…{host[-behind:]}"
