"""What statistics count, read from archive.db."""
