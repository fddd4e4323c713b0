"""Ask pip-audit whether the locked requirements have known vulnerabilities.

    python -m tests.packaging.audit                       the package index's own list
    python -m tests.packaging.audit --vulnerability-service osv

pip-audit ends well when it could look up nothing, and with a traceback when nobody answers; here
both are a sentence and status 1.
"""

import json
import subprocess
import sys
from typing import Any

from tests.packaging.locked import BUILD, POSTGRES

_COMMAND = (sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip")
_FILES = (BUILD, POSTGRES)
"""POSTGRES names the requirements of the bot itself, too."""

NOT_INSTALLED = "pip-audit is not installed; `make audit` does that."
FAILED = "pip-audit could not look anything up, so nothing was audited: {reason}."
UNKNOWN = "The package index has no list of known vulnerabilities, so nothing was audited."


def main(arguments: list[str]) -> int:
    """Print a report; return 0 if each package was looked up and none is vulnerable, else 1."""
    files = [argument for path in _FILES for argument in ("-r", str(path))]
    command = [*_COMMAND, "--progress-spinner", "off", "--format", "json", *files, *arguments]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        sys.stderr.write(failure(done.stderr) + "\n")
        return 1
    clean, lines = report(packages)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if clean else 1


def report(packages: list[dict[str, Any]]) -> tuple[bool, list[str]]:
    """Return whether all is well, and what to print: a vulnerability a line, then the counts.

    `packages` is the list "dependencies" of pip-audit's JSON.
    """
    skipped = [one["name"] for one in packages if one.get("skip_reason")]
    audited = [one for one in packages if not one.get("skip_reason")]
    if not audited:
        return False, [UNKNOWN]
    found = [
        f"{one['name']} {one['version']}: {entry['id']}, corrected in "
        f"{', '.join(entry['fix_versions']) or 'no version yet'}"
        for one in audited
        for entry in one["vulns"]
    ]
    lines = [*found, f"{len(audited)} packages audited, known vulnerabilities: {len(found)}."]
    if skipped:
        lines.append(f"Not audited, for the index does not know them: {', '.join(skipped)}.")
    return not found and not skipped, lines


def failure(errors: str) -> str:
    """Return a sentence about a pip-audit that printed no report but these errors."""
    if "No module named pip_audit" in errors:
        return NOT_INSTALLED
    last = (errors.strip().splitlines() or ["it said nothing"])[-1]
    return FAILED.format(reason=last.partition(": HTTP")[0].rstrip("."))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
