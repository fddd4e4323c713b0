"""Links between posts in archive.db."""
