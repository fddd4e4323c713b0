"""The errors of the bot, each with the sentence that the user reads."""

import os
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from bot.languages import Message, _, lazy, nlazy

NO_POSTS = lazy("The archive holds no post yet. Its owner can load one: throwback import PATH")
"""What every answer of an empty archive says."""


class ThrowbackError(Exception):
    """A failure that a user may see. Its text is the sentence that the user reads.

    The sentence says what happened and what to do; it never contains the text of a post. It is a
    lazy message, as the user may speak another language than the answer that could not be given.
    `exit_code` is the exit status of a terminal command: 1 for "could not". `sentence` is what a
    kind of error says if it is raised without one.
    """

    exit_code = 1
    sentence: ClassVar[Message]

    def __init__(self, *sentence: str | Message) -> None:
        super().__init__(*(sentence or (self.sentence,)))


class BadQueryError(ThrowbackError):
    """A query that cannot be answered as written."""


class TooLongError(ThrowbackError):
    """A query that would take too long to answer."""

    def __init__(self, seconds: int = 1) -> None:
        sentence = nlazy(
            "That would take longer than a second, so it was cut off. A word more, a rarer one or "
            "a day such as since:2022-10-28 makes it faster.",
            "That would take longer than {count} seconds, so it was cut off. A word more, a rarer "
            "one or a day such as since:2022-10-28 makes it faster.",
            seconds,
        )
        super().__init__(sentence)


class BusyError(ThrowbackError):
    """Work that did not begin, because others came first."""

    sentence = lazy(
        "Too much is being asked at this moment, so this was not begun. Try again in a few seconds."
    )


class RestartingError(ThrowbackError):
    """Work that was not begun, or not finished, because the bot closes."""

    sentence = lazy("The bot is restarting; try again in a moment.")


class ReplacedError(ThrowbackError):
    """A search that a newer one of the same user replaced."""

    sentence = lazy(
        "This search was stopped, because you began a newer one. Give it again if you "
        "still want what it finds."
    )


class CooldownError(ThrowbackError):
    """A command given too soon after many others; the sentence says when the next is taken."""


class BadDateError(ThrowbackError):
    """A date that is not in the calendar, or text that is not a date."""


class BadQuietRuleError(ThrowbackError):
    """Text that is no day, person or word to keep quiet, or one rule too many."""


class BadZoneError(ThrowbackError):
    """A time zone that does not exist."""


class NotAllowedError(ThrowbackError):
    """An action that the user is not permitted to take."""


class NotManagerError(NotAllowedError):
    """An attempt to see or change digests by a user who does not manage the server."""

    sentence = lazy(
        "Only those who may manage this server decide on its digests: it takes the "
        "permission Manage Server."
    )


class NotInArchiveError(ThrowbackError):
    """A post that was requested by its id and is not in the archive."""


class MissingPostError(NotInArchiveError):
    """A post that the archive does not hold, or that is hidden."""

    def __init__(self, id: str) -> None:
        super().__init__(
            lazy(
                "The archive does not hold post {id}. It may be from another account, deleted "
                "before the archive was made, or in a file that is not loaded yet.",
                id=id,
            )
        )


class EmptyArchiveError(NotInArchiveError):
    """A request for posts of an archive that has none."""

    sentence = NO_POSTS


class BadLinkError(ThrowbackError):
    """A link that would let a post continue one that it cannot continue."""


class TooLargeError(ThrowbackError):
    """A file that is too large for Discord."""

    sentence = lazy(
        "As a file that is larger than the 10 MB that Discord takes. The terminal has no "
        "such limit: throwback thread, with the id of the post."
    )


class AttachmentError(ThrowbackError):
    """A file attached to a command that was not taken in."""


class ArchiveFileError(ThrowbackError):
    """A file or folder that no post can be read from."""


class FailedReadingError(ThrowbackError):
    """An unexpected exception that ended the reading of archive files."""


class PictureError(ThrowbackError):
    """A picture of statistics that could not be drawn or written."""


