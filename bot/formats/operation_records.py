"""Backups, restores and deep checks as JSON."""

from collections.abc import Sequence
from pathlib import Path

from bot.formats.post_records import JsonObject
from bot.operations.backup import Backup
from bot.operations.deep_check import Proof
from bot.operations.restore import Restored
from bot.operations.state_copy import CopiedState


def backup_record(backup: Backup, deleted: Sequence[Path] = ()) -> JsonObject:
    """Return the report of a backup; `deleted` are older ones that were deleted after it."""
    return {
        "path": str(backup.path),
        "posts": backup.posts,
        "databases": [
            {"file": copy.name, "bytes": copy.size, "rows": copy.rows} for copy in backup.databases
        ],
        "media": {
            "files": backup.media_count,
            "bytes": backup.media_size,
            "absent": backup.media_absent,
            "copied": backup.has_media,
        },
        "deleted": [str(path) for path in deleted],
    }


def proof_record(proof: Proof) -> JsonObject:
    """Return what a deep check has proven."""
    return {
        "posts": proof.posts,
        "databases": [
            {"file": str(one.path), "rows": one.rows, "changed_at": one.changed_at or None}
            for one in proof.databases
        ],
        "index": {"words": proof.index.words, "searched": proof.index.searched},
        "media": {
            "files": proof.media_count,
            "bytes": proof.media_size,
            "absent": proof.media_absent,
            "proven": proof.has_media,
        },
        "backup": proof.is_backup,
    }


def restored_record(restored: Restored) -> JsonObject:
    """Return the report of a restore."""
    return {
        **proof_record(restored.proof),
        "kept": [str(path) for path in restored.kept],
        "media_copied": restored.media_copied,
    }


def copied_state_record(copied: CopiedState) -> JsonObject:
    """Return the report of a copy of the state."""
    return {"from": copied.source, "to": copied.target, "rows": copied.rows}
