"""Imports of other networks' archives, beside X's export of the same posts in the same run.

The parsing alone is also compared with a peer: a library that reads the same file and does nothing
with what it reads.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.archives import write_export
from tests.bench.loads import Measured, alone, import_all, print_line, read_all
from tests.bench.writers import bluesky, mastodon

_LEAST = 0.7  # of the posts a second of X's export


@dataclass(frozen=True, slots=True)
class Bench:
    """How the archives of a network are measured.

    `write` makes an archive of so many posts in a folder, and returns the path to import. `parse`
    returns the seconds of parsing it, before anything becomes a post, and `peer` those that the
    library `peer_name` takes for the same, None if it is not installed; `least` is how fast parsing
    has to be beside it. `memory` is the most that an import may take, in MB, of so many posts.
    """

    write: Callable[[Path, int], Path]
    parse: Callable[[Path], float]
    peer: Callable[[Path], float | None]
    peer_name: str
    least: float
    memory: Callable[[int], float]


NETWORKS = {
    "bluesky": Bench(
        bluesky.write,
        bluesky.parse,
        bluesky.read_with_cbor2,
        "cbor2, with hashes",
        0.5,
        lambda posts: 200 + 64 * 1.27 * posts / 1e6,  # 64 bytes for each block, of the tree too
    ),
    "mastodon": Bench(
        mastodon.write, mastodon.parse, mastodon.read_with_ijson, "ijson", 0.5, lambda _: 200.0
    ),
}


def measure(name: str, posts: int) -> None:
    """Print the speed of reading and importing an archive of a network."""
    bench = NETWORKS[name]
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        archive = bench.write(folder / name, posts)
        write_export(folder / "x", posts)
        peer = alone(bench.peer, archive)
        print(f"{name}, {_size(archive) / 1e6:,.0f} MB")
        parsing = alone(bench.parse, archive)
        print_line("parsing alone", posts, parsing)
        if peer is None:
            print(f"{bench.peer_name:>24}  is not installed")
        else:
            print_line(bench.peer_name, posts, peer)
            print(f"{'parsing / peer':>24}  {peer / parsing:.2f}, at least {bench.least}")
        print_line("reading alone", posts, alone(read_all, archive))
        taken = _import(archive, folder / "network.db")
        print("the export of X")
        beside = _import(folder / "x", folder / "x.db")
        speed = (taken.read / taken.seconds) / (beside.read / beside.seconds)
        print(f"{f'{name} / X':>24}  {speed:.2f}, at least {_LEAST}")
        print(f"{'peak memory':>24}  {taken.memory:,.0f} MB, at most {bench.memory(posts):,.0f}")


def _import(path: Path, database: Path) -> Measured:
    taken = alone(import_all, path, database)
    print_line("import", taken.read, taken.seconds, f"{taken.memory:,.0f} MB")
    return taken


def _size(path: Path) -> int:
    """Return the bytes of a file, or of the files in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
