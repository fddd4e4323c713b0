"""Output on the terminal. Text from an archive is plain: no markup, no control codes.

Other programs read it line by line: outside a terminal nothing is wrapped or padded, and nothing
but text is printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from textwrap import indent

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.archive.plurals import counted
from bot.archive.posts.body import body_of
from bot.archive.posts.ids.networks import network_name
from bot.archive.posts.post import Kind, Post, RepairedText, Visibility
from bot.archive.posts.sanitize import show_controls
from bot.archive.search.excerpts import excerpt
from bot.archive.threads.phrases import evidence_name, evidence_of
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import (
    HiddenGap,
    LikelyPosts,
    SeeAlso,
    ThreadPost,
    walk,
)
from bot.formats.import_report import report_lines
from bot.languages import Message, _, lazy, ngettext, number, pgettext, plazy
from bot.languages.punctuation import full_stop
from bot.services.memories.results import OnThisDay
from bot.services.posts.hidden import HiddenPost
from bot.services.posts.import_report import ImportReport
from bot.services.posts.repairs import DOUBTFUL
from bot.services.search.results import Alternatives, Hit, Results
from bot.services.search.similar import BY_MEANING, headings
from bot.services.threads.stats import ThreadStats
from bot.terminal.phrases import (
    medium_line,
    parent_line,
    place_line,
    repost_line,
)

_KINDS = {
    Kind.REPLY: plazy("kind of a post", "reply"),
    Kind.REPOST: plazy("kind of a post", "repost"),
}
_VISIBILITIES = {
    Visibility.UNLISTED: plazy("a post", "unlisted"),
    Visibility.FOLLOWERS: plazy("a post", "for followers"),
}
_EXCERPT = 120  # characters of what a picture says
_NAMED, _LINKED = "bold cyan", "dim blue"  # never translated: styles
_DELETED = lazy("deleted by its author")
_PLANS: dict[str, Message] = {
    "file": lazy("its whole file was damaged"),
    "post": lazy("the post itself was damaged"),
    DOUBTFUL: lazy("it looks damaged, which may be meant: it was left alone"),
}


class Terminal:
    """Prints to `console`, with times in `zone`."""

    def __init__(self, console: Console, zone: tzinfo) -> None:
        self._console = console
        self._zone = zone

    def post(self, post: Post, note: str = "") -> None:
        """Print a post."""
        self._console.print(*self._card(post, note), sep="\n", end="\n\n")

    def results(self, query: str, results: Results, suggestions: Alternatives) -> None:
        """Print the hits of a query, or suggestions if there are none."""
        if not results.hits:
            nothing = _("Nothing found for “{query}”.", query=show_controls(query))
            self._console.print(Text(nothing, "yellow"))
            if suggestions.corrected:
                corrected = show_controls(str(suggestions.corrected))
                self._console.print(Text(_("Did you mean: {query}", query=corrected)))
            for part, _query, count in suggestions.relaxed:
                left_out, posts = show_controls(part), counted(count, "post")
                line = _("Without {part}: {posts}.", part=left_out, posts=posts)
                self._console.print(Text(line))
            if not (suggestions.corrected or suggestions.relaxed):
                self._console.print(
                    _("Try fewer words, or other ones; a typo or two does no harm.")
                )
            return
        lines = headings(results.hits)
        for place, (hit, line) in enumerate(zip(results.hits, lines, strict=True), start=1):
            if line:
                self._console.print(Text(line, "bold"), end="\n\n")
            self.post(hit.post, f"#{place}{_replacements(hit)}{_in_picture(hit)}")
        shown, total = len(results.hits), results.total
        if total > shown:
            known = f"{number(total)}+" if results.more else number(total)
            summary = _("{shown:,} of {total} posts; --limit shows more.", shown=shown, total=known)
            self._console.print(Text(summary, "dim"))

    def by_meaning(self, hits: Sequence[Hit]) -> None:
        """Print what was found by meaning below what words found."""
        if hits:
            self._console.print(Text(f"{BY_MEANING}", "bold"), end="\n\n")
        for hit in hits:
            self.post(hit.post)

    def notes(self, notes: Sequence[str]) -> None:
        """Print sentences on how a query was understood."""
        for note in notes:
            # Translators: a sentence, and the full stop that ends it.
            sentence = full_stop(show_controls(note))
            self._console.print(Text(sentence, "dim"))

    def day(self, remembered: OnThisDay, year: int | None = None) -> None:
        """Print the posts of a day of the year, which may be those of one year alone."""
        if not remembered.memories:
            day = remembered.day.name
            if year:
                of_year = _("Nothing was posted on {day} {year}.", day=day, year=year)
                self._console.print(of_year)
            else:
                self._console.print(_("Nothing was posted on {day}.", day=day))
            return
        for memory in remembered.memories:
            length = memory.thread_length
            thread = ""
            if length > 1 and memory.starts_thread:
                thread = _("a thread of {length}", length=length)
            elif length > 1:
                thread = _("part of a thread of {length}", length=length)
            self.post(memory.post, " · ".join(filter(None, (f"{memory.year}", thread))))

    def thread(self, thread: AssembledThread) -> None:
        """Print a thread: its main line, its branches, and the posts that may belong to it."""
        length = len(thread.posts)
        for item in walk(thread):
            match item:
                case HiddenGap():
                    self._console.print(Text(_("A post is hidden here."), "dim"))
                case ThreadPost(post):
                    if item.unlinked_parent:
                        self._console.print(Text(parent_line(post, item.unlinked_parent), "dim"))
                    self.post(post, place_line(item, length))
                case LikelyPosts(likely):
                    title = _("Likely continuations, which nothing proves:")
                    self._console.print(Text(title, "bold"))
                    for one in likely:
                        self.post(one.post, evidence_of(one.link) if one.link else "")
                case SeeAlso(related):
                    self._console.print(Text(_("See also:"), "bold"))
                    for other in related:
                        self.post(other.post)

    def thread_stats(self, stats: ThreadStats) -> None:
        """Print how many threads there are, by length and evidence."""
        rows = [
            [f"{length}", *(_count(stats.threads[length, evidence]) for evidence in stats.links)]
            for length in sorted({length for length, _evidence in stats.threads})
        ]
        posts = pgettext("head of a column", "posts")
        names = [posts, *(evidence_name(evidence) for evidence in stats.links)]
        self._table(pgettext("title of a table", "threads"), names, rows)
        if not rows:
            self._console.print(_("There is no thread."))
        for evidence, count in stats.links.items():
            links = counted(count, "link")
            # Translators: as in “3 links recorded”: how they are known.
            known = _("{links} {evidence}", links=links, evidence=evidence_name(evidence))
            self._console.print(known)
        threads = sum(stats.with_likely.values())
        self._console.print(
            ngettext(
                "{count:,} likely link more: with them there would be {threads}, of {posts} in "
                "all.",
                "{count:,} likely links more: with them there would be {threads}, of {posts} in "
                "all.",
                stats.likely_links,
                threads=counted(threads, "thread"),
                posts=_posts(stats.with_likely),
            )
        )

    def repairs(self, repairs: Sequence[RepairedText]) -> None:
        """Print the repairs of posts' texts."""
        if not repairs:
            self._console.print(_("No text was damaged."))
        for repair in repairs:
            evidence = repair.plan.partition(" ")[0]
            plan = f"{_PLANS[evidence]}"
            if not (repair.shown or evidence == DOUBTFUL):
                plan += " · " + pgettext("repair", "undone")
            self._console.print(Text.assemble((repair.id, _NAMED), (f" · {plan}", "dim")))
            self._console.print(self._indented(f"- {show_controls(repair.before)}", "red"))
            self._console.print(self._indented(f"+ {show_controls(repair.after)}", "green"))

    def hidden(self, hidden: Sequence[HiddenPost]) -> None:
        """Print the hidden posts."""
        if not hidden:
            self._console.print(_("No post is hidden."))
        for post in hidden:
            hidden_at = post.hidden_at.astimezone(self._zone)
            time = f"{hidden_at:%Y-%m-%d %H:%M}"
            # Translators: the name is a user's id, or “terminal”.
            by = _("by {name}", name=post.hidden_by)
            facts = [_("since {time}", time=time), by]
            if not post.in_archive:
                facts.append(_("not in the archive"))
            dim = "".join(f" · {fact}" for fact in facts)
            self._console.print(Text.assemble((post.id, _NAMED), (dim, "dim")))

    def report(self, report: ImportReport, *, dry_run: bool) -> None:
        """Print the report of an import."""
        for line in report_lines(report, dry_run=dry_run):
            self._console.print(Text(line.text, "yellow" if line.warns else ""))

    def _table(self, title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table; outside a terminal one row a line, with tabs between the columns."""
        if not rows:
            return
        if not self._console.is_terminal:
            self._console.print(*("\t".join(row) for row in (names, *rows)), sep="\n")
            return
        table = Table(*names, box=SIMPLE_HEAD, title=title)
        for row in rows:
            table.add_row(*row)
        self._console.print(table)

    def _card(self, post: Post, note: str) -> Iterator[RenderableType]:
        """Yield the paragraphs of a post."""
        when = f"{post.date_in(self._zone)}"
        if not post.is_of_day:
            when += f" {post.created_at.astimezone(self._zone):%H:%M}"
        if kind := _KINDS.get(post.kind):
            when += f" · {kind}"
        if post.visibility is not Visibility.PUBLIC:
            when += f" · {_VISIBILITIES[post.visibility]}"
        if post.is_deleted:
            when += f" · {_DELETED}"
        yield Text.assemble(
            (f"@{post.account}", _NAMED),
            (f" · {when}", "dim"),
            (f"  {show_controls(note)}" if note else "", "yellow"),
        )
        yield self._indented(show_controls(body_of(post, post.text, revealed=True).text))
        if post.details.original:
            yield self._indented(repost_line(post), "magenta")
        for media in post.media:
            yield self._indented(medium_line(media), "magenta")
        if post.url:
            yield Text(post.url, _LINKED)
        for one in post.also_on:
            also = _("also on {networks}", networks=network_name(one.network))
            yield Text.assemble((also, "dim"), " ", (one.url or one.id, _LINKED))

    def _indented(self, text: str, style: str = "") -> RenderableType:
        """Return a paragraph that is indented, with those of its lines that a terminal wraps."""
        if not self._console.is_terminal:
            return Text(indent(text, "  "), style)
        return Padding(Text(text, style), (0, 2))


def _replacements(hit: Hit) -> str:
    pairs: Sequence[str] = [
        f"{match.word} → {match.found}" for match in hit.matched if match.word != match.found
    ]
    return f"  ({', '.join(pairs)})" if pairs else ""


def _in_picture(hit: Hit) -> str:
    """Return what a picture says around a word that was found there alone, as a part of a note."""
    if hit.pictured is None:
        return ""
    found = {word for match in hit.matched if match.pictured for word in match.found.split()}
    said = excerpt(hit.pictured.text, found, _EXCERPT)
    if hit.pictured.is_description:
        return "  " + _("in the description: {excerpt}", excerpt=said)
    return "  " + _("in the picture: {excerpt}", excerpt=said)


def _posts(lengths: Mapping[int, int]) -> str:
    return counted(sum(length * count for length, count in lengths.items()), "post")


def _count(count: int) -> str:
    return number(count) if count else ""
