"""What was dropped on the page, as an import is given it, and in sentences on it."""

from pathlib import Path

from bot.languages import _


def dropped_paths(folder: Path) -> list[Path]:
    """Return what an import is given of the folder with what was dropped.

    One file or folder is named itself, so that an error is about that; several are one archive.
    """
    inside = list(folder.iterdir())
    return inside if len(inside) == 1 else [folder]


def without_folder(sentence: str, folder: Path) -> str:
    """Return a sentence that does not name the temporary folder with what was dropped."""
    dropped = _("What you dropped")
    return sentence.replace(f"{folder}/", "").replace(f"{folder}", dropped)
