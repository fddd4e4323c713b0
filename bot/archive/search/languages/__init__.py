"""The language of a post: what its export states, checked, or what its words show.

This belongs to search, for only search asks for it: words are analysed by it, and `lang:` is a
filter. The languages that the bot itself speaks are in `bot/languages`.
"""

from bot.archive.search.languages.codes import canonical
from bot.archive.search.languages.detection import detect
from bot.archive.search.languages.stated import language_of

__all__ = ["canonical", "detect", "language_of"]
