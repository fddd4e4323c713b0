"""Output on the terminal. Text from an archive is plain: no markup, no control codes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.filesize import decimal
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.archive.posts.post import UNKNOWN, Kind, Media, Post, RepairedText
from bot.archive.posts.sanitize import show_controls
from bot.archive.threads.links import Link
from bot.archive.threads.thread import AssembledThread
from bot.archive.threads.walk import HiddenGap, LikelyPosts, SeeAlso, ThreadPost, walk
from bot.ingest.files.signatures import FileKind
from bot.ingest.records.counts import Missing
from bot.operations.backup import MEDIA_LIST, Backup
from bot.services.memories.results import OnThisDay
from bot.services.posts.hidden import HiddenPost
from bot.services.posts.imports import ImportReport
from bot.services.posts.repairs import DOUBTFUL
from bot.services.search.results import Alternatives, Hit, Results
from bot.services.threads.stats import ThreadStats

_KINDS = {Kind.POST: "", Kind.REPLY: " · reply", Kind.REPOST: " · repost"}
_DELETED = " · deleted by its author"
_MOST_LISTED = 10
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
        self._console.print(self._card(post, note))

    def results(self, query: str, results: Results, suggestions: Alternatives) -> None:
        """Print the hits of a query, or suggestions if there are none."""
        if not results.hits:
            self._console.print(Text(f"Nothing found for “{show_controls(query)}”.", "yellow"))
            if suggestions.corrected:
                corrected = show_controls(str(suggestions.corrected))
                self._console.print(Text(f"Did you mean: {corrected}"))
            for part, _, count in suggestions.relaxed:
                self._console.print(Text(f"Without {show_controls(part)}: {count:,} posts."))
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
        table = Table(
            "posts", *(str(evidence) for evidence in stats.links), box=SIMPLE_HEAD, title="threads"
        )
        for length in sorted({length for length, _ in stats.threads}):
            counts = (stats.threads[length, evidence] for evidence in stats.links)
            table.add_row(str(length), *(f"{count:,}" if count else "" for count in counts))
        self._console.print(table if stats.threads else "There is no thread.")
        for evidence, count in stats.links.items():
            self._console.print(f"{count:,} {_plural('link', count)} {evidence}")
        more, threads = stats.likely_links, sum(stats.with_likely.values())
        self._console.print(
            f"{more:,} likely {_plural('link', more)} more: with them there would be {threads:,} "
            f"{_plural('thread', threads)}, of {_posts(stats.with_likely)} posts in all."
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
            self._console.print(Padding(Text(f"- {show_controls(repair.before)}", "red"), (0, 2)))
            self._console.print(Padding(Text(f"+ {show_controls(repair.after)}", "green"), (0, 2)))

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
        accounts = ", ".join(map(_account, sorted(report.accounts))) or "no account"
        rehearsal = " Nothing was saved: this was a dry run." if dry_run else ""
        self._console.print(
            Text(
                f"Read {report.posts_read:,} posts of {accounts} from {len(report.files):,} "
                f"{_plural('file', len(report.files))}: {report.posts_new:,} new, "
                f"{report.posts_merged:,} known, {report.repaired:,} with damaged text "
                f"mended.{rehearsal}"
            )
        )
        if report.lost:
            lost = (
                f"{report.lost:,} {_plural('post', report.lost)} lost characters for good: \ufffd"
            )
            self._console.print(Text(lost))
        if report.media:
            self._console.print(f"Pictures and films taken in: {report.media:,}.")
        if report.community:
            posts = _plural("post", report.community)
            self._console.print(f"{report.community:,} {posts} of them to a community.")
        for sentence in _left_alone(report):
            self._console.print(Text(sentence))
        if report.deleted:
            posts = _plural("post", report.deleted)
            them = "it" if report.deleted == 1 else "them"
            self._console.print(
                f"Left {report.deleted:,} {posts} out of all answers: a newer export says that the "
                f"author deleted {them}. To see {them}: throwback search is:deleted"
            )
        if report.missing:
            self._console.print(Text("The export counts more than was read:", "yellow"))
            self._list([f"{show_controls(one.file)}: {_lacking(one)}" for one in report.missing])
        rejected = report.quarantined
        if rejected:
            records = _plural("record", len(rejected))
            self._console.print(Text(f"{len(rejected):,} {records} could not be read:", "yellow"))
            self._list([f"{one.file}, line {one.line}: {one.reason}" for one in rejected])

    def _list(self, lines: Sequence[str]) -> None:
        for line in lines[:_MOST_LISTED]:
            self._console.print(Text(f"  {line}"))
        if len(lines) > _MOST_LISTED:
            self._console.print(f"  … and {len(lines) - _MOST_LISTED:,} more (--json).")

    def backup(self, backup: Backup) -> None:
        """Print the report of a backup."""
        files = " and ".join(copy.name for copy in backup.databases)
        posts = f"{backup.posts:,} {_plural('post', backup.posts)}"
        self._console.print(Text(f"Copied {files}, {posts}, to {backup.path}; the copy is whole."))
        if backup.media_count:
            size = decimal(backup.media_size)
            self._console.print(
                Text(
                    f"Pictures and films, listed in {MEDIA_LIST} but not copied: "
                    f"{backup.media_count:,} ({size}) in {backup.media_folder}."
                )
            )

    def _card(self, post: Post, note: str) -> RenderableType:
        when = f"{post.date_in(self._zone)}"
        if not post.is_of_day:
            when += f" {post.created_at.astimezone(self._zone):%H:%M}"
        head = Text.assemble(
            (f"@{post.account}", "bold cyan"),
            (f" · {when}{_KINDS[post.kind]}{_DELETED if post.is_deleted else ''}", "dim"),
            (f"  {show_controls(note)}" if note else "", "yellow"),
        )
        parts: list[RenderableType] = [head, Padding(Text(show_controls(post.text)), (0, 2))]
        parts += (Padding(Text(_medium(media), "magenta"), (0, 2)) for media in post.media)
        if post.url:
            parts.append(Text(post.url, "dim blue"))
        return Padding(Group(*parts), (0, 0, 1, 0))


def _left_alone(report: ImportReport) -> Iterator[str]:
    """Yield a sentence about each kind of what was left alone."""
    circle = report.left_alone.get(FileKind.CIRCLE, 0)
    for count, what in (
        (report.private, "direct messages or deleted posts"),
        (circle, "posts to a circle"),
    ):
        if count:
            yield f"Left {count:,} {_plural('file', count)} of {what} alone."
    if articles := report.left_alone.get(FileKind.ARTICLES, 0):
        yield f"Left {articles:,} {_plural('article', articles)} alone: they may be drafts."
    if report.first_other:
        posts, (file, line) = _plural("post", report.others), report.first_other
        yield (
            f"Left {report.others:,} {posts} of other accounts alone; the first is in {file}, "
            f"line {line}."
        )


def _lacking(missing: Missing) -> str:
    """Return how much of a file is missing."""
    if missing.count is None:
        return "all of it"
    return f"{missing.count:,} {_plural('entry', missing.count)} not read"


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
    return f"{sum(length * count for length, count in lengths.items()):,}"


def _account(name: str) -> str:
    return "an unknown account" if name == UNKNOWN else f"@{name}"


def _plural(noun: str, count: int) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return noun if count == 1 else plural
