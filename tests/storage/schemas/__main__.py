"""Writes the schemas of new files anew: `python -m tests.storage.schemas`, after a migration."""

from tests.storage.schemas import KINDS, path, script

if __name__ == "__main__":
    for kind in KINDS:
        path(kind).write_text(script(kind), "utf-8")
