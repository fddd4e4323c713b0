"""What a typed name of an account means, over all networks.

On X an account is a name, on Mastodon `name@host`, on Bluesky a handle, which is a domain, and a
DID behind it. A bare name, such as `ada`, means the account of that name on any network: X's `ada`,
Mastodon's `ada` at any host, and Bluesky's `ada.bsky.social`. With a host, as a whole handle or as
a DID it is exact, and means that account alone.
"""

import re

BLUESKY_DOMAIN = ".bsky.social"
"""What ends the handles that Bluesky itself gives."""

# A name ends where no further character of one follows; on X a dot and a hyphen are none.
_END = r"(?![a-z0-9_])"
_END_OF_DOMAIN = rf"{_END}(?![.-][a-z0-9])"


def is_did(name: str) -> bool:
    """Return whether a name is a DID."""
    return name.startswith("did:")


def is_bare(name: str) -> bool:
    """Return whether a name is that of an account on any network, and not one account alone."""
    return not (is_did(name) or "@" in name or "." in name)


def is_named(account: str, name: str) -> bool:
    """Return whether an account of this name is meant by `name`, in lower case and without @.

    `account` is a name as in Post.account. Names of Mastodon may have dots before their host.
    """
    account = account.lower()
    if account == name:
        return True
    if is_did(name) or "@" in name:
        return False
    return account.startswith(f"{name}@") or (is_bare(name) and account == name + BLUESKY_DOMAIN)


def begins_with_mention(text: str, name: str, *, of_twitter: bool) -> bool:
    """Return whether a text begins with the @name of the account that is meant by `name`."""
    bare = is_bare(name)
    patterns = [re.escape(name) + (_END if bare and of_twitter else _END_OF_DOMAIN)]
    if bare:
        patterns.append(re.escape(name + BLUESKY_DOMAIN) + _END_OF_DOMAIN)
    return re.match(f"@(?:{'|'.join(patterns)})", text, re.ASCII | re.IGNORECASE) is not None
