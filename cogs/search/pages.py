"""The pages of /search: what was found, and what to try where nothing was."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.archive.plurals import counted
from bot.archive.search.query.ast import Query
from bot.languages import _, ngettext
from bot.services.search.execution import MAX_COUNTED
from bot.services.search.results import Alternatives, GroupedResults, Hit
from bot.services.search.similar import BY_MEANING, headings
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Card, Page, page
from bot.ui.hits import common_replacements, fewer_words, hit_card, matching_note
from bot.ui.interactions.open_buttons import LikeMenu
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint
from bot.ui.interactions.requests import SearchRequest
from bot.ui.limits import MAX_BUTTON_LABEL
from bot.ui.query_notes import MAX_QUERY_SHOWN
from bot.ui.text import one_line, shorten

_MOST_SUGGESTIONS = 4  # other queries that are offered if nothing was found


def hits_page(
    query: Query,
    request: SearchRequest,
    found: GroupedResults,
    notes: str,
    below: Sequence[Hit] = (),
    like: LikeMenu | None = None,
) -> Page:
    """Return the page with the hits that were found; `notes`, markdown, are on the query.

    What was found by meaning is `below`; the menu `like` asks for more like one of the posts.
    """
    hits = [group.hit for group in found.groups]
    common = common_replacements([hit.matched for hit in hits])
    threads = [matching_note(group.matching_count, more=found.more) for group in found.groups]
    card = partial(hit_card, replacements=not common, phrases=query.phrases)
    notes = (f"\n-# {common}" if common else "") + notes
    posts, shown = _post_count(found.total, more=found.more), shorten(query.text, MAX_QUERY_SHOWN)
    heading = _("{posts} for “{query}”", posts=posts, query=shown)
    if query.meaning is not None:
        heading = _("What is nearest to “{query}”", query=shown)
    return page(
        f"### {heading}{notes}",
        [
            card(
                one.post, one.matched, note, one.thread_length, heading=line, pictured=one.pictured
            )
            for one, note, line in zip(hits, threads, headings(hits), strict=True)
        ]
        + _cards_by_meaning(below),
        hint=_hint(found),
        menu=like,
        paging=paging_buttons(found.paging, request, more=found.more),
    )


def no_hits_page(
    query: Query,
    request: SearchRequest,
    others: Alternatives,
    notes: str,
    below: Sequence[Hit] = (),
    like: LikeMenu | None = None,
) -> Page:
    """Return the page for a query without hits, with queries that have some.

    What was found by meaning is `below`; the menu `like` asks for more like one of the posts.
    """
    corrected = others.corrected
    offers = {str(corrected): _("Search “{query}”", query=corrected)} if corrected else {}
    for part, rest, found in others.relaxed:
        label = _("Without {part} ({posts})", part=part, posts=_post_count(found))
        offers.setdefault(str(rest), label)
    buttons = [
        PageButton(replace(request, query=other), 0, one_line(label, MAX_BUTTON_LABEL))
        for other, label in [*offers.items()][:_MOST_SUGGESTIONS]
    ]
    hint = "" if buttons else fewer_words()
    shown = shorten(query.text, MAX_QUERY_SHOWN)
    heading = _("Nothing in the archive matches “{query}”.", query=shown)
    return page(
        heading + notes,
        _cards_by_meaning(below),
        hint=hint,
        menu=like,
        buttons=buttons,
        private=True,
        kind=AnswerKind.NOTHING,
    )


def _cards_by_meaning(hits: Sequence[Hit]) -> list[Card]:
    """Return the cards of what was found by meaning, below a line: no word of them is bold."""
    lines = [f"{BY_MEANING}", *([""] * len(hits))]
    return [
        hit_card(hit.post, (), length=hit.thread_length, heading=line)
        for hit, line in zip(hits, lines, strict=False)
    ]


def _hint(found: GroupedResults) -> str:
    """Return which page it is, and whether there are fewer results than posts that match."""
    hint = paging_hint(found.paging, more=found.more)
    if found.more or found.group_count == found.total:
        return hint
    return " · ".join(filter(None, (hint, _("each thread is shown once"))))


def _post_count(count: int, *, more: bool = False) -> str:
    """Return a number of posts in words: exact up to MAX_COUNTED."""
    if more or count > MAX_COUNTED:
        # Translators: more than so many posts
        return ngettext("{count:,}+ post", "{count:,}+ posts", MAX_COUNTED)
    return counted(count, "post")
