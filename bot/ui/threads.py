"""A thread as cards: numbered, each with the evidence for its link."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from bot.archive.posts.body import beginning
from bot.archive.posts.ids.links import web_address
from bot.archive.posts.post import Post
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.phrases import evidence_name, format_gap, signs, why
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import (
    HiddenGap,
    LikelyPost,
    LikelyPosts,
    RelatedPost,
    SeeAlso,
    ThreadPost,
    UnlinkedParent,
    walk,
)
from bot.languages import CommandName, Message, _, ngettext, pgettext
from bot.languages.commands import OPTION
from bot.languages.punctuation import colon, commas
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Card, Measured, Page, Remark, measure, page, paginate
from bot.ui.cards.facts import answered
from bot.ui.interactions.open_buttons import show_all_button
from bot.ui.limits import MAX_CHOICE
from bot.ui.moments import moment
from bot.ui.teaching import JudgeButton, Judging
from bot.ui.text import linked, one_line, shorten

_WHY, _BEGINNING = 70, 80  # characters
_MOST_SEE_ALSO = 5


def thread_heading(thread: AssembledThread) -> str:
    """Return the heading of a thread, which counts its posts; empty for a single post."""
    length = len(thread.posts)
    if length == 1:
        return ""
    heading = ngettext("A thread of {count:,} post", "A thread of {count:,} posts", length)
    if likely := thread.count_evidence()[Evidence.LIKELY]:
        by_likely = ngettext(
            "{count} of them by a link that is only likely",
            "{count} of them by links that are only likely",
            likely,
        )
        heading += f", {by_likely}"
    return f"### {heading}"


def _hidden() -> str:
    return "-# *" + _("A post is hidden here.") + "*"


def thread_cards(thread: AssembledThread, judging: Judging | None = None) -> list[Card | Remark]:
    """Return the cards of a thread: its posts, likely continuations, and what to see also.

    With `judging` there are buttons beside what is only likely.
    """
    cards: list[Card | Remark] = []
    heading = ""
    for item in walk(thread):
        match item:
            case HiddenGap(is_last=True):
                cards.append(Remark(_hidden()))
            case HiddenGap():
                heading = _hidden()
            case ThreadPost(post):
                note = _note(item, len(thread.posts))
                # A parent that is not among these posts has the buttons itself.
                buttons = _buttons(judging, item.link if item.parent_number else None)
                cards.append(_card(post, note, heading, buttons, opened=True))
                heading = ""
            case LikelyPosts(likely):
                heading = "### " + _("Likely continuations")
                cards += _likely_cards(likely, thread, heading, judging)
                heading = ""
            case SeeAlso(related):
                cards.append(Remark(_see_also(related)))
    return cards


def thread_pages(
    heading: str, thread: AssembledThread, judging: Judging | None = None
) -> tuple[list[Measured], list[range]]:
    """Return the cards of a thread, and which of them are on each page under `heading`.

    For thousands of posts this takes a second. `judging` is as in `thread_cards`.
    """
    cards = [measure(card) for card in thread_cards(thread, judging)]
    return cards, paginate(heading, cards)


def likely_page(thread: AssembledThread, said: str = "") -> Page | None:
    """Return the likely posts of a thread alone, with the buttons for an owner; None without any.

    As many as fit: the others come once these are answered. `said`, plain, stands above them.
    """
    judging = Judging(thread.requested_id, below=True)
    found = [item for item in walk(thread) if isinstance(item, LikelyPosts)]
    cards = [card for item in found for card in _likely_cards(item.posts, thread, "", judging)]
    if not cards:
        return None
    heading = "\n".join(filter(None, (said, "### " + _("Do these belong to the thread?"))))
    hint = _("Only the archive's owners are asked, and only you see this")
    first = paginate(heading, cards)[0]
    return page(heading, [cards[n] for n in first], hint=hint, kind=AnswerKind.THREAD)


def choice_label(post: Post, zone: tzinfo) -> str:
    """Return the day and the beginning of a post, as the name of a choice."""
    return one_line(f"{post.date_in(zone)} {beginning(post)}", MAX_CHOICE)


def _likely_cards(
    likely: Sequence[LikelyPost], thread: AssembledThread, heading: str, judging: Judging | None
) -> Iterator[Card]:
    """Yield the cards of likely posts: each with the link that leads towards the thread."""
    start = thread.posts[0].sort_key if thread.posts else 0
    asked: set[tuple[str, str]] = set()
    for one in likely:
        is_earlier = one.onward is not None and one.post.sort_key < start
        link = one.onward if is_earlier else one.link or one.onward
        pair = ("", "") if link is None else (link.child, link.parent)
        buttons = () if pair in asked else _buttons(judging, link)
        asked.add(pair)
        yield _card(one.post, _likely_note(one, link), heading, buttons)
        heading = ""


def _card(
    post: Post,
    note: str,
    heading: str,
    buttons: tuple[JudgeButton, ...],
    *,
    opened: bool = False,
) -> Card:
    return Card(
        post,
        note,
        heading=heading,
        show_all=show_all_button,
        in_thread=True,
        opened=opened,
        more_buttons=buttons,
    )


def _buttons(judging: Judging | None, link: Link | None) -> tuple[JudgeButton, ...]:
    """Return the buttons beside a post for its link, if that is only likely."""
    if judging is None or link is None or link.evidence is not Evidence.LIKELY:
        return ()
    return judging.buttons((link.child, link.parent))


def _note(item: ThreadPost, length: int) -> str:
    parts = [f"**{item.number}/{length}**"] if length > 1 else []
    if item.branches_off:
        parts.append(_("branches off {number}", number=item.branches_off))
    if item.link and item.parent_number:
        parts.append(_evidence(item.link))
    elif item.unlinked_parent:
        parts.append(_reply_note(item.post, item.unlinked_parent))
    if item.is_requested and length > 1:
        parts.append(_("the post you asked for"))
    return " · ".join(parts)


def _evidence(link: Link) -> str:
    """Return the evidence for a link; what the archive records needs no reason."""
    if link.evidence is Evidence.RECORDED:
        return evidence_name(link.evidence)
    return colon(evidence_name(link.evidence), shorten(why(link), _WHY))


def _reply_note(post: Post, parent: UnlinkedParent) -> str:
    """Return the note on whom a post answers, where no link says so."""
    name, id = post.reply_to_account, post.reply_to
    address = None if id is None else web_address(id, name)
    own = linked(pgettext("answered", "a post of its own"), address)
    match parent:
        case UnlinkedParent.OF_OTHERS:
            return answered(post)
        case UnlinkedParent.NOT_OLDER:
            return _("answers {post} that is not older, says the archive", post=own)
        case UnlinkedParent.LEFT_OUT:
            return _("answers {post}, which is left out here", post=own)
        case UnlinkedParent.NOT_IN_ARCHIVE:
            return _("continues {post} that the archive does not hold", post=own)


def _likely_note(likely: LikelyPost, link: Link | None) -> str:
    """Return why a post may belong to the thread; `link` leads to it or from it."""
    if link is None:
        return ""
    if link.evidence is not Evidence.LIKELY:
        return _evidence(link)
    if link is likely.link:
        note = _("{gap} later, likely a continuation", gap=_gap(link))
    else:
        note = _("{gap} earlier, likely what it continues", gap=_gap(link))
    return f"{note}{_reasons(link)}"


def _gap(link: Link) -> str:
    return format_gap(link.candidate.gap_ms if link.candidate else 0)


def _reasons(link: Link) -> str:
    """Return the evidence for a likely link besides its gap, which the note begins with."""
    found = commas(signs(link.candidate)) if link.candidate else ""
    return f" · {shorten(found, _WHY)}" if found else ""


def _see_also(related: Sequence[RelatedPost]) -> str:
    shown = related[:_MOST_SEE_ALSO]
    lines = [f"-# {colon(_related(one), _short(one.post))}" for one in shown]
    if more := len(related) - len(shown):
        lines.append("-# " + ngettext("and {count:,} more", "and {count:,} more", more))
    return "\n".join(["### " + _("See also"), *lines])


def _related(one: RelatedPost) -> str:
    """Return what a related post has to do with the thread."""
    return pgettext("a post", "quoted") if one.is_quoted else pgettext("a post", "quotes")


def _short(post: Post) -> str:
    """Return one line for a post, with the command that shows all of it."""
    text = shorten(one_line(beginning(post), _BEGINNING), _BEGINNING * 2)
    command = f"{CommandName('thread')} {Message('post', context=OPTION)}:{post.id}"
    return f"{moment(post, 'd')} {text} · `{command}`"
