"""The job that finds the nearest posts. The worker alone imports what it needs, numpy among it."""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from bot.storage.open_file import FileIdentity
from bot.workers.encoder_jobs import Model, installed_model


class Problem(StrEnum):
    """Why nothing was compared."""

    NOT_BUILT = "not_built"
    OTHER_MODEL = "other_model"
    OTHER_FILE = "other_file"
    NO_MEANING = "no_meaning"
    UNKNOWN_WORDS = "unknown_words"


class Wanted(NamedTuple):
    """What posts are to be near to: a text, or a post by its key.

    `path` is the archive, `file` the one that is to be there. `allowed` are the keys of those that
    may be found, as a BitMap's bytes; None: all. `most` is how many are. Who sees some accounts
    alone does not get to know how many posts of all were not compared: then it is not `counted`.
    With `closest` the keys of so many posts with the nearest bits are wanted instead, unscored.
    """

    path: str
    file: FileIdentity | None
    model: Model
    near_to: str | int
    allowed: bytes | None
    most: int
    counted: bool = True
    closest: int | None = None


class Compared(NamedTuple):
    """The keys of the nearest posts, the nearest first, 32 bits each; none if there is a problem.

    Of the `closest` ones they ascend.

    `missing` posts of the archive were not compared: their meaning was not taken yet.
    """

    keys: bytes = b""
    missing: int = 0
    problem: Problem | None = None


def nearest(wanted: Wanted) -> Compared:
    """Return the nearest posts, by the model that is installed."""
    # Of another version since the bot was started, it would say nothing that fits the bits.
    if _of_process() != wanted.model:
        return Compared(problem=Problem.OTHER_MODEL)
    from bot.services.meaning.comparing import compare  # noqa: PLC0415 - see above
    from bot.workers.encoding import direction_of  # noqa: PLC0415

    return compare(wanted, direction_of)


@cache
def _of_process() -> Model | None:
    """Return the model that was installed at the first search of this process, which loads it."""
    return installed_model()
