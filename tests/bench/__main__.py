"""python -m tests.bench NAME [options]: measure, beside a named peer, in one run."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence

from tests.bench import imports, living

BENCHMARKS: dict[str, Callable[[int], Coroutine[None, None, None]]] = {
    "import": imports.measure,
    "living": living.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark, or each of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS))
    parser.add_argument("--posts", type=int, default=10_000, metavar="N")
    parser.add_argument(
        "--megabytes", type=int, metavar="N", help="import a tweets.js of this size instead"
    )
    chosen = parser.parse_args(arguments)
    if chosen.megabytes:
        imports.measure_big(chosen.megabytes)
        return 0
    for name in [chosen.name] if chosen.name else sorted(BENCHMARKS):
        print(f"== {name}, {chosen.posts:,} posts")
        asyncio.run(BENCHMARKS[name](chosen.posts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
