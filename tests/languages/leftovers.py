"""Finds what stayed English in an answer of another language."""

import html
import json
import re
from functools import cache
from pathlib import Path

import bot.sample
from tests import sample
from tests.golden import posts

_SAMPLE = Path(bot.sample.__file__).parent
_WORD = re.compile(r"[A-Za-z]+")
_NO_WORDS = re.compile(r"https?://\S+|<t:-?\d+:\w>|`[^`]*`|@[\w\\]+")
_ENGLISH = {
    "the", "of", "is", "are", "was", "not", "this", "that", "with", "and", "to", "who", "has", "by",
    "from", "only", "you", "your", "posts", "post", "there", "for", "all", "each",
}  # fmt: skip
"""Words of which a sentence of the bot has one; names and the like have none."""


def english_lines(text: str, english: str) -> list[str]:
    """Return the lines of a text that the English one has too, and that no post has."""
    common = set(map(str.strip, text.splitlines())) & set(map(str.strip, english.splitlines()))
    return sorted(line for line in common if is_sentence(line))


def is_sentence(line: str) -> bool:
    """Return whether a line is a sentence in English that is of no post."""
    words = _WORD.findall(_NO_WORDS.sub("", line))
    threes = [" ".join(words[at : at + 3]) for at in range(len(words) - 2)]
    of_posts = sum(three in _words_of_posts() for three in threes)
    # A post may have been escaped or cut, so that not all of it is as in its file.
    return not _ENGLISH.isdisjoint(map(str.lower, words)) and 2 * of_posts < len(threes)


def _on_other_networks() -> list[str]:
    """Return the texts of the sample's posts on Mastodon and Bluesky, with what stands beside."""
    tags = re.compile(r"<[^>]+>")
    return [
        tags.sub(" ", html.unescape(json.dumps(value, ensure_ascii=False, default=str)))
        for value in (sample.outbox(), sample.records())
    ]


@cache
def _words_of_posts() -> str:
    files = [path for path in sorted(_SAMPLE.rglob("*")) if path.suffix in {".md", ".js"}]
    texts = [path.read_text("utf-8").replace("\\n", "\n") for path in files]
    texts += _on_other_networks()
    texts += [json.dumps(value) for value in vars(posts).values() if isinstance(value, str)]
    return " ".join(_WORD.findall(" ".join([*texts, Path(posts.__file__).read_text("utf-8")])))
