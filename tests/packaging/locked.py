"""The versions and hashes that deploy/ pins, as they are read from its files."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONSTRAINTS = DEPLOY / "constraints.txt"
"""The versions of everything, also of what only tests need; the other files follow from it."""

RUNTIME = DEPLOY / "requirements.txt"
PLOTS = DEPLOY / "requirements-plots.txt"
"""What the extra `plots` adds; it names RUNTIME, so that both are installed by it."""

POSTGRES = DEPLOY / "requirements-postgres.txt"
"""What the extra `postgres` adds; it names PLOTS, so that all three are installed by it."""

MEANING = DEPLOY / "requirements-meaning.txt"
"""What the extra `meaning` adds to PLOTS, which it names."""

OCR = DEPLOY / "requirements-ocr.txt"
"""What the extra `ocr` adds to PLOTS, which it names."""

BUILD = DEPLOY / "requirements-build.txt"
"""What makes a wheel of the checkout."""

_HASH = re.compile(r"--hash=(\S+)")


@dataclass(frozen=True)
class Pin:
    """A line of a requirements file; `hashes` are as pip writes them: "sha256:…"."""

    name: NormalizedName
    version: str
    marker: Marker | None
    hashes: frozenset[str]

    @property
    def applies(self) -> bool:
        """Whether this interpreter, on this system, needs it."""
        return self.marker is None or self.marker.evaluate()


def pins(path: Path) -> list[Pin]:
    """Return what one requirements file pins, without the files that it names.

    Raises ValueError for a line that pins no exact version.
    """
    return [_pin(line) for line in blocks(path.read_text("utf-8"))]


def blocks(text: str) -> list[str]:
    """Return the requirements of a file with their hashes, each as it is written there."""
    lines = text.replace("\\\n", "\\\0").splitlines()
    return [line.replace("\0", "\n") for line in lines if line and line[0] not in "#-"]


def _pin(block: str) -> Pin:
    requirement = Requirement(_HASH.sub("", block).replace("\\\n", ""))
    specifiers = list(requirement.specifier)
    if len(specifiers) != 1 or specifiers[0].operator != "==":
        raise ValueError(block)
    return Pin(
        canonicalize_name(requirement.name),
        specifiers[0].version,
        requirement.marker,
        frozenset(_HASH.findall(block)),
    )
