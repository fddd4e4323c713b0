"""The deep check: what can be proven of a pair of databases, and of a backup's media files."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DatabaseError, NoArchiveError, ThrowbackError
from bot.languages import Message, lazy, nlazy
from bot.operations.contents import unlike_contents
from bot.operations.file_lists import differences, read_list
from bot.operations.media_copies import MEDIA_LIST, listed
from bot.storage.archive.index_check import IndexCheck, prove_archive
from bot.storage.archive.posts.media import FOLDER
from bot.storage.connections import exists
from bot.storage.files.inspection import read_only
from bot.storage.files.soundness import DatabaseProof, prove_database

_SHOWN = 3  # files, of which each gets a sentence


@dataclass(slots=True)
class Proof:
    """What was proven.

    `media_count` files, of `media_size` bytes in all, are there; `media_absent` are named by posts
    and are not. Of a backup with media, `has_media`, the content of each was compared with its
    list. `is_backup` says whether there was a list; then `media_names` are those that posts name.
    """

    databases: list[DatabaseProof] = field(default_factory=list)
    index: IndexCheck = field(default_factory=lambda: IndexCheck(0, 0, 0, 0, 0))
    media_count: int = 0
    media_size: int = 0
    media_absent: int = 0
    is_backup: bool = False
    has_media: bool = False
    media_names: frozenset[str] = frozenset()

    @property
    def posts(self) -> int:
        """The number of posts."""
        return self.databases[0].rows["posts"]


class UnsoundError(ThrowbackError):
    """Databases or media files that are damaged; there is one sentence for each problem.

    `problems` holds the sentences; the text of the error joins them with line breaks.
    """

    def __init__(self, problems: list[Message]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = [str(problem) for problem in problems]


async def check_deeply(archive: Path, state: Path) -> Proof:
    """Return what is proven of both databases, and of the media files beside them.

    Each database passes SQLite's integrity_check and foreign_key_check; each word of the search
    index has as many posts as contain it, and posts all over the archive are found by a word. If
    the folder is a backup, its files have the sizes and hashes that its lists say; elsewhere media
    files are counted, as exports may lack some. The databases are only read, also while others
    write, and may be of an older version. A state database that does not exist is left out.

    Raises NoArchiveError if there is no archive, UnsoundError for everything that is wrong.
    """
    return await asyncio.to_thread(prove, archive, state)


def prove(archive: Path, state: Path, *, media: bool = True) -> Proof:
    """Do what `check_deeply` does, on this thread; without `media` only for the databases."""
    if not exists(archive):
        raise NoArchiveError(archive)
    proof, problems = Proof(), list[Message]()
    names: list[str] | None = None
    try:
        found = read_only(archive, lambda connection: prove_archive(connection, archive, problems))
        proof.databases.append(found.database)
        proof.index, names = found.index_check, found.media_names
        problems += _misfits(archive, proof.index)
    except DatabaseError as error:
        problems = problems or [_sentence(error)]
    try:
        if exists(state):
            proof.databases.append(
                read_only(state, lambda one: prove_database(one, state, "state", problems))
            )
    except DatabaseError as error:
        problems.append(_sentence(error))
    if media:
        problems += _check_files(archive.absolute().parent, names, proof)
    if problems:
        raise UnsoundError(list(dict.fromkeys(problems)))
    return proof


def _misfits(path: Path, index: IndexCheck) -> list[Message]:
    if index.is_sound:
        return []
    return [
        lazy(
            "The search index of {path} does not fit its posts: {words:,} words have other numbers "
            "of posts than contain them, {posts:,} posts have no words, and {lost:,} of "
            "{searched:,} were not found.",
            path=path,
            words=index.wrong_words,
            posts=index.unindexed_posts,
            lost=index.lost_posts,
            searched=index.searched,
        )
    ]


def _check_files(folder: Path, names: list[str] | None, proof: Proof) -> list[Message]:
    """Look at all files but the databases; `names` are those of posts, None if they are unknown."""
    proof.is_backup = (folder / MEDIA_LIST).exists()
    try:
        problems = [*unlike_contents(folder)]
        files = [*read_list(folder / MEDIA_LIST)] if proof.is_backup else []
    except ThrowbackError as error:
        return [_sentence(error)]
    if not proof.is_backup:
        files = listed(folder / FOLDER, names or ())
    elif names is not None:
        proof.media_names = frozenset(names)
        unlisted = proof.media_names - {one.name for one in files}
        # A post that was erased in the backup took its files along.
        files = [one for one in files if one.name in proof.media_names]
        if unlisted:
            problems.append(
                nlazy(
                    "{list} lacks {count:,} file that the posts beside it name.",
                    "{list} lacks {count:,} files that the posts beside it name.",
                    len(unlisted),
                    list=folder / MEDIA_LIST,
                )
            )
    problems += differences(folder / FOLDER, files)
    proof.has_media = any(one.sha256 for one in files)
    proof.media_count = sum(one.size is not None for one in files)
    proof.media_size = sum(one.size or 0 for one in files)
    proof.media_absent = len(files) - proof.media_count
    if len(problems) > _SHOWN:
        others = len(problems) - _SHOWN
        problems[_SHOWN:] = [
            nlazy(
                "{count:,} other file is missing or damaged.",
                "{count:,} other files are missing or damaged.",
                others,
            )
        ]
    return problems


def _sentence(error: ThrowbackError) -> Message:
    (sentence,) = error.args
    return sentence if isinstance(sentence, Message) else Message(f"{sentence}")
