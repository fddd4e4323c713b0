"""Numbers and their nouns, which agree in every text that counts something."""


def plural(noun: str, count: int) -> str:
    """Return an English noun as it follows a count: “post” after 1, “posts” after all others."""
    if count == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: “1 post”, “2,000 posts”."""
    return f"{count:,} {plural(noun, count)}"
