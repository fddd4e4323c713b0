"""Posts as rows of archive.db, and the media folder beside it."""
