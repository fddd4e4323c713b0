"""How long a post is, as the rules for threads count it."""

import re

LONG_PARENT, LONG_CHILD = 168, 112
"""Two posts with more characters than these are both long, as those of threads are."""

_ADDRESS_LENGTH = 23  # characters that the network counts for any address
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_PICTURE = re.compile(r"(?:https?://)?pic\.(?:twitter|x)\.com/\w+", re.IGNORECASE)


def text_length(text: str) -> int:
    """Return how many characters a post has: an address counts 23, one of a picture nothing."""
    if "pic." in text:
        text = _PICTURE.sub("", text)
    if "://" in text:
        text = _ADDRESS.sub(" " * _ADDRESS_LENGTH, text)
    return len(text)


def are_long(parent: int, child: int) -> bool:
    """Return whether two posts of these lengths, in characters, are both long."""
    return parent > LONG_PARENT and child > LONG_CHILD
