"""What there is to show of a thread, item by item: the same for every form that shows it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.archive.posts.ids.links import status_ids
from bot.archive.posts.post import UNKNOWN, Kind, Post
from bot.archive.threads.links import Evidence, Link
from bot.archive.threads.thread import AssembledThread


class UnlinkedParent(StrEnum):
    """The parent of a reply, where no link joins the reply to a post that is shown."""

    OF_OTHERS = "of others"  # never translated: of JSON
    """It is a post of another account, or of one that is not known."""
    NOT_OLDER = "not older"  # never translated: of JSON
    """It is a post of the thread that is not older, or the reply itself: the data is damaged."""
    LEFT_OUT = "left out"  # never translated: of JSON
    """It is a post of the same account that the archive has and the thread does not show."""
    NOT_IN_ARCHIVE = "not in archive"  # never translated: of JSON
    """It is a post of the same account that the archive does not have."""


@dataclass(frozen=True, slots=True)
class ThreadPost:
    """A post of the thread. `number` counts the posts that are shown, from 1.

    `link` leads to its parent, whose number is `parent_number`: None if that is one of the likely
    posts. `unlinked_parent` says of a reply what its parent is if that has no number.
    """

    post: Post
    number: int
    link: Link | None
    parent_number: int | None
    unlinked_parent: UnlinkedParent | None
    is_requested: bool

    @property
    def branches_off(self) -> int | None:
        """The number of the parent if another post was shown since; else None."""
        return None if self.parent_number == self.number - 1 else self.parent_number


@dataclass(frozen=True, slots=True)
class HiddenGap:
    """One or more posts are hidden here; `is_last` means that no post of the thread follows."""

    is_last: bool


@dataclass(frozen=True, slots=True)
class BranchesStart:
    """The main line ends here; the posts that follow are branches."""


@dataclass(frozen=True, slots=True)
class LikelyPost:
    """A post that likely belongs to the thread.

    `link` leads from it to its parent, `onward` is the first likely link from another post to it.
    """

    post: Post
    link: Link | None
    onward: Link | None


@dataclass(frozen=True, slots=True)
class LikelyPosts:
    """All posts that likely belong to the thread, oldest first; at least one."""

    posts: tuple[LikelyPost, ...]


@dataclass(frozen=True, slots=True)
class RelatedPost:
    """A post outside the thread, which the thread quotes if `is_quoted`; else it quotes it."""

    post: Post
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """All related posts, oldest first; at least one."""

    posts: tuple[RelatedPost, ...]


ThreadItem = ThreadPost | HiddenGap | BranchesStart | LikelyPosts | SeeAlso


def walk(thread: AssembledThread) -> Iterator[ThreadItem]:
    """Yield what there is to show of a thread, in reading order.

    The posts come first, with the gaps and the start of the branches between them; then likely
    posts, then related ones, if there are any.
    """
    numbers = {post.id: number for number, post in enumerate(thread.posts, 1)}
    links = {link.child: link for link in thread.links}
    gaps = frozenset(thread.gaps)
    for index, post in enumerate(thread.posts):
        if index in gaps:
            yield HiddenGap(is_last=False)
        if index == thread.main_length:
            yield BranchesStart()
        link = links.get(post.id)
        parent_number = numbers.get(link.parent) if link else None
        yield ThreadPost(
            post,
            index + 1,
            link,
            parent_number,
            None if parent_number else _unlinked_parent(post, numbers, thread.parents_in_archive),
            is_requested=post.id == thread.requested_id,
        )
    if len(thread.posts) in gaps:
        yield HiddenGap(is_last=True)
    if thread.likely:
        yield LikelyPosts(_likely_posts(thread, links))
    if thread.see_also:
        yield SeeAlso(_related_posts(thread))


def _unlinked_parent(
    post: Post, shown: Collection[str], in_archive: Collection[str]
) -> UnlinkedParent | None:
    name, parent = post.reply_to_account, post.reply_to
    if post.kind is Kind.REPOST or not (name or parent):
        return None
    if not name or not name.casefold() == post.account.casefold() != UNKNOWN:
        return UnlinkedParent.OF_OTHERS
    if parent in shown:
        return UnlinkedParent.NOT_OLDER
    return UnlinkedParent.LEFT_OUT if parent in in_archive else UnlinkedParent.NOT_IN_ARCHIVE


def _likely_posts(thread: AssembledThread, links: Mapping[str, Link]) -> tuple[LikelyPost, ...]:
    onward: dict[str, Link] = {}
    for link in thread.links:
        if link.evidence is Evidence.LIKELY:
            onward.setdefault(link.parent, link)
    return tuple(
        LikelyPost(post, links.get(post.id), onward.get(post.id)) for post in thread.likely
    )


def _related_posts(thread: AssembledThread) -> tuple[RelatedPost, ...]:
    quoted = {id for post in thread.posts for id in status_ids(" ".join((post.text, *post.links)))}
    return tuple(
        RelatedPost(post, is_quoted=not quoted.isdisjoint(_all_ids(post)))
        for post in thread.see_also
    )


def _all_ids(post: Post) -> list[str]:
    """Return the id of a post and those that it had before it was edited."""
    return [post.id, *(version.id for version in post.versions)]
