"""Random posts: which of the archive's posts a round has shown."""
