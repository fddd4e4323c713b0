"""Output on the terminal. Text from an archive is plain: no markup, no control codes.

Other programs read it line by line: outside a terminal nothing is wrapped or padded, and nothing
but text is printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from textwrap import indent

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.filesize import decimal
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.archive.plurals import counted, plural
from bot.archive.posts.links import status_link
from bot.archive.posts.post import Kind, Media, Post, RepairedText
from bot.archive.posts.sanitize import show_controls
from bot.archive.threads.links import Link
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import (
    HiddenGap,
    LikelyPosts,
    SeeAlso,
    ThreadPost,
    UnlinkedParent,
    walk,
)
from bot.formats.import_report import report_lines
from bot.operations.backup import MEDIA_LIST, Backup
from bot.services.memories.results import OnThisDay
from bot.services.posts.hidden import HiddenPost
from bot.services.posts.imports import ImportReport
from bot.services.posts.repairs import DOUBTFUL
from bot.services.search.results import Alternatives, Hit, Results
from bot.services.threads.stats import ThreadStats

_KINDS = {Kind.POST: "", Kind.REPLY: " · reply", Kind.REPOST: " · repost"}
_DELETED = " · deleted by its author"
_PLANS = {
    "file": "its whole file was damaged",
    "post": "the post itself was damaged",
    DOUBTFUL: "it looks damaged, which may be meant: it was left alone",
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
            self._console.print(Text(f"Nothing found for “{show_controls(query)}”.", "yellow"))
            if suggestions.corrected:
                corrected = show_controls(str(suggestions.corrected))
                self._console.print(Text(f"Did you mean: {corrected}"))
            for part, _, count in suggestions.relaxed:
                posts = counted(count, "post")
                self._console.print(Text(f"Without {show_controls(part)}: {posts}."))
            if not (suggestions.corrected or suggestions.relaxed):
                self._console.print("Try fewer words, or other ones; a typo or two does no harm.")
            return
        for number, hit in enumerate(results.hits, start=1):
            self.post(hit.post, f"#{number}{_replacements(hit)}")
        shown, total = len(results.hits), results.total
        if total > shown:
            more = "+" if results.more else ""
            summary = f"{shown:,} of {total:,}{more} posts; --limit shows more."
            self._console.print(Text(summary, "dim"))

    def notes(self, notes: Sequence[str]) -> None:
        """Print sentences on how a query was understood."""
        for note in notes:
            self._console.print(Text(f"{show_controls(note)}.", "dim"))

    def day(self, remembered: OnThisDay, year: int | None = None) -> None:
        """Print the posts of a day of the year, which may be those of one year alone."""
        if not remembered.memories:
            of_year = f" {year}" if year else ""
            self._console.print(f"Nothing was posted on {remembered.day.name}{of_year}.")
            return
        for memory in remembered.memories:
            length = memory.thread_length
            part = "" if memory.starts_thread else "part of "
            thread = f" · {part}a thread of {length}" if length > 1 else ""
            self.post(memory.post, f"{memory.year}{thread}")

    def thread(self, thread: AssembledThread) -> None:
        """Print a thread: its main line, its branches, and the posts that may belong to it."""
        length = len(thread.posts)
        for item in walk(thread):
            match item:
                case HiddenGap():
                    self._console.print(Text("A post is hidden here.", "dim"))
                case ThreadPost(post, number, link):
                    branch = f" · branches off {item.branches_off}" if item.branches_off else ""
                    if item.unlinked_parent:
                        self._console.print(Text(_parent(post, item.unlinked_parent), "dim"))
                    self.post(post, f"{number}/{length}{branch}{_evidence(link)}")
                case LikelyPosts(likely):
                    title = "Likely continuations, which nothing proves:"
                    self._console.print(Text(title, "bold"))
                    for one in likely:
                        self.post(one.post, _evidence(one.link).removeprefix(" · "))
                case SeeAlso(related):
                    self._console.print(Text("See also:", "bold"))
                    for other in related:
                        self.post(other.post)

    def thread_stats(self, stats: ThreadStats) -> None:
        """Print how many threads there are, by length and evidence."""
        rows = [
            [f"{length}", *(_count(stats.threads[length, evidence]) for evidence in stats.links)]
            for length in sorted({length for length, _ in stats.threads})
        ]
        self._table("threads", ["posts", *map(str, stats.links)], rows)
        if not rows:
            self._console.print("There is no thread.")
        for evidence, count in stats.links.items():
            self._console.print(f"{counted(count, 'link')} {evidence}")
        more, threads = stats.likely_links, sum(stats.with_likely.values())
        self._console.print(
            f"{more:,} likely {plural('link', more)} more: with them there would be "
            f"{counted(threads, 'thread')}, of {_posts(stats.with_likely)} in all."
        )

    def repairs(self, repairs: Sequence[RepairedText]) -> None:
        """Print the repairs of posts' texts."""
        if not repairs:
            self._console.print("No text was damaged.")
        for repair in repairs:
            evidence = repair.plan.partition(" ")[0]
            undone = "" if repair.shown or evidence == DOUBTFUL else " · undone"
            plan = f"{_PLANS[evidence]}{undone}"
            self._console.print(Text.assemble((repair.id, "bold cyan"), (f" · {plan}", "dim")))
            self._console.print(self._indented(f"- {show_controls(repair.before)}", "red"))
            self._console.print(self._indented(f"+ {show_controls(repair.after)}", "green"))

    def hidden(self, hidden: Sequence[HiddenPost]) -> None:
        """Print the hidden posts."""
        if not hidden:
            self._console.print("No post is hidden.")
        for post in hidden:
            hidden_at = post.hidden_at.astimezone(self._zone)
            since = f" · since {hidden_at:%Y-%m-%d %H:%M} · by {post.hidden_by}"
            away = "" if post.in_archive else " · not in the archive"
            self._console.print(Text.assemble((post.id, "bold cyan"), (since + away, "dim")))

    def report(self, report: ImportReport, *, dry_run: bool) -> None:
        """Print the report of an import."""
        for line in report_lines(report, dry_run=dry_run):
            self._console.print(Text(line.text, "yellow" if line.warns else ""))

    def backup(self, backup: Backup) -> None:
        """Print the report of a backup."""
        files = " and ".join(copy.name for copy in backup.databases)
        posts = counted(backup.posts, "post")
        self._console.print(Text(f"Copied {files}, {posts}, to {backup.path}; the copy is whole."))
        if backup.media_count:
            size = decimal(backup.media_size)
            self._console.print(
                Text(
                    f"Pictures and films, listed in {MEDIA_LIST} but not copied: "
                    f"{backup.media_count:,} ({size}) in {backup.media_folder}."
                )
            )

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
        yield Text.assemble(
            (f"@{post.account}", "bold cyan"),
            (f" · {when}{_KINDS[post.kind]}{_DELETED if post.is_deleted else ''}", "dim"),
            (f"  {show_controls(note)}" if note else "", "yellow"),
        )
        yield self._indented(show_controls(post.text))
        for media in post.media:
            yield self._indented(_medium(media), "magenta")
        if post.url:
            yield Text(post.url, "dim blue")

    def _indented(self, text: str, style: str = "") -> RenderableType:
        """Return a paragraph that is indented, with those of its lines that a terminal wraps."""
        if not self._console.is_terminal:
            return Text(indent(text, "  "), style)
        return Padding(Text(text, style), (0, 2))


