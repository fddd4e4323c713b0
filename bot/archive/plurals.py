"""Numbers and their nouns, which agree in every text that counts something."""


def plural(noun: str, count: int) -> str:
    """Return an English noun as it follows a count: “post” after 1, “posts” after all others."""
    if count == 1:
        return noun
    changes = noun.endswith("y") and noun[-2:-1] not in "aeiou"  # replies, but days
    return f"{noun[:-1]}ies" if changes else f"{noun}s"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: “1 post”, “2,000 posts”."""
    return f"{count:,} {plural(noun, count)}"
