"""The files of deploy/ that pin versions agree, with each other and with pyproject.toml."""

import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging import audit
from tests.packaging.licences import LICENCES, licence, listed, locked
from tests.packaging.locked import (
    BUILD,
    CONSTRAINTS,
    MEANING,
    OCR,
    PLOTS,
    POSTGRES,
    ROOT,
    RUNTIME,
    pins,
)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
AGAIN = "write the files anew: make lock"


def needed(requirements: list[str], seen: set[str] | None = None) -> Iterator[str]:
    """Yield the names of requirements and of all that these need here, as far as installed."""
    seen = set() if seen is None else seen
    for requirement in map(Requirement, requirements):
        key = f"{requirement.name}{sorted(requirement.extras)}"
        extras = requirement.extras or {""}
        if key in seen or not (requirement.marker is None or requirement.marker.evaluate()):
            continue
        seen.add(key)
        yield canonicalize_name(requirement.name)
        try:
            own = distribution(requirement.name).requires or []
        except PackageNotFoundError:
            continue
        parsed = ((one, Requirement(one).marker) for one in own)
        wanted = [
            f"{Requirement(one).name}"
            for one, marker in parsed
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)
        ]
        yield from needed(wanted, seen)


@pytest.mark.parametrize(
    "path", [RUNTIME, PLOTS, POSTGRES, MEANING, OCR, BUILD], ids=lambda path: path.name
)
def test_the_locked_versions_are_those_of_the_constraints(path: Path) -> None:
    """There is one list of versions; each locked file has hashes for every one of its lines."""
    versions = {pin.name: pin.version for pin in pins(CONSTRAINTS)}
    for pin in pins(path):
        assert versions.get(pin.name) == pin.version, AGAIN
        assert pin.hashes
        assert all(one.startswith("sha256:") and len(one) == 71 for one in pin.hashes)


def test_all_that_is_installed_is_locked() -> None:
    """What the bot and pictures need, and what that needs, has a line; nothing else has."""
    runtime = {pin.name for pin in pins(RUNTIME) if pin.applies}
    plots = {pin.name for pin in pins(PLOTS) if pin.applies}
    assert set(needed(PROJECT["project"]["dependencies"])) == runtime, AGAIN
    with_plots = PROJECT["project"]["optional-dependencies"]["plots"]
    assert set(needed(with_plots)) - runtime == plots, AGAIN
    assert set(needed(PROJECT["build-system"]["requires"])) == {
        pin.name for pin in pins(BUILD) if pin.applies
    }, AGAIN


@pytest.mark.parametrize(
    ("extra", "path"), [("postgres", POSTGRES), ("meaning", MEANING), ("ocr", OCR)]
)
def test_all_that_an_extra_brings_is_locked(extra: str, path: Path) -> None:
    """What an extra needs beside the bot and its pictures has a line; nothing else has."""
    wanted = PROJECT["project"]["optional-dependencies"][extra]
    for one in map(Requirement, wanted):
        try:
            distribution(one.name)
        except PackageNotFoundError:
            pytest.skip(f"not installed: pip install -c deploy/constraints.txt -e '.[{extra}]'")
    before = {pin.name for file in (RUNTIME, PLOTS) for pin in pins(file) if pin.applies}
    added = {pin.name for pin in pins(path) if pin.applies}
    assert set(needed(wanted)) - before == added, AGAIN


def test_all_that_checks_need_is_pinned() -> None:
    """Every extra has a version for each package that it brings; pip itself comes with Python."""
    pinned = {pin.name for pin in pins(CONSTRAINTS)}
    for requirements in PROJECT["project"]["optional-dependencies"].values():
        assert set(needed(requirements)) - pinned <= {"pip"}


def test_the_list_of_licences_is_complete() -> None:
    """Each locked package has a line with its version and, if it is installed, what it states."""
    rows = listed()
    assert set(rows) == {(pin.name, pin.version) for pin in locked()}, "make licences"
    for name, version in rows:
        try:
            package = distribution(name).metadata
        except PackageNotFoundError:
            continue
        if package["Version"] == version:
            assert rows[name, version] == licence(package), f"make licences: {LICENCES.name}"


FOUND = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
CLEAN = {"name": "b", "version": "1", "vulns": []}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found and could not be audited"}


@pytest.mark.parametrize(
    ("packages", "clean", "lines"),
    [
        ([CLEAN], True, ["1 packages audited, known vulnerabilities: 0."]),
        (
            [FOUND, CLEAN],
            False,
            ["a 1: CVE-1, corrected in 2", "2 packages audited, known vulnerabilities: 1."],
        ),
        (
            [CLEAN, SKIPPED],
            False,
            [
                "1 packages audited, known vulnerabilities: 0.",
                "Not audited, for the index does not know them: c.",
            ],
        ),
        ([SKIPPED], False, [audit.UNKNOWN]),
        ([], False, [audit.UNKNOWN]),
    ],
)
def test_an_audit_is_clean_only_if_all_was_looked_up(
    packages: list[dict[str, object]], clean: bool, lines: list[str]
) -> None:
    """A package that was not looked up is no package without vulnerabilities."""
    assert audit.report(packages) == (clean, lines)


@pytest.mark.parametrize(
    ("errors", "sentence"),
    [
        ("python: No module named pip_audit\n", audit.NOT_INSTALLED),
        (
            "Traceback\n  File\nrequests.exceptions.ProxyError: HTTPSConnectionPool(host)\n",
            audit.FAILED.format(reason="requests.exceptions.ProxyError"),
        ),
        ("", audit.FAILED.format(reason="it said nothing")),
    ],
)
def test_an_audit_that_fails_is_a_sentence(errors: str, sentence: str) -> None:
    """Without a network, or without pip-audit, one sentence says that nothing was audited."""
    assert audit.failure(errors) == sentence
