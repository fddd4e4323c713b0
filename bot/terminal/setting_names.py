"""Misspelt names of settings: what looks like a setting and is none, with the right name."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from rapidfuzz import fuzz

from bot.languages import _
from bot.settings import Settings, dotenv_variables, environment

_ALIKE = 80  # per cent of their letters that a misspelt name and the right one share
# What every process has, which is no misspelling of USERS, and what deploy/compose.yaml reads.
_OF_OTHERS = {"USER", "ARCHIVE"}


def misspelt_in(dotenv: Path) -> list[str]:
    """Return a sentence for each name in a .env file that resembles a setting and is none.

    Other names are left alone: they may be meant for other programs. Raises SettingsError for a
    file that cannot be read.
    """
    names = dotenv_variables(dotenv)
    found = _with_same_words(names) | _spelt_alike(names)
    return [_did_you_mean(name, right, dotenv) for name, right in found.items()]


def misspelt_beside(dotenv: Path) -> list[str]:
    """Return a sentence for each variable of the process that is spelt nearly like a setting.

    Docker and systemd pass the lines of a file on as such, among those of the system: therefore
    fewer of them count than in the .env file itself.
    """
    names = environment(dotenv).keys() - dotenv_variables(dotenv).keys()
    return [_did_you_mean(name, right) for name, right in _spelt_alike(sorted(names)).items()]


def _spelt_alike(names: Iterable[str]) -> dict[str, str]:
    """Return those of `names` that are spelt nearly like a setting, each with that setting."""
    known = Settings.names()
    others = set(names) - known - _OF_OTHERS
    nearest = {name: _most_alike(name, known) for name in sorted(others)}
    return {name: right for name, right in nearest.items() if _likeness(name, right) >= _ALIKE}


def _with_same_words(names: Iterable[str]) -> dict[str, str]:
    """Return those of `names` that have all words of a setting, or only words of it: TOKEN."""
    known = Settings.names()
    found = {}
    for name in names:
        words = _words(name)
        alike = {one for one in known if words <= _words(one) or words >= _words(one)}
        if alike and words and name not in known | _OF_OTHERS:
            found[name] = _most_alike(name, alike)
    return found


def _most_alike(name: str, known: AbstractSet[str]) -> str:
    return max(sorted(known), key=lambda one: _likeness(name, one))


def _likeness(name: str, known: str) -> float:
    return fuzz.ratio(name.upper(), known)


def _words(name: str) -> set[str]:
    return {word.removesuffix("S") for word in name.upper().split("_") if word}


def _did_you_mean(name: str, right: str, file: Path | None = None) -> str:
    if file is None:
        return _("{name} is no setting. Did you mean {right}?", name=name, right=right)
    return _(
        "{name} in {file} is no setting. Did you mean {right}?", name=name, file=file, right=right
    )
