"""python -m tests.bench NAME [options]: measure, beside a named peer, in one run."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from tests.bench import imports, living, memories, search

BENCHMARKS: dict[str, Callable[..., Coroutine[None, None, None]]] = {
    "import": imports.measure,
    "living": living.measure,
    "memories": memories.measure,
    "search": search.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark, or each of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS))
    parser.add_argument("--posts", type=int, default=10_000, metavar="N")
    parser.add_argument(
        "--archive", type=Path, metavar="PATH", help="of search and memories: an archive.db to use"
    )
    only = parser.add_argument_group("of search alone, whose --archive may also name files")
    only.add_argument("--queries", type=Path, metavar="FILE", help="known items, JSON, one a line")
    only.add_argument("--items", type=int, default=1_000, metavar="N", help="known items a kind")
    parser.add_argument(
        "--megabytes", type=int, metavar="N", help="import a tweets.js of this size instead"
    )
    chosen = parser.parse_args(arguments)
    if chosen.megabytes:
        imports.measure_big(chosen.megabytes)
        return 0
    for name in [chosen.name] if chosen.name else sorted(BENCHMARKS):
        print(f"== {name}, {chosen.posts:,} posts")
        options: dict[str, Any] = {}
        if name == "search":
            options = {key: getattr(chosen, key) for key in ("archive", "queries", "items")}
        elif name == "memories":
            options = {"archive": chosen.archive}
        asyncio.run(BENCHMARKS[name](chosen.posts, **options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
