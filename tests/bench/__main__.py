"""python -m tests.bench NAME [options]: measure the bot beside a named peer, in one run."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from tests.bench import (
    commands,
    digests,
    fair,
    idle,
    importing,
    imports,
    languages,
    living,
    load,
    memories,
    networks,
    page,
    pages,
    pictures,
    processes,
    replaced,
    search,
    several,
    stats,
    threads,
)
from tests.bench.meaning import measuring as meaning
from tests.bench.quality.items import KINDS
from tests.bench.quality.languages import LANGUAGES
from tests.bench.reading import measuring as reading

BENCHMARKS: dict[str, Callable[..., Coroutine[None, None, None]]] = {
    "commands": commands.measure,
    "digests": digests.measure,
    "fair": fair.measure,
    "idle": idle.measure,
    "import": imports.measure,
    "importing": importing.measure,
    "languages": languages.measure,
    "living": living.measure,
    "load": load.measure,
    "meaning": meaning.measure,
    "memories": memories.measure,
    "networks": several.measure,
    "ocr": reading.measure,
    "page": page.measure,
    "pages": pages.measure,
    "pictures": pictures.measure,
    "processes": processes.measure,
    "replaced": replaced.measure,
    "search": search.measure,
    "stats": stats.measure,
    "threads": threads.measure,
}
_OPTIONS = {
    "commands": ("archive", "before", "postgres"),
    "fair": ("archive", "before"),
    "idle": ("archive", "before"),
    "import": ("network",),
    "load": ("archive", "before"),
    "memories": ("archive",),
    "pages": ("before",),
    "replaced": ("archive",),
    "search": ("archive", "queries", "items", "languages", "kinds", "texts", "lost"),
    "stats": ("archive",),
    "threads": ("archive", "authors", "verbose"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS))
    parser.add_argument("--posts", type=int, default=10_000, metavar="N")
    only = parser.add_argument_group(
        "of search, memories, threads, commands, fair, idle, load and stats alone"
    )
    only.add_argument(
        "--archive",
        type=Path,
        metavar="PATH",
        help="archive.db, made by commands, fair, idle, load and stats if missing; for search and "
        "threads also files",
    )
    only = parser.add_argument_group("of commands, fair, idle, load and pages alone")
    only.add_argument("--before", type=Path, metavar="PATH", help="a checkout of an older build")
    only = parser.add_argument_group("of commands alone")
    only.add_argument("--postgres", action="store_true", help="beside its state in PostgreSQL")
    only = parser.add_argument_group("of search alone")
    only.add_argument("--queries", type=Path, metavar="FILE", help="known items, JSON, one a line")
    only.add_argument("--items", type=int, metavar="N", help="known items a kind: 1,000, or 200")
    only.add_argument(
        "--languages",
        nargs="*",
        choices=sorted(LANGUAGES),
        metavar="CODE",
        help="search in these languages, all if none is named",
    )
    only.add_argument(
        "--kinds",
        nargs="+",
        choices=KINDS,
        default=(),
        metavar="KIND",
        help="of --languages: " + ", ".join(KINDS),
    )
    only.add_argument(
        "--texts",
        type=Path,
        metavar="FOLDER",
        help="real texts: the root of a file system with translations, / or unpacked packages",
    )
    only.add_argument(
        "--lost", type=Path, metavar="FILE", help="add known items that were lost, with the cause"
    )
    only = parser.add_argument_group("of import alone")
    only.add_argument(
        "--network", choices=sorted(networks.NETWORKS), help="an archive of this network instead"
    )
    only = parser.add_argument_group("of threads alone")
    only.add_argument("--authors", nargs="+", choices=threads.NAMES, help="all, if not given")
    only.add_argument("-v", "--verbose", action="store_true", help="print each author's figures")
    parser.add_argument(
        "--megabytes", type=int, metavar="N", help="import a tweets.js of this size instead"
    )
    chosen = parser.parse_args(arguments)
    if chosen.megabytes:
        imports.measure_big(chosen.megabytes)
        return 0
    for name in [chosen.name] if chosen.name else sorted(BENCHMARKS):
        print(f"== {name}, {chosen.posts:,} posts")
        options: dict[str, Any] = {key: getattr(chosen, key) for key in _OPTIONS.get(name, ())}
        asyncio.run(BENCHMARKS[name](chosen.posts, **options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
