"""Updates the catalogues: `python -m tests.catalogues`. Translate what it names, then commit.

New messages are added without a translation, and those are removed that the code no longer has. It
also lowers the numbers of sentences that are still to be translated; with --recount it puts them to
what the code has, as after a merge.
"""

import asyncio
import sys

from tests.catalogues.checks import problems
from tests.catalogues.extraction import TRANSLATED, template, update
from tests.catalogues.unwrapped import not_yet, put_not_yet, unwrapped


def main(*, recount: bool) -> None:
    """Update every catalogue, and print what is still wrong in it."""
    wanted = asyncio.run(template())
    for name in sorted(TRANSLATED):
        found = problems(name, update(name, wanted), wanted)
        print(f"{name}: {len(wanted)} messages, {len(found)} problems")  # noqa: T201
        for problem in found:
            print(f"  {problem}")  # noqa: T201
    listed, sentences = not_yet(), unwrapped()
    for path, new in sentences.items():
        if len(new) > listed.get(path, 0) and not recount:
            print(f"{path}: {len(new) - listed.get(path, 0)} more to translate, among")  # noqa: T201
            print(*(f"  {one}" for one in new), sep="\n")  # noqa: T201
    counts = {path: len(new) for path, new in sentences.items()}
    if not recount:
        counts = {path: min(count, listed.get(path, 0)) for path, count in counts.items()}
    put_not_yet(counts)


if __name__ == "__main__":
    main(recount="--recount" in sys.argv[1:])
