"""The language of a post: what its export states, checked, or what its words show.

This belongs to search, for only search asks for it: words are analysed by it, and `lang:` is a
filter. The languages that the bot itself speaks are in `bot/languages`.
"""

from bot.archive.search.languages.codes import canonical, subtags_of
from bot.archive.search.languages.detection import detect
from bot.archive.search.languages.names import code_of, codes_beginning
from bot.archive.search.languages.stated import language_of

__all__ = ["canonical", "code_of", "codes_beginning", "detect", "language_of", "subtags_of"]
