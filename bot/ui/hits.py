"""Search hits as cards: the matched words in bold, and a note on how they were found."""

from collections.abc import Sequence
from itertools import pairwise

from bot.archive.posts.picture_texts import PictureWords
from bot.archive.posts.post import Post
from bot.archive.posts.sanitize import show_controls
from bot.archive.search.query.ast import Phrase
from bot.archive.search.query.grammar import HELP_QUERY
from bot.archive.search.ranking import Match
from bot.languages import CommandName, Message, _, ngettext
from bot.languages.commands import OPTION
from bot.ui.cards import MAX_NOTE_LENGTH, Card
from bot.ui.highlight import Marks, highlight
from bot.ui.interactions.open_buttons import open_button, show_all_button
from bot.ui.limits import Size
from bot.ui.text import shorten

_WORD = 40  # characters of a word in a note
_THREAD_NOTE = 60  # characters that the note on the hit's thread may have
_EXCERPT = 100  # characters of a note that are left for what a picture says
_AND = " · "


def hit_card(
    post: Post,
    matched: Sequence[Match],
    thread_note: str = "",
    length: int = 1,
    *,
    replacements: bool = True,
    phrases: Sequence[Phrase] = (),
    heading: str = "",
    pictured: PictureWords | None = None,
) -> Card:
    """Return the card of a hit. `thread_note` describes its thread, which has `length` posts.

    Without `replacements` it does not say which found words differ from the query's. `phrases` are
    those of the query; `heading`, a plain sentence, is shown above the card. `pictured` is
    what a picture says that a word was found in.
    """
    replaced = _replacements(matched) if replacements else ""
    marks = marks_of(matched, phrases)
    parts = [thread_note[:_THREAD_NOTE], replaced]
    is_covered = post.content_warning or post.sensitive  # as the picture itself is
    if pictured is not None and not is_covered:
        used = len(_AND.join(filter(None, parts)))
        if used + _EXCERPT > MAX_NOTE_LENGTH:
            parts, used = parts[:1], len(parts[0])
        parts.append(_excerpt(pictured, marks, MAX_NOTE_LENGTH - used - len(_AND)))
    note = _AND.join(filter(None, parts))
    button = open_button(post, length)
    return Card(post, note, marks, button, f"### {heading}" if heading else "", show_all_button)


def marks_of(matched: Sequence[Match], phrases: Sequence[Phrase] = ()) -> Marks:
    """Return which words of a post are bold: those `matched`, and all words of `phrases`.

    Very common ones are bold only in a phrase and beside other words of the query, in its order:
    they would hide the others. Where nothing else was found, they are bold.
    """
    found = [tuple(match.found.split(" ")) for match in matched]
    rare = [words for words, one in zip(found, matched, strict=True) if not one.common] or found
    together = {words for words in rare if len(words) > 1}
    together.update(one.exact_words for one in phrases if one.exact_words)
    return Marks(
        frozenset(words[0] for words in rare if len(words) == 1),
        frozenset(together),
        frozenset((one[-1], other[0]) for one, other in pairwise(found)),
    )


def common_replacements(hits: Sequence[Sequence[Match]]) -> str:
    """Return which found words differ from the query's, if they are the same in several hits.

    It is to be said once then, in markdown; otherwise it is empty.
    """
    different = {_replacements(matched) for matched in hits}
    return different.pop() if len(hits) > 1 and len(different) == 1 else ""


def fewer_words() -> str:
    """Return the advice for a query without results, in markdown."""
    command = f"{CommandName('search')} {Message('query', context=OPTION)}:{HELP_QUERY}"
    return _("Try fewer words, or other ones. `{command}` tells more.", command=command)


def matching_note(count: int, *, more: bool) -> str:
    """Return how many posts of a thread match, if it is not one; with `more` there may be more."""
    if count == 1:
        return ""
    if more:
        return ngettext(
            "at least {count} post of this thread matches",
            "at least {count} posts of this thread match",
            count,
        )
    return ngettext(
        "{count} post of this thread matches", "{count} posts of this thread match", count
    )


def _excerpt(pictured: PictureWords, marks: Marks, room: int) -> str:
    """Return what a picture says around the first bold word, in at most `room` characters."""

    def said(excerpt: str) -> str:
        if pictured.is_description:
            # Translators: followed by a part of the text that describes a picture.
            return _("in the description: {excerpt}", excerpt=excerpt)
        # Translators: followed by a part of the text that a picture shows.
        return _("in the picture: {excerpt}", excerpt=excerpt)

    line = " ".join(show_controls(pictured.text).split())
    return said(highlight(line, marks, Size.of_part(room - len(said("")))))


def _replacements(matched: Sequence[Match]) -> str:
    """Return which found words differ from the query's; an ellipsis for those too many."""
    note = ""
    for match in matched:
        if match.word == match.found:
            continue
        pair = f"{shorten(match.word, _WORD)} → {shorten(match.found, _WORD)}"
        if len(note) + len(pair) > MAX_NOTE_LENGTH - _THREAD_NOTE - 10:
            return f"{note}, …"
        note += f", {pair}" if note else pair
    return note
