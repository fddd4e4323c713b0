"""Archive files to posts.

The files are gone through twice. Damage is judged by the first round, and over all files of an
owner: they came through the same hands, and what one of them is too short to tell, another shows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from bot.archive.posts.post import Post, Profile
from bot.ingest import markdown
from bot.ingest.discover import Discovery
from bot.ingest.export import reader as export
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import UnreadableError, naming
from bot.ingest.files.lines import lines
from bot.ingest.parser import reader as parsed
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.records.records import BrokenRecord
from bot.ingest.text.mojibake import MojibakeEvidence, mojibake_depths, repair

Progress = Callable[[int], None]
"""Called with the bytes read since it was last called, half of each file's in either round."""


def read(
    found: Discovery, progress: Progress = lambda _size: None, *, account: str | None = None
) -> Iterator[Post | Profile | Quarantined]:
    """Yield every post of what was found, and whatever could not be read.

    `account` is whose the posts are of files that do not say, and whose to read of files that hold
    those of several. Raises ArchiveFileError, before the first post where that can be known.
    """
    halves = _Halves(progress)
    surveys = {}
    for file in found.files:
        if file.layout in parsed.LAYOUTS:
            with naming(file.name):
                surveys[file] = parsed.survey(file, account, halves)
    exports = [(one, export.survey(one, account, halves)) for one in found.exports]
    verdicts: dict[str | None, dict[ArchiveFile, MojibakeEvidence]] = defaultdict(dict)
    for file, told in surveys.items():
        verdicts[told.owner][file] = told.verdict
    for _, survey in exports:
        verdicts[survey.account.lower()].update(survey.verdicts)
    damaged = _damage(verdicts)

    for name, reason in found.refused:
        yield Quarantined(name, 1, reason)
    for file, told in surveys.items():
        with naming(file.name):
            yield from parsed.posts_of(file, told, damaged[file], halves)
    for file in found.files:
        if file.layout is Layout.OWN:
            with naming(file.name):
                yield from _own(file, progress)
    mends = {file: partial(_mended, depth=depth) for file, depth in damaged.items()}
    for one, survey in exports:
        yield from export.posts_of(one, survey, mends, found.media, halves)


class _Halves:
    """Tells of half of the bytes it is told of, and in all of no byte too many or too few."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._odd = 0

    def __call__(self, size: int) -> None:
        half, self._odd = divmod(size + self._odd, 2)
        self._progress(half)


def _damage(
    verdicts: Mapping[str | None, Mapping[ArchiveFile, MojibakeEvidence]],
) -> dict[ArchiveFile, int]:
    """Return how often each file was damaged, by what the files of each owner say together."""
    return {
        file: depth
        for of_owner in verdicts.values()
        for file, depth in zip(of_owner, mojibake_depths(list(of_owner.values())), strict=True)
    }


def _mended(text: str, depth: int) -> tuple[str, str | None]:
    """Return `text` mended, and by what plan: whether the file or the post told, and how often."""
    mended, times = repair(text, depth)
    return mended, f"{'file' if depth else 'post'} {times}" if times else None


def _own(file: ArchiveFile, progress: Progress) -> Iterator[Post | Profile | Quarantined]:
    try:
        for one in markdown.read(lines(file.file, progress)):
            yield (
                Quarantined(file.name, one.line, one.reason)
                if isinstance(one, BrokenRecord)
                else one
            )
    except OSError as error:
        raise UnreadableError(file.name, str(error.strerror)) from error