class NothingReadError(ThrowbackError):
    """An import that read not one post although there were some."""

    sentence = lazy("Not one post could be read; the report says why.")


class StoppedError(ThrowbackError):
    """A command that the user stopped before it changed anything."""

    exit_code = 130  # the status of an interrupted command in a shell
    sentence = lazy("Stopped; nothing was changed.")


class DatabaseError(ThrowbackError):
    """A database file that cannot be opened, read or written."""


class AwayError(DatabaseError):
    """A database server that cannot be used now, and may be soon: no fault of the settings."""


class AlreadyRunningError(ThrowbackError):
    """A second process that would run the same bot on the same databases."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            lazy(
                "The bot is running already, in another process on the databases in {folder}: two "
                "would answer every command twice. Stop that one first, or give each its "
                "SHARD_IDS.",
                folder=folder,
            )
        )


class NoArchiveError(DatabaseError):
    """An archive that does not exist yet."""

    def __init__(self, path: object) -> None:
        super().__init__(
            lazy("There is no archive at {path} yet. Load one: throwback import PATH", path=path)
        )


class NotOwnerError(ThrowbackError):
    """An attempt by a non-owner to change what all users see of the archive."""

    sentence = lazy(
        "Only the archive's owners may change what everybody sees of it. Those who run the "
        "bot can name you in its settings: OWNERS."
    )


class PageExpiredError(ThrowbackError):
    """A button of an answer that is too old."""


class BadPageError(ThrowbackError):
    """Text that is not the number of a page."""

    def __init__(self, pages: int) -> None:
        super().__init__(lazy("That is no page. Give a number from 1 to {pages:,}.", pages=pages))


class BadDigestError(ThrowbackError):
    """A digest that cannot be saved as described, or that does not exist."""


class PostingError(ThrowbackError):
    """A digest that was not posted. The sentence says why, and may mention a channel."""


class TryAgainError(PostingError):
    """A temporary failure, nobody's fault: a later attempt may succeed.

    `retry_after` is the number of seconds that Discord asks to wait, 0 if it does not say.
    `may_have_arrived` is False if it is certain that nothing was posted.
    """

    def __init__(
        self, sentence: str | Message, *, after: float = 0.0, arrived: bool = True
    ) -> None:
        super().__init__(sentence)
        self.retry_after = after
        self.may_have_arrived = arrived


class MessageRejectedError(PostingError):
    """A message that Discord rejects; the next may succeed. `code` is Discord's error code."""

    def __init__(self, sentence: str | Message, code: int = 0) -> None:
        super().__init__(sentence)
        self.code = code


class CannotPostError(PostingError):
    """A channel that does not exist or that the bot may not post in: retrying is no use."""


class HistoryUnreadableError(PostingError):
    """A channel whose history cannot be read."""


class UsageError(ThrowbackError):
    """A command line that the terminal's commands do not have."""

    exit_code = 2


class SettingsError(ThrowbackError):
    """Settings that the bot cannot start with; there is one sentence for each problem.

    `problems` holds the sentences; the text of the error joins them with line breaks.
    """

    exit_code = 2

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def system_reason(error: OSError) -> str:
    """Return why the system refused something, as a part of a sentence.

    Of a file that another user keeps to himself it says whose it is: a service, or a container,
    seldom runs as the user who has the archive.
    """
    reason = error.strerror or type(error).__name__
    if isinstance(error, PermissionError) and isinstance(error.filename, str) and os.name != "nt":
        owner, user = _owner(Path(error.filename)), os.geteuid()
        if owner not in {None, user}:
            return _(
                "{reason}; it belongs to user {owner}, and this runs as user {user}",
                reason=reason, owner=owner, user=user,
            )  # fmt: skip
    return reason


def _owner(path: Path) -> int | None:
    """Return the user id of a file's owner; of its closed folder's, if that hides the file."""
    for one in (path, *path.parents):
        with suppress(OSError):
            return one.stat().st_uid
    return None
