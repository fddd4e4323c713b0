"""Updates the catalogues: `python -m tests.catalogues`. Translate what it names, then commit.

New messages are added without a translation, and those are removed that the code no longer has. It
also lowers the numbers of sentences that are still to be translated; with --recount it puts them to
what the code has, as after a merge. With --check it changes nothing, and fails if a message is not
translated.
"""

import argparse
import asyncio
import sys

from tests.catalogues.checks import problems
from tests.catalogues.extraction import TRANSLATED, catalogue, template, update
from tests.catalogues.unwrapped import not_yet, put_not_yet, unwrapped


def main(*, recount: bool, writes: bool) -> int:
    """Update every catalogue if it `writes`, and print what is wrong; return how much that is."""
    wanted, wrong = asyncio.run(template()), 0
    for name in sorted(TRANSLATED):
        found = problems(name, update(name, wanted) if writes else catalogue(name), wanted)
        wrong += len(found)
        for problem in found:
            print(f"{name}: {problem}")  # noqa: T201
    listed, sentences = not_yet(), unwrapped()
    for path, new in sentences.items():
        if len(new) > listed.get(path, 0) and not recount:
            wrong += 1
            print(f"{path}: {len(new) - listed.get(path, 0)} more to translate, among")  # noqa: T201
            print(*(f"  {one}" for one in new), sep="\n")  # noqa: T201
    counts = {path: len(new) for path, new in sentences.items()}
    if not recount:
        counts = {path: min(count, listed.get(path, 0)) for path, count in counts.items()}
    if writes:
        put_not_yet(counts)
        print(f"{len(wanted)} messages in {len(TRANSLATED)} catalogues")  # noqa: T201
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.catalogues")
    parser.add_argument("--recount", action="store_true", help="count what is not translated anew")
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args()
    sys.exit(main(recount=options.recount, writes=not options.check) > 0)
