"""What an archive lacks or an import left alone on purpose, in sentences."""

from collections.abc import Iterator, Mapping

from bot.archive.posts.sanitize import show_controls
from bot.ingest.records.counts import Unread, Withheld
from bot.languages import _, ngettext


def unread_sentences(unread: Mapping[Unread, int]) -> Iterator[str]:
    """Yield a sentence about each kind of items that were left alone."""
    if count := unread.get(Unread.DIRECT, 0):
        yield ngettext(
            "Left {count:,} post alone that was for certain people only.",
            "Left {count:,} posts alone that were for certain people only.",
            count,
        )
    if count := unread.get(Unread.FOLLOWERS, 0):
        yield ngettext(
            "Left {count:,} post alone that was for followers only. To import it too: throwback "
            "import PATH --include followers",
            "Left {count:,} posts alone that were for followers only. To import them too: "
            "throwback import PATH --include followers",
            count,
        )
    if count := unread.get(Unread.LIKES, 0):
        yield ngettext(
            "Left {count:,} like alone: likes are not imported.",
            "Left {count:,} likes alone: likes are not imported.",
            count,
        )
    if count := unread.get(Unread.BOOKMARKS, 0):
        yield ngettext(
            "Left {count:,} bookmark alone: bookmarks are not imported.",
            "Left {count:,} bookmarks alone: bookmarks are not imported.",
            count,
        )
    if count := unread.get(Unread.RECORDS, 0):
        yield ngettext(
            "Left {count:,} record alone that is no post, such as a follow or a list.",
            "Left {count:,} records alone that are no posts, such as follows and lists.",
            count,
        )
    if count := unread.get(Unread.PARTS, 0):
        yield ngettext(
            "Left {count:,} part of a post out: this version of Throwback does not know its type.",
            "Left {count:,} parts of posts out: this version of Throwback does not know their "
            "types.",
            count,
        )


def withheld_sentence(one: Withheld) -> str:
    """Return why a repository was not read."""
    file, account = show_controls(one.file), show_controls(one.account)
    if not one.is_certain:
        return _(
            "{file} was not read: it is damaged where @{account} may ask apps not to show the "
            "account to strangers.",
            file=file,
            account=account,
        )
    return ngettext(
        "{file} was not read: @{account} asks apps not to show the account to strangers, and this "
        "would show {count:,} post.",
        "{file} was not read: @{account} asks apps not to show the account to strangers, and this "
        "would show {count:,} posts.",
        one.posts,
        file=file,
        account=account,
    )


def how_to_confirm() -> str:
    """Return how a repository is read all the same, in the terminal."""
    return _("If they may be shown here, give the command again with --yes-public.")


def unnamed_sentence(did: str) -> str:
    """Return how the owner of a repository gets the handle, which no repository states."""
    return _(
        "A Bluesky repository does not name its handle. To show that instead of {did}: throwback "
        "accounts --handle {did} HANDLE",
        did=show_controls(did),
    )
