"""The networks that archives are of."""

from enum import StrEnum


class Network(StrEnum):
    """A network, as it is stored and typed."""

    TWITTER = "twitter"
    """Twitter, now X."""
    MASTODON = "mastodon"
    """Mastodon, and the servers that write the same archives."""
    BLUESKY = "bluesky"


NAMES = {Network.TWITTER: "Twitter", Network.MASTODON: "Mastodon", Network.BLUESKY: "Bluesky"}
"""How the networks are named in sentences."""  # never translated


def network_name(network: str) -> str:
    """Return how a network is named in sentences; one that is not known as it is stored."""
    return NAMES[Network(network)] if network in NAMES else network


def network_of(post_id: str) -> Network:
    """Return the network of a post by its id.

    X has numbers, Mastodon the address of the object, Bluesky an at-URI.
    """
    if post_id.startswith("at://"):
        return Network.BLUESKY
    return Network.MASTODON if post_id.startswith(("https://", "http://")) else Network.TWITTER