def _medium(media: Media) -> str:
    where = media.path or media.url or "not in the archive"
    return show_controls(f"[{media.kind}] {media.alt or where}")


def _replacements(hit: Hit) -> str:
    pairs: Sequence[str] = [
        f"{match.word} → {match.found}" for match in hit.matched if match.word != match.found
    ]
    return f"  ({', '.join(pairs)})" if pairs else ""


def _evidence(link: Link | None) -> str:
    return "" if link is None else f" · {link.evidence}: {link.why}"


def _posts(lengths: Mapping[int, int]) -> str:
    return counted(sum(length * count for length, count in lengths.items()), "post")


def _count(number: int) -> str:
    return f"{number:,}" if number else ""


def _parent(post: Post, parent: UnlinkedParent) -> str:
    """Return a line on the post that a reply answers, where the thread does not show it."""
    name, id = post.reply_to_account, post.reply_to
    whom = f"a post of @{show_controls(name)}" if name else "a post"
    where = f": {show_controls(status_link(id, name))}" if id else ""
    match parent:
        case UnlinkedParent.OF_OTHERS:
            return f"In answer to {whom}{where}"
        case UnlinkedParent.NOT_OLDER:
            return f"Answers a post that is not older, says the archive{where}"
        case UnlinkedParent.LEFT_OUT:
            return f"Answers {whom} that is left out here{where}"
        case UnlinkedParent.NOT_IN_ARCHIVE:
            return f"Missing here: {whom} that the archive does not hold{where}"
