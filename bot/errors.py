"""What can go wrong, each with the sentence that the user reads."""


class ThrowbackError(Exception):
    """A failure that a user can meet. Its text is the sentence that the user reads.

    The sentence says what happened and what to do; it never holds the text of a post.
    `exit_code` is what a terminal command ends with: 1 for "could not".
    """

    exit_code = 1


class BadQueryError(ThrowbackError):
    """A query that cannot be answered as it is written."""


class TooLongError(ThrowbackError):
    """A query that would take too long to answer."""

    def __init__(self) -> None:
        super().__init__(
            "That would take longer than a second, so it was cut off. With a word more, a rarer "
            "one, or a day such as since:2022-10-28, it goes faster."
        )


class BadDateError(ThrowbackError):
    """A day that is not in the calendar, or not written as one."""


class BadZoneError(ThrowbackError):
    """A time zone that there is none of."""


class NotAllowedError(ThrowbackError):
    """Something that whoever asks for it may not do."""


class NotInArchiveError(ThrowbackError):
    """A post that was asked for by its id is not in the archive."""


class BadLinkError(ThrowbackError):
    """A post that cannot continue another."""


class TooLargeError(ThrowbackError):
    """A file that Discord would not take."""

    def __init__(self) -> None:
        super().__init__(
            "As a file that is larger than the 10 MB that Discord takes. The terminal has no such "
            "limit: throwback thread, with the id of the post."
        )


class ArchiveFileError(ThrowbackError):
    """A file or folder that no post can be read from."""


class FailedReadingError(ThrowbackError):
    """The reading of archive files ended in an exception that nobody foresaw."""


class DatabaseError(ThrowbackError):
    """A database file that cannot be opened, read or written."""


class NotOwnerError(ThrowbackError):
    """Somebody who does not own the archive would change what all see of it."""

    def __init__(self) -> None:
        super().__init__(
            "Only the archive's owners may change what everybody sees of it. Whoever runs the bot "
            "can name you in its settings: OWNERS."
        )


class PageExpiredError(ThrowbackError):
    """A button of an answer that was given too long ago."""


class BadDigestError(ThrowbackError):
    """A digest that cannot be kept as it is described, or that is not there."""


class PostingError(ThrowbackError):
    """A digest that was not posted. The sentence tells why, and may hold a channel's mention."""


class TryAgainError(PostingError):
    """Nobody is to blame; later it may work.

    `after` is how many seconds Discord asks to wait, 0 if it does not say. `arrived` is False if it
    is certain that nothing was posted.
    """

    def __init__(self, sentence: str, *, after: float = 0.0, arrived: bool = True) -> None:
        super().__init__(sentence)
        self.after = after
        self.arrived = arrived


class NotTakenError(PostingError):
    """Discord does not take this message; the next one may be better. `code` is its reason."""

    def __init__(self, sentence: str, code: int = 0) -> None:
        super().__init__(sentence)
        self.code = code


class RefusedError(PostingError):
    """The bot may not post there, or there is no such place: it is no use to try again."""


class CannotLookError(PostingError):
    """The history of the channel cannot be read."""


class SettingsError(ThrowbackError):
    """Settings that the bot cannot start with: one sentence for each problem.

    `problems` holds the sentences; the text of the error joins them by line breaks.
    """

    exit_code = 2

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
