"""What posts mean, in archive.db."""
