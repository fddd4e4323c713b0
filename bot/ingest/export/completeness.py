"""The check of what was read against what the manifests of the exports count.

Public copies of exports often lack parts: hosts limit the size of files, or replace large ones by
pointers.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

from bot.errors import ArchiveFileError
from bot.ingest.export.manifest import Export
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.lines import chunks
from bot.ingest.records.counts import FileCounts, Missing

_DECLARED = re.compile(r"\s*window\.YTD\.(\w+)\.part(\d{1,4})")
_BEGINNING = 200  # characters


def missing_entries(exports: Sequence[Export], counts: Iterable[FileCounts]) -> list[Missing]:
    """Return what the manifests of `exports` count and `counts`, of the files read, do not reach.

    The parts of an export may be in several zips or folders, and there may be copies of it: each of
    its files is looked for in all of them, and in folders without a manifest.
    """
    read = {one.file: one.read for one in counts}
    most: dict[tuple[str, str], int] = {}
    for export in exports:
        for file in export.files:
            for name in _names(file) if file.layout is Layout.EXPORT else ():
                key = export.manifest.stamp, name
                most[key] = max(most.get(key, 0), read.get(file.name, 0))
    missing: dict[tuple[str, str], Missing] = {}
    for manifest in (export.manifest for export in exports):
        for file_name, count in manifest.counted.items():
            keys = [(stamp, _stem(file_name)) for stamp in (manifest.stamp, "")]
            found = [most[key] for key in keys if key in most]
            if not found or (count is not None and max(found) < count):
                path = f"{manifest.folder}/{file_name}".removeprefix("/")
                lacking = count and count - max(found, default=0)
                missing[keys[0]] = Missing(path, lacking)
    return list(missing.values())


def _names(file: ArchiveFile) -> set[str]:
    """Return the names that a file may have in a manifest: its own, and that of its first line."""
    names = {_stem(file.name.rpartition("/")[2])}
    with suppress(OSError, ArchiveFileError):
        if match := _DECLARED.match(next(chunks(file.file, _BEGINNING), "")):
            part = int(match[2])
            names.add(match[1].replace("_", "-") + (f"-part{part}" if part else ""))
    return names


def _stem(name: str) -> str:
    """Return the name of a file without its last suffix: people turn `.js` into `.json`."""
    return name.rpartition(".")[0].lower() or name.lower()
