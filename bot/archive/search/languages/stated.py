"""The language of a post whose export states one, or none."""

from bot.archive.search.languages.codes import canonical
from bot.archive.search.languages.detection import detect, detect_against


def language_of(stated: str | None, text: str) -> str | None:
    """Return the code of the language of a post; None if it cannot be said.

    `stated` is the BCP 47 tag that the export has, if any. It is taken unless the text is hardly in
    it: X guesses it by the text, but Mastodon states what the author has set, for all posts alike.
    """
    code = canonical(stated) if stated else None
    return detect(text) if code is None else detect_against(code, text)
