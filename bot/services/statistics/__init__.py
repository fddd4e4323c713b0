"""Statistics of the archive, or of a part of it."""
