"""Write deploy/LICENCES.md: the licence of everything that is installed with the bot.

Licences are what the packages state of themselves. One that this Python does not need is not
installed here; its line is kept as long as its version is.
"""

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

from tests.packaging.locked import DEPLOY, MEANING, OCR, PLOTS, POSTGRES, RUNTIME, Pin, pins

LICENCES = DEPLOY / "LICENCES.md"

_HEAD = """\
# Licences

Throwback itself is under the MIT licence, in `LICENSE`. This is what is installed with it, the
extras `plots`, `postgres`, `meaning` and `ocr` included, each with the licence that its authors
state; their texts are installed beside the packages. `make licences` writes this list.

| package | version | licence |
|---|---|---|
"""
_ROW = re.compile(r"^\| (\S+) \| (\S+) \| (.+) \|$", re.MULTILINE)
_CLASSIFIER = re.compile(r"License :: (?:OSI Approved :: )?(.+)")
_LONGEST_NAME = 60
"""Characters from which on the field "License" holds a licence's text instead of its name."""


def listed() -> dict[tuple[str, str], str]:
    """Return the licences in the file by package and version."""
    if not LICENCES.exists():
        return {}
    rows = _ROW.findall(LICENCES.read_text("utf-8"))
    return {(name, version): stated for name, version, stated in rows if version != "version"}


def licence(package: PackageMetadata) -> str | None:
    """Return the licence that a package states, an SPDX expression if there is one, else None."""
    if "License-Expression" in package:
        return package["License-Expression"]
    classifiers = package.get_all("Classifier") or []
    if named := [match[1] for one in classifiers if (match := _CLASSIFIER.match(one))]:
        return ", ".join(named)
    field = package["License"].strip() if "License" in package else ""
    return field if field and "\n" not in field and len(field) <= _LONGEST_NAME else None


def locked() -> list[Pin]:
    """Return all that is installed with the bot, in the order of the list."""
    paths = (RUNTIME, PLOTS, POSTGRES, MEANING, OCR)
    return sorted({pin.name: pin for path in paths for pin in pins(path)}.values(), key=_name)


def _name(pin: Pin) -> str:
    return pin.name


def main() -> None:
    """Write the list anew, or say of which package no licence is known."""
    known = listed()
    rows = {pin: _of(pin) or known.get((pin.name, pin.version)) for pin in locked()}
    if missing := [f"{pin.name} {pin.version}" for pin, stated in rows.items() if stated is None]:
        raise SystemExit(
            f"No licence is known of {', '.join(missing)}. Install it, with another Python if this "
            f"one does not need it, or write its line into {LICENCES.name} by hand."
        )
    lines = (f"| {pin.name} | {pin.version} | {stated} |\n" for pin, stated in rows.items())
    LICENCES.write_text(_HEAD + "".join(lines), "utf-8")


def _of(pin: Pin) -> str | None:
    try:
        package = metadata(pin.name)
    except PackageNotFoundError:
        return None
    return licence(package) if package["Version"] == pin.version else None


if __name__ == "__main__":
    main()
