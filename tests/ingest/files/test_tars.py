"""Tars, compressed or not, are read in place, and no hostile one gets far."""

import gzip
import io
import pickle
import random
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.files.input_file import DiskFile, UnreadableError
from bot.ingest.files.tars import TarMember, tar_members
from bot.ingest.files.zips import Budget, ZipLimits

FORMATS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]
RNG = random.Random(3)
FILES = {f"folder/file-{n}": RNG.randbytes(60_000 + n) for n in range(40)}


def made(files: dict[str, bytes], mode: str = "w:gz", form: int = tarfile.USTAR_FORMAT) -> bytes:
    """Return a tar of files."""
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode=mode, format=form) as tar:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return memory.getvalue()


def with_member(**fields: object) -> bytes:
    """Return a tar with one member that has these fields."""
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w:gz") as tar:
        info = tarfile.TarInfo("outbox.json")
        for name, value in fields.items():
            setattr(info, name, value)
        tar.addfile(info)
    return memory.getvalue()


@dataclass(frozen=True, slots=True)
class Counted(DiskFile):
    """A file that counts the bytes that are read of it."""

    read: list[int] = field(default_factory=list, compare=False)

    def open(self) -> BinaryIO:  # noqa: D102 - see the class
        counted = self.read

        class Reader(io.FileIO):
            def read(self, size: int | None = -1, /) -> bytes:
                data = super().read(-1 if size is None else size)
                counted.append(len(data or b""))
                return data or b""

        return cast(BinaryIO, Reader(self.path))


def members_of(
    path: Path, data: bytes, limits: ZipLimits | None = None
) -> tuple[Counted, list[TarMember]]:
    """Return the file with these bytes, and what is in it."""
    path.write_bytes(data)
    file = Counted(path, path.name, len(data))
    return file, list(tar_members(file, str(path), Budget(limits or ZipLimits())))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("mode", ["w:gz", "w"])
def test_every_file_is_read(tmp_path: Path, mode: str, form: int) -> None:
    """All files have their names and contents, in any order of reading; long names too."""
    files = dict(list(FILES.items())[:5])
    if form != tarfile.USTAR_FORMAT:
        files |= {f"{'long/' * 60}é.png": b"x" * 700}
    _, members = members_of(tmp_path / "a.tar.gz", made(files, mode, form))
    assert {one.inside: one.size for one in members} == {n: len(d) for n, d in files.items()}
    for one in [*members, *reversed(members)]:
        with one.open() as opened:
            assert opened.read() == files[one.inside]
    again = pickle.loads(pickle.dumps(members[-1]))  # noqa: S301 - our own
    assert again.open().read() == files[members[-1].inside]


def test_files_in_their_order_are_inflated_once(tmp_path: Path) -> None:
    """Files that are read in their order cost one pass over a compressed tar, not one each."""
    file, members = members_of(tmp_path / "a.tgz", made(FILES))
    file.read.clear()
    for one in members:
        with one.open() as opened:
            assert opened.read() == FILES[one.inside]
    assert sum(file.read) < 1.2 * file.size
    file.read.clear()
    for one in reversed(members):
        with one.open() as opened:
            opened.read()
    assert sum(file.read) < len(members) * 1_300_000


def test_joined_gzips_are_one(tmp_path: Path) -> None:
    """A gzip of several parts, as some programs write, is read to its end; zeros may follow."""
    data = gzip.decompress(made(FILES))
    half = len(data) // 2
    joined = gzip.compress(data[:half]) + gzip.compress(data[half:]) + bytes(700)
    _, members = members_of(tmp_path / "a.tar.gz", joined)
    assert [one.open().read() for one in members] == list(FILES.values())


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "../outbox.json"},
        {"name": "a/../../b"},
        {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"},
        {"type": tarfile.LNKTYPE, "linkname": "actor.json"},
        {"type": tarfile.CHRTYPE},
        {"type": tarfile.FIFOTYPE},
        {"type": tarfile.GNUTYPE_SPARSE},
    ],
)
def test_what_no_archive_holds_is_refused(tmp_path: Path, fields: dict[str, object]) -> None:
    """Links, devices, and names that lead out are refused, with a sentence."""
    with pytest.raises(UnreadableError):
        members_of(tmp_path / "a.tar.gz", with_member(**fields))


def test_hidden_files_are_skipped_and_absolute_names_are_not(tmp_path: Path) -> None:
    """A server's own disk may have hidden folders; what is hidden in the tar is skipped."""
    names = ["/srv/.mastodon/public/system/a.png", "._outbox.json", ".git/x", "./outbox.json"]
    _, members = members_of(tmp_path / "a.tar", made(dict.fromkeys(names, b"x"), "w"))
    assert [one.inside for one in members] == [
        "srv/.mastodon/public/system/a.png",
        "outbox.json",
    ]


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    """What unpacks to far more than its size, or to more than an import may, is refused."""
    bomb = made({"a": bytes(30_000_000)})
    with pytest.raises(UnreadableError, match="bomb"):
        members_of(tmp_path / "a.tar.gz", bomb)
    with pytest.raises(UnreadableError, match="GB"):
        members_of(tmp_path / "a.tar.gz", made(FILES), ZipLimits(bytes=1_000_000))


def test_a_header_is_not_believed(tmp_path: Path) -> None:
    """A header that claims a name of gigabytes, or a file behind the end, ends in a refusal."""
    huge = tarfile.TarInfo("././@LongLink")
    huge.type, huge.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    long = huge.tobuf(tarfile.GNU_FORMAT) + bytes(4096)
    beyond = tarfile.TarInfo("outbox.json")
    beyond.size = 1 << 30
    for data in (long, beyond.tobuf() + bytes(2048)):
        with pytest.raises(UnreadableError):
            members_of(tmp_path / "a.tar", data)


def test_something_else_that_is_compressed_is_no_archive(tmp_path: Path) -> None:
    """A gzip of something else is not taken for a tar."""
    path = tmp_path / "notes.gz"
    path.write_bytes(gzip.compress(b"just text"))
    with pytest.raises(ArchiveFileError, match="not a text file"):
        discover([path])


SMALL = made({f"file-{n}": RNG.randbytes(900) for n in range(4)}, form=tarfile.PAX_FORMAT)


def damaged(data: st.DataObject) -> Iterator[bytes]:
    """Yield damaged forms of a small tar, compressed and not."""
    for whole in (SMALL, gzip.decompress(SMALL)):
        begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
        yield whole[:begin] + data.draw(st.binary(max_size=3)) + whole[end:]


@given(st.data())
@settings(max_examples=60)
def test_any_damage_is_noticed_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A damaged tar is read or refused; no other exception leaves the reader."""
    path = tmp_path_factory.mktemp("tar") / "a.tar.gz"
    for content in damaged(data):
        try:
            for one in members_of(path, content)[1]:
                one.open().read()
        except (ArchiveFileError, OSError):
            continue
