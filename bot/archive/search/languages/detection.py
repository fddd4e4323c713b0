"""Which language a short text is in."""


def detect(text: str) -> str | None:
    """Return the code of the language of a post; None if it cannot be said."""
    return None if text else None
