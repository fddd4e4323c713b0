"""Records of one file that share an id."""

import os
import subprocess
import sys

_CHOICES = """
from bot.archive.posts.post import Origin
from bot.ingest.parser.duplicates import Duplicates, copies_of
from bot.ingest.records.records import ParsedRecord

bodies = [f"{word} text" for word in ("one", "two", "red", "new", "old", "sea", "sky", "day")]
for other in bodies[1:]:
    both = bodies[0], other
    records = [ParsedRecord(1, body, body, "ada", "17", 0, Origin.EARLY) for body in both]
    print(Duplicates(copies_of(records, frozenset([17]))).is_doubtful(17, other))
"""


def test_every_process_chooses_alike() -> None:
    """Of bodies of one length that begin differently, the same one is doubtful in any process."""
    printed = {
        subprocess.run(
            [sys.executable, "-c", _CHOICES],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert {*printed.pop().split()} == {"True", "False"}
