"""The language of a post whose export states one, or none."""

from bot.archive.search.languages.codes import canonical
from bot.archive.search.languages.detection import detect


def language_of(stated: str | None, text: str) -> str | None:
    """Return the code of the language of a post; None if it cannot be said.

    `stated` is the BCP 47 tag that the export has, if any.
    """
    return (canonical(stated) if stated else None) or detect(text)
