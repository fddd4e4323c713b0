"""Updates the catalogues: `python -m tests.catalogues`. Translate what it names, then commit.

New messages are added without a translation, and those are removed that the code no longer has. It
also names the sentences in the code that are no messages. With --check it changes nothing, and
fails if a message is not translated.
"""

import argparse
import asyncio
import sys

from tests.catalogues.checks import problems
from tests.catalogues.extraction import TRANSLATED, catalogue, template, update
from tests.catalogues.unwrapped import unwrapped


def main(*, writes: bool) -> int:
    """Update every catalogue if it `writes`, and print what is wrong; return how much that is."""
    wanted, wrong = asyncio.run(template()), 0
    for name in sorted(TRANSLATED):
        found = problems(name, update(name, wanted) if writes else catalogue(name), wanted)
        wrong += len(found)
        for problem in found:
            print(f"{name}: {problem}")  # noqa: T201
    for sentence in unwrapped():
        wrong += 1
        print(f"{sentence}: it is in no catalogue")  # noqa: T201
    if writes:
        print(f"{len(wanted)} messages in {len(TRANSLATED)} catalogues")  # noqa: T201
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.catalogues")
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args()
    sys.exit(main(writes=not options.check) > 0)
